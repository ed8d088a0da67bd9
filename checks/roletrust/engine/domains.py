"""The context keys a question leaves open, in groups, with every way each group can be given.

Keys that hang together (MFA and its age, a source address and a VPC endpoint, an organization and its path, tags
and the list of their keys, two keys that a policy variable compares) form one group; an entry gives all its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from roletrust.engine.bounds import ENTRIES, TooMany
from roletrust.engine.callers import Question, Sends
from roletrust.engine.conditions import EXTERNAL_ID_KEY, Context, Test
from roletrust.engine.key_values import ABSENT, Asked, Given, iso, lists_of, values_of
from roletrust.engine.keys import EXTERNAL_ID_LONGEST, Presence
from roletrust.engine.languages import Language, Pattern, fresh, representatives
from roletrust.engine.operators import Unreadable, moment_of
from roletrust.engine.request import Kind
from roletrust.engine.text import Fresh, Text, Value, freshened, is_fresh
from roletrust.engine.visits import Visit
from roletrust.engine.wildcards import Token, Variable, Wild, wild_text

MFA, MFA_AGE = "aws:multifactorauthpresent", "aws:multifactorauthage"
ORG, ORG_PATHS = "aws:principalorgid", "aws:principalorgpaths"
SOURCE_ORGS = ("aws:sourceorgid", "aws:sourceorgpaths")
ADDRESS, VPC = "aws:sourceip", ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")
TIME, EPOCH_TIME = "aws:currenttime", "aws:epochtime"
REQUEST_TAG, TAG_KEYS, PRINCIPAL_TAG, USER_ID = "aws:requesttag/", "aws:tagkeys", "aws:principaltag/", "aws:userid"
TIED = frozenset((MFA, MFA_AGE, ORG, ORG_PATHS, TIME, EPOCH_TIME, ADDRESS, *VPC))
UNIQUE_ID = re.compile(r"A(?:RO|ID)A[A-Z0-9]{12}")  # IAM's are 16 characters or more
OUTSIDER = Fresh("o-outsider00")
ANY_PATH = "/r-root/ou-root-anyother/"
ANY_OTHER = "any-other"
# Keys with two values only: they are never anything else.
TRUTHS = {MFA: ("false", "true"), "aws:viaawsservice": ("false", "true"), "aws:securetransport": ("true",)}


class Entry(NamedTuple):
    """What a group's keys hold; an absent key is not in `context`.  `sure`: a caller can bring it about."""

    context: Mapping[str, tuple[Value, ...]]
    sure: bool = True


class Group(NamedTuple):
    """Keys that are given together, and every way they can be, the plainest first.

    `fated`: no caller chooses among the entries (the role's own tags, keys AWS does not document).
    `beyond`: the bound that listing all entries would break, if it would; what they are is then not known.
    """

    keys: tuple[str, ...]
    entries: tuple[Entry, ...]
    fated: bool = False
    beyond: str = ""


def surely_absent(key: str, question: Question, kind: Kind) -> bool:
    """Whether no caller of `kind` in the question's class carries `key` (lower case)."""
    if key == EXTERNAL_ID_KEY and question.sends is Sends.NONE:
        return True
    untagged = question.arbitrary and key.startswith(PRINCIPAL_TAG)
    return untagged or question.presence(key, kind) is Presence.NEVER


def groups(tests: Sequence[Test], question: Question, kind: Kind, known: Context) -> list[Group]:
    """The groups of all keys that `tests` ask for and `known` (what the caller implies) does not settle."""
    asked: dict[str, Asked] = {}
    ties = [(test, pattern) for test in tests if test.variables for pattern in test.patterns]
    for test in tests:
        for key in test.keys:
            if key not in known and key not in asked:
                asked[key] = Asked(key)
        if test.key in asked:
            asked[test.key].tests.append(test)
    return [_group(keys, asked, ties, question, kind, known) for keys in _together(asked)]


def _group(
    keys: tuple[str, ...],
    asked: Mapping[str, Asked],
    ties: Sequence[tuple[Test, Pattern]],
    question: Question,
    kind: Kind,
    known: Context,
) -> Group:
    """`ties`: the policy values in which variables compare keys, with the conditions they stand in."""
    fated = any(question.presence(key, kind) is Presence.UNSURE for key in keys)
    try:
        for key in keys:
            asked[key].extra = _compared_with(asked[key], asked, ties, known)
        options = {key: _options(asked[key], question, kind, known) for key in keys}
        paths = asked[ORG_PATHS].patterns(known) if ORG_PATHS in keys else []
        if len(keys) == 1 and ORG_PATHS not in keys:
            return Group(keys, tuple([_alone(keys[0], *each) for each in options[keys[0]]]), fated)
        return Group(keys, tuple(_entries(keys, options, paths)), fated)
    except TooMany as bound:
        return Group(keys, (Entry({}),), fated, str(bound))


def _together(asked: Mapping[str, Asked]) -> list[tuple[str, ...]]:
    """The keys of `asked`, those that hang together side by side."""
    if not _may_hang(asked):
        return [(key,) for key in asked]
    leader = {key: key for key in asked}

    def first(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    for one, other in _hanging(asked):
        if one in leader and other in leader:
            leader[first(other)] = first(one)
    found: dict[str, list[str]] = {}
    for key in asked:
        found.setdefault(first(key), []).append(key)
    return [tuple(keys) for keys in found.values()]


def _hanging(asked: Mapping[str, Asked]) -> Iterator[tuple[str, str]]:
    """The pairs of keys that hang together, whether or not both are asked for."""
    yield from ((MFA, MFA_AGE), (ORG, ORG_PATHS), (TIME, EPOCH_TIME), *((ADDRESS, vpc) for vpc in VPC))
    yield from ((TAG_KEYS, key) for key in asked if key.startswith(REQUEST_TAG))
    for each in asked.values():
        yield from ((each.key, variable) for test in each.tests for variable in test.variables)


def _may_hang(asked: Mapping[str, Asked]) -> bool:
    """Whether some of the keys may hang together: two of those that can, or any that a policy variable compares."""
    if len(asked) < 2:
        return False
    tied = len(TIED.intersection(asked)) > 1 or TAG_KEYS in asked
    return tied or any(test.variables for each in asked.values() for test in each.tests)


def _compared_with(
    each: Asked, asked: Mapping[str, Asked], ties: Sequence[tuple[Test, Pattern]], known: Context
) -> set[str]:
    """Values it must be able to hold for another key's sake: of keys a policy variable compares, of tags passed."""
    if each.key == TAG_KEYS:
        tags = {key[len(REQUEST_TAG) :] for key in asked if key.startswith(REQUEST_TAG)}
        return tags | {tag.capitalize() for tag in tags}
    found: set[str] = set()
    if not ties:
        return found
    for test, pattern in ties:
        read = {token.key for token in pattern if isinstance(token, Variable)} - set(known)
        if len(read) > 1 and each.key in {test.key, *read}:
            raise TooMany("one value holds several policy variables")
        if test.key == each.key:
            for variable in read:
                found |= {filled(pattern, value) for value in (*_literals(asked[variable]), ANY_OTHER)}
        elif each.key in read:
            settled = known.get(test.key)
            held = settled if isinstance(settled, tuple) else tuple(_literals(asked[test.key]))
            found |= {ANY_OTHER, *(inner for value in held if (inner := within(pattern, str(value))))}
    return found


def _literals(asked: Asked) -> set[str]:
    return {value for test in asked.tests for value in test.plain}


def filled(pattern: Pattern, value: str) -> str:
    """The plainest text a pattern with one variable matches where the variable holds `value`."""
    filling = {Wild.STAR: "", Wild.ONE: "x"}
    return "".join(value if isinstance(token, Variable) else _piece(token, filling) for token in pattern)


def _piece(token: Token, filling: Mapping[Wild, str]) -> str:
    return filling[token] if isinstance(token, Wild) else token if isinstance(token, str) else ""


def within(pattern: Pattern, value: str) -> str:
    """What the one variable of a pattern must hold for it to be `value`; '' where its ends already differ."""
    at = next(index for index, token in enumerate(pattern) if isinstance(token, Variable))
    before, after = filled(pattern[:at], ""), filled(pattern[at + 1 :], "")
    fits = value.startswith(before) and value.endswith(after) and len(value) > len(before) + len(after)
    return value[len(before) : len(value) - len(after)] if fits else ""


def _options(each: Asked, question: Question, kind: Kind, known: Context) -> list[tuple[Given, bool]]:
    """Every way the key can be given by a caller of the question's class."""
    if isinstance(question, Visit) and each.key in question.holds:
        return [((value,), True) for value in question.holds[each.key](each, known)]
    if surely_absent(each.key, question, kind):
        return [(ABSENT, True)]
    if each.key == EXTERNAL_ID_KEY:
        return _external_ids(each, question, known)
    if each.key in (ORG, ORG_PATHS, *SOURCE_ORGS):
        return _organizations(each, question, known)
    values: list[Value] = list(TRUTHS[each.key]) if each.key in TRUTHS else values_of(each, known)
    if each.key == MFA and kind is Kind.ROLE_SESSION:
        values = ["false"]  # credentials that AssumeRole returned carry no MFA information
    if is_fresh(question.account) and each.key == USER_ID:
        values = [value for value in values if not UNIQUE_ID.match(str(value))]  # AWS has given it to another
    if question.arbitrary and each.key == USER_ID:
        values = [value for value in values if is_fresh(value)][:1]
    if question.now is not None and each.key in (TIME, EPOCH_TIME):
        values = _from_now_on(values, each.key, question.now)
    given: list[tuple[Value, ...]] = lists_of(values) if each.row.listed else [(value,) for value in values]
    options: list[tuple[Given, bool]] = [(ABSENT, True)]
    if question.presence(each.key, kind) is Presence.ALWAYS:
        options = []
    return [*options, *((values, True) for values in given)]


def _from_now_on(values: list[Value], key: str, now: int) -> list[Value]:
    """Without the moments that are past; `now` itself stands for all until the next one that the policy names."""
    kept: list[Value] = [iso(now) if key == TIME else str(now)]
    for value in values:
        try:
            past = isinstance(value, str) and moment_of(value) < now
        except Unreadable:
            past = False
        kept += [] if past else [value]
    return kept


def _external_ids(each: Asked, question: Question, known: Context) -> list[tuple[Given, bool]]:
    if question.sends is Sends.FRESH:
        patterns = [pattern for patterns in each.patterns(known) for pattern in patterns]
        row = each.row
        return [((fresh(_literals(each), Language(row.alphabet, row.shortest), patterns),), True)]
    if question.sends is Sends.THIS:
        return [((value,), True) for value in question.guesses]
    values = [value for value in values_of(each, known) if len(str(value)) <= EXTERNAL_ID_LONGEST]
    if question.sends is Sends.GUESSED:
        # What is open is one ordinary id (docs/semantics.md 9), which nobody guesses: so a guess is fresh to it.
        spelt = (value for value in values if str(value).lower() in question.guesses)
        return [((freshened(value),), True) for value in dict.fromkeys((*each.unspelt(values), *spelt))]
    absent: list[tuple[Given, bool]] = [(ABSENT, True)] if question.sends is Sends.ANY else []
    return [*absent, *(((value,), True) for value in values)]


def _organizations(each: Asked, question: Question, known: Context) -> list[tuple[Given, bool]]:
    """An outsider's organization is none of the owner's; where those are not known, none the policy spells out."""
    spelt = {wild_text(pattern) for patterns in each.patterns(known) for pattern in patterns} | _literals(each)
    named = {_organization(value).lower() for value in spelt}
    options: list[tuple[Given, bool]] = [(ABSENT, True)]
    for value in values_of(each, known):
        organization = _organization(value)
        foreign = question.organizations and organization not in question.organizations
        if not question.outside or foreign or organization.lower() not in named:
            options.append(((value,), not (question.outside and isinstance(value, Text))))
    if each.key in (ORG, SOURCE_ORGS[0]):
        options.append(((OUTSIDER,), True))
    return options


def _organization(value: Value) -> str:
    """The organization's id in an id, or in a path."""
    return str(value).partition("/")[0]


def _alone(key: str, values: Given, sure: bool) -> Entry:
    return Entry({} if values is None else {key: values}, sure)


def _entries(
    keys: tuple[str, ...], options: Mapping[str, list[tuple[Given, bool]]], paths: Sequence[Sequence[Pattern]]
) -> Iterator[Entry]:
    """All ways to give `keys` together that agree with each other; `paths`: the patterns of organization paths."""
    if ORG_PATHS in keys:
        yield from _with_paths(keys, options, paths)
        return
    if TIME in keys and EPOCH_TIME in keys:
        yield from _at_one_moment(keys, options)
        return
    if prod(len(options[key]) for key in keys) > ENTRIES:
        raise TooMany(f"`{'`, `'.join(keys)}` hang together in too many ways")
    for given in product(*(options[key] for key in keys)):
        context = {key: values for key, (values, _) in zip(keys, given, strict=True) if values is not None}
        if _agrees(keys, context):
            yield Entry(context, all(sure for _, sure in given))


def _agrees(keys: tuple[str, ...], context: Mapping[str, tuple[Value, ...]]) -> bool:
    """Whether one request can carry all of `context`, the other `keys` absent."""
    if MFA_AGE in context and context.get(MFA, ("true",)) != ("true",):
        return False
    if MFA_AGE in context and MFA in keys and MFA not in context:
        return False
    if ADDRESS in context and any(vpc in context for vpc in VPC):
        return False
    if ADDRESS in keys and ADDRESS not in context and not any(vpc in context for vpc in VPC):
        return all(vpc not in keys for vpc in VPC)  # through an endpoint that no condition asks about
    tags = {key[len(REQUEST_TAG) :] for key in context if key.startswith(REQUEST_TAG)}
    untagged = {key[len(REQUEST_TAG) :] for key in keys if key.startswith(REQUEST_TAG)} - tags
    if TAG_KEYS in keys:
        listed = {str(each).lower() for each in context.get(TAG_KEYS, ())}
        return tags <= listed and not untagged & listed
    return True


def _with_paths(
    keys: tuple[str, ...], options: Mapping[str, list[tuple[Given, bool]]], paths: Sequence[Sequence[Pattern]]
) -> Iterator[Entry]:
    """An account is in an organization, at one path of it, or in none."""
    organizations: dict[str, bool] = {}
    for key in (ORG, ORG_PATHS):
        for given, sure in options.get(key, []):
            if given is not None:
                organizations.setdefault(_organization(given[0]), sure)
    written = [given[0] for given, _ in options[ORG_PATHS] if given is not None]
    named = {_organization(wild_text(tuple(pattern))) for patterns in paths for pattern in patterns}
    yield Entry({})
    for organization, sure in {OUTSIDER: True, **organizations}.items():
        beginning = Language(prefix=f"{organization}/")
        found = representatives([tuple(each) for each in paths], [str(value) for value in written], beginning)
        inside = [value for value in written if _organization(value) == organization]
        elsewhere = f"{organization}{ANY_PATH}"
        for path in (*found, *inside, elsewhere if organization in named else Fresh(elsewhere)):
            yield Entry({ORG_PATHS: (path,), **({ORG: (organization,)} if ORG in keys else {})}, sure)


def _at_one_moment(keys: tuple[str, ...], options: Mapping[str, list[tuple[Given, bool]]]) -> Iterator[Entry]:
    for given, sure in (*options[TIME], *options[EPOCH_TIME]):
        if given is not None and isinstance(given[0], str):
            try:
                moment = int(moment_of(given[0]))
            except Unreadable:
                raise TooMany("the time is compared with what is no time") from None
            yield Entry({TIME: (iso(moment),), EPOCH_TIME: (str(moment),)}, sure)

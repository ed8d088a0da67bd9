"""The context keys a question leaves open, in groups, with every way each group can be given.

Keys that hang together (MFA and its age, a source address and a VPC endpoint, an organization and its path, tags
and the list of their keys, two keys that a policy variable compares) form one group; an entry gives all its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from math import prod
from typing import NamedTuple

from roletrust.engine.bounds import ENTRIES, Budget, TooMany
from roletrust.engine.classes.agreement import (
    CHAINED,
    HANGING,
    MFA,
    REQUEST_TAG,
    TAG_KEYS,
    TIED,
    VIA_SERVICE,
    agrees,
)
from roletrust.engine.classes.automaton import Language, Part, Pattern, automaton_of
from roletrust.engine.classes.callers import Question, Sends
from roletrust.engine.classes.key_values import ABSENT, Asked, Given, iso, lists_of, not_all_of, values_of
from roletrust.engine.classes.organizations import (
    OF_ORGANIZATIONS,
    organizations,
    pair_of,
    with_paths,
)
from roletrust.engine.classes.other_callers import Visit
from roletrust.engine.classes.pattern_classes import fresh, ways_of
from roletrust.engine.classes.tied_keys import Compared, Spelt, spelt_on
from roletrust.engine.classes.typed_values import EPOCH_TIME, OLDEST, TIME, TYPED_KEYS
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY, NONE, Context, Test
from roletrust.engine.policy.context_keys import (
    ALPHANUMERIC,
    EXTERNAL_ID_LONGEST,
    SESSION_NAME,
    TELL_PRINCIPALS,
    Presence,
)
from roletrust.engine.policy.operators import Family, Unreadable, moment_of
from roletrust.engine.policy.request import Caller, Kind
from roletrust.engine.policy.wildcards import Either, Wild, wild_text
from roletrust.engine.text import Fresh, Hole, Means, Text, Value, freshened, is_fresh, text

PRINCIPAL_TAG, USER_ID = "aws:principaltag/", "aws:userid"
LISTS_OF_TAGS = (TAG_KEYS, "sts:transitivetagkeys")  # in which no key stands twice, whatever its letter case
UNIQUE_ID = re.compile(r"A(?:RO|ID)A[A-Z0-9]{12,}")  # IAM's are 16 characters or more
UPPER = ALPHANUMERIC.upper()
ID_LENGTH = 12
COLON = Part(":", 1, exact=True)
# IAM User Guide, "IAM identifiers" and "Policy variables", the table of `aws:userid`.
UNIQUE_IDS = {
    Kind.USER: Language(prefix="AIDA", parts=(Part(UPPER, ID_LENGTH),)),
    Kind.ROLE_SESSION: Language(prefix="AROA", parts=(Part(UPPER, ID_LENGTH), COLON, Part(SESSION_NAME, 2))),
}
# Keys with two values only: they are never anything else.
TRUTHS = {MFA: ("false", "true"), VIA_SERVICE: ("false", "true"), "aws:securetransport": ("true",)}


class Entry(NamedTuple):
    """What a group's keys hold; an absent key is not in `context`.  `sure`: a caller can bring it about.

    `loose`: keys that like values of others may compare with in another way.
    """

    context: Mapping[str, tuple[Value, ...]]
    sure: bool = True
    loose: frozenset[str] = NONE


class Group(NamedTuple):
    """Keys that are given together, and every way they can be, the plainest first.

    `fated`: no caller chooses among the entries (the role's own tags, keys AWS does not document).
    `unsolved`: conditions that may compare the keys in more ways than there are entries.
    `beyond`: why not all entries are listed, '' where they are; the last one then stands for those that are not.
    """

    keys: tuple[str, ...]
    entries: tuple[Entry, ...]
    fated: bool
    beyond: str = ""
    unsolved: frozenset[Test] = frozenset()

    def is_unlisted(self, entry: Entry) -> bool:
        """Whether `entry` stands for those that are not listed."""
        return bool(self.beyond) and entry is self.entries[-1]


UNLISTED = Entry({}, sure=False)  # of a group of which not all is listed: whatever else its keys hold


class About(NamedTuple):
    """Whose requests: those of `caller` in the class of `question`; `apart` as of `groups`."""

    question: Question
    caller: Caller
    apart: Sequence[Value]


def surely_absent(key: str, question: Question, kind: Kind) -> bool:
    """Whether no caller of `kind` in the question's class carries `key` (lower case)."""
    if key == EXTERNAL_ID_KEY and question.sends is Sends.NONE:
        return True
    untagged = question.arbitrary and key.startswith(PRINCIPAL_TAG)
    return untagged or question.presence(key, kind) is Presence.NEVER


def groups(
    tests: Sequence[Test],
    question: Question,
    caller: Caller,
    apart: Sequence[Value],
    known: Context,
    budget: Budget,
    alone: bool = False,
) -> list[Group]:
    """The groups of all keys that `tests` ask for and `known` (what the caller implies) does not settle.

    `apart`: names that a session of whatever name has not.  `alone`: no other caller is like this one.
    """
    asked: dict[str, Asked] = {}
    for test in tests:
        for key in test.keys:
            if key not in known and key not in asked:
                asked[key] = Asked(key)
        if test.key in asked:
            asked[test.key].tests.append(test)
    tied = [test for test in tests if test.tied]
    about = About(question, caller, apart)
    return [_group(keys, asked, tied, about, known, budget, alone) for keys in _together(asked, tied)]


def _group(
    keys: tuple[str, ...],
    asked: Mapping[str, Asked],
    tied: Sequence[Test],
    about: About,
    known: Context,
    budget: Budget,
    alone: bool,
) -> Group:
    """`tied`: the conditions whose variables compare keys."""
    fated = any(about.question.presence(key, about.caller.kind) is Presence.UNSURE for key in keys)
    more = next(filter(None, (not_all_of(asked[key]) for key in keys if not _is_settled(key, about))), "")
    try:
        if TAG_KEYS in keys:
            asked[TAG_KEYS].extra = _tags_passed(asked, known)
        comparing = [test for test in tied if not {test.key, *test.tied}.isdisjoint(keys)] if tied else []
        if comparing and not _by_themselves(keys, about):
            found = _compared(keys, asked, comparing, about, known, budget, alone, fated)
            return found._replace(entries=(*found.entries, UNLISTED), beyond=more) if more else found
        unsolved = frozenset(comparing)
        pair = _with_paths(keys, about)
        if pair is not None:
            ways = with_paths(pair, asked, about.question, known)
            return Group(keys, tuple([Entry(*each) for each in ways]), fated, unsolved=unsolved)
        options = {key: _options(_with_the_chain(asked[key], asked), about, known) for key in keys}
        if len(keys) == 1:
            entries = tuple([_alone(keys[0], *each) for each in options[keys[0]]])
        else:
            entries = tuple(_entries(keys, options, asked))
        return Group(keys, (*entries, UNLISTED) if more else entries, fated, more, unsolved)
    except TooMany as bound:
        return Group(keys, (UNLISTED,), fated, str(bound))


def _is_settled(key: str, about: About) -> bool:
    """Whether what the key holds does not hang on what conditions compare it with."""
    question = about.question
    held = isinstance(question, Visit) and key in question.holds
    return held or key in TRUTHS or surely_absent(key, question, about.caller.kind)


def _by_themselves(keys: Sequence[str], about: About) -> bool:
    """Whether what the keys hold together is listed in its own way."""
    return _with_paths(keys, about) is not None or (TIME in keys and EPOCH_TIME in keys)


def _with_paths(keys: Sequence[str], about: About) -> tuple[str, str] | None:
    """The keys of an organization and its paths, where it is the caller's circumstances that decide of them."""
    pair = pair_of(keys)
    question, kind = about.question, about.caller.kind
    if pair is None or surely_absent(pair[1], question, kind):
        return None
    return None if isinstance(question, Visit) and pair[1] in question.holds else pair


def _compared(
    keys: tuple[str, ...],
    asked: Mapping[str, Asked],
    tests: Sequence[Test],
    about: About,
    known: Context,
    budget: Budget,
    alone: bool,
    fated: bool,
) -> Group:
    """The group of keys that `tests` compare with each other, or with what the caller implies."""

    def options(key: str, context: Context) -> Sequence[tuple[Given, bool]]:
        return _options(asked[key], about, context)

    free = frozenset(key for key in keys if _is_free(key, about.question))
    compared = Compared(keys, asked, tests, options, free, known, alone, budget)
    named = frozenset(test.key for test in tests if not test.tied.isdisjoint(TELL_PRINCIPALS))
    asking = {key: asked[key].tests for key in keys}
    ways = (way for way in compared.ways() if agrees(keys, way.context, asking))
    entries = tuple(Entry(_unthought_of(way.context, named, about), way.sure, way.loose) for way in ways)
    return Group(keys, entries, fated, unsolved=frozenset(compared.unsolved))


def _unthought_of(
    context: dict[str, tuple[Value, ...]], named: frozenset[str], about: About
) -> dict[str, tuple[Value, ...]]:
    """`context` of a principal nobody thought of: what holds his name is nothing that an open value may be.

    `named`: the keys that are compared with his name, in whose values the policy does not spell it (callers.fresh_arn).
    """
    name = about.caller.name
    if not about.question.arbitrary or not isinstance(name, Fresh):
        return context
    return {
        key: tuple(
            [freshened(each) if key in named and isinstance(each, str) and name in each else each for each in values]
        )
        for key, values in context.items()
    }


def _is_free(key: str, question: Question) -> bool:
    """Whether a caller that carries the key may have any text of its language there."""
    if isinstance(question, Visit) and key in question.holds:
        return False
    if key == EXTERNAL_ID_KEY:
        return question.sends in (Sends.SOME, Sends.ANY)
    return key not in (USER_ID, *OF_ORGANIZATIONS, *TRUTHS, *TYPED_KEYS)


def _together(asked: Mapping[str, Asked], tied: Sequence[Test]) -> list[tuple[str, ...]]:
    """The keys of `asked`, those that hang together side by side; `tied`: conditions that compare keys."""
    if not _may_hang(asked, tied):
        return [(key,) for key in asked]
    leader = {key: key for key in asked}

    def first(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    for one, other in _hanging(asked, tied):
        if one in leader and other in leader:
            leader[first(other)] = first(one)
    found: dict[str, list[str]] = {}
    for key in asked:
        found.setdefault(first(key), []).append(key)
    return [tuple(keys) for keys in found.values()]


def _hanging(asked: Mapping[str, Asked], tied: Sequence[Test]) -> Iterator[tuple[str, str]]:
    """The pairs of keys that hang together, whether or not both are asked for."""
    yield from HANGING
    yield from ((TAG_KEYS, key) for key in asked if key.startswith(REQUEST_TAG))
    for test in tied:
        yield from pairwise(key for key in test.keys if key in asked)


def _may_hang(asked: Mapping[str, Asked], tied: Sequence[Test]) -> bool:
    """Whether some of the keys may hang together: two of those that can, or any that a policy variable compares."""
    if len(asked) < 2:
        return False
    return bool(tied) or len(TIED.intersection(asked)) > 1 or TAG_KEYS in asked


def _tags_passed(asked: Mapping[str, Asked], known: Context) -> set[str]:
    """The tags that conditions ask for, as the list of tag keys may have them: each in the spellings it tells apart.

    INVARIANT (dead end): a tag's key is the same in any letter case, and each way in which the list's patterns match
    one of its spellings is among them.
    """
    sets = [tuple(each) for each in asked[TAG_KEYS].patterns(known)]
    spelt = _literals(asked[TAG_KEYS])
    found: set[str] = set()
    for key in (each for each in asked if each.startswith(REQUEST_TAG)):
        tag = key[len(REQUEST_TAG) :]
        in_any_case = tuple([Part(each + each.upper(), 1, exact=True) for each in tag])
        others = ways_of(automaton_of(sets, spelt, Language(parts=in_any_case)), None).values() if sets else ()
        plainest = (each for each in (tag, tag.capitalize(), tag.upper()) if each not in spelt)
        found.update((tag, next(plainest, tag)))
        found.update(each for each in others if isinstance(each, str))
    return found


def _literals(asked: Asked) -> set[str]:
    return {value for test in asked.tests for value in test.plain}


def _options(each: Asked, about: About, known: Context) -> list[tuple[Given, bool]]:
    """Every way the key can be given by a caller of the question's class."""
    question, kind = about.question, about.caller.kind
    if isinstance(question, Visit) and each.key in question.holds:
        absent: list[tuple[Given, bool]] = [(ABSENT, True)] if each.key in question.optional else []
        return [*absent, *(((value,), True) for value in question.holds[each.key](each, known))]
    if surely_absent(each.key, question, kind):
        return [(ABSENT, True)]
    if each.key == EXTERNAL_ID_KEY:
        return _external_ids(each, question, known)
    if each.key in OF_ORGANIZATIONS:
        return organizations(each, question, known)
    if each.key == USER_ID and kind in UNIQUE_IDS and Family.BINARY not in each.families():
        surely = not any(isinstance(name, Text) for name in about.apart)
        return [((value,), surely) for value in dict.fromkeys(_unique_ids(each, about, known))]
    values: list[Value] = list(TRUTHS[each.key]) if each.key in TRUTHS else values_of(each, known)
    if each.key == MFA and kind is Kind.ROLE_SESSION:
        values = ["false"]  # credentials that AssumeRole returned carry no MFA information
    if question.now is not None and each.key in OLDEST:
        values = _from_now_on(values, each.key, question.now)
    given: list[tuple[Value, ...]] = lists_of(values) if each.row.listed else [(value,) for value in values]
    if each.key in LISTS_OF_TAGS:
        given = [tags for tags in given if len({str(tag).lower() for tag in tags}) == len(tags)]
    options: list[tuple[Given, bool]] = [(ABSENT, True)]
    if question.presence(each.key, kind) is Presence.ALWAYS:
        options = []
    return [*options, *((values, True) for values in given)]


def _unique_ids(each: Asked, about: About, known: Context) -> Iterator[Value]:
    """The values of `aws:userid`: of each way that some user's or role's id has, and a session's name has, one.

    AWS gives an id once: one that the policy spells is no stranger's, nor that of somebody nobody thought of.
    INVARIANT (dead end): an id is no ARN, number, date, address or truth, so that only texts tell it from others.
    """
    question = about.question
    spelt = spelt_on(each, known)
    written = [*spelt.literals, *(_in_capitals(one) for patterns in spelt.sets for one in patterns)]
    language = _of_ids(about.caller)
    if question.arbitrary:
        used = set("".join(written))
        plain = next((letter for letter in reversed(UPPER) if letter not in used), "0")
        beginning = f"{language.prefix}{plain * ID_LENGTH}"
        rest = language.parts[1:]
        language = language._replace(prefix=beginning, parts=rest, shortest=0, longest=None if rest else 0)
    ids = tuple(match[0] for value in written if (match := UNIQUE_ID.match(value)))
    given_away = question.arbitrary or (is_fresh(question.account) and not question.somebody)
    holes = {token for patterns in spelt.sets for one in patterns for token in one if isinstance(token, Hole)}
    others = given_away and all(hole.means is Means.PRINCIPAL_ID for hole in holes)  # than any id that is open here
    session = about.caller.session
    for value in _told_apart(spelt, language, about.apart):
        if given_away and _is_given_out(value, ids):
            continue
        if isinstance(session, Text) and isinstance(value, str):
            yield text(value.partition(":")[0], ":", session)
        else:
            yield freshened(value) if question.arbitrary or others else value


def _in_capitals(pattern: Pattern) -> str:
    """A pattern of unique ids as text: where case does not matter, it is in capitals, as AWS's ids are."""
    return str(wild_text(tuple([piece.letters[-1] if isinstance(piece, Either) else piece for piece in pattern])))


def _of_ids(caller: Caller) -> Language:
    """What the caller's `aws:userid` may be: that of a role's session ends in its name."""
    language = UNIQUE_IDS[caller.kind]
    if not caller.session or is_fresh(caller.session) or isinstance(caller.session, Text):
        return language
    spelt = tuple(Part(letter, 1, exact=True) for letter in caller.session)
    return language._replace(parts=(*language.parts[:2], *spelt))


def _told_apart(spelt: Spelt, language: Language, apart: Sequence[Value]) -> Iterator[Value]:
    """The ids of a language, one for each way of being matched; those of sessions that are called `apart` left out."""
    endings = [f":{name}" for name in apart if isinstance(name, str)]
    taken: tuple[Pattern, ...] = tuple((Wild.STAR, ending) for ending in endings)
    ways = ways_of(spelt._replace(ties=(*spelt.ties, *taken)).automaton(language), None)
    yield from (value for way, value in ways.items() if not any(way[len(way) - len(taken) :]))
    yield from (each for each in sorted(filter(language.holds, spelt.literals)) if not each.endswith(tuple(endings)))


def _is_given_out(user_id: Value, ids: tuple[str, ...]) -> bool:
    """Whether AWS has given the id that `user_id` begins with to a role or user that the policy names."""
    if isinstance(user_id, Text) and isinstance(user_id.parts[0], Hole):
        return user_id.parts[0].means is Means.PRINCIPAL_ID
    return str(user_id).startswith(ids)


def _from_now_on(values: list[Value], key: str, now: int) -> list[Value]:
    """Without the moments that are past; the first one left stands for all until the next that the policy names.

    `now` goes before it, where the key may hold a moment that is past: credentials are of now if they may be.
    """
    oldest = now - OLDEST[key]
    kept: list[Value] = [str(each) if key == EPOCH_TIME else iso(each) for each in dict.fromkeys((now, oldest))]
    for value in values:
        try:
            past = isinstance(value, str) and moment_of(value) < oldest
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


def _alone(key: str, values: Given, sure: bool) -> Entry:
    return Entry({} if values is None else {key: values}, sure)


def _with_the_chain(each: Asked, asked: Mapping[str, Asked]) -> Asked:
    """What is asked of the services that a call went through, whichever of their keys is asked for them."""
    if each.key not in CHAINED:
        return each
    found = Asked(each.key)
    found.tests = [test for key in CHAINED if key in asked for test in asked[key].tests]
    return found


def _entries(
    keys: tuple[str, ...], options: Mapping[str, list[tuple[Given, bool]]], asked: Mapping[str, Asked]
) -> Iterator[Entry]:
    """All ways to give `keys` together that agree with each other."""
    if TIME in keys and EPOCH_TIME in keys:
        yield from _at_one_moment(keys, options)
        return
    if prod(len(options[key]) for key in keys) > ENTRIES:
        raise TooMany(f"`{'`, `'.join(keys)}` hang together in too many ways")
    asking = {key: asked[key].tests for key in keys}
    for given in product(*(options[key] for key in keys)):
        context = {key: values for key, (values, _) in zip(keys, given, strict=True) if values is not None}
        if agrees(keys, context, asking):
            yield Entry(context, all(sure for _, sure in given))


def _at_one_moment(keys: tuple[str, ...], options: Mapping[str, list[tuple[Given, bool]]]) -> Iterator[Entry]:
    for given, sure in (*options[TIME], *options[EPOCH_TIME]):
        if given is not None and isinstance(given[0], str):
            try:
                moment = int(moment_of(given[0]))
            except Unreadable:
                raise TooMany("the time is compared with what is no time") from None
            yield Entry({TIME: (iso(moment),), EPOCH_TIME: (str(moment),)}, sure)

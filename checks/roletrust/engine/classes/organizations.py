"""The organizations of callers, and of those for whose resources services work: their ids, and the paths in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roletrust.engine.classes.automaton import Language, Pattern, language_of
from roletrust.engine.classes.callers import Question
from roletrust.engine.classes.key_values import ABSENT, Asked, Given, values_of
from roletrust.engine.classes.pattern_classes import representatives
from roletrust.engine.decision.conditions import Context
from roletrust.engine.policy.wildcards import Wild, atoms, wild_text
from roletrust.engine.text import Fresh, Hole, Text, Value, text

ORG, ORG_PATHS = "aws:principalorgid", "aws:principalorgpaths"
SOURCE_ORGS = ("aws:sourceorgid", "aws:sourceorgpaths")
OF_ORGANIZATIONS = (ORG, ORG_PATHS, *SOURCE_ORGS)
PAIRS = ((ORG, ORG_PATHS), SOURCE_ORGS)  # the key of an id, and that of the paths in its organization
OUTSIDER = Fresh("o-outsider00")
ANY_PATH = "/r-root/ou-root-anyother/"


def pair_of(keys: Sequence[str]) -> tuple[str, str] | None:
    """The keys of the organization whose paths are among `keys`; None where none are."""
    return next((pair for pair in PAIRS if pair[1] in keys), None)


def organizations(each: Asked, question: Question, known: Context) -> list[tuple[Given, bool]]:
    """An outsider's organization is none of the owner's; where those are not known, none the policy spells out."""
    spelt = {wild_text(pattern) for patterns in each.patterns(known) for pattern in patterns}
    named = {
        _organization(value).lower() for value in (*spelt, *(value for test in each.tests for value in test.plain))
    }
    options: list[tuple[Given, bool]] = [(ABSENT, True)]
    for value in values_of(each, known):
        organization = _organization(value)
        if isinstance(value, str) and not language_of(ORG).holds(organization):
            continue
        foreign = question.organizations and organization not in question.organizations
        if not question.outside or foreign or organization.lower() not in named:
            options.append(((value,), not (question.outside and isinstance(value, Text))))
    if each.key in (ORG, SOURCE_ORGS[0]):
        options.append(((OUTSIDER,), True))
    return options


def with_paths(
    pair: tuple[str, str], asked: Mapping[str, Asked], question: Question, known: Context
) -> Iterator[tuple[dict[str, tuple[Value, ...]], bool]]:
    """An account is in an organization, at one path of it, or in none: what `pair` holds, and whether it surely may.

    INVARIANT (dead end): organizations are told apart by what is asked of their ids, and by how each pattern of paths
    goes on after them; in each of those, paths are told apart by the patterns.
    """
    ids, paths = pair
    sets = [tuple(each) for each in asked[paths].patterns(known)]
    about = Asked(ids)
    if ids in asked:
        about.tests, about.extra = asked[ids].tests, asked[ids].extra
    patterns = [pattern for each in sets for pattern in each]
    literals = [(value,) for test in asked[paths].tests for value in sorted(test.plain)]
    about.beside = [(head,) for pattern in (*patterns, *literals) for head in _heads(pattern)]
    spelt = [(given[0], sure) for given, sure in organizations(asked[paths], question, known) if given is not None]
    written = [value for value, _ in spelt]
    yield {}, True
    told: set[str] = set()
    for given, sure in organizations(about, question, known):
        if given is None:
            continue
        organization = given[0]
        told.add(str(organization))
        beginning = text(organization, "/")
        found = representatives(sets, [str(value) for value in written], Language(prefix=beginning))
        inside = [value for value in written if _organization(value) == str(organization)]
        elsewhere = text(organization, ANY_PATH)
        named = any(_organization(wild_text(pattern)) == str(organization) for pattern in patterns)
        for path in (*found, *inside, elsewhere if named or isinstance(elsewhere, Text) else Fresh(elsewhere)):
            yield {paths: (path,), **({ids: (organization,)} if ids in asked else {})}, sure
    for value, sure in spelt:  # of a path that is open it is not told where its organization ends
        if (organization := _organization(value)) not in told and isinstance(value, Text):
            yield {paths: (value,), **({ids: (text(Hole(organization)),)} if ids in asked else {})}, sure


def _organization(value: Value) -> str:
    """The organization's id in an id, or in a path."""
    return str(value).partition("/")[0]


def _heads(pattern: Pattern) -> Iterator[Pattern]:
    """What an id is like, for each place in a pattern of paths that is reached after the id and the `/` behind it."""
    spread = atoms(pattern)
    for at, atom in enumerate(spread):
        if atom is Wild.STAR:
            yield tuple(spread[: at + 1])
        elif atom is Wild.ONE or atom == "/":
            yield tuple(spread[:at])

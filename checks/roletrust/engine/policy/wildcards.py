"""Patterns: what `*`, `?` and policy variables in a value mean, and whether a text matches.

The one place that compares patterns.  Open text answers UNKNOWN unless no filling, or every filling, matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Union

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.constant import Constant
from roletrust.engine.text import Hole, Namesake, Recased, Stranger, Text, Value, is_fresh, text


class Wild(Constant):
    STAR = "*"
    ONE = "?"


class Either(NamedTuple):
    """One letter in any case."""

    letters: str


class Variable(NamedTuple):
    """A policy variable: the context `key` it reads (lower case), and the default it falls back to.

    `broken`: not of the form AWS documents; IAM refuses it, and what it would mean nobody says.
    """

    key: str
    default: str | None = None
    broken: bool = False


# A pattern is read once into tokens; a literal token is never empty.
Token = Union[str, Wild, Hole, Variable, Either]
Atom = Union[str, Hole, Wild, Either]  # one character, Hole or wildcard
Resolve = Callable[[str], "Value | None"]

# `aws:username`, or with a default: `aws:PrincipalTag/team, 'none'`.
VARIABLE = re.compile(r"([A-Za-z][\w.-]*:[^\s{}$',*?](?:[^{}$',*?]*[^\s{}$',*?])?)(?:, '([^']*)')?\Z")
ACCOUNT_DIGITS = 12
HOLLOW = "\0"  # stands for one Hole where text is measured
GIVEN = re.compile(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:role/|user/)?")
GIVEN_TO_STRANGERS = re.compile(r"arn:[^:]*:[^:]*:[^:]*:")
LARGEST = 2_000_000  # steps that comparing a pattern of `?` and `*` with a text may take
WILDCARD = re.compile(r"([*?])")
WILDS = {each.value: each for each in Wild}
WRITTEN = {each: each.value for each in Wild}
SPECIAL = frozenset(WRITTEN.values())
ESCAPES = {"*": "*", "?": "?", "$": "$"}


def tokens(value: Value, wild: bool, variables: bool) -> tuple[Token, ...]:
    """Read a policy value: `wild` where `*` and `?` are wildcards, `variables` where `${...}` is one.

    IAM User Guide, "IAM policy elements: Variables and tags" and "IAM JSON policy elements: Condition operators".
    """
    if isinstance(value, str):
        return _plain_tokens(value, wild, variables)
    read: list[Token] = []
    for part in value.parts:
        if isinstance(part, Hole):
            read.append(part)
        else:
            read.extend(_literal_tokens(part, wild, variables))
    return tuple(read)


# INVARIANT, of all that is remembered from policy to policy: no Hole is.  One of another file may equal it, and would
# be told with the place of this one.
@lru_cache(maxsize=4096)
def _plain_tokens(value: str, wild: bool, variables: bool) -> tuple[Token, ...]:
    return tuple(_literal_tokens(value, wild, variables))


def _literal_tokens(part: str, wild: bool, variables: bool) -> list[Token]:
    read: list[Token] = []
    start = 0
    while variables and (opening := part.find("${", start)) >= 0:
        closing = part.find("}", opening)
        if closing < 0:
            return [*read, *_wild_tokens(part[start:opening], wild), Variable(part[opening:], broken=True)]
        read.extend(_wild_tokens(part[start:opening], wild))
        read.append(_variable(part[opening + 2 : closing]))
        start = closing + 1
    read.extend(_wild_tokens(part[start:], wild))
    return read


def _variable(inside: str) -> Token:
    if inside in ESCAPES:
        return ESCAPES[inside]
    found = VARIABLE.match(inside)
    return Variable(found[1].lower(), found[2]) if found else Variable(inside, broken=True)


def _wild_tokens(part: str, wild: bool) -> list[Token]:
    if not part:
        return []
    if not wild or ("*" not in part and "?" not in part):
        return [part]
    return [WILDS.get(piece, piece) for piece in WILDCARD.split(part) if piece]


def is_plain(value: Value, wild: bool, variables: bool) -> bool:
    """Whether the one token of a policy value, if it is not empty, is the value itself; parameters as of `tokens`."""
    if not isinstance(value, str) or (variables and "${" in value):
        return False
    return not wild or ("*" not in value and "?" not in value)


def resolved(pattern: tuple[Token, ...], resolve: Resolve, wild: bool = False) -> tuple[Token, ...] | None:
    """`pattern` with each variable replaced by what `resolve` says of its key; None where one has no value.

    `wild`: a `*` in what a variable holds is a wildcard.  AWS does not say; ask both ways.
    """
    if not any(isinstance(token, Variable) for token in pattern):
        return pattern
    read: list[Token] = []
    for token in pattern:
        if not isinstance(token, Variable):
            read.append(token)
            continue
        value = resolve(token.key)
        if value is None:
            value = token.default
        if value is None:
            return None
        read.extend(tokens(value, wild, False))
    return tuple(read)


def literal(pattern: tuple[Token, ...]) -> str | None:
    """The plain text of a pattern without wildcards, Holes and variables; None for any other."""
    if len(pattern) == 1:
        return pattern[0] if isinstance(pattern[0], str) else None
    for token in pattern:
        if not isinstance(token, str):
            return None
    return "".join(str(token) for token in pattern)


def atoms(pattern: tuple[Token, ...]) -> list[Atom]:
    """A resolved pattern, character by character."""
    spread: list[Atom] = []
    for token in pattern:
        if isinstance(token, str):
            spread.extend(token)
        elif not isinstance(token, Variable):
            spread.append(token)
    return spread


def matches(pattern: tuple[Token, ...], value: Value, fold: bool = False) -> Answer:
    """Whether `value` matches a resolved `pattern`; `fold` compares without case."""
    plain = literal(pattern)
    if plain is not None and isinstance(value, str):
        return YES if plain == value or (fold and plain.lower() == value.lower()) else NO
    if isinstance(value, str) and (found := _between_stars(pattern, value, fold)) is not None:
        return YES if found else NO
    if isinstance(value, str) and not fold and (found := _at_fixed_places(pattern, value)) is not None:
        return YES if found else NO
    spread = atoms(pattern)
    subject = atoms(value.parts if isinstance(value, Text) else (value,))
    if fold:
        spread, subject = _folded(spread), _folded(subject)
    if len(spread) * len(subject) > LARGEST:
        return UNKNOWN
    if _glob(spread, subject):
        return YES
    if not has_hole(spread) and not has_hole(subject):
        return NO
    if is_fresh(value) and has_hole(spread):
        return UNKNOWN if _may_match_fresh(spread, subject, chosen(value)) else NO
    return UNKNOWN if _may_match(spread, subject) else NO


def _between_stars(pattern: tuple[Token, ...], value: str, fold: bool) -> bool | None:
    """Whether plain text matches a pattern of `*` and literal text alone; None for any other pattern.

    The first and the last piece of text stand at its ends, and each between them is best found as early as may be.
    INVARIANT: there is one of them; of literal text alone nothing more is asked than whether it is the same.
    """
    runs: list[list[str]] = [[]]
    for token in pattern:
        if isinstance(token, str):
            runs[-1].append(token)
        elif token is Wild.STAR:
            runs.append([])
        else:
            return None
    pieces = ["".join(run) for run in runs]
    if fold:
        pieces, value = [each.lower() for each in pieces], value.lower()
    first, *between, last = pieces
    at, end = len(first), len(value) - len(last)
    if at > end or not value.startswith(first) or not value.endswith(last):
        return False
    for each in between:
        at = value.find(each, at, end) + len(each)
        if at < len(each):
            return False
    return True


def _at_fixed_places(pattern: tuple[Token, ...], value: str) -> bool | None:
    """Whether plain text matches a pattern of literal text and `?` alone; None for any other pattern."""
    at, agrees = 0, True
    for token in pattern:
        if token is Wild.ONE:
            at += 1
        elif isinstance(token, str):
            agrees = agrees and value.startswith(token, at)
            at += len(token)
        else:
            return None
    return agrees and at == len(value)


def _folded(spread: list[Atom]) -> list[Atom]:
    return [
        atom.lower() if isinstance(atom, str) else atom.of if isinstance(atom, Recased) else atom for atom in spread
    ]


def has_hole(spread: Sequence[Token]) -> bool:
    """Whether something in a pattern is not known."""
    for atom in spread:
        if isinstance(atom, Hole):
            return True
    return False


def _glob(pattern: list[Atom], subject: list[Atom]) -> bool:
    """Greedy match that returns to the last `*`: at most len(pattern) * len(subject) steps.

    A Hole matches only itself or within a `*`: what it holds is not known.
    """
    at, star, resume, here = 0, -1, 0, 0
    while here < len(subject):
        item = pattern[at] if at < len(pattern) else None
        if item is Wild.STAR:
            star, resume, at = at, here, at + 1
        elif fits(item, subject[here]):
            at, here = at + 1, here + 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(item is Wild.STAR for item in pattern[at:])


def fits(item: Atom | None, atom: Atom) -> bool:
    """Whether one piece of a pattern, no `*`, takes one character or Hole."""
    if isinstance(item, Either):
        return isinstance(atom, str) and atom in item.letters
    return item == atom or (item is Wild.ONE and isinstance(atom, str))


def folded(written: str) -> tuple[Token, ...]:
    """The pattern that `written` is where case does not matter."""
    return tuple(Either(each.lower() + each.upper()) if each.isalpha() else each for each in written)


def _may_match(pattern: list[Atom], subject: list[Atom]) -> bool:
    """Whether some filling of the Holes matches, where each may be any text, but an empty one."""
    widened = _widened(pattern)
    if not has_hole(subject):
        return _glob(widened, subject)
    if any(atom in SPECIAL and atom not in subject for atom in pattern if isinstance(atom, str)):
        return False  # INVARIANT: no Hole stands for a value with a wildcard
    if not (_ends_agree(widened, subject) and _ends_agree(widened[::-1], subject[::-1])):
        return False
    return len(widened) in _reached(widened, subject)


def remainders(pattern: tuple[Token, ...], beginning: Value) -> list[tuple[Atom, ...]]:
    """How a text that matches may go on after `beginning`: what is left of the pattern, for each way to be there.

    A Hole of either may be any text, but an empty one.
    """
    widened = _widened(atoms(pattern))
    return [tuple(widened[at:]) for at in sorted(_reached(widened, atoms(tokens(beginning, False, False))))]


def _widened(pattern: Sequence[Atom]) -> list[Atom]:
    """The pattern with any text, but an empty one, in the place of each Hole."""
    widened: list[Atom] = []
    for atom in pattern:
        widened.extend([Wild.ONE, Wild.STAR] if isinstance(atom, Hole) else [atom])
    return widened


def _reached(pattern: list[Atom], subject: Iterable[Atom]) -> frozenset[int]:
    """The places in a pattern without Holes to which some filling of the subject's Holes may lead."""
    reached = past_stars(pattern, {0})
    for atom in subject:
        after = {at if pattern[at] is Wild.STAR else at + 1 for at in reached if _takes(pattern, at, atom)}
        if not after:
            return frozenset()
        anywhere = isinstance(atom, Hole)
        reached = frozenset(range(min(after), len(pattern) + 1)) if anywhere else past_stars(pattern, after)
    return reached


def _takes(pattern: Sequence[Atom], at: int, atom: Atom) -> bool:
    """Whether what stands at a place of the pattern takes a character, or some character of what is open."""
    wanted = pattern[at] if at < len(pattern) else None
    return wanted is Wild.STAR or (wanted is not None and isinstance(atom, Hole)) or fits(wanted, atom)


def chosen(value: Value) -> range:
    """The atoms of a fresh value that are chosen freely, by their places: of an ARN its name, of other text all.

    Of a stranger's ARN, the account is chosen as well; of a namesake's, the account alone.
    """
    written = value if isinstance(value, str) else "".join(p if isinstance(p, str) else HOLLOW for p in value.parts)
    given = (GIVEN_TO_STRANGERS if isinstance(value, Stranger) else GIVEN).match(written)
    start = given.end() if given else 0
    return range(start, start + ACCOUNT_DIGITS if isinstance(value, Namesake) else len(written))


def _may_match_fresh(pattern: list[Atom], subject: list[Atom], free: range) -> bool:
    """Whether some filling of the pattern's Holes matches, though none holds anything that was chosen freely."""
    reached = {0}
    for index, atom in enumerate([*subject, None]):
        closed = past_stars(pattern, reached)
        if atom is None:
            return len(pattern) in closed
        after: set[int] = set()
        for at in closed:
            item = pattern[at] if at < len(pattern) else None
            if item is Wild.STAR or (isinstance(item, Hole) and index not in free):
                after.add(at)
            if (isinstance(item, Hole) and index not in free) or fits(item, atom):
                after.add(at + 1)
        reached = after
    return False


def past_stars(pattern: list[Atom], reached: set[int]) -> frozenset[int]:
    """The positions `reached` in a pattern, and those a `*` of no length leads to."""
    found = set(reached)
    for at in reached:
        beyond = at
        while beyond < len(pattern) and pattern[beyond] is Wild.STAR:
            beyond += 1
            found.add(beyond)
    return frozenset(found)


def _ends_agree(pattern: list[Atom], subject: list[Atom]) -> bool:
    for wanted, found in zip(pattern, subject, strict=False):
        if wanted is Wild.STAR or isinstance(found, Hole):
            return True
        if wanted is not Wild.ONE and wanted != found:
            return False
    longer = pattern[len(subject) :] or subject[len(pattern) :]
    return all(atom is Wild.STAR for atom in longer)


def same(first: Value, second: Value) -> Answer:
    """Whether two values are equal, literally."""
    if isinstance(first, str) and isinstance(second, str):
        return YES if first == second else NO
    if is_fresh(first):
        first, second = second, first
    return matches(tokens(first, False, False), second)


def wild_text(pattern: tuple[Token, ...]) -> Value:
    """A resolved pattern as the text a reader wrote (wildcards as `*` and `?`)."""
    if (plain := literal(pattern)) is not None:
        return plain
    pieces = [WRITTEN[token] if isinstance(token, Wild) else token for token in pattern]
    return text(*[piece for piece in pieces if isinstance(piece, (str, Hole))])

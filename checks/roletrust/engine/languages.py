"""Finitely many texts that stand for all texts: one for each way of matching a set of patterns.

Two texts that the same patterns match, and that are no literal of the policy, are alike to every condition.
So a key's literals, and one text for each reachable way of matching, are all its values there are to try.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import accumulate, product, takewhile
from typing import NamedTuple

from roletrust.engine.bounds import PATTERNS, STATES, STEPS, TOKENS, WORDS, Budget, TooMany
from roletrust.engine.keys import LETTERS, WORD
from roletrust.engine.text import Fresh, Hole, Text, Value, freshened, is_fresh, text
from roletrust.engine.wildcards import Atom, Either, Token, Wild, atoms, fits, has_hole, matches, past_stars

Pattern = tuple[Token, ...]
Patterns = tuple[Pattern, ...]
PLAINEST = "xzqjvkw"
TRIES = 100
FILLERS = ("any-other", "another", "zz", "qx", "jv")


class Language(NamedTuple):
    """The texts a key may hold: `alphabet` (None: any character), at least `shortest` long, after `prefix`.

    `prefix` is fixed text that every value begins with, and that the patterns see.
    `path`: a `/` stands only between other characters.
    """

    alphabet: str | None = None
    shortest: int = 1
    prefix: Value = ""
    path: bool = False

    def holds(self, value: Value) -> bool:
        """Whether `value` (prefix included) is of the language; what is open counts as ordinary."""
        if isinstance(value, Text):
            return True
        fixed = self.prefix if isinstance(self.prefix, str) else ""
        rest = value[len(fixed) :]
        legal = self.alphabet is None or _letters(self.alphabet).issuperset(rest)
        return value.startswith(fixed) and len(rest) >= self.shortest and legal


@lru_cache(maxsize=16)
def _letters(alphabet: str) -> frozenset[str]:
    return frozenset(alphabet)


def representatives(
    sets: Collection[Patterns], literals: Collection[str], language: Language, budget: Budget | None = None
) -> list[Value]:
    """Texts of `language` that are none of `literals`: one for each way of matching the `sets` there is.

    A set (the patterns of one condition) is matched where one of its patterns is.
    Raises TooMany beyond bounds.STATES, bounds.PATTERNS or bounds.TOKENS, or what `budget` has left.
    """
    if not sets:
        return [fresh(literals, language)]
    if sum([len(pattern) for each in sets for pattern in each]) > TOKENS:
        raise TooMany("the patterns on one key are too long")
    distinct = [each for each in dict.fromkeys(sets) if each]
    if not distinct:
        return [fresh(literals, language)]
    if language.prefix != "":
        after = [_without(language.prefix, each) for each in distinct]
        if None not in after:
            return _of_names([each for each in after if each], literals, language, budget)
    if len(distinct) == 1 and language.prefix == "" and not _in_any_case(distinct[0]):
        of_one_set = _of_one_set.__wrapped__ if any(has_hole(each) for each in distinct[0]) else _of_one_set
        return list(of_one_set(distinct[0], frozenset(literals), language))
    walk = _Walk(distinct, literals, language)
    found = walk.found()
    if budget:
        budget.spend_steps(walk.work)
    return found


def _in_any_case(patterns: Patterns) -> bool:
    return any(isinstance(token, Either) for pattern in patterns for token in pattern)


def _without(prefix: Value, patterns: Patterns) -> Patterns | None:
    """`patterns` after the text `prefix`; None where what is before a wildcard does not tell how they go on."""
    if not isinstance(prefix, str):
        return None
    found: list[Pattern] = []
    for pattern in patterns:
        literals = tuple(takewhile(lambda token: isinstance(token, str), pattern))
        first, more = "".join(str(token) for token in literals), pattern[len(literals) :]
        if first.startswith(prefix):
            rest = first[len(prefix) :]
            found.append(((rest,) if rest else ()) + more)
        elif prefix.startswith(first) and more:
            return None
    return tuple(found)


def _of_names(
    sets: Collection[Patterns], literals: Collection[str], language: Language, budget: Budget | None
) -> list[Value]:
    """Texts that begin with the language's prefix, by the patterns for what follows it."""
    prefix = str(language.prefix)
    seen = {each.removeprefix(prefix) for each in literals}
    found = representatives(sets, seen, language._replace(prefix=""), budget)
    return [freshened(text(prefix, each)) if is_fresh(each) else text(prefix, each) for each in found]


def fresh(literals: Collection[str], language: Language, avoiding: Sequence[Pattern] = ()) -> Fresh:
    """A text of `language` that is none of `literals` and, where a few tries do it, matches none of `avoiding`."""
    prefix = language.prefix if isinstance(language.prefix, str) else ""
    for number in range(len(literals) + len(FILLERS) + 2):
        filler = FILLERS[number] if number < len(FILLERS) else f"{FILLERS[0]}-{number}"
        candidate = Fresh(prefix + filler.ljust(language.shortest, "z"))
        if candidate in literals or not language.holds(candidate):
            continue
        if not any(matches(pattern, candidate) for pattern in avoiding):
            return candidate
        if number > len(FILLERS) + len(literals):
            break
    return Fresh(prefix + unseen(avoiding, language.alphabet) * max(language.shortest, 3))


def unseen(patterns: Iterable[Pattern], alphabet: str | None) -> str:
    """A legal character in none of the patterns; the first legal one where all are used."""
    return _unseen(tuple(patterns), alphabet)


@lru_cache(maxsize=1024)
def _unseen(patterns: Patterns, alphabet: str | None) -> str:
    used: set[object] = set()
    for token in [token for pattern in patterns for token in pattern]:
        used.update(token.letters if isinstance(token, Either) else token if isinstance(token, str) else (token,))
    for character in PLAINEST + (alphabet or WORD):
        if character not in used and (alphabet is None or character in alphabet):
            return character
    return (alphabet or LETTERS)[0]


@lru_cache(maxsize=1024)
def _of_one_set(patterns: Patterns, literals: frozenset[str], language: Language) -> tuple[Value, ...]:
    """One set is matched or not.  A text of a character no pattern has is matched by length alone, if at all."""
    found: list[Value] = [fresh(literals, language, patterns)]
    found += next(([filled] for each in patterns if (filled := _filled(each, literals, language)) is not None), [])
    letter = unseen(patterns, language.alphabet)
    lengths = {language.shortest}
    for pattern in patterns:
        if not any(isinstance(token, str) for token in pattern):
            ones = sum(token is Wild.ONE for token in pattern)
            lengths |= {max(language.shortest, ones - 1), ones + 1}
    found += (Fresh(letter * length) for length in sorted(lengths))
    return tuple(each for each in found if each not in literals)


def _filled(pattern: Pattern, literals: Collection[str], language: Language) -> Value | None:
    """A text of the language that matches `pattern`; None where none of many tries is one."""
    stars = ("any", "any-other", "", "zz", *(f"any{number}" for number in range(min(len(literals), TRIES))))
    ones = PLAINEST + WORD if Wild.ONE in pattern else "x"
    for star, one in product(stars if Wild.STAR in pattern else ("",), ones):
        filling = {Wild.STAR: star, Wild.ONE: one}
        pieces = [filling[token] if isinstance(token, Wild) else token for token in pattern]
        filled = text(*(piece for piece in pieces if isinstance(piece, (str, Hole))))
        if filled not in literals and language.holds(filled):
            return filled
    return None


def words_apart(patterns: Iterable[tuple[str, Pattern]], alphabet: str, length: int) -> list[Fresh]:
    """Words of `length` letters: one for each way `patterns` can go on after it.

    A pattern is given with what it has seen before the word.  Raises TooMany beyond bounds.WORDS.
    """
    read = [(before, atoms(pattern)) for before, pattern in dict.fromkeys(patterns)]
    if sum(len(pattern) for _, pattern in read) > PATTERNS:
        raise TooMany("the patterns of accounts are too many and too long to compare with each other")
    start = []
    work = 0
    for before, pattern in read:
        positions = past_stars(pattern, {0})
        for character in before:
            positions = stepped(pattern, positions, character)
        start.append(positions)
    used = {atom for _, pattern in read for atom in pattern if isinstance(atom, str)}
    letters = [each for each in alphabet if each in used] + [each for each in alphabet if each not in used][:1]
    words = {tuple(start): ""}
    for _ in range(length):
        longer: dict[tuple[frozenset[int], ...], str] = {}
        for state, word in words.items():
            for letter in letters:
                after = tuple(stepped(each[1], at, letter) for each, at in zip(read, state, strict=True))
                longer.setdefault(after, word + letter)
        work += sum(len(at) for state in words for at in state) * len(letters)
        if len(longer) > WORDS or work > STEPS:
            raise TooMany("the patterns of accounts overlap in too many ways")
        words = longer
    return [Fresh(word) for word in words.values()]


class _Walk:
    """Breadth first through the joint automaton of several patterns; the first text for each way is the shortest."""

    def __init__(self, sets: Sequence[Patterns], literals: Collection[str], language: Language) -> None:
        patterns = [pattern for each in sets for pattern in each]
        self.patterns = [atoms(pattern) for pattern in patterns]
        if sum(len(pattern) for pattern in self.patterns) > PATTERNS:
            raise TooMany("the patterns on one key are too many and too long to compare with each other")
        ends = list(accumulate(len(each) for each in sets))
        self.sets = [range(start, end) for start, end in zip([0, *ends], ends, strict=False)]
        self.literals, self.language = set(literals), language
        self.work = 0
        self.unseen = unseen(patterns, language.alphabet)
        used = dict.fromkeys(piece for pattern in self.patterns for atom in pattern for piece in spelt(atom))
        self.steps: list[Atom] = [self.unseen, *(atom for atom in used if self._legal(atom) and atom != self.unseen)]
        if sum(map(len, self.literals)) > TOKENS:
            raise TooMany("the values of one key are too many to compare with its patterns")
        self.beginnings = {each[:length] for each in self.literals for length in range(len(each) + 1)}

    def _legal(self, atom: Atom) -> bool:
        alphabet = self.language.alphabet
        return isinstance(atom, Hole) or alphabet is None or str(atom) in alphabet

    def found(self) -> list[Value]:
        """One text for each set of patterns that some text of the language matches."""
        prefix = atoms(
            self.language.prefix.parts if isinstance(self.language.prefix, Text) else (self.language.prefix,)
        )
        start = tuple(past_stars(pattern, {0}) for pattern in self.patterns)
        for atom in prefix:
            start = self._step(start, atom)
        waiting: deque[tuple[tuple[frozenset[int], ...], list[Atom]]] = deque([(start, [])])
        seen: set[object] = set()
        ways: dict[tuple[bool, ...], Value] = {}
        while waiting:
            state, taken = waiting.popleft()
            self._note(state, [*prefix, *taken], len(taken), ways)
            for atom in self.steps:
                after, path = self._step(state, atom), [*taken, atom]
                slash = self.language.path and atom == "/"
                if slash and (not taken or taken[-1] == "/"):
                    continue
                mark = (after, slash, min(len(path), self.language.shortest), self._literal_so_far([*prefix, *path]))
                if mark not in seen:
                    seen.add(mark)
                    waiting.append((after, path))
            self.work += sum(len(positions) for positions in state) * len(self.steps)
            if len(seen) > STATES or self.work > STEPS:
                raise TooMany("the patterns on one key overlap in too many ways")
        return list(ways.values())

    def _note(
        self, state: tuple[frozenset[int], ...], taken: list[Atom], length: int, ways: dict[tuple[bool, ...], Value]
    ) -> None:
        way = tuple(any(len(self.patterns[n]) in state[n] for n in numbers) for numbers in self.sets)
        unfinished = self.language.path and taken[-1:] == ["/"]
        if way in ways or length < self.language.shortest or unfinished:
            return
        value = text(*(atom for atom in taken if isinstance(atom, (str, Hole))))
        if value not in self.literals:
            ways[way] = Fresh(value) if isinstance(value, str) and not any(way) else value

    def _literal_so_far(self, path: list[Atom]) -> str | None:
        so_far = "".join([atom for atom in path if isinstance(atom, str)])
        return so_far if so_far in self.beginnings else None

    def _step(self, state: tuple[frozenset[int], ...], atom: Atom) -> tuple[frozenset[int], ...]:
        return tuple(stepped(pattern, positions, atom) for pattern, positions in zip(self.patterns, state, strict=True))


def spelt(atom: Atom) -> tuple[Atom, ...]:
    """The characters and Holes that a piece of a pattern spells."""
    if isinstance(atom, Either):
        return tuple(atom.letters)
    return () if isinstance(atom, Wild) else (atom,)


def stepped(pattern: list[Atom], positions: frozenset[int], atom: Atom) -> frozenset[int]:
    """Where in `pattern` one is after `atom`, from any of `positions`."""
    after: set[int] = set()
    for position in positions:
        if position == len(pattern):
            continue
        item = pattern[position]
        if item is Wild.STAR:
            after.add(position)
        elif fits(item, atom):
            after.add(position + 1)
    return past_stars(pattern, after)

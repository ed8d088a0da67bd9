"""Finitely many texts that stand for all texts: one for each way of matching a set of patterns.

Two texts that the same patterns match, and that are no literal of the policy, are alike to every condition.
So a key's literals, and one text for each reachable way of matching, are all its values there are to try.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product, takewhile

from roletrust.engine.bounds import PATTERNS, STATES, STEPS, TOKENS, WORDS, Budget, TooMany
from roletrust.engine.classes.automaton import (
    PLAINEST,
    Automaton,
    Language,
    Pattern,
    Patterns,
    State,
    alphabet_of,
    automaton_of,
    stepped,
    unseen,
)
from roletrust.engine.policy.context_keys import WORD
from roletrust.engine.policy.wildcards import Atom, Either, Wild, atoms, has_hole, matches, past_stars
from roletrust.engine.text import Fresh, Hole, Value, freshened, is_fresh, text

TRIES = 100
FILLERS = ("any-other", "another", "zz", "qx", "jv")


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
    if language.prefix != "" and not language.parts:
        after = [_without(language.prefix, each) for each in distinct]
        if None not in after:
            return _of_names([each for each in after if each], literals, language, budget)
    if len(distinct) == 1 and language.prefix == "" and not _in_any_case(distinct[0]):
        of_one_set = _of_one_set.__wrapped__ if any(has_hole(each) for each in distinct[0]) else _of_one_set
        found = of_one_set(distinct[0], frozenset(literals), language)
        if found is not None:
            return list(found)
    return _of_sets(distinct, literals, language, budget)


def _of_sets(
    sets: Sequence[Patterns], literals: Collection[str], language: Language, budget: Budget | None
) -> list[Value]:
    """One text for each way of matching the sets that some text has; one that nothing matches is Fresh."""
    found = ways_of(automaton_of(sets, literals, language), budget)
    return [Fresh(value) if isinstance(value, str) and not any(way) else value for way, value in found.items()]


def ways_of(automaton: Automaton, budget: Budget | None) -> Mapping[tuple[bool, ...], Value]:
    """For each way of matching the sets, literals apart, the shortest text.

    INVARIANT (dead end): texts are told apart by the state that the automaton is in after them alone; every state that
    a text of the key's language leads to is gone through.
    Raises TooMany beyond bounds.STATES or bounds.STEPS, or what `budget` has left: what was found before costs as much.
    """
    if automaton.ways is None:
        automaton.ways = _walked(automaton)
    ways, work = automaton.ways
    if budget:
        budget.spend_steps(work)
    return ways


def _walked(automaton: Automaton) -> tuple[dict[tuple[bool, ...], Value], int]:
    """The ways, breadth first through the automaton, and the steps that it took."""
    steps = alphabet_of([automaton], literals=False)
    prefix = automaton.prefix
    start = automaton.start()
    waiting: deque[tuple[State, list[Atom]]] = deque([(start, [])])
    seen: set[State] = {start}
    ways: dict[tuple[bool, ...], Value] = {}
    work = 0
    while waiting:
        state, taken = waiting.popleft()
        way = automaton.way(state)
        if way is not None and not isinstance(way, str) and way not in ways:
            if not automaton.language.fits(taken):
                if automaton.language.path:  # a longer text may have a shorter name
                    raise TooMany("the patterns on one key ask for names that are too long")
                continue
            ways[way] = text(*(atom for atom in (*prefix, *taken) if isinstance(atom, (str, Hole))))
        for atom in steps:
            after = automaton.step(state, atom)
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append((after, [*taken, atom]))
        work += automaton.cost(state) * len(steps)
        if len(seen) > STATES or work > STEPS:
            raise TooMany("the patterns on one key overlap in too many ways")
    return ways, work


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


@lru_cache(maxsize=1024)
def _of_one_set(patterns: Patterns, literals: frozenset[str], language: Language) -> tuple[Value, ...] | None:
    """One set is matched or not.  A text of a character no pattern has is matched by length alone, if at all.

    None where no such character is left, or a few tries do not make a text that matches: then it is to be searched.
    """
    tried = (_filled(each, literals, language) for each in patterns)
    filled = next((each for each in tried if each is not None), None)
    letter = unseen(patterns, language.alphabet)
    if filled is None or any(isinstance(token, str) and letter in token for each in patterns for token in each):
        return None
    found: list[Value] = [fresh(literals, language, patterns), filled]
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

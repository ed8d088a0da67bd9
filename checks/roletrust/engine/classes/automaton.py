"""The patterns on one key as one automaton: what it makes of a text, letter by letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain
from typing import NamedTuple, Union

from roletrust.engine.bounds import PATTERNS, TOKENS, TooMany
from roletrust.engine.policy.claim_values import OPEN, WILDCARDS, Place, nowhere
from roletrust.engine.policy.context_keys import LETTERS, WORD, key_row
from roletrust.engine.policy.wildcards import Atom, Either, Token, Wild, atoms, fits, has_hole, past_stars
from roletrust.engine.text import Hole, Text, Value

Pattern = tuple[Token, ...]
Patterns = tuple[Pattern, ...]
Way = Union[str, tuple[bool, ...]]  # a literal of the policy; or, for any other text, which sets match it
THOUSAND = 1_000
PLAINEST = "xzqjvkw"
STRANGEST = "+=,.@-:/ \u00e9~%\u4e00"  # letters of every kind that keys tell apart, after those of a word


class Part(NamedTuple):
    """A stretch of a text: letters of `alphabet` (None: any character), at least `least`; just so many if `exact`."""

    alphabet: str | None
    least: int
    exact: bool = False

    def legal(self, atom: Atom) -> bool:
        return self.alphabet is None or isinstance(atom, Hole) or atom in _letters(self.alphabet)


class Language(NamedTuple):
    """The texts a key may hold: of `alphabet` (None: any character), `shortest` to `longest` long, after `prefix`.

    `prefix` is fixed text that every value begins with, and that the patterns see.
    `path`: a `/` stands only between other characters; what follows the last one is the name, of the letters of `name`
    alone, and it is that which is `shortest` to `longest` long.
    `wide`: letters, digits and blanks of any script as well.
    `parts`: the stretches that it has, each of other letters than the next.
    `wildcards`: whether a text has `*` and `?` where they may stand (None: anywhere).  An automaton heeds that they
    stand nowhere; that they stand in some places alone is asked of whole texts (`holds`).
    """

    alphabet: str | None = None
    shortest: int = 1
    prefix: Value = ""
    path: bool = False
    longest: int | None = None
    wide: bool = False
    name: str | None = None
    parts: tuple[Part, ...] = ()
    wildcards: Place | None = None

    @property
    def of_letters(self) -> Language:
        """It, as far as it says where which letter may stand."""
        return Language(self.alphabet, wide=self.wide, parts=self.parts, wildcards=self.wildcards)

    def legal(self, atom: Atom) -> bool:
        """Whether a character may stand in it; a Hole is ordinary."""
        if self.wildcards is nowhere and atom in WILDCARDS:
            return False
        if self.alphabet is None or isinstance(atom, Hole) or atom in _letters(self.alphabet):
            return True
        return self.wide and isinstance(atom, str) and unicodedata.category(atom)[0] in "LNZ"

    def kind(self, letter: str) -> Iterator[bool]:
        """Where in its texts a letter may stand: of letters for which it is the same, none differs from another."""
        yield self.legal(letter)
        yield from (part.legal(letter) for part in self.parts)

    def holds(self, value: Value) -> bool:
        """Whether `value` (prefix included) is of the language; what is open counts as ordinary."""
        if isinstance(value, Text):
            spelt_ones = "".join(part for part in value.parts if isinstance(part, str))
            if not self._places("".join(part if isinstance(part, str) else OPEN for part in value.parts)):
                return False
            return bool(self.prefix) or self.alphabet is None or all(map(self.legal, spelt_ones))
        fixed = self.prefix if isinstance(self.prefix, str) else ""
        rest = value[len(fixed) :]
        if not value.startswith(fixed) or not self.fits(rest) or not self._places(rest):
            return False
        if self.path and (not all(rest.split("/")) or not self._names(rest.rpartition("/")[2])):
            return False
        if self.parts and self.progress(rest) is None:
            return False
        return self.alphabet is None or _letters(self.alphabet).issuperset(rest) or all(map(self.legal, rest))

    def _places(self, value: str) -> bool:
        """Whether `*` and `?` stand where they may."""
        return self.wildcards is None or WILDCARDS.isdisjoint(value) or self.wildcards(value)

    def fits(self, rest: Sequence[Atom]) -> bool:
        """Whether what follows the prefix is of a legal length."""
        length = len(rest)
        if self.path:
            length = next((at for at, atom in enumerate(reversed(rest)) if atom == "/"), length)
        return self.shortest <= length and (self.longest is None or length <= self.longest)

    def _names(self, name: str) -> bool:
        return self.name is None or _letters(self.name).issuperset(name)

    def progress(self, rest: Iterable[Atom]) -> int | None:
        """How far in its parts a whole text is; None where it is none of the language."""
        at: int | None = 0
        for atom in rest:
            at = None if at is None else self.advanced(at, atom)
        return at if at is not None and self.ends(at) else None

    def advanced(self, at: int, atom: Atom) -> int | None:
        """How far one is in the parts after `atom`: a thousand for each that is through, and the letters that count."""
        index, count = divmod(at, THOUSAND)
        part = self.parts[index]
        if part.legal(atom) and not (part.exact and count == part.least):
            return index * THOUSAND + min(count + 1, part.least)
        if count < part.least or index + 1 == len(self.parts) or not self.parts[index + 1].legal(atom):
            return None
        return (index + 1) * THOUSAND + min(1, self.parts[index + 1].least)

    def ends(self, at: int) -> bool:
        """Whether a text may end there."""
        return at == (len(self.parts) - 1) * THOUSAND + self.parts[-1].least


@lru_cache(maxsize=64)
def _letters(alphabet: str) -> frozenset[str]:
    return frozenset(alphabet)


class State(NamedTuple):
    """Where the automaton is: `positions` in all patterns, as bits, and what of the text still counts.

    `length`: of the text so far, no more than the shortest is long; `after_slash`: as at the beginning of a path.
    `so_far`: the text, while it is the beginning of a literal.  `unnamed`: since the last `/`, no name can be spelt so.
    """

    positions: int
    length: int
    after_slash: bool
    so_far: str | None
    unnamed: bool = False


class _Letter(NamedTuple):
    """What an automaton makes of one letter: the positions that take it, and where in a text it may stand."""

    taken: int
    legal: bool
    slash: bool
    odd: bool  # whether no name has it


class Automaton:
    """The joint automaton of several sets of patterns over the texts of a language.

    A set (the patterns of one condition) is matched where one of its patterns is.  `names`: sets that are compared
    with what follows the last `/` alone.

    The positions in all patterns are the bits of one number, those of a pattern side by side, its end among them: so
    one letter is one step through all of them, however many there are.
    """

    def __init__(
        self,
        sets: Sequence[Patterns],
        literals: Collection[str],
        language: Language,
        names: Sequence[Patterns] = (),
    ) -> None:
        written = [pattern for each in (*sets, *names) for pattern in each]
        self.patterns = [atoms(pattern) for pattern in written]
        if sum(len(pattern) for pattern in self.patterns) > PATTERNS:
            raise TooMany("the patterns on one key are too many and too long to compare with each other")
        self.literals, self.language = frozenset(literals), language
        if sum(map(len, self.literals)) > TOKENS:
            raise TooMany("the values of one key are too many to compare with its patterns")
        self._beginnings = {each[:length] for each in self.literals for length in range(len(each) + 1)}
        self.used = dict.fromkeys(piece for pattern in self.patterns for atom in pattern for piece in spelt(atom))
        firsts = [0, *accumulate(len(pattern) + 1 for pattern in self.patterns)]
        self._items = list(chain.from_iterable((*pattern, None) for pattern in self.patterns))
        self._stars = sum(1 << at for at, item in enumerate(self._items) if item is Wild.STAR)
        self._starts = self._past_stars(sum(1 << first for first in firsts[:-1]))
        self._of_names = -1 << firsts[sum(len(each) for each in sets)]
        ends = list(accumulate(len(each) for each in (*sets, *names)))
        self._ends = [
            sum(1 << last - 1 for last in firsts[start + 1 : end + 1])
            for start, end in zip([0, *ends], ends, strict=False)
        ]
        self._letters: dict[Atom, _Letter] = {}
        self.ways: tuple[Mapping[tuple[bool, ...], Value], int] | None = None  # found once (pattern_classes.ways_of)

    @property
    def is_open(self) -> bool:
        """Whether it has Holes in it."""
        return isinstance(self.language.prefix, Text) or any(isinstance(item, Hole) for item in self._items)

    @property
    def prefix(self) -> list[Atom]:
        """What every text begins with."""
        fixed = self.language.prefix
        return atoms(fixed.parts if isinstance(fixed, Text) else (fixed,))

    def start(self) -> State:
        """Where it is after the prefix."""
        whole = self._starts
        for atom in self.prefix:
            whole = self._moved(whole, self._letter(atom))
        so_far = self.language.prefix if isinstance(self.language.prefix, str) else None
        return State(self._named_anew(whole), 0, True, so_far if so_far in self._beginnings else None)

    def step(self, state: State, atom: Atom) -> State | None:
        """Where `atom` leads; None where no text of the language goes on with it."""
        letter = self._letters.get(atom) or self._letter(atom)
        slash = letter.slash
        if not letter.legal or (slash and state.after_slash):
            return None
        language = self.language
        length = language.advanced(state.length, atom) if language.parts else min(state.length + 1, language.shortest)
        if length is None:
            return None
        positions = self._moved(state.positions, letter)
        so_far = state.so_far + atom if state.so_far is not None and isinstance(atom, str) else None
        return State(
            self._named_anew(positions) if slash else positions,
            length,
            slash,
            so_far if so_far in self._beginnings else None,
            not slash and (state.unnamed or letter.odd),
        )

    def _letter(self, atom: Atom) -> _Letter:
        found = self._letters.get(atom)
        if found is None:
            language = self.language
            found = self._letters[atom] = _Letter(
                sum(1 << at for at, item in enumerate(self._items) if fits(item, atom)),
                language.legal(atom),
                language.path and atom == "/",
                language.name is not None and isinstance(atom, str) and atom not in _letters(language.name),
            )
        return found

    def _moved(self, positions: int, letter: _Letter) -> int:
        return self._past_stars((positions & letter.taken) << 1 | positions & self._stars)

    def _past_stars(self, positions: int) -> int:
        """The positions, and those that a `*` of no length leads to."""
        while (beyond := positions | (positions & self._stars) << 1) != positions:
            positions = beyond
        return positions

    def _named_anew(self, positions: int) -> int:
        """The positions where a name begins: those in the patterns of names are as at the beginning."""
        return positions & ~self._of_names | self._starts & self._of_names

    def way(self, state: State) -> Way | None:
        """What the automaton makes of the text; None where it is none of the language."""
        short = state.length < self.language.shortest and not self.language.parts
        if short or state.unnamed or (self.language.path and state.after_slash):
            return None
        if self.language.parts and not self.language.ends(state.length):
            return None
        if state.so_far is not None and state.so_far in self.literals:
            return state.so_far
        return tuple([bool(state.positions & end) for end in self._ends])

    def cost(self, state: State) -> int:
        """How many steps through patterns one step is."""
        return state.positions.bit_count()


def automaton_of(sets: Sequence[Patterns], literals: Collection[str], language: Language) -> Automaton:
    """The automaton of `sets`; of what has no Holes, the one that was made before where it is the same.

    Many questions ask the same of a key: whatever the id, for whichever caller, about each of the statements.
    """
    has_holes = isinstance(language.prefix, Text) or any(has_hole(pattern) for each in sets for pattern in each)
    made = _automaton.__wrapped__ if has_holes else _automaton
    return made(tuple(sets), frozenset(literals), language)


@lru_cache(maxsize=512)
def _automaton(sets: tuple[Patterns, ...], literals: frozenset[str], language: Language) -> Automaton:
    return Automaton(sets, literals, language)


@lru_cache(maxsize=512)
def language_of(key: str) -> Language:
    """The texts that `key` (lower case) may hold."""
    row = key_row(key)
    return Language(row.alphabet, row.shortest, row.prefix, longest=row.longest, wide=row.wide, wildcards=row.wildcards)


def alphabet_of(automata: Sequence[Automaton], more: Iterable[Atom] = (), literals: bool = True) -> list[Atom]:
    """The letters to try, all others being like one of them: those that are used, and of the others one of each kind.

    They are legal in the first language; two letters are of a kind where the same ones of the languages have both.
    `literals`: those of the literals count as used.
    """
    used: dict[Atom, None] = dict.fromkeys(more)
    for each in automata:
        used.update(each.used)
        if literals:
            used.update(dict.fromkeys(letter for text in sorted(each.literals) for letter in text))
    kinds = _kinds(tuple(dict.fromkeys(each.language.of_letters for each in automata)))
    others = (next((letter for letter in kind if letter not in used), None) for kind in kinds)
    legal = automata[0].language.legal
    return [*(each for each in others if each is not None), *(atom for atom in used if legal(atom))]


@lru_cache(maxsize=256)
def _kinds(languages: tuple[Language, ...]) -> tuple[tuple[str, ...], ...]:
    """The letters that may stand in the first language, by the places where each of the languages has them."""
    found: dict[tuple[bool, ...], dict[str, None]] = {}
    for letter in PLAINEST + WORD + STRANGEST:
        if languages[0].legal(letter):
            kind = tuple(place for each in languages for place in each.kind(letter))
            found.setdefault(kind, {}).setdefault(letter)
    return tuple(map(tuple, found.values()))


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

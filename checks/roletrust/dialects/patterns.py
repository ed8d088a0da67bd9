"""Regular expressions in the syntax of RE2, which is Terraform's, turned into a program for `matching.py`.

`compiled(source)` raises Malformed for what RE2 refuses and Beyond for what is not worked out here.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Union

LONGEST_PATTERN = 1000
MOST_REPEATS = 1000  # RE2's own bound
_DEEPEST = 50


class Malformed(Exception):
    """RE2 refuses the pattern."""


class Beyond(Exception):
    """What the pattern matches, or whether it does, is not worked out here."""


Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Letters:
    """One letter within `ranges`, or outside them."""

    ranges: Ranges
    outside: bool = False

    def have(self, letter: str) -> bool:
        code = ord(letter)
        for low, high in self.ranges:
            if low <= code <= high:
                return not self.outside
        return self.outside


@dataclass(frozen=True)
class Place:
    """A place between letters: `begin`, `end`, `line begin`, `line end`, `word edge`, `no word edge`."""

    what: str


@dataclass(frozen=True)
class Group:
    part: Part
    number: int


@dataclass(frozen=True)
class Row:
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Repeat:
    part: Part
    least: int
    most: int | None
    lazy: bool


Part = Union[Letters, Place, Group, Row, Either, Repeat]


@dataclass(frozen=True)
class Pattern:
    """`part`, and the name of each group, '' where it has none."""

    part: Part
    names: tuple[str, ...]


def _each(*ends: str) -> Ranges:
    return tuple((ord(pair[0]), ord(pair[-1])) for pair in ends)


_DIGITS, _WORDS, _SPACES = _each("09"), _each("09", "AZ", "_", "az"), _each("\t\n", "\f\r", " ")
_CLASSES = {"d": _DIGITS, "w": _WORDS, "s": _SPACES}
_POSIX = {
    "alnum": _each("09", "AZ", "az"),
    "alpha": _each("AZ", "az"),
    "ascii": ((0, 127),),
    "blank": _each("\t", " "),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGITS,
    "graph": _each("!~"),
    "lower": _each("az"),
    "print": _each(" ~"),
    "punct": _each("!/", ":@", "[`", "{~"),
    "space": _each("\t\r", " "),
    "upper": _each("AZ"),
    "word": _WORDS,
    "xdigit": _each("09", "AF", "af"),
}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PLACES = {"A": "begin", "z": "end", "b": "word edge", "B": "no word edge"}
_FLAGS = frozenset("imsU")


@lru_cache(maxsize=256)
def compiled(source: str) -> Pattern:
    """The pattern that `source` is.  Raises Malformed, Beyond."""
    if len(source) > LONGEST_PATTERN:
        raise Beyond("a pattern that is too long")
    reader = _Reader(source)
    part = reader.either(frozenset(), 0)
    if reader.at < len(source):
        raise Malformed(f"`{source}` closes a group that it does not open")
    named = [name for name in reader.names if name]
    if len(set(named)) < len(named):
        raise Malformed(f"`{source}` names two groups alike")
    return Pattern(part, tuple(reader.names))


class _Reader:
    """Stands at `at` of the pattern."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.names: list[str] = []

    def next(self, text: str) -> bool:
        """Steps over `text` if it comes next."""
        found = self.source.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def take(self) -> str:
        if self.at >= len(self.source):
            raise Malformed(f"`{self.source}` ends too early")
        self.at += 1
        return self.source[self.at - 1]

    def until(self, end: str) -> str:
        close = self.source.find(end, self.at)
        if close < 0:
            raise Malformed(f"`{self.source}` has no `{end}` where one is needed")
        found, self.at = self.source[self.at : close], close + len(end)
        return found

    def either(self, flags: frozenset[str], depth: int) -> Part:
        if depth > _DEEPEST:
            raise Beyond("a pattern that nests too deep")
        ways: list[list[Part]] = [[]]
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.next("|"):
                ways.append([])
            elif self.source.startswith("(?", self.at) and (change := self._flags_alone(flags)) is not None:
                flags = change
            else:
                ways[-1].append(self.repeated(self.one(flags, depth)))
        rows = tuple(Row(tuple(parts)) for parts in ways)
        return rows[0] if len(rows) == 1 else Either(rows)

    def _flags_alone(self, flags: frozenset[str]) -> frozenset[str] | None:
        """The flags after `(?i)`, which hold for the rest of the group; None if something else stands here."""
        close = self.source.find(")", self.at)
        word = self.source[self.at + 2 : close]
        if close < 0 or not word or not set(word) <= _FLAGS | {"-"} or word.count("-") > 1:
            return None
        self.at = close + 1
        return _changed(flags, word)

    def one(self, flags: frozenset[str], depth: int) -> Part:
        letter = self.take()
        if letter == "(":
            return self.group(flags, depth)
        if letter == "[":
            return self.letters(flags)
        if letter == ".":
            return Letters((), outside=True) if "s" in flags else Letters(_each("\n"), outside=True)
        if letter in "^$":
            line = "line " if "m" in flags else ""
            return Place(line + ("begin" if letter == "^" else "end"))
        if letter in "*+?":
            raise Malformed(f"`{self.source}` repeats nothing with `{letter}`")
        if letter == "\\":
            return self.escape(flags)
        return _folded(Letters(_each(letter)), flags)

    def group(self, flags: frozenset[str], depth: int) -> Part:
        number = 0
        if not self.next("?"):
            number = self._numbered("")
        elif self.next("P<") or self.next("<"):
            name = self.until(">")
            if not name or not set(name) <= set(string.ascii_letters + string.digits + "_"):
                raise Malformed(f"`{self.source}` has a group with no proper name")
            number = self._numbered(name)
        else:
            word = self.until(":")
            if not set(word) <= _FLAGS | {"-"} or word.count("-") > 1:
                raise Malformed(f"`{self.source}` has a group that RE2 does not know")
            flags = _changed(flags, word)
        part = self.either(flags, depth + 1)
        if not self.next(")"):
            raise Malformed(f"`{self.source}` has a group that is not closed")
        return Group(part, number) if number else part

    def _numbered(self, name: str) -> int:
        self.names.append(name)
        return len(self.names)

    def repeated(self, part: Part) -> Part:
        bounds = self._bounds()
        if bounds is None:
            return part
        lazy = self.next("?")
        if self._bounds() is not None:
            raise Malformed(f"`{self.source}` repeats a repetition")
        return Repeat(part, *bounds, lazy)

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.next(sign):
                return bounds
        close = self.source.find("}", self.at)
        if not self.source.startswith("{", self.at) or close < 0:
            return None
        least, comma, most = self.source[self.at + 1 : close].partition(",")
        if not least.isdecimal() or not (most.isdecimal() or not most) or not (least + most).isascii():
            return None
        self.at = close + 1
        low, high = int(least), int(most or least)
        if low > high or high > MOST_REPEATS:
            raise Malformed(f"`{self.source}` has a count that RE2 does not take")
        return low, (None if comma and not most else high)

    def escape(self, flags: frozenset[str]) -> Part:
        letter = self.take()
        if letter in _PLACES:
            return Place(_PLACES[letter])
        if letter.lower() in _CLASSES:
            return Letters(_CLASSES[letter.lower()], outside=letter.isupper())
        return _folded(Letters(_each(self._escaped(letter))), flags)

    def _escaped(self, letter: str) -> str:
        """The one letter that an escape is."""
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter == "x":
            digits = self.until("}") if self.next("{") else self.take() + self.take()
            if not digits or not set(digits) <= set(string.hexdigits) or int(digits, 16) > 0x10FFFF:
                raise Malformed(f"`{self.source}` has an escape that RE2 does not know")
            return chr(int(digits, 16))
        if letter in "pPQC" or letter.isdigit():
            raise Beyond(f"the escape `\\{letter}`")
        if letter.isalpha() or not letter.isascii():
            raise Malformed(f"`{self.source}` has an escape that RE2 does not know")
        return letter

    def letters(self, flags: frozenset[str]) -> Part:
        outside = self.next("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self.next("]"):
            first = False
            if self.source.find(":]", self.at + 2) > 0 and self.next("[:"):
                name = self.until(":]")
                if name.lstrip("^") not in _POSIX:
                    raise Malformed(f"`{self.source}` has a class that RE2 does not know")
                if name not in _POSIX:
                    raise Beyond(f"the class `{name}`")
                ranges += _POSIX[name]
                continue
            low = self._end_of_range(ranges)
            if low is not None:
                high = self._end_of_range([]) if self._is_range() else low
                if high is None or high < low:
                    raise Malformed(f"`{self.source}` has a range that runs backwards")
                ranges.append((ord(low), ord(high)))
        return _folded(Letters(tuple(ranges), outside), flags)

    def _is_range(self) -> bool:
        after = self.source[self.at + 1 : self.at + 2]
        return after not in ("", "]") and self.next("-")

    def _end_of_range(self, ranges: list[tuple[int, int]]) -> str | None:
        """One letter of a class; None where it is a class itself, which is added to `ranges`."""
        letter = self.take()
        if letter != "\\":
            return letter
        letter = self.take()
        if letter in _CLASSES:
            ranges += _CLASSES[letter]
            return None
        if letter.lower() in _CLASSES:
            raise Beyond(f"the class `\\{letter}` within another")
        return self._escaped(letter)


def _changed(flags: frozenset[str], word: str) -> frozenset[str]:
    on, _, off = word.partition("-")
    if "U" in word:
        raise Beyond("the flag `U`")
    return (flags | set(on)) - set(off)


_ALSO = {"k": 0x212A, "s": 0x17F}  # letters beyond ASCII that fold to these


def _folded(letters: Letters, flags: frozenset[str]) -> Letters:
    """The letters in either case, where `i` is set."""
    if "i" not in flags:
        return letters
    if any(high > 127 for _, high in letters.ranges):
        raise Beyond("letters beyond ASCII in either case")
    more = [letter for letter in string.ascii_letters if Letters(letters.ranges).have(letter.swapcase())]
    extra = [code for letter, code in _ALSO.items() if letter in more or letter.upper() in more]
    ranges = (*letters.ranges, *_each(*more), *((code, code) for code in extra))
    return Letters(ranges, letters.outside)

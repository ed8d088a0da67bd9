"""The words of one shell command, expanded as far as the script says what its variables hold.

Source: POSIX.1-2017, XCU 2.2 "Quoting", 2.6 "Word Expansions"; the GNU Bash manual for arrays and `$'...'`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from roletrust.dialects.callers.marks import Marked
from roletrust.engine.text import Hole, Value, text

LONGEST_COMMAND = 20_000
DEEPEST = 20
NAMED = re.compile(r"(\w+)(.*)", re.DOTALL)
OPERATOR = re.compile(r":?[-=]")
SPECIAL = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]")

Lookup = Callable[[str], "Value | None"]  # None: nothing that is read here sets it


class Word(NamedTuple):
    """`open`: whether it may be several words, or none: an array, or an unquoted variable that is not known.

    `written`: as the script has it, where that is an expression.  `start`, `end`: where it stands in the script.
    """

    value: Value
    open: bool = False
    written: str = ""
    start: int = 0
    end: int = 0


class Unreadable(Exception):
    """The command cannot be told apart from what follows it."""


class Reader:
    """Reads from `at` in the script `marked`.  `lookup`: what a variable holds."""

    def __init__(self, marked: Marked, at: int, lookup: Lookup, where: str = "", depth: int = 0) -> None:
        self.marked, self.text, self.at, self.lookup = marked, marked.text, at, lookup
        self.where, self.depth = where, depth
        self.end = min(len(self.text), at + LONGEST_COMMAND)
        self.parts: list[Any] = []  # str, Hole or Text
        self.quoted = self.open = False
        self.begin = at

    def words(self) -> Iterator[Word]:
        """The words up to the end of the command, those of redirections left out.  Raises Unreadable."""
        while self.at < self.end:
            sign = self.text[self.at]
            if self.text.startswith(("\\\n", "\\\r\n"), self.at):
                self.at = self.text.index("\n", self.at) + 1
            elif sign in " \t\r":
                yield from self.finished()
                self.at += 1
            elif sign in "<>" or self.text.startswith("&>", self.at):
                yield from self.redirected()
            elif sign == "`" and self.text[self.at + 1 : self.at + 2] in ("\n", "\r"):  # PowerShell's line continuation
                raise Unreadable
            elif sign in "\n;|&)`" or (sign == "#" and not self.started):
                break
            elif sign == "(":
                raise Unreadable
            else:
                self.piece(sign)
        if self.at >= self.end and self.end < len(self.text):
            raise Unreadable
        yield from self.finished()

    def word(self) -> Word | None:
        """The word that begins here; None where none does.  Raises Unreadable."""
        while self.at < self.end and self.text[self.at] not in " \t\r\n;|&<>()`":
            self.piece(self.text[self.at])
        return next(self.finished(), None)

    @property
    def started(self) -> bool:
        return bool(self.parts) or self.quoted

    def finished(self) -> Iterator[Word]:
        """The word that ends here, if one was begun; before it is handed out, the next one is nothing yet."""
        parts, started, is_open = self.parts, self.started, self.open
        self.parts, self.quoted, self.open = [], False, False
        if started:
            written = self.text[self.begin : self.at]
            expression = "$" in written or "`" in written or not self.marked.holes.keys().isdisjoint(written)
            shown = str(self.marked.value(written)) if expression else ""
            yield Word(text(*parts), is_open, shown, self.begin, self.at)

    def redirected(self) -> Iterator[Word]:
        """A redirection: its sign, the number before it, and the word after it are no words of the command."""
        if not (len(self.parts) and all(isinstance(each, str) and each.isdigit() for each in self.parts)):
            yield from self.finished()
        self.parts = []
        while self.at < self.end and self.text[self.at] in "<>&|":
            self.at += 1
        while self.at < self.end and self.text[self.at] in " \t":
            self.at += 1
        self.word()

    def piece(self, sign: str) -> None:
        """One piece of a word, beginning with `sign`."""
        if not self.started:
            self.begin = self.at
        if sign == "'":
            self.quoted = True
            self.parts.append(self.marked.value(self.until("'")))
        elif sign == '"':
            self.quoted = True
            self.at += 1
            self.double_quoted()
        elif sign == "$":
            self.dollar(quoted=False)
        elif sign == "\\":
            self.parts.append(self.text[self.at + 1 : self.at + 2])
            self.at += 2
        else:
            self.literal(sign)

    def literal(self, sign: str) -> None:
        hole = self.marked.holes.get(sign)
        self.open = self.open or (hole is not None and not self.parts)
        self.parts.append(hole or sign)
        self.at += 1

    def until(self, sign: str) -> str:
        """What stands between here and the next `sign`."""
        end = self.text.find(sign, self.at + 1, self.end)
        if end < 0:
            raise Unreadable
        found, self.at = self.text[self.at + 1 : end], end + 1
        return found

    def double_quoted(self) -> None:
        while self.at < self.end:
            sign = self.text[self.at]
            if sign == '"':
                self.at += 1
                return
            if sign == "$":
                self.dollar(quoted=True)
            elif sign == "`":
                self.parts.append(self.hole(f"`{self.until('`')}`"))
            elif sign == "\\" and self.text[self.at + 1 : self.at + 2] in ('"', "\\", "$", "`", "\n"):
                self.parts.append(self.text[self.at + 1].replace("\n", ""))
                self.at += 2
            else:
                self.parts.append(self.marked.holes.get(sign, sign))
                self.at += 1
        raise Unreadable

    def dollar(self, quoted: bool) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "'" and not quoted:
            self.at += 1
            self.quoted = True
            self.parts.append(self.marked.value(self.until("'")))
        elif following == "(":
            self.expanded(self.hole(f"${self.balanced('(', ')')}"), quoted)
        elif following == "{":
            self.braced(self.balanced("{", "}")[1:-1], quoted)
        elif found := SPECIAL.match(self.text, self.at + 1, self.end):
            self.at = found.end()
            self.open = self.open or found[0] in "@*"
            self.expanded(self.held(found[0]), quoted)
        else:
            self.parts.append("$")
            self.at += 1

    def expanded(self, value: Value, quoted: bool) -> None:
        """A value that is not known, or has blanks in it, may be several words where it is not quoted, or none."""
        self.quoted = self.quoted or quoted or value != ""
        self.open = self.open or (not quoted and (not isinstance(value, str) or any(map(str.isspace, value))))
        self.parts.append(value)

    def held(self, name: str) -> Value:
        """What the variable `name` holds."""
        if not name.isidentifier():
            return self.hole(f"${name}")
        known = self.lookup(name)
        return self.hole(name) if known is None else known

    def braced(self, inside: str, quoted: bool) -> None:
        """`${inside}`."""
        found = NAMED.match(inside)
        name, rest = (found[1], found[2]) if found else ("", inside)
        default = OPERATOR.match(rest) if name.isidentifier() else None
        if name and (not rest or rest.startswith(("?", ":?"))):
            self.expanded(self.held(name), quoted)
        elif default:
            known = self.lookup(name)
            unset = known is None or (known == "" and default[0].startswith(":"))
            self.expanded(self.default(rest[default.end() :]) if unset else self.held(name), quoted)
        else:
            self.open = self.open or rest.startswith(("[@]", "[*]", "+", ":+"))
            self.expanded(self.hole(f"${{{inside}}}"), quoted)

    def default(self, written: str) -> Value:
        if self.depth >= DEEPEST:
            raise Unreadable
        closed = written.replace('"', "") + '"'
        reader = Reader(self.marked._replace(text=closed), 0, self.lookup, self.where, self.depth + 1)
        reader.double_quoted()
        return text(*reader.parts)

    def balanced(self, opening: str, closing: str) -> str:
        """What stands from `opening`, right after here, to the `closing` that belongs to it."""
        start, depth = self.at + 1, 0
        for at in range(start, self.end):
            depth += (self.text[at] == opening) - (self.text[at] == closing)
            if not depth:
                self.at = at + 1
                return self.text[start : at + 1]
        raise Unreadable

    def hole(self, name: str) -> Value:
        return text(Hole(" ".join(name.split()), self.where))

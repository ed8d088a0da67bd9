"""The words of HCL's native syntax, one after the other; and where a run of them ends, without reading it.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements

INVARIANT: every pattern reads a text in one way only, and no repetition stands before something that may match what it
repeats: where a pattern fails it has cost no more than the text is long, and whoever goes on begins where it failed.
So reading is linear in the size of the text.
"""

from __future__ import annotations

import re
from functools import lru_cache

from roletrust.dialects.hcl.values.values import Bound
from roletrust.engine.policy.document import PolicyError

MOST_NESTED = 100  # brackets, conditionals, interpolations and signs within one another

NAME = r"[^\W\d][\w-]*"
COMMENT = r"(?:\#|//)[^\n]*"  # up to the line end, which counts as one; `/* */` is found by `behind_comment`
GAP = r"[ \t\r\n]*"
HEREDOC = rf"<<-?(?P<marker>{NAME})\n"
STRING = r'"[^"\\$%]*(?:(?:\\.|[$%](?!\{)|[$%]\{[^"{}\#/<\\]*\})[^"\\$%]*)*"'  # without strings in its interpolations
_MARK = r"/(?![/*])|<(?!<[^<])"  # what begins neither a comment nor a heredoc


def run(ends: str, pieces: str) -> str:
    """Strings, marks and `pieces`, and between them any text without the characters `ends`."""
    other = rf'[^"\#/<{ends}]*'
    return rf"{other}(?:(?:{STRING}|{_MARK}|{pieces}){other})*"


def balanced(opening: str, closing: str, levels: int) -> str:
    """Brackets with all that stands between them; at most `levels` within one another."""
    pieces = rf"{COMMENT}\n"
    for _ in range(levels):
        inner = rf"[{opening}]{run(opening + closing, pieces)}[{closing}]"
        pieces = rf"{COMMENT}\n|{inner}"
    return inner


def _code(brackets: str, stops: str, wide: str = "") -> re.Pattern[str]:
    """What comes next in code: a run of what opens and ends nothing, or one word that may."""
    return re.compile(
        rf"""(?:[^"\#/<{brackets}{stops}]+|{STRING}|{_MARK}{wide})+|"|[{brackets}{stops}]|{COMMENT}|/\*|{HEREDOC}|.""",
        re.DOTALL,
    )


_BODY = _code("{}", "", "|" + balanced("{", "}", 4))
_LINE = _code(r"{}()\[\]", r"\n", "|" + balanced(r"{(\[", r"})\]", 7))
_NESTED = _code(r"{}()\[\]", "")
_QUOTED = re.compile(r'(?:[^"\\$%]+|\\.|\$\$\{|%%\{|[$%](?!\{))+|"|[$%]\{', re.DOTALL)
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")
_CODE = {  # what opens and what closes
    _BODY: (frozenset("{"), frozenset("}")),
    _LINE: (_OPENING, frozenset()),
    _NESTED: (_OPENING, _CLOSING),
}


def block_end(text: str, at: int, end: int) -> int:
    """Behind the `}` of the block whose body begins at `at`; other brackets count for nothing.  Raises PolicyError."""
    return _behind(text, at, end, _BODY)


def expression_end(text: str, at: int, end: int) -> int:
    """Where the expression of an attribute ends: with the first line that leaves nothing open.  Raises PolicyError."""
    return _behind(text, at, end, _LINE)


def _behind(text: str, at: int, end: int, outermost: re.Pattern[str]) -> int:
    """Where what is read by `outermost` ends.

    Each pattern on the pile reads something that is open: code up to its bracket or line end, a string up to its quote,
    a heredoc up to its marker.
    """
    open_ones = [outermost]
    while open_ones:
        reading = open_ones[-1]
        anywhere = reading not in _CODE and reading is not _QUOTED
        found = (reading.search if anywhere else reading.match)(text, at, end)
        if found is None:
            if reading is _LINE:
                return end
            raise PolicyError("a bracket, a quote or a heredoc is never closed")
        at, piece = found.end(), found[0]
        if piece == "\n" and reading is _LINE:
            return at - 1
        if piece == "/*" and reading in _CODE:
            at = behind_comment(text, at, end)
        elif opened := _opened(reading, found):
            open_ones.append(opened)
        elif _closes(reading, piece):
            open_ones.pop()
    return at


def _opened(reading: re.Pattern[str], found: re.Match[str]) -> re.Pattern[str] | None:
    """What reads on from the piece that `reading` found, if it opens something."""
    piece = found[0]
    if reading not in _CODE:
        return _NESTED if piece in ("${", "%{") else None
    if found["marker"] is not None:
        return heredoc_pieces(found["marker"])
    if piece == '"':
        return _QUOTED
    if piece in _CODE[reading][0]:
        return _BODY if reading is _BODY else _NESTED
    return None


def _closes(reading: re.Pattern[str], piece: str) -> bool:
    """Whether what `reading` reads ends with the piece, which opens nothing."""
    if reading in _CODE:
        return piece in _CODE[reading][1]
    return piece == '"' if reading is _QUOTED else piece not in ("$${", "%%{")


def behind_comment(text: str, at: int, end: int) -> int:
    """Where the comment ends whose `/*` stands before `at`.  Raises PolicyError."""
    closed = text.find("*/", at, end)
    if closed < 0:
        raise PolicyError("a comment is never closed")
    return closed + 2


@lru_cache(maxsize=64)
def heredoc_pieces(marker: str) -> re.Pattern[str]:
    """What to look for in a heredoc: what opens a `${` or `%{`, what is one escaped, and the line that ends it."""
    return re.compile(rf"\$\$\{{|%%\{{|[$%]\{{|^[^\S\n]*{re.escape(marker)}[^\S\n]*$", re.MULTILINE)


_WORD = re.compile(
    rf"""({GAP})
    (?: (?P<string>"[^"\\$%\n]*")
      | (?P<name>{NAME}(?:\.{NAME})*)
      | (?P<mark>\.\.\.|=>|[=!<>]=|&&|\|\||::|~\}}|[\[\]{{}}(),=:?.!>+*%-]|/(?![/*])|<(?!<))
      | (?P<number>[0-9]+(?:\.+[0-9]+|\.*[eE][+-]?[0-9]+)*)
      | (?P<comment>{COMMENT}|/\*)
      | (?P<quote>")
      | (?P<heredoc>{HEREDOC})
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)


class Words:
    """Stands on a word of `text`: its `kind` (of a mark, the mark itself), where it `begins`, what comes `at` its end,
    its `line`, where what came before it ended (`behind`, in line `before`), and whether a line ended in between
    (`broken`).

    `lines`: whether the end of a line ends an expression, as it does outside of brackets.
    """

    __slots__ = ("at", "before", "begins", "behind", "broken", "depth", "end", "kind", "line", "lines", "text", "word")

    def __init__(self, text: str, at: int, end: int, line: int, lines: bool) -> None:
        self.text, self.at, self.end, self.line, self.lines = text, at, end, line, lines
        self.kind = self.word = ""
        self.begins = self.behind = at
        self.before, self.broken = line, False
        self.depth = 0

    def step(self) -> None:
        """Goes on to the next word.  Raises PolicyError where there is none."""
        self.behind, self.before, self.broken = self.at, self.line, False
        while True:
            found = _WORD.match(self.text, self.at, self.end)
            if found is None:
                raise self.problem(self.at)
            kind = found.lastgroup
            assert kind is not None
            if (gap := found[1]) and "\n" in gap:
                self.broken = True
                self.line += gap.count("\n")
            self.at = found.end()
            if kind != "comment":
                break
            if found[kind] == "/*":
                at = self.at
                self.at = behind_comment(self.text, at, self.end)
                self.line += self.text.count("\n", at, self.at)
        self.begins = found.start(kind)
        self.word = word = found[kind]
        self.kind = word if kind == "mark" else kind

    def problem(self, at: int = -1) -> PolicyError:
        """What to raise where the word here, or what stands at the offset `at`, cannot stand."""
        at = self.begins if at < 0 else at
        found = self.text[at : min(at + 60, self.end)].strip().splitlines()
        return PolicyError(
            f"line {self.line}: " + (f"`{found[0]}` cannot stand here" if found else "something is missing")
        )

    def ends_here(self) -> bool:
        """Whether the expression ends before this word, because its line did."""
        return self.broken and self.lines

    def expect(self, mark: str) -> None:
        """Goes on from `mark`.  Raises PolicyError where the reader stands on something else."""
        if self.kind != mark or self.ends_here():
            raise self.problem()
        self.step()

    def deeper(self) -> None:
        """Goes one level down.  Raises Bound where there are too many."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise Bound(f"an expression nested too deeply: more than {MOST_NESTED} levels")

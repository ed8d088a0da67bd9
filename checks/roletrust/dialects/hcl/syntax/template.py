"""String templates: literal pieces, `${...}` and `%{...}`, in quotes, in a heredoc, or as a whole text.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Union

from roletrust.dialects.hcl.syntax.lexicon import Words, heredoc_pieces
from roletrust.dialects.hcl.syntax.nodes import Each, Hollow, If, Literal, Node, Part, Template
from roletrust.dialects.hcl.values.values import Bound
from roletrust.engine.policy.document import PolicyError

MOST_NESTED = 40  # directives within one another

_LITERAL = re.compile(r'(?:[^"\\$%]+|\\.|\$\$\{|%%\{|[$%](?!\{))+', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|\$\$\{|%%\{", re.DOTALL)
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_BARE = re.compile(r"\$\$\{|%%\{|[$%]\{")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(slots=True)
class _Mark:
    """`${code}`, for which `word` is '', or a directive by its word; `trims`: the `~` before and behind it."""

    word: str
    node: Node | None
    names: tuple[str, str]
    code: str
    line: int
    trims: tuple[bool, bool]


_Piece = Union[str, _Mark]  # a str is what one `~` takes white space from


class Reading(Words):
    """Words of which expressions can be read: a template needs those that stand in its marks."""

    __slots__ = ()

    def expression(self) -> Node:
        """The expression that begins with this word; stands behind it.  Raises PolicyError."""
        raise NotImplementedError

    def introduced(self) -> tuple[str, str, Node]:
        """The names that `for` binds, the first '' where there is one; what it goes through.  Raises PolicyError."""
        raise NotImplementedError


def quoted(reader: Reading) -> Literal | Template:
    """From the opening quote that `reader` stands on; leaves it behind the closing one.  Raises PolicyError."""
    line, text = reader.line, reader.text
    pieces: list[_Piece] = []
    while True:
        if found := _LITERAL.match(text, reader.at, reader.end):
            pieces.append(_ESCAPE.sub(_unescaped, found[0]))
            reader.at = found.end()
            reader.line += found[0].count("\n")
        if text.startswith('"', reader.at, reader.end):
            reader.at += 1
            break
        if not text.startswith(("${", "%{"), reader.at, reader.end):
            raise PolicyError(f"line {line}: a quote is never closed")
        pieces.append(_mark(reader))
    parts = _parts(pieces)
    if len(parts) < 2 and not (parts and isinstance(parts[0], (Hollow, If, Each))):
        return Literal(parts[0] if parts else "", line)
    return Template(parts, line, heredoc=False)


def heredoc(reader: Reading) -> Template:
    """From the `<<NAME` that `reader` stands on; leaves it behind the line that ends it.  Raises PolicyError."""
    word = reader.word
    marker = word.strip("<-\n")
    reader.line += 1
    line = reader.line
    pieces, ended = _pieces(reader, heredoc_pieces(marker))
    if not ended:
        raise PolicyError(f"line {line - 1}: the heredoc `{marker}` is never closed")
    return Template(_parts(pieces, flush=word.startswith("<<-")), line, heredoc=True, last=reader.line - 1)


def parts_of(reader: Reading) -> list[Part]:
    """The parts of a template that is all of the text.  Raises PolicyError if it is malformed."""
    return _parts(_pieces(reader, _BARE)[0])


def _pieces(reader: Reading, signs: re.Pattern[str]) -> tuple[list[_Piece], bool]:
    """Lines and marks, up to the line that ends them, if it is one of the `signs`; and whether it was there."""
    pieces: list[_Piece] = []
    literal: list[str] = []
    while True:
        found = signs.search(reader.text, reader.at, reader.end)
        sign = found[0] if found else ""
        written = reader.text[reader.at : found.start() if found else reader.end]
        reader.at = found.end() if found else reader.end
        reader.line += written.count("\n")
        if sign in ("$${", "%%{"):
            literal += [written, sign[1:]]
            continue
        pieces += _LINES.findall("".join([*literal, written]))
        literal = []
        if sign not in ("${", "%{"):
            return pieces, found is not None
        reader.at -= 2
        pieces.append(_mark(reader))


def _unescaped(found: re.Match[str]) -> str:
    short, long, simple = found.groups()
    if simple is not None:
        return _SIMPLE_ESCAPES.get(simple, simple)
    if short is None and long is None:
        return found[0][1:]
    code = int(short or long, base=16)
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _mark(reader: Reading) -> _Mark:
    """From the `${` or `%{` on that begins where `reader` is; leaves it behind the closing brace."""
    text, line, directive = reader.text, reader.line, reader.text[reader.at] == "%"
    before = text.startswith("~", reader.at + 2, reader.end)
    reader.at += 3 if before else 2
    begins = reader.at
    reader.deeper()
    lines, reader.lines = reader.lines, False
    reader.step()
    word, key, name = "", "", ""
    node: Node | None = None
    if not directive:
        node = reader.expression()
    elif (word := reader.word) == "for":
        key, name, node = reader.introduced()
    elif word in ("if", "else", "endif", "endfor"):
        reader.step()
        node = reader.expression() if word == "if" else None
    else:
        raise PolicyError(f"line {line}: unknown template directive `{word[:40]}`")
    if reader.kind not in ("}", "~}"):
        raise reader.problem()
    reader.lines = lines
    reader.depth -= 1
    return _Mark(word, node, (key, name), text[begins : reader.begins].strip(), line, (before, reader.kind == "~}"))


def _parts(pieces: list[_Piece], flush: bool = False) -> list[Part]:
    """The parts that the pieces of a template make, what `~` and `flush` take away taken away."""
    for place, piece in enumerate(pieces):
        if isinstance(piece, _Mark):
            _trim(pieces, place, piece)
    if flush:
        _flush(pieces)
    return _nested(pieces)


def _trim(pieces: list[_Piece], place: int, mark: _Mark) -> None:
    """`~` takes the white space beside it away: within a line of a heredoc, up to the next mark in quotes."""
    before = pieces[place - 1] if place else None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    if mark.trims[0] and isinstance(before, str):
        pieces[place - 1] = before.rstrip()
    if mark.trims[1] and isinstance(after, str):
        pieces[place + 1] = after.lstrip()


def _flush(pieces: list[_Piece]) -> None:
    """Takes the white space that all lines begin with away, as `<<-` asks.  A line of nothing else does not count."""
    begun: list[int] = []
    margins: list[int] = []
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else "\n"
        if not (isinstance(before, str) and before.endswith("\n")):
            continue
        if not isinstance(piece, str):
            margins.append(0)
        elif piece.strip() or not piece.endswith("\n"):
            begun.append(place)
            margins.append(len(piece) - len(piece.lstrip()))
    margin = min(margins, default=0)
    for place in begun:
        pieces[place] = str(pieces[place])[margin:]


def _nested(pieces: list[_Piece]) -> list[Part]:
    """The pieces, what stands between two directives within the first."""
    parts: list[Part] = []
    around: list[tuple[_Mark, If | Each, list[Part]]] = []  # what is open, with the parts that it is one of
    literal: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            literal.append(piece)
            continue
        _add(parts, literal)
        if piece.word in ("if", "for"):
            part = _opened(piece)
            parts.append(part)
            around.append((piece, part, parts))
            parts = part.then if isinstance(part, If) else part.body
            if len(around) > MOST_NESTED:
                raise Bound(f"a template nested too deeply: more than {MOST_NESTED} directives")
        elif piece.word:
            parts = _turned(piece, parts, around)
        else:
            assert piece.node is not None
            parts.append(Hollow(piece.node, piece.code))
    _add(parts, literal)
    if around:
        raise PolicyError(f"line {around[-1][0].line}: the template directive is never closed")
    return parts


def _add(parts: list[Part], literal: list[str]) -> None:
    if literal:
        parts.append("".join(literal))
        literal.clear()


def _opened(mark: _Mark) -> If | Each:
    assert mark.node is not None
    return If(mark.node, [], []) if mark.word == "if" else Each(*mark.names, mark.node, [])


def _turned(mark: _Mark, parts: list[Part], around: list[tuple[_Mark, If | Each, list[Part]]]) -> list[Part]:
    """Where the parts go on behind an `else`, `endif` or `endfor`, which stands behind `parts`."""
    if around:
        begun, part, outer = around[-1]
        if mark.word == "else" and isinstance(part, If) and parts is part.then:
            return part.otherwise
        if mark.word == f"end{begun.word}":
            around.pop()
            return outer
    raise PolicyError(f"line {mark.line}: `{mark.word}` without what it ends")

"""HCL files as text: reading them inside the scanned tree, and finding where their pieces end.

A file is cut into blocks, and a block into attributes and blocks, without parsing them, so that only
the expressions a role's trust policy leads to are ever parsed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from sys import intern  # a scan keeps all blocks, and most of their words are the same few
from typing import TYPE_CHECKING, NamedTuple, overload

from roletrust.engine.document import PolicyError

if TYPE_CHECKING:
    from roletrust.dialects.hcl.syntax import Block

LARGEST_FILE = 16 * 1024 * 1024

# Most attributes and blocks are found whole, by one match; the rest is gone through bracket by bracket.
# INVARIANT: `_run` matches a text in one way only, so that where it fails it has cost no more than the text is long.
_STRING = r'"[^"\\$%]*(?:(?:\\.|[$%](?!\{)|[$%]\{[^"{}\#/<\\]*\})[^"\\$%]*)*"'
_MARK = r"/(?![/*])|<(?!<)"
_COMMENT = r"(?:\#|//)[^\n]*"


def _run(ends: str, pieces: str) -> str:
    """Strings, marks and `pieces`, and between them any text without the characters `ends`."""
    other = rf'[^"\#/<{ends}]*'
    return rf"{other}(?:(?:{_STRING}|{_MARK}|{pieces}){other})*"


def _balanced(opening: str, closing: str, levels: int) -> str:
    """Brackets with all that stands between them; at most `levels` within one another."""
    pieces = rf"{_COMMENT}\n"
    for _ in range(levels):
        inner = rf"[{opening}]{_run(opening + closing, pieces)}[{closing}]"
        pieces = rf"{_COMMENT}\n|{inner}"
    return inner


_NAME = r"[A-Za-z_][\w-]*"
_LABELS = rf'(?:[ \t]*"[^"\n]*"|[ \t]+{_NAME})*'
_HEADER = re.compile(rf"[ \t]*({_NAME})({_LABELS})[ \t]*\{{")
_LABEL = re.compile(rf'"([^"\n]*)"|({_NAME})')
_BETWEEN = re.compile(r"(?:[ \t\r\n]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_INSIDE = _run("{}", rf"{_COMMENT}\n|" + _balanced("{", "}", 4))
_BLOCK = rf"({_LABELS})[ \t]*\{{({_INSIDE})\}}"
_USUAL_BLOCK = re.compile(rf"[ \t\r\n]*({_NAME}){_BLOCK}", re.DOTALL)
_CODE = re.compile(
    rf"""(?:[^"{{}}\#/<]+|{_STRING}|{_MARK}|{_balanced("{", "}", 4)})+"""
    r"""|"|[{}]|\#[^\n]*|//[^\n]*|/\*.*?\*/|<<-?(?P<name>[A-Za-z][\w.-]*)\n|.""",
    re.DOTALL,
)
_IS = r"[ \t]*=(?!=)[ \t]*"
_ATTRIBUTE = re.compile(rf"[ \t]*({_NAME}){_IS}")
_LINE = _run(r"{}()\[\]\n", _balanced(r"{(\[", r"})\]", 7))
_USUAL = re.compile(rf"[ \t\r\n]*({_NAME})(?:{_IS}(?![ \t])({_LINE}(?:{_COMMENT})?)(?=\n|\Z)|{_BLOCK})", re.DOTALL)
# What comes next inside of a block, with the comments before it: an attribute, by its name, that is a string (what
# stands between its quotes) or another expression; a block, by its name and its labels; the end of one.
_COMMENTS = rf"[ \t\r\n]*(?:{_COMMENT}\n[ \t\r\n]*)*"
_VALUE = rf'(?:"([^"\\$%\n]*)"[ \t]*|(?![ \t])({_LINE}(?:{_COMMENT})?))(?=[\n}}]|\Z)'
STEP = re.compile(rf"{_COMMENTS}(?:({_NAME})(?:{_IS}{_VALUE}|({_LABELS})[ \t]*\{{)|\}})", re.DOTALL)
_DECISIVE = re.compile(
    rf'{_COMMENTS}(resource|data)[ \t]+"((?:aws|awscc)_iam_role|aws_iam_policy_document)"[ \t]*"([^"\n]*)"[ \t]*\{{'
)
_EXPRESSION = re.compile(
    rf"""(?:[^"{{}}()\[\]\#/<\n]+|{_STRING}|{_MARK})+"""
    r"""|"|[{}()\[\]\n]|\#[^\n]*|//[^\n]*|/\*.*?\*/|<<-?(?P<name>[A-Za-z][\w.-]*)\n|.""",
    re.DOTALL,
)
_QUOTED = re.compile(r'(?:[^"\\$%]+|\\.|\$\$\{|%%\{|[$%](?!\{))+|"|[$%]\{', re.DOTALL)


class Chunk(NamedTuple):
    """A block as it stands in the file, from line `first` to line `last`: `kind labels {text}`."""

    kind: str
    labels: tuple[str, ...]
    text: str
    first: int
    last: int


def unlinked(root: str, path: str) -> bool:
    """Whether `path`, seen from the directory `root`, is a file that no symbolic link on the way leads to."""
    common = os.path.commonpath([os.path.abspath(root), os.path.abspath(path)])
    place = os.path.join(os.path.realpath(common), os.path.relpath(os.path.abspath(path), common))
    return os.path.realpath(path) == place and os.path.isfile(path)


def read_text(path: str) -> str:
    """The file's text with Unix line ends, without a byte order mark.  Raises PolicyError if it cannot be read."""
    try:
        if os.path.getsize(path) > LARGEST_FILE:
            raise PolicyError(f"`{path}` is larger than {LARGEST_FILE} bytes")
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:
        raise PolicyError(f"`{path}` cannot be read: {error}") from error
    return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


Whole = Callable[[re.Match[str], int], "tuple[Block | None, int]"]


@overload
def chunks(text: str) -> Iterator[Chunk]: ...


@overload
def chunks(text: str, whole: Whole) -> Iterator[Chunk | Block]: ...


def chunks(text: str, whole: Whole | None = None) -> Iterator[Chunk | Block]:
    """The top-level blocks of `text`, in order; what is not a block is passed over.

    `whole`: given the header of a role or of a policy document, of which all will be asked for, and its line: the block
    and where it ends; or None, and how far that was seen.  INVARIANT: no letter is gone through by it twice.
    """
    position, line, counted, seen = 0, 1, 0, 0
    while position < len(text):
        if whole and position >= seen and (decisive := _DECISIVE.match(text, position)):
            line += text.count("\n", counted, decisive.start(1))
            counted = decisive.start(1)
            block, seen = whole(decisive, line)
            if block is not None:
                position = seen
                yield block
                continue
        if usual := _USUAL_BLOCK.match(text, position):
            line += text.count("\n", counted, usual.start(1))
            counted = usual.start(1)
            position = usual.end()
            yield _chunk(usual[1], usual[2], usual[3], line)
            continue
        if between := _BETWEEN.match(text, position):
            position = between.end()
        header = _HEADER.match(text, position)
        if header is None:
            after = text.find("\n", position)
            position = len(text) if after < 0 else after + 1
            continue
        line += text.count("\n", counted, header.start())
        counted = header.start()
        position = closing(text, header.end(), "{")
        yield _chunk(header[1], header[2], text[header.end() : position - 1], line)


class Expression(NamedTuple):
    """An attribute as it stands in a block: its name, and its expression, which begins on line `first`."""

    name: str
    text: str
    first: int


def pieces(text: str, line: int) -> Iterator[Chunk | Expression]:
    """What stands between a block's braces, in order; the first line of `text` is line `line` of its file.

    Raises PolicyError where it is neither an attribute nor a block.
    """
    position, counted = 0, 0
    while True:
        if usual := _USUAL.match(text, position):
            name, written, labels, inner = usual.groups()
            begins = usual.start(1)
            line += text.count("\n", counted, begins)
            counted, position = begins, usual.end()
            yield Expression(intern(name), written, line) if inner is None else _chunk(name, labels, inner, line)
            continue
        if between := _BETWEEN.match(text, position):
            position = between.end()
        if position >= len(text):
            return
        line += text.count("\n", counted, position)
        counted = position
        if named := _ATTRIBUTE.match(text, position):
            position = _expression_end(text, named.end())
            yield Expression(intern(named[1]), text[named.end() : position], line)
        elif header := _HEADER.match(text, position):
            position = closing(text, header.end(), "{")
            yield _chunk(header[1], header[2], text[header.end() : position - 1], line)
        else:
            found = text[position : position + 40].splitlines()[0]
            raise PolicyError(f"line {line}: `{found}` is neither an attribute nor a block")


def _chunk(kind: str, written: str, text: str, line: int) -> Chunk:
    """The block that begins on line `line`; `written`: its labels."""
    return Chunk(intern(kind), labels_of(written), text, line, line + text.count("\n"))


def labels_of(written: str) -> tuple[str, ...]:
    """The labels of a block, as its header has them."""
    return tuple(intern(quoted or bare) for quoted, bare in _LABEL.findall(written)) if written else ()


def _expression_end(text: str, position: int) -> int:
    """Where an attribute's expression ends: at the end of a line that leaves no bracket open."""
    depth = 0
    while position < len(text):
        found = _EXPRESSION.match(text, position)
        assert found is not None  # the last alternative takes any character
        piece = found.group()
        if piece == "\n" and not depth:
            return position
        position = found.end()
        if piece == '"':
            position = closing(text, position, '"')
        elif found["name"]:
            position = _heredoc_end(text, position, found["name"])
        elif piece in ("{", "(", "["):
            depth += 1
        elif piece in ("}", ")", "]"):
            depth -= 1
    return position


def closing(text: str, position: int, opened: str) -> int:
    """Where what is open at `position` ends: after the `}` for `{`, after the quote for `"`.

    Strings, interpolations in them, comments and heredocs are seen through.
    Raises PolicyError if the text ends first.
    """
    open_ones = [opened]
    while open_ones:
        quoted = open_ones[-1] == '"'
        found = (_QUOTED if quoted else _CODE).match(text, position)
        if found is None:
            raise PolicyError("a brace or quote is never closed")
        position = found.end()
        piece = found.group()
        if piece == ('"' if quoted else "}"):
            open_ones.pop()
        elif piece in (("${", "%{") if quoted else ("{", '"')):
            open_ones.append('"' if piece == '"' else "{")
        elif not quoted and found["name"]:
            position = _heredoc_end(text, position, found["name"])
    return position


def _heredoc_end(text: str, position: int, name: str) -> int:
    end = re.compile(rf"^[ \t]*{re.escape(name)}(?![\w.-])", re.MULTILINE).search(text, position)
    if end is None:
        raise PolicyError(f"the heredoc `{name}` is never closed")
    return end.end()

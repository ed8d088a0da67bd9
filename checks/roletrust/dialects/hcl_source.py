"""HCL files as text: reading them inside the scanned tree, and finding where their pieces end.

A file is cut into its top-level blocks without parsing them, so that only the blocks a role's
trust policy leads to are ever parsed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roletrust.engine.document import PolicyError

LARGEST_FILE = 16 * 1024 * 1024

_HEADER = re.compile(r'[ \t]*([A-Za-z_][\w-]*)((?:[ \t]*"[^"\n]*"|[ \t]+[A-Za-z_][\w-]*)*)[ \t]*\{')
_LABEL = re.compile(r'"([^"\n]*)"|([A-Za-z_][\w-]*)')
_BETWEEN = re.compile(r"(?:[ \t\r\n]+|\#[^\n]*|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_CODE = re.compile(
    r"""(?:[^"{}\#/<]+|"(?:[^"\\$%]|\\.|[$%](?!\{))*"|/(?![/*])|<(?!<))+"""
    r"""|"|[{}]|\#[^\n]*|//[^\n]*|/\*.*?\*/|<<-?(?P<name>[A-Za-z][\w.-]*)\n|.""",
    re.DOTALL,
)
_QUOTED = re.compile(r'(?:[^"\\$%]+|\\.|\$\$\{|%%\{|[$%](?!\{))+|"|[$%]\{', re.DOTALL)


@dataclass(frozen=True)
class Chunk:
    """A top-level block as it stands in the file: `kind labels {...}`, from line `first` to line `last`."""

    kind: str
    labels: tuple[str, ...]
    text: str
    first: int
    last: int


def inside(root: str, path: str) -> bool:
    """Whether `path`, every symbolic link followed, lies in the directory `root`."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)


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


def chunks(text: str) -> Iterator[Chunk]:
    """The top-level blocks of `text`, in order; what is not a block is passed over."""
    position, line, counted = 0, 1, 0
    while position < len(text):
        between = _BETWEEN.match(text, position)
        if between:
            position = between.end()
        header = _HEADER.match(text, position)
        if header is None:
            after = text.find("\n", position)
            position = len(text) if after < 0 else after + 1
            continue
        end = closing(text, header.end(), "{")
        line += text.count("\n", counted, header.start())
        counted = header.start()
        labels = tuple(quoted or bare for quoted, bare in _LABEL.findall(header.group(2)))
        last = line + text.count("\n", counted, end)
        yield Chunk(header.group(1), labels, text[header.start() : end], line, last)
        position = end


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
        if piece in ('"', "}") and (quoted or piece == "}"):
            open_ones.pop()
        elif piece in ("{", '"') or (quoted and piece in ("${", "%{")):
            open_ones.append('"' if piece == '"' else "{")
        elif not quoted and found["name"]:
            position = _heredoc_end(text, position, found["name"])
    return position


def _heredoc_end(text: str, position: int, name: str) -> int:
    end = re.compile(rf"^[ \t]*{re.escape(name)}(?![\w.-])", re.MULTILINE).search(text, position)
    if end is None:
        raise PolicyError(f"the heredoc `{name}` is never closed")
    return end.end()

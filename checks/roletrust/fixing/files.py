"""A file that is edited: its text as the readers see it, and every byte that no edit touches as it was."""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.hcl.files.source import unlinked
from roletrust.fixing.spans import Edit, Unfixable, in_order

MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Source:
    """`data`: what the file holds.  `text`: the same with Unix line ends, without a byte order mark."""

    path: str
    data: bytes
    text: str

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """With the `edits` of `text` made; what they add has the file's own line ends."""
        whole = self.data.removeprefix(MARK).decode("utf-8")
        mark = MARK if self.data.startswith(MARK) else b""
        returns = _returns(whole)
        windows = len(returns) * 2 > whole.count("\n")
        pieces, at = [], 0
        for start, end, new in in_order(edits):
            pieces += [whole[at : _offset(start, returns)], new.replace("\n", "\r\n") if windows else new]
            at = _offset(end, returns)
        return mark + "".join([*pieces, whole[at:]]).encode("utf-8")


def _returns(whole: str) -> list[int]:
    """Where the line ends of two characters are in the text that has Unix ones."""
    found: list[int] = []
    at = whole.find("\r\n")
    while at >= 0:
        found.append(at - len(found))
        at = whole.find("\r\n", at + 1)
    return found


def _offset(at: int, returns: list[int]) -> int:
    """An offset into the text with Unix line ends as one into the file's own."""
    return at + bisect_left(returns, at)


def source_of(path: str, root: str) -> Source:
    """The file at `path`, below `root`.  Raises Unfixable where it must not be edited, or cannot be."""
    if not unlinked(root, path):
        raise Unfixable(f"{os.path.relpath(path, root)} is reached by a symbolic link, which is not written through")
    try:
        data = file_bytes(path)
        text = data.removeprefix(MARK).decode("utf-8").replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        raise Unfixable(f"the file cannot be read as UTF-8: {error}") from None
    return Source(path, data, text)


def write(path: str, before: bytes, after: bytes) -> None:
    """Puts `after` in the place of `before`, at once or not at all.  Raises OSError where that is no longer there."""
    with open(path, "rb") as file:
        if file.read() != before:
            raise OSError(f"{path} has changed since it was read: nothing is written to it; run it again")
    handle, made = tempfile.mkstemp(prefix=".roletrust-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
        os.chmod(made, os.stat(path).st_mode & 0o7777)
        os.replace(made, path)
    except BaseException:
        os.unlink(made)
        raise

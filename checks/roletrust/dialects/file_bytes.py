"""What the files of the tree hold; or would hold, while a change to them is tried before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_TRIED: ContextVar[Mapping[str, bytes]] = ContextVar("tried", default=MappingProxyType({}))


def file_bytes(path: str) -> bytes:
    """What the file at `path` holds.  Raises OSError."""
    tried = _TRIED.get()
    if path in tried:
        return tried[path]
    with open(path, "rb") as file:
        return file.read()


def decoded(data: bytes) -> str:
    """The text of a file of data, without a byte order mark: UTF-8, or where it is none one letter a byte (Latin-1).

    INVARIANT: what IAM reads is ASCII, which is the same in either; Checkov guesses an encoding for such a file.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


@contextmanager
def tried(files: Mapping[str, bytes]) -> Iterator[None]:
    """Has all that is read meanwhile find `files` (by absolute path) in place of what is on disk."""
    before = _TRIED.set({**_TRIED.get(), **files})
    try:
        yield
    finally:
        _TRIED.reset(before)

"""Sources behind a URL, such as `s3://bucket/AWSLogs`: what is there, and one of them as a file while it is judged.

https://filesystem-spec.readthedocs.io/: which protocols there are, and how each is given its credentials.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

REMOTE = "://"
MISSING = "`{}` takes fsspec: pip install 'roletrust[s3]'"


class Unreachable(Exception):
    """A URL whose files cannot be listed.  Its text says which, and why."""


class Unfetched(OSError):
    """A file behind a URL that cannot be had.  Its text says why."""


def is_remote(word: str) -> bool:
    return REMOTE in word


def listed(word: str, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The files that a URL names: one, those of a glob, those below it that end so.  Each with its `version`.

    Raises Unreachable; FileNotFoundError where there is none.
    """
    try:
        system, path = _system(word)
        if "*" in path:
            found = system.glob(path, detail=True)
        elif system.isfile(path):
            found = {path: system.info(path)}
        else:
            every = system.find(path, detail=True)
            found = {name: info for name, info in every.items() if name.endswith(endings)}
    except ImportError as error:
        raise Unreachable(f"{MISSING.format(word)} ({error})") from None
    except FileNotFoundError:
        found = {}
    except Exception as error:  # each protocol raises its own
        raise Unreachable(f"{word} cannot be listed: {type(error).__name__}: {error}") from None
    if not found:
        raise FileNotFoundError(word)
    for name in sorted(found):
        if found[name].get("type") == "file":
            yield system.unstrip_protocol(name), version(found[name])


def version(info: dict[str, Any]) -> str:
    """What tells a file apart from an earlier one at its place, by what its store says of it."""
    told = (info.get("ETag") or info.get("etag"), info.get("LastModified") or info.get("mtime"), info.get("size"))
    return " ".join(str(each) for each in told if each is not None)


@contextmanager
def fetched(url: str, folder: str) -> Iterator[str]:
    """The file as a local one below `folder`, until it has been read.  Raises Unfetched."""
    with TemporaryDirectory(dir=folder) as place:
        try:
            system, path = _system(url)
            local = os.path.join(place, os.path.basename(path))
            system.get_file(path, local)
        except Exception as error:  # each protocol raises its own
            raise Unfetched(f"the file cannot be fetched: {type(error).__name__}: {error}") from None
        yield local


def _system(url: str) -> tuple[Any, str]:
    """Raises ImportError, and ValueError for a protocol that is unknown."""
    from fsspec.core import url_to_fs  # noqa: PLC0415  # of the extra `s3`

    found: tuple[Any, str] = url_to_fs(url)
    return found

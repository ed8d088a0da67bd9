"""What a fleet is read from: files that are named, those below folders, those that globs find, behind URLs, and
standard input.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from roletrust.fleet.remote import is_remote, listed
from roletrust.reading.packed import PACKED
from roletrust.reading.roles import PASSED_OVER
from roletrust.replying.findings import shown

ENDINGS = (".json", ".tfstate")  # of the files below a folder, packed or not; one that is named may end as it likes
GZIP = b"\x1f\x8b"  # how what is packed begins: RFC 1952, section 2.3.1


class Source(NamedTuple):
    """One file.  `name`: as messages and the journal call it; `given`: whether it came by standard input.

    `version`: of one behind a URL, what tells it apart from an earlier one there; '' of one on this machine.
    """

    name: str
    path: str
    given: bool = False
    version: str = ""


def sources(words: Sequence[str], stdin: BinaryIO, folder: str) -> list[Source]:
    """The files that `words` name, each once; `folder`: where standard input (`-`) is put.

    Raises FileNotFoundError with the word that names none; Unreachable.
    """
    found: dict[str, Source] = {}
    for word in words:
        for each in named_by(word, stdin, folder):
            found.setdefault(each.path, each)
    return list(found.values())


def named_by(word: str, stdin: BinaryIO, folder: str) -> Iterator[Source]:
    if word == "-":
        yield from_stdin(stdin, folder)
    elif is_remote(word):
        for url, version in listed(word, (*ENDINGS, *(each + PACKED for each in ENDINGS))):
            yield Source(url, url, version=version)
    else:
        yield from map(at, files(word))


def at(path: str) -> Source:
    return Source(shown(path), os.path.abspath(path))


def files(word: str) -> Iterator[str]:
    """The files that a word names: one, those below a folder, those of a glob.  Raises FileNotFoundError."""
    paths = [word] if os.path.exists(word) else sorted(glob.glob(word, recursive=True))
    if not paths:
        raise FileNotFoundError(word)
    for path in paths:
        yield from below(path) if os.path.isdir(path) else [path]


def below(folder: str) -> Iterator[str]:
    """The dumps and states below a folder, in order; no hidden ones, and no links that lead out of it."""
    real = os.path.realpath(folder)
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each[0] != "." and each not in PASSED_OVER)
        for name in sorted(names):
            path = os.path.join(place, name)
            inside = os.path.realpath(path).startswith(os.path.join(real, ""))
            if name[0] != "." and name.removesuffix(PACKED).endswith(ENDINGS) and inside and os.path.isfile(path):
                yield path


def from_stdin(stdin: BinaryIO, folder: str) -> Source:
    """Standard input as a file in `folder`: what is read in pieces has to stand somewhere."""
    head = stdin.read(len(GZIP))
    path = Path(folder) / ("stdin.json.gz" if head == GZIP else "stdin.json")
    with path.open("wb") as file:
        file.write(head)
        shutil.copyfileobj(stdin, file)
    return Source("-", str(path), given=True)

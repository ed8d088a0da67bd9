"""A revision of git, written out to be read as the working tree is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from roletrust.reading.configuration import FILE
from roletrust.reading.standing_for import stand_for

LINK, SUBMODULE = "120000", "160000"


class Entry(NamedTuple):
    """What a tree of git has at a path, as `git ls-tree` tells it."""

    mode: str
    id: str
    path: str


def written_out(revision: str, path: str, folder: str) -> str:
    """Where the file or directory at `path` is, as it was at `revision`, below `folder`; nowhere if it was not there.

    Nothing is left out: neither what `.gitattributes` keeps out of archives, nor a submodule that is checked out.
    Raises click.UsageError where git has no such revision.
    """
    is_directory = os.path.isdir(path)
    where = path if is_directory else os.path.dirname(path) or "."
    names = [] if is_directory else [os.path.basename(path), FILE]
    os.makedirs(folder, exist_ok=True)
    stand_for(folder, where)
    write(revision, where, names, folder)
    return folder if is_directory else os.path.join(folder, names[0])


def write(revision: str, where: str, names: Sequence[str], folder: str) -> None:
    """Write what the directory `where` held at `revision`, or of that the files called `names`, into `folder`."""
    entries = listed(revision, where, names)
    plain = [each for each in entries if each.mode != SUBMODULE]
    for each, content in zip(plain, contents(plain, where), strict=True):
        place = os.path.join(folder, each.path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if each.mode != LINK:
            Path(place).write_bytes(content)
        elif leads_inside(each.path, os.fsdecode(content)):
            os.symlink(content, os.fsencode(place))
    for each in entries:
        inner = os.path.join(where, each.path)
        if each.mode == SUBMODULE and os.path.exists(os.path.join(inner, ".git")):
            write_submodule(each, inner, os.path.join(folder, each.path))


def write_submodule(entry: Entry, where: str, folder: str) -> None:
    try:
        write(entry.id, where, (), folder)
    except click.UsageError:
        told = f"{where}: the submodule's commit {entry.id} is not here, so that all in it is told as new: fetch it"
        click.echo(told, err=True)


def listed(revision: str, where: str, names: Sequence[str]) -> list[Entry]:
    """The files below the directory `where`.  Raises click.UsageError where git has no such revision."""
    if revision.startswith("-"):  # which git would take for an option, and no name of a revision does
        raise click.UsageError(f"`{revision}` is no revision of git: it begins with a hyphen")
    done = git(where, "ls-tree", "-r", "-z", revision, *names)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        shallow = git(where, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        remedy = (
            "; the clone is shallow: `git fetch --unshallow`, in a pipeline a `fetch-depth` of 0" if shallow else ""
        )
        raise click.UsageError(
            f"`{revision}` is no file, no directory, and no revision that git knows here: {said}{remedy}"
        )
    lines = (line.partition(b"\t") for line in done.stdout.split(b"\0") if line)
    parted = (([*os.fsdecode(about).split()], os.fsdecode(path)) for about, _, path in lines)
    return [Entry(mode, id_, path) for (mode, _, id_), path in parted]


def contents(entries: Sequence[Entry], where: str) -> Iterator[bytes]:
    """What each file held, one after the other."""
    told = git(where, "cat-file", "--batch", asked="".join(f"{each.id}\n" for each in entries).encode()).stdout
    start = 0
    for _ in entries:
        head = told.index(b"\n", start)  # `ID blob LENGTH`, then the content and the end of a line
        start = head + 1 + int(told[start:head].split()[2]) + 1
        yield told[head + 1 : start - 1]


def git(where: str, *words: str, asked: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", where, *words]
    return subprocess.run(command, input=asked, capture_output=True, check=False)  # noqa: S603  # git, by its arguments


def leads_inside(path: str, target: str) -> bool:
    """Whether a link at `path` leads to something in the same tree: what is elsewhere is not read."""
    if os.path.isabs(target):
        return False
    return not os.path.normpath(os.path.join(os.path.dirname(path), target)).startswith(os.pardir)

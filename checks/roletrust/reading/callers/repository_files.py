"""The files of a repository that its pipelines use, below the scanned directory: nothing outside it is opened."""

from __future__ import annotations

import os
import re
from functools import lru_cache

from roletrust.dialects.callers.reuse import MOST_FILES, Repository
from roletrust.dialects.scanned_tree import is_readable
from roletrust.dialects.tree import Tree
from roletrust.reading.places import Places
from roletrust.reading.repository_name import NOT_KNOWN, repository_name
from roletrust.reading.yaml_files import trees

HOSTS = {"github_actions": "github.com", "gitlab_ci": "gitlab.com"}
WORKFLOWS = f"{os.sep}.github{os.sep}workflows{os.sep}"
STAR = re.compile(r"(\*\*/|\*\*|\*)")
MOST_NAMES = 20_000  # looked at for one pattern
MOST_STEPS = 2_000_000  # through one pattern, for all names


def repository_of(framework: str, path: str, scanned: str, places: Places) -> Repository:
    """The repository that the pipeline at `path` stands in.  `scanned`: the directory that is; '' where files are."""
    here = os.path.abspath(path)
    if not scanned:
        return Repository()
    root = root_of(framework, here, scanned)

    def documents(inside: str) -> list[Tree]:
        file = os.path.join(root, inside)
        return (
            list(read(file, places.shown(file), scanned, os.stat(file).st_mtime_ns))
            if is_readable(scanned, file)
            else []
        )

    def matching(pattern: str) -> list[str]:
        return names(root, pattern)

    named = repository_name(root, scanned, HOSTS[framework]) if framework in HOSTS else NOT_KNOWN
    return Repository(os.path.relpath(here, root).replace(os.sep, "/"), documents, matching, named.name, named.any_case)


def root_of(framework: str, here: str, scanned: str) -> str:
    """Where the paths in a pipeline begin."""
    if framework == "github_actions":
        return here.rpartition(WORKFLOWS)[0] or scanned
    folder = os.path.dirname(here)
    if os.path.basename(here) in (".gitlab-ci.yml", ".gitlab-ci.yaml"):
        return folder
    while folder != scanned and len(folder) > len(scanned):
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        folder = os.path.dirname(folder)
    return scanned


@lru_cache(maxsize=128)
def read(path: str, file: str, scanned: str, changed: int) -> tuple[Tree, ...]:
    """What the file at `path` holds as it is written, which has no Holes."""
    return tuple(trees(path, file, scanned))


class Wanted:
    """A pattern for paths: `*` is anything in a name, `**/` any directories, `**` anything.

    All ways through it are walked together; `left`: the steps that may still be taken.
    """

    def __init__(self, pattern: str) -> None:
        pieces = [each for each in STAR.split(pattern) if each]
        self.atoms = [atom for each in pieces for atom in ([each] if STAR.fullmatch(each) else each)]
        self.ending = "" if pieces and STAR.fullmatch(pieces[-1]) else pieces[-1]
        self.left = MOST_STEPS

    def takes(self, path: str) -> bool:
        if not path.endswith(self.ending):
            return False
        reached = self.on({0}, "/")
        for letter in path:
            self.left -= len(reached)
            if not reached or self.left < 0:
                return False
            after = set()
            for place in reached:
                atom = self.atoms[place] if place < len(self.atoms) else ""
                stays = atom in ("**", "**/") or (atom == "*" and letter != "/")
                after |= {place} if stays else {place + 1} if atom == letter else set()
            reached = self.on(after, letter)
        return len(self.atoms) in reached

    def on(self, reached: set[int], before: str) -> set[int]:
        """The places `reached`, and those behind stars that end here; `before`: the letter that was read last."""
        found, waiting = set(reached), list(reached)
        while waiting:
            place = waiting.pop()
            atom = self.atoms[place] if place < len(self.atoms) else ""
            if (atom in ("*", "**") or (atom == "**/" and before == "/")) and place + 1 not in found:
                found.add(place + 1)
                waiting.append(place + 1)
        return found


def names(root: str, pattern: str) -> list[str]:
    """The paths from `root` that a pattern matches, in order: `*` in a name, `**` for directories in each other."""
    wanted = Wanted(pattern)
    start = os.path.join(root, os.path.dirname(pattern.partition("*")[0]))
    found: list[str] = []
    looked_at = 0
    for folder, folders, files in os.walk(start):
        folders.sort()
        if "*" not in os.path.dirname(pattern):
            folders.clear()
        for name in sorted(files):
            looked_at += 1
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            found += [path] if wanted.takes(path) else []
        if looked_at > MOST_NAMES or len(found) > MOST_FILES or wanted.left < 0:
            break
    return found[:MOST_FILES]

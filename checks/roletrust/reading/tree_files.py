"""The files below the scanned root that are of no role, as far as Checkov looks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

PASSED_OVER = ("node_modules",)  # and what is hidden, as Checkov has it
MOST_FILES = 50_000  # looked at by name
MOST_READ = 64_000_000  # bytes, of all that are read
LARGEST = 2_000_000  # bytes of one


def files(root: str, hidden: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths of the files below `root`, sorted by directory; of hidden directories those in `hidden` alone."""
    looked_at = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if is_shown(each) or each in hidden)
        for name in sorted(names):
            looked_at += 1
            if looked_at > MOST_FILES:
                return
            yield os.path.join(folder, name)


def is_shown(folder: str) -> bool:
    return folder[0] != "." and folder not in PASSED_OVER


def texts(paths: Iterator[str], wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Path and text of those of `paths` that are `wanted` by their path; none that cannot be read.  Raises nothing."""
    left = MOST_READ
    for path in paths:
        if not wanted(path):
            continue
        try:
            size = os.stat(path).st_size
            if size > LARGEST or os.path.islink(path) or not os.path.isfile(path):  # a link may lead out of the tree
                continue
            left -= size
            if left < 0:
                return
            with open(path, encoding="utf-8-sig") as file:
                yield path, file.read()
        except (OSError, ValueError):
            continue

"""What may be opened: files of the scanned tree, and nothing else, wherever a link, a path or a function leads.

One rule for all formats.  The tree is the scanned directory; where files were named, it is the directory of each;
of Terraform, the one that all of them lie in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

LONGEST = 4_000_000  # bytes of a file that is read for a policy


def inside(root: str, path: str) -> bool:
    """Whether `path`, every symbolic link followed, lies in the directory `root`."""
    real, top = os.path.realpath(path), os.path.realpath(root)
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)


def is_readable(root: str, path: str) -> bool:
    """Whether `path` is a plain file in the directory `root`, of a policy's size.  Raises nothing."""
    try:
        return inside(root, path) and os.path.isfile(path) and os.path.getsize(path) <= LONGEST
    except (OSError, ValueError):  # a null character in a path, for one
        return False


def above(root: str, path: str) -> Iterator[str]:
    """The directory of the file `path`, and those that it lies in, up to `root`."""
    folder, top = os.path.dirname(os.path.abspath(path)), os.path.abspath(root)
    while folder == top or folder.startswith(top.rstrip(os.sep) + os.sep):
        yield folder
        folder = os.path.dirname(folder) if folder != top else ""

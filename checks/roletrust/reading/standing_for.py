"""Directories in which a revision of others was written out: what lies around those lies around these."""

from __future__ import annotations

import os

_meant: dict[str, str] = {}  # of this process


def stand_for(folder: str, directory: str) -> None:
    """Have `folder` read as if it lay where `directory` does."""
    _meant[os.path.abspath(folder)] = os.path.abspath(directory)


def meant_by(directory: str) -> str:
    """The directory for which it stands: itself, but for one of a revision."""
    return _meant.get(directory, directory)


def as_meant(path: str) -> str:
    """The path of the file at `path` in the directory for which that stands in which it lies."""
    for folder, directory in _meant.items():
        if path.startswith(folder + os.sep):
            return directory + path[len(folder) :]
    return path

"""Where a file lies, for those frameworks that name it by its path, and say not where the scan started."""

from __future__ import annotations

import os

from roletrust.adapters.host.internals import scanned_directory
from roletrust.dialects.scanned_tree import inside
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.places import Places
from roletrust.reading.places import settings_of as nearest_settings


def shown(path: str) -> str:
    """The file as findings name it, `/deep/trust.json`: by its path from the scanned directory, as Checkov does.

    Where files are scanned that were named, from the working directory; of a file that is not below it, the whole path.
    """
    if (root := scanned_directory()) and is_below(path, root):
        return f"/{os.path.relpath(path, root)}"
    here = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    return os.path.abspath(path) if here.startswith(os.pardir) else f"/{here}"


def settings_of(path: str) -> Configuration:
    """The settings for the file at `path`: the nearest, from its directory upward.

    For one that Checkov rendered into another directory (Helm, Kustomize), from the directory that was to be scanned.
    """
    root = scanned_directory(outermost=True)
    return load(root) if root and not is_below(path, root) else nearest_settings(path)


def tree_of(path: str) -> str:
    """The directory in which everything lies that may be read for the file at `path` (`dialects/scanned_tree.py`)."""
    return scanned_directory() or os.path.dirname(os.path.abspath(path))


def in_tree(path: str) -> str:
    """`path`, which Checkov hands over.  Raises OSError where a link there leads out of the scanned tree."""
    if not inside(tree_of(path), path):
        raise OSError(f"`{shown(path)}` is a link that leads out of the scanned directory")
    return path


SCANNED = Places(shown, tree_of)


def is_below(path: str, root: str) -> bool:
    return not os.path.relpath(path, root).startswith(os.pardir)

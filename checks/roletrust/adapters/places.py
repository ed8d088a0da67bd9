"""Where a file lies, for those frameworks that name it by its path, and say not where the scan started."""

from __future__ import annotations

import os

from roletrust.adapters.scanned import scanned_directory


def shown(path: str) -> str:
    """The file as findings name it, `/deep/trust.json`: by its path from the scanned directory, as Checkov does.

    Where files are scanned that were named, from the working directory; of a file that is not below it, the whole path.
    """
    if (root := scanned_directory()) and is_below(path, root):
        return f"/{os.path.relpath(path, root)}"
    here = os.path.relpath(path) if os.path.isabs(path) else os.path.normpath(path)
    return os.path.abspath(path) if here.startswith(os.pardir) else f"/{here}"


def is_below(path: str, root: str) -> bool:
    return not os.path.relpath(path, root).startswith(os.pardir)

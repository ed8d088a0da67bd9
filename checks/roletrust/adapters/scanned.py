"""Which directory a runner of Checkov's scans: a check is not told, so it is looked for up the call stack."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from itertools import count
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

TOLD = {"self", "root_folder", "files"}  # what every runner's `run` is told


_numbers: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # by the runner
_next = count(1)


def scanned_directory() -> str:
    """The directory that the runner at work scans; '' where it scans files that were named, or none is at work."""
    here = run_at_work()
    root = "" if here.get("files") else here.get("root_folder")
    return os.path.abspath(root) if root else ""


def scan_at_work() -> int:
    """A number of the scan that is at work, which no other in this process has; 0 where none is."""
    runner = run_at_work().get("self")
    return 0 if runner is None else _numbers.setdefault(runner, next(_next))


def run_at_work() -> Mapping[str, Any]:
    """What the runner at work was told, by name; nothing where none is."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "run" and TOLD.issubset(frame.f_code.co_varnames):
            return frame.f_locals
        frame = frame.f_back
    return {}

"""Objects that live as long as the scan are kept out of the garbage collector's way (`gc.freeze`).

Python's collector goes over every object that it tracks, again and again while a scan makes new ones.  Most are
modules, Checkov's for the better part, and then the graph: none of that is garbage before the scan is over, and to go
over it takes a fifth of the scan's time.
"""

from __future__ import annotations

import gc

_marked: set[str] = set()


def lasting(stage: str) -> None:
    """Freeze every object that is alive now: the collector passes over it from here on.

    `stage`: of the scan.  Each is frozen once in a process, so that a host which scans again and again still collects
    what its later scans leave behind.
    """
    if stage not in _marked:
        _marked.add(stage)
        gc.freeze()

"""What is there to stay, kept out of the garbage collector's way.

Python's collector goes over every object that it tracks, again and again while a scan makes new ones.  Most are
modules, Checkov's for the better part, and then the graph: none of that is garbage before the scan is over, and to go
over it takes a fifth of the scan's time.
"""

from __future__ import annotations

import gc

_marked: set[str] = set()


def lasting(stage: str) -> None:
    """Set apart all that is alive now; once a process for each `stage`, so that a host that scans on and on collects
    what its later scans leave.
    """
    if stage not in _marked:
        _marked.add(stage)
        gc.freeze()

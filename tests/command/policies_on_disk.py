"""The roles of the fixture projects, as the command reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from roletrust.reading.roles import found_in
from roletrust.replying.roles import Read, read


def roles_below(folder: Path) -> Iterator[Read]:
    """Those that are decided in one way, with nothing left open, a policy once."""
    known = set()
    for found in found_in(str(folder)):
        role = read(found)
        if role and not role.judged.problem and len(role.judged.trusts) == 1:
            policy = role.judged.trusts[0][1].policy
            written = repr(policy)
            if not any(True for _ in policy.holes()) and written not in known:
                known.add(written)
                yield role

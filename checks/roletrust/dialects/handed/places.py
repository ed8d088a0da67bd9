"""All places where a resource is handed a role that a service assumes, by type of resource."""

from __future__ import annotations

from functools import lru_cache

from roletrust.dialects.handed import computing, delivering, learning, storing
from roletrust.dialects.handed.groups import Place, places_of


@lru_cache(maxsize=1)
def by_kind() -> dict[str, list[Place]]:
    """All there are; worked out for the first scan."""
    found: dict[str, list[Place]] = {}
    for group in (*computing.GROUPS, *delivering.GROUPS, *learning.GROUPS, *storing.GROUPS):
        for place in places_of(group):
            found.setdefault(place.kind, []).append(place)
    return found

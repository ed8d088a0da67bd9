"""Bugs that `make mutate` seeded and no test can notice, each with the reason: by module and by what was changed."""

from __future__ import annotations

ARGUED: dict[tuple[str, str], str] = {}

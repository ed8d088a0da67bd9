"""What the reader takes back where a role is written: those findings are left out, and what skips nothing is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from roletrust.reading.roles import Found
from roletrust.reading.skips import Skip

MARK = "skip"
OURS = "CKV_TRUST_"
Place = tuple[str, Skip]  # the file's path, and what is said there


class Skips:
    """Of one run."""

    def __init__(self) -> None:
        self._used: dict[Place, bool] = {}

    def of(self, role: Found) -> dict[str, Place]:
        """The rules that are skipped for a role, by their ids, and where that is said."""
        if role.written is None:
            return {}
        written = role.written()
        path = os.path.join(role.root, written.source.file.lstrip("/"))
        found = {each.rule: (path, each) for each in written.skips(text_of(path)) if each.rule.startswith(OURS)}
        for each in found.values():
            self._used.setdefault(each, False)
        return found

    def use(self, place: Place) -> None:
        """Note that it has skipped a finding."""
        self._used[place] = True

    def unused(self, wanted: frozenset[str]) -> Iterator[str]:
        """What skipped nothing, though its rule was asked, in a line each."""
        for (path, skip), used in self._used.items():
            if not used and skip.rule in wanted:
                yield f"{os.path.relpath(path)}:{skip.line}: {skip.rule} is skipped there, and finds nothing"


@lru_cache(maxsize=64)
def text_of(path: str) -> str:
    """The text of a file in which something may be skipped; '' of any other, and where it cannot be read."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            text = file.read()
    except OSError:
        return ""
    return text if MARK in text else ""

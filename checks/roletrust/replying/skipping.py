"""What the reader takes back where a role is written: those findings are left out, and what skips nothing is told."""

from __future__ import annotations

import os
from collections.abc import Iterator

from roletrust.dialects.file_bytes import file_bytes
from roletrust.reading.found import Found
from roletrust.reading.skips import Skip

MARK = "skip"
OURS = "CKV_TRUST_"
Place = tuple[str, Skip]  # the file's path, and what is said there


class Skips:
    """Of one run."""

    def __init__(self) -> None:
        self._used: dict[Place, bool] = {}
        self._texts: dict[str, str] = {}  # by path

    def of(self, role: Found) -> dict[str, Place]:
        """The rules that are skipped for a role, by their ids, and where that is said."""
        if role.written is None:
            return {}
        written = role.written()
        path = os.path.join(role.root, written.source.file.lstrip("/"))
        found = {each.rule: (path, each) for each in written.skips(self._text(path)) if each.rule.startswith(OURS)}
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

    def _text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = text_of(path)
        return self._texts[path]


def text_of(path: str) -> str:
    """The text of a file in which something may be skipped; '' of any other, and where it cannot be read."""
    try:
        text = file_bytes(path).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    except OSError:
        return ""
    return text if MARK in text else ""

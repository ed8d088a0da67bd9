"""What an editor has open, judged as `roletrust check` judges it: texts that are not saved yet stand for the files'."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import NamedTuple

import click

from roletrust.command.checking import reported
from roletrust.command.explaining import table
from roletrust.command.reporting import Reported
from roletrust.command.roles_given import Read, every_role, judged_roles, trusts_of
from roletrust.command.skipping import Skips
from roletrust.dialects.file_bytes import tried
from roletrust.engine.policy.document import Source
from roletrust.fixing.repairing import Outcome, Repairing
from roletrust.fixing.supplied import Supplied
from roletrust.reading.roles import Found
from roletrust.rules.catalog import EVERY

RULES = frozenset(rule.id for rule in EVERY)


class LineEdit(NamedTuple):
    """The lines from `first` to before `end`, counted from 0, are to be `text`."""

    first: int
    end: int
    text: str


class RoleRepair(NamedTuple):
    """What becomes of a role's findings; `edits`: by path, of the texts as they were read."""

    outcome: Outcome
    edits: Mapping[str, Sequence[LineEdit]]


@dataclass
class EditedTree:
    """The directory or file at `path`.  `texts`: by absolute path, what is not saved; `roles`, `found`: of these texts.

    `supplied`: what only a person knows, for repairs.
    """

    path: str
    var_files: Sequence[str]
    supplied: Supplied
    texts: Mapping[str, bytes] = field(default_factory=dict)
    roles: Sequence[Read] = ()
    found: Sequence[Reported] = ()
    _repairs: dict[Place, RoleRepair | None] = field(default_factory=dict)

    def read(self, texts: Mapping[str, bytes]) -> None:
        """Read and judge all of it anew, with `texts`.  Where nothing is at the path yet, nothing is found."""
        self.texts, self._repairs = texts, {}
        if not os.path.exists(self.path):
            self.roles = self.found = ()
            return
        with tried(texts):
            self.roles = list(judged_roles(every_role([self.path], self.var_files)))
            self.found = reported(self.roles, RULES, Skips())

    def who_gets_in(self, path: str, line: int) -> str:
        """The tables of the roles that are written around that line (from 1) of a file; '' where there is none."""
        with tried(self.texts):
            around = [each for each in self.roles if stands_at(each, path, line)]
            return "\n\n".join(dict.fromkeys(map(who_gets_in, around)))

    def findings_at(self, path: str, first: int, last: int) -> list[Reported]:
        """Those about lines from `first` to `last` (from 1) of a file."""
        return [each for each in self.found if each.path == path and each.lines[0] <= last and first <= each.lines[1]]

    def repairs(self, found: Collection[Reported]) -> Iterator[RoleRepair]:
        """Of each role that one of these findings is about: its repair, which `roletrust fix` has proved."""
        for role in self.roles:
            if any((each.role, each.source) == (role.label, role.judged.case.subject.source) for each in found):
                where = place_of(role.found)
                if where not in self._repairs:
                    self._repairs[where] = self._repair(where)
                if repair := self._repairs[where]:
                    yield repair

    def _repair(self, where: Place) -> RoleRepair | None:
        def skipped(found: Found) -> Collection[str]:
            return Skips().of(found) if place_of(found) == where else RULES

        with tried(self.texts):
            work = Repairing((self.path,), self.var_files, RULES, self.supplied, skipped)
            outcome = next(iter(work.outcomes()), None)
        if outcome is None:
            return None
        return RoleRepair(outcome, {path: line_edits(work.read[path], data) for path, data in work.files.items()})


Place = tuple[str, str, Source]  # a root, a role's name, and where it is written


def place_of(found: Found) -> Place:
    """What tells one role of a tree from another one of the same name."""
    return found.root, found.label, found.written().source if found.written else Source()


def stands_at(role: Read, path: str, line: int) -> bool:
    """Whether the role, or its policy, is written around that line of the file."""
    found = role.found
    places = [role.judged.case.subject.source, *([found.written().source] if found.written else [])]
    return any(
        os.path.join(found.root, each.file.lstrip("/")) == path and each.first <= line <= (each.last or line)
        for each in places
        if each.file
    )


def who_gets_in(role: Read) -> str:
    """As `roletrust explain` has it, or why it cannot be decided."""
    lines: list[str] = []
    try:
        for where, trust in trusts_of(role):
            lines += [f"Where {where}:"] if where else []
            lines += table(role, trust)
    except click.ClickException as error:
        lines = [error.message]
    return role.said("\n".join(lines))


def line_edits(before: bytes, after: bytes) -> list[LineEdit]:
    """What makes the text `after` of the text `before`, both in UTF-8, in whole lines."""
    old, new = (list(StringIO(each.decode("utf-8-sig"), newline="")) for each in (before, after))
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        LineEdit(first, end, "".join(new[start:stop])) for kind, first, end, start, stop in changes if kind != "equal"
    ]

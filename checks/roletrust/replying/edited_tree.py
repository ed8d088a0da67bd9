"""What an editor has open, judged as `roletrust check` judges it: texts that are not saved yet stand for the files'."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import NamedTuple

from roletrust.dialects.file_bytes import tried
from roletrust.engine.policy.document import Source
from roletrust.fixing.proposing import Role
from roletrust.fixing.repairing import Outcome, Repairing
from roletrust.fixing.supplied import Supplied
from roletrust.reading.found import Found
from roletrust.reading.roles import found_in
from roletrust.replying.explaining import table
from roletrust.replying.findings import LineEdit, Reported
from roletrust.replying.roles import Read, read, trusts_of
from roletrust.replying.scanning import reported
from roletrust.replying.skipping import Skips
from roletrust.replying.unanswerable import Unanswerable
from roletrust.rules.catalog import EVERY

MOST_READ = 10_000  # roles that are read again, at most, to prove all repairs of a tree one by one
RULES = frozenset(rule.id for rule in EVERY)


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
    roles: Sequence[Found] = ()
    found: Sequence[Reported] = ()
    _repairs: dict[Place, RoleRepair | None] = field(default_factory=dict)
    _known: Sequence[Role] = ()

    def read(self, texts: Mapping[str, bytes]) -> None:
        """Read and judge all of it anew, with `texts`.  Where nothing is at the path yet, nothing is found."""
        self.texts, self._repairs, self._known = texts, {}, ()
        with tried(texts):
            self.roles = list(found_in(self.path, self.var_files)) if os.path.exists(self.path) else ()
            self.found = reported(self.roles, RULES, Skips())

    def who_gets_in(self, path: str, line: int) -> str:
        """The tables of the roles that are written around that line (from 1) of a file; '' where there is none."""
        with tried(self.texts):
            around = [each for each in self.roles if stands_at(each, path, line)]
            return "\n\n".join(dict.fromkeys(who_gets_in(role) for role in map(read, around) if role))

    def findings_at(self, path: str, first: int, last: int) -> list[Reported]:
        """Those about lines from `first` to `last` (from 1) of a file."""
        return [each for each in self.found if each.path == path and each.lines[0] <= last and first <= each.lines[1]]

    def repairs(self, found: Collection[Reported]) -> Iterator[RoleRepair]:
        """Of each role that one of these findings is about: its repair, which `roletrust fix` has proved."""
        wanted = {(each.role, each.source) for each in found}
        named = [each for each in self.roles if any(each.label == name for name, _ in wanted)]
        with tried(self.texts):
            meant = [each for each in named if (each.label, source_of(each)) in wanted]
        for where in map(place_of, meant):
            if where not in self._repairs:
                self._repairs[where] = self._repair(where)
            if repair := self._repairs[where]:
                yield repair

    def _repair(self, where: Place) -> RoleRepair | None:
        def skipped(found: Found) -> Collection[str]:
            return Skips().of(found) if place_of(found) == where else RULES

        with tried(self.texts):
            work = Repairing((self.path,), self.var_files, RULES, self.supplied, skipped, known=self._known)
            outcome = next(iter(work.outcomes()), None)
            self._known = work.known
        if outcome is None:
            return None
        return RoleRepair(outcome, {path: line_edits(work.read[path], data) for path, data in work.files.items()})


Place = tuple[str, str, Source]  # a root, a role's name, and where it is written


def place_of(found: Found) -> Place:
    """What tells one role of a tree from another one of the same name."""
    return found.root, found.label, found.written().source if found.written else Source()


def source_of(found: Found) -> Source:
    """The file and the lines in which the role's policy is written; an empty Source where they cannot be told."""
    try:
        case = found.case()
    except Exception:  # reading it for its findings has told what is the matter
        return Source()
    return case.subject.source if case else Source()


def stands_at(found: Found, path: str, line: int) -> bool:
    """Whether the role, or its policy, is written around that line of the file."""
    places = [source_of(found), *([found.written().source] if found.written else [])]
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
    except Unanswerable as error:
        lines = [str(error)]
    return role.said("\n".join(lines))


def line_edits(before: bytes, after: bytes) -> list[LineEdit]:
    """What makes the text `after` of the text `before`, both in UTF-8, in whole lines."""
    old, new = (list(StringIO(each.decode("utf-8-sig"), newline="")) for each in (before, after))
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        LineEdit(first, end, "".join(new[start:stop])) for kind, first, end, start, stop in changes if kind != "equal"
    ]


def with_edits(found: Sequence[Reported], paths: Sequence[str], var_files: Sequence[str]) -> tuple[list[Reported], int]:
    """The findings about `paths`, each with the edits by which it goes, where its repair wants nothing of a person.

    Each role is repaired by itself, and for the proof its tree is read again.  Second: for how many findings none was
    sought, beyond MOST_READ.
    """
    edits: dict[int, Mapping[str, Sequence[LineEdit]]] = {}
    left = 0
    for path in paths if "-" not in paths else ():
        tree = EditedTree(os.path.abspath(path), var_files, Supplied(), roles=list(found_in(path, var_files)))
        roots = {each.root for each in tree.roles}
        for at, each in ((at, each) for at, each in enumerate(found) if each.root in roots):
            if len(tree._repairs) * len(tree.roles) > MOST_READ:
                left += 1
                continue
            for repair in tree.repairs([each]):
                edits.update({at: repair.edits} if each.told.rule.id in repair.outcome.fixed else {})
    return [each._replace(edits=edits.get(at, {})) for at, each in enumerate(found)], left

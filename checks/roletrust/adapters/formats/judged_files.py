"""The roles of one file, which may be many, each judged once for all rules."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from roletrust.adapters.decision import Outcome, broken, broken_beside, decided
from roletrust.adapters.gc_freeze import lasting
from roletrust.reading.judging import Case

if TYPE_CHECKING:  # read for the files that need it
    from roletrust.adapters.landscape.stored_role import StoredRole
    from roletrust.engine.roles.role import Gathered

BESIDE = "roletrust.adapters.landscape.side_by_side"


@dataclass(frozen=True)
class Role:
    """One role of a file: what the report calls it, where it is as Checkov's runner reads it, how to judge it.

    `holding`: what it holds; None where the file's roles are not all roles of a scan.
    """

    label: str
    place: Any
    case: Callable[[], Case]
    lines: tuple[int, int] = (0, 0)
    holding: Callable[[], Gathered] | None = None


FindRoles = Callable[[str, Any], Iterable[Role]]  # by the path of a file, and what Checkov read in it
Judged = list[tuple[Role, Mapping[str, Outcome]]]


class JudgedFiles:
    """Judges the roles of each file once, though every rule's check asks for them in turn."""

    def __init__(self, find: FindRoles) -> None:
        self.find = find
        self.last = threading.local()

    def in_file(self, path: str, data: Any) -> Judged:
        """All that is reported of a file.  Raises nothing."""
        if getattr(self.last, "data", None) is not data:
            self.last.judged = self.all_of(path, data)
            self.last.data = data
        found: Judged = self.last.judged
        return found

    def all_of(self, path: str, data: Any) -> Judged:
        """The same, worked out.  Raises nothing."""
        lasting("files")
        return together([judged(role) for role in self.roles(path, data)])

    def roles(self, path: str, data: Any) -> list[Role]:
        try:
            return list(self.find(path, data))
        except BaseException as error:
            broke = error  # Python takes the name away when the `except` is over

            def fail() -> Case:
                raise broke

            return [Role("the whole file", data, fail)]


def judged(role: Role) -> tuple[Role, Mapping[str, Outcome], StoredRole | None]:
    """The outcomes by rule id, and the role among all of its file; None where the pack broke over it, or it is not.

    Raises nothing.  INVARIANT (small): what judging it took is let go of, as a file may hold all roles of an account.
    """
    try:
        found = decided(role.case())
        return role, found.outcomes, import_module(BESIDE).taken_down(found, role.holding) if role.holding else None
    except BaseException as error:  # Checkov would drop the role without a word
        return role, broken(error), None


def together(roles: list[tuple[Role, Mapping[str, Outcome], StoredRole | None]]) -> Judged:
    """Each role with its outcomes, those of the rules about all roles included, where it is one among them."""
    among = [stored for _, _, stored in roles if stored]
    try:
        more = iter(import_module(BESIDE).side_by_side(among) if among else ())
    except BaseException as error:  # which must not lose what each role alone was found to be
        more = iter([broken_beside(error)] * len(among))
    return [(role, {**outcomes, **next(more)} if stored else outcomes) for role, outcomes, stored in roles]

"""The roles of one file, which may be many, each judged once for all rules."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roletrust.adapters.decision import Case, Decided, Outcome, broken, decided

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.blast_radius import Gathered


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


class FileDocket:
    """Judges the roles of each file once, though every rule's check asks for them in turn."""

    def __init__(self, find: FindRoles) -> None:
        self.find = find
        self.last = threading.local()

    def judged(self, path: str, data: Any) -> Judged:
        """All that is reported of a file.  Raises nothing."""
        if getattr(self.last, "data", None) is not data:
            self.last.judged = self.all_of(path, data)
            self.last.data = data
        found: Judged = self.last.judged
        return found

    def all_of(self, path: str, data: Any) -> Judged:
        """The same, worked out.  Raises nothing."""
        return together([(role, *judged(role.case)) for role in self.roles(path, data)])

    def roles(self, path: str, data: Any) -> list[Role]:
        try:
            return list(self.find(path, data))
        except Exception as error:
            broke = error  # Python takes the name away when the `except` is over

            def fail() -> Case:
                raise broke

            return [Role("the whole file", data, fail)]


def judged(case: Callable[[], Case]) -> tuple[Mapping[str, Outcome], Decided | None]:
    """The outcomes by rule id, and the role; None where the pack broke over it.  Raises nothing."""
    try:
        found = decided(case())
    except Exception as error:  # Checkov would drop the role without a word
        return broken(error), None
    return found.outcomes, found


def together(roles: list[tuple[Role, Mapping[str, Outcome], Decided | None]]) -> Judged:
    """Each role with its outcomes; with those of the rules about all roles, where it has a holding."""
    among = [(found, role.holding) for role, _, found in roles if found and role.holding]
    if not among:
        return [(role, outcomes) for role, outcomes, _ in roles]
    try:
        from roletrust.adapters.landscape.side_by_side import side_by_side  # noqa: PLC0415  # for the files that need it

        more = iter(side_by_side(among))
    except Exception as error:  # which must not lose what each role alone was found to be
        more = iter([broken(error)] * len(among))
    return [
        (role, {**outcomes, **next(more)}) if found and role.holding else (role, outcomes)
        for role, outcomes, found in roles
    ]

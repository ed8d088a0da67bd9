"""One role that was found, wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from roletrust.reading.callers.made import Callers
from roletrust.reading.callers.tree_callers import TreeCallers
from roletrust.reading.held import Apart, Held
from roletrust.reading.holdings import Holding
from roletrust.reading.judging import Case
from roletrust.reading.skips import Written
from roletrust.reading.terraform.blocks import Block

WHOLE_FILE = "the whole file"  # what one that cannot be read is called


@dataclass(frozen=True)
class Found:
    """One role that was found.  `root`: the directory that its file is shown from; `label`: what it is called there.

    `case`: how to get it judged; None where the role is surely not made.  `scan`: what all roles are of that the rules
    about all of them look at together; '' where they do not look at this one.  `holding`: what it holds.
    `written`: where it is written, if what skips rules can stand there.  `callers`: what calls roles in its scan.
    `block`: what makes it in Terraform.  `apart`: see Held.  `tree`: what calls roles in the rest of the directory.
    `dump`: it stands for all roles of a large dump, whose parts are judged by themselves; then there is nothing else.
    """

    root: str
    label: str
    case: Callable[[], Case | None]
    scan: str = ""
    holding: Holding | None = None
    written: Callable[[], Written] | None = None
    callers: Callers | None = None
    block: Block | None = None
    apart: Apart | None = None
    tree: TreeCallers | None = None
    dump: Dump | None = None


class Dump(NamedTuple):
    """The file at `path`, which findings show as `shown`.  `root`: where its settings are.

    `unread`: what stands for the rest of it where it cannot be read, for a reason.
    """

    path: str
    shown: str
    root: str
    unread: Callable[[str], Found]


def no_role() -> None:
    """The case of what stands for others, and of a role that has been judged."""


def all_found(root: str, roles: Iterable[Held], scan: str = "", callers: Callers | None = None) -> Iterator[Found]:
    """`roles`, which are looked at together with all others of that `scan` below the same directory."""
    for label, case, holding, where, block, apart in roles:
        among = f"{scan} {root}" if holding else ""
        yield Found(root, label, case, among, holding, where, callers, block, apart)

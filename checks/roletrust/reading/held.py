"""A role of a file, or of a thing that makes roles and is none itself: a Composition, a service, a stack set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from roletrust.reading.holdings import Holding
from roletrust.reading.judging import Case
from roletrust.reading.landscape import Among
from roletrust.reading.skips import Written
from roletrust.reading.terraform.blocks import Block

Apart = Callable[[Among], Sequence[Among]]  # from the role that stands for all its instances to each of them


class Held(NamedTuple):
    """What the role is called there, '' for all of them, and how to get it judged.

    `holding`: what else it holds, where it is one among all roles of a scan.  `written`: where it is written, in a
    format that has a place for what skips rules.  `block`: what makes it in Terraform, by which callers find it.
    `apart`: what gives the instances that `count` and `for_each` make of it, by which callers find one of them.
    """

    name: str
    case: Callable[[], Case | None]  # None: it is not made after all
    holding: Holding | None = None
    written: Callable[[], Written] | None = None
    block: Block | None = None
    apart: Apart | None = None

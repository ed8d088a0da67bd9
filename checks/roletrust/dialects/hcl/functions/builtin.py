"""What a row of the function table holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from roletrust.dialects.tree import Tree


class Function(NamedTuple):
    """One function of Terraform.  `does` and `hole` are its row in docs/terraform.md.

    `sees_open`: the implementation takes Holes, `where` (`file:line`) first; otherwise it takes plain JSON, and the
    value is a Hole as soon as an argument is open.
    `total`: no argument of the right type makes Terraform report an error.
    `places`: needs to know how many elements its lists have, and in which order.
    `deep`: Choices inside the arguments are taken out first; `keeps`: not even the outer ones are.
    """

    implementation: Callable[..., Tree]
    does: str
    hole: str
    sees_open: bool = False
    total: bool = False
    places: bool = False
    deep: bool = True
    keeps: bool = False


def known(
    implementation: Callable[..., Tree], does: str, hole: str = "", *, total: bool = False, places: bool = True
) -> Function:
    """A function of arguments that are wholly known; `hole` says where it is not worked out even so."""
    unknown = "an argument is not known"
    hole = f"{unknown}; {hole}" if hole and not hole.startswith("always") else hole or unknown
    return Function(implementation, does, hole, total=total, places=places)


def partly(
    implementation: Callable[..., Tree],
    does: str,
    hole: str,
    *,
    total: bool = False,
    places: bool = False,
    deep: bool = False,
    keeps: bool = False,
) -> Function:
    """A function that works around Holes; `hole` says where it cannot."""
    return Function(implementation, does, hole, True, total, places, deep, keeps)

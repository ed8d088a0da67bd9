"""What one source keeps for the questions that go across sources: who holds an external id, and where a way goes on.

A way from a role that outsiders enter to an administrator of another account leaves each source by a role that may
assume roles, and enters the next by one whose trust policy is for another account.  So of each source only those roles
are of interest that can be come to from a role of either kind.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TextIO

from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Role
from roletrust.engine.text import is_fresh

ANY_ACCOUNT = "*"
ENDING = ".traces"


class Trace(NamedTuple):
    """Of one role.  `number`: which it is in its source; `door`: whether outsiders may get in.

    `names`: the accounts other than its own that its trust policy is for, ANY_ACCOUNT where that is not known.
    `steps`: the roles that can be come to from it, itself first, by their numbers, and the account that each is in;
    none where nothing is to be had on the way.  `ids`: the external ids that it spells out, hashed, and who is to hold
    each.
    """

    number: int
    door: bool
    names: tuple[str, ...] = ()
    steps: tuple[tuple[int, str], ...] = ()
    ids: tuple[tuple[str, str], ...] = ()


def write_traces(file: TextIO, landscape: Landscape, roles: Sequence[tuple[int, Sequence[Role]]]) -> None:
    """Write to `file` the traces of the roles of a source, a line of JSON each."""
    file.writelines(json.dumps(each._asdict()) + "\n" for each in traces(landscape, roles))


def traces(landscape: Landscape, roles: Sequence[tuple[int, Sequence[Role]]]) -> Iterator[Trace]:
    """Of the `roles` of a source, by their numbers, those that matter beyond it; each in every way it can turn out."""
    numbers = {id(role.place): number for number, ways in roles for role in ways}
    for number, ways in roles:
        door = any(each.may_admit_others for each in ways)
        names = tuple(dict.fromkeys(name for each in ways for name in names_of(each)))
        ids = tuple(dict.fromkeys(held for each in ways for held in ids_of(each)))
        steps = tuple(steps_from(landscape, ways, numbers)) if door or names else ()
        if steps or ids:
            yield Trace(number, door, names, steps, ids)


def names_of(role: Role) -> Iterator[str]:
    for each in role.accounts:
        if not isinstance(each, str) or is_fresh(each):
            yield ANY_ACCOUNT
        elif each != role.owner.account:
            yield each


def ids_of(role: Role) -> Iterator[tuple[str, str]]:
    for account, external_id in role.claims:
        yield hashlib.sha256(external_id.encode()).hexdigest(), role.owner.holder(account)


def steps_from(landscape: Landscape, ways: Sequence[Role], numbers: dict[int, int]) -> Iterator[tuple[int, str]]:
    found = dict.fromkeys(role for way in ways for role, _ in landscape.blast_radius.walk(way).roles)
    held = [each.holdings.permissions for each in found if each.holdings]
    if any(each.grants or each.unread for each in held):
        yield from dict.fromkeys((numbers[id(each.place)], each.owner.account) for each in found)

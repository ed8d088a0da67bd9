"""Findings that say one thing of one place, for each of the roles that have it, told as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Union

from roletrust.replying.few_bytes import OfOne
from roletrust.replying.findings import Reported
from roletrust.rules.messages.wording import listed
from roletrust.rules.undecided_privileges import RULE as UNDECIDED_AMONG
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.telling.finding import CALLED_FROM, in_full

ALSO = "Also of: "  # begins the line that names the other roles
HCL = (".tf", ".tofu", ".hcl")
# What tells instances apart that are otherwise alike: the calls on the way to one, and where a value of it stands.
OF_AN_INSTANCE = re.compile(r"\bmodule\.[\w-]+(\[[^\[\]]*\])?\.| \(/[^()]*:[0-9-]+\)")
KEYED = re.compile(r"(\b[a-z0-9]+_\w+\.[\w-]+)\[(?:\"[^\"\[\]]*\"|[0-9]+)\]")  # the address of one of several resources


Item = Union[Reported, OfOne]


def told_once(found: Iterable[Sequence[Reported]]) -> Iterable[Reported]:
    """`found`, role by role, of findings that differ in the role alone the first, which names the others.

    A module that several root modules call, and a document that several roles use, has one flaw, and one repair; and
    what the same open values leave undecided is one thing, wherever the roles are.
    INVARIANT: what is packed is of large dumps, in which each role is called as no other; it is not unpacked for this.
    """
    items = [one for of_role in found for one in ([of_role] if isinstance(of_role, OfOne) else of_role)]
    return Unpacked(alike(alike(items, said), left_open))


class Unpacked(Iterable[Reported]):
    """The findings, as often as they are asked for."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Reported]:
        for each in self._items:
            yield from each if isinstance(each, OfOne) else (each,)


def alike(found: Iterable[Item], what: Callable[[Reported], object]) -> list[Item]:
    """Of findings that are the same by `what`, which is said of each, the first, which names the others."""
    together: dict[object, list[Item]] = {}
    for each in found:
        together.setdefault(id(each) if isinstance(each, OfOne) else what(each), []).append(each)
    return [joined(first, others) for first, *others in together.values()]


def joined(first: Item, others: Iterable[Item]) -> Item:
    plain = [each for each in others if not isinstance(each, OfOne)]
    return with_others(first, plain) if plain and not isinstance(first, OfOne) else first


def said(found: Reported) -> object:
    """What is said, whichever the role; but for HCL of the one role: elsewhere one line may hold many."""
    fix = found.told.facts.get("fix") or {}
    words = (headline(found), fix.get("advice", ""), fix.get("place", ""), fix.get("text", ""))
    role = "" if found.path.endswith(HCL) else found.role
    place = (found.told.rule.id, found.told.severity, found.path, found.lines)
    return *place, *map(of_any_instance, (role, *words))


def left_open(found: Reported) -> object:
    """The values that leave rules undecided, with where they stand, and which rules; of any other finding, itself.

    What is open in a dump is of the one role, although the place may be the same.
    """
    holes = found.told.facts.get("holes") if found.told.rule in (UNDECIDED, UNDECIDED_AMONG) else None
    if not holes or found.told.facts.get("conditions") or not found.path.endswith(HCL):
        return id(found)
    where = tuple((each["name"], each["where"]) for each in holes)
    return found.told.rule.id, found.told.severity, found.root, where, of_any_instance(headline(found))


def headline(found: Reported) -> str:
    """In full: two that differ in the instance alone may be cut at different places."""
    return in_full(found.told.name, found.told.details)


def of_any_instance(words: str) -> str:
    return KEYED.sub(r"\1", OF_AN_INSTANCE.sub("", words))


def with_others(first: Reported, others: Iterable[Reported]) -> Reported:
    """`first`, with the other roles, each with the file that it is called from."""
    rest = [*first.told.facts.get("instances", ())]
    for each in others:
        rest.append({"role": each.role, "called_from": str(each.told.facts.get("called_from", ""))})
        rest += each.told.facts.get("instances", ())
    files = [str(first.told.facts.get("called_from", "")), *(each["called_from"] for each in rest)]
    from_files = f"{CALLED_FROM}{listed(list(dict.fromkeys(filter(None, files))))}"
    told = [line for line in first.told.details if not line.startswith(ALSO)]
    details = [from_files if line.startswith(CALLED_FROM) else line for line in told]
    roles = list(dict.fromkeys(each["role"] for each in rest if each["role"] != first.role))
    also = [f"{ALSO}{listed(roles)}"] if roles else []
    facts = {**first.told.facts, "instances": rest}
    return first._replace(told=replace(first.told, details=(*details[:-1], *also, *details[-1:]), facts=facts))

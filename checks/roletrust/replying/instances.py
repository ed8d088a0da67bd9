"""Findings that say one thing of one place, for each of the roles that have it, told as one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from roletrust.replying.findings import Reported
from roletrust.rules.messages.wording import listed
from roletrust.rules.undecided_privileges import RULE as UNDECIDED_AMONG
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.telling.finding import CALLED_FROM

HCL = (".tf", ".tofu", ".hcl")
# What tells instances apart that are otherwise alike: the calls on the way to one, and where a value of it stands.
OF_AN_INSTANCE = re.compile(r"\bmodule\.[\w-]+(\[[^\[\]]*\])?\.| \(/[^()]*:[0-9-]+\)")


def told_once(found: Iterable[Reported]) -> list[Reported]:
    """`found`, of findings that differ in the role alone the first, which names the others.

    A module that several root modules call, and a document that several roles use, has one flaw, and one repair.
    """
    together: dict[object, list[Reported]] = {}
    for each in found:
        together.setdefault(said(each), []).append(each)
    return [with_others(first, others) if others else first for first, *others in together.values()]


def said(found: Reported) -> object:
    """What is said, whichever the role; but for HCL of the one role: elsewhere one line may hold many.

    Of what the same open values leave undecided that is one thing, wherever the roles are: those values are its place.
    """
    fix = found.told.facts.get("fix") or {}
    words = (found.told.name, fix.get("advice", ""), fix.get("place", ""), fix.get("text", ""))
    holes = found.told.facts.get("holes") if found.told.rule in (UNDECIDED, UNDECIDED_AMONG) else None
    if holes and not found.told.facts.get("conditions"):
        where = tuple((each["name"], each["where"]) for each in holes)
        return found.told.rule.id, found.told.severity, found.root, where, *map(of_any_instance, words)
    role = "" if found.path.endswith(HCL) else found.role
    place = (found.told.rule.id, found.told.severity, found.path, found.lines)
    return *place, *map(of_any_instance, (role, *words))


def of_any_instance(words: str) -> str:
    return OF_AN_INSTANCE.sub("", words)


def with_others(first: Reported, others: Iterable[Reported]) -> Reported:
    """`first`, with the other roles, each with the file that it is called from."""
    rest = [{"role": each.role, "called_from": str(each.told.facts.get("called_from", ""))} for each in others]
    files = [str(first.told.facts.get("called_from", "")), *(each["called_from"] for each in rest)]
    from_files = f"{CALLED_FROM}{listed(list(dict.fromkeys(filter(None, files))))}"
    details = [from_files if line.startswith(CALLED_FROM) else line for line in first.told.details]
    roles = list(dict.fromkeys(each["role"] for each in rest if each["role"] != first.role))
    also = [f"Also of: {listed(roles)}"] if roles else []
    facts = {**first.told.facts, "instances": rest}
    return first._replace(told=replace(first.told, details=(*details[:-1], *also, *details[-1:]), facts=facts))

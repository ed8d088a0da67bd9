"""Findings that say one thing of one place, for each of the instances of a module that it is in, told as one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from roletrust.replying.findings import Reported
from roletrust.rules.messages.wording import listed
from roletrust.telling.finding import CALLED_FROM

# What tells instances apart that are otherwise alike: the calls on the way to one, and where a value of it stands.
OF_AN_INSTANCE = re.compile(r"\bmodule\.[\w-]+(\[[^\]]*\])?\.| \(/[^()]*:[0-9-]+\)")


def told_once(found: Iterable[Reported]) -> list[Reported]:
    """`found`, of findings that differ in the instance of a module alone the first, which names the others.

    A module that several root modules call has one flaw, and one repair.
    """
    together: dict[object, list[Reported]] = {}
    for number, each in enumerate(found):
        together.setdefault(said(each) if each.told.facts.get("called_from") else number, []).append(each)
    return [with_others(first, others) if others else first for first, *others in together.values()]


def said(found: Reported) -> object:
    """What is said, whichever the instance."""
    fix = found.told.facts.get("fix") or {}
    words = (found.told.name, fix.get("advice", ""), fix.get("place", ""), fix.get("text", ""))
    return found.told.rule.id, found.told.severity, found.path, found.lines, *map(of_any_instance, words)


def of_any_instance(words: str) -> str:
    return OF_AN_INSTANCE.sub("", words)


def with_others(first: Reported, others: Iterable[Reported]) -> Reported:
    """`first`, with the other instances, each by its role and the file that it is called from."""
    rest = [{"role": each.role, "called_from": str(each.told.facts["called_from"])} for each in others]
    files = [str(first.told.facts["called_from"]), *(each["called_from"] for each in rest)]
    told = f"{CALLED_FROM}{listed(list(dict.fromkeys(files)))}, {len(files)} instances in all"
    details = tuple(told if line.startswith(CALLED_FROM) else line for line in first.told.details)
    return first._replace(told=replace(first.told, details=details, facts={**first.told.facts, "instances": rest}))

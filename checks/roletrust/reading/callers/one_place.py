"""Calls that are written in one place of a pipeline: what corrects one of them need not be right for the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.made import correction
from roletrust.reading.findings import Told

Flawed = tuple[Call, Mapping[str, Told]]  # a call, and what is wrong with it, by rule id
APART = "; other calls are written there too, for which it may not be right: give it by what differs among them"


def told_apart(calls: list[Flawed]) -> list[dict[str, Told]]:
    """Of each of the calls of a file, those findings whose correction may be wrong for another one, with that said."""
    together: dict[object, list[Flawed]] = {}
    for each in calls:
        together.setdefault(place_of(each[0]), []).append(each)
    return [limited(call, found, together[place_of(call)]) for call, found in calls]


def place_of(call: Call) -> object:
    return call.corrected_at or call.source


def limited(call: Call, found: Mapping[str, Told], others: Iterable[Flawed]) -> dict[str, Told]:
    """The findings whose correction is not right for each of `others`, with that said."""
    return {
        rule: for_this_call(told, text)
        for rule, told in found.items()
        if (text := correct(told)) and not all(suits(each, call.setting, text, rule) for each in others)
    }


def correct(found: Told | None) -> str:
    return str(found.facts["fix"]["text"]) if found else ""


def suits(other: Flawed, setting: str, text: str, rule: str) -> bool:
    """Whether `other` needs the same correction, or sends that id already."""
    call, found = other
    sent = correction(setting)(call.external_id) if call.external_id is not None else ""
    return text in (sent, correct(found.get(rule)))


def for_this_call(found: Told, text: str) -> Told:
    fix = {**found.facts["fix"], "advice": found.facts["fix"]["advice"] + APART}
    name = f"{found.name.removesuffix(f'; correct: {text}')}; correct for this call: {text}"
    return replace(found, name=name, facts={**found.facts, "fix": fix})

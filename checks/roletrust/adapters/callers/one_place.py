"""Calls that are written in one place of a pipeline: what corrects one of them need not be right for the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from checkov.common.models.enums import CheckResult

from roletrust.adapters.decision import Outcome
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.made import correction
from roletrust.rules.catalog import CALLS

Judged = tuple[Call, Mapping[str, Outcome]]
APART = "; other calls are written there too, for which it may not be right: give it by what differs among them"


def told_apart(judged: list[Judged]) -> list[Judged]:
    """The same; where a correction may be wrong for another call, with that said."""
    together: dict[object, list[Judged]] = {}
    for call, found in judged:
        together.setdefault(place_of(call), []).append((call, found))
    return [(call, {**found, **limited(call, found, together[place_of(call)])}) for call, found in judged]


def place_of(call: Call) -> object:
    return call.corrected_at or call.source


def limited(call: Call, found: Mapping[str, Outcome], others: Iterable[Judged]) -> dict[str, Outcome]:
    """The outcomes whose correction is not right for each of `others`, with that said."""
    return {
        rule.id: for_this_call(found[rule.id], text)
        for rule in CALLS
        if (text := correct(found.get(rule.id)))
        and not all(suits(each, call.setting, text, rule.id) for each in others)
    }


def correct(found: Outcome | None) -> str:
    flawed = found and found.result is CheckResult.FAILED and not found.broken
    return str(found.facts["fix"]["text"]) if found and flawed else ""


def suits(other: Judged, setting: str, text: str, rule: str) -> bool:
    """Whether `other` needs the same correction, or sends that id already."""
    call, found = other
    sent = correction(setting)(call.external_id) if call.external_id is not None else ""
    return text in (sent, correct(found.get(rule)))


def for_this_call(found: Outcome, text: str) -> Outcome:
    facts: dict[str, Any] = dict(found.facts)
    facts["fix"] = {**facts["fix"], "advice": facts["fix"]["advice"] + APART}
    name = f"{found.name.removesuffix(f'; correct: {text}')}; correct for this call: {text}"
    return found._replace(name=name, facts=facts)

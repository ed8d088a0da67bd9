"""What is wrong with the external id of a request, and which one the role takes instead."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.diagnosis.forms.given import EXTERNAL_ID
from roletrust.diagnosis.hearing import Hearing, fact
from roletrust.engine.answer import YES
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.engine.policy.document import Condition

KEY = "sts:ExternalId"
MOST = 50  # ids of a policy that are tried
Wrong = tuple[str, str, str, "str | None"]  # the cause, what says so, the setting to change, and its value


def accepted(hearing: Hearing) -> list[str | None]:
    """The ids with which the request gets in: those that the policy spells out, and None where it does without."""
    tried: tuple[str | None, ...] = (None, *hearing.trust.external_ids()[:MOST])
    return [each for each in tried if hearing.asked({**hearing.facts, KEY.lower(): fact(KEY, each)}).answer is YES]


def of_external_id(hearing: Hearing, sent: Condition | None) -> Iterator[Wrong]:
    """What is wrong with the id that is `sent`, as a fact of the request; None where it is not known."""
    ids = accepted(hearing)
    spelt = [each for each in ids if each is not None]
    value = None if sent is None or sent.operator == "Null" else str(sent.values[0])
    if value is None:
        if not ids or None in ids:
            return
        yield ("external-id-missing", asked(hearing, spelt), *only(spelt))
    elif not value:
        without = None in ids
        yield ("external-id-empty", asked(hearing, spelt), *((EXTERNAL_ID, None) if without else only(spelt)))
    elif None in ids and not spelt:
        yield "external-id-needless", "the policy lets the request in without one", EXTERNAL_ID, None
    elif value.strip("\"' \t\r\n") in spelt:
        yield (
            "external-id-blank",
            "without what is around it, it is one that the role asks for",
            EXTERNAL_ID,
            value.strip("\"' \t\r\n"),
        )
    elif alike := [each for each in spelt if each.lower() == value.lower()]:
        yield "external-id-case", f'the policy has it as "{alike[0]}"', EXTERNAL_ID, alike[0]
    elif not legal_external_id(value):
        yield ("external-id-illegal", asked(hearing, spelt), *only(spelt))
    else:
        yield ("external-id-wrong", asked(hearing, spelt), *only(spelt))


def only(spelt: list[str]) -> tuple[str, str | None]:
    """The setting and the one id that is right; '' where several are, or none is spelt out."""
    return (EXTERNAL_ID, spelt[0]) if len(spelt) == 1 else ("", None)


def asked(hearing: Hearing, spelt: list[str]) -> str:
    """Which condition asks for it."""
    for statement in hearing.trust.policy.statements:
        for each in statement.conditions:
            if each.key.lower() == KEY.lower():
                told = ", ".join(f'"{value}"' for value in each.values) or "(an empty list)"
                many = f"; it accepts {len(spelt)}, each for one caller" if len(spelt) > 1 else ""
                return f"{statement.label} has {each.operator} {each.key} {told}{many}"
    return ""

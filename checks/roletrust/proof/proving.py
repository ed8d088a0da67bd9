"""What has to be shown of each rule's verdict, and a witness put into it."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.engine.accounts import Owner
from roletrust.engine.document import Policy
from roletrust.engine.request import Request as Witness
from roletrust.proof.logic import equal, neg, quoted
from roletrust.proof.meanings import moment
from roletrust.proof.questions import (
    Case,
    Facts,
    alive,
    anyone,
    external_without_id,
    is_asked,
    whole_account,
)
from roletrust.proof.symbols import ADDRESSES, NUMBERS, TIMES, Request

RULES = ("CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_4", "CKV_TRUST_6", "CKV_TRUST_7")
Proofs = Iterator[tuple[int, list[Case]]]  # by the number of the statement that is asked about; 0: the whole policy


def facts_of(owner: Owner, now: int | None = None) -> Facts:
    """What is known of the role's owner."""
    return Facts(owner.own, frozenset(owner.trusted), owner.organizations, owner.account, now)


def asked_of(read: Policy, rule: str, facts: Facts, only: int | None = None) -> Proofs:
    """The cases of a rule's question.  `only`: of rule 6, the statement; None for each that lets somebody in.

    Raises reading.Unsupported where the translator has no words for what the policy says.
    """
    if rule == "CKV_TRUST_6":
        for each in read.statements:
            if is_asked(each) and only in (None, each.number):
                yield each.number, list(alive(read, facts, each.number))
        return
    questions = {
        "CKV_TRUST_1": lambda: external_without_id(read, facts),
        "CKV_TRUST_2": lambda: whole_account(read, facts, own=False),
        "CKV_TRUST_4": lambda: anyone(read, facts),
        "CKV_TRUST_7": lambda: whole_account(read, facts, own=True),
    }
    yield 0, list(questions[rule]())


def witnessed(case: Case, witness: Witness) -> Case:
    """The case with the first of its requests being the witness."""
    first = case.requests[0]
    if first.kind != witness.caller.kind.value:
        return case._replace(met=case.met._replace(surely="false", perhaps="false"))
    shown = witness.to_json()
    context = {key.lower(): values for key, values in shown["context"].items()}
    facts: list[str] = []
    if first.account:
        parts = shown["caller"]["arn"].split(":", 5)
        facts.append(equal(first.account, quoted(parts[4])))
        if not first.resource.startswith('"'):  # else anybody whom nobody thought of is as good as another
            facts.append(equal(first.resource, quoted(parts[5])))
    for key in list(first.keys):
        facts += _of_key(first, key, context)
    first.facts += facts
    return case


def _of_key(request: Request, key: str, context: dict[str, list[str]]) -> list[str]:
    there = request.present(key)
    if key not in context:
        return [] if there == "true" else [neg(there)]
    values = context[key]
    if key in TIMES:
        found = moment(values[0])
        return [] if found is None else [f"(= {request.number(key)} {int(found)})"]
    if key in NUMBERS:
        return [there, f"(= {request.number(key)} {int(values[0])})"]
    if key in ADDRESSES or len(values) != 1:
        return [there]
    return [there, equal(request.value(key), quoted(values[0]))]

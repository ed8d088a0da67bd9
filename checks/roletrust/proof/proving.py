"""What has to be shown of each rule's verdict, and a request put into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from roletrust.engine.policy.document import Policy
from roletrust.proof.logic import FALSE, TRUE, equal, neg, quoted
from roletrust.proof.meanings import moment
from roletrust.proof.pairs import NO
from roletrust.proof.questions import (
    Case,
    Facts,
    alive,
    anyone,
    external_without_id,
    is_asked,
    whole_account,
)
from roletrust.proof.sources import for_a_stranger
from roletrust.proof.symbols import ADDRESSES, NUMBERS, TIMES, Request
from roletrust.proof.tokens import Tenancy, of_strangers

UNSATISFIABLE = "CKV_TRUST_6"  # of which a flaw is that nobody gets in
TOKENS = "CKV_TRUST_9"
RULES = ("CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_4", UNSATISFIABLE, "CKV_TRUST_7", "CKV_TRUST_8", TOKENS)
Proofs = Iterator[tuple[int, list[Case]]]  # by the number of the statement that is asked about; 0: the whole policy
NAMELESS: Mapping[str, str] = MappingProxyType({})
UNSHARED: Mapping[str, Tenancy] = MappingProxyType({})


def is_proof(rule: str, answer: str, headline: str = "") -> bool:
    """Whether a verdict says that there is no request of some kind; else it says that there is one.

    `headline`: the verdict's own: what rule 6 tells under another than its own, it tells of an Allow that lets in.
    """
    return answer == ("YES" if rule == UNSATISFIABLE else "NO") and not headline


def asked_of(
    read: Policy,
    rule: str,
    facts: Facts,
    only: int | None = None,
    namespaces: Mapping[str, str] = NAMELESS,
    member: bool = False,
    tenants: Mapping[str, Tenancy] = UNSHARED,
) -> Proofs:
    """The cases of a rule's question.  `only`: of rule 6, the statement; None for each that lets somebody in.

    `namespaces`: of the services that say for whose resource they act (rule 8), how their ARNs call them.
    `member`: of rule 2, the accounts may be in the owner's organization.  `tenants`: of the issuers that are shared
    (rule 9, as far as it is about strangers), what tells tenants apart.
    Raises reading.Unsupported where the translator has no words for what the policy says.
    """
    if rule == UNSATISFIABLE:
        for each in read.statements:
            if is_asked(each) and only in (None, each.number):
                yield each.number, list(alive(read, facts, each.number))
        return
    questions = {
        "CKV_TRUST_1": lambda: external_without_id(read, facts),
        "CKV_TRUST_2": lambda: whole_account(read, facts, own=False, member=member),
        "CKV_TRUST_4": lambda: anyone(read, facts),
        "CKV_TRUST_7": lambda: whole_account(read, facts, own=True),
        "CKV_TRUST_8": lambda: for_a_stranger(read, facts, namespaces),
        TOKENS: lambda: of_strangers(read, facts, tenants),
    }
    yield 0, list(questions[rule]())


def witnessed(case: Case, request: Mapping[str, Any]) -> Case:
    """The case with the first of its requests being `request` (as fixtures/decisions write one)."""
    first = case.requests[0]
    caller = request["caller"]
    if first.kind != caller["kind"] or (first.caller_name and first.caller_name != quoted(caller["arn"])):
        return case._replace(met=NO)
    context = {key.lower(): values for key, values in request["context"].items()}
    facts: list[str] = []
    if first.account:
        parts = caller["arn"].split(":", 5)
        facts.append(equal(first.account, quoted(parts[4])))
        if first.resource.startswith('"'):  # anybody whom nobody thought of is as good as another, by his own request
            first.facts += facts
            return case
        facts.append(equal(first.resource, quoted(parts[5])))
    for key in list(first.keys):
        if key not in first.given:
            facts += _of_key(first, key, context)
        elif len(context.get(key, ())) == 1:
            facts.append(equal(first.given[key][0], quoted(context[key][0])))
    first.facts += facts
    return case


def _of_key(request: Request, key: str, context: Mapping[str, list[str]]) -> list[str]:
    there = request.present(key)
    if key not in context:
        return [] if there in (TRUE, FALSE) else [neg(there)]
    values = context[key]
    if key in TIMES:
        found = moment(values[0])
        return [] if found is None else [f"(= {request.number(key)} {int(found)})"]
    if key in NUMBERS:
        return [there, f"(= {request.number(key)} {int(values[0])})"]
    if key in ADDRESSES or len(values) != 1:
        return [there]
    return [there, equal(request.value(key), quoted(values[0]))]

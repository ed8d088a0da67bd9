"""The first expectations of a role, written from its policy as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from roletrust.command.classes import class_of, whoever_sends_more
from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.decision.whole_call import whole_call
from roletrust.engine.policy.document import Condition
from roletrust.engine.policy.grounding import unnamed
from roletrust.engine.policy.request import ASSUME_ROLE, Kind, Request
from roletrust.engine.questions.admission import Row, Table
from roletrust.engine.questions.comparison import newly_in
from roletrust.engine.questions.conjunction import common
from roletrust.engine.questions.expectation import Expectation
from roletrust.engine.questions.trust import Trust
from roletrust.replying.roles import Read, trusts_of

PLAIN = {"stringequals", "stringlike", "arnequals", "arnlike", "bool"}
IMPLIED = ("aws:principalarn", "aws:principalaccount", "aws:username")


def draft(target: str, role: Read) -> str:
    """A file of expectations of the role: who gets in, who does not, and that nobody else does; each of them holds."""
    (_, trust), *_ = trusts_of(role)
    table = Table(trust.policy, trust.owner, trust.now)
    rows = [row for row in table.rows if row.found.answer is YES]
    inside = list(each_once([holding for row in rows for each in entries(row) for holding in let_in(trust, each, row)]))
    refused = each_once([*without_what_is_sent(trust, rows), *turned_away(trust), *denied(trust)])
    outside = [each for each in refused if answer(trust, each) is NO]
    said: dict[str, Any] = {"role": target, "lets_in": inside}
    if outside:
        said["keeps_out"] = outside
    if nobody_else(trust, inside):  # whom an undecided row lets in, cannot be told
        said["nobody_else"] = True
    return yaml.safe_dump({"roles": [said]}, sort_keys=False, width=120)


def let_in(trust: Trust, named: dict[str, Any], row: Row) -> Iterator[dict[str, Any]]:
    """The class of a row as it is `named`; where nobody of it gets in who sends no more, with whatever they send.

    Where that is not what the policy says either (by variables, for one), the request that is known to get in.
    """
    ways = [named, {**named, "sends": "anything"}]
    if row.found.witness:
        ways.append(entry(row.found.witness))
    yield from [each for each in ways if answer(trust, each) is YES][:1]


def answer(trust: Trust, named: dict[str, Any]) -> Answer:
    """Whether somebody of a class gets in."""
    wanted = class_of(named, 0, "draft")
    return Expectation(trust.policy, trust.owner, [wanted], trust.now).lets_in(wanted).answer


def nobody_else(trust: Trust, inside: list[dict[str, Any]]) -> bool:
    """Whether nobody gets in but those."""
    classes = whoever_sends_more(class_of(each, 0, "draft") for each in inside)
    return Expectation(trust.policy, trust.owner, classes, trust.now).lets_in_others(classes).answer is NO


def entries(row: Row) -> Iterator[dict[str, Any]]:
    """The classes of a row: one for each of its principals, with what its conditions ask for."""
    sent = {each.key: values(each) for each in row.statement.conditions if is_plain(each)}
    external_id = next((key for key in sent if key.lower() == "sts:externalid"), None)
    for principal in row.statement.principals:
        found: dict[str, Any] = {"as": account(str(principal.value))}
        if external_id:
            found["external_id"] = sent[external_id]
        rest = {key: held for key, held in sent.items() if key != external_id}
        yield {**found, **({"with": rest} if rest else {})}


def account(named: str) -> str:
    fields = named.split(":", 5)
    return fields[4] if fields[5:] == ["root"] else named


def is_plain(condition: Condition) -> bool:
    """Whether the condition asks for one of its values, and no more."""
    operator = condition.operator.lower().removeprefix("foranyvalue:")
    literal = not any("${" in str(value) for value in condition.values)
    return operator in PLAIN and bool(condition.values) and condition.maybe is None and literal


def values(condition: Condition) -> str | list[str]:
    found = [str(each) for each in condition.values]
    return found[0] if len(found) == 1 else found


def without_what_is_sent(trust: Trust, rows: list[Row]) -> Iterator[dict[str, Any]]:
    """The caller of each row without one of the keys that it sends, where it then gets in by no statement."""
    for row in rows:
        assert row.found.witness is not None
        sent = row.found.witness.context
        for key in sent:
            if key not in IMPLIED:
                less = Request(row.action, row.found.witness.caller, {k: v for k, v in sent.items() if k != key})
                if authorize(trust.policy, less).answer is NO:
                    yield entry(less)


def turned_away(trust: Trust) -> Iterator[dict[str, Any]]:
    """A request that each condition turns away which no class of callers can stand for: one that gets in without it.

    With a value of its key, where there is one: without, a class is of all that it may be.
    """
    policy = trust.policy
    for at, statement in enumerate(policy.statements):
        for condition in statement.conditions if statement.allows else ():
            others = tuple(each for each in statement.conditions if each is not condition)
            sent = Condition("Null", condition.key, ("false",))
            for conditions in () if is_plain(condition) else ((*others, sent), others):
                less = (
                    *policy.statements[:at],
                    statement._replace(conditions=conditions),
                    *policy.statements[at + 1 :],
                )
                more = newly_in(policy, policy._replace(statements=less), trust.owner, trust.now)
                found = [entry(each.found.witness) for each in more if each.found.witness]
                if kept_out := [each for each in found if answer(trust, each) is NO]:
                    yield kept_out[0]
                    break


def denied(trust: Trust) -> Iterator[dict[str, Any]]:
    """A request that each Deny turns away, which would get in without it."""
    stranger = unnamed(trust.policy, trust.owner.own | set(trust.owner.trusted))
    every = whole_call(trust.policy, ASSUME_ROLE)
    for deny in (each for each in every if each.denies):
        for allow in (each for each in every if not each.denies):
            found = common([allow, deny], [], stranger, trust.now)
            if found.answer is YES and found.witness and found.witness.caller.signs:
                yield entry(found.witness)
                break


def entry(request: Request) -> dict[str, Any]:
    """The request as an entry of the file."""
    caller = request.caller
    found: dict[str, Any] = {"as": str(caller.arn)}
    context = {key: [str(each) for each in held] for key, held in request.context.items() if isinstance(held, tuple)}
    sent = {key: held[0] if len(held) == 1 else held for key, held in context.items()}
    if (external_id := sent.pop("sts:externalid", None)) is not None and caller.kind is not Kind.SERVICE:
        found["external_id"] = external_id
    return {**found, **({"with": sent} if sent else {})}


def each_once(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen: list[dict[str, Any]] = []
    for each in entries:
        if each not in seen:
            seen.append(each)
            yield each

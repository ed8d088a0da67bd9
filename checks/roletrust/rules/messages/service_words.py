"""How a finding about a role that is handed to a service speaks of what is sent, and of what the role wants."""

from __future__ import annotations

from roletrust.engine.answer import NO
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.request import ASSUME_ROLE, Caller, Kind, Request, Values
from roletrust.engine.policy.services import partition_of, stem_of
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.served import by_any_request
from roletrust.engine.text import Hole, text
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix
from roletrust.rules.tables.source_services import sender


def handed(call: Call) -> str:
    """``aws_lambda_function.f hands it to lambda.amazonaws.com as its `role` (main.tf:3)``"""
    where = f" ({call.source})" if str(call.source) else ""
    return f"{call.label} hands it to {listed(call.services, 'or')} as its `{call.setting}`{where}"


def sent(call: Call, trust: Trust) -> Request:
    """A request of the service for the resource, as far as AWS documents what it says."""
    service, row = call.services[0], sender(call.services[0])
    context: dict[str, Values] = {}
    if row:
        account = text(trust.owner.account or Hole("id of this account"))
        name = text(row.resource.removesuffix("*"), Hole("name of its resource"))
        arn = text(f"arn:{partition_of(service)}:{row.namespace}:", Hole("region"), ":", account, ":", name)
        context = {"aws:SourceAccount": (account,), "aws:SourceArn": (arn,)}
    return Request(ASSUME_ROLE, Caller(Kind.SERVICE, service), context)


def wanted(call: Call, role: Role, trust: Trust) -> str:
    """`aws_iam_role.r (main.tf:1) lets in ec2.amazonaws.com alone`"""
    who = f"{role.place.label} ({role.place.source})"
    best = max((by_any_request(trust, each) for each in call.services), key=lambda each: each.answer)
    if best.answer is not NO and best.through and best.through.conditions:
        told = listed([condition(each) for each in best.through.conditions])
        return f"{who} lets it in only where {told}, through {best.through.label}: it sends none of that kind"
    about = [each for each in trust.policy.statements if concerns(each, call.services)]
    for each in about:
        if not each.allows:
            return f"{who} denies it in {each.label}"
        if covers(each, ASSUME_ROLE.lower()) is NO:
            return f"{who} allows it {listed(list(map(str, each.actions)))} in {each.label}, but not {ASSUME_ROLE}"
    if about:
        return f"{who} names it in {about[0].label}, which no request that it can send meets"
    others = [str(each) for each in trust.named(Kind.SERVICE)]
    return f"{who} lets in {listed(others)} alone" if others else f"{who} lets no service in"


def concerns(statement: Statement, services: tuple[str, ...]) -> bool:
    """Whether it names one of the services, as whatever region or partition calls it."""
    stems = {stem_of(each) for each in services}
    return any(each.kind == "Service" and stem_of(each.value) in stems for each in statement.principals)


def condition(found: Condition) -> str:
    return f"{found.key} {found.operator} {listed(list(map(str, found.values)), 'or')}"


def advice(call: Call, added: Statement | None) -> str:
    """Both sides, and where AWS says it; `added`: what lets the service in."""
    service = listed(call.services, "or")
    other = f"hand over a role that lets {service} in; AWS says whom it has to let in on {call.page}"
    if added is None:
        return f"take out of the role's policy what turns {service} away, or {other}"
    return f"let {call.services[0]} in by a statement of its own, or {other}"


def fix(call: Call, added: Statement | None) -> Fix:
    return Fix(advice(call, added), added=added)

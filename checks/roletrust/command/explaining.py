"""`roletrust explain`: who can assume a role, as a table of classes; or what becomes of one request."""

from __future__ import annotations

from collections.abc import Iterator

import click

from roletrust.command import wording
from roletrust.command.asking import asked_request, context_given, whose_request
from roletrust.command.roles_given import Read, one_role, trusts_of
from roletrust.command.values_given import Values, values_options
from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.classes.reach import PolicyQuery, Reach
from roletrust.engine.decision.along import SET_SOURCE_IDENTITY, TAG_SESSION
from roletrust.engine.decision.authorizer import Decision, authorize, covers
from roletrust.engine.policy.document import Policy
from roletrust.engine.policy.request import Request
from roletrust.engine.questions.admission import Row, Table
from roletrust.engine.questions.trust import Trust
from roletrust.rules.messages.wording import hole_name

ANSWERS = {"in": YES, "out": NO}


@click.command("explain")
@click.argument("target", metavar="FILE[:ROLE]")
@click.option("--as", "caller", default="", metavar="ARN|SERVICE|PROVIDER", help="Decide one request, by this caller.")
@click.option("--external-id", default=None, help="The external id that the request sends.")
@click.option("--with", "carried", multiple=True, metavar="KEY=VALUE", help="A context key of the request; repeatable.")
@click.option("--action", default="", help="The call, where it is not the one that such a caller makes.")
@click.option("--expect", type=click.Choice(list(ANSWERS)), help="Exit 1 where the answer is another.")
@click.option(
    "--why-not", default="", metavar="ARN", help="What this caller has to send to get in, or why nothing helps."
)
@values_options
def command(
    target: str,
    caller: str,
    external_id: str | None,
    carried: tuple[str, ...],
    action: str,
    expect: str | None,
    why_not: str,
    var_files: tuple[str, ...],
    values: Values,
) -> None:
    """Say who can assume a role, completely: a request gets in if and only if a row covers it.

    \b
    Examples:
      roletrust explain trust.json
      roletrust explain main.tf:aws_iam_role.vendor --as arn:aws:iam::123456789012:role/app --external-id 7f9c2b1e
    """
    role = one_role(target, var_files, values)
    answers: set[Answer | None] = set()
    for where, trust in trusts_of(role):
        if where:
            click.echo(role.said(f"Where {where}:"))
        if caller:
            answer, lines = decided(trust, asked_request(caller, external_id, context_given(carried), action))
        elif why_not:
            answer, lines = told_why_not(trust, asked_request(why_not, external_id, context_given(carried), action))
        else:
            answer, lines = None, table(role, trust)
        answers.add(answer)
        click.echo(role.said("\n".join(lines)))
    if expect and answers != {ANSWERS[expect]}:
        raise click.exceptions.Exit(1)


def table(role: Read, trust: Trust) -> list[str]:
    """Who gets in, row by row."""
    rows = Table(trust.policy, trust.owner, trust.now).rows
    lines = [line for number, row in enumerate(rows, 1) for line in told_row(number, row)]
    if lines:
        lines += told_besides(trust.policy)
    return [f"{role.label} ({role.judged.case.subject.source}) lets in:", *(lines or ["  nobody"])]


def told_besides(policy: Policy) -> Iterator[str]:
    """What calls take that pass session tags or a source identity, and which statements allow it."""
    forbidden = []
    for action, passed in ((TAG_SESSION, "session tags"), (SET_SOURCE_IDENTITY, "a source identity")):
        about = [each for each in policy.statements if covers(each, action.lower()) is not NO]
        allowing = [each.label for each in about if each.allows]
        if not allowing:
            forbidden.append(passed)
            continue
        denying = [each.label for each in about if not each.allows]
        unless = f", unless {wording.listed(denying)} denies it" if denying else ""
        yield f"  those that pass {passed} only where {wording.listed(allowing)} allows {action} as well{unless}"
    if forbidden:
        yield f"  none that pass {wording.listed(forbidden)}, which no statement allows"


def told_row(number: int, row: Row) -> Iterator[str]:
    yield f"{number:3}. {wording.principals(row.statement)}"
    yield f"     calls {row.action}, through {row.statement.label}"
    yield f"     requires: {wording.conditions(row.statement)}"
    for deny in row.denies:
        wanted = f", {wording.conditions(deny)}" if deny.conditions else ""
        yield f"     but not whom {deny.label} denies: {wording.principals(deny)}{wanted}"
    if row.apart_from:
        yield f"     apart from those of {wording.listed(f'row {each + 1}' for each in row.apart_from)}"
    if row.found.answer is YES and row.found.witness:
        yield f"     for example: {wording.request(row.found.witness)}"
    elif row.found.answer is not YES:
        yield f"     undecided whether anybody: {why(row.found)}"


def why(found: Reach) -> str:
    """What an undecided answer hangs on."""
    return ", ".join(map(hole_name, found.holes)) or found.why


def decided(trust: Trust, request: Request) -> tuple[Answer, list[str]]:
    """What becomes of one request, and why."""
    found = authorize(trust.policy, request)
    said = {"explicit": "NO, explicitly denied", "implicit": "NO, implicitly: no Allow applies"}.get(found.denial)
    lines = [wording.request(request), f"  {said or ('YES' if found.answer is YES else 'UNDECIDED')}"]
    if found.action.lower() != request.action.lower():
        lines.append(f"  what it passes takes {found.action} as well, and that decides")
    for each in found.determining:
        told = f"{each.effect.value} {wording.principals(each)}, {wording.conditions(each)}"
        lines.append(f"  decided by {each.label}: {told}")
    lines += why_no_allow(found, request) if found.answer is not YES else []
    return found.answer, [*lines, *(f"  it hangs on {hole_name(hole)}" for hole in found.holes)]


def why_no_allow(found: Decision, request: Request) -> list[str]:
    away = [each for each in found.turned_away if each.statement.allows]
    return [f"  {wording.turned_away(each, request)}" for each in away]


def told_why_not(trust: Trust, request: Request) -> tuple[Answer, list[str]]:
    """What the caller of `request` has to send besides, or otherwise, to get in, or that nothing helps."""
    caller, action, arn = request.caller, request.action, request.caller.arn
    _, question = whose_request(caller)
    found = PolicyQuery.of(trust.policy, action).admits(caller, question)
    if found.answer is YES and found.witness:
        near = nearest(trust, request, found.witness)
        carried = [
            f"{key} = {wording.given(near.context[key])}" for key in sorted(near.context.keys() - request.context)
        ]
        changed = [
            f"{key} = {wording.given(near.context[key])}, not {wording.given(request.context[key])}"
            for key in sorted(near.context.keys() & request.context)
            if near.context[key] != request.context[key]
        ]
        left_out = [f"no {key}" for key in sorted(request.context) if key not in near.context]
        told = ", ".join([*carried, *changed, *left_out]) or "nothing more"
        return YES, [f"{arn} gets in with: {told}"]
    if found.answer is not NO:
        return found.answer, [f"{arn}: undecided: {why(found)}"]
    decision = authorize(trust.policy, request)
    denied = [f"  {each.label} denies it" for each in decision.determining]
    return NO, [f"{arn} gets in by no request: the policy has to change", *why_no_allow(decision, request), *denied]


def differences(asked: Request, other: Request) -> Iterator[str]:
    """What `other` sends besides, otherwise, and not."""
    for key, values in sorted(other.context.items()):
        if key not in asked.context:
            yield f"{key} = {wording.given(values)}"
        elif values != asked.context[key]:
            yield f"{key} = {wording.given(values)}, not {wording.given(asked.context[key])}"
    yield from (f"no {key}" for key in sorted(asked.context) if key not in other.context)


def nearest(trust: Trust, asked: Request, found: Request) -> Request:
    """A request that gets in as `found` does, and of which no single key can be put back as `asked` has it."""
    spelt = {key.lower(): key for key in asked.context}
    context = {spelt.get(key.lower(), key): values for key, values in found.context.items()}
    for key in sorted({*context, *asked.context}):
        back = {name: values for name, values in context.items() if name != key}
        if key in asked.context:
            back[key] = asked.context[key]
        if authorize(trust.policy, found._replace(context=back)).answer is YES:
            context = back
    return found._replace(context=context)

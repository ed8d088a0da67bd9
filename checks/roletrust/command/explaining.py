"""`roletrust explain`: who can assume a role, as a table of classes; or what becomes of one request."""

from __future__ import annotations

from collections.abc import Iterator

import click

from roletrust.command.asking import asked_request, context_given, whose_request
from roletrust.command.roles_given import one_role
from roletrust.command.values_given import Values, values_options
from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.classes.reach import PolicyQuery
from roletrust.engine.decision.authorizer import Decision, authorize
from roletrust.engine.policy.document import Condition, Policy, Principal
from roletrust.engine.policy.request import Request
from roletrust.engine.questions.letting_in import LettingIn, Step, after, letting_in
from roletrust.engine.questions.trust import Trust
from roletrust.replying import wording
from roletrust.replying.explaining import table, why
from roletrust.replying.roles import trusts_of
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
    "--why-not",
    default="",
    metavar="ARN",
    help="What this caller has to send to get in, or what of the policy to change.",
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
    if caller and why_not:
        raise click.UsageError("--as and --why-not ask different things: give one of them")
    of_one = {"--expect": expect, "--external-id": external_id, "--with": carried, "--action": action}
    for option in [name for name, given in of_one.items() if given and not (caller or why_not)]:
        raise click.UsageError(f"{option} is about one request: say whose with --as")
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
        near = nearest(trust.policy, request, found.witness)
        told = ", ".join(differences(request, near)) or "nothing more"
        return YES, [f"{arn} gets in with: {told}"]
    if found.answer is not NO:
        return found.answer, [f"{arn}: undecided: {why(found)}"]
    decision = authorize(trust.policy, request)
    denied = [f"  {each.label} denies it" for each in decision.determining]
    lines = [f"{arn} gets in by no request: the policy has to change", *why_no_allow(decision, request), *denied]
    change = letting_in(trust.policy, action, caller, question)
    return NO, [*lines, *(told_change(trust, request, change) if change else ())]


def told_change(trust: Trust, request: Request, change: LettingIn) -> Iterator[str]:
    """What is to be changed of the policy, and what the caller then sends."""
    yield "  the smallest change that lets it in:"
    yield from (f"    {told_step(each)}" for each in change.steps)
    if change.found.witness:
        near = nearest(after(trust.policy, change.steps), request, change.found.witness)
        yield f"  then it gets in with: {', '.join(differences(request, near)) or 'nothing more'}"


def told_step(step: Step) -> str:
    where, added, removed = step.of.label, step.added, step.removed
    if isinstance(removed, Condition) and isinstance(added, Condition):
        return f"in {where}, {wording.condition(added)} in place of {wording.condition(removed)}"
    if isinstance(added, Principal):
        element = "NotPrincipal" if step.of.negated_principals else "Principal"
        return f"in {where}, add {added.kind} {wording.quoted(added.value)} to {element}"
    if isinstance(added, Condition):
        return f"in {where}, add the condition {wording.condition(added)}"
    if added is not None:
        return f"in {where}, add {added} to Action"
    if isinstance(removed, Condition):
        return f"in {where}, take away the condition {wording.condition(removed)}"
    if isinstance(removed, Principal):
        return f"in {where}, take {wording.quoted(removed.value)} out of NotPrincipal"
    return f"take away {where}"


def differences(asked: Request, other: Request) -> Iterator[str]:
    """What `other` sends besides, otherwise, and not."""
    for key, values in sorted(other.context.items()):
        if key not in asked.context:
            yield f"{key} = {wording.given(values)}"
        elif values != asked.context[key]:
            yield f"{key} = {wording.given(values)}, not {wording.given(asked.context[key])}"
    yield from (f"no {key}" for key in sorted(asked.context) if key not in other.context)


def nearest(policy: Policy, asked: Request, found: Request) -> Request:
    """A request that gets in as `found` does, and of which no single key can be put back as `asked` has it."""
    spelt = {key.lower(): key for key in asked.context}
    context = {spelt.get(key.lower(), key): values for key, values in found.context.items()}
    for key in sorted({*context, *asked.context}):
        back = {name: values for name, values in context.items() if name != key}
        if key in asked.context:
            back[key] = asked.context[key]
        if authorize(policy, found._replace(context=back)).answer is YES:
            context = back
    return found._replace(context=context)

"""`roletrust diagnose`: from a refused call to its cause, and to the call as it should have been."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click

from roletrust.command.asking import caller_of, context_given
from roletrust.command.roles_given import Read, every_role, parted, read, trusts_of, var_files_option
from roletrust.diagnosis.correction import NONE, Correction, chosen, corrected, difference
from roletrust.diagnosis.diagnose import Found, diagnosed
from roletrust.diagnosis.error_text import refusals_in
from roletrust.diagnosis.forms.every import calls
from roletrust.diagnosis.forms.given import Given
from roletrust.diagnosis.redaction import Redaction
from roletrust.diagnosis.refusals import Refusal, known_account
from roletrust.engine.policy.request import last_of_path
from roletrust.engine.questions.trust import Trust

LARGEST = 4_000_000  # characters of an error that is read


class Told(NamedTuple):
    """A refusal and its causes, each with the corrected call, if there is one; `where`: the policy's branch."""

    refusal: Refusal
    found: Sequence[tuple[Found, Correction]]
    given: Given | None = None
    role: Read | None = None
    where: str = ""


@click.command("diagnose")
@click.argument("error", default="-", metavar="[FILE|-]")
@click.option("--role", "target", default="", metavar="FILE[:ROLE]", help="The role's policy, or a directory with it.")
@click.option("--call", "call", default="", metavar="FILE|TEXT", help="What made the call: a file, or the command.")
@click.option("--as", "caller", default="", metavar="ARN", help="Who called, where the message does not say it.")
@click.option("--external-id", default=None, help="The external id that was sent; '' for an empty one.")
@click.option("--with", "carried", multiple=True, metavar="KEY=VALUE", help="A context key of the request; repeatable.")
@click.option("--redact", is_flag=True, help="Replace account numbers, names, ids and external ids.")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@var_files_option
def command(
    error: str,
    target: str,
    call: str,
    caller: str,
    external_id: str | None,
    carried: tuple[str, ...],
    redact: bool,
    output_format: str,
    var_files: tuple[str, ...],
) -> None:
    """Say why a call was refused, from its error message (a file, or standard input), and how it should have been.

    \b
    Examples:
      roletrust diagnose error.log --role trust.json --call deploy.sh
      aws sts assume-role … 2>&1 | roletrust diagnose --role terraform/ --redact
    """
    refusals = refusals_in(text_of(error))
    if not refusals:
        raise click.UsageError("the text has no error of STS, and no service that says it cannot assume a role")
    if caller:
        caller_of(caller)  # it has to be one
        refusals = [each._replace(caller=each.caller or caller) for each in refusals]
    sent = {key: str(values[0]) for key, values in context_given(carried).items() if isinstance(values, tuple)}
    sent |= {} if external_id is None else {"sts:ExternalId": external_id}
    given, folder = calls_given(call)
    told = [each for refusal in refusals for each in told_of(refusal, target, given, folder, sent, var_files)]
    text = in_json(told) if output_format == "json" else "\n".join(in_text(told))
    click.echo(Redaction(external_ids(told, sent)).redacted(text) if redact else text)
    raise click.exceptions.Exit(1)


def text_of(path: str) -> str:
    """The text of the file, or of standard input.  Raises click.UsageError where there is none such."""
    if path == "-":
        return sys.stdin.read(LARGEST)
    if not os.path.isfile(path):
        raise click.UsageError(f"no such file: {path}")
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read(LARGEST)


def calls_given(call: str) -> tuple[list[Given], str]:
    """The calls in the file, or in the text, and the directory of the file.  Raises click.UsageError at none."""
    if not call:
        return [], ""
    if os.path.isfile(call):
        folder = os.path.dirname(os.path.abspath(call))
        found = calls(text_of(call), call, folder)
    else:
        folder, found = "", calls(call, "")
    if not found:
        raise click.UsageError(f"--call: no call of sts:AssumeRole is read in `{call}`")
    return found, folder


def told_of(
    refusal: Refusal,
    target: str,
    given: Sequence[Given],
    folder: str,
    sent: Mapping[str, str | None],
    var_files: Sequence[str],
) -> Iterator[Told]:
    """The causes of one refusal, for each way that the role's policy can turn out."""
    call = chosen(given, refusal)
    role = role_meant(target, refusal, call, var_files) if target else None
    if role is None:
        yield Told(refusal, [(each, NONE) for each in diagnosed(refusal, None, call, sent)], call)
        return
    for where, trust in trusts_of(role):
        owned = in_its_account(trust, refusal, call)
        found = list(diagnosed(refusal, owned, call, sent))
        texts = [corrected(each, refusal, owned, call, sent, folder) if call else NONE for each in found]
        yield Told(refusal, list(zip(found, texts, strict=True)), call, role, where)


def in_its_account(trust: Trust, refusal: Refusal, call: Given | None) -> Trust:
    """The policy as that of a role of the account that the message, or the call, names."""
    account = known_account(refusal.role) or known_account(str(call.call.role) if call else "")
    owner = trust.owner
    if not account or owner.proved:
        return trust
    return Trust(trust.policy, owner._replace(own=owner.own | {account}, proved=account), trust.now)


def role_meant(target: str, refusal: Refusal, call: Given | None, var_files: Sequence[str]) -> Read:
    """The role whose policy refused the call: the one that is named, or the one that is called as in the message.

    Raises click.UsageError where none is, or several are.
    """
    path, wanted = parted(target)
    roles = [each for each in map(read, every_role([path], var_files)) if each]
    asked = wanted or str(last_of_path(refusal.role)) or str(last_of_path(call.call.role) if call else "")
    named = [each for each in roles if asked and asked in (each.label, each.judged.case.subject.role)]
    named = named or [each for each in roles if wanted and each.label.endswith(wanted)]
    if len(named) == 1 or (len(roles) == 1 and not wanted):
        return named[0] if named else roles[0]
    listed = "".join(f"\n  {path}:{each.label}" for each in (named or roles))
    raise click.UsageError(f"--role: `{asked or target}` is {len(named) or 'no'} role of {path}; there are:{listed}")


def in_text(told: Sequence[Told]) -> Iterator[str]:
    for number, each in enumerate(told):
        yield from [""] if number else []
        yield from lines_of(each)


def lines_of(told: Told) -> Iterator[str]:
    """One refusal, as a person reads it."""
    said = told.role.said if told.role else str
    yield from headline(told.refusal)
    if told.role:
        way = f", where {told.where}" if told.where else ""
        yield said(f"by the policy of {told.role.label} ({told.role.judged.case.subject.source}){way}:")
    several = len(told.found) > 1
    for number, (found, right) in enumerate(told.found, 1):
        sure = "" if found.certain else "perhaps "
        yield said(f"{number}. {sure}{found.cause.name}: {found.cause.said}")
        if found.detail:
            yield said(f"   because {found.detail}")
        yield said(f"   to do: {found.cause.repair}")
        if found.decides and (several or not found.certain):
            yield said(f"   what would decide it: {found.decides}")
        if right.text and told.given:
            provided = f", provided that the request carries {' and '.join(right.provided)}" if right.provided else ""
            yield said(f"   the corrected call, which the policy allows{provided}:")
            yield from (said(f"   {line}") for line in difference(told.given, right.text))


def headline(refusal: Refusal) -> Iterator[str]:
    """Who called what, and how it was refused, as far as the message says."""
    who = refusal.caller or refusal.service or "somebody"
    across = {True: " (another account)", False: " (the same account)", None: ""}[refusal.cross_account]
    on = f" on {refusal.role}" if refusal.role else ""
    action = refusal.action or "a call of STS"
    yield f"{refusal.code or 'refused'}: {who} called {action}{on}{across}"
    kinds = {"explicit": "explicitly denied", "implicit": "implicitly denied: nothing allows it"}
    if refusal.denial:
        yield f"{kinds[refusal.denial]}, by {refusal.policy or 'a policy that the message does not name'}"


def in_json(told: Sequence[Told]) -> str:
    def causes(each: Told) -> list[dict[str, Any]]:
        said = each.role.said if each.role else str
        return [
            {
                "cause": found.cause.name,
                "certain": found.certain,
                "said": found.cause.said,
                "because": said(found.detail),
                "repair": found.cause.repair,
                "decides": said(found.decides),
                "correction": said("\n".join(difference(each.given, right.text))) if right.text and each.given else "",
                "provided": list(right.provided),
            }
            for found, right in each.found
        ]

    return json.dumps(
        [
            {
                "caller": each.refusal.caller or each.refusal.service,
                "action": each.refusal.action,
                "role": each.refusal.role,
                "code": each.refusal.code,
                "cross_account": each.refusal.cross_account,
                "denial": each.refusal.denial,
                "policy_type": each.refusal.policy,
                "policy_arn": each.refusal.policy_arn,
                "where": each.where,
                "causes": causes(each),
            }
            for each in told
        ],
        indent=2,
        ensure_ascii=False,
    )


def external_ids(told: Sequence[Told], sent: Mapping[str, str | None]) -> Iterator[str]:
    """Every external id that may be told."""
    yield from (value for key, value in sent.items() if key == "sts:ExternalId" and value)
    for each in told:
        if each.given and isinstance(each.given.call.external_id, str) and each.given.call.external_id:
            yield each.given.call.external_id
        for _, trust in trusts_of(each.role) if each.role else ():
            yield from trust.external_ids()

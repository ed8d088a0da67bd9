"""`roletrust test`: what is expected of roles, held against their policies; `--draft` writes the first expectations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import click
import yaml

from roletrust.command import wording
from roletrust.command.asking import WELL_KNOWN
from roletrust.command.drafting import draft
from roletrust.command.roles_given import one_role, trusts_of, var_files_option
from roletrust.engine.answer import NO, YES
from roletrust.engine.document import Condition, Effect, Principal, Statement
from roletrust.engine.expectation import Expectation, unsent
from roletrust.engine.reach import Reach
from roletrust.engine.trust import Trust
from roletrust.rules.wording import hole_name

FILE = "roletrust-tests.yaml"
FIELDS = ("as", "external_id", "with", "sends")


class Outcome(NamedTuple):
    """One expectation and what came of it; `problem` is '' where it held."""

    role: str
    said: str
    problem: str = ""


@click.command("test")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False), metavar="[FILE]...")
@click.option("--draft", "drafted", default="", metavar="FILE[:ROLE]", help="Write the first expectations of a role.")
@click.option("--junit", type=click.Path(dir_okay=False), help="Write the outcomes to this file as well, as JUnit XML.")
@var_files_option
def command(files: tuple[str, ...], drafted: str, junit: str | None, var_files: tuple[str, ...]) -> None:
    """Check what files of expectations (default: roletrust-tests.yaml) say of roles.

    \b
    Examples:
      roletrust test --draft trust.json
      roletrust test roletrust-tests.yaml
    """
    if drafted:
        role = one_role(drafted, var_files)
        click.echo(role.said(draft(drafted, role)), nl=False)
        return
    outcomes = [outcome for file in files or (FILE,) for outcome in of_file(file, var_files)]
    for each in outcomes:
        click.echo(f"{'FAILED' if each.problem else 'ok'}  {each.role}: {each.said}")
        if each.problem:
            click.echo(f"        {each.problem}")
    failed = sum(bool(each.problem) for each in outcomes)
    click.echo(f"{len(outcomes) - failed} held, {failed} failed")
    if junit:
        with open(junit, "w", encoding="utf-8") as file:
            file.write(in_junit(outcomes))
    raise click.exceptions.Exit(1 if failed else 0)


def of_file(file: str, var_files: Sequence[str]) -> Iterator[Outcome]:
    """The outcomes of one file.  Raises click.UsageError where it is not of the format, saying where."""
    if not os.path.exists(file):
        raise click.UsageError(f"no such file: {file}; `roletrust test --draft FILE[:ROLE]` writes the first one")
    with open(file, encoding="utf-8") as opened:
        try:
            data = yaml.safe_load(opened)
        except yaml.YAMLError as error:
            raise click.UsageError(f"{file}: {' '.join(str(error).split())}") from None
    roles = data.get("roles") if isinstance(data, dict) else None
    if not isinstance(roles, list):
        raise click.UsageError(f"{file}: a list `roles` is expected, each with `role`, `lets_in`, `keeps_out`")
    for number, each in enumerate(roles, 1):
        where = f"{file}, role {number}"
        if not isinstance(each, dict) or not isinstance(each.get("role"), str):
            raise click.UsageError(f"{where}: `role` is expected, as FILE or FILE:ROLE")
        target = os.path.join(os.path.dirname(file), each["role"])
        role = one_role(target, var_files)
        for where_true, trust in trusts_of(role):
            name = each["role"] + (f" (where {where_true})" if where_true else "")
            yield from (Outcome(*map(role.said, outcome)) for outcome in of_role(name, each, trust, where))


def of_role(name: str, said: Mapping[str, Any], trust: Trust, where: str) -> Iterator[Outcome]:
    """The outcomes of one role."""
    unknown = sorted(set(said) - {"role", "lets_in", "keeps_out", "nobody_else"})
    if unknown:
        raise click.UsageError(f"{where}: `{unknown[0]}` is none of role, lets_in, keeps_out, nobody_else")
    inside = [class_of(each, number, where) for number, each in enumerate(said.get("lets_in") or ())]
    outside = [class_of(each, number, where) for number, each in enumerate(said.get("keeps_out") or ())]
    widest = [each._replace(conditions=tuple(c for c in each.conditions if c.operator != "Null")) for each in inside]
    expected = Expectation(trust.policy, trust.owner, [*inside, *outside, *widest], trust.now)
    for each in inside:
        found = expected.lets_in(each)
        yield Outcome(name, f"lets in {told(each)}", "" if found.answer is YES else refused(found, each, trust))
    for each in outside:
        found = expected.lets_in(each)
        yield Outcome(name, f"keeps out {told(each)}", "" if found.answer is NO else got_in(found))
    if said.get("nobody_else"):
        found = expected.lets_in_others(widest)
        yield Outcome(name, "lets in nobody else", "" if found.answer is NO else got_in(found))


def got_in(found: Reach) -> str:
    if found.answer is YES and found.witness:
        return f"gets in: {wording.request(found.witness)}"
    return f"undecided: {', '.join(map(hole_name, found.holes)) or found.why}"


def refused(found: Reach, wanted: Statement, trust: Trust) -> str:
    if found.answer is not NO:
        return got_in(found)
    denied = [each.label for each in trust.policy.statements if not each.allows]
    return f"no request of {told(wanted)} gets in" + (f"; {wording.listed(denied)} may deny it" if denied else "")


def class_of(said: Any, number: int, where: str) -> Statement:
    """A class of requests, as a statement.  Raises click.UsageError where it is not of the format."""
    if not isinstance(said, dict) or not isinstance(said.get("as"), (str, int)) or set(said) - set(FIELDS):
        raise click.UsageError(f"{where}, entry {number + 1}: `as` is expected, and of {', '.join(FIELDS[1:])}")
    kind, action = kind_and_action(str(said["as"]), f"{where}, entry {number + 1}")
    sent = {**({"sts:ExternalId": said["external_id"]} if "external_id" in said else {}), **(said.get("with") or {})}
    conditions = tuple(condition_of(str(key), values) for key, values in sent.items())
    if said.get("sends") != "anything" and kind == "AWS":
        conditions += unsent(conditions)
    return Statement(number + 1, Effect.ALLOW, (Principal(kind, str(said["as"])),), (action,), conditions)


def condition_of(key: str, values: Any) -> Condition:
    """That a key holds one of `values`, in which `*` and `?` are wildcards."""
    listed = values if isinstance(values, list) else [values]
    texts = tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in listed)
    arn = key.lower() in ("aws:principalarn", "aws:sourcearn")
    several = key.lower() in ("aws:tagkeys", "sts:transitivetagkeys", "aws:principalorgpaths")
    return Condition(f"{'ForAnyValue:' if several else ''}{'ArnLike' if arn else 'StringLike'}", key, texts)


def kind_and_action(named: str, where: str) -> tuple[str, str]:
    """What kind of principal `named` is, and the call that it makes."""
    if ":saml-provider/" in named:
        return "Federated", "sts:AssumeRoleWithSAML"
    if ":oidc-provider/" in named or named in WELL_KNOWN:
        return "Federated", "sts:AssumeRoleWithWebIdentity"
    if named == "*" or (named.isdigit() and len(named) == 12) or named.startswith("arn:"):
        return "AWS", "sts:AssumeRole"
    if ".amazonaws.com" in named:
        return "Service", "sts:AssumeRole"
    raise click.UsageError(f"{where}: `{named}` is no account, ARN, service or provider")


def told(each: Statement) -> str:
    """A class in one line."""
    sent = [wording.condition(one) for one in each.conditions if one.operator != "Null"]
    return wording.principals(each) + (f" with {' and '.join(sent)}" if sent else "")


def in_junit(outcomes: Sequence[Outcome]) -> str:
    cases = []
    for each in outcomes:
        failure = f"<failure>{escape(each.problem)}</failure>" if each.problem else ""
        cases.append(f"  <testcase classname={quoteattr(each.role)} name={quoteattr(each.said)}>{failure}</testcase>\n")
    failed = sum(bool(each.problem) for each in outcomes)
    head = f'<testsuite name="roletrust" tests="{len(outcomes)}" failures="{failed}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{"".join(cases)}</testsuite>\n'

"""`roletrust test`: what is expected of roles, held against their policies; `--draft` writes the first expectations."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import click
import yaml

from roletrust.command.classes import class_of, whoever_sends_more
from roletrust.command.drafting import draft
from roletrust.command.roles_given import one_role, var_files_option
from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.document import Policy, Statement
from roletrust.engine.questions.expectation import Expectation
from roletrust.engine.questions.trust import Trust
from roletrust.reading.yaml_nodes import child, elements
from roletrust.replying import wording
from roletrust.replying.roles import Read, trusts_of
from roletrust.rules.messages.wording import hole_name

FILE = "roletrust-tests.yaml"


class Outcome(NamedTuple):
    """One expectation and what came of it; `problem` is '' where it held."""

    role: str
    said: str
    problem: str = ""


class Written(NamedTuple):
    """What is `said` of a role, and the node of the `file` in which it stands."""

    said: Mapping[str, Any]
    file: str
    node: yaml.Node

    def listed(self, key: str) -> Iterator[tuple[Any, str]]:
        """What is listed under `key`, and where each stands.  Raises click.UsageError where it is no list."""
        node = child(self.node, key) or self.node  # the latter where `<<` brings it
        every = self.said.get(key) or []
        if not isinstance(every, list):
            raise click.UsageError(f"{place(self.file, node)}: `{key}` is a list of callers")
        for each, spot in zip(every, chain(elements(node), repeat(node)), strict=False):
            yield each, place(self.file, spot)


class Tested(NamedTuple):
    """One role of a file, one way that its policy can turn out, and what came of what is said of it."""

    role: Read
    name: str
    written: Written
    trust: Trust
    outcomes: list[Outcome]

    def uncovered(self) -> Iterator[str]:
        """The statements and conditions on which no expectation depends: without each of them all that holds holds."""
        every = list(parts(self.trust.policy))
        idle = [name for name, without in every if self._holds_of(without)]
        yield f"{self.name}: {len(every) - len(idle)} of {len(every)} statements and conditions are tested"
        yield from (self.role.said(f"  not tested: {each}") for each in idle)

    def _holds_of(self, policy: Policy) -> bool:
        """Whether the same comes of it with `policy` in the place of the role's."""
        changed = Trust(policy, self.trust.owner, self.trust.now)
        found = of_role(self.name, self.written, changed)
        return [bool(each.problem) for each in found] == [bool(each.problem) for each in self.outcomes]


def parts(policy: Policy) -> Iterator[tuple[str, Policy]]:
    """Each statement and condition in words, and the policy without it."""
    for at, statement in enumerate(policy.statements):
        before, after = policy.statements[:at], policy.statements[at + 1 :]
        yield statement.label, policy._replace(statements=(*before, *after))
        for number, condition in enumerate(statement.conditions):
            left = (*statement.conditions[:number], *statement.conditions[number + 1 :])
            changed = (*before, statement._replace(conditions=left), *after)
            yield f"{statement.label}: {wording.condition(condition)}", policy._replace(statements=changed)


@click.command("test")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False), metavar="[FILE]...")
@click.option("--draft", "drafted", default="", metavar="FILE[:ROLE]", help="Write the first expectations of a role.")
@click.option("--coverage", is_flag=True, help="Say as well on which statements and conditions nothing tested depends.")
@click.option("--junit", type=click.Path(dir_okay=False), help="Write the outcomes to this file as well, as JUnit XML.")
@var_files_option
def command(
    files: tuple[str, ...], drafted: str, coverage: bool, junit: str | None, var_files: tuple[str, ...]
) -> None:
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
    tested = [each for file in files or (FILE,) for each in of_file(file, var_files)]
    outcomes = [outcome for each in tested for outcome in each.outcomes]
    for each in outcomes:
        click.echo(f"{'FAILED' if each.problem else 'ok'}  {each.role}: {each.said}")
        if each.problem:
            click.echo(f"        {each.problem}")
    failed = sum(bool(each.problem) for each in outcomes)
    click.echo(f"{len(outcomes) - failed} held, {failed} failed")
    for line in (line for each in tested for line in each.uncovered()) if coverage else ():
        click.echo(line)
    if junit:
        with open(junit, "w", encoding="utf-8") as file:
            file.write(in_junit(outcomes))
    raise click.exceptions.Exit(1 if failed else 0)


def of_file(file: str, var_files: Sequence[str]) -> Iterator[Tested]:
    """The roles of one file.  Raises click.UsageError where it is not of the format, saying where."""
    if not os.path.exists(file):
        raise click.UsageError(f"no such file: {file}; `roletrust test --draft FILE[:ROLE]` writes the first one")
    with open(file, encoding="utf-8") as opened:
        text = opened.read()
        try:
            data, nodes = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            raise click.UsageError(f"{file}: {' '.join(str(error).split())}") from None
    roles = data.get("roles") if isinstance(data, dict) else None
    if not isinstance(roles, list) or not roles:
        raise click.UsageError(f"{file}: a list `roles` is expected, each with `role`, `lets_in`, `keeps_out`")
    for each, node in zip(roles, elements(child(nodes, "roles")), strict=True):
        if not isinstance(each, dict) or not isinstance(each.get("role"), str):
            raise click.UsageError(f"{place(file, node)}: `role` is expected, as FILE or FILE:ROLE")
        target = os.path.join(os.path.dirname(file), each["role"])
        role, written = one_role(target, var_files), Written(each, file, node)
        for where_true, trust in trusts_of(role):
            name = each["role"] + (f" (where {where_true})" if where_true else "")
            outcomes = [Outcome(*map(role.said, one)) for one in of_role(name, written, trust)]
            yield Tested(role, name, written, trust, outcomes)


def place(file: str, node: yaml.Node) -> str:
    """`file:line`"""
    return f"{file}:{node.start_mark.line + 1}"


def of_role(name: str, written: Written, trust: Trust) -> Iterator[Outcome]:
    """The outcomes of what is `written` of one role."""
    said = written.said
    unknown = sorted(set(said) - {"role", "lets_in", "keeps_out", "nobody_else"})
    if unknown:
        where = place(written.file, child(written.node, unknown[0]) or written.node)
        raise click.UsageError(f"{where}: `{unknown[0]}` is none of role, lets_in, keeps_out, nobody_else")
    inside, outside = (
        [class_of(each, number, where) for number, (each, where) in enumerate(written.listed(key))]
        for key in ("lets_in", "keeps_out")
    )
    widest = whoever_sends_more(inside)
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

"""`roletrust gate`: fails a pipeline early where an external id that it is to use is not there, or is none to use."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

import click

from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.syntax.blocks import parse_attributes
from roletrust.dialects.hcl.syntax.nodes import Literal, Node, Object, Template
from roletrust.dialects.hcl.syntax.nodes import Sequence as Listed
from roletrust.engine.policy.context_keys import EXTERNAL_ID_LONGEST, EXTERNAL_ID_SHORTEST, legal_external_id
from roletrust.engine.policy.document import PolicyError
from roletrust.rules.analysis.guessable_ids import weakness

# What a template leaves where nothing was filled in, in the ways of shells, pipelines and template languages.
OPEN = re.compile(r"\$[{(]|\{\{|%\{|<<|#\{|\A(?:\$\w+|%\w+%|@@?\w+@@?|__\w+__|\{[\w.-]+\})\Z")
# What people and programs write where there is no value, letters and digits alone.
NO_VALUE = (
    *("todo", "tbd", "fixme", "changeme", "changethis", "replaceme", "replacethis", "placeholder"),
    *("null", "nil", "none", "undefined", "na", "xxx"),
)
NO_LETTER = re.compile(r"[\W_]")
UNKNOWN = object()  # in a file, but not written out there


@click.command("gate")
@click.option("--name", "names", multiple=True, required=True, metavar="NAME", help="Of a variable; repeatable.")
@click.option("--tfvars", multiple=True, type=click.Path(exists=True, dir_okay=False), help="Terraform's; repeatable.")
@click.option("--plan", type=click.Path(exists=True, dir_okay=False), help="A plan, as `show -json` prints it.")
@click.option("--allow-weak", is_flag=True, help="Do not fail on an id that is easily guessed.")
def command(names: tuple[str, ...], tfvars: tuple[str, ...], plan: str | None, allow_weak: bool) -> None:
    """Fail where a configured external id is unset, empty, blank, a placeholder, illegal or weak.

    NAME is a variable of the environment, or Terraform's by TF_VAR_NAME; with --tfvars or --plan, one of Terraform's,
    which those files or TF_VAR_NAME give a value. No value is ever printed.

    \b
    Example:
      roletrust gate --name CROSS_ACCOUNT_EXTERNAL_ID
    """
    files = [*map(values_of, tfvars), *([planned(plan)] if plan else [])]
    failed = False
    for name in names:
        if not name.strip():
            raise click.UsageError("--name: the name of a variable is expected; a shell's `$NAME` gives its value")
        value = configured(name, files)
        problem = problem_of(value, allow_weak)
        failed = failed or bool(problem)
        click.echo(f"{name}: {problem or 'ok'}")
    raise click.exceptions.Exit(1 if failed else 0)


def configured(name: str, files: Sequence[Mapping[str, Any]]) -> Any:
    """The value of a variable: of the last of `files` that has it, or the environment's; None where nothing has."""
    given = [each[name] for each in files if name in each]
    if given:
        return given[-1]
    names, known = (f"TF_VAR_{name}",) if files else (name, f"TF_VAR_{name}"), os.environ
    return next((known[each] for each in names if each in known), None)


def problem_of(value: Any, allow_weak: bool = False) -> str:
    """What is wrong with an external id, in words that do not tell it; '' where nothing is."""
    if value is None:
        return "is not set: no external id would be sent, and whoever knows the role's ARN could ask for it to be used"
    if value is UNKNOWN:
        return "is not written out in the file: give the value, or check it where it is known"
    if not isinstance(value, str):
        return "is no text"
    if not value:
        return "is set, and empty: clients send an empty id, which STS refuses, or none at all"
    if not value.strip():
        return "is nothing but blanks"
    if value != value.strip():
        return "has blanks or a line break around it, with which it is another id"
    if stands_for_nothing(value) or OPEN.search(value) or NO_LETTER.sub("", value).lower() in NO_VALUE:
        return "is a placeholder that nothing was filled in for"
    if value[0] == value[-1] and value[0] in "\"'`":
        return "has quotes around it, which STS refuses"
    if not legal_external_id(value):
        many = f"{EXTERNAL_ID_SHORTEST} to {EXTERNAL_ID_LONGEST} characters of letters, digits and _+=,.@:/-"
        return f"is none that STS takes: {many}"
    why = "" if allow_weak else weakness(value, "")
    return f"{why}: it is easily guessed" if why else ""


def values_of(path: str) -> dict[str, Any]:
    """The variables that a `.tfvars` file gives, or its JSON.  Raises click.UsageError where it cannot be read."""
    try:
        text = read_text(path)
        if path.endswith(".json"):
            return mapping(json.loads(text))
        body = parse_attributes(text)
        nodes = {name: body.attribute(name) for name in body.names()}
    except (PolicyError, ValueError) as error:
        raise click.UsageError(f"{path} cannot be read: {error}") from None
    return {name: written_out(node) for name, node in nodes.items()}


def written_out(node: Node | None) -> Any:
    """The value that is written; UNKNOWN of what has to be evaluated, [] of what is a list or an object."""
    if isinstance(node, Template) and all(isinstance(each, str) for each in node.parts):
        return "".join(map(str, node.parts))
    if isinstance(node, (Listed, Object)):
        return []
    return node.value if isinstance(node, Literal) else UNKNOWN


def planned(path: str) -> dict[str, Any]:
    """The variables of a plan.  Raises click.UsageError where it is none."""
    try:
        found = mapping(json.loads(read_text(path)))
    except (PolicyError, ValueError) as error:
        raise click.UsageError(f"{path} is no plan: {error}") from None
    if found.keys().isdisjoint(("variables", "format_version")):
        raise click.UsageError(f"{path} is no plan, as `terraform show -json` prints one")
    variables = mapping(found.get("variables"))
    return {name: mapping(each).get("value") for name, each in variables.items()}


def mapping(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}

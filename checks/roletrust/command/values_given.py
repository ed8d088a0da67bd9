"""Values that a command line gives: variables of Terraform, parameters of templates, and whatever else is open."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, NamedTuple

import click

from roletrust.command.passing import passing_folder

Command = Callable[..., None]


class Values(NamedTuple):
    """`parameters`: of templates; `holes`: by the name of what is open; `variables`: the names of Terraform's."""

    parameters: Mapping[str, str] = MappingProxyType({})
    holes: Mapping[str, str] = MappingProxyType({})
    variables: tuple[str, ...] = ()


def values_options(command: Command) -> Command:
    """The options, for a command whose function takes `var_files`, those given by name among them, and `values`."""

    @click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="As Terraform's; repeatable.")
    @click.option("--var-file", "var_files", multiple=True, type=click.Path(exists=True), help="Likewise.")
    @click.option(
        *("--parameters", "parameters"),
        multiple=True,
        metavar="NAME=VALUE|FILE",
        help="Of CloudFormation's templates: one, or a JSON file as `aws cloudformation deploy` takes it; repeatable.",
    )
    @click.option("--set", "holes", multiple=True, metavar="NAME=VALUE", help="What is open under a name; repeatable.")
    @wraps(command)
    def with_values(
        *words: Any,
        variables: tuple[str, ...],
        var_files: tuple[str, ...],
        parameters: tuple[str, ...],
        holes: tuple[str, ...],
        **options: Any,
    ) -> None:
        named = dict(map(pair, variables))  # the last of several is Terraform's, too
        files = (*var_files, *([variables_file(named)] if named else []))
        known = {name: value for each in parameters for name, value in parameters_in(each)}
        command(*words, var_files=files, values=Values(known, dict(map(pair, holes)), tuple(named)), **options)

    return with_values


def pair(written: str) -> tuple[str, str]:
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise click.UsageError(f"`{written}` is not of the form NAME=VALUE")
    return name, value


def variables_file(variables: Mapping[str, str]) -> str:
    """A variable file with what `--var` gives, by name, for as long as the command runs."""
    folder = passing_folder()
    path = os.path.join(folder, "command-line.tfvars")
    with open(path, "w", encoding="utf-8") as file:
        for name, value in variables.items():
            # As Terraform does where the variable's type is no text; a text that looks so is rare.
            written = value if value[:1] in ("[", "{") else json.dumps(value).replace("${", "$${").replace("%{", "%%{")
            file.write(f"{name} = {written}\n")
    return path


def parameters_in(given: str) -> list[tuple[str, str]]:
    """Out of `NAME=VALUE`, or a file: a JSON object, a list of `ParameterKey` and `ParameterValue`, or of `NAME=VALUE`.

    AWS CLI, "cloudformation deploy": https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
    """
    if not os.path.isfile(given):
        if "=" not in given:
            raise click.UsageError(f"`{given}` is no file, and not of the form NAME=VALUE")
        return [pair(given)]
    try:
        with open(given, encoding="utf-8-sig") as file:
            data = json.load(file)
        if isinstance(data, dict):
            return [(str(name), str(value)) for name, value in data.get("Parameters", data).items()]
        return [
            pair(each) if isinstance(each, str) else (str(each["ParameterKey"]), str(each["ParameterValue"]))
            for each in data
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise click.UsageError(f"{given} holds no parameters of CloudFormation: {error}") from None

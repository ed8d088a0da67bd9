"""`roletrust diagnose`: from a refused call to its cause, and to the call as it should have been."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence

import click

from roletrust.command.asking import caller_of, context_given
from roletrust.command.roles_given import every_role, parted, var_files_option
from roletrust.diagnosis.error_text import refusals_in
from roletrust.diagnosis.forms.every import calls
from roletrust.diagnosis.forms.given import Given
from roletrust.replying.diagnosing import Among, Told, in_data, lines_of, told_of
from roletrust.replying.roles import read

LARGEST = 4_000_000  # characters of an error that is read


@click.command("diagnose")
@click.argument("error", default="-", metavar="[FILE|-]")
@click.option("--role", "target", default="", metavar="FILE[:ROLE]", help="The role's policy, or a directory with it.")
@click.option("--call", "call", default="", metavar="FILE|TEXT", help="What made the call: a file, or the command.")
@click.option("--as", "caller", default="", metavar="ARN", help="Who called, where the message does not say it.")
@click.option("--external-id", default=None, help="The external id that was sent; '' for an empty one.")
@click.option("--with", "carried", multiple=True, metavar="KEY=VALUE", help="A context key of the request; repeatable.")
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@var_files_option
def command(
    error: str,
    target: str,
    call: str,
    caller: str,
    external_id: str | None,
    carried: tuple[str, ...],
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
    among = roles_among(target, var_files) if target else None
    told = [each for refusal in refusals for each in told_of(refusal, among, given, folder, sent)]
    as_json = output_format == "json"
    click.echo(json.dumps(in_data(told), indent=2, ensure_ascii=False) if as_json else "\n".join(in_text(told)))
    raise click.exceptions.Exit(1)


def text_of(path: str) -> str:
    """The text of the file, or of standard input.  Raises click.UsageError where there is none such."""
    if path == "-":
        return sys.stdin.read(LARGEST)
    if not os.path.isfile(path):
        raise click.UsageError(f"no such file: {path}")
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read(LARGEST)


def roles_among(target: str, var_files: Sequence[str]) -> Among:
    """The roles in the file or directory of `FILE[:ROLE]`.  Raises click.UsageError where there is none such."""
    path, wanted = parted(target)
    return Among(path, [each for each in map(read, every_role([path], var_files)) if each], wanted)


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


def in_text(told: Sequence[Told]) -> Iterator[str]:
    for number, each in enumerate(told):
        yield from [""] if number else []
        yield from lines_of(each)

"""What only a person knows, as a command line gives it: the options of all that repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import click

from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.fixing.supplied import Supplied

Command = Callable[..., None]
NO_ID = "no external id: 2 to 1,224 letters, digits and _+=,.@:/-"


def supplied_options(command: Command) -> Command:
    """The options, for a command whose function takes `supplied`."""

    @click.option(
        "--external-id", "ids", multiple=True, metavar="[ACCOUNT=]ID", help="The external id that its owner gave you."
    )
    @click.option("--generate", is_flag=True, help="Make external ids of 128 random bits, one for each account.")
    @click.option(
        "--pin", "pins", multiple=True, metavar="ARN", help="The role or user of an account that needs the role."
    )
    @click.option(
        "--subject", "subjects", multiple=True, metavar="SUB", help="The subject of the tokens that are meant."
    )
    @click.option("--value", "values", multiple=True, metavar="KEY=VALUE", help="The value of another condition key.")
    @click.option("--account", default="", metavar="ID", help="The account that holds the roles.")
    @wraps(command)
    def with_supplied(
        *words: Any,
        ids: tuple[str, ...],
        generate: bool,
        pins: tuple[str, ...],
        subjects: tuple[str, ...],
        values: tuple[str, ...],
        account: str,
        **options: Any,
    ) -> None:
        supplied = Supplied(of_ids(ids), generate, pins, subjects, of_values(values), account)
        command(*words, supplied=supplied, **options)

    return with_supplied


def of_ids(given: Iterable[str]) -> dict[str, str]:
    """By account; '' for whichever.  Raises click.UsageError where one is no external id."""
    found: dict[str, str] = {}
    for each in given:
        account, equals, value = each.partition("=")
        whose, said = (account, value) if equals and account.isdigit() and len(account) == 12 else ("", each)
        if not legal_external_id(said):
            raise click.UsageError(f"what --external-id gives is {NO_ID}")
        found[whose] = said
    return found


def of_values(given: Iterable[str]) -> dict[str, Sequence[str]]:
    """By condition key, in lower case.  Raises click.UsageError where one is not of the form."""
    found: dict[str, tuple[str, ...]] = {}
    for each in given:
        key, equals, value = each.partition("=")
        if not equals or not key or not value:
            raise click.UsageError(f"`{each}` is not of the form KEY=VALUE")
        found[key.lower()] = (*found.get(key.lower(), ()), value)
    return dict(found)

"""Statements, conditions and requests in plain words, as the command and the page tell them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from roletrust.engine.decision.authorizer import TurnedAway
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.request import Free, Request, Values
from roletrust.engine.text import Value, is_fresh
from roletrust.telling.finding import printable

MOST = 6  # values of a list that are told one by one


def condition(each: Condition) -> str:
    """``StringEquals sts:ExternalId "7f9c"``"""
    values = listed(quoted(value) for value in each.values) if each.values else "(an empty list)"
    return f"{each.operator} {each.key} {values}"


def conditions(statement: Statement) -> str:
    return " and ".join(map(condition, statement.conditions)) or "nothing"


def listed(words: Iterable[str]) -> str:
    """`a, b or c`, of a long list the first few and how many more."""
    every = list(words)
    if len(every) > MOST:
        every = [*every[: MOST - 1], f"{len(every) - MOST + 1} more"]
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} or {every[-1]}" if every else "nobody"


def quoted(value: Value) -> str:
    return f'"{value}"'


def principals(statement: Statement) -> str:
    """Whom a statement is for."""
    if statement.negated_principals:
        return "everybody but " + listed(str(each.value) for each in statement.principals)
    return listed(whom(each.kind, each.value) for each in statement.principals)


def whom(kind: str, value: Value) -> str:
    if kind == "Service":
        return f"service {value}"
    if kind == "Federated":
        return f"tokens or assertions of {value}"
    if value == "*":
        return "every AWS account"
    text = str(value)
    account = text if text.isdigit() else text.split(":")[4] if text.endswith(":root") and text.count(":") == 5 else ""
    return f"account {account} (any user or role)" if account else text


def request(each: Request) -> str:
    """One request: who calls, and what it carries."""
    arn, session = each.caller.arn, each.caller.session
    who = f"{each.caller.kind.value} {arn}" + (f", session {session}" if session and not is_fresh(session) else "")
    carried = [f"{key} = {given(values)}" for key, values in sorted(each.context.items())]
    return f"{each.action} by {who}" + (f", with {', '.join(carried)}" if carried else "")


def given(values: Values) -> str:
    return "any value" if isinstance(values, Free) else listed(map(quoted, values))


def turned_away(away: TurnedAway, asked: Request) -> str:
    """Why a statement did not apply: what it wants, and what was sent."""
    element = away.element
    if isinstance(element, Condition):
        sent = {key.lower(): values for key, values in asked.context.items()}.get(element.key.lower())
        told = f"{given(sent)} was sent" if sent is not None else "it was not sent"
        return f"{away.statement.label} wants {condition(element)}; {told}"
    if element == "principal":
        return f"{away.statement.label} is for {principals(away.statement)}"
    return f"{away.statement.label} is about {listed(str(each) for each in away.statement.actions)}"


def in_cell(text: str) -> str:
    """`text` in a cell of a Markdown table, as code: no name in a policy makes a link, a mention or a column of it."""
    inside = printable(text).replace("|", "\\|")
    fence = "`" * (1 + max(map(len, re.findall("`+", inside)), default=0))
    return f"{fence}{inside}{fence}" if len(fence) == 1 else f"{fence} {inside} {fence}"

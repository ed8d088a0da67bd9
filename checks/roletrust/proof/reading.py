"""A policy's conditions taken apart, as docs/semantics.md reads them: operators, variables, wildcards."""

from __future__ import annotations

import re
from typing import NamedTuple, Union

from roletrust.engine.text import Hole, Text, Value

STRINGS = {  # negated, ignores case, knows wildcards
    "stringequals": (False, False, False),
    "stringnotequals": (True, False, False),
    "stringequalsignorecase": (False, True, False),
    "stringnotequalsignorecase": (True, True, False),
    "stringlike": (False, False, True),
    "stringnotlike": (True, False, True),
}
ARNS = {"arnequals": False, "arnlike": False, "arnnotequals": True, "arnnotlike": True}
ORDERS = {
    "equals": "=",
    "notequals": "=",
    "lessthan": "<",
    "lessthanequals": "<=",
    "greaterthan": ">",
    "greaterthanequals": ">=",
}
OTHERS = ("bool", "binaryequals", "ipaddress", "notipaddress", "null")
WRITTEN = re.compile(r"(forallvalues:|foranyvalue:)?([a-z]+?)(ifexists)?\Z")
PLACEHOLDER = re.compile(r"\$\{([^{}]*)\}")
NAMED = re.compile(r"([^\s,':]+:[^,']*[^\s,'])(?:, '([^']*)')?\Z")


class Unsupported(Exception):
    """The translator has no words for it; the message says for what."""


class Operator(NamedTuple):
    """An operator as written, taken apart; `base` in lower case."""

    base: str
    quantifier: str = ""  # "all", "any"
    if_exists: bool = False

    @property
    def negated(self) -> bool:
        if self.base in STRINGS:
            return STRINGS[self.base][0]
        return ARNS.get(self.base, False) or self.base in ("notipaddress", "numericnotequals", "datenotequals")

    @property
    def takes_variables(self) -> bool:
        return self.base in STRINGS or self.base in ARNS


def operator(written: str) -> Operator | None:
    """None where IAM has no such operator."""
    parts = WRITTEN.match(written.lower())
    if not parts:
        return None
    base = parts.group(2)
    ordered = any(base == family + order for family in ("numeric", "date") for order in ORDERS)
    if not (base in STRINGS or base in ARNS or base in OTHERS or ordered):
        return None
    quantifier = {None: "", "forallvalues:": "all", "foranyvalue:": "any"}[parts.group(1)]
    return Operator(base, quantifier, parts.group(3) is not None)


class Star(NamedTuple):
    """`*` (`many`) or `?`, where it stands for other characters."""

    many: bool


class Variable(NamedTuple):
    """A policy variable: its key (lower case), and its default."""

    key: str
    default: str | None = None


Piece = Union[str, Star, Variable, Hole]  # a text is never empty


def pieces(value: Value, wild: bool, variables: bool) -> tuple[Piece, ...]:
    """The value taken apart.  `wild`: `*` and `?` stand for others; `variables`: `${...}` are policy variables.

    Raises Unsupported where a placeholder is no variable.
    """
    parts = value.parts if isinstance(value, Text) else (value,)
    found: list[Piece] = []
    for part in parts:
        if isinstance(part, Hole):
            found.append(part)
        elif variables:
            for at, run in enumerate(PLACEHOLDER.split(part)):
                found += _variable(run) if at % 2 else _plain(run, wild, open_ended=True)
        else:
            found += _plain(part, wild, open_ended=False)
    return tuple(_joined(found))


def _variable(inside: str) -> list[Piece]:
    if inside in ("*", "?", "$"):
        return [inside]
    named = NAMED.match(inside)
    if not named:
        raise Unsupported(f"the variable ${{{inside}}}")
    return [Variable(named.group(1).lower(), named.group(2))]


def _plain(text: str, wild: bool, open_ended: bool) -> list[Piece]:
    if open_ended and "${" in text:
        raise Unsupported(f"a variable that never ends: {text}")
    if not wild:
        return [text] if text else []
    return [Star(each == "*") if each in "*?" else each for each in re.split(r"([*?])", text) if each]


def _joined(found: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for each in found:
        if isinstance(each, str) and joined and isinstance(joined[-1], str):
            joined[-1] += each
        else:
            joined.append(each)
    return joined


def fields(found: tuple[Piece, ...]) -> list[tuple[Piece, ...]]:
    """An ARN's pieces cut at its first five colons; fewer than six where it has not as many."""
    cut: list[list[Piece]] = [[]]
    for each in found:
        if isinstance(each, str):
            first, *more = each.split(":", 6 - len(cut))
            if first:
                cut[-1].append(first)
            cut.extend([part] if part else [] for part in more)
        else:
            cut[-1].append(each)
    return [tuple(each) for each in cut]

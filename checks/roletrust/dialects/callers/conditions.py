"""Expressions of GitHub Actions and Azure Pipelines, as far as what they name is known.

Source: GitHub Docs, "Evaluate expressions in workflows and actions": operators, `&&` and `||` give an operand, texts
are compared whatever their case, false, 0 and '' are false; Microsoft Learn, "Expressions": `eq`, `ne`, `and`, `or`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, Union

from roletrust.dialects.callers.written import Written
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole, Text

LONGEST = 2_000
DEEPEST = 30
TOKEN = re.compile(r"\s*(?:'((?:[^']|'')*)'|(-?\d[\w.]*)|([A-Za-z_][\w-]*)|(==|!=|<=|>=|&&|\|\||[!<>().,\[\]*]))")
VARIES = ("github", "steps", "needs", "job", "runner", "strategy")  # from one run to the next


class Open(NamedTuple):
    """A value that is not known.  `truth`: whether it counts as true, where that is.

    `varies`: it is another from run to run, so that either may be counted on to come.
    """

    truth: bool | None = None
    varies: bool = False


class Unread(NamedTuple):
    """Stands for variables that a file sets which is not at hand."""

    source: Source


Result = Union[str, bool, Text, Open]
Lookup = Callable[[tuple[str, ...]], Result]


class Malformed(Exception):
    """It is no expression that is read here."""


def evaluated(expression: str, lookup: Lookup) -> Result:
    """What `expression` comes to; `lookup`: what a name with its fields holds.  Raises nothing."""
    try:
        return Parser(expression, lookup).whole()
    except Malformed:
        return Open()


def truth(value: Result) -> bool | None:
    if isinstance(value, Open):
        return value.truth
    if isinstance(value, Text):
        return True if any(isinstance(part, str) for part in value.parts) else None
    return bool(value)


def varies(value: Result) -> bool:
    """Whether what is not known of `value`, if anything, is another from run to run."""
    return value.varies if isinstance(value, Open) else not isinstance(value, Text)


def either(left: Result, right: Result) -> Result:
    """`left || right`"""
    known = truth(left)
    if known is not None:
        return left if known else right
    return Open(True) if truth(right) else Open(None, varies(left) and varies(right))


def both(left: Result, right: Result) -> Result:
    """`left && right`"""
    known = truth(left)
    if known is not None:
        return right if known else left
    return Open(False) if truth(right) is False else Open(None, varies(left) and varies(right))


def negated(value: Result) -> Result:
    known = truth(value)
    return Open(None, varies(value)) if known is None else not known


def equal(left: Result, right: Result) -> Result:
    if isinstance(left, bool) and isinstance(right, bool):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    return Open(None, varies(left) and varies(right) and (isinstance(left, Open) or isinstance(right, Open)))


class Parser:
    def __init__(self, expression: str, lookup: Lookup) -> None:
        self.lookup, self.at, self.depth = lookup, 0, 0
        self.tokens: list[tuple[str, str]] = []  # kind (text, number, name, sign) and what it says
        at, text = 0, expression.strip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found or len(text) > LONGEST:
                raise Malformed
            kind = ("text", "number", "name", "sign")[(found.lastindex or 1) - 1]
            self.tokens.append((kind, found[found.lastindex or 1]))
            at = found.end()

    def whole(self) -> Result:
        found = self.alternatives()
        if self.at < len(self.tokens):
            raise Malformed
        return found

    def sign(self, *signs: str) -> str:
        """The next token, if it is one of `signs`, which is passed then; else ''."""
        kind, said = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "sign" or said not in signs:
            return ""
        self.at += 1
        return said

    def alternatives(self) -> Result:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Malformed
        found = self.conjunction()
        while self.sign("||"):
            found = either(found, self.conjunction())
        self.depth -= 1
        return found

    def conjunction(self) -> Result:
        found = self.comparison()
        while self.sign("&&"):
            found = both(found, self.comparison())
        return found

    def comparison(self) -> Result:
        found = self.unary()
        while sign := self.sign("==", "!=", "<", ">", "<=", ">="):
            right = self.unary()
            same = equal(found, right) if sign in ("==", "!=") else Open(None, varies(found) and varies(right))
            found = negated(same) if sign == "!=" else same
        return found

    def unary(self) -> Result:
        if self.sign("!"):
            self.depth += 1
            if self.depth > DEEPEST:
                raise Malformed
            found = negated(self.unary())
            self.depth -= 1
            return found
        if self.sign("("):
            found = self.alternatives()
            if not self.sign(")"):
                raise Malformed
            return found
        return self.operand()

    def operand(self) -> Result:
        kind, said = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        self.at += 1
        if kind == "text":
            return said.replace("''", "'")
        if kind == "number":
            return Open()
        if kind != "name":
            raise Malformed
        if self.sign("("):
            return called(said.lower(), self.arguments())
        if said.lower() in ("true", "false"):
            return said.lower() == "true"
        return self.named(said)

    def arguments(self) -> list[Result]:
        found: list[Result] = []
        while not self.sign(")"):
            if found and not self.sign(","):
                raise Malformed
            found.append(self.alternatives())
        return found

    def named(self, name: str) -> Result:
        path = [name]
        exact = True
        while sign := self.sign(".", "["):
            kind, said = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
            if sign == "." and (kind == "name" or said == "*"):
                self.at += 1
                exact = exact and kind == "name"
            else:
                known = self.alternatives() if sign == "[" else Open()
                if not self.sign("]"):
                    raise Malformed
                exact, said = exact and isinstance(known, str), str(known)
            path.append(said)
        if not exact:
            return Open(None, name.lower() in VARIES)
        return self.lookup(tuple(path))


def called(name: str, arguments: list[Result]) -> Result:
    if name in ("and", "or") and arguments:
        found = arguments[0]
        for each in arguments[1:]:
            found = both(found, each) if name == "and" else either(found, each)
        return found
    if name == "not" and len(arguments) == 1:
        return negated(arguments[0])
    if name in ("eq", "ne") and len(arguments) == 2:
        same = equal(*arguments)
        return negated(same) if name == "ne" else same
    return Open(None, all(varies(each) for each in arguments))


def azure_truth(condition: str, parameters: Mapping[str, Tree]) -> Open:
    """Whether a condition of a template holds, and whether that varies from run to run."""

    def lookup(path: tuple[str, ...]) -> Result:
        if path[0] != "parameters":
            return Open(None, True)
        value = parameters.get(path[1]) if len(path) == 2 else None
        if not isinstance(value, Written) or "${{" in value or isinstance(value, Hole):
            return Open()
        return value.lower() == "true" if value.lower() in ("true", "false") else str(value)

    found = evaluated(condition, lookup)
    return Open(truth(found), varies(found))

"""The same expressions as Checkov's own `hcl2` reads them: the twin that the reader of HCL is compared with.

It knows no precedence and cannot read every valid text, and its lexer is exponential on some; where it reads a text at
all, it says the same on the same lines.  What stands between quotes or heredoc marks is compared as it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hcl2.parser import Hcl2
from lark import Token
from lark import Tree as Parsed

from roletrust.dialects.hcl.syntax.nodes import (
    Access,
    Attr,
    Binary,
    Call,
    Conditional,
    For,
    Index,
    Literal,
    Node,
    Object,
    Reference,
    Sequence,
    Splat,
    Step,
    Unary,
)

CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_PRECEDENCE = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5}
_TIGHTEST = 6  # `*`, `/`, `%`


class Converter:
    """Turns parse trees of one text into nodes; `base` is added to their lines."""

    def __init__(self, base: int, text: str) -> None:
        self.base = base
        self.text = text

    def node(self, parsed: Any) -> Node:
        while isinstance(parsed, Parsed) and parsed.data == "expr_term":
            parsed = parsed.children[0]
        if isinstance(parsed, Token):
            return self._string(parsed)
        return _CONVERT[parsed.data](self, parsed)

    def line(self, parsed: Any) -> int:
        return int(getattr(parsed.meta, "line", 1)) + self.base

    def last(self, parsed: Any) -> int:
        return int(getattr(parsed.meta, "end_line", 1)) + self.base

    def _string(self, token: Token) -> Node:
        raw, line = str(token)[1:-1], (token.line or 1) + self.base
        return Literal(("text", raw) if set("\\$%") & set(raw) else raw, line)

    def _identifier(self, parsed: Any) -> Node:
        name = name_of(parsed)
        if name in CONSTANTS:
            return Literal(CONSTANTS[name], self.line(parsed))
        return Reference(name, [], self.line(parsed))

    def _number(self, parsed: Any) -> Node:
        digits = "".join(str(child) for child in parsed.children)
        if parsed.data == "int_lit":
            return Literal(int(digits) if len(digits) < 300 else digits, self.line(parsed))
        return Literal(float(digits), self.line(parsed))

    def _chain(self, parsed: Any) -> Node:
        pending: list[Any] = []
        line = self.line(parsed)
        while isinstance(parsed, Parsed) and (parsed.data in _STEPS or parsed.data == "expr_term"):
            if parsed.data in _STEPS:
                pending.append(parsed.children[1])
            parsed = parsed.children[0]
        steps = [step for each in reversed(pending) for step in self._steps(each)]
        target = self.node(parsed)
        if isinstance(target, Reference):
            return Reference(target.name, target.steps + steps, line)
        return Access(target, steps, line)

    def _steps(self, parsed: Any) -> list[Step]:
        if parsed.data == "get_attr":
            return [Attr(name_of(parsed.children[0]))]
        if parsed.data == "index":
            first = parsed.children[0]
            if isinstance(first, Token):
                return [Index(Literal(int("".join(map(str, parsed.children))), self.line(parsed)))]
            return [Index(self.node(first))]
        inner = [step for each in parsed.children for step in self._steps(each)]
        if parsed.data == "full_splat":
            return [Splat(inner)]
        count = next((n for n, step in enumerate(inner) if not isinstance(step, Attr)), len(inner))
        return [Splat(inner[:count]), *inner[count:]]

    def _call(self, parsed: Any) -> Node:
        name, *rest = parsed.children
        return self._called(name_of(name), rest, self.line(parsed))

    def _called(self, name: str, given: list[Any], line: int) -> Node:
        if not given:
            return Call(name, [], False, line)
        arguments = given[0]
        args = [self.node(each) for each in arguments.children]
        spread = False
        if args:
            tail = self.text[arguments.children[-1].meta.end_pos : arguments.meta.end_pos]
            spread = tail.lstrip().startswith("...")
        return Call(name, args, spread, line)

    def _provider_call(self, parsed: Any) -> Node:
        names = [name_of(each) for each in parsed.children if getattr(each, "data", "") == "identifier"]
        given = [each for each in parsed.children if getattr(each, "data", "") == "arguments"]
        return self._called("::".join(names), given, self.line(parsed))

    def _conditional(self, parsed: Any) -> Node:
        predicate, then, otherwise = (self.node(each) for each in parsed.children)
        return Conditional(predicate, then, otherwise, self.line(parsed))

    def _unary(self, parsed: Any) -> Node:
        return Unary(str(parsed.children[0]), self.node(parsed.children[1]), self.line(parsed))

    def _binary(self, parsed: Any) -> Node:
        """hcl2 nests to the right and swallows a following `? :`; both are undone here."""
        operands: list[Any] = []
        operators: list[str] = []
        branches: list[Any] = []
        rest = parsed
        while True:
            if isinstance(rest, Parsed) and rest.data == "binary_op":
                left, term = rest.children
                operands.append(left)
                operators.append(str(term.children[0].children[0]))
                rest = term.children[1]
            elif isinstance(rest, Parsed) and rest.data == "conditional":
                branches = rest.children[1:]
                rest = rest.children[0]
            else:
                operands.append(rest)
                break
        line = self.line(parsed)
        whole = _grouped([self.node(each) for each in operands], operators, line)
        if branches:
            return Conditional(whole, self.node(branches[0]), self.node(branches[1]), line)
        return whole

    def _tuple(self, parsed: Any) -> Node:
        return Sequence([self.node(each) for each in parsed.children], self.line(parsed))

    def _object(self, parsed: Any) -> Node:
        items = []
        for element in parsed.children:
            key, value = element.children[0], element.children[-1]
            bare = isinstance(key, Parsed) and key.data == "identifier"
            items.append((Literal(name_of(key), self.line(key)) if bare else self.node(key), self.node(value)))
        return Object(items, self.line(parsed), self.last(parsed))

    def _heredoc(self, parsed: Any) -> Node:
        return Literal(("text", str(parsed.children[0])), self.line(parsed) + 1)

    def _for(self, parsed: Any) -> Node:
        intro, *rest = (each for each in parsed.children if isinstance(each, Parsed))
        *identifiers, collection = (each for each in intro.children if isinstance(each, Parsed))
        names = [name_of(each) for each in identifiers]
        conditions = [each for each in rest if each.data == "for_cond"]
        results = [self.node(each) for each in rest if each.data != "for_cond"]
        return For(
            key=names[0] if len(names) == 2 else "",
            name=names[-1],
            collection=self.node(collection),
            result_key=results[0] if parsed.data == "for_object_expr" else None,
            result=results[-1],
            condition=self.node(conditions[0].children[-1]) if conditions else None,
            grouped=any(isinstance(each, Token) and each == "..." for each in parsed.children),
            line=self.line(parsed),
            last=self.last(parsed),
        )


_STEPS = {"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"}
_CONVERT: dict[str, Callable[[Converter, Any], Node]] = {
    "identifier": Converter._identifier,
    "int_lit": Converter._number,
    "float_lit": Converter._number,
    **dict.fromkeys(_STEPS, Converter._chain),
    "function_call": Converter._call,
    "provider_function_call": Converter._provider_call,
    "conditional": Converter._conditional,
    "unary_op": Converter._unary,
    "binary_op": Converter._binary,
    "tuple": Converter._tuple,
    "object": Converter._object,
    "heredoc_template": Converter._heredoc,
    "heredoc_template_trim": Converter._heredoc,
    "for_tuple_expr": Converter._for,
    "for_object_expr": Converter._for,
}


def _grouped(operands: list[Node], operators: list[str], line: int) -> Node:
    """Left-associative grouping by precedence, with two stacks."""
    values, pending = [operands[0]], list[str]()

    def fold() -> None:
        right, left = values.pop(), values.pop()
        values.append(Binary(pending.pop(), left, right, line))

    for operator, operand in zip(operators, operands[1:], strict=True):
        rank = _PRECEDENCE.get(operator, _TIGHTEST)
        while pending and _PRECEDENCE.get(pending[-1], _TIGHTEST) >= rank:
            fold()
        pending.append(operator)
        values.append(operand)
    while pending:
        fold()
    return values[0]


def name_of(identifier: Any) -> str:
    """The text of an identifier."""
    return str(identifier.children[0]) if isinstance(identifier, Parsed) else str(identifier)


def parsed(text: str, line: int) -> Node:
    """The expression `text`, which begins on `line`.  Raises LarkError."""
    written = f"x = {text}\n"
    start: Any = Hcl2.lark_parser.parse(written)  # the method exists once the grammar is loaded
    return Converter(line - 1, written).node(start.children[-1].children[0].children[1])

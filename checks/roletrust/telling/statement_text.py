"""A whole statement as text, in each dialect."""

from __future__ import annotations

import re
from textwrap import indent

from roletrust.engine.policy.document import Condition, Statement
from roletrust.telling.condition_text import OBJECTS, Grouped, hcl_block, one_or_list
from roletrust.telling.subject import Dialect
from roletrust.telling.value_text import Write, hcl_list

LAYOUTS = {
    Dialect.HCL_OBJECT: '{{\n  Effect    = "{}"\n  Principal = {{ {} }}\n  {} = {}\n{}\n}}',
    Dialect.JSON: '{{\n  "Effect": "{}",\n  "Principal": {{{}}},\n  "{}": {},\n{}\n}}',
    Dialect.CFN_YAML: "- Effect: {}\n  Principal:\n    {}\n  {}: {}\n{}",
}
LAYOUTS[Dialect.CFN_JSON] = LAYOUTS[Dialect.JSON]
LAYOUTS[Dialect.YAML] = LAYOUTS[Dialect.CFN_YAML]
PAIRS = {Dialect.HCL_OBJECT: ("{} = {}", ", "), Dialect.CFN_YAML: ("{}: {}", "\n    ")}
PAIRS[Dialect.YAML] = PAIRS[Dialect.CFN_YAML]


PRINCIPALS = {
    Dialect.HCL_OBJECT: "Principal = {{ {} }}",
    Dialect.JSON: '"Principal": {{{}}}',
    Dialect.CFN_JSON: '"Principal": {{{}}}',
    Dialect.YAML: "Principal:\n  {}",
    Dialect.CFN_YAML: "Principal:\n  {}",
}


def principals_text(statement: Statement, dialect: Dialect, write: Write) -> str:
    """Its principals as the element, or the blocks, that they are."""
    if dialect is Dialect.HCL_DOCUMENT:
        return "\n".join(principal_blocks(statement, write))
    pair, between = PAIRS.get(dialect, ('"{}": {}', ", "))
    written = [pair.format(kind, one_or_list(values)) for kind, values in by_kind(statement, write).items()]
    return PRINCIPALS[dialect].format(between.replace("    ", "  ").join(written))


def principal_blocks(statement: Statement, write: Write) -> list[str]:
    return [
        f'principals {{\n  type        = "{kind}"\n  identifiers = {hcl_list(written)}\n}}'
        for kind, written in by_kind(statement, write).items()
    ]


def object_text(statement: Statement, grouped: Grouped, dialect: Dialect, write: Write) -> str:
    """An object for a list of statements, with the conditions `grouped`."""
    pair, between = PAIRS.get(dialect, ('"{}": {}', ", "))
    principals = [pair.format(kind, one_or_list(written)) for kind, written in by_kind(statement, write).items()]
    name = "NotAction" if statement.negated_actions else "Action"
    layout = LAYOUTS[dialect] if grouped else re.sub(r",?\n\{\}", "", LAYOUTS[dialect])
    return layout.format(
        statement.effect.value,
        between.join(principals),
        name.ljust(9) if dialect is Dialect.HCL_OBJECT else name,
        one_or_list([*map(write, statement.actions)]),
        indent(OBJECTS[dialect](grouped, write), "  "),
    )


def block_text(statement: Statement, conditions: tuple[Condition, ...], write: Write) -> str:
    """A `statement` block for a data document, with `conditions`."""
    actions = f"[{', '.join(map(write, statement.actions))}]"
    name, effect = ("not_actions", "effect     ") if statement.negated_actions else ("actions", "effect ")
    blocks = [*principal_blocks(statement, write), *(hcl_block(condition, write) for condition in conditions)]
    head = f'  {effect} = "{statement.effect.value}"\n  {name} = {actions}\n\n'
    return "statement {\n" + head + "\n\n".join(indent(block, "  ") for block in blocks) + "\n}"


def by_kind(statement: Statement, write: Write) -> dict[str, list[str]]:
    """The principals, written, by kind; a bare star is everyone of AWS."""
    found: dict[str, list[str]] = {}
    for principal in statement.principals:
        kind = "AWS" if principal.kind == "*" else principal.kind
        found.setdefault(kind, []).append(write(principal.value))
    return found

"""A `Condition` as text, in each dialect.  In go values by operator, then by key, and what writes a value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence

from roletrust.engine.policy.document import Condition
from roletrust.engine.text import Value
from roletrust.telling.subject import Dialect
from roletrust.telling.value_text import Write, hcl_key, hcl_list

PLAIN_KEY = re.compile(r"[A-Za-z][\w/-]*(:[\w/-]+)*\Z", re.ASCII)

Grouped = dict[str, dict[str, tuple[Value, ...]]]


def hcl_block(condition: Condition, write: Write) -> str:
    values = hcl_list([write(value) for value in condition.values])
    return (
        "condition {\n"
        f"  test     = {write(condition.operator)}\n"
        f"  variable = {hcl_key(condition.key)}\n"
        f"  values   = {values}\n"
        "}"
    )


def hcl_object(grouped: Grouped, write: Write) -> str:
    lines = ["Condition = {"]
    for operator, keys in grouped.items():
        name = operator if ":" not in operator else write(operator)
        lines += [
            f"  {name} = {{",
            *(f"    {hcl_key(key)} = {one_or_list([*map(write, keys[key])])}" for key in keys),
            "  }",
        ]
    return "\n".join([*lines, "}"])


def one_or_list(written: Sequence[str]) -> str:
    return written[0] if len(written) == 1 else hcl_list(written)


def json_object(grouped: Grouped, write: Write) -> str:
    operators = []
    for operator, keys in grouped.items():
        inner = ",\n".join(f"    {json.dumps(key)}: {one_or_many(map(write, keys[key]))}" for key in keys)
        operators.append(f"  {json.dumps(operator)}: {{\n{inner}\n  }}")
    return '"Condition": {\n' + ",\n".join(operators) + "\n}"


def yaml_object(grouped: Grouped, write: Write) -> str:
    lines = ["Condition:"]
    for operator, keys in grouped.items():
        lines.append(f"  {yaml_key(operator)}:")
        lines += [f"    {yaml_key(key)}: {one_or_many(map(write, values))}" for key, values in keys.items()]
    return "\n".join(lines)


def yaml_key(key: str) -> str:
    plain = PLAIN_KEY.match(key) and key != "Null"  # which is the operator only in quotes
    return key if plain else json.dumps(key, ensure_ascii=False)


def one_or_many(values: Iterable[str]) -> str:
    written = list(values)
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"


OBJECTS: dict[Dialect, Callable[[Grouped, Write], str]] = {
    Dialect.HCL_OBJECT: hcl_object,
    Dialect.JSON: json_object,
    Dialect.YAML: yaml_object,
    Dialect.CFN_YAML: yaml_object,
    Dialect.CFN_JSON: json_object,
}

"""A `Condition` as text, in each dialect.  In go values by operator, then by key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from roletrust.adapters.value_text import HCL_REFERENCE, cfn, hcl, quoted
from roletrust.engine.document import Condition
from roletrust.engine.text import Value

TEMPLATED = (".tf", ".tofu", ".tf.json", ".tpl", ".tftpl")  # files in which Terraform reads `${`
PLAIN_KEY = re.compile(r"[A-Za-z][\w/-]*(:[\w/-]+)*\Z", re.ASCII)

Grouped = dict[str, dict[str, tuple[Value, ...]]]


def hcl_block(condition: Condition) -> str:
    values = ", ".join(hcl(value) for value in condition.values)
    return (
        "condition {\n"
        f"  test     = {hcl(condition.operator)}\n"
        f"  variable = {hcl(condition.key)}\n"
        f"  values   = [{values}]\n"
        "}"
    )


def hcl_object(grouped: Grouped, file: str) -> str:
    lines = ["Condition = {"]
    for operator, keys in grouped.items():
        name = operator if ":" not in operator else hcl(operator)
        lines += [f"  {name} = {{", *(f"    {hcl(key)} = {one_or_many(map(hcl, keys[key]))}" for key in keys), "  }"]
    return "\n".join([*lines, "}"])


def json_text(grouped: Grouped, file: str) -> str:
    if file.endswith(TEMPLATED):
        return json_object(grouped, lambda value: quoted(value, HCL_REFERENCE, "$${"))
    return json_object(grouped, lambda value: quoted(value, None, "${"))


def cfn_json(grouped: Grouped, file: str) -> str:
    return json_object(grouped, lambda value: cfn(value, '{{"Fn::Sub": {}}}'))


def json_object(grouped: Grouped, write: Callable[[Value], str]) -> str:
    operators = []
    for operator, keys in grouped.items():
        inner = ",\n".join(f"    {json.dumps(key)}: {one_or_many(map(write, keys[key]))}" for key in keys)
        operators.append(f"  {json.dumps(operator)}: {{\n{inner}\n  }}")
    return '"Condition": {\n' + ",\n".join(operators) + "\n}"


def cfn_yaml(grouped: Grouped, file: str) -> str:
    lines = ["Condition:"]
    for operator, keys in grouped.items():
        lines.append(f"  {yaml_key(operator)}:")
        for key, values in keys.items():
            lines.append(f"    {yaml_key(key)}: {one_or_many(cfn(value, '!Sub {}') for value in values)}")
    return "\n".join(lines)


def yaml_key(key: str) -> str:
    return key if PLAIN_KEY.match(key) else json.dumps(key, ensure_ascii=False)


def one_or_many(values: Iterable[str]) -> str:
    written = list(values)
    return written[0] if len(written) == 1 else f"[{', '.join(written)}]"

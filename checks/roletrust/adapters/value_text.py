"""A policy value as text: quoted, its own `${` escaped, its Holes as references where the file can name them."""

from __future__ import annotations

import json
import re

from roletrust.engine.text import Hole, Value
from roletrust.rules.wording import placeholder

# What a Hole must be called for the reader's own text to be able to name it.
HCL_REFERENCE = re.compile(
    r"(var|local|each|module|data|count|[a-z][a-z0-9]*_\w+)(\.[\w-]+|\[[\w.\"*-]+\])+\Z", re.ASCII
)
CFN_REFERENCE = re.compile(r"(AWS::)?[A-Za-z0-9]+(\.[A-Za-z0-9.]+)?\Z", re.ASCII)


def hcl(value: Value) -> str:
    """An HCL expression for `value`: a quoted string, or the reference that a lone Hole is."""
    lone = None if isinstance(value, str) else value.lone
    return lone.name if lone and HCL_REFERENCE.match(lone.name) else quoted(value, HCL_REFERENCE, "$${")


def cfn(value: Value, sub: str) -> str:
    """A string, or an `Fn::Sub` (written as `sub`) where Holes of it can be named."""
    holes = [] if isinstance(value, str) else value.holes
    if any(CFN_REFERENCE.match(hole.name) for hole in holes):
        return sub.format(quoted(value, CFN_REFERENCE, "${!"))
    return quoted(value, None, "${")


def quoted(value: Value, reference: re.Pattern[str] | None, dollar: str) -> str:
    """`value` between double quotes, its own `${` written as `dollar`, its Holes as `${name}` or a placeholder."""
    pieces: list[str] = []
    for part in (value,) if isinstance(value, str) else value.parts:
        if not isinstance(part, Hole):
            literal = part.replace("${", dollar)
            pieces.append(literal.replace("%{", "%%{") if dollar == "$${" else literal)
        else:
            nameable = reference is not None and reference.match(part.name)
            pieces.append(f"${{{part.name}}}" if nameable else placeholder(part.name))
    return json.dumps("".join(pieces), ensure_ascii=False)

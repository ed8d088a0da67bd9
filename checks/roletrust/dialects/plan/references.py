"""References in a plan's configuration: what an expression refers to, and where that leads.

The plan keeps no expressions, only the references in them.  So an expression is taken for the
thing it refers to only where it refers to nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from roletrust.dialects.plan.index import INDEX, Index, Instance, joined, mapping, path_of

LONGEST = 2_000  # characters of a reference that others may begin
ATTRIBUTE = re.compile(rf"(?P<block>(?:data\.)?[\w-]+\.[\w-]+)(?P<index>{INDEX.pattern})?(?:\.(?P<attribute>[\w-]+))?")
OUTPUT = re.compile(rf"(?P<module>module\.[\w-]+(?:{INDEX.pattern})?)\.(?P<output>[\w-]+)")
MODULE = re.compile(rf"(?P<parent>.*?)\.?module\.(?P<name>[\w-]+)(?P<index>{INDEX.pattern})?")
MOST_STEPS = 50
OWN_KEYS, ARN = ("each.key", "count.index"), "arn"
WITHIN_BLOCK = ("each.", "count.", "self.", "path.", "terraform.")


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: the module instance, and the index of its block."""

    module: str
    index: str


def references(expression: Any) -> list[str]:
    """What `expression` refers to, each in full: `aws_iam_role.a.arn`, without the `aws_iam_role.a` listed after it."""
    listed = mapping(expression).get("references")
    names = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    beginnings = {beginning for name in names for beginning in _beginnings(name)}
    return [name for name in dict.fromkeys(names) if name not in beginnings and not name.startswith(WITHIN_BLOCK)]


def _beginnings(name: str) -> Iterator[str]:
    """The shorter references that Terraform lists along with `name`: with fewer steps."""
    if len(name) > LONGEST:
        return
    masked = INDEX.sub(lambda found: "[" + "_" * (len(found[0]) - 1), name)
    for found in re.finditer(r"[.\[]", masked):
        yield name[: found.start()]


def target(index: Index, reference: str, scope: Scope) -> tuple[Instance, str] | None:
    """The instance and attribute that `reference` names in `scope`; None for any other kind of reference."""
    found = ATTRIBUTE.fullmatch(reference)
    if not found:
        return None
    instance = index.find(scope.module, found["block"], found["index"] or "", scope.index)
    return (instance, found["attribute"] or "") if instance else None


def followed(index: Index, expression: Any, scope: Scope) -> tuple[list[str], Scope]:
    """The references that `expression` comes down to, through module variables and outputs, and their scope."""
    last, where = _last(index, expression, scope)
    return references(last), where


def targets(index: Index, expression: Any, scope: Scope) -> Iterator[tuple[Instance, str]]:
    """The instances that `expression` comes down to, each with the attribute of it.

    Of `x[each.key].arn` the plan keeps no more than `x` and `each.key`: an ARN, wherever an ARN is asked for.
    """
    last, where = _last(index, expression, scope)
    names, written = references(last), mapping(last).get("references") or ()
    by_own_key = len(names) == 1 and any(each in written for each in OWN_KEYS)
    for found in (target(index, name, where) for name in names):
        if found:
            yield found[0], found[1] or (ARN if by_own_key else "")


def _last(index: Index, expression: Any, scope: Scope) -> tuple[Any, Scope]:
    """Where `expression` leads, and the scope of that."""
    for _ in range(MOST_STEPS):
        names = references(expression)
        step = _through(index, names[0], scope) if len(names) == 1 else None
        if step is None:
            return expression, scope
        expression, scope = step
    return {}, scope


def _through(index: Index, name: str, scope: Scope) -> tuple[Any, Scope] | None:
    """One step into a module call's argument or a module's output."""
    output = OUTPUT.fullmatch(name)
    if output:
        inner = replace(scope, module=joined(scope.module, output["module"]), index="")
        outputs = mapping(index.modules.get(path_of(inner.module), {}).get("outputs"))
        return _known(mapping(outputs.get(output["output"])).get("expression"), inner)
    outer = MODULE.fullmatch(scope.module)
    if not name.startswith("var.") or not outer:
        return None
    calls = mapping(index.modules.get(path_of(outer["parent"]), {}).get("module_calls"))
    arguments = mapping(mapping(calls.get(outer["name"])).get("expressions"))
    argument = re.split(r"[.\[]", name.removeprefix("var."))[0]
    return _known(arguments.get(argument), Scope(outer["parent"], outer["index"] or ""))


def _known(expression: Any, scope: Scope) -> tuple[Mapping[str, Any], Scope] | None:
    return (expression, scope) if isinstance(expression, Mapping) and "references" in expression else None

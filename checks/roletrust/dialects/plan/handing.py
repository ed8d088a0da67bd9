"""What a resource of a Terraform plan hands to a service: the roles in its arguments, as addresses, ARNs or names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from roletrust.dialects.handed.groups import Place
from roletrust.dialects.plan.index import Index, Instance, constant, mapping, mappings
from roletrust.dialects.plan.references import Scope, targets

TOLD_BY = ("arn", "id", "name")  # what tells a role


class Handed(NamedTuple):
    """`role`: the address of a role, or an ARN or a name that is written out."""

    place: Place
    role: str


def handed(
    index: Index, instance: Instance, places: Sequence[Place], told_by: Sequence[str] = TOLD_BY
) -> Iterator[Handed]:
    """What `instance` names in those `places`, as far as its configuration tells what it is: roles, for one.

    `told_by`: the attributes by which it may name them.
    """
    expressions, scope = mapping(index.configured(instance).get("expressions")), Scope(instance.module, instance.index)
    for place in places:
        for expression in written(expressions, place.path):
            for role in named(index, expression, scope, told_by):
                yield Handed(place, role)


def written(expressions: Any, path: Sequence[str]) -> Iterator[Any]:
    """What is written at `path`, of which all steps but the last are blocks."""
    step, *rest = path
    found = mapping(expressions).get(step)
    if not rest:
        yield found
        return
    for each in mappings(found if isinstance(found, list) else [found]):
        yield from written(each, rest)


def named(index: Index, expression: Any, scope: Scope, told_by: Sequence[str]) -> Iterator[str]:
    value = constant(expression)
    yield from [value] if isinstance(value, str) else value if isinstance(value, list) else ()
    for instance, attribute in targets(index, expression, scope):
        if attribute in told_by:
            yield instance.address

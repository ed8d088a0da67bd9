"""The roles that a resource of a CloudFormation or SAM template hands to services, each way that can turn out."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.handed.groups import Place
from roletrust.dialects.handed.picking import picked
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text
from roletrust.reading.callers.made import Way


def handed(template: Template, name: str) -> Iterator[list[Way]]:
    """Of the resource `name`: for each role, every way; None in those that hand over none.  Raises nothing."""
    resources = template.resources
    kind = resources.kind(name)
    for place in by_kind().get(kind, ()):
        if place.path[0] in resources.properties(name):
            try:
                yield from in_place(template, name, place, f"{kind}.{name}")
            except (PolicyError, RecursionError):
                continue


def in_place(template: Template, name: str, place: Place, label: str) -> Iterator[list[Way]]:
    found = template.value(name, place.path[0], None)
    for each in picked(found.tree, place.path[1:]) if found else ():
        source = found.source if found else Source()
        ways: list[Way] = []
        for conditions, tree in variants(each):
            call = None
            if isinstance(tree, (str, Text)) and tree:
                call = Call(tree, None, label, place.argument, source, services=place.services, page=place.page)
            ways.append((conditions, call))
        yield ways

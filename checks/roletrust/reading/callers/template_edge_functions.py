"""Functions that a template associates with a distribution of CloudFront; see `edge_functions.py`."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.handed.edge_functions import OF_FUNCTION, OF_TEMPLATES, TEMPLATE, VERSION, places
from roletrust.dialects.handed.groups import Place
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Text
from roletrust.reading.callers.handed_in_templates import in_place
from roletrust.reading.callers.made import Way
from roletrust.rules.messages.branches import Conditions


def handed(template: Template, name: str) -> Iterator[list[Way]]:
    """Of the distribution `name`: for each function that it runs at the edge, every way that its role can turn out."""
    if template.resources.kind(name) == TEMPLATE:
        for place in places(TEMPLATE):
            try:
                yield from at_edge(template, name, place)
            except (PolicyError, RecursionError):
                continue


def at_edge(template: Template, name: str, place: Place) -> Iterator[list[Way]]:
    """In a place, which is read as if the distribution handed over what stands there."""
    for associated in in_place(template, name, place, f"{TEMPLATE}.{name}"):
        ways: list[Way] = []
        for conditions, call in associated:
            function = function_of(template, call.role) if call else ""
            for given in (
                in_place(template, function, by_kind()[template.resources.kind(function)][0], "") if function else ()
            ):
                ways += [
                    ((*conditions, *others), call and found and call._replace(role=found.role))
                    for others, found in given
                    if agree(conditions, others)
                ]
        yield ways


def agree(some: Conditions, others: Conditions) -> bool:
    return all(dict(some).get(name, way) is way for name, way in others)


def function_of(template: Template, version: Tree) -> str:
    """The function whose version that is: of a resource beside it, or the one that SAM makes (`Function.Version`)."""
    resources, named = template.resources, name_in(version)
    if named in resources and resources.kind(named) == VERSION:
        found = template.value(named, OF_FUNCTION, "")
        named = name_in(found.tree).removesuffix(".Arn") if found else ""
    else:
        named = named.removesuffix(".Version")
    return named if named in resources and resources.kind(named) in OF_TEMPLATES else ""


def name_in(value: Tree) -> str:
    """What a reference refers to, as it is written; '' of anything else."""
    return value.lone.name if isinstance(value, Text) and value.lone else ""

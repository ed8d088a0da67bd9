"""Functions that a distribution of CloudFront runs at the edge, by their roles: in configurations and templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.handed.edge_functions import (
    OF_FUNCTION,
    OF_TEMPLATES,
    OF_TERRAFORM,
    QUALIFIED,
    TEMPLATE,
    TERRAFORM,
    VERSION,
    places,
)
from roletrust.dialects.handed.groups import Place
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.hcl.roles.handing import handed
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Text
from roletrust.reading.callers.handing import in_place, ways_of
from roletrust.reading.callers.made import Made, R, Way, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing
from roletrust.rules.messages.branches import Conditions

FUNCTION = re.compile(rf"(?:module\.[\w-]+\.)*{OF_TERRAFORM}\.([\w-]+)\.{QUALIFIED}\Z")


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """Those of these roles that a function has which the distribution of a configuration runs at the edge."""
    for each in handed(at.scan.project, at.file, at.calls, at.address, at.key, places(TERRAFORM)):
        named = FUNCTION.match(each.tree.name) if isinstance(each.tree, Hole) else None
        function = at.beside(("resource", OF_TERRAFORM, named[1]), ("role",)) if named else None
        if function and function.get("role"):
            found = ways_of(each._replace(tree=function["role"]), at.label)
            yield from without_setting(found, partial(roles.meant, at.root))


def calls_in(template: Template, name: str) -> Iterator[list[Way]]:
    """Of the distribution `name` of a template: for each function at the edge, every way that its role can turn out."""
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

"""Resources that hand a role to a service, in configurations and templates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.handed.groups import Place
from roletrust.dialects.handed.picking import picked
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.hcl.roles.handing import Handed, handed
from roletrust.dialects.tree import Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, text
from roletrust.reading.callers.made import Made, R, Way, is_text, ways, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """Those of these roles that a resource of a configuration hands to services."""
    for each in handed(at.scan.project, at.file, at.calls, at.address, at.key, by_kind()[at.address[1]]):
        yield from without_setting(ways_of(each, at.label), partial(roles.meant, at.root))


def ways_of(each: Handed, label: str) -> Iterator[Way]:
    """Each way that an argument can turn out; none where it is not known whether it is there at all."""

    def call(value: Tree) -> Call | None:
        return handing(text(value) if isinstance(value, Hole) else value, each.place, label, each.source)

    return ways(each.tree, call)


def handed_in(template: Template, name: str) -> Iterator[list[Way]]:
    """Of the resource `name` of a template: for each role, every way; None in those that hand over none.

    Raises nothing.
    """
    resources = template.resources
    kind = resources.kind(name)
    for place in by_kind().get(kind, ()):
        if place.path[0] in resources.properties(name):
            try:
                yield from in_place(template, name, place, f"{kind}.{name}")
            except (PolicyError, RecursionError):
                continue


def in_place(template: Template, name: str, place: Place, label: str) -> Iterator[list[Way]]:
    """The same of one place.  Raises PolicyError and RecursionError."""
    found = template.value(name, place.path[0], None)
    for each in picked(found.tree, place.path[1:]) if found else ():
        source = found.source if found else Source()
        yield [(conditions, handing(tree, place, label, source)) for conditions, tree in variants(each)]


def handing(role: Tree, place: Place, label: str, source: Source) -> Call | None:
    """The call of the service that gets `role` there."""
    if not is_text(role):
        return None
    return Call(role, None, label, place.argument, source, services=place.services, page=place.page)

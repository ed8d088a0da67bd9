"""Resources of a Terraform configuration that hand a role to a service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.hcl.roles.handing import Handed, handed
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, Text, text
from roletrust.reading.callers.made import Made, R, Way, by_role, without_correction
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """Those of these roles that a resource hands to services."""
    places = by_kind()[at.address[1]]
    for each in handed(at.scan.project, at.file, at.calls, at.address, at.key, places):
        for called, ways in by_role(ways_of(each, at.label), partial(roles.meant, at.root)):
            yield Made(ways, called, "", without_correction)


def ways_of(each: Handed, label: str) -> Iterator[Way]:
    """Each way that an argument can turn out; none where it is not known whether it is there at all."""
    try:
        found = variants(each.tree)
    except PolicyError:
        return
    place = each.place
    for conditions, value in found:
        tree = text(value) if isinstance(value, Hole) else value
        known = isinstance(tree, (str, Text)) and bool(tree)
        call = Call(tree, None, label, place.argument, each.source, services=place.services, page=place.page)
        yield conditions, call if known else None

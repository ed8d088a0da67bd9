"""Profiles of IAM Roles Anywhere in configurations and templates; see `dialects/callers/anywhere_profiles.py`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from roletrust.dialects.callers.anywhere_profiles import PLACES, TEMPLATE, TERRAFORM, presented
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.hcl.roles.handing import handed
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.callers.handing import in_place, ways_of
from roletrust.reading.callers.made import Made, R, Way, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that are made by a profile of a configuration."""
    for each in handed(at.scan.project, at.file, at.calls, at.address, at.key, (PLACES[TERRAFORM],)):
        yield from without_setting(as_presented(ways_of(each, at.label)), partial(roles.meant, at.root))


def calls_in(template: Template, name: str) -> Iterator[list[Way]]:
    """Those of the profile `name` of a template: for each role, every way.  Raises nothing."""
    try:
        for ways in in_place(template, name, PLACES[TEMPLATE], f"{TEMPLATE}.{name}"):
            yield list(as_presented(ways))
    except (PolicyError, RecursionError):
        return


def as_presented(ways: Iterable[Way]) -> Iterator[Way]:
    return ((conditions, call and presented(call)) for conditions, call in ways)

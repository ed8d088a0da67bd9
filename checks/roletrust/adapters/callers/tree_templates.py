"""The roles of CloudFormation's templates in the scanned tree, for callers in frameworks whose scans hold no roles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from roletrust.adapters.callers.tree_holdings import Found
from roletrust.adapters.decision import decided
from roletrust.adapters.entity import Entity, plain_name
from roletrust.adapters.formats import cloudformation
from roletrust.dialects.cloudformation.holdings import RoleHoldings
from roletrust.dialects.cloudformation.intrinsics import ROLE
from roletrust.engine.document import PolicyError


def roles_of(path: str, shown: str, name: str) -> Iterator[Found]:
    """The roles called `name` in the template at `path`."""
    file = cloudformation.read(path, shown, os.stat(path).st_mtime_ns)
    for logical, resource in file.template.resources.of_kind(ROLE):
        if plain_name(resource.get("RoleName")) != name:
            continue
        entity = Entity(shown, {"Properties": dict(resource)}, logical, ROLE, None)
        try:
            evaluated = file.template.trust(logical)
        except PolicyError:
            continue
        if evaluated:
            held = partial(RoleHoldings, file.template, logical, path)
            yield entity.conf, decided(cloudformation.case(entity, file, evaluated)), held

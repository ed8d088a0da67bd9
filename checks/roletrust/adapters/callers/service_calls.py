"""Roles that a service of the Serverless Framework hands over: by its functions, and by its resources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from checkov.common.models.enums import CheckResult

from roletrust.adapters.callers.made_calls import told
from roletrust.adapters.decision import Outcome, decided
from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.stored_role import StoredRole, stored
from roletrust.adapters.places import SCANNED
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.callers.in_services import roles_of, service_at
from roletrust.reading.callers.in_templates import RolesOfTemplates, calls
from roletrust.reading.callers.made import Made, with_others
from roletrust.reading.places import settings_of
from roletrust.rules.service_refused import RULE


def outcomes(entity: Entity) -> Mapping[str, Outcome]:
    """What the rule says of the service at whose file `entity` is: all its flaws, or that it has none."""
    path = os.path.abspath(entity.file)
    try:
        said = [told(each, RULE) for each in made_by(service_at(path, SCANNED), path) if each.concerns(RULE)]
    except (OSError, ValueError, PolicyError):  # which is told of where its roles are read
        return {}
    flaws = [each for each in said if each.result is CheckResult.FAILED]
    if flaws:
        name, facts = with_others(flaws[0].name, [each.facts for each in flaws])
        return {RULE.id: flaws[0]._replace(name=name, facts=facts)}
    passed = [each for each in said if each.result is CheckResult.PASSED]
    return {RULE.id: passed[0]} if passed else {}


def made_by(template: Template, path: str) -> Iterator[Made[StoredRole]]:
    every = roles_of(template, path, settings_of(path))
    roles = RolesOfTemplates(
        stored(decided(case), {"Properties": template.resources.properties(name)}, holding)
        for name, case, holding in every
    )
    for name in template.resources:
        yield from calls(template, path, name, roles)

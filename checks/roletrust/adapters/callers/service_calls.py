"""Roles that a service of the Serverless Framework hands over: by its functions, and by its resources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial

from checkov.common.models.enums import CheckResult

from roletrust.adapters.callers.made_calls import told
from roletrust.adapters.decision import Outcome, decided
from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.stored_role import StoredRole, stored
from roletrust.adapters.places import SCANNED, in_tree, shown
from roletrust.dialects.cloudformation.attached_policies import RoleOfTemplate
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.callers.in_templates import RolesOfTemplates, calls
from roletrust.reading.callers.made import Made, with_others
from roletrust.reading.marked_text import parsed
from roletrust.reading.places import settings_of
from roletrust.reading.serverless import held, with_functions_of
from roletrust.rules.service_refused import RULE


def outcomes(entity: Entity) -> Mapping[str, Outcome]:
    """What the rule says of the service at whose file `entity` is: all its flaws, or that it has none."""
    path = os.path.abspath(entity.file)
    try:
        with open(in_tree(path), encoding="utf-8-sig") as opened:
            service = with_functions_of(parsed(opened.read()), path, SCANNED)
        template = Template(service or {}, shown(path))
        said = [told(each, RULE) for each in made_by(template, path) if each.concerns(RULE)]
    except (OSError, ValueError, PolicyError):  # which is told of where its roles are read
        return {}
    flaws = [each for each in said if each.result is CheckResult.FAILED]
    if flaws:
        name, facts = with_others(flaws[0].name, [each.facts for each in flaws])
        return {RULE.id: flaws[0]._replace(name=name, facts=facts)}
    passed = [each for each in said if each.result is CheckResult.PASSED]
    return {RULE.id: passed[0]} if passed else {}


def made_by(template: Template, path: str) -> Iterator[Made[StoredRole]]:
    roles = RolesOfTemplates(roles_of(template, path))
    for name in template.resources:
        yield from calls(template, path, name, roles)


def roles_of(template: Template, path: str) -> Iterator[StoredRole]:
    """The roles of the service, each with what tells it there."""
    for each in held(template, settings_of(path)):
        case = each.case()
        if case:
            holding = partial(RoleOfTemplate, template, each.name, path)
            conf = {"Properties": template.resources.properties(each.name)}
            yield stored(decided(case), conf, holding)

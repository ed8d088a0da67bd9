"""Stacks and stack sets of CloudFormation in Terraform: the roles of their `template_body`.

A stack is in the account of its provider; the accounts of a stack set are others.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.holdings import is_plan
from roletrust.adapters.terraform import terraform_plan
from roletrust.adapters.terraform.terraform_roles import place
from roletrust.engine.policy.document import Source
from roletrust.reading.held import Held
from roletrust.reading.inner_templates import Body, held_in
from roletrust.reading.plans import template_of
from roletrust.reading.terraform.blocks import BODY
from roletrust.reading.terraform.stacks import body_of


def find(entity: Entity) -> Iterator[Held]:
    """The roles of a stack or stack set; none of one whose template lies elsewhere."""
    body = planned(entity) if is_plan(entity) else written(entity)
    if body:
        yield from held_in(body)


def written(entity: Entity) -> Body | None:
    placed = place(entity) if BODY in entity.conf else None
    return body_of(*placed, entity.conf, Source(entity.file)) if placed else None


def planned(entity: Entity) -> Body | None:
    file, address = terraform_plan.file_of(entity)
    return template_of(file.plan, address, entity.type, entity.file, file.configuration)

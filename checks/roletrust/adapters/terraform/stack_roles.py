"""Stacks and stack sets of CloudFormation in Terraform: the roles of their `template_body`.

A stack is in the account of its provider; the accounts of a stack set are others.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.holdings import is_plan
from roletrust.adapters.terraform import terraform_plan
from roletrust.adapters.terraform.terraform_roles import place
from roletrust.dialects.data.marks import PLAIN
from roletrust.dialects.tree import ABSENT, Tree
from roletrust.engine.policy.document import Source
from roletrust.reading.held import Held
from roletrust.reading.inner_templates import Body, held_in
from roletrust.reading.stack_sets import is_of_one_organization
from roletrust.reading.terraform.blocks import Unread

BODY, PARAMETERS = "template_body", "parameters"


def find(entity: Entity) -> Iterator[Held]:
    """The roles of a stack or stack set; none of one whose template lies elsewhere."""
    body = planned(entity) if is_plan(entity) else written(entity)
    if body:
        yield from held_in(body)


def written(entity: Entity) -> Body | None:
    placed = place(entity) if BODY in entity.conf else None
    if placed is None or not placed[0].makes(placed[1]):
        return None
    scan, block = placed
    body = scan.role(block)
    if isinstance(body, Unread):
        return Body(ABSENT, Source(entity.file), scan.configuration, problem=body.problem)
    values: Tree = ABSENT
    if PARAMETERS in entity.conf:
        found = scan.attribute(block, PARAMETERS)
        values = [] if isinstance(found, Unread) else found.tree
    own = is_own(entity)
    accounts = scan.accounts(block) if own else frozenset()
    return Body(body.tree, body.source, scan.configuration, values, own=own, members=members(entity), accounts=accounts)


def planned(entity: Entity) -> Body | None:
    file, address = terraform_plan.file_of(entity)
    found = file.plan.known(address, BODY, PARAMETERS)
    if found is None or found[0] is None:
        return None
    own, (template, values) = is_own(entity), found
    accounts = file.plan.accounts(address) if own else frozenset()
    values = PLAIN.tree(values, entity.file)
    return Body(
        template, Source(entity.file), file.configuration, values, own=own, members=members(entity), accounts=accounts
    )


def members(entity: Entity) -> bool:
    return is_of_one_organization(entity.conf.get("permission_model"))


def is_own(entity: Entity) -> bool:
    """Whether its roles are in the account that it is in itself."""
    return not entity.type.endswith("_set")

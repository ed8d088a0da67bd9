"""Stacks and stack sets of CloudFormation in Terraform: the roles of their `template_body`.

A stack is in the account of its provider; the accounts of a stack set are others.
"""

from __future__ import annotations

from collections.abc import Mapping

from roletrust.dialects.tree import ABSENT, Tree
from roletrust.engine.policy.document import Source
from roletrust.reading.inner_templates import Body
from roletrust.reading.kinds import is_own
from roletrust.reading.stack_sets import is_of_one_organization
from roletrust.reading.terraform.blocks import BODY, MODEL, PARAMETERS, Block, Unread
from roletrust.reading.terraform.scan import Scan


def body_of(scan: Scan, block: Block, conf: Mapping[str, object], source: Source) -> Body | None:
    """The template of the stack `block`; None where the stack is not made, or its template lies elsewhere.

    `conf`: the attributes that are written in it, those that are literals with their values.
    """
    if BODY not in conf or not scan.makes(block):
        return None
    body = scan.role(block)
    if isinstance(body, Unread):
        return Body(ABSENT, source, scan.configuration, problem=body.problem)
    values: Tree = ABSENT
    if PARAMETERS in conf:
        found = scan.attribute(block, PARAMETERS)
        values = [] if isinstance(found, Unread) else found.tree
    own, members = is_own(block.type), is_of_one_organization(conf.get(MODEL))
    accounts = scan.accounts(block) if own else frozenset()
    return Body(body.tree, body.source, scan.configuration, values, own=own, members=members, accounts=accounts)

"""The roles and trust documents of a Terraform scan, as what is to be judged."""

from __future__ import annotations

from dataclasses import replace

from roletrust.dialects.policy import is_on_resources
from roletrust.dialects.tree import Choice, Map, Tree
from roletrust.engine.policy.document import Statement
from roletrust.reading.judging import Case
from roletrust.reading.policies import Found, policies_of
from roletrust.reading.terraform.blocks import Block, Policy, Unread
from roletrust.reading.terraform.scan import Scan
from roletrust.telling.subject import Dialect, Subject


def case(scan: Scan, block: Block, policy: Policy, role: str = "") -> Case:
    settings = scan.configuration
    if isinstance(policy, Unread):
        where = scan.project.standing(block.file, block.calls, block.address)
        unread = Subject(block.label, Dialect.JSON, where, problem=policy.problem, secrets=scan.secrets)
        return Case(replace(unread, called_from=scan.called_from(block)), settings)
    subject = Subject(
        label=block.label,
        dialect=dialect(policy.tree, written_as_blocks=block.kind == "data" or bool(policy.documents)),
        source=policy.source,
        owner=scan.owner(block)._replace(audiences=policy.registered),
        role=role,
        tree=policy.tree,
        secrets=scan.secrets,
        own_account=scan.project.own_account(policy.source.file, block.address),
        called_from=scan.called_from(block),
        origins=policy.origins,
        once_given=policy.once_given,
    )
    return Case(subject, settings)


def dialect(tree: Tree, written_as_blocks: bool) -> Dialect:
    if written_as_blocks:
        return Dialect.HCL_DOCUMENT
    while isinstance(tree, Choice):
        tree = tree.then
    return Dialect.HCL_OBJECT if isinstance(tree, Map) else Dialect.JSON


def is_trust(policy: Policy, written: str) -> bool:
    """Whether the document says who may assume a role: it names principals, and actions of STS, and no resources, as
    the policy of a VPC endpoint does.

    `written`: its text, which decides where it cannot be read in full.
    """
    read = Found([], ["unread"], []) if isinstance(policy, Unread) else policies_of(policy.tree, policy.source)
    if any(grants(statement) for _, each in read.policies for statement in each.statements):
        return True
    text = written.lower() if read.problems else ""
    return "principals" in text and "sts:assumerole" in text


def grants(statement: Statement) -> bool:
    named = [str(action).lower() for action in statement.actions]
    of_sts = any(action.startswith("sts:") for action in named)
    return bool(statement.principals) and of_sts and not is_on_resources(statement)

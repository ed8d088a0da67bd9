"""Terraform: `aws_iam_role`, `awscc_iam_role`, and trust documents that no role of the scan refers to."""

from __future__ import annotations

import os

from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.holdings import is_plan
from roletrust.adapters.terraform import terraform_plan, terraform_runner
from roletrust.adapters.terraform.graph import recent
from roletrust.engine.document import Source
from roletrust.reading.configuration import load
from roletrust.reading.judging import Case
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.roles import case, is_trust
from roletrust.reading.terraform.scan import Scan, scan_of
from roletrust.telling.subject import Dialect, Subject


def find_role(entity: Entity) -> Case | None:
    """The role that `entity` is; None for one that does not exist (`count = 0`, an empty `for_each`)."""
    made = entity.conf.get("count") != [0]
    if is_plan(entity):
        return terraform_plan.find(entity) if made else None
    placed = place(entity)
    if placed is None:
        return unread(entity, "Checkov gave no graph that holds it") if made else None
    scan, block = placed
    return again(scan, block) if scan.makes(block) else None


def again(scan: Scan, block: Block) -> Case:
    """The role `block` of `scan`, evaluated once more."""
    return case(scan, block, scan.role(block), scan.name(block))


def find_document(entity: Entity) -> Case | None:
    """A trust document that no role of the scan refers to (a module's output, a file scanned alone); else None."""
    placed = None if is_plan(entity) else place(entity)
    if placed is None:
        return None
    scan, block = placed
    if block in scan.documents or not scan.makes(block):
        return None
    policy = scan.document(block)
    return case(scan, block, policy) if is_trust(policy, str(entity.conf)) else None


def place(entity: Entity) -> tuple[Scan, Block] | None:
    """The block that `entity` is, and the scan it belongs to."""
    if entity.file.endswith(".tf.json"):
        return terraform_runner.json_place(entity)
    graph = recent.graph(entity.graph, entity.conf) if entity.graph is not None else None
    block = graph.block(entity.conf) if graph else None
    if block is None and (graphs := terraform_runner.all_graphs()):
        graph = recent.graph(graphs, entity.conf)
        block = graph.block(entity.conf)
    return (scan_of(graph, block.root(entity.file)), block) if graph and block else None


def unread(entity: Entity, problem: str) -> Case:
    """A role that cannot be evaluated at all; where the scan started is not known then either."""
    subject = Subject(f"{entity.type}.{entity.name}", Dialect.JSON, Source(entity.file), problem=problem)
    return Case(subject, load(os.getcwd()))

"""Terraform: `aws_iam_role`, `awscc_iam_role`, and trust documents that no role of the scan refers to."""

from __future__ import annotations

from roletrust.adapters.entity import Entity
from roletrust.adapters.host.internals import HostChanged
from roletrust.adapters.landscape.holdings import is_plan
from roletrust.adapters.terraform import terraform_plan, terraform_runner
from roletrust.adapters.terraform.graph import recent
from roletrust.reading.judging import Case
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.roles import case, is_trust
from roletrust.reading.terraform.scan import Scan, scan_of
from roletrust.reading.terraform.used_documents import documents_used_in


def find_role(entity: Entity) -> Case | None:
    """The role that `entity` is; None for one that does not exist (`count = 0`, an empty `for_each`)."""
    made = entity.conf.get("count") != [0]
    if is_plan(entity):
        return terraform_plan.find(entity) if made else None
    try:
        scan, block = place(entity)
    except HostChanged:
        if not made:
            return None
        raise
    return again(scan, block) if scan.makes(block) else None


def again(scan: Scan, block: Block) -> Case:
    """The role `block` of `scan`, evaluated once more."""
    return case(scan, block, scan.role(block), scan.name(block))


def find_document(entity: Entity) -> Case | None:
    """A trust document that no role of the scan refers to (a module's output, a file scanned alone); else None."""
    if is_plan(entity):
        return None
    scan, block = place(entity)
    if block in documents_used_in(scan) or not scan.makes(block):
        return None
    policy = scan.document(block)
    return case(scan, block, policy) if is_trust(policy, str(entity.conf)) else None


def place(entity: Entity) -> tuple[Scan, Block]:
    """The block that `entity` is, and the scan it belongs to.  Raises HostChanged."""
    if entity.file.endswith(".tf.json"):
        return terraform_runner.json_place(entity)
    graph = recent.graph(entity.graph, entity.conf) if entity.graph is not None else None
    block = graph.block(entity.conf) if graph else None
    if block is None and (graphs := terraform_runner.all_graphs()):
        graph = recent.graph(graphs, entity.conf)
        block = graph.block(entity.conf)
    if graph is None or block is None:
        raise HostChanged("Checkov gave no graph that holds the block")
    return scan_of(graph, block.root(entity.file)), block

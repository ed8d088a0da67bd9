"""What is written in one resource of a Terraform configuration: its arguments, and those of blocks inside of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.policy_document import blocks
from roletrust.dialects.hcl.evaluation.resource_instance import Instance
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Address
from roletrust.dialects.hcl.project.project import Accounts, Project
from roletrust.dialects.hcl.roles.assuming import NOBODY, Abroad, Calls
from roletrust.dialects.hcl.syntax.blocks import Body
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole

NONE: Mapping[str, Sequence[str]] = {}


def arguments(
    project: Project,
    file: str,
    calls: Calls,
    address: Address,
    key: int | str | None,
    names: Iterable[str],
    inside: Mapping[str, Sequence[str]] = NONE,
) -> Map | None:
    """The arguments `names`, as `assuming.attribute` has them, null where one is not written.

    `inside`: blocks by their type, with the arguments wanted of each: a list for each type.  The lines are those of the
    resource.  None where it cannot be read.
    """

    def found(scope: Scope, accounts: Accounts) -> Tree:
        placed = scope.directory.block(address, os.path.normpath(file))
        if placed is None:
            return None
        where = scope.where(placed.file, placed.first)
        instance = Instance(scope, address, placed, scope.names_at(placed, key), Hole(".".join(address[1:]), where))
        tree = Map({name: instance.written(name) for name in names})
        for kind, wanted in inside.items():
            listed = [
                wrap(Map({name: value(body, name, frame) for name in wanted}))
                for body, frame, wrap, _ in blocks(placed.body, kind, instance.frame)
            ]
            tree[kind] = listed or instance.written(kind)  # JSON tells no block from an argument
        told = Abroad(NOBODY, accounts).tree(tree)
        source = instance.frame.source(placed.block.first, placed.block.last)
        return Map(told, source=source) if isinstance(told, Map) else None

    told = project.ask(file, calls, found)
    return told if isinstance(told, Map) else None


def value(body: Body, name: str, frame: Frame) -> Tree:
    """The argument `name` of a block, null where it is not written."""
    node = body.attribute(name)
    return None if node is None else evaluate(node, frame)

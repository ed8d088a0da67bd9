"""What a resource of a Terraform configuration hands to a service: the ARNs and names of roles in its arguments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from roletrust.dialects.handed.groups import Place
from roletrust.dialects.handed.picking import picked
from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.existence import conditions_of_existence
from roletrust.dialects.hcl.evaluation.policy_document import blocks
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Address, Placed
from roletrust.dialects.hcl.project.project import Accounts, Project
from roletrust.dialects.hcl.roles.assuming import NOBODY, Abroad, Calls
from roletrust.dialects.hcl.syntax.blocks import Body
from roletrust.dialects.tree import ABSENT, Choice, Tree
from roletrust.engine.policy.document import Source


class Handed(NamedTuple):
    """What one argument says: the ARN or the name of a role, ABSENT where there is none.  `source`: its line."""

    place: Place
    tree: Tree
    source: Source


def handed(
    project: Project, file: str, calls: Calls, address: Address, key: int | str | None, places: Sequence[Place]
) -> list[Handed]:
    """The roles that the resource at `address` hands over in those `places`.

    None where it is not made, or cannot be read.
    """

    def found(scope: Scope, accounts: Accounts) -> list[Handed]:
        placed = scope.directory.block(address, os.path.normpath(file))
        return list(_handed(scope, accounts, placed, key, places)) if placed else []

    return project.ask(file, calls, found) or [] if project.exists(file, calls, address) else []


def _handed(
    scope: Scope, accounts: Accounts, placed: Placed, key: int | str | None, places: Iterable[Place]
) -> Iterator[Handed]:
    frame, ways = scope.frame(placed, scope.names_at(placed, key)), conditions_of_existence(scope, placed)
    finish = Abroad(NOBODY, accounts)
    for place in places:
        for value, source in _written(placed.body, place.path, frame, _as_it_is):
            tree = finish.tree(value)
            for name, way in ways:
                tree = Choice(name, tree, ABSENT) if way else Choice(name, ABSENT, tree)
            yield Handed(place, tree, source)


def _written(
    body: Body, path: Sequence[str], frame: Frame, wrap: Callable[[Tree], Tree]
) -> Iterator[tuple[Tree, Source]]:
    """What is written at `path`, in blocks or, as JSON has it, in objects."""
    step, *rest = path
    inside = list(blocks(body, step, frame)) if rest else []
    for inner, within, perhaps, _ in inside:
        yield from _written(inner, rest, within, lambda tree, perhaps=perhaps: wrap(perhaps(tree)))  # type: ignore[misc]
    node = None if inside else body.attribute(step)
    if node is not None:
        for each in picked(evaluate(node, frame), rest):
            yield wrap(each), frame.source(node.line, node.line)


def _as_it_is(tree: Tree) -> Tree:
    return tree

"""A template inside of something else: the text of a stack set's `TemplateBody`, or an object that is made such a text.

What is around it leaves values open, and they may stand anywhere in the text.  They go through the parser as marks,
and come out as a `Ref` to a name that no template has, which is then given.  Of an account and a partition of its own
the inner template knows more than what is around it, so a Hole that means the other's own account means nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from roletrust.dialects.cloudformation.intrinsics import FUNCTION, ROLE, Ways
from roletrust.dialects.cloudformation.nodes import Node, entries, plain_text
from roletrust.dialects.cloudformation.parameters import GIVEN
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.dialects.cloudformation.rewriting import Rewriting, like, pieced, ref
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Means, Text, Value, text

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"({OPEN}[0-9]+{CLOSE})")
MOST_BODIES = 8  # that one template may turn out to be
NOTHING = {"Ref": "AWS::NoValue"}


def bodies(tree: Tree) -> Iterator[tuple[Ways, Tree]]:
    """What the template may turn out to be, and on which conditions.  Raises PolicyError where that is too much."""
    waiting: list[tuple[Ways, Tree]] = [((), tree)]
    for _ in range(2 * MOST_BODIES):
        if not waiting:
            return
        ways, body = waiting.pop()
        if isinstance(body, Choice):
            taken = dict(ways)
            for way, side in ((False, body.otherwise), (True, body.then)):
                waiting += [((*ways, (body.name, way)), side)] if taken.get(body.name, way) is way else []
        elif body is not ABSENT:
            yield ways, body
    raise PolicyError(f"the template can turn out in more than {MOST_BODIES} ways")


class Inner(Rewriting):
    """One such template.  `given`: what its `Ref`s to marks are.

    `around`: what to call the open values of what is around it by, where they might be taken for names of its own.
    `own`: whether it makes one stack, in the account of what is around it; else others set its parameters too.
    `members`: whether its stacks are in accounts of the same organization, and so is what is around it.
    """

    def __init__(self, around: str = "", own: bool = False, members: bool = False) -> None:
        super().__init__()
        self.given: dict[str, Tree] = {}
        self._around, self._own, self._members = around, own, members

    def marked(self, body: Value) -> str:
        """The text, with marks for what is open."""
        parts = (body,) if isinstance(body, str) else body.parts
        if any(OPEN in part for part in parts if isinstance(part, str)):
            raise PolicyError("the template holds private-use characters")
        return "".join(part if isinstance(part, str) else self._mark(part) for part in parts)

    def opened(self, data: Node) -> Mapping[str, Any]:
        """What a parser read in `marked` text."""
        return entries(self.node(data)) if self.given else entries(data)

    def encoded(self, tree: Tree) -> Node:
        """The template that a Tree is."""
        if isinstance(tree, Map):
            lines = {"__startline__": tree.source.first} if tree.source.first else {}
            return {**{key: self.encoded(value) for key, value in tree.items()}, **lines}
        if isinstance(tree, list):
            return [self.encoded(each) for each in tree]
        if isinstance(tree, Choice):
            return {"Fn::If": [self._named(tree.name), self.encoded(tree.then), self.encoded(tree.otherwise)]}
        if isinstance(tree, Maybe):
            return {"Fn::If": [self._named(tree.hole.name), self.encoded(tree.value), NOTHING]}
        if isinstance(tree, (Text, Hole)):
            return self.text(self.marked(text(tree)), 0, False)
        return tree

    def text(self, node: str, depth: int, in_sub: bool) -> Node:
        if OPEN not in node:
            return node
        if in_sub:
            return like(node, MARK.sub(r"${\1}", node))
        return pieced([ref(part, node) if OPEN in part else part for part in MARK.split(node) if part], node)

    def key(self, key: Any) -> Any:
        return MARK.sub(lambda found: str(self.given[found[1]]), key) if isinstance(key, str) and OPEN in key else key

    def with_parameters(self, template: Mapping[str, Any], values: Tree) -> Mapping[str, Any]:
        """`template` with its parameters as what is around it sets them.

        `values`: what each is by its name, or a list of such pairs as CloudFormation writes them; ABSENT or None where
        none is set.
        """
        known, declared = dict(set_values(values)), entries(template.get("Parameters"))
        if values is ABSENT or values is None or not declared:
            return template
        everything = isinstance(values, Map) or (isinstance(values, list) and len(known) == len(values))
        found = {
            name: self._parameter(name, entries(node), known.get(name)) if name in known or not everything else node
            for name, node in declared.items()
        }
        return {**template, "Parameters": {name: node for name, node in found.items() if node is not None}}

    def _parameter(self, name: str, declared: Mapping[str, Node], value: Tree) -> Mapping[str, Node] | None:
        """The declaration of a parameter that is set to `value`; None where it is given from outside."""
        without = {key: each for key, each in declared.items() if key != "Default"}
        if isinstance(value, (Text, Hole)):
            self.given[name] = self._opened(text(value))
            return None
        if (known := plain_text(value)) is None:
            return without
        return {**without, "Default": known, GIVEN: True, **({"AllowedValues": [known]} if self._own else {})}

    def _mark(self, hole: Hole) -> str:
        mark = f"{OPEN}{len(self.given)}{CLOSE}"
        self.given[mark] = self._opened(text(hole))
        return mark

    def _opened(self, value: Value) -> Value:
        """`value` as it is to be known in the template."""
        parts = (value,) if isinstance(value, str) else value.parts
        return text(*(self._hole(part) if isinstance(part, Hole) else part for part in parts))

    def _hole(self, hole: Hole) -> Hole:
        other = hole.means is Means.OWN_ACCOUNT and not self._own
        elsewhere = Means.MEMBER_ACCOUNT if self._members else Means.ACCOUNT
        return Hole(self._named(hole.name), hole.where, elsewhere if other else hole.means, hole.unset)

    def _named(self, name: str) -> str:
        return f"{self._around} {name}" if self._around else name


def set_values(values: Tree) -> Iterator[tuple[str, Tree]]:
    """Each parameter's name and value, as far as the names are known."""
    if isinstance(values, Map):
        yield from values.items()
    for each in values if isinstance(values, list) else ():
        pair = {key.lower().replace("_", ""): value for key, value in each.items()} if isinstance(each, Map) else {}
        if isinstance(pair.get("parameterkey"), str):
            yield pair["parameterkey"], pair.get("parametervalue")


def roles(resources: Resources) -> Iterator[str]:
    """The logical ids of what may make a role."""
    for kind in (ROLE, FUNCTION):
        yield from (name for name, _ in resources.of_kind(kind))


def together(found: Sequence[tuple[Ways, Tree]], depth: int = 0) -> Tree:
    """One Tree for a role's policy that stands in several template bodies: a Choice for each condition between them.

    `found`: the conditions under which a body is taken, outermost first, and the policy there; all have the same names.
    `depth`: the condition that comes next.
    """
    if len(found) == 1:
        return found[0][1]
    name = found[0][0][depth][0]
    sides = [[each for each in found if each[0][depth][1] is way] for way in (True, False)]
    then, otherwise = (together(side, depth + 1) if side else ABSENT for side in sides)
    return Choice(name, then, otherwise) if all(sides) else otherwise if then is ABSENT else then


def unplaced(tree: Tree) -> Tree:
    """`tree` without the lines of its parts, which count in a text of its own."""
    if isinstance(tree, Map):
        return Map({key: unplaced(value) for key, value in tree.items()}, repeated=tree.repeated)
    if isinstance(tree, Choice):
        return Choice(tree.name, unplaced(tree.then), unplaced(tree.otherwise))
    return [unplaced(each) for each in tree] if isinstance(tree, list) else tree

"""What the blocks of a Terraform scan attach to roles, by the root module that they are part of.

Within an account a name is one role's.  So a policy that one root module attaches by a name, and the role of that name
which another one makes, belong together if both are of one account.  Where the root module makes a role of that name
itself, the policy is that one's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from roletrust.dialects.attachment import If, each_value, leaves
from roletrust.dialects.brackets import Brackets
from roletrust.dialects.hcl.evaluation.instances import instances
from roletrust.dialects.hcl.evaluation.providers import Provider, identity
from roletrust.dialects.hcl.evaluation.resource_instance import Instance
from roletrust.dialects.hcl.evaluation.resources import attribute_of
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.project.attribute_values import existing
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.project.project import Address, Project
from roletrust.dialects.hcl.syntax.nodes import Attr, Reference
from roletrust.dialects.hcl.values.names import key_of
from roletrust.dialects.hcl.values.values import Bound, Expansion, Failure, assume
from roletrust.dialects.tree import Tree
from roletrust.engine.answer import NO
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Hole, Text, Value, holes_of

# What gives a role a policy: the argument that names the role or roles, and the one that holds the policy or its ARN.
ATTACHING = {
    "aws_iam_role_policy": ("role", "policy"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_policy_attachment": ("roles", "policy_arn"),
    "aws_iam_role_policy_attachments_exclusive": ("role_name", "policy_arns"),
}
POLICY = "aws_iam_policy"
NAMES = {"aws_iam_role": "name", "awscc_iam_role": "role_name"}
KINDS = (*ATTACHING, POLICY, *NAMES)
OF_A_ROLE = re.compile(r"(?:\A|\.)(?:aws|awscc)_iam_role\.")
INDEX = Brackets(("[", "]"))
OPEN_KEY = re.compile(r"""\[[^"\d]""")
BROKEN = (PolicyError, Failure, Bound, RecursionError, MemoryError)
Beyond = Callable[[str, str], "Iterator[tuple[Root, Made, If]]"]


def without_keys(address: str) -> str:
    """`aws_iam_role.r["a"].name` as `aws_iam_role.r.name`"""
    pieces, at = [], 0
    for found in INDEX.find(address):
        pieces.append(address[at : found.start])
        at = found.end
    return "".join([*pieces, address[at:]])


class Where(NamedTuple):
    """A block of the scan: its file, the calls that lead to its module, its address."""

    file: str
    calls: tuple[ModuleCall, ...]
    address: Address

    @property
    def root(self) -> str:
        """The directory of the root module."""
        return os.path.dirname(self.calls[0].file if self.calls else self.file)


class Made(NamedTuple):
    """An instance of a block; `hang`: what it hangs on whether it exists."""

    instance: Instance
    hang: If
    source: Source

    @property
    def label(self) -> str:
        return self.instance.hole.name

    @property
    def provider(self) -> Provider:
        return identity(self.instance.scope, self.instance.address[1], self.instance.placed)


class Attached:
    """Instances that attach policies to roles, by what they call the roles, so that none is compared with all others.

    `exact`: by the whole of it.  `some`: by the role it refers to, where it is not known which instance of that is
    meant.  `literal`: of plain text; `opened`: of other values, by the holes in them.
    """

    def __init__(self) -> None:
        self.exact: dict[Value, list[tuple[Made, If]]] = {}
        self.some: dict[str, list[tuple[Made, If]]] = {}
        self.literal: list[tuple[Value, Made, If]] = []
        self.opened: dict[tuple[Hole, ...], list[tuple[Value, Made, If]]] = {}

    def __bool__(self) -> bool:
        return bool(self.exact)

    def add(self, made: Made, roles: Tree) -> None:
        for value, hang in each_value(roles, made.hang):
            self.exact.setdefault(value, []).append((made, hang))
            referred = referred_to(value)
            if referred:
                if OPEN_KEY.search(referred):
                    self.some.setdefault(without_keys(referred).rpartition(".")[0], []).append((made, hang))
            elif isinstance(value, str):
                self.literal.append((value, made, hang))
            else:
                self.opened.setdefault(holes_of(value), []).append((value, made, hang))

    def to(self, label: str, names: Iterable[Value]) -> Iterator[tuple[Made, If]]:
        """What attaches to the role `label`, which is called one of `names`, as evaluated; or may."""
        perhaps = self.some.get(without_keys(label), ())
        opened = [each for name in names for each in self._alike(name)]
        for each in names:
            yield from self.exact.get(each, ())
        yield from ((made, hang.perhaps(Hole(f"the key of {label}"))) for made, hang in perhaps)
        yield from ((made, hang.perhaps(Hole(str(value), str(made.source)))) for value, made, hang in opened)

    def _alike(self, name: Value) -> Iterator[tuple[Value, Made, If]]:
        """What is called otherwise, but may come to the same: with the same holes, it does not."""
        holes, generated = holes_of(name), bool(referred_to(name))
        groups = [group for key, group in self.opened.items() if key != holes]
        for group in [*groups, *([self.literal] if holes and not generated else [])]:
            yield from (each for each in group if same(name, each[0]) is not NO)


def referred_to(name: Value) -> str:
    """The name of a role that the provider makes up, as references to it are; '' for any other name."""
    lone = name.lone if isinstance(name, Text) else None
    return lone.name if lone and OF_A_ROLE.search(lone.name) else ""


class Root:
    """What one root module, in the directory `path`, attaches to roles, its roles, and its customer managed policies.

    `beyond`: what others attach to a role that is called so, by the directory of this one.
    `unread`: those of its blocks that cannot be read.
    """

    def __init__(
        self, project: Project, path: str, found: Iterable[Where], beyond: Beyond, unread: Iterable[Hole] = ()
    ) -> None:
        self.project, self.path, self.unread = project, path, list(unread)
        self._found, self._beyond = list(found), beyond

    def beyond(self, name: str) -> Iterator[tuple[Root, Made, If]]:
        """What other root modules attach to a role that is called `name`, if that is in their account."""
        return self._beyond(self.path, name)

    @cached_property
    def attached(self) -> Attached:
        """What attaches, by the roles that it does so to."""
        found = Attached()
        attaching = [where for where in self._found if where.address[1] in ATTACHING]
        for made in (made for where in attaching for made in self._made(where)):
            argument, _ = ATTACHING[made.instance.address[1]]
            found.add(made, self.tried(Hole(f"{made.label}.{argument}"), made.instance.written, argument))
        return found

    @cached_property
    def roles(self) -> dict[Value, list[tuple[Made, If]]]:
        """By what they are called."""
        found: dict[Value, list[tuple[Made, If]]] = {}
        making = [where for where in self._found if where.address[1] in NAMES]
        for made in (made for where in making for made in self.tried([], self._instances, where)):
            called = self.tried("", computed, made.instance, NAMES[made.instance.address[1]])
            for name, hang in each_value(called, made.hang):
                found.setdefault(name, []).append((made, hang))
        return found

    @cached_property
    def policies(self) -> dict[Value, Made]:
        """By ARN, open ones as the references to them are."""
        every = [made for where in self._found if where.address[1] == POLICY for made in self._made(where)]
        arns = [(made, self.tried("", computed, made.instance, "arn")) for made in every]
        return {arn: made for made, tree in arns for arn, _ in each_value(tree)}

    def tried(self, otherwise: Tree, step: Callable[..., Tree], *about: Any) -> Tree:
        """What `step` gives, with as much work as one policy may take; `otherwise` where it fails."""
        self.project.state.begin()
        try:
            return step(*about)
        except BROKEN:
            return otherwise

    def _made(self, where: Where) -> list[Made]:
        found: list[Made] | None = self.tried(None, self._instances, where)
        if found is None:
            self.unread.append(Hole(".".join(where.address[1:])))
        return found or []

    def _instances(self, where: Where) -> list[Made]:
        scope, placed = self.project.placed(*where)
        line, ways = scope.where(placed.file, placed.first), existing(scope, placed)

        def instance(label: str, names: dict[str, Tree]) -> Tree:
            return Instance(scope, where.address, placed, names, Hole(label, line))

        value = instances(scope.frame(placed), placed, labelled(scope, where.address), instance)
        for name, way in ways:
            value = assume(value, name, way)
        source = scope.source(placed.file, placed.first, placed.block.last)
        return [Made(each, hang, source) for each, hang in every_one(value, If(tuple(ways)))]


class Roots:
    """`blocks`: those that make roles and policies, and that attach these; `unread`: those that may be of any."""

    def __init__(self, project: Project, blocks: Iterable[Where], unread: Iterable[Hole] = ()) -> None:
        found: dict[str, dict[Where, None]] = {}
        for where in blocks:
            found.setdefault(where.root, {})[where] = None
        self._project = project
        self._known = {path: Root(project, path, every, self._beyond, unread) for path, every in found.items()}

    def of(self, path: str) -> Root:
        """The root module in that directory."""
        return self._known.get(path) or Root(self._project, path, (), self._beyond)

    def _beyond(self, path: str, name: str) -> Iterator[tuple[Root, Made, If]]:
        """What others than the one at `path` attach to a role of that name, and not to one of their own."""
        if self._known.keys() <= {path}:
            return
        for root, made, hang in self._by_name.get(name, ()):
            if root.path != path and not any(_is_there(own, made, hang) for own in root.roles.get(name, ())):
                yield root, made, hang

    @cached_property
    def _by_name(self) -> dict[Value, list[tuple[Root, Made, If]]]:
        """By what they call the roles, where that is written out."""
        found: dict[Value, list[tuple[Root, Made, If]]] = {}
        for root in self._known.values():
            for name, made, hang in root.attached.literal:
                if not _refers_to_its_own(made):
                    found.setdefault(name, []).append((root, made, hang))
        return found


def _refers_to_its_own(made: Made) -> bool:
    """Whether it plainly refers to the name of a role of its module, as most do: then that need not be looked for."""
    placed, kind = made.instance.placed, made.instance.address[1]
    node = placed.body.attribute(ATTACHING[kind][0])
    last = node.steps[-1] if isinstance(node, Reference) and node.name in NAMES and node.steps else None
    return isinstance(last, Attr) and last.name in ("id", *NAMES.values())


def _is_there(own: tuple[Made, If], made: Made, hang: If) -> bool:
    """Whether the role `own` is there, in the same account, wherever `made` is."""
    role, there = own
    sure = there.hole in (None, hang.hole) and set(there.ways) <= set(hang.ways)
    return sure and role.provider == made.provider


def every_one(value: Tree, hang: If) -> Iterator[tuple[Instance, If]]:
    """The instances of a block, each with what it hangs on whether it exists."""
    for each, on in leaves(value, hang):
        if isinstance(each, Instance):
            yield each, on
        elif isinstance(each, Expansion):
            yield from every_one(each.instance(key_of(each.hole)), on.perhaps(each.hole))
        elif isinstance(each, dict):
            yield from every_one(list(each.values()), on)


def labelled(scope: Scope, address: Address) -> str:
    return scope.prefix + ".".join(address[1:])


def computed(instance: Instance, name: str) -> Tree:
    """An attribute as a reference to it has it."""
    names = instance.frame.names
    return attribute_of(instance.scope, instance.address, instance.placed, names, name, instance.hole)

"""The permissions of a role out of the Terraform configuration of one scan: its own policies, and those attached to it.

What is attached counts within the root module of the role: names and addresses mean the same thing nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from roletrust.dialects.hcl.evaluate import evaluate
from roletrust.dialects.hcl.finish import Finish
from roletrust.dialects.hcl.instances import instances
from roletrust.dialects.hcl.names import key_of, shown
from roletrust.dialects.hcl.policy_document import blocks
from roletrust.dialects.hcl.project import Address, Call, Key, Project, existing, standing
from roletrust.dialects.hcl.providers import Provider, identity
from roletrust.dialects.hcl.resources import Instance, attribute_of
from roletrust.dialects.hcl.scope import Scope
from roletrust.dialects.hcl.values import Bound, Expansion, Failure, assume
from roletrust.dialects.holding import ALWAYS, Collected, If, beside, each_value
from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.answer import NO
from roletrust.engine.document import PolicyError, Source
from roletrust.engine.permissions import Permissions
from roletrust.engine.text import Hole, Text, Value, holes_of, text
from roletrust.engine.wildcards import same

# What gives a role a policy: the argument that names the role or roles, and the one that holds the policy or its ARN.
ATTACHING = {
    "aws_iam_role_policy": ("role", "policy"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_policy_attachment": ("roles", "policy_arn"),
    "aws_iam_role_policy_attachments_exclusive": ("role_name", "policy_arns"),
}
POLICY = "aws_iam_policy"
KINDS = (*ATTACHING, POLICY)
NAMES = {"aws_iam_role": "name", "awscc_iam_role": "role_name"}
OF_A_ROLE = re.compile(r"(?:\A|\.)(?:aws|awscc)_iam_role\.")
INDEX = re.compile(r"\[[^\]]*\]")
OPEN_KEY = re.compile(r"""\[[^"\d]""")
BROKEN = (PolicyError, Failure, Bound, RecursionError, MemoryError)


class Where(NamedTuple):
    """A block of the scan: its file, the calls that lead to its module, its address."""

    file: str
    calls: tuple[Call, ...]
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

    def add(self, made: Made, roles: Tree) -> None:
        for value, hang in each_value(roles, made.hang):
            self.exact.setdefault(value, []).append((made, hang))
            referred = referred_to(value)
            if referred:
                if OPEN_KEY.search(referred):
                    self.some.setdefault(INDEX.sub("", referred).rpartition(".")[0], []).append((made, hang))
            elif isinstance(value, str):
                self.literal.append((value, made, hang))
            else:
                self.opened.setdefault(holes_of(value), []).append((value, made, hang))

    def to(self, label: str, names: Iterable[Value]) -> Iterator[tuple[Made, If]]:
        """What attaches to the role `label`, which is called one of `names`, as evaluated; or may."""
        perhaps = self.some.get(INDEX.sub("", label), ())
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
    """What one root module, in the directory `path`, attaches to roles, and its customer managed policies.

    `unread`: those of its blocks that cannot be read.
    """

    def __init__(self, project: Project, path: str, found: Iterable[Where]) -> None:
        self.project, self.path = project, path
        self.unread: list[Hole] = []
        self._found = list(found)

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


def every_one(value: Tree, hang: If) -> Iterator[tuple[Instance, If]]:
    """The instances of a block, each with what it hangs on whether it exists."""
    if isinstance(value, Instance):
        yield value, hang
    elif isinstance(value, Choice):
        yield from every_one(value.then, hang.where((value.name, True)))
        yield from every_one(value.otherwise, hang.where((value.name, False)))
    elif isinstance(value, Maybe):
        yield from every_one(value.value, hang.perhaps(value.hole))
    elif isinstance(value, Expansion):
        yield from every_one(value.instance(key_of(value.hole)), hang.perhaps(value.hole))
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from every_one(each, hang)


def labelled(scope: Scope, address: Address) -> str:
    return scope.prefix + ".".join(address[1:])


def computed(instance: Instance, name: str) -> Tree:
    """An attribute as a reference to it has it."""
    names = instance.frame.names
    return attribute_of(instance.scope, instance.address, instance.placed, names, name, instance.hole)


class RoleHoldings:
    """One role, and all that it holds.  Making one raises PolicyError, Failure or Bound where it cannot be found."""

    def __init__(self, root: Root, where: Where, key: Key) -> None:
        self.root, project = root, root.project
        project.state.begin()
        scope, placed = project.placed(*where)
        label = labelled(scope, where.address) + ("" if key is None else f"[{shown(key)}]")
        hole = Hole(label, scope.where(placed.file, placed.first))
        self._instance = Instance(scope, where.address, placed, scope.names_at(placed, key), hole)
        self._source = scope.source(placed.file, placed.first, placed.block.last)
        self._ways = tuple(existing(scope, placed))
        self.provider: Provider = identity(scope, where.address[1], placed)
        self._finish = Finish(self.provider, lambda provider: project.accounts_of(scope, provider))

    @cached_property
    def arn(self) -> Value:
        """With Holes for the own account and partition; '' where it cannot be told."""
        found: Value = self.root.tried("", lambda: self._finished(computed(self._instance, "arn")))
        return found

    def _finished(self, arn: Tree) -> Value:
        found = self._finish.tree(arn)
        return text(found) if isinstance(found, Hole) else found if isinstance(found, (str, Text)) else ""

    @cached_property
    def permissions(self) -> Permissions:
        found = Collected()
        steps: list[tuple[str, Callable[..., None], tuple[Any, ...]]] = [
            (f"{kind} of {self._instance.hole.name}", step, (found,))
            for kind, step in (("inline_policy", self._inline), ("policies", self._listed), ("managed", self._managed))
        ]
        mine: dict[int, tuple[Made, If]] = {}
        for made, hang in self.root.attached.to(self._instance.hole.name, self._names):
            here = self._here(made, hang)
            if here:
                mine.setdefault(id(made), (made, here))
        steps += [(made.label, self._attach, (found, made, hang)) for made, hang in mine.values()]
        for label, step, about in steps:
            failed = Hole(label, str(self._source))
            if self.root.tried(failed, step, *about) is failed:
                found.unknown(failed)
        boundary = Permissions(unread=(Hole(f"{self._instance.hole.name}.permissions_boundary"),))
        boundary = self.root.tried(boundary, self._boundary)
        for hole in self.root.unread:
            found.unknown(hole)
        return found.permissions(boundary, self.arn).given(self._ways)

    def _here(self, made: Made, hang: If) -> If | None:
        """`hang`, where what is made by another provider may be in the role's account."""
        scope, accounts_of = made.instance.scope, self.root.project.accounts_of
        other = identity(scope, made.instance.address[1], made.instance.placed)
        if other == self.provider:
            return hang
        mine = accounts_of(self._instance.scope, self.provider)
        return beside(hang, mine, accounts_of(scope, other), "".join(other))

    # --- whose it is ------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> list[Value]:
        """What the role may be called: as evaluated, so that a reference to it is the same."""
        attribute = NAMES[self._instance.address[1]]
        return [each for each, _ in each_value(self.root.tried("", computed, self._instance, attribute))]

    # --- what it is -------------------------------------------------------------------------------------------

    def _inline(self, found: Collected) -> None:
        placed, frame = self._instance.placed, self._instance.frame
        for body, inner, wrap, source in blocks(placed.body, "inline_policy", frame):
            node = body.attribute("policy")
            if node is not None:
                value = evaluate(node, inner)
                where = standing(value, self.root.project.state) or source
                label = f"inline_policy of {self._instance.hole.name}"
                found.document(wrap(self._finish.tree(value)), label, where)

    def _listed(self, found: Collected) -> None:
        """`policies` of `awscc_iam_role`."""
        for each in self._finish.tree(self._instance.written("policies")) or ():
            document = each.get("policy_document") if isinstance(each, Map) else each
            found.document(document, f"policies of {self._instance.hole.name}", self._source)

    def _managed(self, found: Collected) -> None:
        self._arns(found, self._instance.written("managed_policy_arns"), self._source, ALWAYS)

    def _attach(self, found: Collected, made: Made, hang: If) -> None:
        kind, held = made.instance.address[1], made.instance.written(ATTACHING[made.instance.address[1]][1])
        if kind == "aws_iam_role_policy":
            self._document(found, made, hang)
        else:
            self._arns(found, held, made.source, hang)

    def _arns(self, found: Collected, tree: Tree, source: Source, hang: If) -> None:
        for arn, other in each_value(tree):
            if found.managed(arn, source, hang.also(other)):
                continue
            made = self.root.policies.get(arn)
            if made is None:
                found.unknown(arn.lone if isinstance(arn, Text) and arn.lone else Hole(str(arn), str(source)))
            else:
                there = hang.also(other).also(made.hang)
                found.attached(self._finished(arn), there)
                self._document(found, made, there)

    def _document(self, found: Collected, made: Made, hang: If) -> None:
        value = made.instance.written("policy")
        where = standing(value, self.root.project.state) or made.source
        found.document(self._finish.tree(value), made.label, where, hang)

    def _boundary(self) -> Permissions | None:
        written = self._instance.written("permissions_boundary")
        if written is None or written == "":
            return None
        found = Collected()
        if isinstance(written, Choice):
            found.unknown(Hole(written.name, str(self._source)))
        else:
            self._arns(found, written, self._source, ALWAYS)
        return found.permissions()

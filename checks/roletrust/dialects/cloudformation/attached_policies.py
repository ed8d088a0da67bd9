"""The permissions of a role out of a CloudFormation or SAM template: its own policies, and those attached to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from roletrust.dialects.attachment import (
    ALWAYS,
    Attachment,
    If,
    RoleHoldings,
    Step,
    Way,
    each_value,
    managed_name,
    seconds,
    ways_of,
)
from roletrust.dialects.cloudformation.intrinsics import FUNCTION, Template, place
from roletrust.dialects.cloudformation.nodes import Node, entries
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.policy.wildcards import same
from roletrust.engine.roles.role import Home
from roletrust.engine.text import Hole, Text, Value, text

# What gives a role a policy: the property that names the role or roles.
ATTACHING = {"AWS::IAM::Policy": "Roles", "AWS::IAM::RolePolicy": "RoleName", "AWS::IAM::ManagedPolicy": "Roles"}
MANAGED_POLICY = "AWS::IAM::ManagedPolicy"
DOCUMENT = "PolicyDocument"
OF_AWS = "arn:aws:iam::aws:policy/"  # what SAM puts before the name of a policy


Elsewhere = Callable[[str], "Iterable[Attachment]"]


def nothing_else(name: str) -> Iterable[Attachment]:
    """Of a template that is looked at by itself."""
    return ()


class RoleOfTemplate(RoleHoldings):
    """The role called `logical_id`.  `home`: the template's own file.

    `elsewhere`: what other templates attach to a role of a name, if it is in their account.
    """

    def __init__(self, template: Template, logical_id: str, home: object, elsewhere: Elsewhere = nothing_else) -> None:
        self._home = Home(home)
        self._template, self._id, self._elsewhere = template, logical_id, elsewhere
        self._properties = template.resources.properties(logical_id)

    @property
    def home(self) -> Home:
        return self._home

    @cached_property
    def arn(self) -> Value:
        role = f"{self._id}Role" if self._template.resources.kind(self._id) == FUNCTION else self._id
        return self._only({"Fn::GetAtt": [role, "Arn"]})

    @property
    def longest_session(self) -> int | None:
        node = self._properties.get("MaxSessionDuration")
        try:
            ways = self._template.held(self._id, self._id, node) if node is not None else []
        except (PolicyError, RecursionError):
            return None
        found = {seconds(tree) for _, tree in ways} or {seconds(None)}
        return next(iter(found)) if len(found) == 1 else None

    def steps(self) -> Iterator[Step]:
        yield Step(Hole(f"Policies of {self._id}"), self._inline)
        yield Step(Hole(f"ManagedPolicyArns of {self._id}"), self._managed)
        for kind, roles in ATTACHING.items():
            for other, _ in self._template.resources.of_kind(kind):
                yield Step(Hole(other), partial(self._attached, other, roles))
        for name in (each for each in self._values({"Ref": self._id}) if isinstance(each, str)):
            yield Step(Hole(f"what {name} is given elsewhere"), partial(self._elsewhere, name))

    def boundary(self) -> Step | None:
        node, failed = self._properties.get("PermissionsBoundary"), Hole(f"PermissionsBoundary of {self._id}")
        if node is None:
            return None
        arn = self._only(node)
        return Step(failed, lambda: [self._of_arn(arn, node, ALWAYS) if arn else self._unread(failed)])

    def _ways(self, other: str, node: Node) -> Sequence[Way]:
        return self._template.held(self._id, other, node)

    def _only(self, node: Node) -> Value:
        """What `node` is wherever the role exists; '' where that differs."""
        values = self._values(node)
        return values[0] if len(values) == 1 else ""

    def _values(self, node: Node) -> list[Value]:
        """All that `node` may be, each once; none where that cannot be told."""
        try:
            found = [value for _, tree in self._ways(self._id, node) for value, _ in each_value(tree)]
        except (PolicyError, RecursionError):
            return []
        return list(dict.fromkeys(found))

    # --- whose it is ------------------------------------------------------------------------------------------

    @cached_property
    def _name(self) -> Value:
        return self._only({"Ref": self._id})

    def _among(self, tree: Tree, hang: If) -> If | None:
        """What it hangs on whether the role is among those that a property names; None where it is not."""
        perhaps: If | None = None
        for value, other in each_value(tree, hang):
            answer = self._called(value)
            if answer is YES:
                return other
            if answer is UNKNOWN and perhaps is None:
                perhaps = other.perhaps(Hole(str(value)))
        return perhaps

    def _called(self, value: Value) -> Answer:
        """Whether the role is called `value`; a name that the template makes up is no other's."""
        if value == self._name:
            return YES
        made_up = [each for each in (value, self._name) if self._is_made_up(each)]
        return NO if made_up else min(same(self._name, value), UNKNOWN)

    def _is_made_up(self, name: Value) -> bool:
        return isinstance(name, Text) and name.lone is not None and name.lone.name in self._template.resources

    # --- what it is -------------------------------------------------------------------------------------------

    def _inline(self) -> Iterator[Attachment]:
        for each in _listed(self._properties.get("Policies")):
            document = entries(each).get(DOCUMENT)
            if document is not None:
                yield self._own(document)
            elif self._template.resources.kind(self._id) == FUNCTION and not isinstance(each, str):
                yield self._own(each)
            else:
                yield from self._other(each)

    def _own(self, node: Node) -> Attachment:
        called = f"Policies of {self._id}"
        return Attachment(called, self._place(node), ways=self._ways(self._id, node), unread=Hole(called))

    def _other(self, node: Node) -> Iterator[Attachment]:
        """A policy of a list that is chosen by a condition, or of a function by name."""
        for conditions, tree in self._ways(self._id, node):
            hang = If(conditions)
            if isinstance(tree, Map):
                written = ways_of(tree.get(DOCUMENT))
                yield Attachment(f"Policies of {self._id}", self._place(node), hang, ways=written)
            for value, _ in each_value(tree):
                arn = OF_AWS + value if isinstance(value, str) and not value.startswith("arn:") else value
                yield self._of_arn(arn, node, hang)

    def _managed(self) -> Iterator[Attachment]:
        node = self._properties.get("ManagedPolicyArns")
        for conditions, tree in self._ways(self._id, node) if node is not None else ():
            for arn, hang in each_value(tree, If(conditions)):
                yield self._of_arn(arn, node, hang)

    def _of_arn(self, arn: Value, node: Node, hang: If) -> Attachment:
        """The policy of that ARN, which `node` attaches."""
        if managed_name(arn):
            return Attachment(str(arn), self._place(node), hang, arn)
        if policy := self._policy(arn):
            return self._of(policy, hang)
        return self._unread(arn.lone if isinstance(arn, Text) and arn.lone else Hole(str(arn)))

    def _unread(self, hole: Hole) -> Attachment:
        return Attachment(hole.name, Source(), unread=hole)

    def _policy(self, arn: Value) -> str:
        """The customer managed policy of the template that has that ARN; '' for any other."""
        lone = arn.lone if isinstance(arn, Text) else None
        for each, properties in self._template.resources.of_kind(MANAGED_POLICY):
            name = properties.get("ManagedPolicyName")
            if (lone and lone.name == each) or (isinstance(name, str) and str(arn).endswith(f"/{name}")):
                return each
        return ""

    def _attached(self, other: str, roles: str) -> Iterator[Attachment]:
        named = self._template.resources.properties(other).get(roles)
        ways = self._ways(other, named) if named is not None else ()
        mine = [self._among(tree, If(conditions)) for conditions, tree in ways]
        for each in [ALWAYS] if mine and all(each and not each.hole for each in mine) else mine:
            if each:
                yield self._of(other, each)

    def _arn_of(self, policy: str) -> Value:
        """That of a customer managed policy of the template, as far as it can be told."""
        written = self._template.resources.properties(policy)
        start = ["arn:", {"Ref": "AWS::Partition"}, ":iam::", {"Ref": "AWS::AccountId"}, ":policy"]
        name = written.get("ManagedPolicyName")
        found = self._only({"Fn::Join": ["", [*start, written.get("Path", "/"), name]]}) if name else ""
        return found or text(Hole(policy))

    def _of(self, other: str, hang: If) -> Attachment:
        """The policy that is the resource `other`."""
        arn = self._arn_of(other) if self._template.resources.kind(other) == MANAGED_POLICY else ""
        node = self._template.resources.properties(other).get(DOCUMENT)
        return Attachment(other, self._place(node), hang, arn, self._ways(other, node), unread=Hole(other))

    def _place(self, node: Node) -> Any:
        return place(node, self._template.file)


def _listed(node: Node) -> list[Node]:
    return node if isinstance(node, list) else [] if node is None else [node]

"""The permissions of a role out of a Terraform plan: its own policies, and those attached to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from roletrust.dialects.holding import ALWAYS, Collected, If
from roletrust.dialects.plan.documents import Documents
from roletrust.dialects.plan.index import Index, Instance, mapping, mappings
from roletrust.dialects.plan.references import Scope, followed, references, target
from roletrust.dialects.plan.values import Values
from roletrust.dialects.tree import Tree
from roletrust.engine.document import PolicyError, Source
from roletrust.engine.permissions import Permissions
from roletrust.engine.text import Hole, Value, text

# What gives a role a policy: the argument that names the role or roles, and the one that holds the policy or its ARN.
ATTACHING = {
    "aws_iam_role_policy": ("role", "policy"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_policy_attachment": ("roles", "policy_arn"),
    "aws_iam_role_policy_attachments_exclusive": ("role_name", "policy_arns"),
}
NAMES = {"aws_iam_role": "name", "awscc_iam_role": "role_name"}
INLINE = {"inline_policy": "policy", "policies": "policy_document"}
OPEN = object()


class RoleHoldings:
    """One role, and all that it holds.  `home`: the plan, and the provider that manages the role."""

    def __init__(self, index: Index, role: Instance, file: str) -> None:
        self.home = (file, index.provider(role))
        self._index, self._role, self._file = index, role, file
        self._documents = Documents(index, role, file)
        self._source = Source(file)

    @cached_property
    def arn(self) -> Value:
        """With a Hole for the own account where that is not known; '' where it cannot be told."""
        known, reference = self._role.after.get("arn"), f"{self._role.block}{self._role.index}"
        return known if isinstance(known, str) else Values(self._index, self._role, self._file).own_arn(reference)

    @cached_property
    def permissions(self) -> Permissions:
        found = Collected()
        for kind, attribute in INLINE.items():
            self._inline(found, kind, attribute)
        self._arns(found, self._role, "managed_policy_arns")
        for each in self._index.instances.values():
            if each.kind in ATTACHING and each.planned:
                self._attach(found, each)
        boundary = None
        if self._role.after.get("permissions_boundary") or self._role.unknown.get("permissions_boundary"):
            collected = Collected()
            self._arns(collected, self._role, "permissions_boundary")
            boundary = collected.permissions()
        return found.permissions(boundary, self.arn)

    def _attach(self, found: Collected, each: Instance) -> None:
        roles, held = ATTACHING[each.kind]
        mine, perhaps = False, []
        for value, names, scope in self._values(each, roles):
            mine = mine or self._is_mine(value, names, scope)
            perhaps += [names or [f"{each.address}.{roles}"]] if value is OPEN and not self._told(names, scope) else []
        if mine or perhaps:
            hang = ALWAYS if mine else If(hole=Hole(", ".join(perhaps[0]), self._file))
            if held == "policy":
                self._document(found, each, hang)
            else:
                self._arns(found, each, held, hang)

    def _is_mine(self, value: Any, names: list[str], scope: Scope) -> bool:
        """Whether a value of an attachment, or the one thing that it refers to, is this role."""
        if isinstance(value, str):
            return value == self._role.after.get(NAMES[self._role.kind])
        referred = target(self._index, names[0], scope) if len(names) == 1 else None
        return referred is not None and referred[0] is self._role

    def _told(self, names: list[str], scope: Scope) -> bool:
        """Whether what is referred to is one role, this or another."""
        referred = target(self._index, names[0], scope) if len(names) == 1 else None
        return referred is not None and referred[0].kind in NAMES

    def _values(self, of: Instance, attribute: str) -> Iterator[tuple[Any, list[str], Scope]]:
        """The values of an attribute that is one or a list; OPEN ones with what they refer to."""
        value, unknown = of.after.get(attribute), of.unknown.get(attribute)
        expression = mapping(self._index.configured(of).get("expressions")).get(attribute)
        scope = Scope(of.module, of.index)
        known = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]
        yield from ((each, [], scope) for each in known)
        if unknown is True or (isinstance(unknown, list) and any(each is True for each in unknown)):
            for name in references(expression) or [""]:
                names, there = followed(self._index, {"references": [name]}, scope) if name else ([], scope)
                if len(names) != 1 or not self._is_known(names[0], there):
                    yield OPEN, names, there

    def _is_known(self, name: str, scope: Scope) -> bool:
        """Whether the plan knows the value, so that it is among the known ones."""
        referred = target(self._index, name, scope)
        return referred is not None and isinstance(referred[0].after.get(referred[1]), str)

    def _arns(self, found: Collected, of: Instance, attribute: str, hang: If = ALWAYS) -> None:
        for value, names, scope in self._values(of, attribute):
            if value is not OPEN and found.managed(value, self._source, hang):
                continue
            policy = self._policy(value, names, scope)
            if policy:
                self._document(found, policy, hang)
            else:
                found.unknown(Hole(value if value is not OPEN else ", ".join(names) or f"{of.address}.{attribute}"))

    def _policy(self, value: Any, names: list[str], scope: Scope) -> Instance | None:
        if value is OPEN:
            referred = target(self._index, names[0], scope) if len(names) == 1 else None
            return referred[0] if referred and referred[0].block.startswith("aws_iam_policy.") else None
        every = self._index.instances.values()
        return next((each for each in every if each.kind == "aws_iam_policy" and each.after.get("arn") == value), None)

    def _document(self, found: Collected, of: Instance, hang: If) -> None:
        found.document(self._tree(of, "policy"), of.address, self._source, hang)

    def _tree(self, of: Instance, attribute: str) -> Tree:
        value = of.after.get(attribute)
        if isinstance(value, str):
            return value
        expressions = mapping(self._index.configured(of).get("expressions"))
        name = f"{of.address}.{attribute}"
        try:
            return self._documents.policy(expressions.get(attribute), Scope(of.module, of.index), name)
        except (PolicyError, RecursionError):
            return text(Hole(name, self._file))

    def _inline(self, found: Collected, kind: str, attribute: str) -> None:
        written, unknown = self._role.after.get(kind), self._role.unknown.get(kind)
        label = f"{kind} of {self._role.address}"
        for each in mappings(written):
            document = each.get(attribute)
            if document is not None:
                found.document(document, label, self._source)
        blocks = mapping(self._index.configured(self._role).get("expressions")).get(kind)
        opened = [each is True or mapping(each).get(attribute) for each in unknown] if isinstance(unknown, list) else []
        for number, is_open in enumerate(opened):
            if is_open:
                block = mappings(blocks)[number] if len(mappings(blocks)) == len(opened) else {}
                scope = Scope(self._role.module, self._role.index)
                found.document(self._documents.policy(block.get(attribute), scope, label), label, self._source)
        if unknown is True:
            found.unknown(Hole(label, self._file))

"""The permissions of a role out of a Terraform plan: its own policies, and those attached to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from roletrust.dialects.attachment import (
    ALWAYS,
    Attachment,
    If,
    RoleHoldings,
    Step,
    beside,
    managed_name,
    seconds,
    ways_of,
)
from roletrust.dialects.plan.documents import Documents
from roletrust.dialects.plan.index import Index, Instance, mapping, mappings
from roletrust.dialects.plan.references import Scope, followed, references, target
from roletrust.dialects.plan.values import Values
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.role import Home
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
POLICY = "aws_iam_policy"


class Refers(NamedTuple):
    """A value of an argument: as it is known, else '' and what it refers to, in `scope`."""

    value: str
    names: list[str]
    scope: Scope


def values(index: Index, of: Instance, argument: str) -> Iterator[Refers]:
    """The values of an argument that is one or a list."""
    value, unknown = of.after.get(argument), of.unknown.get(argument)
    expression = mapping(index.configured(of).get("expressions")).get(argument)
    scope = Scope(of.module, of.index)
    listed = value if isinstance(value, list) else [value]
    yield from (Refers(each, [], scope) for each in listed if isinstance(each, str) and each)
    if unknown is True or (isinstance(unknown, list) and any(each is True for each in unknown)):
        for name in references(expression) or [""]:
            names, there = followed(index, {"references": [name]}, scope) if name else ([], scope)
            referred = target(index, names[0], there) if len(names) == 1 else None
            if referred is None or not _is_text(referred[0].after.get(referred[1])):  # else it is among the known ones
                yield Refers("", names, there)


def meant(index: Index, of: Refers, kinds: Collection[str]) -> Instance | None:
    """The one resource of those kinds that a value refers to."""
    found = target(index, of.names[0], of.scope) if len(of.names) == 1 else None
    return found[0] if found and found[0].kind in kinds and not found[0].block.startswith("data.") else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


class Attached:
    """What attaches policies: by the name of the role, by its address, and to roles that are not known."""

    def __init__(self, index: Index) -> None:
        self.by_name: dict[str, list[Instance]] = {}
        self.by_address: dict[str, list[Instance]] = {}
        self.perhaps: list[tuple[Instance, Hole]] = []
        self.policies: dict[str, Instance] = {}
        for each in index.instances.values():
            if each.kind == POLICY and _is_text(each.after.get("arn")):
                self.policies[each.after["arn"]] = each
            for value in (
                values(index, each, ATTACHING[each.kind][0]) if each.kind in ATTACHING and each.planned else ()
            ):
                self._enter(index, each, value)

    def _enter(self, index: Index, each: Instance, value: Refers) -> None:
        role = meant(index, value, NAMES)
        if value.value:
            self.by_name.setdefault(value.value, []).append(each)
        elif role:
            self.by_address.setdefault(role.address, []).append(each)
        else:
            name = ", ".join(value.names) or f"{each.address}.{ATTACHING[each.kind][0]}"
            self.perhaps.append((each, Hole(name)))


@lru_cache(maxsize=2)
def attached(index: Index) -> Attached:
    return Attached(index)


class RoleOfPlan(RoleHoldings):
    """One role of a plan.  Its home is the plan, and the provider that manages the role."""

    def __init__(self, index: Index, role: Instance, file: str) -> None:
        self._index, self._role, self._file = index, role, file
        self._documents = Documents(index, role, file)
        self._source = Source(file)

    @property
    def home(self) -> Home:
        return Home(self._file, f"account of provider {self._index.provider(self._role)}")

    @cached_property
    def arn(self) -> Value:
        known, reference = self._role.after.get("arn"), f"{self._role.block}{self._role.index}"
        return known if isinstance(known, str) else Values(self._index, self._role, self._file).own_arn(reference)

    @property
    def longest_session(self) -> int | None:
        unknown = self._role.unknown.get("max_session_duration")
        return None if unknown else seconds(self._role.after.get("max_session_duration"))

    def steps(self) -> Iterator[Step]:
        for kind, attribute in INLINE.items():
            yield Step(Hole(f"{kind} of {self._role.address}", self._file), partial(self._inline, kind, attribute))
        yield self._step(self._role, "managed_policy_arns")
        for each, hang in self._attached():
            yield self._step(each, ATTACHING[each.kind][1], hang)

    def boundary(self) -> Step | None:
        name = "permissions_boundary"
        return self._step(self._role, name) if self._role.after.get(name) or self._role.unknown.get(name) else None

    def _step(self, of: Instance, argument: str, hang: If = ALWAYS) -> Step:
        """What an argument of a resource holds: the document of a policy, or ARNs."""
        failed = Hole(f"{of.address}.{argument}", self._file)
        if argument == "policy":
            return Step(failed, lambda: [self._policy(of, hang)])
        return Step(failed, partial(self._of_arns, of, argument, hang))

    def _attached(self) -> Iterator[tuple[Instance, If]]:
        known, provider = attached(self._index), self._index.provider(self._role)
        for each in known.by_address.get(self._role.address, ()):
            yield each, ALWAYS
        mine = self._index.accounts(self._role)
        for each in known.by_name.get(self._role.after.get(NAMES[self._role.kind], ""), ()):
            other = self._index.provider(each)
            theirs = self._index.accounts(each)
            hang = ALWAYS if other == provider else beside(ALWAYS, mine, theirs, other)
            if hang:
                yield each, hang
        yield from ((each, If(hole=hole)) for each, hole in known.perhaps)

    def _of_arns(self, of: Instance, argument: str, hang: If) -> Iterator[Attachment]:
        for each in values(self._index, of, argument):
            policy = attached(self._index).policies.get(each.value) or meant(self._index, each, (POLICY,))
            if managed_name(each.value):
                yield Attachment(each.value, self._source, hang, each.value)
            elif policy:
                yield self._policy(policy, hang, each.value or text(Hole(f"{policy.address}.arn")))
            else:
                called = each.value or ", ".join(each.names) or f"{of.address}.{argument}"
                yield Attachment(called, self._source, unread=Hole(called))

    def _policy(self, of: Instance, hang: If, arn: Value = "") -> Attachment:
        return Attachment(of.address, self._source, hang, arn, ways_of(self._tree(of, "policy")))

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

    def _inline(self, kind: str, attribute: str) -> Iterator[Attachment]:
        written, unknown = self._role.after.get(kind), self._role.unknown.get(kind)
        label = f"{kind} of {self._role.address}"
        for each in mappings(written):
            document = each.get(attribute)
            if document is not None:
                yield Attachment(label, self._source, ways=ways_of(document))
        blocks = mapping(self._index.configured(self._role).get("expressions")).get(kind)
        opened = [each is True or mapping(each).get(attribute) for each in unknown] if isinstance(unknown, list) else []
        for number, is_open in enumerate(opened):
            if is_open:
                block = mappings(blocks)[number] if len(mappings(blocks)) == len(opened) else {}
                scope = Scope(self._role.module, self._role.index)
                document = self._documents.policy(block.get(attribute), scope, label)
                yield Attachment(label, self._source, ways=ways_of(document))
        if unknown is True:
            yield Attachment(label, self._source, unread=Hole(label, self._file))

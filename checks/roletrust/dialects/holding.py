"""What a role holds, gathered from its policies piece by piece, whatever dialect they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from roletrust.dialects.identity_policy import read_grants
from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.permissions import Grant, Permissions, Ways
from roletrust.engine.text import Hole, Text, Value, text

MANAGED = re.compile(r"arn:[^:]*:iam::aws:policy/(?:.*/)?([^/]+)\Z")
Way = tuple[Ways, Tree]  # how open conditions go, and what comes of it

OPEN_PART = "x"  # in the place of a partition that is not known, or an account


HOUR = 3_600  # seconds: CreateRole, MaxSessionDuration


class If(NamedTuple):
    """What it hangs on whether something is there: how open conditions go, and a hole."""

    ways: Ways = ()
    hole: Hole | None = None

    def where(self, *ways: tuple[str, bool]) -> If:
        return self._replace(ways=tuple(dict.fromkeys((*self.ways, *ways))))

    def perhaps(self, hole: Hole) -> If:
        return self if self.hole else self._replace(hole=hole)

    def also(self, other: If) -> If:
        return If(tuple(dict.fromkeys((*self.ways, *other.ways))), self.hole or other.hole)

    @property
    def can_be(self) -> bool:
        """Whether no condition has to go both ways."""
        return len(dict(self.ways)) == len(self.ways)


ALWAYS = If()


def beside(hang: If, mine: frozenset[str], theirs: frozenset[str], provider: str) -> If | None:
    """`hang` for what another provider makes: None where it is surely in another account, by those that are proved."""
    if len(mine) == len(theirs) == 1:
        return hang if mine == theirs else None
    return hang.perhaps(Hole(f"the account of provider {provider}"))


class Collected:
    """What has been found so far: the statements of policies, and what of them is not known."""

    def __init__(self) -> None:
        self.grants: list[Grant] = []
        self.unread: list[Hole] = []
        self.policies: list[Value] = []

    def document(self, tree: Tree, policy: str, source: Source, hang: If = ALWAYS) -> None:
        """Adds the statements of the policy called `policy`, which the role holds as far as `hang` says."""
        try:
            self.ways([(each.conditions, each.tree) for each in variants(tree)], policy, source, hang)
        except PolicyError:
            self.unknown(Hole(policy, str(source)))

    def ways(self, ways: Iterable[Way], policy: str, source: Source, hang: If = ALWAYS) -> None:
        """The same of each way that a document without Choices can turn out.  Raises PolicyError."""
        read = [(conditions, self._read(tree, policy, source)) for conditions, tree in ways]
        if all(found == read[0][1] for _, found in read):
            read = [((), found) for _, found in read[:1]]
        for conditions, found in read:
            self._add(found, hang.where(*conditions))

    def _add(self, grants: Iterable[Grant], hang: If) -> None:
        if hang.can_be:
            self.grants += [each._replace(maybe=each.maybe or hang.hole, ways=hang.ways) for each in grants]

    def _read(self, tree: Tree, policy: str, source: Source) -> tuple[Grant, ...]:
        if isinstance(tree, Maybe):
            return tuple(each._replace(maybe=tree.hole) for each in self._read(tree.value, policy, source))
        hole = tree.lone if isinstance(tree, Text) else tree
        if isinstance(hole, Hole):
            self.unknown(hole)
            return ()
        return () if tree is ABSENT or tree is None or tree == "" else read_grants(tree, policy, source)

    def managed(self, arn: Value, source: Source, hang: If = ALWAYS) -> bool:
        """Adds what a policy of AWS's own grants; whether it is one.  `source`: where it is attached."""
        name = managed_name(arn)
        if name:
            from roletrust.engine.tables.managed_policies import managed_grants  # noqa: PLC0415  # a large table

            called, grants = f"the AWS managed policy {name}", managed_grants(name)
            if grants is None:
                self.unknown(Hole(called, str(source)))
            self._add([each._replace(policy=called, source=source) for each in grants or ()], hang)
        return bool(name)

    def attached(self, arn: Value, hang: If = ALWAYS) -> None:
        """Adds the ARN of a policy that is no other's than the account's."""
        self.policies.append(arn if hang == ALWAYS else text(Hole(str(arn))))

    def unknown(self, hole: Hole) -> None:
        """Adds what the role holds, or may hold, and nobody can tell."""
        self.unread.append(hole)

    def adopt(self, other: Collected, hole: Hole) -> None:
        """Adds what has been found where open conditions are called by names of its own: here they are a `hole`."""
        for each in other.grants:
            self.grants.append(each._replace(maybe=each.maybe or hole, ways=()) if each.ways else each)
        self.unread += other.unread
        self.policies += other.policies

    def permissions(self, boundary: Permissions | None = None, arn: Value = "") -> Permissions:
        return Permissions(tuple(self.grants), tuple(dict.fromkeys(self.unread)), boundary, arn, tuple(self.policies))


def seconds(written: Tree) -> int | None:
    """The longest session of a role, where `written` says it: an hour, where nothing does; None: it is not known."""
    if written is None or written is ABSENT:
        return HOUR
    return int(written) if isinstance(written, (int, str)) and str(written).isdecimal() else None


def managed_name(arn: Value) -> str:
    """What AWS calls its own policy with that ARN; '' for any other."""
    parts = arn.parts if isinstance(arn, Text) else (arn,)
    found = MANAGED.match("".join(part if isinstance(part, str) else OPEN_PART for part in parts))
    return found[1] if found and isinstance(parts[-1], str) else ""


def each_value(tree: Tree, hang: If = ALWAYS) -> Iterator[tuple[Value, If]]:
    """The values that `tree` is or lists, each with what it hangs on; an open value as Text."""
    for each, on in leaves(tree, hang):
        if isinstance(each, (str, Text)) and each:
            yield each, on
        elif isinstance(each, Hole):
            yield text(each), on


def leaves(tree: Tree, hang: If) -> Iterator[tuple[Tree, If]]:
    """What `tree` can turn out to be, or lists, each with what it hangs on."""
    if isinstance(tree, Choice):
        yield from leaves(tree.then, hang.where((tree.name, True)))
        yield from leaves(tree.otherwise, hang.where((tree.name, False)))
    elif isinstance(tree, Maybe):
        yield from leaves(tree.value, hang.perhaps(tree.hole))
    elif isinstance(tree, list):
        for each in tree:
            yield from leaves(each, hang)
    else:
        yield tree, hang

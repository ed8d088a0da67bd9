"""What a role holds, gathered from its policies piece by piece, whatever dialect they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from roletrust.dialects.identity_policy import read_grants
from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.document import PolicyError, Source
from roletrust.engine.permissions import Grant, Permissions
from roletrust.engine.text import Hole, Text, Value, text

MANAGED = re.compile(r"arn:[^:]*:iam::aws:policy/(?:.*/)?([^/]+)\Z")
Way = tuple[tuple[tuple[str, bool], ...], Tree]  # how open conditions go, and what comes of it

OPEN_PART = "aws"  # in the place of a partition that is not known


class Collected:
    """What has been found so far: the statements of policies, and what of them is not known."""

    def __init__(self) -> None:
        self.grants: list[Grant] = []
        self.unread: list[Hole] = []

    def document(self, tree: Tree, policy: str, source: Source, maybe: Hole | None = None) -> None:
        """Adds the statements of the policy called `policy`, which the role holds, or holds if `maybe` turns out so."""
        try:
            self.ways([(each.conditions, each.tree) for each in variants(tree)], policy, source, maybe)
        except PolicyError:
            self.unknown(Hole(policy, str(source)))

    def ways(self, ways: Iterable[Way], policy: str, source: Source, maybe: Hole | None = None) -> None:
        """The same of each way that a document without Choices can turn out.  Raises PolicyError."""
        read = [(conditions, self._read(tree, policy, source)) for conditions, tree in ways]
        sure = all(found == read[0][1] for _, found in read)
        for conditions, found in read[:1] if sure else read:
            hole = maybe or (None if sure else Hole(conditions[0][0], str(source)))
            self.grants += [each._replace(maybe=each.maybe or hole) for each in found]

    def _read(self, tree: Tree, policy: str, source: Source) -> tuple[Grant, ...]:
        if isinstance(tree, Maybe):
            return tuple(each._replace(maybe=tree.hole) for each in self._read(tree.value, policy, source))
        hole = tree.lone if isinstance(tree, Text) else tree
        if isinstance(hole, Hole):
            self.unknown(hole)
            return ()
        return () if tree is ABSENT or tree is None or tree == "" else read_grants(tree, policy, source)

    def managed(self, arn: Value, source: Source, maybe: Hole | None = None) -> bool:
        """Adds what a policy of AWS's own grants; whether it is one.  `source`: where it is attached."""
        name = managed_name(arn)
        if name:
            from roletrust.engine.managed_policies import managed_grants  # noqa: PLC0415  # a large table

            called = f"the AWS managed policy {name}"
            self.grants += [each._replace(policy=called, source=source, maybe=maybe) for each in managed_grants(name)]
        return bool(name)

    def unknown(self, hole: Hole) -> None:
        """Adds what the role holds, or may hold, and nobody can tell."""
        self.unread.append(hole)

    def permissions(self, boundary: Permissions | None = None, arn: Value = "") -> Permissions:
        return Permissions(tuple(self.grants), tuple(dict.fromkeys(self.unread)), boundary, arn)


def managed_name(arn: Value) -> str:
    """What AWS calls its own policy with that ARN; '' for any other."""
    parts = arn.parts if isinstance(arn, Text) else (arn,)
    found = MANAGED.match("".join(part if isinstance(part, str) else OPEN_PART for part in parts))
    known = isinstance(arn, str) or isinstance(parts[-1], str)
    return found[1] if found and known else ""


def each_value(tree: Tree, maybe: Hole | None = None) -> Iterator[tuple[Value, Hole | None]]:
    """The values that `tree` is or lists, each with what it hangs on; an open value as Text."""
    if isinstance(tree, Choice):
        for side in (tree.then, tree.otherwise):
            yield from each_value(side, maybe or Hole(tree.name))
    elif isinstance(tree, Maybe):
        yield from each_value(tree.value, maybe or tree.hole)
    elif isinstance(tree, list):
        for each in tree:
            yield from each_value(each, maybe)
    elif isinstance(tree, (str, Text)) and tree:
        yield tree, maybe
    elif isinstance(tree, Hole):
        yield text(tree), maybe

"""That a policy is attached to a role, whatever dialect says so, and what a role holds by all of its attachments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from roletrust.dialects.identity_policy import read_grants
from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.permissions import Grant, Permissions, Ways
from roletrust.engine.roles.role import Home
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


class Attachment(NamedTuple):
    """One policy is attached to a role, or written in it, if `hang` comes true.

    `policy`: what it is called; `source`: where it stands, or where it is attached.
    `arn`: of a managed policy; '' of an inline one.
    `ways`: each way that its document can turn out; None where the document is not in sight, or cannot be read.
    `beyond`: of what stands in another configuration, what to call its open conditions here, where their names mean
    nothing.
    `unread`: what to call a document that is not in sight; by default it is called as the policy is.
    """

    policy: str
    source: Source
    hang: If = ALWAYS
    arn: Value = ""
    ways: Sequence[Way] | None = None
    beyond: Hole | None = None
    unread: Hole | None = None


def ways_of(document: Tree) -> Sequence[Way] | None:
    """Each way that a document with Choices in it can turn out; None where there are too many."""
    try:
        return [(each.conditions, each.tree) for each in variants(document)]
    except PolicyError:
        return None


class Step(NamedTuple):
    """Where attachments of a role are looked for; `failed`: what it then holds that nobody can tell, if that breaks."""

    failed: Hole
    attachments: Callable[[], Iterable[Attachment]]


class RoleHoldings:
    """A role as its dialect finds it, and all that it holds: what the attachments come to that the dialect gives.

    `broken`: what looking for them may raise.
    """

    broken: tuple[type[BaseException], ...] = (PolicyError, RecursionError)

    @property
    def arn(self) -> Value:
        """With Holes for what is not known of it; '' where it cannot be told."""
        raise NotImplementedError

    @property
    def home(self) -> Home:
        raise NotImplementedError

    @property
    def longest_session(self) -> int | None:
        """In seconds; None where that is not known."""
        raise NotImplementedError

    def steps(self) -> Iterator[Step]:
        """Where its policies are attached, or written."""
        raise NotImplementedError

    def boundary(self) -> Step | None:
        """Where its permissions boundary is; None where it has none."""
        raise NotImplementedError

    def existing(self) -> Ways:
        """How open conditions go where the role is there at all."""
        return ()

    @cached_property
    def permissions(self) -> Permissions:
        limit = self.boundary()
        bounding = joined([limit], self.broken).permissions() if limit else None
        return joined(self.steps(), self.broken).permissions(bounding, self.arn).given(self.existing())


def joined(steps: Iterable[Step], broken: tuple[type[BaseException], ...]) -> Joined:
    """All that is attached, put together; what breaks is something that is held, and not known."""
    found = Joined()
    for failed, attachments in steps:
        try:
            for each in attachments():
                found.add(each)
        except broken:
            found.unread.append(failed)
    return found


class Joined:
    """What a role holds by the attachments that were added: statements, policies, and what of them is not known."""

    def __init__(self) -> None:
        self.grants: list[Grant] = []
        self.unread: list[Hole] = []
        self.policies: list[Value] = []

    def add(self, one: Attachment) -> None:
        """Adds what the role holds by it: of a managed policy of AWS's own, what AWS's table says."""
        if one.arn and (name := managed_name(one.arn)):
            self._of_aws(one, name)
            return
        if one.arn:
            self.policies.append(one.arn if one.hang == ALWAYS else text(Hole(str(one.arn))))
        failed = one.unread or Hole(one.policy, str(one.source))
        if one.ways is None:
            self.unread.append(failed)
            return
        try:
            self._read_ways(one, one.ways)
        except PolicyError:
            self.unread.append(failed)

    def _of_aws(self, one: Attachment, name: str) -> None:
        from roletrust.engine.tables.managed_policies import managed_grants  # noqa: PLC0415  # a large table

        called, grants = f"the AWS managed policy {name}", managed_grants(name)
        if grants is None:
            self.unread.append(Hole(called, str(one.source)))
        self._hold(one, [each._replace(policy=called, source=one.source) for each in grants or ()], one.hang)

    def _read_ways(self, one: Attachment, ways: Iterable[Way]) -> None:
        """Raises PolicyError."""
        read = [(conditions, self._read(tree, one)) for conditions, tree in ways]
        if all(found == read[0][1] for _, found in read):
            read = [((), found) for _, found in read[:1]]
        for conditions, found in read:
            self._hold(one, found, one.hang.where(*conditions))

    def _hold(self, one: Attachment, grants: Iterable[Grant], hang: If) -> None:
        if not hang.can_be:
            return
        hole, ways = (hang.hole or one.beyond, ()) if one.beyond and hang.ways else (hang.hole, hang.ways)
        self.grants += [each._replace(maybe=each.maybe or hole, ways=ways) for each in grants]

    def _read(self, tree: Tree, one: Attachment) -> tuple[Grant, ...]:
        if isinstance(tree, Maybe):
            return tuple(each._replace(maybe=tree.hole) for each in self._read(tree.value, one))
        hole = tree.lone if isinstance(tree, Text) else tree
        if isinstance(hole, Hole):
            self.unread.append(hole)
            return ()
        return () if tree is ABSENT or tree is None or tree == "" else read_grants(tree, one.policy, one.source)

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

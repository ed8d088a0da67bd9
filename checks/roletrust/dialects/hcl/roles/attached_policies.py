"""The policies of a role out of the Terraform configuration of one scan: its own, and those attached to it.

What is attached counts within the root module of the role: addresses mean the same thing nowhere else.  What another
root module attaches by a name that is written out, it does so if both are of one account (`root_modules.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial

from roletrust.dialects.attachment import (
    ALWAYS,
    Attachment,
    If,
    RoleHoldings,
    Step,
    beside,
    each_value,
    managed_name,
    seconds,
    ways_of,
)
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.export import Finish
from roletrust.dialects.hcl.evaluation.policy_document import blocks
from roletrust.dialects.hcl.evaluation.providers import Provider, identity
from roletrust.dialects.hcl.evaluation.resource_instance import Instance
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.project.attribute_values import existing, standing
from roletrust.dialects.hcl.project.module_calls import Key
from roletrust.dialects.hcl.project.project import Project
from roletrust.dialects.hcl.roles.root_modules import ATTACHING, BROKEN, NAMES, Made, Root, Where, computed, labelled
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.tree import Choice, Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.permissions import Ways
from roletrust.engine.roles.role import Home
from roletrust.engine.text import Hole, Text, Value, text

ITS_OWN = ("policies", "managed_policy_arns", "permissions_boundary")


def finish_of(scope: Scope, own: Provider, project: Project) -> Finish:
    """For what the provider `own` makes in `scope`."""
    return Finish(own, lambda provider: project.accounts_of(scope, provider))


class Reading:
    """What policies of the root module `root` say; `finish`: for the provider whose account they are attached in.

    `beyond`: of another root module than the role's, what to call its open conditions.
    """

    def __init__(self, root: Root, finish: Finish, beyond: Hole | None = None) -> None:
        self._root, self._finish, self._beyond = root, finish, beyond

    def attached_by(self, made: Made, hang: If) -> Iterator[Attachment]:
        """What an instance of a block attaches.  Like all here it may raise what `BROKEN` lists."""
        self._root.project.state.begin()
        kind = made.instance.address[1]
        held = made.instance.written(ATTACHING[kind][1])
        if kind == "aws_iam_role_policy":
            yield self._policy(made, hang)
        else:
            yield from self.of_arns(held, made.source, hang)

    def of_arns(self, tree: Tree, source: Source, hang: If = ALWAYS) -> Iterator[Attachment]:
        """The policies whose ARNs `tree` is, or lists."""
        for arn, other in each_value(tree):
            made = None if managed_name(arn) else self._root.policies.get(arn)
            if made:
                yield self._policy(made, hang.also(other).also(made.hang), self.value(arn))
            elif managed_name(arn):
                yield Attachment(str(arn), source, hang.also(other), arn, beyond=self._beyond)
            else:
                unread = arn.lone if isinstance(arn, Text) and arn.lone else Hole(str(arn), str(source))
                yield Attachment(unread.name, source, unread=unread)

    def value(self, tree: Tree) -> Value:
        """A text of the configuration; '' for what is none."""
        found = self._finish.tree(tree)
        return text(found) if isinstance(found, Hole) else found if isinstance(found, (str, Text)) else ""

    def _policy(self, made: Made, hang: If, arn: Value = "") -> Attachment:
        value = made.instance.written("policy")
        where = standing(value, self._root.project.state) or made.source
        return Attachment(made.label, where, hang, arn, ways_of(self._finish.tree(value)), self._beyond)


class RoleOfTerraform(RoleHoldings):
    """One role.  Making one raises PolicyError, Failure or Bound where it cannot be found."""

    broken = BROKEN

    def __init__(self, root: Root, where: Where, key: Key) -> None:
        self.root, project = root, root.project
        project.state.begin()
        scope, placed = project.placed(*where)
        label = labelled(scope, where.address) + ("" if key is None else f"[{shown(key)}]")
        hole = Hole(label, scope.where(placed.file, placed.first))
        self._instance = Instance(scope, where.address, placed, scope.names_at(placed, key), hole)
        self._source = scope.source(placed.file, placed.first, placed.block.last)
        self._existing = tuple(existing(scope, placed))
        self._provider: Provider = identity(scope, where.address[1], placed)
        self._finish = finish_of(scope, self._provider, project)
        self._reading = Reading(root, self._finish)

    @cached_property
    def home(self) -> Home:
        return Home(self.root.path, f"account of provider {''.join(self._provider)}")

    @cached_property
    def arn(self) -> Value:
        found: Value = self.root.tried("", lambda: self._reading.value(computed(self._instance, "arn")))
        return found

    @cached_property
    def longest_session(self) -> int | None:
        instance = self._instance
        found: int | None = self.root.tried(
            None, lambda: seconds(self._finish.tree(instance.written("max_session_duration")))
        )
        return found

    def existing(self) -> Ways:
        return self._existing

    def steps(self) -> Iterator[Step]:
        name = self._instance.hole.name
        if self._says_something:
            yield self._step(f"inline_policy of {name}", self._inline)
            yield self._step(f"policies of {name}", self._listed)
            yield self._step(f"managed of {name}", self._managed)
        mine: dict[int, tuple[Made, If]] = {}
        for made, hang in self.root.attached.to(name, self._names) if self.root.attached else ():
            here = self._here(made, hang)
            if here:
                mine.setdefault(id(made), (made, here))
        for made, hang in mine.values():
            yield self._step(made.label, partial(self._reading.attached_by, made, hang))
        for root, made, hang in self._from_others():
            finish, beyond = (
                finish_of(made.instance.scope, made.provider, root.project),
                Hole(made.label, str(made.source)),
            )
            yield self._step(made.label, partial(Reading(root, finish, beyond).attached_by, made, hang))
        yield self._step(name, lambda: (Attachment(hole.name, self._source, unread=hole) for hole in self.root.unread))

    def _step(self, called: str, attachments: Callable[[], Iterable[Attachment]]) -> Step:
        return Step(Hole(called, str(self._source)), attachments)

    def boundary(self) -> Step | None:
        failed = Hole(f"{self._instance.hole.name}.permissions_boundary")
        if not self._says_something:
            return None
        written = self.root.tried(failed, self._instance.written, "permissions_boundary")
        if written is None or written == "":
            return None
        if isinstance(written, Choice):
            return Step(failed, lambda: [Attachment(written.name, self._source)])
        return Step(failed, partial(self._reading.of_arns, written, self._source))

    @cached_property
    def _says_something(self) -> bool:
        """Whether anything of what it holds, or of what limits that, is written in the role itself."""
        body = self._instance.placed.body
        try:
            return bool(body.blocks("inline_policy")) or any(body.attribute(each) is not None for each in ITS_OWN)
        except BROKEN:
            return True

    def _here(self, made: Made, hang: If) -> If | None:
        """`hang`, where what is made by another provider may be in the role's account."""
        scope, accounts_of, other = made.instance.scope, self.root.project.accounts_of, made.provider
        if other == self._provider:
            return hang
        mine = accounts_of(self._instance.scope, self._provider)
        return beside(hang, mine, accounts_of(scope, other), "".join(other))

    def _from_others(self) -> Iterator[tuple[Root, Made, If]]:
        """What other root modules attach by the role's name, where they may be of its account."""
        accounts_of = self.root.project.accounts_of
        for name in (each for each in self._names if isinstance(each, str)):
            for root, made, hang in self.root.beyond(name):
                mine = accounts_of(self._instance.scope, self._provider)
                here = beside(hang, mine, accounts_of(made.instance.scope, made.provider), f"of {made.source}")
                if here:
                    yield root, made, here if len(self._names) == 1 else here.perhaps(Hole(f"whether it is {name}"))

    # --- whose it is ------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> list[Value]:
        """What the role may be called: as evaluated, so that a reference to it is the same."""
        attribute = NAMES[self._instance.address[1]]
        return [each for each, _ in each_value(self.root.tried("", computed, self._instance, attribute))]

    # --- what it is -------------------------------------------------------------------------------------------

    def _inline(self) -> Iterator[Attachment]:
        self.root.project.state.begin()
        placed, frame = self._instance.placed, self._instance.frame
        for body, inner, wrap, source in blocks(placed.body, "inline_policy", frame):
            node = body.attribute("policy")
            if node is not None:
                value = evaluate(node, inner)
                where = standing(value, self.root.project.state) or source
                called = f"inline_policy of {self._instance.hole.name}"
                yield Attachment(called, where, ways=ways_of(wrap(self._finish.tree(value))))

    def _listed(self) -> Iterator[Attachment]:
        """`policies` of `awscc_iam_role`."""
        self.root.project.state.begin()
        for each in self._finish.tree(self._instance.written("policies")) or ():
            document = each.get("policy_document") if isinstance(each, Map) else each
            yield Attachment(f"policies of {self._instance.hole.name}", self._source, ways=ways_of(document))

    def _managed(self) -> Iterator[Attachment]:
        self.root.project.state.begin()
        yield from self._reading.of_arns(self._instance.written("managed_policy_arns"), self._source)

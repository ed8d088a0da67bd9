"""The permissions of a role out of the Terraform configuration of one scan: its own policies, and those attached to it.

What is attached counts within the root module of the role: addresses mean the same thing nowhere else.  What another
root module attaches by a name that is written out, it does so if both are of one account (`roots.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.export import Finish
from roletrust.dialects.hcl.evaluation.policy_document import blocks
from roletrust.dialects.hcl.evaluation.providers import Provider, identity
from roletrust.dialects.hcl.evaluation.resource_instance import Instance
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.project.module_calls import Key
from roletrust.dialects.hcl.project.project import Project, existing, standing
from roletrust.dialects.hcl.roles.attaching import ATTACHING, NAMES, Made, Root, Where, computed, labelled
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.holding import ALWAYS, Collected, If, beside, each_value, seconds
from roletrust.dialects.tree import Choice, Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.permissions import Permissions
from roletrust.engine.text import Hole, Text, Value, text

ITS_OWN = ("policies", "managed_policy_arns", "permissions_boundary")


def finish_of(scope: Scope, own: Provider, project: Project) -> Finish:
    """For what the provider `own` makes in `scope`."""
    return Finish(own, lambda provider: project.accounts_of(scope, provider))


class Reading:
    """What policies of the root module `root` say; `finish`: for the provider whose account they are attached in."""

    def __init__(self, root: Root, finish: Finish) -> None:
        self._root, self._finish = root, finish

    def attach(self, found: Collected, made: Made, hang: If) -> None:
        kind, held = made.instance.address[1], made.instance.written(ATTACHING[made.instance.address[1]][1])
        if kind == "aws_iam_role_policy":
            self._document(found, made, hang)
        else:
            self.arns(found, held, made.source, hang)

    def arns(self, found: Collected, tree: Tree, source: Source, hang: If) -> None:
        for arn, other in each_value(tree):
            if found.managed(arn, source, hang.also(other)):
                continue
            made = self._root.policies.get(arn)
            if made is None:
                found.unknown(arn.lone if isinstance(arn, Text) and arn.lone else Hole(str(arn), str(source)))
            else:
                there = hang.also(other).also(made.hang)
                found.attached(self.value(arn), there)
                self._document(found, made, there)

    def value(self, tree: Tree) -> Value:
        """A text of the configuration; '' for what is none."""
        found = self._finish.tree(tree)
        return text(found) if isinstance(found, Hole) else found if isinstance(found, (str, Text)) else ""

    def _document(self, found: Collected, made: Made, hang: If) -> None:
        value = made.instance.written("policy")
        where = standing(value, self._root.project.state) or made.source
        found.document(self._finish.tree(value), made.label, where, hang)


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
        self._finish = finish_of(scope, self.provider, project)
        self._reading = Reading(root, self._finish)

    @cached_property
    def arn(self) -> Value:
        """With Holes for the own account and partition; '' where it cannot be told."""
        found: Value = self.root.tried("", lambda: self._reading.value(computed(self._instance, "arn")))
        return found

    @cached_property
    def longest_session(self) -> int | None:
        instance = self._instance
        found: int | None = self.root.tried(
            None, lambda: seconds(self._finish.tree(instance.written("max_session_duration")))
        )
        return found

    @cached_property
    def permissions(self) -> Permissions:
        found = Collected()
        own = self.root.tried(True, self._says_something)
        steps: list[tuple[str, Callable[..., None], tuple[Any, ...]]] = [
            (f"{kind} of {self._instance.hole.name}", step, (found,))
            for kind, step in (("inline_policy", self._inline), ("policies", self._listed), ("managed", self._managed))
            if own
        ]
        mine: dict[int, tuple[Made, If]] = {}
        for made, hang in self.root.attached.to(self._instance.hole.name, self._names) if self.root.attached else ():
            here = self._here(made, hang)
            if here:
                mine.setdefault(id(made), (made, here))
        steps += [(made.label, self._reading.attach, (found, made, hang)) for made, hang in mine.values()]
        steps += [(made.label, self._attach, (found, root, made, hang)) for root, made, hang in self._from_others()]
        for label, step, about in steps:
            failed = Hole(label, str(self._source))
            if self.root.tried(failed, step, *about) is failed:
                found.unknown(failed)
        boundary = self._limit() if own else None
        for hole in self.root.unread:
            found.unknown(hole)
        return found.permissions(boundary, self.arn).given(self._ways)

    def _says_something(self) -> bool:
        """Whether anything of what it holds, or of what limits that, is written in the role itself."""
        body = self._instance.placed.body
        return bool(body.blocks("inline_policy")) or any(body.attribute(each) is not None for each in ITS_OWN)

    def _limit(self) -> Permissions | None:
        unread = Permissions(unread=(Hole(f"{self._instance.hole.name}.permissions_boundary"),))
        found: Permissions | None = self.root.tried(unread, self._boundary)
        return found

    def _here(self, made: Made, hang: If) -> If | None:
        """`hang`, where what is made by another provider may be in the role's account."""
        scope, accounts_of, other = made.instance.scope, self.root.project.accounts_of, made.provider
        if other == self.provider:
            return hang
        mine = accounts_of(self._instance.scope, self.provider)
        return beside(hang, mine, accounts_of(scope, other), "".join(other))

    def _from_others(self) -> Iterator[tuple[Root, Made, If]]:
        """What other root modules attach by the role's name, where they may be of its account."""
        accounts_of = self.root.project.accounts_of
        for name in (each for each in self._names if isinstance(each, str)):
            for root, made, hang in self.root.beyond(name):
                mine = accounts_of(self._instance.scope, self.provider)
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
        self._reading.arns(found, self._instance.written("managed_policy_arns"), self._source, ALWAYS)

    def _attach(self, found: Collected, root: Root, made: Made, hang: If) -> None:
        """What another root module attaches, whose open conditions and policies are its own."""
        theirs, scope = Collected(), made.instance.scope
        Reading(root, finish_of(scope, made.provider, root.project)).attach(theirs, made, hang)
        found.adopt(theirs, Hole(made.label, str(made.source)))

    def _boundary(self) -> Permissions | None:
        written = self._instance.written("permissions_boundary")
        if written is None or written == "":
            return None
        found = Collected()
        if isinstance(written, Choice):
            found.unknown(Hole(written.name, str(self._source)))
        else:
            self._reading.arns(found, written, self._source, ALWAYS)
        return found.permissions()

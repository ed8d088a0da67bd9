"""What a role holds, worked out only where somebody asks: where outsiders get in, and on the way from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from roletrust.adapters.entity import Entity
from roletrust.engine.questions.trust import Trust
from roletrust.reading.holdings import Deferred, Unknown
from roletrust.reading.judging import Case
from roletrust.reading.kinds import ROLES, STACK_ROLES
from roletrust.reading.policies import policies_of
from roletrust.rules.judgement import trusts

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.role import Gathered

TERRAFORM = "roletrust.adapters.terraform.terraform_roles"
HOLDINGS = "roletrust.adapters.landscape.holdings_"
PLAN = "roletrust.adapters.terraform.terraform_plan"


class Lazily(Deferred):
    """The role that `entity` is, by the adapter of its framework; `find` evaluates its trust policy again."""

    def __init__(self, entity: Entity, find: Callable[[Entity], Case | None]) -> None:
        self._entity, self._find = entity, find
        self._placed: Any = None
        if entity.type in ROLES and not is_plan(entity):  # Checkov's runner tells it now, and not when it is asked
            self._placed = import_module(TERRAFORM).place(entity)

    def gather(self) -> Gathered:
        return gathered(self._entity, self._placed)

    @property
    def trusts(self) -> Sequence[Trust]:
        return self._read[0]

    @property
    def problem(self) -> str:
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Sequence[Trust], str]:
        """Each way that its trust policy can turn out, and why the rest cannot be read."""
        found = import_module(TERRAFORM).again(*self._placed) if self._placed else None
        case = found or self._find(self._entity)
        if case is None:
            return (), ""
        subject, problem = case.subject, case.configuration.error or case.subject.problem
        if problem:
            return (), problem
        read = policies_of(subject.tree, subject.source)
        every = trusts(read.policies, subject.owner._replace(role=subject.role))
        return [trust for _, trust in every], "; ".join(read.problems)


def gathered(entity: Entity, placed: Any) -> Gathered:
    """What the role that `entity` is holds; `placed`: where it stands, of Terraform's source."""
    if placed:
        found: Gathered = import_module(f"{HOLDINGS}terraform").gather(*placed)
    elif entity.type in STACK_ROLES:
        found = import_module(f"{HOLDINGS}cloudformation").gather(entity)
    elif entity.type in ROLES and is_plan(entity):
        found = import_module(PLAN).holdings(entity)
    else:
        found = Unknown(f"the policies of {entity.type}.{entity.name}")
    return found


def is_plan(entity: Entity) -> bool:
    return entity.file.endswith(".json") and not entity.file.endswith(".tf.json")

"""Terraform plans (`terraform show -json`): the roles as Terraform itself worked them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from roletrust.dialects.data.marks import PLAIN
from roletrust.dialects.plan.plan import Plan
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.holdings import Unknown
from roletrust.reading.inner_templates import Body, held_in
from roletrust.reading.judging import Case
from roletrust.reading.kinds import OTHERS, STACKS, is_own, plain_name
from roletrust.reading.places import owner
from roletrust.reading.stack_sets import is_of_one_organization
from roletrust.telling.subject import Dialect, Subject

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.role import Gathered


@dataclass(frozen=True)
class Made:
    """What a plan makes the resource at `address` of.  `root`: the scanned directory; `path`: the plan's."""

    address: str
    root: str
    path: str

    def __call__(self) -> str:
        from roletrust.reading.planned_from import made_of  # noqa: PLC0415  # HCL, for what is told of plans alone

        return made_of(self.address, self.root, self.path)


def cases(plan: Plan, shown: str, settings: Configuration, at: tuple[str, str]) -> Iterator[Held]:
    """Each role of the plan by its address, and those in the templates of its stacks.

    `at`: the scanned directory, and the path of the plan.
    """
    for address in plan.roles:
        (name,) = plan.known(address, "name") or ("",)
        made = partial(case_of, plan, address, shown, plain_name(name), settings, at)
        yield Held(address, made, partial(holdings, plan, address))
    for address, kind in plan.of_kinds(tuple(OTHERS)):
        from roletrust.reading.made_otherwise import planned  # noqa: PLC0415  # YAML, for who has such a resource

        yield Held(address, partial(planned, plan, address, kind, shown, settings))
    for address, kind in plan.of_kinds(STACKS):
        body = template_of(plan, address, kind, shown, settings)
        for each in held_in(body) if body else ():
            yield each._replace(name=f"{address}/{each.name}" if each.name else address)


def template_of(plan: Plan, address: str, kind: str, shown: str, settings: Configuration) -> Body | None:
    """The template of the stack, or stack set, at `address`; None where there is none, or it lies elsewhere."""
    template, values, model = plan.known(address, "template_body", "parameters", "permission_model") or (None,) * 3
    if template is None:
        return None
    own = is_own(kind)
    accounts = plan.accounts(address) if own else frozenset()
    given = PLAIN.tree(values, shown)
    members = is_of_one_organization(model)
    return Body(template, Source(shown), settings, given, own=own, members=members, accounts=accounts)


def holdings(plan: Plan, address: str) -> Gathered:
    """What the role at `address` holds."""
    return plan.holdings(address) or Unknown(f"policies of {address}")


def case_of(plan: Plan, address: str, shown: str, name: str, settings: Configuration, at: tuple[str, str]) -> Case:
    """The role at `address`.  `shown`: the plan as findings name it; `name`: the role's, '' where it is not known; `at`
    as in `cases`.
    """
    role, problem = None, ""
    try:
        role = plan.role(address)
        problem = "" if role else f"the plan has no `{address}` among its planned values"
    except PolicyError as error:
        problem = str(error)
    whose = owner(settings, *role.own, members=role.members, beside=role.beside) if role else owner(settings)
    subject = Subject(
        label=address,
        dialect=Dialect.JSON,
        source=role.source if role else Source(shown),
        owner=whose._replace(audiences=plan.registered(address)),
        role=name,
        tree=role.tree if role else None,
        problem=problem,
        secrets=plan.secrets,
        made_of=Made(address, *at),
    )
    return Case(subject, settings)

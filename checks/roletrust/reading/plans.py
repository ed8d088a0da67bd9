"""Terraform plans (`terraform show -json`): the roles as Terraform itself worked them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from roletrust.dialects.plan.plan import Plan
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import owner
from roletrust.telling.subject import Dialect, Subject


def cases(plan: Plan, shown: str, settings: Configuration) -> Iterator[tuple[str, Callable[[], Case]]]:
    """What each role of the plan is called, and how to get it judged."""
    for address in plan.roles:
        (name,) = plan.known(address, "name") or ("",)
        yield address, partial(case_of, plan, address, shown, plain_name(name), settings)


def case_of(plan: Plan, address: str, shown: str, name: str, settings: Configuration) -> Case:
    """The role at `address`.  `shown`: the plan as findings name it; `name`: the role's, '' where it is not known."""
    role, problem = None, ""
    try:
        role = plan.role(address)
        problem = "" if role else f"the plan has no `{address}` among its planned values"
    except PolicyError as error:
        problem = str(error)
    subject = Subject(
        label=address,
        dialect=Dialect.JSON,
        source=role.source if role else Source(shown),
        owner=owner(settings, *(role.own if role else ()), members=role.members if role else ()),
        role=name,
        tree=role.tree if role else None,
        problem=problem,
        secrets=plan.secrets,
    )
    return Case(subject, settings)

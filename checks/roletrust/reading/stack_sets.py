"""`AWS::CloudFormation::StackSet`: the roles of its `TemplateBody`, in accounts that are not the stack's."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.cloudformation.intrinsics import NOTHING, Template
from roletrust.dialects.tree import ABSENT
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.inner_templates import Body, held_in
from roletrust.reading.kinds import STACK_SETS

BODY = "TemplateBody"
AROUND = "the stack set's"  # an outer parameter may be called as an inner one


def is_of_one_organization(model: object) -> bool:
    """Whether a stack set makes its stacks in accounts of its own organization alone.

    Source: AWS CloudFormation User Guide, "StackSets concepts": service-managed permissions are for accounts that
    AWS Organizations manages, of the organization whose management account, or its delegate, makes the stack set.
    """
    return model in ("SERVICE_MANAGED", ["SERVICE_MANAGED"])


def every(template: Template, settings: Configuration) -> Iterator[tuple[str, Iterator[Held]]]:
    """Each stack set of the template by its logical id, and its roles."""
    for kind in STACK_SETS:
        for name, properties in template.resources.of_kind(kind):
            if BODY in properties:
                yield name, held(template, name, settings)


def held(template: Template, name: str, settings: Configuration) -> Iterator[Held]:
    """The roles of the stack set `name`, whose template is written in it."""
    problem, found, parameters = "", None, None
    try:
        found = template.value(name, BODY, NOTHING)
        parameters = template.value(name, "Parameters", NOTHING)
    except PolicyError as error:
        problem = str(error)
    if found or problem:
        yield from held_in(
            Body(
                tree=found.tree if found else ABSENT,
                source=found.source if found else Source(template.file),
                settings=settings,
                parameters=parameters.tree if parameters else ABSENT,
                around=AROUND,
                members=is_of_one_organization(template.resources.properties(name).get("PermissionModel")),
                problem=problem,
            )
        )

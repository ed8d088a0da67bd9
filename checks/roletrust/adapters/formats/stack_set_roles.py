"""`AWS::CloudFormation::StackSet`: the roles of its `TemplateBody`, in accounts that are not the stack's."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.formats.template_files import path_of, read
from roletrust.dialects.cloudformation.intrinsics import NOTHING
from roletrust.dialects.tree import ABSENT
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.held import Held
from roletrust.reading.inner_templates import Body, held_in

BODY = "TemplateBody"
AROUND = "the stack set's"  # an outer parameter may be called as an inner one


def is_of_one_organization(model: object) -> bool:
    """Whether a stack set makes its stacks in accounts of its own organization alone.

    Source: AWS CloudFormation User Guide, "StackSets concepts": service-managed permissions are for accounts that
    AWS Organizations manages, of the organization whose management account, or its delegate, makes the stack set.
    """
    return model in ("SERVICE_MANAGED", ["SERVICE_MANAGED"])


def find(entity: Entity) -> Iterator[Held]:
    """The roles of a stack set; none of one whose template lies elsewhere."""
    path = path_of(entity)
    properties = entity.conf.get("Properties")
    if path is None or not isinstance(properties, dict) or BODY not in properties:
        return
    file = read(path, entity.file)
    template = template_at(path, entity.file)
    source, problem, found, parameters = Source(entity.file), "", None, None
    try:
        found = template.value(entity.name, BODY, NOTHING)
        parameters = template.value(entity.name, "Parameters", NOTHING)
    except PolicyError as error:
        problem = str(error)
    if found or problem:
        yield from held_in(
            Body(
                tree=found.tree if found else ABSENT,
                source=found.source if found else source,
                settings=file.configuration,
                parameters=parameters.tree if parameters else ABSENT,
                around=AROUND,
                members=is_of_one_organization(properties.get("PermissionModel")),
                problem=problem,
            )
        )

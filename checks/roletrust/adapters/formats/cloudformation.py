"""CloudFormation, SAM and the Serverless Framework: `AWS::IAM::Role`, and the role that SAM makes for a function."""

from __future__ import annotations

import os
from dataclasses import replace

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.nested_stacks import nesting_at
from roletrust.adapters.formats.template_files import File, is_named_service, path_of, read
from roletrust.dialects.cloudformation.intrinsics import ROLE, Evaluated
from roletrust.dialects.cloudformation.nesting import Nesting
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.configuration import load
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import owner
from roletrust.telling.subject import Dialect, Subject

NOT_FOUND = "its template was not found: scan with the working directory, or `-d`, at the template's directory"
NOT_DEPLOYED = "it is not under the file's own `Resources`: scan the template that is deployed"
NO_PROPERTIES = "it has no AssumeRolePolicyDocument"


def find(entity: Entity) -> Case | None:
    """The role that `entity` is; None for a function or a conditional role that makes none."""
    path = path_of(entity)
    if path is None:
        problem = NOT_FOUND if entity.conf.get("Properties") else NO_PROPERTIES
        unread = Subject(entity.name, Dialect.CFN_YAML, Source(entity.file), problem=problem)
        return Case(unread, load(os.getcwd())) if entity.type == ROLE or problem is NOT_FOUND else None
    file = read(path, entity.file)
    if entity.name not in file.template.resources:
        if is_named_service(entity.file) and "${" in entity.name:
            return None  # told of with the service, by its whole name
        return case(entity, file, None, file.problem or NOT_DEPLOYED)
    try:
        return judged(entity, file, nesting_at(path), path)
    except PolicyError as error:
        return case(entity, file, None, str(error))


def judged(entity: Entity, file: File, nesting: Nesting | None, path: str) -> Case | None:
    """The role, with what its template's parents set; None where it is not made.  Raises PolicyError."""
    if nesting is None:
        evaluated = file.template.trust(entity.name)
        return case(entity, file, evaluated) if evaluated else None
    try:
        evaluated, stacks = nesting.trust(path, entity.name)
        name = nesting.value(path, entity.name, "RoleName")
    except RecursionError:
        raise PolicyError("its template is nested too deep") from None
    found = case(entity, file, evaluated)
    subject = replace(found.subject, role=plain_name(name), nested=tuple(stacks))
    return Case(subject, found.configuration) if evaluated else None


def case(entity: Entity, file: File, evaluated: Evaluated | None, problem: str = "") -> Case:
    settings, properties = file.configuration, entity.conf.get("Properties")
    subject = Subject(
        label=f"{entity.type}.{entity.name}",
        dialect=file.dialect,
        source=evaluated.source if evaluated else Source(entity.file),
        owner=owner(settings),
        role=plain_name(properties.get("RoleName") if isinstance(properties, dict) else None),
        tree=evaluated.tree if evaluated else None,
        problem=problem,
        secrets=file.template.secrets,
    )
    return Case(subject, settings)

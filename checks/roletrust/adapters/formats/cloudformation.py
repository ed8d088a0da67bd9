"""CloudFormation, SAM and the Serverless Framework: `AWS::IAM::Role`, and the role that SAM makes for a function."""

from __future__ import annotations

import os

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.nested_stacks import nesting_at
from roletrust.adapters.formats.template_files import is_named_service, path_of, read
from roletrust.dialects.cloudformation.intrinsics import ROLE
from roletrust.engine.policy.document import Source
from roletrust.reading.configuration import load
from roletrust.reading.judging import Case
from roletrust.reading.templates import Logical, case, told
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
    role = Logical(entity.name, entity.type, entity.file, entity.conf.get("Properties"))
    if entity.name in file.template.resources:
        return told(role, file, nesting_at(path), path)
    if is_named_service(entity.file) and "${" in entity.name:
        return None  # told of with the service, by its whole name
    return case(role, file, None, file.problem or NOT_DEPLOYED)

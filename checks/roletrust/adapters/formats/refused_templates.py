"""CloudFormation's and SAM's templates that Checkov's parser refuses: read once more, by roletrust's own reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats import cloudformation
from roletrust.adapters.formats.file_docket import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.adapters.formats.template_files import File
from roletrust.adapters.formats.template_text import parsed
from roletrust.dialects.cloudformation.inner import roles as roles_among
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.engine.document import PolicyError
from roletrust.reading.judging import Case
from roletrust.telling.subject import Dialect


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles of the template; none of what is no template.  Raises PolicyError."""
    data = parsed(refused.text)
    if not isinstance(data, Mapping) or not isinstance(data.get("Resources"), Mapping):
        return
    template = Template(data, refused.shown)
    dialect = Dialect.CFN_JSON if refused.text.lstrip().startswith("{") else Dialect.CFN_YAML
    file = File(template, dialect, refused.root)
    for name in roles_among(template.resources):
        kind = template.resources.kind(name)
        entity = Entity(refused.shown, {"Properties": dict(template.resources.properties(name))}, name, kind, None)
        if found := case(entity, file, refused.path):
            source = found.subject.source
            yield Role(f"{kind}.{name}", None, partial(same, found), (source.first, source.last or source.first))


def case(entity: Entity, file: File, path: str) -> Case | None:
    try:
        return cloudformation.judged(entity, file, None, path)
    except PolicyError as error:
        return cloudformation.case(entity, file, None, str(error))


def same(case: Case) -> Case:
    return case

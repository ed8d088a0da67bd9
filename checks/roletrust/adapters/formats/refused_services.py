"""Services of the Serverless Framework whose file Checkov's parser refuses, or whose resources begin on line one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.adapters.formats.serverless_files import service
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.serverless import held


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles under its resources; none of what is no service.  Raises PolicyError."""
    try:
        data = service(refused.path)
    except (OSError, ValueError) as error:
        raise PolicyError(str(error)) from None
    for each in held(Template(data or {}, refused.shown), refused.settings):
        if (found := each.case()) and found.subject.label not in refused.told:
            source = found.subject.source
            lines = (source.first, source.last or source.first)
            yield Role(found.subject.label, None, partial(lambda it: it, found), lines)

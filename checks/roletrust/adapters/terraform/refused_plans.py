"""Terraform plans that Checkov's parser refuses: it reads them as YAML, which JSON with tabs, for one, is not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.adapters.formats.refused_json import number
from roletrust.dialects.plan.plan import Plan
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.plans import cases


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles of the plan; none of what is no plan.  Raises PolicyError."""
    try:
        data = json.loads(refused.text, parse_int=number)
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"it is no JSON that can be read: {error}") from None
    if not isinstance(data, Mapping) or "planned_values" not in data:
        return
    at = refused.root, refused.path
    for held in cases(Plan(data, refused.shown), refused.shown, refused.settings, at):
        yield Role(held.name, None, held.case)  # type: ignore[arg-type]  # of a plan's there is always one

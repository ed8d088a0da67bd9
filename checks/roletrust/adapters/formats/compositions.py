"""Crossplane's Compositions, of which Checkov makes one record each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import yaml

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.kubernetes_roles import line_of, node_of
from roletrust.adapters.places import settings_of, shown
from roletrust.engine.policy.document import Source
from roletrust.reading import compositions
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.telling.subject import Dialect, Subject

POLICY = "ssumeRolePolicy"


def find(entity: Entity) -> Iterator[Held]:
    """The roles that a Composition makes.  One whose file cannot be read again is undecided as a whole."""
    settings, file = settings_of(entity.file), shown(entity.file)
    try:
        found = node_of(entity, "spec")
        if found is None and POLICY in str(entity.conf):
            raise ValueError("it is not where Checkov found it")
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = f"its file cannot be read again: {' '.join(str(error).split())}"
        subject = Subject("the Composition", Dialect.JSON, Source(file, line_of(entity.conf)), problem=problem)
        yield Held("", partial(Case, subject, settings))
        return
    yield from compositions.held(found, file, settings) if found else ()

"""Kubernetes' objects in files that Checkov refuses or passes over: a tag that it does not know, an odd name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.reading.object_roles import called, case, is_role, objects
from roletrust.reading.yaml_nodes import documents_in, place


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles that its objects make.  Raises PolicyError."""
    for each in objects(documents_in(refused.text)):
        if is_role(each):
            source = place(each, refused.shown)
            made = partial(case, each, refused.shown, refused.settings, (refused.root, refused.path))
            yield Role(called(each), None, made, (source.first, source.last))

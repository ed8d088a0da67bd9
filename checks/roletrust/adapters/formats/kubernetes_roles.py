"""Kubernetes: the objects that Checkov hands over.  Charts and overlays arrive here rendered."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import yaml

from roletrust.adapters.entity import Entity
from roletrust.adapters.places import settings_of, shown, tree_of
from roletrust.engine.policy.document import Source
from roletrust.reading import object_roles
from roletrust.reading.judging import Case
from roletrust.reading.object_roles import GROUPS
from roletrust.reading.yaml_files import documents
from roletrust.reading.yaml_nodes import child, mappings_at
from roletrust.telling.subject import Dialect, Subject


def find(entity: Entity) -> Case | None:
    """The role that the object is; None for one of another API group, Kubernetes' own roles first of all."""
    if str(entity.conf.get("apiVersion")).partition("/")[0] not in GROUPS:
        return None
    settings, file = settings_of(entity.file), shown(entity.file)
    try:
        node = node_of(entity)
        if node is None:
            raise ValueError("it is not where Checkov found it")
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = f"its file cannot be read again: {' '.join(str(error).split())}"
        source = Source(file, line_of(entity.conf))
        return Case(Subject(entity.type, Dialect.JSON, source, problem=problem), settings)
    at = tree_of(entity.file), os.path.abspath(entity.file)
    return object_roles.case(node, file, settings, at) if object_roles.is_role(node) else None


def node_of(entity: Entity, *having: str) -> yaml.Node | None:
    """The object as it is written; None where it is not where Checkov found it.

    `having`: what it has, besides its API version.  Raises OSError, ValueError and yaml.YAMLError.
    """
    for document in documents(entity.file, tree_of(entity.file)):
        for found in mappings_at(document, line_of(entity.conf)):
            if child(found, "apiVersion") and all(child(found, each) for each in having):
                return found
    return None


def within(conf: Any, *keys: str) -> Any:
    for key in keys:
        conf = conf.get(key) if isinstance(conf, Mapping) else None
    return conf


def line_of(conf: Mapping[str, Any]) -> int:
    line = conf.get("__startline__")
    return line if isinstance(line, int) else 0

"""Kubernetes' objects that call roles, as Checkov hands them over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial

import yaml

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.kubernetes_roles import line_of
from roletrust.adapters.host.internals import scan_at_work, scanned_directory
from roletrust.adapters.places import shown, tree_of
from roletrust.dialects.callers.kustomizations import Kustomization, Placed
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers import kubernetes_calls
from roletrust.reading.callers.tree_kustomizations import kustomizations_below, ways_to
from roletrust.reading.yaml_files import documents
from roletrust.reading.yaml_nodes import child, mappings_at, written


def calls(entity: Entity) -> Iterator[Call]:
    """The calls of the object that `entity` is.  Raises nothing: what cannot be read has none."""
    if kubernetes_calls.NEEDED.get(entity.type, "") not in str(entity.conf):
        return
    node = node_of(entity)
    if node is not None:
        yield from kubernetes_calls.calls(node, shown(entity.file), partial(ways, entity.file))


def node_of(entity: Entity) -> yaml.Node | None:
    """The object, as it is written."""
    try:
        for document in documents(entity.file, tree_of(entity.file)):
            for found in mappings_at(document, line_of(entity.conf)):
                if written(child(found, "kind")) == entity.type:
                    return found
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        pass
    return None


def ways(path: str) -> list[Placed | None]:
    """Those in which kustomizations lead the manifest at `path` to a cluster; none where no directory is scanned."""
    root = scanned_directory()
    return ways_to(path, root, kustomizations(root, scan_at_work())) if root else []


@lru_cache(maxsize=2)
def kustomizations(root: str, scan: int) -> tuple[Kustomization, ...]:
    """Those below `root`, read once for each `scan`."""
    return kustomizations_below(root)

"""The calls of roles that a Kubernetes object makes a controller do, Grafana's provisioning in a ConfigMap too."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from roletrust.adapters.callers.tree_kustomizations import placed_by_kustomizations
from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.kubernetes_roles import line_of, within
from roletrust.adapters.formats.yaml_files import documents
from roletrust.adapters.host.internals import scan_at_work, scanned_directory
from roletrust.adapters.places import shown
from roletrust.dialects.callers import kubernetes_objects
from roletrust.dialects.callers.cluster_identities import ANNOTATION
from roletrust.dialects.callers.kubernetes_objects import SERVICE_ACCOUNT
from roletrust.dialects.callers.kustomizations import Placed
from roletrust.dialects.callers.written import Written, entries
from roletrust.dialects.callers.written import within as written_in
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.reading.yaml_nodes import LOADER, mappings_at, tree
from roletrust.reading.yaml_written import leaf

MARK = "assumeRoleArn"


def calls(entity: Entity) -> Iterator[Call]:
    """The calls of the object that `entity` is.  Raises nothing: what cannot be read has none."""
    if entity.type == "ConfigMap" and MARK not in str(entity.conf.get("data")):
        return
    if entity.type == SERVICE_ACCOUNT and ANNOTATION not in str(entity.conf.get("metadata")):
        return
    file, label = shown(entity.file), f"{entity.type}.{within(entity.conf, 'metadata', 'name') or 'unnamed'}"
    for found in objects(entity, file):
        if entity.type == "ConfigMap":
            yield from provisioned(found, file, label)
        else:
            ways: list[Placed | None] = []
            if entity.type == SERVICE_ACCOUNT:
                ways = placed_by_kustomizations(entity.file, scanned_directory(), scan_at_work())
            yield from kubernetes_objects.calls(found, file, label, ways)


def objects(entity: Entity, file: str) -> Iterator[Tree]:
    """The object, as it is written."""
    try:
        for document in documents(entity.file):
            for found in mappings_at(document, line_of(entity.conf)):
                read = tree(found, file, leaf)
                if written_in(read, "kind") == entity.type:
                    yield read
                    return
    except (OSError, ValueError, RecursionError, yaml.YAMLError, PolicyError):
        return


def provisioned(config_map: Tree, file: str, label: str) -> Iterator[Call]:
    for name, text in entries(written_in(config_map, "data")):
        if isinstance(text, Written) and MARK in text:
            try:
                node = yaml.compose(str(text), Loader=LOADER)  # whose reader takes no kind of str
                found = tree(node, file, leaf) if node else None
            except (ValueError, RecursionError, yaml.YAMLError, PolicyError):
                continue
            for each in kubernetes_objects.data_sources(found, file, f"{label}, {name}"):
                first, last = (text.line + line - 1 for line in each.source[1:])
                yield each._replace(source=Source(file, first, last))

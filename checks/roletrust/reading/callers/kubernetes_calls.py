"""The calls of roles that a Kubernetes object makes a controller do, Grafana's provisioning in a ConfigMap too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import yaml

from roletrust.dialects.callers import kubernetes_objects
from roletrust.dialects.callers.cluster_identities import ANNOTATION
from roletrust.dialects.callers.kubernetes_objects import KINDS, SERVICE_ACCOUNT
from roletrust.dialects.callers.kustomizations import Placed
from roletrust.dialects.callers.written import Written, entries, within
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.reading.object_roles import label
from roletrust.reading.yaml_nodes import LOADER, tree
from roletrust.reading.yaml_written import leaf

CONFIG_MAP = "ConfigMap"
MARK = "assumeRoleArn"
NEEDED = {CONFIG_MAP: MARK, SERVICE_ACCOUNT: ANNOTATION}  # by kind, what such an object has to hold to make a call
OBJECTS = (*KINDS, CONFIG_MAP, SERVICE_ACCOUNT, "PodIdentityAssociation", "ClusterConfig")
Ways = Callable[[], Sequence["Placed | None"]]


def calls(node: yaml.Node, file: str, ways: Ways) -> Iterator[Call]:
    """The calls of the object at `node` of a `file`, as findings call it.  Raises nothing.

    `ways`: gives those in which kustomizations lead its file to a cluster; None for one that may change it.
    """
    try:
        found = tree(node, file, leaf)
    except PolicyError:
        return
    kind = within(found, "kind")
    if kind == CONFIG_MAP:
        yield from provisioned(found, file, label(node))
    else:
        yield from kubernetes_objects.calls(found, file, label(node), ways() if kind == SERVICE_ACCOUNT else ())


def provisioned(config_map: Tree, file: str, label: str) -> Iterator[Call]:
    """The calls of the files of data sources that a ConfigMap holds."""
    for name, text in entries(within(config_map, "data")):
        if isinstance(text, Written) and MARK in text:
            try:
                node = yaml.compose(str(text), Loader=LOADER)  # whose reader takes no kind of str
                found = tree(node, file, leaf) if node else None
            except (ValueError, RecursionError, yaml.YAMLError, PolicyError):
                continue
            for each in kubernetes_objects.data_sources(found, file, f"{label}, {name}"):
                first, last = (text.line + line - 1 for line in (each.source.first, each.source.last))
                yield each._replace(source=Source(file, first, last))

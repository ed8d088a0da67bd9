"""Kubernetes: the roles that ACK and Crossplane make of an object.  Charts and overlays arrive here rendered.

A role that an annotation names (`eks.amazonaws.com/role-arn`) is one that the object assumes, not one that it makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.yaml_files import documents
from roletrust.adapters.places import settings_of, shown
from roletrust.dialects.tree import Tree
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.judging import Case
from roletrust.reading.places import FILLED_IN, owner
from roletrust.reading.yaml_nodes import child, mappings_at, policy
from roletrust.telling.subject import Dialect, Subject

# By API group: where in the object the trust policy stands, and what names the role besides the object's own name.
GROUPS: dict[str, tuple[str, ...]] = {
    "iam.services.k8s.aws": ("spec", "assumeRolePolicyDocument"),  # ACK
    "iam.aws.upbound.io": ("spec", "forProvider", "assumeRolePolicy"),  # Crossplane, upjet
    "iam.aws.m.upbound.io": ("spec", "forProvider", "assumeRolePolicy"),  # the same, namespaced
    "iam.aws.crossplane.io": ("spec", "forProvider", "assumeRolePolicyDocument"),  # Crossplane, its classic provider
    "identity.aws.crossplane.io": ("spec", "forProvider", "assumeRolePolicyDocument"),  # before that
}
EXTERNAL_NAME = "crossplane.io/external-name"


def find(entity: Entity) -> Case | None:
    """The role that the object is; None for one of another API group, Kubernetes' own roles first of all."""
    keys = GROUPS.get(str(entity.conf.get("apiVersion")).partition("/")[0])
    if keys is None or (observed(entity.conf) and not within(entity.conf, *keys)):
        return None
    settings, file = settings_of(entity.file), shown(entity.file)
    tree, source, problem = None, Source(file, line_of(entity.conf)), ""
    try:
        tree, source = trust(entity, keys, file)
    except PolicyError as error:
        problem = str(error)
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = f"its file cannot be read again: {' '.join(str(error).split())}"
    label = f"{entity.type}.{within(entity.conf, 'metadata', 'name') or 'unnamed'}"
    subject = Subject(label, Dialect.JSON, source, owner(settings), name(entity.conf), tree, problem, FILLED_IN)
    return Case(subject, settings)


def trust(entity: Entity, keys: tuple[str, ...], file: str) -> tuple[Tree, Source]:
    """The trust policy and where it stands.  Raises PolicyError, and what reading the file raises."""
    for document in documents(entity.file):
        for found in mappings_at(document, line_of(entity.conf)):
            if child(found, "apiVersion") and (node := child(found, *keys)):
                return policy(node, file)
    if written := within(entity.conf, *keys):
        return written, Source(file, line_of(entity.conf))
    raise PolicyError(f"it has no {'.'.join(keys)}")


def within(conf: Any, *keys: str) -> Any:
    for key in keys:
        conf = conf.get(key) if isinstance(conf, Mapping) else None
    return conf


def line_of(conf: Mapping[str, Any]) -> int:
    line = conf.get("__startline__")
    return line if isinstance(line, int) else 0


def observed(conf: Mapping[str, Any]) -> bool:
    """Whether Crossplane only looks at a role that others make."""
    return bool(within(conf, "spec", "managementPolicies") == ["Observe"])


def name(conf: Mapping[str, Any]) -> str:
    """The role's name in AWS."""
    annotations = within(conf, "metadata", "annotations")
    for each in annotations if isinstance(annotations, list) else [annotations]:  # Checkov may have put it in a list
        if found := within(each, EXTERNAL_NAME):
            return str(found)
    return str(within(conf, "spec", "name") or within(conf, "metadata", "name") or "")

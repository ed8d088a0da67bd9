"""Kubernetes' objects: the roles that ACK and Crossplane make of them.

A role that an annotation names (`eks.amazonaws.com/role-arn`) is one that the object assumes, not one that it makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.kinds import OBJECTS
from roletrust.reading.places import FILLED_IN, owner
from roletrust.reading.rendered_from import Rendered
from roletrust.reading.skips import ANNOTATION, Written
from roletrust.reading.yaml_nodes import child, elements, place, policy, written
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
LIST = "List"
OPEN = "{{"  # begins what a chart fills in


def objects(documents: Iterable[yaml.Node]) -> Iterator[yaml.Node]:
    """Every object in the documents of a file, those of its lists in their place."""
    for each in documents:
        if written(child(each, "kind")) == LIST:
            yield from elements(child(each, "items"))
        else:
            yield each


def is_role(node: yaml.Node) -> bool:
    """Whether the object makes a role: it is of one of the operators' kinds, and not one that is only looked at."""
    keys = keys_of(node)
    return bool(keys) and written(child(node, "kind")) in OBJECTS and not only_observed(node, keys)


def keys_of(node: yaml.Node | None) -> tuple[str, ...]:
    """What leads to the trust policy in an object; () in one of another API group, Kubernetes' own roles first.

    Where a chart fills the group in, the policy itself shows which it may be.
    """
    version = written(child(node, "apiVersion"))
    if child(node, "apiVersion") is not None and (not version or OPEN in version):
        return next((keys for keys in GROUPS.values() if child(node, *keys)), ())
    return GROUPS.get(version.partition("/")[0], ())


def only_observed(node: yaml.Node, keys: tuple[str, ...]) -> bool:
    """Whether Crossplane only looks at a role that others make."""
    policies = [written(each) for each in elements(child(node, "spec", "managementPolicies"))]
    return policies == ["Observe"] and not child(node, *keys)


def label(node: yaml.Node) -> str:
    """What a finding calls the object: its kind and name."""
    return f"{written(child(node, 'kind'))}.{written(child(node, 'metadata', 'name')) or 'unnamed'}"


def called(node: yaml.Node) -> str:
    """The same with its namespace, as Checkov calls the object."""
    namespace = written(child(node, "metadata", "namespace")) or "default"
    return f"{written(child(node, 'kind'))}.{namespace}.{written(child(node, 'metadata', 'name')) or 'unnamed'}"


def written_at(node: yaml.Node, file: str) -> Written:
    """Where the object stands, with the annotations that skip rules."""
    return Written(place(node, file), (ANNOTATION,))


def case(node: yaml.Node, file: str, settings: Configuration, at: tuple[str, str]) -> Case:
    """The role that the object makes.  `file`: as findings name it; `at`: the scanned directory, and its path."""
    tree, source, problem = None, place(node, file), ""
    try:
        tree, source = trust(node, file)
    except PolicyError as error:
        problem = str(error)
    made_of = Rendered(*at, place(node, file).first)
    whose, called = owner(settings), name(node)
    subject = Subject(label(node), Dialect.JSON, source, whose, called, tree, problem, FILLED_IN, made_of=made_of)
    return Case(subject, settings)


def trust(node: yaml.Node, file: str) -> tuple[Tree, Source]:
    """The trust policy and where it stands.  Raises PolicyError."""
    keys = keys_of(node)
    found = child(node, *keys)
    if found is None:
        raise PolicyError(f"it has no {'.'.join(keys)}")
    return policy(found, file)


def name(node: yaml.Node) -> str:
    """The role's name in AWS."""
    named = (("metadata", "annotations", EXTERNAL_NAME), ("spec", "name"), ("metadata", "name"))
    return next(filter(None, (written(child(node, *keys)) for keys in named)), "")

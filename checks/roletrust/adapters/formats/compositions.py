"""Crossplane's Compositions: the roles among their resources, and what patches make of their policies.

Crossplane, "Function Patch and Transform": https://docs.crossplane.io/latest/guides/function-patch-and-transform
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import yaml

from roletrust.adapters.entity import Entity
from roletrust.adapters.formats.composition_patches import patches_of, value_of
from roletrust.adapters.formats.kubernetes_roles import GROUPS, line_of
from roletrust.adapters.formats.yaml_files import documents
from roletrust.adapters.places import settings_of, shown
from roletrust.adapters.several import Held
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.document import PolicyError, Source
from roletrust.engine.text import Text
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.kinds import OBJECTS
from roletrust.reading.places import FILLED_IN, owner
from roletrust.reading.yaml_nodes import child, elements, mappings_at, place, policy, written
from roletrust.telling.subject import Dialect, Subject

POLICY = "ssumeRolePolicy"


def find(entity: Entity) -> Iterator[Held]:
    """The roles that a Composition makes.  One whose file cannot be read again is undecided as a whole."""
    settings, file = settings_of(entity.file), shown(entity.file)
    try:
        found = composition(entity)
        if found is None and POLICY in str(entity.conf):
            raise ValueError("it is not where Checkov found it")
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = f"its file cannot be read again: {' '.join(str(error).split())}"
        subject = Subject("the Composition", Dialect.JSON, Source(file, line_of(entity.conf)), problem=problem)
        yield Held("", partial(Case, subject, settings))
        return
    for holder in holders(found):
        for index, each in enumerate(elements(child(holder, "resources"))):
            base = child(each, "base")
            keys = GROUPS.get(written(child(base, "apiVersion")).partition("/")[0])
            if base and keys and written(child(base, "kind")) in OBJECTS and not only_observed(base, keys):
                name = written(child(each, "name")) or written(child(base, "metadata", "name"))
                yield Held(name or f"resources[{index}]", partial(case, each, holder, keys, file, settings))


def composition(entity: Entity) -> yaml.Node | None:
    for document in documents(entity.file):
        for found in mappings_at(document, line_of(entity.conf)):
            if child(found, "apiVersion") and child(found, "spec"):
                return found
    return None


def holders(found: yaml.Node | None) -> Iterator[yaml.Node]:
    """What has `resources`, and `patchSets`: the specification itself, and the inputs of functions."""
    steps = elements(child(found, "spec", "pipeline"))
    for each in (child(found, "spec"), *(child(step, "input") for step in steps)):
        if each:
            yield each


def only_observed(base: yaml.Node, keys: tuple[str, ...]) -> bool:
    """Whether Crossplane only looks at a role that others make."""
    policies = [written(each) for each in elements(child(base, "spec", "managementPolicies"))]
    return policies == ["Observe"] and not child(base, *keys)


def case(resource: yaml.Node, holder: yaml.Node, keys: tuple[str, ...], file: str, settings: Configuration) -> Case:
    tree, source, problem = None, place(resource, file), ""
    try:
        tree, source = trust(resource, holder, keys, file)
    except PolicyError as error:
        problem = str(error)
    subject = Subject("Role", Dialect.JSON, source, owner(settings), "", tree, problem, FILLED_IN)
    return Case(subject, settings)


def trust(resource: yaml.Node, holder: yaml.Node, keys: tuple[str, ...], file: str) -> tuple[Tree, Source]:
    """The policy as it is written, and as each patch in turn makes it.  Raises PolicyError."""
    base = child(resource, "base", *keys)
    found = policy(base, file) if base and (not isinstance(base, yaml.ScalarNode) or base.value.strip()) else None
    for patch in patches_of(resource, holder, keys):
        tree, source = value_of(patch, keys, file)
        if found and patch.optional:
            tree = Choice(patch.condition, parsed(tree, source), parsed(*found))
        found = tree, source
    if found is None:
        raise PolicyError(f"it has no {'.'.join(keys)}")
    return found


def parsed(tree: Tree, source: Source) -> Tree:
    """`tree`; where it is text, read where it stands, for the text beside it stands elsewhere."""
    return parse_json(tree, source) if isinstance(tree, (str, Text)) else tree

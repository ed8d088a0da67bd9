"""Crossplane's Compositions: the roles among their resources, and what patches make of their policies.

Crossplane, "Function Patch and Transform": https://docs.crossplane.io/latest/guides/function-patch-and-transform
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import yaml

from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Text
from roletrust.reading.composition_patches import patches_of, value_of
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.object_roles import is_role, keys_of
from roletrust.reading.places import FILLED_IN, owner
from roletrust.reading.yaml_nodes import child, elements, place, policy, written
from roletrust.telling.subject import Dialect, Subject


def held(composition: yaml.Node, file: str, settings: Configuration) -> Iterator[Held]:
    """The roles that a Composition makes.  `file`: as findings name it."""
    for holder in holders(composition):
        for index, each in enumerate(elements(child(holder, "resources"))):
            base = child(each, "base")
            if base and is_role(base):
                name = written(child(each, "name")) or written(child(base, "metadata", "name"))
                made = partial(case, each, holder, keys_of(base), file, settings)
                yield Held(name or f"resources[{index}]", made)


def holders(found: yaml.Node) -> Iterator[yaml.Node]:
    """What has `resources`, and `patchSets`: the specification itself, and the inputs of functions."""
    steps = elements(child(found, "spec", "pipeline"))
    for each in (child(found, "spec"), *(child(step, "input") for step in steps)):
        if each:
            yield each


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

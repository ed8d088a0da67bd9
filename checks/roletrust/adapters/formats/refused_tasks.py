"""Ansible's tasks in files that Checkov's parser refuses or passes over: a `!vault` in them, or no task with a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from checkov.common.parsers.yaml.loader import SafeLineLoader

from roletrust.adapters.formats import ansible_tasks
from roletrust.adapters.formats.file_docket import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.engine.document import PolicyError


class Tagged(SafeLineLoader):
    """Checkov's, but that a value with a tag of the reader's own is a value."""


def untagged(loader: Tagged, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_sequence(node, deep=True) if isinstance(node, yaml.SequenceNode) else str(node.value)


Tagged.add_multi_constructor("!", untagged)


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles that its tasks make.  Raises PolicyError."""
    try:
        documents = list(yaml.load_all(refused.text, Loader=Tagged))  # a safe loader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise PolicyError(f"it is no YAML: {' '.join(str(error).split())}") from None
    for each in documents:
        yield from ansible_tasks.find(refused.path, each)

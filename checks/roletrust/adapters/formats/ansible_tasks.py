"""Ansible: the tasks of `iam_role`, wherever a play or a role holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from roletrust.adapters.formats.ansible_lookup import looked_up
from roletrust.adapters.formats.file_docket import Role
from roletrust.adapters.formats.yaml_files import documents
from roletrust.adapters.places import shown
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import FILLED_IN, owner, settings_of
from roletrust.reading.yaml_nodes import child, last_line, mappings_at, policy
from roletrust.telling.subject import Dialect, Subject

MODULES = ("amazon.aws.iam_role", "community.aws.iam_role", "iam_role")
NESTED = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
DOCUMENT = "assume_role_policy_document"


def find(path: str, data: Any) -> Iterator[Role]:
    """The roles that the tasks of the file at `path` make."""
    settings = None
    taken: set[str] = set()
    for task, module in tasks(data):
        settings = settings or settings_of(path)
        first = task.get("__startline__", 0)
        label = f"tasks.{module}.{task.get('name') or 'unknown'}"
        label = f"{label} at line {first}" if label in taken else label
        taken.add(label)
        yield role(path, label, module, task, settings)


def tasks(data: Any) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every task that makes a role or changes one, with its module, from top to bottom."""
    stack = [data]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += reversed(each)
        elif isinstance(each, Mapping):
            module = next((name for name in MODULES if name in each), "")
            if module and not is_absent(each[module]):
                yield each, module
            stack += [each[key] for key in reversed(NESTED) if isinstance(each.get(key), list)]


def is_absent(arguments: Any) -> bool:
    return isinstance(arguments, Mapping) and arguments.get("state") == "absent"


def role(path: str, label: str, module: str, task: Mapping[str, Any], settings: Configuration) -> Role:
    first, end = task.get("__startline__", 0), task.get("__endline__", 0)
    last = end
    for node in nodes(path, first, module):
        last = last_line(node)
    place = {"__startline__": first, "__endline__": max(first, last - 1)}
    return Role(label, place, lambda: case(path, label, module, task, settings), (first, last))


def nodes(path: str, first: int, module: str) -> Iterator[yaml.MappingNode]:
    """The task that begins on line `first`; none where the file cannot be read again."""
    try:
        for document in documents(path):
            yield from (each for each in mappings_at(document, first) if child(each, module))
    except (OSError, ValueError, yaml.YAMLError):
        return


def case(path: str, label: str, module: str, task: Mapping[str, Any], settings: Configuration) -> Case:
    file, arguments = shown(path), task[module]
    tree, source, problem = None, Source(file, task.get("__startline__", 0)), ""
    try:
        tree, source = trust(path, file, module, source.first)
    except PolicyError as error:
        problem = str(error)
    named = [arguments.get(key) for key in ("name", "role_name")] if isinstance(arguments, Mapping) else []
    subject = Subject(
        label=label,
        dialect=Dialect.YAML if isinstance(tree, Map) and source.file == file else Dialect.JSON,
        source=source,
        owner=owner(settings),
        role=next((plain_name(each) for each in named if each), ""),
        tree=tree,
        problem=problem,
        known_by=FILLED_IN,
    )
    return Case(subject, settings)


def trust(path: str, file: str, module: str, first: int) -> tuple[Tree, Source]:
    """The trust policy and where it stands.  Raises PolicyError."""
    for task in nodes(path, first, module):
        node = child(task, module, DOCUMENT)
        if node is None:
            raise PolicyError(f"it has no {DOCUMENT}")
        found = looked_up(node.value, path) if isinstance(node, yaml.ScalarNode) else None
        return found or policy(node, file)
    raise PolicyError("its task was not found when the file was read again")

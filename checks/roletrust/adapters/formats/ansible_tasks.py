"""Ansible: the tasks of `iam_role`, as Checkov's runner of whole files finds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import yaml

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.places import SCANNED, shown, tree_of
from roletrust.engine.policy.document import Source
from roletrust.reading.ansible_roles import MODULES, Task, case, tasks
from roletrust.reading.judging import Case
from roletrust.reading.places import settings_of
from roletrust.reading.yaml_files import documents
from roletrust.telling.subject import Dialect, Subject


def find(path: str, data: Any) -> Iterator[Role]:
    """The roles that the tasks of the file at `path` make; one that cannot be read again is undecided as a whole."""
    if MODULES[-1] not in str(data):
        return
    try:
        nodes = documents(path, tree_of(path))
    except (OSError, ValueError, yaml.YAMLError) as error:
        problem = f"the file cannot be read again: {' '.join(str(error).split())}"
        subject = Subject("the whole file", Dialect.JSON, Source(shown(path)), problem=problem)
        yield Role("the whole file", data, partial(Case, subject, settings_of(path)))
        return
    yield from roles(path, nodes)


def roles(path: str, nodes: Iterable[yaml.Node]) -> Iterator[Role]:
    """The same of the documents `nodes`."""
    for task in tasks(nodes):
        yield role(path, task)


def role(path: str, task: Task) -> Role:
    first, last = task.lines
    place = {"__startline__": first, "__endline__": max(first, last - 1)}
    return Role(task.label, place, lambda: case(task, path, SCANNED, settings_of(path)), task.lines)

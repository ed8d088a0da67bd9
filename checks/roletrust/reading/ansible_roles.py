"""Ansible: the tasks of `iam_role`, wherever a play or a role holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import yaml

from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.ansible_lookup import looked_up
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import FILLED_IN, Places, owner
from roletrust.reading.skips import Written
from roletrust.reading.yaml_nodes import child, elements, last_line, policy, written
from roletrust.telling.subject import Dialect, Subject

MODULES = ("amazon.aws.iam_role", "community.aws.iam_role", "iam_role")
NESTED = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
DOCUMENT = "assume_role_policy_document"


@dataclass(frozen=True)
class Task:
    """A task that makes a role or changes one.  `label`: what a report calls it, no two of a file the same."""

    label: str
    module: str
    node: yaml.MappingNode

    @property
    def lines(self) -> tuple[int, int]:
        return self.node.start_mark.line + 1, last_line(self.node)

    def argument(self, name: str) -> yaml.Node | None:
        return child(self.node, self.module, name)


def tasks(documents: Iterable[yaml.Node]) -> Iterator[Task]:
    """Every such task in the documents of a file, from top to bottom."""
    taken: set[str] = set()
    for node, module in found_in(documents):
        task = Task(f"tasks.{module}.{written(child(node, 'name')) or 'unknown'}", module, node)
        if written(task.argument("state")) == "absent":
            continue
        if task.label in taken:
            task = Task(f"{task.label} at line {task.lines[0]}", module, node)
        taken.add(task.label)
        yield task


def held(documents: Iterable[yaml.Node], path: str, places: Places, settings: Configuration) -> Iterator[Held]:
    """The roles that the tasks of the file at `path` make."""
    for task in tasks(documents):
        made = partial(case, task, path, places, settings)
        yield Held(task.label, made, written=partial(Written, Source(places.shown(path), *task.lines)))


def found_in(documents: Iterable[yaml.Node]) -> Iterator[tuple[yaml.MappingNode, str]]:
    stack = list(documents)[::-1]
    seen: set[int] = set()
    while stack:
        each = stack.pop()
        if id(each) in seen:
            continue  # aliases lead to the same place by many ways
        seen.add(id(each))
        stack += reversed(elements(each))
        if isinstance(each, yaml.MappingNode):
            if module := next((name for name in MODULES if child(each, name)), ""):
                yield each, module
            stack += [held for key in reversed(NESTED) if (held := child(each, key)) and elements(held)]


def case(task: Task, path: str, places: Places, settings: Configuration) -> Case:
    """The role of a task of the file at `path`."""
    file = places.shown(path)
    tree, source, problem = None, Source(file, task.lines[0]), ""
    try:
        tree, source = trust(task, path, places)
    except PolicyError as error:
        problem = str(error)
    subject = Subject(
        label=task.label,
        dialect=Dialect.YAML if isinstance(tree, Map) and source.file == file else Dialect.JSON,
        source=source,
        owner=owner(settings),
        role=plain_name(written(task.argument("name")) or written(task.argument("role_name"))),
        tree=tree,
        problem=problem,
        known_by=FILLED_IN,
    )
    return Case(subject, settings)


def trust(task: Task, path: str, places: Places) -> tuple[Tree, Source]:
    """The trust policy and where it stands.  Raises PolicyError."""
    node = task.argument(DOCUMENT)
    if node is None:
        raise PolicyError(f"it has no {DOCUMENT}")
    found = looked_up(node.value, path, places) if isinstance(node, yaml.ScalarNode) else None
    return found or policy(node, places.shown(path))

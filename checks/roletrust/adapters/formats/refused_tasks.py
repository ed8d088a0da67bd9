"""Ansible's tasks in files that Checkov's parser refuses or passes over: a `!vault` in them, or no task with a name."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.adapters.formats import ansible_tasks
from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.reading.yaml_nodes import documents_in


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles that its tasks make.  Raises PolicyError."""
    return ansible_tasks.roles(refused.path, documents_in(refused.text))

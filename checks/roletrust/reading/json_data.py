"""Roles in JSON data: trust policies in files of their own, dumps of roles, states and rows of inventories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from roletrust.dialects.data.attached_policies import Policies, RoleOfData
from roletrust.dialects.data.documents import document
from roletrust.dialects.data.placeholders import opened
from roletrust.dialects.data.records import Record, records
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.places import FILLED_IN, owner
from roletrust.telling.subject import Dialect, Subject

BARE = "trust policy"


DUMP = "a dump that has all of it, as `aws iam get-account-authorization-details` gives it"


def read_by_nobody() -> bool:
    return False


def cases(
    data: Any, shown: str, settings: Configuration, is_read: Callable[[], bool] = read_by_nobody
) -> Iterator[Held]:
    """Each role and bare trust policy in `data`; `is_read`: whether a role that is judged itself reads the file."""
    policies = Policies(data)
    for record, label in labelled(data, shown):
        if record.bare:
            yield Held(label, partial(bare_case, record, label, settings, is_read))
        else:
            yield Held(label, partial(case_of, record, label, settings), partial(RoleOfData, record, policies))


def bare_case(record: Record, label: str, settings: Configuration, is_read: Callable[[], bool]) -> Case | None:
    """A trust policy without a role; None where a role is told of it."""
    return None if is_read() else case_of(record, label, settings)


def labelled(data: Any, shown: str) -> Iterator[tuple[Record, str]]:
    """Each record in `data` with what a report calls it, no two the same."""
    taken: set[str] = set()
    for record in records(data, shown):
        label = label_of(record)
        if label in taken:
            label = f"{label} at {record.path}"
        taken.add(label)
        yield record, label


def label_of(record: Record) -> str:
    """The ARN where the data has it, for dumps of several accounts hold the same names."""
    if record.bare:
        return f"{BARE} at {record.path}" if record.path else BARE
    return record.arn or record.name or f"role at {record.path}"


def case_of(record: Record, label: str, settings: Configuration) -> Case:
    """The record as what is to be judged."""
    tree, problem = None, ""
    try:
        tree = tree_of(record)
    except PolicyError as error:
        problem = str(error)
    subject = Subject(
        label=label,
        dialect=Dialect.JSON,
        source=record.source,
        owner=owner(settings, record.account),
        role=record.name,
        tree=tree,
        problem=problem,
        known_by=FILLED_IN if record.bare else DUMP,
    )
    return Case(subject, settings)


def tree_of(record: Record) -> Tree:
    """The policy; of a file that is one, what is filled in later is open.  Raises PolicyError."""
    file = record.source.file
    tree = document(record.policy, record.lines, file, record.is_last and record.bare)
    return opened(tree, file) if record.bare and not isinstance(record.policy, str) else tree

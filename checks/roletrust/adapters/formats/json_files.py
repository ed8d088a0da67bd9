"""Plain JSON: trust policies in files of their own, and dumps of roles (`aws iam list-roles`, AWS Config, rows)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checkov.common.parsers.json.decoder import Mark
from checkov.common.parsers.node import DictNode

from roletrust.adapters.formats.file_docket import Role
from roletrust.adapters.places import shown
from roletrust.dialects.data.documents import document
from roletrust.dialects.data.holdings import Policies, RoleHoldings
from roletrust.dialects.data.placeholders import opened
from roletrust.dialects.data.records import Record, records
from roletrust.dialects.tree import Tree
from roletrust.engine.document import PolicyError, Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case
from roletrust.reading.places import FILLED_IN, owner, settings_of
from roletrust.telling.subject import Dialect, Subject

BARE = "trust policy"


def find(path: str, data: Any) -> Iterator[Role]:
    """The roles in the file at `path`, and its bare trust policies."""
    if is_terraforms(path):
        return
    settings, file = None, shown(path)
    policies = Policies(data)
    taken: set[str] = set()
    for record in records(data, file):
        settings = settings or settings_of(path)
        label = labelled(record)
        if label in taken:
            label = f"{label} at {record.path}"
        taken.add(label)
        yield role(record, label, settings, policies)


def is_terraforms(path: str) -> bool:
    """Whether the file is one of Terraform's own syntax, which is read elsewhere."""
    return path.endswith((".tf.json", ".tofu.json"))


def labelled(record: Record) -> str:
    """What the report calls it: the ARN where the data has it, for dumps of several accounts hold the same names."""
    if record.bare:
        return f"{BARE} at {record.path}" if record.path else BARE
    return record.arn or record.name or f"role at {record.path}"


def role(record: Record, label: str, settings: Configuration, policies: Policies) -> Role:
    source = record.source
    return Role(
        label,
        place(source),
        lambda: Case(subject(record, label, settings), settings),
        (source.first, source.last),
        lambda: RoleHoldings(record, policies),
    )


def place(source: Source) -> DictNode:
    """Marks from which Checkov's runner works out the lines of `source`."""
    return DictNode({"lines": str(source)}, Mark(source.first, 0), Mark(max(source.last - 1, 0), 0))


def subject(record: Record, label: str, settings: Configuration) -> Subject:
    tree, problem = None, ""
    try:
        tree = tree_of(record)
    except PolicyError as error:
        problem = str(error)
    return Subject(
        label=label,
        dialect=Dialect.JSON,
        source=record.source,
        owner=owner(settings, record.account),
        role=record.name,
        tree=tree,
        problem=problem,
        known_by=FILLED_IN,
    )


def tree_of(record: Record) -> Tree:
    """The policy; of a file that is one, what is filled in later is open.  Raises PolicyError."""
    file = record.source.file
    tree = document(record.policy, record.lines, file, record.is_last and record.bare)
    return opened(tree, file) if record.bare and not isinstance(record.policy, str) else tree

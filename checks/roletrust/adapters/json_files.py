"""Plain JSON: trust policies in files of their own, and dumps of roles (`aws iam list-roles`, AWS Config, rows)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from checkov.common.parsers.json.decoder import Mark
from checkov.common.parsers.node import DictNode

from roletrust.adapters.configuration import Configuration
from roletrust.adapters.decision import Case
from roletrust.adapters.file_checks import Role
from roletrust.adapters.places import FILLED_IN, owner, settings_of, shown
from roletrust.adapters.subject import Dialect, Subject
from roletrust.dialects.data.placeholders import opened
from roletrust.dialects.data.records import Record, records
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Tree
from roletrust.engine.document import PolicyError, Source

BARE = "trust policy"


def find(path: str, data: Any) -> Iterator[Role]:
    """The roles in the file at `path`, and its bare trust policies."""
    if path.endswith((".tf.json", ".tofu.json")):
        return  # Terraform's own
    settings, file = None, shown(path)
    taken: set[str] = set()
    for record in records(data, file):
        settings = settings or settings_of(path)
        label = labelled(record)
        if label in taken:
            label = f"{label} at {record.path}"
        taken.add(label)
        yield role(record, label, settings)


def labelled(record: Record) -> str:
    """What the report calls it: the ARN where the data has it, for dumps of several accounts hold the same names."""
    if record.bare:
        return f"{BARE} at {record.path}" if record.path else BARE
    return record.arn or record.name or f"role at {record.path}"


def role(record: Record, label: str, settings: Configuration) -> Role:
    source = record.source
    lines = (source.first, source.last)
    return Role(label, place(source), lambda: Case(subject(record, label, settings), settings), lines)


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
    """The policy: text is read as JSON, decoded first where AWS's API percent-encoded it.  Raises PolicyError."""
    policy = record.policy
    if isinstance(policy, str):
        return parse_json(unquote(policy) if policy.lstrip().startswith("%") else policy)
    tree = record.lines.tree(policy, record.source.file, record.is_last and record.bare)
    return opened(tree, record.source.file) if record.bare else tree

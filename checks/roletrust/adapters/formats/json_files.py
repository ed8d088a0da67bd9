"""Plain JSON: trust policies in files of their own, and dumps of roles (`aws iam list-roles`, AWS Config, rows)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from checkov.common.parsers.json.decoder import Mark
from checkov.common.parsers.node import DictNode

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.read_by_roles import is_read
from roletrust.adapters.places import shown
from roletrust.dialects.data.attached_policies import Policies, RoleOfData
from roletrust.dialects.data.records import Record
from roletrust.engine.policy.document import Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.json_data import case_of, labelled
from roletrust.reading.places import settings_of


def find(path: str, data: Any) -> Iterator[Role]:
    """The roles in the file at `path`, and its bare trust policies, where no role of the scan is told of them."""
    if is_terraforms(path):
        return
    settings, policies = None, Policies(data)
    for record, label in labelled(data, shown(path)):
        if record.bare and is_read(path):
            continue
        settings = settings or settings_of(path)
        yield role(record, label, settings, policies)


def is_terraforms(path: str) -> bool:
    """Whether the file is one of Terraform's own syntax, which is read elsewhere."""
    return path.endswith((".tf.json", ".tofu.json"))


def role(record: Record, label: str, settings: Configuration, policies: Policies) -> Role:
    source = record.source
    return Role(
        label,
        place(source),
        lambda: case_of(record, label, settings),
        (source.first, source.last),
        None if record.bare else lambda: RoleOfData(record, policies),
    )


def place(source: Source) -> DictNode:
    """Marks from which Checkov's runner works out the lines of `source`."""
    return DictNode({"lines": str(source)}, Mark(source.first, 0), Mark(max(source.last - 1, 0), 0))

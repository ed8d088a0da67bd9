"""What a service of the Serverless Framework hands its own roles to: its functions, and its resources."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from roletrust.dialects.cloudformation.attached_policies import RoleOfTemplate
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.scanned_tree import inside
from roletrust.reading.configuration import Configuration
from roletrust.reading.holdings import Holding
from roletrust.reading.judging import Case
from roletrust.reading.marked_text import parsed
from roletrust.reading.places import Places
from roletrust.reading.serverless import held, with_functions_of


def service_at(path: str, places: Places) -> Template:
    """The service at `path`, with the functions that are given a role.  Raises OSError, ValueError and PolicyError."""
    if not inside(places.tree_of(path), path):
        raise OSError("it is a link that leads out of the scanned directory")
    service = with_functions_of(parsed(file_bytes(path).decode("utf-8-sig")), path, places)
    return Template(service or {}, places.shown(path))


def roles_of(template: Template, path: str, settings: Configuration) -> Iterator[tuple[str, Case, Holding]]:
    """The roles of the service at `path` by their logical ids, each with what tells it there."""
    for each in held(template, settings):
        case = each.case()
        if case:
            yield each.name, case, partial(RoleOfTemplate, template, each.name, path)

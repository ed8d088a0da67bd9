"""CloudFormation, SAM and the Serverless Framework: the templates as files, each read again.

Checkov has replaced references by defaults in what it hands over.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from checkov.common.util.file_utils import read_file_with_any_encoding

from roletrust.adapters.entity import Entity
from roletrust.adapters.host.internals import scan_at_work
from roletrust.adapters.places import SCANNED, in_tree, shown
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.loops import unrolled
from roletrust.engine.policy.document import PolicyError
from roletrust.reading import serverless
from roletrust.reading.marked_text import parsed
from roletrust.reading.templates import TemplateFile
from roletrust.telling.subject import Dialect


def alone(path: str, scanned_file: str) -> Template:
    """The template at `path` by itself."""
    return read(path, scanned_file).template


def read(path: str, scanned_file: str) -> TemplateFile:
    """The template at `path`.  Raises OSError.  A service is read anew for each scan: it is of several files."""
    return _read(path, scanned_file, os.stat(path).st_mtime_ns, scan_at_work() if is_named_service(path) else 0)


@lru_cache(maxsize=4)
def _read(path: str, scanned_file: str, changed: int, scan: int) -> TemplateFile:
    """As `read`.  Checkov scans file by file, so few are kept."""
    by_path = os.path.abspath(scanned_file) == path  # as Checkov names a service's file
    file = shown(path) if by_path else scanned_file
    found: Mapping[str, Any] = {}
    problem, text = "", ""
    try:
        text = read_file_with_any_encoding(in_tree(path)).lstrip("\ufeff")
        data = parsed(text)  # not by Checkov's parser, which opens what an element of a list names
        service = serverless.template_of(data, path, SCANNED) if is_named_service(path) else None
        found = service or (unrolled(data) if isinstance(data, Mapping) else found)
    except (OSError, ValueError, PolicyError) as error:
        problem = str(error)
    dialect = Dialect.CFN_JSON if text.lstrip().startswith("{") else Dialect.CFN_YAML
    root = path[: -len(scanned_file)] if path.endswith(scanned_file) and not by_path else os.path.dirname(path)
    return TemplateFile(Template(found, file), dialect, root, problem)


def is_named_service(path: str) -> bool:
    return os.path.basename(path).startswith("serverless.")


def path_of(entity: Entity) -> str | None:
    """The absolute path of the template."""
    return next((os.path.abspath(path) for path in candidates(entity) if os.path.isfile(path)), None)


def candidates(entity: Entity) -> Iterator[str]:
    """Checkov's parser notes the file on every mapping, except where it fell back to its JSON reader."""
    if is_named_service(entity.file):
        yield entity.file  # of what a list brings in, the parser notes another file
    for part in (entity.conf, entity.conf.get("Properties")):
        if isinstance(part, dict) and isinstance(part.get("__file__"), str):
            yield str(part["__file__"])
    for start in (os.curdir, *sys.argv[1:]):
        yield os.path.join(start, entity.file.lstrip("/"))

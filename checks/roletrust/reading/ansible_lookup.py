"""Ansible's `lookup('file', …)` and `lookup('template', …)`, where they are the whole of a policy."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.scanned_tree import is_readable
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.places import Places

LOOKUP = re.compile(
    r"""\{\{-?\s*lookup\(\s*(?P<quote>['"])(?:ansible\.builtin\.)?(?P<kind>file|template)(?P=quote)\s*,\s*
    (?:(?P<start>role_path|playbook_dir)\s*[+~]\s*)?(?P<mark>['"])(?P<name>[^'"{}]+)(?P=mark)\s*\)
    \s*(?:\|\s*(?:from_json|to_json|to_nice_json|string|trim)\s*)*-?\}\}\s*\Z""",
    re.VERBOSE,
)
STATEMENT = re.compile(r"\{[%#]")


def looked_up(written: str, path: str, places: Places) -> tuple[Tree, Source] | None:
    """The text that a lookup of the playbook or task file at `path` reads; None where it is something else.

    Raises PolicyError where it is not found in the scanned tree, or is a template with statements.
    """
    found = LOOKUP.match(written.strip())
    if found is None:
        return None
    file = next((each for each in candidates(found, path) if is_readable(places.tree_of(path), each)), None)
    if file is None:
        raise PolicyError(
            f"`{found['name']}`, which it looks up, was not found in the scanned directory, beside the file that does"
        )
    try:
        text = file_bytes(file).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        raise PolicyError(f"`{found['name']}` cannot be read: {error}") from None
    if found["kind"] == "file":
        return text, Source(places.shown(file), 1)
    if STATEMENT.search(text):
        raise PolicyError(f"`{found['name']}` is a template with statements, which are not evaluated")
    return opened_text(text, places.shown(file)), Source(places.shown(file), 1)


def candidates(found: re.Match[str], path: str) -> Iterator[str]:
    """Where Ansible would look, the nearest first: `files` or `templates` of the role or playbook, then itself."""
    here = os.path.dirname(os.path.abspath(path))
    above = os.path.dirname(here)
    in_role = os.path.basename(here) in ("tasks", "handlers")
    folder = f"{found['kind']}s"
    if found["start"]:
        yield os.path.join(above if in_role else here, found["name"].lstrip("/"))
        return
    for start in (above, here) if in_role else (here,):
        yield os.path.join(start, folder, found["name"])
        yield os.path.join(start, found["name"])

"""The templates of a scan that are nested in each other: found once a scan, read where one of their roles is judged.

They are those that Checkov's runner has read: below the directory that is scanned, without what it skips, or the files
that were named.  So a template that is scanned alone is judged by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from roletrust.adapters.formats.template_files import alone
from roletrust.adapters.landscape.census import frame_at_work
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nesting import Call, Nesting
from roletrust.dialects.cloudformation.nodes import entries
from roletrust.dialects.cloudformation.resources import Resources

_nestings: WeakKeyDictionary[Any, tuple[Any, Nesting]] = WeakKeyDictionary()  # of which definitions; by the runner


def nesting_at(path: str) -> Nesting | None:
    """The templates around the one at `path`; None where it is nested in none, and none in it.

    Graph checks work in a thread of their own, where no runner is seen: there it is looked for in each running scan.
    """
    frame = frame_at_work()
    known = [found for _, found in _nestings.values()] if frame is None else at_work(frame.f_locals)
    return next((each for each in reversed(known) if path in each), None)


def at_work(here: Mapping[str, Any]) -> list[Nesting]:
    """Those of the runner that is at work, whose variables are at hand."""
    runner = here["self"]
    definitions = getattr(runner, "definitions", None)
    if not isinstance(definitions, dict):
        return []
    of, found = _nestings.get(runner, (None, None))
    if of is not definitions or found is None:
        found = nesting(definitions, here.get("root_folder"))
        _nestings[runner] = definitions, found
    return [found]


def nesting(definitions: Mapping[Any, Any], root: str | None) -> Nesting:
    """Of the templates that a runner has read."""
    found = {os.path.abspath(str(path)): definition for path, definition in definitions.items()}
    sections = ((path, entries(definition).get("Resources")) for path, definition in found.items())
    return of_resources(((path, Resources(each)) for path, each in sections), found, root)


def of_resources(parents: Iterable[tuple[str, Resources]], known: Iterable[str], root: str | None) -> Nesting:
    """`parents`: the resources of templates, by their paths; `known`: the paths of all that may be nested."""
    paths, calls = frozenset(known), dict[str, list[Call]]()
    for path, resources in parents:
        for stack, written in nested_in(resources):
            target = os.path.normpath(os.path.join(os.path.dirname(path), written))
            if target in paths and target != path:
                calls.setdefault(target, []).append(Call(path, stack))
    return Nesting(calls, lambda path: alone(path, f"/{os.path.relpath(path, root)}"))


def nested_in(resources: Resources) -> Iterator[tuple[str, str]]:
    """Each stack resource that has a template at a path, and the path."""
    for stack in resources.stacks:
        if written := resources.local_template(stack):
            yield stack, written


def template_at(path: str, scanned_file: str) -> Template:
    """The template at `path`; a parameter is open that is not the same wherever it is nested."""
    nesting = nesting_at(path)
    return nesting.template(path) if nesting else alone(path, scanned_file)

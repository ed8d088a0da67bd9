"""The templates of a scan that are nested in each other: found once a scan, read where one of their roles is judged.

They are those that Checkov's runner has read: below the directory that is scanned, without what it skips, or the files
that were named.  So a template that is scanned alone is judged by itself.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from checkov.cloudformation.runner import Runner

from roletrust.adapters.formats.template_files import alone
from roletrust.adapters.host.internals import HostChanged, definitions_of, runner_at_work, scanned_directory
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nesting import Call, Nesting
from roletrust.dialects.cloudformation.nodes import entries
from roletrust.dialects.cloudformation.resources import Resources

_nestings: WeakKeyDictionary[Any, tuple[Any, Nesting]] = WeakKeyDictionary()  # of which definitions; by the runner


def nesting_at(path: str) -> Nesting | None:
    """The templates around the one at `path`; None where it is nested in none, and none in it.

    Graph checks work in a thread of their own, where no runner is seen: there it is looked for in each running scan.
    """
    try:
        runner = runner_at_work()
    except HostChanged:
        known = [found for _, found in _nestings.values()]
    else:
        known = [nesting_of(runner)] if isinstance(runner, Runner) else []
    return next((each for each in reversed(known) if path in each), None)


def nesting_of(runner: Any) -> Nesting:
    """That of the runner that is at work."""
    definitions = definitions_of(runner)
    of, found = _nestings.get(runner, (None, None))
    if of is not definitions or found is None:
        found = nesting(definitions, scanned_directory() or None)
        _nestings[runner] = definitions, found
    return found


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

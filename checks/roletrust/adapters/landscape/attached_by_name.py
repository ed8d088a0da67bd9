"""What the CloudFormation and SAM templates of a scan attach to roles of each other, by name.

Looked for once a scan, where a role's policies are asked for; read are only the templates that may do so.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any
from weakref import WeakKeyDictionary

from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.host.internals import definitions_of
from roletrust.adapters.landscape.census import scans
from roletrust.dialects.cloudformation.elsewhere import ByName, by_name, candidates
from roletrust.dialects.cloudformation.holdings import Elsewhere, nothing_else
from roletrust.dialects.cloudformation.nodes import entries
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.dialects.holding import Collected


class Templates:
    """Those that a runner has read, `definitions` by their paths; `root`: the scanned directory, if it is one."""

    def __init__(self, definitions: Mapping[Any, Any], root: str) -> None:
        self.definitions, self._root = definitions, root
        self._written = {os.path.abspath(str(path)): each for path, each in definitions.items()}

    def __contains__(self, path: str) -> bool:
        return path in self._written

    def beside(self, path: str, name: str) -> Iterable[Collected]:
        """What others than the one at `path` attach to a role of that name."""
        return (each.held() for other, each in self._by_name.get(name, ()) if other != path)

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, ByName]]]:
        found: dict[str, list[tuple[str, ByName]]] = {}
        for path, written in self._written.items():
            attaching = candidates(Resources(entries(written).get("Resources")))
            if attaching:
                template = template_at(path, f"/{os.path.relpath(path, self._root or None)}")
                for name, each in by_name(template, attaching):
                    found.setdefault(name, []).append((path, each))
        return found


_known: WeakKeyDictionary[Any, Templates] = WeakKeyDictionary()  # by the runner


def elsewhere(path: str) -> Elsewhere:
    """What the other templates of its scan attach to a role in the one at `path`, by the role's name."""
    found = next((each for each in templates() if path in each), None)
    return partial(found.beside, path) if found else nothing_else


def templates() -> Iterator[Templates]:
    """Those of each running scan, the last one first."""
    for runner, census in reversed(scans()):
        definitions = definitions_of(runner)
        if runner not in _known or _known[runner].definitions is not definitions:
            _known[runner] = Templates(definitions, census.root)
        yield _known[runner]

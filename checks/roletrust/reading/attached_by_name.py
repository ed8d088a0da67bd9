"""What the templates of a scan attach to roles of each other, by name.

Looked for once a scan, where a role's policies are asked for; read are only the templates that may do so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial

from roletrust.dialects.cloudformation.elsewhere import ByName, by_name, candidates
from roletrust.dialects.cloudformation.holdings import Elsewhere
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.dialects.holding import Collected


class Templates:
    """`resources`: of each template of a scan, by its path; `template`: the template at a path, to be evaluated."""

    def __init__(self, resources: Mapping[str, Resources], template: Callable[[str], Template]) -> None:
        self._resources, self._template = resources, template

    def elsewhere(self, path: str) -> Elsewhere:
        """What others than the template at `path` attach to a role, by the role's name."""
        return partial(self._beside, path)

    def _beside(self, path: str, name: str) -> Iterable[Collected]:
        return (each.held() for other, each in self._by_name.get(name, ()) if other != path)

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, ByName]]]:
        found: dict[str, list[tuple[str, ByName]]] = {}
        for path, resources in self._resources.items():
            attaching = candidates(resources)
            if attaching:
                for name, each in by_name(self._template(path), attaching):
                    found.setdefault(name, []).append((path, each))
        return found

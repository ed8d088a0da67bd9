"""Where the module is that a call names: in the tree, where Checkov found it, or where `terraform init` put it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from roletrust.dialects.hcl.files.directory import Directory, Placed
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.syntax.nodes import Literal
from roletrust.dialects.scanned_tree import inside
from roletrust.engine.policy.document import PolicyError

if TYPE_CHECKING:
    from roletrust.dialects.hcl.evaluation.scope import Scope

MANIFEST = os.path.join(".terraform", "modules", "modules.json")
INSTALLED = os.path.dirname(MANIFEST) + os.sep


class Sources:
    """`listed`: the directory of the module that a call (its file, its name) calls, as Checkov found it.

    `found` gives the module in a directory of the scan, `downloaded` one that only `terraform init` knows of.
    """

    def __init__(
        self,
        root: str,
        listed: Mapping[tuple[str, str], str],
        found: Callable[[str], Directory | None],
        downloaded: Callable[[str], Directory | None],
    ) -> None:
        self.root = root
        self._listed = listed
        self._found = found
        self._downloaded = downloaded
        self._manifests: dict[str, dict[str, str]] = {}

    def called(self, scope: Scope, placed: Placed) -> Directory | None:
        """The module that the block `placed` of `scope` calls; None where it is not at hand.  Raises PolicyError."""
        source = placed.body.attribute("source")
        if not isinstance(source, Literal) or not isinstance(source.value, str):
            return None
        if source.value.startswith(("./", "../")):
            path = os.path.normpath(os.path.join(scope.directory.path, source.value))
            return self._downloaded(path) if INSTALLED in path else self._found(path)
        name = placed.block.labels[0] if placed.block.labels else ""
        listed = self._listed.get((placed.file, name))
        if listed is not None:
            return self._found(os.path.normpath(listed))
        installed = self._manifest(scope.top.directory.path).get(".".join([*_names(scope), name]))
        return self._downloaded(installed) if installed else None

    def _manifest(self, top: str) -> dict[str, str]:
        """Of the root module in `top`: the directory of each module, by the names of the calls that lead to it."""
        known = self._manifests.get(top)
        if known is None:
            known = self._manifests[top] = {}
            path = os.path.join(top, MANIFEST)
            if inside(self.root, path) and os.path.isfile(path):
                known.update(_read(path, top))
        return known


def _names(scope: Scope) -> list[str]:
    """The names of the module calls that lead to `scope`."""
    return [*_names(scope.call.scope), *scope.call.placed.block.labels[:1]] if scope.call else []


def _read(path: str, top: str) -> dict[str, str]:
    """Terraform's own record: `{"Modules": [{"Key": "a.b", "Dir": ".terraform/modules/a/modules/b"}]}`."""
    try:
        entries = json.loads(read_text(path))["Modules"]
        return {str(each["Key"]): os.path.normpath(os.path.join(top, str(each["Dir"]))) for each in entries}
    except (PolicyError, ValueError, KeyError, TypeError, RecursionError):
        return {}

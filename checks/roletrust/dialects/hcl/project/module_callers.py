"""Who in the tree calls a module: asked where Checkov does not say under which calls a role stands."""

from __future__ import annotations

import os
from collections.abc import Callable

from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import ENDINGS
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.syntax.nodes import Literal
from roletrust.dialects.hcl.values.values import Bound
from roletrust.engine.policy.document import PolicyError

MOST_CHAINS = 6
DEEPEST_CHAIN = 20
PASSED_OVER = ("node_modules",)  # and what is hidden, as Checkov has it

Chain = tuple[ModuleCall, ...]


class Callers:
    """`read` gives the module in a directory."""

    def __init__(self, root: str, read: Callable[[str], Directory]) -> None:
        self.root = root
        self._read = read
        self._of: dict[str, list[ModuleCall]] | None = None

    def chains(self, path: str, most: int = MOST_CHAINS, depth: int = 0) -> list[Chain]:
        """The calls that lead to the module in the directory `path`, from a root module inwards.

        One empty chain for a root module.  At most one more than `most`.
        """
        callers = self._all().get(path, [])
        if not callers or depth == DEEPEST_CHAIN:
            return [()]
        found: list[Chain] = []
        for each in callers:
            if len(found) <= most:
                found += [(*outer, each) for outer in self.chains(os.path.dirname(each.file), most, depth + 1)]
        return found[: most + 1]

    def _all(self) -> dict[str, list[ModuleCall]]:
        """Every call by the directory it calls, the whole tree walked once."""
        if self._of is None:
            self._of = {}
            for folder, folders, files in os.walk(self.root):
                folders[:] = sorted(each for each in folders if each[0] != "." and each not in PASSED_OVER)
                if any(name.endswith(ENDINGS) for name in files):
                    for target, call in self._calls(self._read(folder)):
                        self._of.setdefault(target, []).append(call)
        return self._of

    def _calls(self, directory: Directory) -> list[tuple[str, ModuleCall]]:
        found: list[tuple[str, ModuleCall]] = []
        for kind, *labels in directory.addresses():
            placed = directory.block(("module", *labels)) if kind == "module" and labels else None
            try:
                source = placed.body.attribute("source") if placed else None
            except (PolicyError, Bound):
                continue
            if placed and isinstance(source, Literal) and str(source.value).startswith(("./", "../")):
                target = os.path.normpath(os.path.join(directory.path, source.value))
                if target != directory.path:
                    found.append((target, ModuleCall(placed.file, labels[0])))
        return found

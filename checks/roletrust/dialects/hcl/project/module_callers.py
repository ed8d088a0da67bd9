"""Who in the tree calls a module: asked where Checkov does not say under which calls a role stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import ENDINGS
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.syntax.nodes import Literal
from roletrust.dialects.hcl.values.values import Bound
from roletrust.engine.policy.document import PolicyError

MOST_CHAINS = 6
MOST_LOOKED_AT = 200_000  # files and folders of the tree, for all calls in it
DEEPEST_CHAIN = 20
PASSED_OVER = ("node_modules",)  # and what is hidden, as Checkov has it

Chain = tuple[ModuleCall, ...]


@dataclass(frozen=True, slots=True)
class Chains:
    """The ways in which a module is called; `beyond` says why there may be others, and is '' where these are all."""

    found: list[Chain]
    beyond: str = ""

    def __iter__(self) -> Iterator[Chain]:
        return iter(self.found)

    @property
    def only(self) -> Chain | None:
        """The way, where there is no other."""
        return self.found[0] if len(self.found) == 1 and not self.beyond else None


class Callers:
    """The calls in the tree below `root` and in the modules of the scan (`listed`: their directories).

    `read` gives the module in a directory.
    """

    def __init__(self, root: str, listed: Iterable[str], read: Callable[[str], Directory]) -> None:
        self.root = root
        self._listed = listed
        self._read = read
        self._of: dict[str, list[ModuleCall]] | None = None
        self._beyond = ""

    def chains(self, path: str, most: int = MOST_CHAINS) -> Chains:
        """The calls that lead to the module in the directory `path`, from a root module inwards; `most` of them.

        One empty chain for a root module.
        """
        found = self._leading_to(path, most, 0)
        many = f"its module is called in more than {most} places" if len(found) > most else ""
        return Chains(found[:most], many or self._beyond)

    def _leading_to(self, path: str, most: int, depth: int) -> list[Chain]:
        """At most one more than `most`."""
        callers = self._all().get(path, [])
        if not callers or depth == DEEPEST_CHAIN:
            return [()]
        found: list[Chain] = []
        for each in callers:
            if len(found) <= most:
                found += [(*outer, each) for outer in self._leading_to(os.path.dirname(each.file), most, depth + 1)]
        return found[: most + 1]

    def _all(self) -> dict[str, list[ModuleCall]]:
        """Every call by the directory it calls, the whole tree walked once."""
        if self._of is None:
            self._of = {}
            for folder in dict.fromkeys([*sorted(self._listed), *self._walked()]):
                for target, call in self._calls(self._read(folder)):
                    self._of.setdefault(target, []).append(call)
        return self._of

    def _walked(self) -> Iterator[str]:
        """The directories of the tree that hold a module, until so many names were looked at that `_beyond` is said."""
        looked_at = 0
        for folder, folders, files in os.walk(self.root):
            looked_at += len(folders) + len(files)
            if looked_at > MOST_LOOKED_AT:
                self._beyond = (
                    f"the calls of its module are looked for in {MOST_LOOKED_AT:,} files and folders at most, and the "
                    "scanned directory holds more"
                )
                return
            folders[:] = sorted(each for each in folders if each[0] != "." and each not in PASSED_OVER)
            if any(name.endswith(ENDINGS) for name in files):
                yield folder

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

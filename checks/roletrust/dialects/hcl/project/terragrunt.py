"""The `inputs` of `terragrunt.hcl` files, as far as the tree tells them.

https://terragrunt.gruntwork.io/docs/features/inputs/
https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.resources import BARE
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import TERRAGRUNT
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.project.module_callers import MOST_LOOKED_AT, PASSED_OVER
from roletrust.dialects.hcl.syntax.blocks import Body, parse_attributes
from roletrust.dialects.hcl.syntax.nodes import Attr, Node, Step
from roletrust.dialects.hcl.values.names import derived, shown
from roletrust.dialects.hcl.values.values import Failed, Failure, Lazy, OpenKey, attempt, choice
from roletrust.dialects.scanned_tree import above, inside
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

MOST_UNITS = 6  # `terragrunt.hcl` files that run one module, looked at one by one
MOST_INCLUDED = 20
ENDING = ".hcl"

Inputs = dict[str, Tree]


class Included(NamedTuple):
    """A file that another includes under `name`; `strategy`: how the inputs of the two are merged."""

    name: str
    file: str
    strategy: str


class Unit(Directory):
    """One such file as if it were a module: only its locals are looked at."""

    def _counts(self, file: str, kind: str) -> bool:
        return kind == "locals"


class Terragrunt:
    """`listed`: the files of the scan; where one of them is Terragrunt's, every `terragrunt.hcl` of the tree counts,
    for Checkov lists none that only includes another.
    """

    def __init__(self, root: str, state: State, listed: Iterable[str]) -> None:
        self.root = root
        self.state = state
        self._listed = listed
        self._bodies: dict[str, Body] = {}
        self._running: dict[str, list[str]] | None = None
        self._scopes: dict[tuple[str, str], UnitScope] = {}

    def inputs(self, directory: Directory) -> Inputs:
        """What the module in `directory` is given; where several files run it, a Choice between them."""
        variables = [labels[0] for kind, *labels in directory.addresses() if kind == "variable" and labels]
        given = [(file, self.inputs_of(file, file, variables)) for file in self.units(directory.path)]
        names = dict.fromkeys(name for _, inputs in given for name in inputs)
        return {name: self._either(name, given, directory) for name in names}

    def units(self, path: str) -> list[str]:
        """The files that run the module in the directory `path`, its own first."""
        own = os.path.join(path, TERRAGRUNT)
        files = [own] if os.path.isfile(own) else []
        return files + [file for file in self._runs(path) if file != own]

    def _either(self, name: str, given: list[tuple[str, Inputs]], directory: Directory) -> Tree:
        values = [inputs[name] if name in inputs else self._default(name, directory) for _, inputs in given]
        if len({shown(each) for each in values}) == 1:
            return values[0]
        if len(values) > MOST_UNITS:
            return Hole(f"var.{name}")
        value = values[-1]
        for (file, _), each in reversed(list(zip(given, values, strict=True))[:-1]):
            value = choice(f"run by {directory.shown(file)}", each, value)
        return value

    def _default(self, name: str, directory: Directory) -> Tree:
        placed = directory.block(("variable", name))
        node = placed.body.attribute("default") if placed else None
        return Hole(f"var.{name}") if node is None else self.value(node, placed.file if placed else "")

    def _runs(self, path: str) -> list[str]:
        """The listed files whose `terraform { source = … }`, theirs or that of a file they include, is the directory
        `path`.
        """
        if self._running is None:
            self._running = {}
            for file in self._units():
                source = self._source(file)
                if source.startswith((".", "/")):
                    target = os.path.normpath(os.path.join(os.path.dirname(file), source))
                    self._running.setdefault(target, []).append(file)
        return self._running.get(path, [])

    def _units(self) -> list[str]:
        """Every file that runs a module: the listed ones, and what a walk of the tree that ends comes to."""
        found = {file for file in self._listed if file.endswith(ENDING)}
        looked_at = 0
        for folder, folders, names in os.walk(self.root) if found else ():
            looked_at += len(folders) + len(names)
            folders[:] = [each for each in folders if each[0] != "." and each not in PASSED_OVER]
            if looked_at > MOST_LOOKED_AT:
                break
            found |= {os.path.join(folder, TERRAGRUNT)} if TERRAGRUNT in names else set()
        return sorted(file for file in found if os.path.basename(file) == TERRAGRUNT)

    def _source(self, unit: str) -> str:
        for file in (unit, *(each.file for each in reversed(self.included(unit)))):
            for block in self.body(file).blocks("terraform"):
                if source := self._text(block.body, "source", file, unit):
                    return source
        return ""

    def inputs_of(self, file: str, unit: str, variables: Sequence[str], seen: frozenset[str] = frozenset()) -> Inputs:
        """The inputs of the file over those of the files that it includes, each as that `include` says.

        Where some of them are not known, any of the module's `variables` may be among them.
        """
        found, seen = self._own_inputs(file, unit, variables), seen | {file}
        for parent in reversed(self.included(file, unit)):
            if parent.strategy != "no_merge" and parent.file not in seen and len(seen) < MOST_INCLUDED:
                under = self.inputs_of(parent.file, unit, variables, seen)
                merged = deeply if parent.strategy == "deep" else over
                found = {name: merged(name, under, found) for name in (*under, *found)}
        return found

    def _own_inputs(self, file: str, unit: str, variables: Sequence[str]) -> Inputs:
        found: Inputs = {}
        inputs = self.attribute(self.body(file), "inputs", file, unit)
        some_unknown = not isinstance(inputs, dict) or any(isinstance(each, OpenKey) for each in inputs)
        for name in variables if inputs is not None and not isinstance(inputs, Failed) else ():
            if isinstance(inputs, dict) and name in inputs:
                found[name] = Hole(f"inputs.{name}") if isinstance(inputs[name], Failed) else inputs[name]
            elif some_unknown:
                found[name] = Hole(f"({shown(inputs)}).{name}")
        return found

    def included(self, file: str, unit: str = "") -> list[Included]:
        """The files in the tree that `file` includes; what a later one gives wins."""
        found: list[Included] = []
        for block in self.body(file).blocks("include"):
            path = self._text(block.body, "path", file, unit)
            path = os.path.normpath(os.path.join(os.path.dirname(unit or file), path)) if path else file
            if inside(self.root, path):
                strategy = self._text(block.body, "merge_strategy", file, unit) or "shallow"
                found.append(Included("".join(block.labels), path, strategy))
        return found

    def config(self, file: str, unit: str, called: str) -> Tree:
        """What another file sees of `file`: its locals and inputs, of all else Holes; None where there is none."""
        if not os.path.isfile(file):
            return None
        scope = self.scope(file, unit)

        def values() -> Tree:
            names = self._own_names(file, unit)
            return Map(self.inputs_of(file, unit, names)) if names is not None else Hole(f"{called}.inputs")

        def attribute(name: str) -> Tree:
            if name == "locals":
                return Map({each: attempt(partial(scope.local, each, "")) for each in scope.directory.locals()})
            if name == "inputs":
                return self.state.once((file, unit), f"{called}.inputs", values)
            return Hole(f"{called}.{name}")

        return Lazy(Hole(called), attribute)

    def _own_names(self, file: str, unit: str) -> list[str] | None:
        """What the inputs of the file, and of those that it includes, are called; None where that is not known."""
        names: list[str] = []
        for each in (file, *(parent.file for parent in self.included(file, unit))):
            inputs = self.attribute(self.body(each), "inputs", each, unit)
            if isinstance(inputs, dict) and not any(isinstance(key, OpenKey) for key in inputs):
                names += inputs
            elif inputs is not None:
                return None
        return names

    def body(self, file: str) -> Body:
        """The whole file; an empty one where it cannot be read."""
        if file not in self._bodies:
            self._bodies[file] = Body("", 1)
            try:
                if inside(self.root, file) and os.path.isfile(file):
                    body = parse_attributes(read_text(file))
                    body.names()
                    self._bodies[file] = body
            except PolicyError:
                pass
        return self._bodies[file]

    def _text(self, body: Body, name: str, file: str, unit: str = "") -> str:
        """An attribute that is known text, without the `//` that parts a source in two; else ''."""
        value = self.attribute(body, name, file, unit)
        return value.replace("//", "/") if isinstance(value, str) else ""

    def attribute(self, body: Body, name: str, file: str, unit: str = "") -> Tree:
        """What an attribute in `file` comes to; None of one that is not written, Failed of what cannot be told."""
        try:
            node = body.attribute(name)
        except PolicyError as error:
            return Failed(str(error))
        return None if node is None else self.value(node, file, unit)

    def frame(self, file: str, unit: str = "") -> Frame:
        """Where the expressions of `file` stand, which is read for `unit`: itself, or what includes it."""
        return Frame(self.scope(file, unit or file), {}, file)

    def scope(self, file: str, unit: str) -> UnitScope:
        """INVARIANT: one of each, kept: what is known of a scope is remembered by its identity."""
        if (file, unit) not in self._scopes:
            self._scopes[file, unit] = UnitScope(self, file, unit)
        return self._scopes[file, unit]

    def value(self, node: Node, file: str, unit: str = "") -> Tree:
        """What an expression in `file` comes to; Failed where that cannot be told."""

        def value() -> Tree:
            try:
                return evaluate(node, self.frame(file, unit))
            except PolicyError as error:
                raise Failure(str(error)) from error

        return attempt(value)


def over(name: str, under: Inputs, own: Inputs) -> Tree:
    """Terragrunt's `shallow` merge: the own input takes the place of the other."""
    return own[name] if name in own else under[name]


def deeply(name: str, under: Inputs, own: Inputs) -> Tree:
    """Its `deep` merge: objects key by key, a list after the other one, all else in its place."""
    if name not in own or name not in under:
        return over(name, under, own)
    return merged(f"inputs.{name}", under[name], own[name])


def merged(name: str, under: Tree, own: Tree) -> Tree:
    if isinstance(under, dict) and isinstance(own, dict):
        both = {key: merged(f"{name}.{key}", under[key], own[key]) for key in own if key in under}
        return Map({**under, **own, **both})
    if isinstance(under, list) and isinstance(own, list):
        return [*under, *own]
    known = (str, bool, int, float)
    return own if own is None or isinstance(own, known) or isinstance(under, known) else Hole(name)


class UnitScope(Scope):
    """The locals of a file and what it includes, and Terragrunt's functions, as they are for `unit`.

    https://terragrunt.gruntwork.io/docs/reference/hcl/functions/
    """

    def __init__(self, terragrunt: Terragrunt, file: str, unit: str) -> None:
        super().__init__(Unit(terragrunt.root, os.path.dirname(file), [file]), terragrunt.state, BARE)
        self._terragrunt, self._file, self._unit = terragrunt, file, unit
        self._folder = os.path.dirname(unit)
        self._own: dict[str, Callable[..., Tree]] = {
            "find_in_parent_folders": self._found_above,
            "get_original_terragrunt_dir": lambda: self._folder,
            "get_parent_terragrunt_dir": self._parent,
            "get_repo_root": self._repository,
            "get_terragrunt_dir": lambda: self._folder,
            "path_relative_from_include": lambda *name: os.path.relpath(self._parent(*name), self._folder),
            "path_relative_to_include": lambda *name: os.path.relpath(self._folder, self._parent(*name)),
            "read_terragrunt_config": self._read_config,
        }
        self.functions = self._own

    def root(self, name: str, steps: Sequence[Step], frame: Frame, line: int) -> tuple[Tree, int]:
        labels = [step.name for step in steps[:1] if isinstance(step, Attr)] if name == "include" else []
        for each in self._terragrunt.included(self._file, self._unit) if labels else ():
            if each.name in ("", *labels):
                return self._terragrunt.config(each.file, self._unit, "include"), int(bool(each.name))
        return super().root(name, steps, frame, line)

    def file_function(self, name: str, args: list[Tree], frame: Frame, line: int) -> Tree:
        """A function of Terragrunt's is a Hole where an argument is not known, or what it looks for is not found."""
        if name not in self._own:
            return super().file_function(name, args, frame, line)
        try:
            found = self._own[name](*args) if all(isinstance(each, str) for each in args[:1]) else None
        except TypeError as error:
            raise Failure(f"`{name}` does not take {len(args)} arguments") from error
        return derived(name, frame.where(line), *args) if found is None else found

    def _found_above(self, name: str = TERRAGRUNT, fallback: Tree = None) -> Tree:
        """In the scanned tree; what lies above of it may hold the file, too."""
        for folder in list(above(self._terragrunt.root, self._unit))[1:]:
            if os.path.isfile(os.path.join(folder, name)):
                return os.path.join(folder, name)
        return None

    def _parent(self, name: str = "") -> str:
        included = self._terragrunt.included(self._file, self._unit)
        wanted = [each.file for each in included if name in ("", each.name)]
        return os.path.dirname(wanted[0] if wanted else self._file)

    def _repository(self) -> str | None:
        folders = above(self._terragrunt.root, self._unit)
        return next((each for each in folders if os.path.exists(os.path.join(each, ".git"))), None)

    def _read_config(self, path: str, default: Tree = None) -> Tree:
        full = os.path.normpath(os.path.join(self._folder, path))
        if not inside(self._terragrunt.root, full):
            return None
        return self._terragrunt.config(full, full, f'read_terragrunt_config("{path}")') or default

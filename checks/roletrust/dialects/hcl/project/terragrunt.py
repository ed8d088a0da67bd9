"""The `inputs` of `terragrunt.hcl` files, as far as plain HCL tells them.

https://terragrunt.gruntwork.io/docs/features/inputs/
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.resources import BARE
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import TERRAGRUNT
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.syntax.blocks import Body, parse_attributes
from roletrust.dialects.hcl.syntax.nodes import Call, Node
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import Failed, Failure, OpenKey, attempt, choice
from roletrust.dialects.scanned_tree import inside
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

MOST_UNITS = 6  # `terragrunt.hcl` files that run one module, looked at one by one
MOST_INCLUDED = 20

Inputs = dict[str, Tree]


class Unit(Directory):
    """One such file as if it were a module: only its locals are looked at."""

    def _counts(self, file: str, kind: str) -> bool:
        return kind == "locals"


class Terragrunt:
    """`listed`: the files of the scan, of which those called `terragrunt.hcl` may run a module elsewhere in it."""

    def __init__(self, root: str, state: State, listed: Iterable[str]) -> None:
        self.root = root
        self._state = state
        self._listed = sorted(file for file in listed if os.path.basename(file) == TERRAGRUNT)
        self._bodies: dict[str, Body] = {}
        self._running: dict[str, list[str]] | None = None

    def inputs(self, directory: Directory) -> Inputs:
        """What the module in `directory` is given; where several files run it, a Choice between them."""
        variables = [labels[0] for kind, *labels in directory.addresses() if kind == "variable" and labels]
        given = [(file, self._read(file, variables, set())) for file in self.units(directory.path)]
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
        """The listed files whose `terraform { source = … }` is the directory `path`."""
        if self._running is None:
            self._running = {}
            for file in self._listed:
                for block in self.body(file).blocks("terraform"):
                    source = self._text(block.body, "source", file)
                    if source.startswith((".", "/")):
                        target = os.path.normpath(os.path.join(os.path.dirname(file), source))
                        self._running.setdefault(target, []).append(file)
        return self._running.get(path, [])

    def _read(self, file: str, variables: list[str], seen: set[str]) -> Inputs:
        """The inputs of the file over those of the files that it includes.

        Where some of them are not known, any of the module's `variables` may be among them.
        """
        found: Inputs = {}
        body = self.body(file)
        seen.add(file)
        for parent in self.included(file):
            if parent not in seen and len(seen) < MOST_INCLUDED:
                found |= self._read(parent, variables, seen)
        inputs = self.attribute(body, "inputs", file)
        some_unknown = not isinstance(inputs, dict) or any(isinstance(each, OpenKey) for each in inputs)
        for name in variables if inputs is not None and not isinstance(inputs, Failed) else ():
            if isinstance(inputs, dict) and name in inputs:
                found[name] = Hole(f"inputs.{name}") if isinstance(inputs[name], Failed) else inputs[name]
            elif some_unknown:
                found[name] = Hole(f"({shown(inputs)}).{name}")
        return found

    def included(self, file: str) -> list[str]:
        """The files in the tree that `file` includes; what a later one gives wins."""
        named = [self._included(block.body, file) for block in self.body(file).blocks("include")]
        return [each for each in named if inside(self.root, each)]

    def _included(self, body: Body, file: str) -> str:
        """The file that an `include` names: by a path, or by `find_in_parent_folders`; itself where it is not known."""
        node, folder = body.attribute("path"), os.path.dirname(file)
        if not (isinstance(node, Call) and node.name == "find_in_parent_folders"):
            path = self._text(body, "path", file)
            return os.path.normpath(os.path.join(folder, path)) if path else file
        name = self.value(node.args[0], file) if node.args else TERRAGRUNT
        while isinstance(name, str) and inside(self.root, os.path.dirname(folder)):
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
            if os.path.isfile(os.path.join(folder, name)):
                return os.path.join(folder, name)
        return file

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

    def _text(self, body: Body, name: str, file: str) -> str:
        """An attribute that is known text, without the `//` that parts a source in two; else ''."""
        value = self.attribute(body, name, file)
        return value.replace("//", "/") if isinstance(value, str) else ""

    def attribute(self, body: Body, name: str, file: str) -> Tree:
        """What an attribute in `file` comes to; None of one that is not written, Failed of what cannot be told."""
        try:
            node = body.attribute(name)
        except PolicyError as error:
            return Failed(str(error))
        return None if node is None else self.value(node, file)

    def frame(self, file: str) -> Frame:
        """Where the expressions of `file` stand."""
        return Frame(Scope(Unit(self.root, os.path.dirname(file), [file]), self._state, BARE), {}, file)

    def value(self, node: Node, file: str) -> Tree:
        """What an expression in `file` comes to; Failed where that cannot be told."""

        def value() -> Tree:
            try:
                return evaluate(node, self.frame(file))
            except PolicyError as error:
                raise Failure(str(error)) from error

        return attempt(value)

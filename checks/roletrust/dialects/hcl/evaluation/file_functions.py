"""`file`, `templatefile` and their like: files of the scanned tree as values.

INVARIANT: nothing outside the scanned root and the module's own directory is ever opened, symbolic links followed.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence

from roletrust.dialects.hcl.evaluation.context import Frame, World
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.render import keeps_lines, render
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.syntax.expressions import parse_template
from roletrust.dialects.hcl.syntax.nodes import Part, Step
from roletrust.dialects.hcl.values.names import derived, shown
from roletrust.dialects.hcl.values.values import Failure, is_open
from roletrust.dialects.origin import Origin
from roletrust.dialects.scanned_tree import inside
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import NO_FILE, Hole


class Files:
    """The files that one module's functions name; relative paths start from the root module."""

    def __init__(self, root: str, module: str, top: str, state: State) -> None:
        self.root = root
        self.module = module
        self.top = top
        self.state = state

    def call(self, name: str, args: list[Tree], frame: Frame, line: int) -> Tree:
        """The value of one of these functions.  Raises Failure where Terraform reports an error."""
        where = frame.where(line)
        if not args:
            raise Failure(f"`{name}` needs a path")
        if name == "templatestring":
            return self.template(args[0], args[1] if len(args) > 1 else {}, frame, frame.source(line, line))
        path = args[0]
        if not isinstance(path, str):
            return derived(name, where, *args)
        full = os.path.normpath(os.path.join(self.top, path))
        called = f'{name}("{os.path.relpath(full, self.top)}")'
        if "\0" in full or not (inside(self.root, full) or inside(self.module, full)):
            return Choice(called, True, False) if name == "fileexists" else Hole(called, where)
        if name == "fileexists":
            return os.path.isfile(full)
        return self._read(name, full, called, args, frame, line)

    def _read(self, name: str, full: str, called: str, args: list[Tree], frame: Frame, line: int) -> Tree:
        if not os.path.isfile(full):
            if frame.tried:
                raise Failure(f"`{called}`: there is no such file")
            return Hole(called, frame.where(line), unset=NO_FILE)  # whoever uses the tree puts it there
        try:
            content = read_text(full)
        except PolicyError as error:
            raise Failure(str(error)) from error
        self.state.documents.add((full, ""))
        last = content.rstrip("\n").count("\n") + 1
        source = Source("/" + os.path.relpath(full, self.root).replace(os.sep, "/"), 1, last)
        self.state.comes_from(Origin("the file", source.file, lambda: [content]))
        if name == "filebase64":
            return base64.b64encode(content.encode()).decode()
        if name == "templatefile":
            return self.template(content, args[1] if len(args) > 1 else {}, frame, source)
        return self.state.stands(content, source)

    def template(self, content: Tree, names: Tree, frame: Frame, source: Source) -> Tree:
        """The template `content`, at `source` if not elsewhere, with `names` for its variables and nothing else."""
        source = self.state.standing(content) or source
        if not isinstance(content, str) or not isinstance(names, (dict, Hole)):
            return derived("template", str(source), content, names)
        parts = parse_template(content, source.first)
        value = _rendered(parts, names, frame, source)
        if is_open(value) and not hasattr(value, "parts"):
            return value
        return self.state.stands(value, source._replace(rendered=not keeps_lines(parts, content.count("\n"), value)))


def _rendered(parts: list[Part], names: Tree, frame: Frame, source: Source) -> Tree:
    world = TemplateWorld(frame.scope, names, source)
    known = dict(names) if isinstance(names, dict) else {}
    return render(parts, Frame(world, known, frame.file, frame.tried), evaluate)


class TemplateWorld:
    """A template sees its own variables and the functions; nothing of the module around it."""

    described = False  # its text is at hand
    functions = ()

    def __init__(self, outer: World, names: Tree, source: Source) -> None:
        self.outer = outer
        self.names = names
        self.text = source
        self.spend = outer.spend
        self.presume = outer.presume
        self.aside = outer.aside
        self.keep_secret = outer.keep_secret
        self.stands = outer.stands
        self.file_function = outer.file_function
        self.hanging = outer.hanging

    def filled(self) -> World:
        """Itself: it has what it was given."""
        return self

    def where(self, file: str, line: int) -> str:
        return f"{self.text.file}:{line}" if line else self.text.file

    def source(self, file: str, first: int, last: int) -> Source:
        return Source(self.text.file, first, last)

    def root(self, name: str, steps: Sequence[Step], frame: Frame, line: int) -> tuple[Tree, int]:
        if isinstance(self.names, Hole):
            return Hole(f"{self.names.name}.{name}", frame.where(line)), 0
        raise Failure(f"the template's variables have no `{name}`: {shown(list(self.names))}")

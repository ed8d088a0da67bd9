"""Where a value comes from that a statement takes by name: that is where it is changed, not where it is named.

Of Terraform: a local, the argument in the module's call, a variable file, Terragrunt's inputs, a variable's default,
and what is filled into the place of a template.
Of a template: a parameter's default.  Whether the change means what it is to mean is proved afterwards, of all that
takes the value.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import TERRAGRUNT
from roletrust.dialects.hcl.project.terragrunt import Terragrunt
from roletrust.engine.text import Value
from roletrust.fixing import hcl_source
from roletrust.fixing.files import Source, source_of
from roletrust.fixing.filled_in import LONE, filled_in
from roletrust.fixing.layout import Layout, Raw, Syntax
from roletrust.fixing.spans import Code, Edit, Fields, Items, Node, Scalar
from roletrust.reading.roles import below

NAMED = re.compile(r'(?:"\$\{)?(?P<kind>var|local)\.(?P<name>[\w-]+)(?:\}")?\Z', re.ASCII)
TAKEN = re.compile(r"[a-z_]\w*(?:\.[\w*-]+|\[[^\]]*\])+\Z", re.ASCII)
PARAMETER = re.compile(r"!(?:Ref\s+|Sub\s+[\"']?\$\{)[\"']?(?P<name>[A-Za-z0-9]+)[\"']?\}?[\"']?\Z")
INTRINSIC = re.compile(r"!(?:Ref|ImportValue|GetAtt|If|FindInMap)\b")
CALL = re.compile(r"module\.([\w-]+)")
DEEPEST = 10
HCL = Syntax(json.dumps, " = ", parted=False)


class Wanted(NamedTuple):
    """The values that are found, and those that are to stand in their place."""

    old: tuple[Value, ...]
    new: tuple[Value, ...]


Place = tuple[str, Node, Sequence[str]]  # the file, what stands there, and the calls of modules around it


class Origins:
    """The edits in other places for the statements of one role, which is called `label`.

    `root`: the directory that is read.  `edits`, `sources`: by path.
    """

    def __init__(self, root: str, label: str) -> None:
        self.root = root
        self.modules = tuple(CALL.findall(label))
        self.edits: dict[str, list[Edit]] = {}
        self.sources: dict[str, Source] = {}

    def moved(self, node: Node, source: Source, roots: Sequence[Node], wanted: Wanted) -> bool:
        """Whether the values that `node` takes by name are changed where they come from.  Raises Unfixable.

        `source`: the file that `node` stands in; `roots`: its documents, of a template.
        """
        code = source.text[node.start : node.end]
        if place := LONE.match(code):
            return self._filled_in(source.path, place["name"], wanted)
        if roots:
            return self._parameter(node, source, roots, wanted)
        return self._followed(code, source.path, self.modules, wanted, 0)

    # --- Terraform -------------------------------------------------------------------------------------------------

    def _followed(self, code: str, path: str, modules: Sequence[str], wanted: Wanted, depth: int) -> bool:
        named = NAMED.match(code.strip())
        if named is None or depth > DEEPEST:
            return False
        places = self._places(named["kind"], named["name"], path, modules)
        settled = [self._settled(node, where, around, wanted, depth) for where, node, around in places]
        return any(settled)  # a unit of Terragrunt that gives another value has nothing to change

    def _filled_in(self, template: str, name: str, wanted: Wanted) -> bool:
        """Of a template that one place of the tree fills in, or several in the same way."""
        files = [path for path in below(self.root) if path.endswith((".tf", ".tofu"))]
        found = [(path, node) for path in files for node in filled_in(self._text(path), template, name)]
        settled = [self._settled(node, path, self.modules, wanted, 1) for path, node in found]
        return bool(settled) and all(settled)

    def _places(self, kind: str, name: str, path: str, modules: Sequence[str]) -> list[Place]:
        """Where the value is set: one place; of a module that several units of Terragrunt run, one for each.

        `path`: of the file that takes it.
        """
        folder, unit = os.path.dirname(path), path.endswith(".hcl")  # of Terragrunt: one file, by itself
        files = [path] if unit else Directory(self.root, folder, (), (".tf", ".tofu")).files
        if kind == "local":
            return [*islice(self._attributes(files, "locals", (), name, modules), 1)]
        default = [*islice(self._attributes(files, "variable", (name,), "default", modules), 1)]
        if modules:
            callers = [path for path in below(self.root) if path.endswith((".tf", ".tofu"))]
            inside = [each for each in callers if self._calls(each, modules[-1], folder)]
            return [*islice(self._attributes(inside, "module", (modules[-1],), name, modules[:-1]), 1)] or default
        for file in reversed(Directory(self.root, folder).variable_files()):
            if file.endswith(".tfvars") and (found := hcl_source.attributes(self._text(file)).get(name)):
                return [(file, found, ())]
        of_units = [self._input(unit, name) or default for unit in self._terragrunt.units(folder)] or [default]
        return list({(each[0], each[1].start): each for some in of_units for each in some}.values())

    def _input(self, unit: str, name: str) -> list[Place]:
        """Where Terragrunt's file `unit` gives the variable to the module that it runs: there, or where it includes."""
        waiting, seen = [unit], set[str]()
        while waiting:
            file = waiting.pop()
            inputs = hcl_source.attributes(self._text(file)).get("inputs")
            entry = inputs.entry(name) if isinstance(inputs, Fields) else None
            if entry:
                return [(file, entry.value, ())]
            seen.add(file)
            waiting += [each.file for each in self._terragrunt.included(file, unit) if each.file not in seen]
        return []

    @cached_property
    def _terragrunt(self) -> Terragrunt:
        state = State()
        state.begin()
        return Terragrunt(self.root, state, below(self.root, (TERRAGRUNT,)))

    def _attributes(
        self, files: Sequence[str], kind: str, labels: tuple[str, ...], name: str, modules: Sequence[str]
    ) -> Iterator[Place]:
        for path in files:
            for block in hcl_source.blocks_of(self._text(path), kind, labels):
                if name in block.attributes:
                    yield path, block.attributes[name], modules

    def _calls(self, path: str, name: str, folder: str) -> bool:
        """Whether the file has a module's call of that name, of the module in `folder`."""
        text = self._text(path)
        if f'module "{name}"' not in text:
            return False
        for block in hcl_source.blocks_of(text, "module", (name,)):
            source = block.attributes.get("source")
            if isinstance(source, Scalar):
                return os.path.normpath(os.path.join(os.path.dirname(path), source.value)) == folder
        return False

    def _text(self, path: str) -> str:
        return source_of(path, self.root).text

    def _settled(self, node: Node, path: str, modules: Sequence[str], wanted: Wanted, depth: int) -> bool:
        source = source_of(path, self.root)
        if isinstance(node, Code):
            return self._followed(source.text[node.start : node.end], path, modules, wanted, depth + 1)
        old, new = (list(map(str, each)) for each in wanted)
        if isinstance(node, Scalar) and [node.value] == old and len(new) == 1:
            self._note(source, [Edit(node.start, node.end, json.dumps(new[0]))])
            return True
        if isinstance(node, Items) and [each.value for each in node.items if isinstance(each, Scalar)] == old:
            kept = {each.value: each for each in node.items if isinstance(each, Scalar)}
            want = [kept.get(value, Raw(json.dumps(value))) for value in new]
            self._note(source, list(Layout(source.text, HCL).edits(node, want)))
            return True
        return False

    # --- templates -------------------------------------------------------------------------------------------------

    def _parameter(self, node: Node, source: Source, roots: Sequence[Node], wanted: Wanted) -> bool:
        name = parameter(node, source.text)
        for root in roots:
            found: Node | None = root
            for key in ("Parameters", name, "Default"):
                entry = found.entry(key) if isinstance(found, Fields) else None
                found = entry.value if entry else None
            if isinstance(found, Scalar) and (found.value,) == wanted.old and len(wanted.new) == 1:
                self._note(source, [Edit(found.start, found.end, json.dumps(str(wanted.new[0])))])
                return True
        return False

    def _note(self, source: Source, edits: Sequence[Edit]) -> None:
        self.sources[source.path] = source
        self.edits.setdefault(source.path, []).extend(edits)


def parameter(node: Node, text: str) -> str:
    """The parameter of a template that `node` takes; '' where it takes none."""
    if isinstance(node, Fields):
        entry = node.entry("Ref")
        return entry.value.value if entry and isinstance(entry.value, Scalar) else ""
    found = PARAMETER.match(text[node.start : node.end])
    return found["name"] if found else ""


def is_taken(node: Node, text: str) -> bool:
    """Whether `node` is no text but the name of something that has the value."""
    if isinstance(node, Fields):
        return True
    code = text[node.start : node.end].strip()
    by_name = NAMED.match(code) or TAKEN.match(code) or INTRINSIC.match(code) or LONE.match(code)
    return isinstance(node, Code) and bool(by_name)

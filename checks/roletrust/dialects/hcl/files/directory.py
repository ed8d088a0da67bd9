"""The configuration files of one directory: their blocks by address, each parsed when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from roletrust.dialects.hcl.files.endings import ENDINGS
from roletrust.dialects.hcl.files.overrides import Overridden
from roletrust.dialects.hcl.files.source import read_text, unlinked
from roletrust.dialects.hcl.syntax.blocks import Block, Body, Chunk, block_of, chunks, parse_attributes
from roletrust.dialects.hcl.syntax.nodes import Literal, Node
from roletrust.dialects.hcl.syntax.tf_json import parse_blocks, parse_variables
from roletrust.dialects.scanned_tree import inside
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source

Address = tuple[str, ...]  # ("resource", type, name), ("variable", name), ("locals",)


class Placed:
    """A block and its file; `overrides` are the blocks of override files that change it, in order."""

    __slots__ = ("_chunk", "_merged", "_parsed", "file", "overrides", "shown")

    def __init__(self, file: str, shown: str, found: Chunk | Block) -> None:
        self.file = file
        self.shown = shown
        self._chunk = found if isinstance(found, Chunk) else None
        self._parsed = found if isinstance(found, Block) else None
        self._merged: Block | None = None
        self.overrides: tuple[Placed, ...] = ()

    @property
    def block(self) -> Block:
        """The block, parsed on first use, with what override files change.  Raises PolicyError."""
        if not self.overrides:
            return self._own
        if self._merged is None:
            over = [(each.file, each._own.body) for each in self.overrides]
            self._merged = replace(self._own, body=Overridden(self._own.body, over))
        return self._merged

    @property
    def _own(self) -> Block:
        if self._parsed is None:
            assert self._chunk is not None
            try:
                self._parsed = block_of(self._chunk)
            except PolicyError as error:
                raise PolicyError(f"{self.shown}:{self._chunk.first}: {error}") from error
            self._chunk = None  # the block has its text
        return self._parsed

    @property
    def body(self) -> Body:
        own = self._parsed
        return self.block.body if own is None or self.overrides else own.body

    def texts(self) -> list[str]:
        """The lines in which it is written, and those of what changes it."""
        text = read_text(self.file)
        if not self.file.endswith(".json"):  # where blocks have no lines of their own
            text = "\n".join(text.split("\n")[self.first - 1 : self.block.last])
        return [text, *(text for each in self.overrides for text in each.texts())]

    @property
    def first(self) -> int:
        found = self._chunk or self._parsed
        return found.first if found else 0


class Directory:
    """The files of one module, read on first need: `listed` ones, and of those beside them what ends in `beside`.

    A module is its directory, but each of Checkov's runners lists one kind of file.  Outside of `root` only listed
    files are read.
    """

    described = False  # whether its text is ours, so that no reader can look anything up in it

    def __init__(self, root: str, path: str, listed: Sequence[str] = (), beside: tuple[str, ...] = ()) -> None:
        self.root = root
        self.path = path
        self._listed = listed
        self._beside = beside
        self._blocks: dict[Address, list[Placed]] | None = None
        self._locals: dict[str, tuple[Node, Placed]] | None = None
        self.listed: dict[str, list[Tree]] | None = None  # what `validation.py` finds, once it was asked
        self.problems: dict[str, str] = {}
        self._shown: dict[str, str] = {}

    @cached_property
    def files(self) -> list[str]:
        """The module's files in order of precedence, override files last.

        OpenTofu reads `a.tofu` in place of `a.tf`, which then only gives what is nowhere else.
        """
        found = set(self._listed)
        if self._beside and inside(self.root, self.path):
            names = [name for name in _names(self.path) if name.endswith(self._beside) and not name.startswith(".")]
            found.update(filter(os.path.isfile, (os.path.join(self.path, name) for name in names)))

        def hidden(file: str) -> bool:
            """Whether OpenTofu reads a `.tofu` file in its place."""
            stem, ending = _parted(file)
            return ending.startswith(".tf") and stem + ending.replace(".tf", ".tofu") in found

        kept = [file for file in found if not (hidden(file) and is_override(file))]
        return sorted(kept, key=lambda file: (is_override(file), hidden(file), file))

    def shown(self, file: str) -> str:
        """`file` as Checkov prints it: from the scanned root on, with a slash before it."""
        shown = self._shown.get(file)
        if shown is None:
            shown = self._shown[file] = "/" + os.path.relpath(file, self.root).replace(os.sep, "/")
        return shown

    def where(self, file: str, line: int) -> str:
        """`file:line`."""
        return f"{self.shown(file)}:{line}" if line else self.shown(file)

    def source(self, file: str, first: int, last: int) -> Source:
        return Source(self._shown.get(file) or self.shown(file), first, last)

    def blocks(self, address: Address) -> list[Placed]:
        """Every block of that address; more than one only for `locals`, `provider` and repeated names.

        A block of an override file is part of the one it changes, and stands alone only where there is none.
        """
        return self._by_address().get(address, [])

    def addresses(self) -> Iterable[Address]:
        """Of everything that is declared."""
        return self._by_address()

    def _by_address(self) -> dict[Address, list[Placed]]:
        if self._blocks is None:
            self._blocks = {}
            for file in self.files:
                try:
                    self._read(file, self._blocks)
                except PolicyError as error:
                    self.problems[file] = f"{self.shown(file)}: {error}"
        return self._blocks

    def block(self, address: Address, file: str = "") -> Placed | None:
        """The block of that address, the one in `file` if there are several."""
        found = self.blocks(address)
        if len(found) == 1:
            return found[0]
        return next((each for each in found if each.file == file), found[0] if found else None)

    def _read(self, file: str, blocks: dict[Address, list[Placed]]) -> None:
        if not (inside(self.root, file) or unlinked(self.root, file)):
            raise PolicyError("the file lies outside the scanned directory")
        text = read_text(file)
        shown = self.shown(file)
        alone = not file.endswith(".hcl")  # a file of another tool's has more than Terraform's blocks
        for found in parse_blocks(text) if file.endswith(".json") else chunks(text, all_of_it=alone):
            if not self._counts(file, found.kind):
                continue
            placed = Placed(file, shown, found)
            known = blocks.setdefault((found.kind, *found.labels), [])
            changed = _changed(known, placed) if is_override(file) else []
            for each in changed:
                each.overrides += (placed,)
            if not changed:
                known.append(placed)

    def _counts(self, file: str, kind: str) -> bool:
        """Checkov lists `.hcl` files too, of which Terraform reads none: their locals are no locals of the module."""
        return not file.endswith(".hcl") or kind in ("resource", "data")

    def local(self, name: str) -> tuple[Node, Placed] | None:
        """The expression of `local.name`."""
        if self._locals is None:
            self._locals = {}
            for placed in self.blocks(("locals",)):
                for each in placed.body.names():
                    node = placed.body.attribute(each)
                    if node is not None and (each not in self._locals or is_override(placed.file)):
                        self._locals[each] = (node, placed)
        return self._locals.get(name)

    def locals(self) -> list[str]:
        """What all of them are called."""
        self.local("")
        return list(self._locals or ())

    def variable_files(self) -> list[str]:
        """`terraform.tfvars` and `*.auto.tfvars`, JSON ones too, in Terraform's order, later ones winning."""
        names = _names(self.path)
        first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
        automatic = [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
        paths = [os.path.join(self.path, name) for name in first + automatic]
        return [path for path in paths if inside(self.root, path) and os.path.isfile(path)]


def is_override(file: str) -> bool:
    """Whether Terraform merges the file into the others of its module."""
    stem, ending = _parted(os.path.basename(file))
    return bool(ending) and (stem == "override" or stem.endswith("_override"))


def _parted(file: str) -> tuple[str, str]:
    """What stands before the ending of a configuration file, and the ending; '' for another file."""
    ending = next((each for each in ENDINGS if file.endswith(each)), "")
    return file.removesuffix(ending), ending


def _changed(known: list[Placed], over: Placed) -> list[Placed]:
    """Which of the blocks of one address a block of an override file changes."""
    if over.block.kind == "locals":
        return []
    if over.block.kind == "provider":
        return [each for each in known if _alias(each) == _alias(over)]
    return known


def _alias(placed: Placed) -> str:
    node = placed.body.attribute("alias")
    return str(node.value) if isinstance(node, Literal) else ""


def _names(path: str) -> list[str]:
    """What lies in the directory `path`, sorted."""
    try:
        return sorted(os.listdir(path))
    except OSError:
        return []


class Description(Directory):
    """A module that is not at hand, as `text` describes it: what it says stands where the module is called."""

    described = True

    def __init__(self, root: str, path: str, text: str) -> None:
        super().__init__(root, path, [os.path.join(path, "main.tf")])
        self.text = text

    def _read(self, file: str, blocks: dict[Address, list[Placed]]) -> None:
        for found in chunks(self.text):
            blocks.setdefault((found.kind, *found.labels), []).append(Placed(file, "", found))


def read_variables(path: str) -> Body:
    """The values in a variable file.  Raises PolicyError."""
    text = read_text(path)
    return parse_variables(text) if path.endswith(".json") else parse_attributes(text)

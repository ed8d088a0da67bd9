"""The configuration files of one directory: their blocks by address, each parsed when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Sequence

from roletrust.dialects.hcl.nodes import Node
from roletrust.dialects.hcl.source import Chunk, chunks, inside, read_text, unlinked
from roletrust.dialects.hcl.syntax import Block, Body, block_of, parse_attributes
from roletrust.dialects.hcl.tf_json import parse_blocks, parse_variables
from roletrust.engine.document import PolicyError, Source

Address = tuple[str, ...]  # ("resource", type, name), ("variable", name), ("locals",)


class Placed:
    """A block and its file."""

    __slots__ = ("_chunk", "_parsed", "file", "shown")

    def __init__(self, file: str, shown: str, found: Chunk | Block) -> None:
        self.file = file
        self.shown = shown
        self._chunk = found if isinstance(found, Chunk) else None
        self._parsed = found if isinstance(found, Block) else None

    @property
    def block(self) -> Block:
        """The block, parsed on first use.  Raises PolicyError."""
        if self._parsed is None:
            assert self._chunk is not None
            try:
                self._parsed = block_of(self._chunk)
            except PolicyError as error:
                raise PolicyError(f"{self.shown}:{self._chunk.first}: {error}") from error
        return self._parsed

    @property
    def body(self) -> Body:
        return self.block.body

    @property
    def first(self) -> int:
        found = self._chunk or self._parsed
        return found.first if found else 0


class Directory:
    """One directory's files, read on first need.  Those outside of `root` must be files that the scan lists."""

    described = False  # whether its text is ours, so that no reader can look anything up in it

    def __init__(self, root: str, path: str, files: Sequence[str]) -> None:
        self.root = root
        self.path = path
        self.files = files
        self._blocks: dict[Address, list[Placed]] | None = None
        self._locals: dict[str, tuple[Node, Placed]] | None = None
        self.problems: dict[str, str] = {}
        self._shown: dict[str, str] = {}

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
        return Source(self.shown(file), first, last)

    def blocks(self, address: Address) -> list[Placed]:
        """Every block of that address; more than one only for `locals`, `provider` and repeated names."""
        if self._blocks is None:
            self._blocks = {}
            for file in self.files:
                try:
                    self._read(file, self._blocks)
                except PolicyError as error:
                    self.problems[file] = f"{self.shown(file)}: {error}"
        return self._blocks.get(address, [])

    def block(self, address: Address, file: str = "") -> Placed | None:
        """The block of that address, the one in `file` if there are several."""
        found = self.blocks(address)
        return next((each for each in found if each.file == file), found[0] if found else None)

    def _read(self, file: str, blocks: dict[Address, list[Placed]]) -> None:
        if not (inside(self.root, file) or unlinked(self.root, file)):
            raise PolicyError("the file lies outside the scanned directory")
        text = read_text(file)
        shown = self.shown(file)
        for found in parse_blocks(text) if file.endswith(".json") else chunks(text):
            blocks.setdefault((found.kind, *found.labels), []).append(Placed(file, shown, found))

    def local(self, name: str) -> tuple[Node, Placed] | None:
        """The expression of `local.name`."""
        if self._locals is None:
            self._locals = {}
            for placed in self.blocks(("locals",)):
                for each in placed.body.names():
                    node = placed.body.attribute(each)
                    if node is not None:
                        self._locals[each] = (node, placed)
        return self._locals.get(name)

    def variable_files(self) -> list[str]:
        """`terraform.tfvars` and `*.auto.tfvars`, JSON ones too, in Terraform's order, later ones winning."""
        try:
            names = sorted(os.listdir(self.path))
        except OSError:
            return []
        first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
        automatic = [name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))]
        paths = [os.path.join(self.path, name) for name in first + automatic]
        return [path for path in paths if inside(self.root, path)]


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

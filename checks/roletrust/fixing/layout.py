"""From what stands in a text and what is to stand there to the smallest edits, in the way the file is laid out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Union

from roletrust.fixing.spans import Code, Edit, Entry, Fields, Items, Node, Scalar

TAIL = re.compile(r"[ \t]*(?:,[ \t]*)?(?:(?:#|//)[^\n]*)?(?=\n|\Z)")
BLOCK_KEY = re.compile(r"[ -]*[^\s{\[,#-][^{\[,#]*:[ \t]*\Z")
BLANK = re.compile(r"[ \t]*")


class Raw(NamedTuple):
    """A value as it is to be written."""

    text: str


# What is to stand in a place: a Node is what stands already, here or elsewhere in the text.
Want = Union[Node, Raw, "Sequence[Want]", "Mapping[str, Want]"]


class Syntax(NamedTuple):
    """`key`: what writes a key; `equals`: what stands between it and its value; `parted`: whether entries on lines of
    their own have to be parted by commas; `hangs`: whether lists and objects may do without brackets.
    """

    key: Callable[[str], str]
    equals: str
    parted: bool
    hangs: bool = False


class Layout:
    """The edits of one text."""

    def __init__(self, text: str, syntax: Syntax) -> None:
        self.text, self.syntax = text, syntax

    def edits(self, node: Node, want: Want) -> Iterator[Edit]:
        """What makes `want` of `node`."""
        if want is node:
            return
        if isinstance(node, Items) and isinstance(want, list) and [*map(id, want)] == [*map(id, node.items)]:
            return
        if isinstance(node, Fields) and isinstance(want, Mapping):
            yield from self._fields(node, want)
        elif isinstance(node, Items) and isinstance(want, list):
            yield from self._items(node, want)
        elif isinstance(want, list) and any(each is node for each in want):  # one value becomes one of several
            yield Edit(node.start, node.end, self._written(want, ""))
        else:
            yield Edit(node.start, node.end, self._in_place(node, want))

    # --- what changes --------------------------------------------------------------------------------------------

    def _fields(self, node: Fields, want: Mapping[str, Want]) -> Iterator[Edit]:
        gone = [each for each in node.entries if each.name is not None and each.name not in want]
        stays = [each for each in node.entries if each not in gone]
        names = {each.name for each in stays}
        new = [(name, value) for name, value in want.items() if name not in names]
        renamed = self._renamed(gone, new)
        for each in stays:
            yield from self.edits(each.value, want[each.name] if each.name is not None else each.value)
        for old, name in renamed:
            yield Edit(old.key.start, old.key.end, self.syntax.key(name))
            yield from self.edits(old.value, want[name])
        called = {name for _, name in renamed}
        kept = [each for each in node.entries if each not in gone or any(each is old for old, _ in renamed)]
        added = [(name, value) for name, value in new if name not in called]
        if not kept:
            yield Edit(node.start, node.end, self._in_place(node, want))
            return
        yield from self._without(node, kept, [_span(each) for each in node.entries], [_span(each) for each in kept])
        if added:
            yield self._with_entries(node, kept[-1], added)

    def _renamed(self, gone: Sequence[Entry], new: Sequence[tuple[str, Want]]) -> list[tuple[Entry, str]]:
        """Entries that only change their key: what they hold has a name in common with what is new."""
        found: list[tuple[Entry, str]] = []
        for old in gone:
            inside = {each.name for each in old.value.entries} if isinstance(old.value, Fields) else set()
            taken = {name for _, name in found}
            fits = (
                name
                for name, value in new
                if name not in taken
                and (value is old.value or (isinstance(value, Mapping) and not inside.isdisjoint(value)))
            )
            if (name := next(fits, None)) is not None:
                found.append((old, name))
        return found

    def _items(self, node: Items, want: Sequence[Want]) -> Iterator[Edit]:
        kept = [each for each in node.items if any(each is one for one in want)]
        gone = [each for each in node.items if each not in kept]
        new = [each for each in want if not any(each is one for one in kept)]
        for old, value in zip(gone, new):  # noqa: B905  # what is left of either is handled below
            yield Edit(old.start, old.end, self._in_place(old, value))
        stays = [each for each in node.items if each in kept or each in gone[: len(new)]]
        added = new[len(gone) :]
        if not stays:
            yield Edit(node.start, node.end, self._in_place(node, want))
            return
        spans = [(each.start, each.end) for each in node.items]
        yield from self._without(node, stays, spans, [(each.start, each.end) for each in stays])
        if added:
            yield self.with_items(node, stays[-1], [self._written(each, self._indent(node)) for each in added])

    def _without(
        self,
        node: Fields | Items,
        kept: Sequence[object],
        spans: Sequence[tuple[int, int]],
        stay: Sequence[tuple[int, int]],
    ) -> Iterator[Edit]:
        """Takes out what is at `spans` and does not `stay`."""
        first = min(stay)[0]
        for at, (start, end) in enumerate(spans):
            if (start, end) in stay:
                continue
            if node.hanging and start < first:  # the dash, or the first key behind one, stays where it is
                yield from [Edit(start, first, "")] if at == 0 else []
            elif node.hanging:
                yield Edit(self.text.rindex("\n", 0, start), self.line_end(end), "")
            elif not self.syntax.parted and isinstance(node, Fields) and self._alone(start, end):
                yield Edit(self.text.rindex("\n", 0, start), self._tail(end), "")
            elif any(each < (start, end) for each in stay):
                before = max(each for each in spans if each < (start, end))
                yield Edit(before[1], end, "")
            else:
                yield Edit(start, spans[at + 1][0], "")

    def _with_entries(self, node: Fields, last: Entry, added: Sequence[tuple[str, Want]]) -> Edit:
        indent = self._indent(node)
        inline = "\n" not in self.text[node.start : node.end]
        if node.hanging:
            pad = " " * self._column(node.entries[0].key.start)
            lines = "".join(f"\n{pad}{self._entry(name, value, pad)}" for name, value in added)
            at = self.line_end(last.value.end)
            return Edit(at, at, lines)
        written = [
            self._entry(name, value, indent, 0 if inline else self._width(last), inline) for name, value in added
        ]
        if inline:
            return Edit(last.value.end, last.value.end, "".join(f", {each}" for each in written))
        if self.syntax.parted or not self._ends_line(last.value.end):
            return Edit(last.value.end, last.value.end, "".join(f",\n{indent}{each}" for each in written))
        at = self._tail(last.value.end)
        return Edit(at, at, "".join(f"\n{indent}{each}" for each in written))

    def with_items(self, node: Items, last: Node, written: Sequence[str]) -> Edit:
        """What adds items behind `last`, an item of `node`; they are written for its indentation."""
        if node.hanging:
            at = self.line_end(last.end)
            lead = self._behind_dash(node, last)
            return Edit(at, at, "".join(f"\n{lead}{each}" for each in written))
        if "\n" in self.text[node.start : node.items[0].start]:
            return Edit(last.end, last.end, "".join(f",\n{self._indent(node)}{each}" for each in written))
        return Edit(last.end, last.end, "".join(f", {each}" for each in written))

    def _behind_dash(self, node: Items, item: Node) -> str:
        """What stands before an item of a list with dashes, from the beginning of the dash's line on."""
        column = self._column(node.start)
        begins = self.text.rfind("\n", 0, item.start) + 1
        while begins and self.text[begins + column : begins + column + 1] != "-":
            begins = self.text.rfind("\n", 0, begins - 1) + 1
        lead = self.text[begins : item.start]
        return lead if lead.strip() == "-" else f"{' ' * column}-{' ' * (self._column(item.start) - column - 1)}"

    # --- what is written -----------------------------------------------------------------------------------------

    def _in_place(self, node: Node, want: Want) -> str:
        """`want`, as it is to be written in the place of `node`."""
        indent = self.line_indent(node.start)
        if self.syntax.hangs:
            if isinstance(want, Mapping) and self._is_alone_behind_its_key(node):
                deeper = " " * self._behind_dashes(node.start) + self.unit
                return f"\n{deeper}{self._hanging(want, deeper)}"
            return self._written(want, indent, True)
        inline = isinstance(node, (Scalar, Code)) or "\n" not in self._around(node)
        return self._written(want, indent, inline and not self._roomy(node))

    def _is_alone_behind_its_key(self, node: Node) -> bool:
        """Whether a value in YAML ends its line, in which a key of a block stands before it, and no bracket."""
        begins = self.text.rfind("\n", 0, node.start) + 1
        before = self.text[begins : node.start]
        return BLOCK_KEY.match(before) is not None and self._ends_line(node.end)

    def _behind_dashes(self, at: int) -> int:
        """The column of the first key in the line of an offset."""
        begins = self.text.rfind("\n", 0, at) + 1
        return len(self.text[begins:at]) - len(self.text[begins:at].lstrip(" -"))

    def _around(self, node: Node) -> str:
        return self.text[node.start : node.end]

    def _roomy(self, node: Node) -> bool:
        """Whether an object in place of the empty `node` may take several lines, as those around it do."""
        begins = self.text.rfind("\n", 0, node.start) + 1
        before = self.text[begins : node.start]
        return self._ends_line(node.end) and before.count("{") == 0 and not before.strip().startswith("[")

    def _written(self, want: Want, indent: str, inline: bool = False) -> str:
        if isinstance(want, Raw):
            return want.text
        if isinstance(want, (Scalar, Code, Items, Fields)):
            return self.text[want.start : want.end]
        if isinstance(want, Mapping):
            return self._object(want, indent, inline)
        return f"[{', '.join(self._written(each, indent, True) for each in want)}]"

    def _object(self, want: Mapping[str, Want], indent: str, inline: bool) -> str:
        if inline:
            inside = ", ".join(self._entry(name, value, indent, 0, True) for name, value in want.items())
            return f"{{ {inside} }}" if self.syntax.equals == " = " else f"{{{inside}}}"
        deeper = indent + self.unit
        entries = [self._entry(name, value, deeper) for name, value in want.items()]
        between = ",\n" if self.syntax.parted else "\n"
        return "{\n" + between.join(f"{deeper}{each}" for each in entries) + f"\n{indent}}}"

    def _entry(self, name: str, value: Want, indent: str, width: int = 0, inline: bool = False) -> str:
        if self.syntax.hangs and not inline and isinstance(value, Mapping):
            deeper = indent + self.unit
            return f"{self.syntax.key(name)}:\n{deeper}{self._hanging(value, deeper)}"
        written = self._written(value, indent, inline)
        key = self.syntax.key(name)
        return f"{key if len(written.splitlines()) > 1 else key.ljust(width)}{self.syntax.equals}{written}"

    def _hanging(self, want: Mapping[str, Want], indent: str) -> str:
        return f"\n{indent}".join(self._entry(name, value, indent) for name, value in want.items())

    # --- how the text is laid out ----------------------------------------------------------------------------------

    @property
    def unit(self) -> str:
        """By what the file indents: the least step in which a line is indented deeper than the one before it."""
        depths = [len(line) - len(line.lstrip()) for line in self.text.split("\n") if line.strip()]
        if re.search(r"^\t", self.text, re.MULTILINE):
            return "\t"
        steps = [there - here for here, there in pairwise(depths) if there > here]
        return " " * (max(set(steps), key=steps.count) if steps else 2)

    def _indent(self, node: Fields | Items) -> str:
        """Of the lines in `node`."""
        inside = [each.key for each in node.entries] if isinstance(node, Fields) else list(node.items)
        for each in inside:
            begins = self.text.rfind("\n", 0, each.start) + 1
            if not self.text[begins : each.start].strip():
                return self.text[begins : each.start]
        return self.line_indent(node.start) + self.unit

    def line_indent(self, at: int) -> str:
        begins = self.text.rfind("\n", 0, at) + 1
        found = BLANK.match(self.text, begins)
        return found[0] if found else ""

    def _column(self, at: int) -> int:
        return at - (self.text.rfind("\n", 0, at) + 1)

    def line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found

    def _ends_line(self, at: int) -> bool:
        return TAIL.match(self.text, at) is not None

    def _tail(self, at: int) -> int:
        """Behind the comma and the comment that follow in the same line."""
        found = TAIL.match(self.text, at)
        return found.end() if found else at

    def _alone(self, start: int, end: int) -> bool:
        begins = self.text.rfind("\n", 0, start)
        return begins >= 0 and not self.text[begins + 1 : start].strip() and self._ends_line(end)

    def _width(self, entry: Entry) -> int:
        """How far the keys beside `entry` are drawn out, where its value stands in the same line."""
        gap = self.text[entry.key.end : entry.value.start]
        if self.syntax.equals != " = " or "\n" in self._around(entry.value) or "=" not in gap:
            return 0
        return entry.key.end - entry.key.start + len(gap[: gap.index("=")]) - 1


def _span(entry: Entry) -> tuple[int, int]:
    return entry.key.start, entry.value.end

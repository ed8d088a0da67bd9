"""Where a statement of a policy is written, and the edits that make another one of it there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.policy.document import Statement
from roletrust.engine.text import Value
from roletrust.fixing import blocks, hcl_source, json_source, yaml_source
from roletrust.fixing.files import Source
from roletrust.fixing.hcl_source import Written
from roletrust.fixing.layout import Layout, Syntax
from roletrust.fixing.origins import Origins, Wanted, is_taken
from roletrust.fixing.spans import (
    Code,
    Edit,
    Entry,
    Fields,
    Node,
    Scalar,
    Standing,
    Unfixable,
    line_of,
    objects,
    spliced,
    within,
)
from roletrust.fixing.statements import Pen, wanted
from roletrust.telling.condition_text import yaml_key
from roletrust.telling.subject import Dialect
from roletrust.telling.value_text import hcl_key, writer

MADE = "dynamic statement"
CONFIGURATION = (".tf", ".tofu")
TEMPLATES = (".tpl", ".tftpl")  # in which Terraform fills in `${…}`
NAME = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)


def hcl_name(key: str) -> str:
    return key if NAME.match(key) else hcl_key(key)


SYNTAXES = {
    Dialect.HCL_OBJECT: Syntax(hcl_name, " = ", parted=False),
    Dialect.HCL_DOCUMENT: Syntax(hcl_name, " = ", parted=False),
    Dialect.JSON: Syntax(json.dumps, ": ", parted=True),
    Dialect.CFN_JSON: Syntax(json.dumps, ": ", parted=True),
    Dialect.CFN_YAML: Syntax(yaml_key, ": ", parted=True, hangs=True),
    Dialect.YAML: Syntax(yaml_key, ": ", parted=True, hangs=True),
}


class Place(NamedTuple):
    """A statement in the text of a file.  `dialect`: how it is written there.  `block`: of a data document."""

    source: Source
    file: str
    dialect: Dialect
    standing: Standing | None = None
    block: Written | None = None
    compact: bool = False
    roots: Sequence[Node] = ()

    @property
    def text(self) -> str:
        return self.source.text

    def edits(self, old: Statement, becomes: Sequence[Statement], origins: Origins) -> list[Edit]:
        """What makes `becomes` of the statement, which says `old`: the first in its place, the others beside it; of
        nothing, it is taken out.  What comes from elsewhere is noted in `origins`.  Raises Unfixable.
        """
        if not becomes:
            return list(self._taken_out())
        first, *others = becomes
        found = list(self._changed(old, first, origins))
        copies = [self._copy(old, each, origins) for each in others]
        return found + ([self._beside(copies)] if copies else [])

    @property
    def span(self) -> tuple[int, int]:
        node = self.block or (self.standing.node if self.standing else None)
        assert node is not None
        return node.start, node.end

    @property
    def _layout(self) -> Layout:
        syntax = SYNTAXES[self.dialect]
        return Layout(self.text, syntax._replace(equals=":") if self.compact else syntax)

    def _pen(self, origins: Origins) -> Pen:
        def moved(node: Node, old: tuple[Value, ...], new: tuple[Value, ...]) -> bool:
            if not is_taken(node, self.text):
                return False
            if origins.moved(node, self.source, self.roots, Wanted(old, new)):
                return True
            code = " ".join(self.text[node.start : node.end].split())
            raise Unfixable(f"its value is what `{code}` is, which is set by what is not written out: change it there")

        return Pen(writer(self.dialect, self.file), moved)

    def _changed(self, old: Statement, new: Statement, origins: Origins) -> Iterator[Edit]:
        if self.block is not None:
            yield from blocks.edits(self.block, old, new, self._layout, self._pen(origins))
        elif self.standing is not None:
            node = self.standing.node
            yield from self._layout.edits(node, wanted(node, old, new, self._pen(origins)))

    def _copy(self, old: Statement, new: Statement, origins: Origins) -> str:
        start, end = self.span
        return spliced(self.text, self._changed(old, new, origins), start, end)

    def _taken_out(self) -> Iterator[Edit]:
        if self.block is not None:
            if self.block.kind != "statement":
                raise Unfixable("its statement is made by a dynamic block, which others may be made by as well")
            yield blocks.whole_lines(self.text, self.block.start, self.block.end)
            return
        assert self.standing is not None
        among = self.standing.among
        if among is None or len(among.items) < 2:
            raise Unfixable("its statement is no item of a list that it could be taken out of")
        yield from self._layout.edits(among, [each for each in among.items if each is not self.standing.node])

    def _beside(self, copies: Sequence[str]) -> Edit:
        start, end = self.span
        layout = self._layout
        if self.block is not None:
            if self.block.kind != "statement":
                raise Unfixable("its statement is made by a dynamic block, beside which none can be written")
            indent = layout.line_indent(start)
            at = layout.line_end(end)
            return Edit(at, at, "".join(f"\n\n{indent}{each}" for each in copies))
        assert self.standing is not None
        among = self.standing.among
        if among is None:
            raise Unfixable("its statement is no item of a list, beside which another could be written")
        return layout.with_items(among, self.standing.node, copies)


def place_of(statement: Statement, held: Source, file: str, dialect: Dialect) -> Place:
    """Where `statement` stands in `held`, which is shown as `file`; `dialect`: of the role.  Raises Unfixable."""
    source = statement.source
    if not source.first:
        raise Unfixable("its policy is text inside of another text, or made of what is not in the tree")
    if file.endswith(CONFIGURATION):
        found = list(_in_configuration(held, file, statement))
    elif file.endswith(".tf.json"):
        raise Unfixable("Terraform's JSON syntax is not edited")
    else:
        found = list(_in_data(held, file, statement, dialect))
    if len(found) > 1:
        raise Unfixable(f"{file}:{source.first} holds several statements that are alike")
    if not found:
        raise Unfixable(f"{statement.label} is not written out in {source}: what makes it there has to be changed")
    return found[0]


def _in_configuration(held: Source, file: str, statement: Statement) -> Iterator[Place]:
    first, last, text = statement.source.first, statement.source.last, held.text
    for block in hcl_source.blocks(text, first, last):
        for each in hcl_source.every_block(block):
            if each.kind in ("statement", MADE) and (each.first, each.last) == (first, last):
                for inner in each.blocks if each.kind == MADE else (each,):
                    yield Place(held, file, Dialect.HCL_DOCUMENT, block=inner)
            for node in each.attributes.values():
                for standing in _standing(node, text, statement):
                    dialect = Dialect.JSON if _is_json(text, standing.node) else Dialect.HCL_OBJECT
                    yield Place(held, file, dialect, standing)


def _is_json(text: str, node: Fields) -> bool:
    """Whether an object in a configuration is JSON, in a heredoc, and no HCL."""
    entry = node.entries[0]
    return text[entry.key.end : entry.value.start].strip() == ":"


def _in_data(held: Source, file: str, statement: Statement, dialect: Dialect) -> Iterator[Place]:
    text = held.text
    of_template = dialect in (Dialect.CFN_JSON, Dialect.CFN_YAML)
    is_json = text.lstrip()[:1] in ("{", "[")
    roots = [_json(text, file.endswith(TEMPLATES))] if is_json else yaml_source.parsed(text)
    for root in roots:
        for each in _standing(root, text, statement):
            if is_json or _is_quoted(text, each.node):
                written = Dialect.CFN_JSON if of_template else Dialect.JSON
            else:
                written = Dialect.CFN_YAML if of_template else Dialect.YAML
            compact = not SYNTAXES[written].hangs and _is_compact(text, each)
            yield Place(held, file, written, each, None, compact, roots)


def _is_quoted(text: str, node: Fields) -> bool:
    """Whether an object in YAML is written as JSON has it, which YAML reads alike: in brackets, and so in a text."""
    return not node.hanging and text[node.entries[0].key.start] == '"'


def _json(text: str, templated: bool) -> Node:
    """The JSON in `text`; of a template, where `templated` says that it is one, or nothing else is JSON.

    Raises Unfixable.
    """
    try:
        return json_source.parsed(text, templated=templated)
    except Unfixable:
        return json_source.parsed(text, templated=not templated)


def _is_compact(text: str, standing: Standing) -> bool:
    entry = standing.node.entries[0]
    return text[entry.key.end : entry.value.start] == ":"


def _standing(root: Node, text: str, statement: Statement) -> Iterator[Standing]:
    """The objects in `root` that stand in the lines of `statement`, and say what it says as far as they are literal."""
    for each in objects(root):
        node = each.node
        if line_of(text, node.start) == statement.source.first and says(node, statement):
            yield each


def says(node: Fields, statement: Statement) -> bool:
    """Whether what is literal in `node` is so in `statement`."""
    effect, sid = node.entry("Effect"), node.entry("Sid")
    if effect is None or not _is(effect.value, statement.effect.value):
        return False
    if not (_is(sid.value, statement.sid) if sid else not statement.sid):
        return False
    principal, condition = node.entry("Principal"), node.entry("Condition")
    whom = {str(each.value) for each in statement.principals}
    tests = {each.operator for each in statement.conditions} | {each.operator for each in statement.empty}
    names = (
        {each.name for each in condition.value.entries} if condition and isinstance(condition.value, Fields) else set()
    )
    return (principal is None or literals(principal.value) <= whom) and names - {None} <= tests


def _is(node: Node, text: str) -> bool:
    """Whether `node`, as far as it is written out, is `text`."""
    return not isinstance(node, Scalar) or node.value == text


def literals(node: Node) -> set[str]:
    """The texts that are written out in lists and objects."""
    if isinstance(node, Scalar):
        return {node.value}
    if isinstance(node, Code) or (isinstance(node, Fields) and any(map(is_function, node.entries))):
        return set()
    return {each for inner in within(node) for each in literals(inner)}


def is_function(entry: Entry) -> bool:
    """Whether it is one of the intrinsic functions of a template."""
    return entry.name is not None and (entry.name == "Ref" or entry.name.startswith("Fn::"))

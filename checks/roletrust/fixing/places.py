"""Where a statement of a policy is written, and the edits that make another one of it there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.document import Statement
from roletrust.fixing import blocks, hcl_source, json_source, yaml_source
from roletrust.fixing.hcl_source import Written
from roletrust.fixing.layout import Layout, Syntax
from roletrust.fixing.spans import (
    Code,
    Edit,
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
from roletrust.fixing.statements import wanted
from roletrust.telling.condition_text import yaml_key
from roletrust.telling.subject import Dialect
from roletrust.telling.value_text import Write, hcl_key, writer

CONFIGURATION = (".tf", ".tofu")
NAME = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)


def hcl_name(key: str) -> str:
    return key if NAME.match(key) else hcl_key(key)


SYNTAXES = {
    Dialect.HCL_OBJECT: Syntax(hcl_name, " = ", parted=False),
    Dialect.HCL_DOCUMENT: Syntax(hcl_name, " = ", parted=False),
    Dialect.JSON: Syntax(json.dumps, ": ", parted=True),
    Dialect.CFN_JSON: Syntax(json.dumps, ": ", parted=True),
    Dialect.CFN_YAML: Syntax(yaml_key, ": ", parted=True, hangs=True),
}


class Place(NamedTuple):
    """A statement in the text of a file.  `dialect`: how it is written there.  `block`: of a data document."""

    text: str
    file: str
    dialect: Dialect
    standing: Standing | None = None
    block: Written | None = None
    compact: bool = False

    def edits(self, old: Statement, becomes: Sequence[Statement]) -> list[Edit]:
        """What makes `becomes` of the statement, which says `old`: the first in its place, the others beside it.

        Raises Unfixable.
        """
        first, *others = becomes
        found = list(self._changed(old, first))
        copies = [self._copy(old, each) for each in others]
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

    @property
    def _write(self) -> Write:
        return writer(self.dialect, self.file)

    def _changed(self, old: Statement, new: Statement) -> Iterator[Edit]:
        if self.block is not None:
            yield from blocks.edits(self.block, old, new, self._layout, self._write)
        elif self.standing is not None:
            node = self.standing.node
            yield from self._layout.edits(node, wanted(node, old, new, self._write))

    def _copy(self, old: Statement, new: Statement) -> str:
        start, end = self.span
        return spliced(self.text, self._changed(old, new), start, end)

    def _beside(self, copies: Sequence[str]) -> Edit:
        start, end = self.span
        layout = self._layout
        if self.block is not None:
            indent = layout.line_indent(start)
            at = layout.line_end(end)
            return Edit(at, at, "".join(f"\n\n{indent}{each}" for each in copies))
        assert self.standing is not None
        among = self.standing.among
        if among is None:
            raise Unfixable("its statement is no item of a list, beside which another could be written")
        return layout.with_items(among, self.standing.node, copies)


def place_of(statement: Statement, text: str, file: str, dialect: Dialect) -> Place:
    """Where `statement` stands in `text`, that of `file`; `dialect`: of the role.  Raises Unfixable."""
    source = statement.source
    if not source.first:
        raise Unfixable("its policy is text inside of another text, or made of what is not in the tree")
    if file.endswith(CONFIGURATION):
        found = list(_in_configuration(text, file, statement))
    elif file.endswith(".tf.json"):
        raise Unfixable("Terraform's JSON syntax is not edited")
    else:
        found = list(_in_data(text, file, statement, dialect))
    if len(found) > 1:
        raise Unfixable(f"{file}:{source.first} holds several statements that are alike")
    if not found:
        raise Unfixable(f"{statement.label} is not written out in {source}: what makes it there has to be changed")
    return found[0]


def _in_configuration(text: str, file: str, statement: Statement) -> Iterator[Place]:
    first, last = statement.source.first, statement.source.last
    for block in hcl_source.blocks(text, first, last):
        for each in hcl_source.every_block(block):
            if each.kind == "statement" and (each.first, each.last) == (first, last):
                yield Place(text, file, Dialect.HCL_DOCUMENT, block=each)
            for node in each.attributes.values():
                for standing in _standing(node, text, statement):
                    dialect = Dialect.JSON if _is_json(text, standing.node) else Dialect.HCL_OBJECT
                    yield Place(text, file, dialect, standing)


def _is_json(text: str, node: Fields) -> bool:
    """Whether an object in a configuration is JSON, in a heredoc, and no HCL."""
    entry = node.entries[0]
    return text[entry.key.end : entry.value.start].strip() == ":"


def _in_data(text: str, file: str, statement: Statement, dialect: Dialect) -> Iterator[Place]:
    if text.lstrip()[:1] in ("{", "["):
        roots: Sequence[Node] = [_json(text)]
        written = Dialect.CFN_JSON if dialect in (Dialect.CFN_JSON, Dialect.CFN_YAML) else Dialect.JSON
    else:
        roots = yaml_source.parsed(text)
        written = Dialect.CFN_YAML
    for root in roots:
        for each in _standing(root, text, statement):
            yield Place(text, file, written, each, compact=written is not Dialect.CFN_YAML and _is_compact(text, each))


def _json(text: str) -> Node:
    """The JSON in `text`; that of a template is what is filled in, too.  Raises Unfixable."""
    try:
        return json_source.parsed(text)
    except Unfixable:
        return json_source.parsed(text, templated=True)


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
    return set() if isinstance(node, Code) else {each for inner in within(node) for each in literals(inner)}

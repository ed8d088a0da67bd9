"""YAML as nodes: the lines of texts, and texts as they are written, which readers of values drop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import yaml

from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, Text, Value

DEEPEST = 64
MOST_NODES = 300_000
REFERENCE = "!reference"  # GitLab's: what stands elsewhere in the file, not a list
Leaf = Callable[[yaml.Node, str], Tree]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def documents_in(text: str) -> list[yaml.Node]:
    """The documents in `text`.  Raises PolicyError where it is no YAML, saying where."""
    try:
        return list(yaml.compose_all(text, Loader=LOADER))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PolicyError(f"it is no YAML: {' '.join(str(error).split())}") from None


def mappings_at(node: yaml.Node, line: int) -> Iterator[yaml.MappingNode]:
    """The mappings that begin on `line` (from 1), from the outermost inward."""
    stack, seen = [node], set()
    while stack:
        each = stack.pop()
        if each.start_mark.line < line <= each.end_mark.line + 1 and id(each) not in seen:
            seen.add(id(each))  # aliases lead to the same place by many ways
            if isinstance(each, yaml.MappingNode):
                if each.start_mark.line + 1 == line:
                    yield each
                stack += [value for _, value in reversed(each.value)]
            elif isinstance(each, yaml.SequenceNode):
                stack += reversed(each.value)


def child(node: yaml.Node | None, *keys: str) -> yaml.Node | None:
    """What stands under `keys`, each inside the one before; of a key written twice the last, as YAML readers do."""
    for key in keys:
        pairs = fields(node) if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in reversed(pairs) if name == key), None)
    return None if node is None or node.tag.endswith(":null") else node


def elements(node: yaml.Node | None) -> list[yaml.Node]:
    """Those of a sequence; none of anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def written(node: yaml.Node | None) -> str:
    """A scalar as it is written; '' of anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def fields(node: yaml.MappingNode) -> list[tuple[str, yaml.Node]]:
    """Keys and values; what `<<` merges in comes first, so that the mapping's own come last."""
    merged: list[tuple[str, yaml.Node]] = []
    own: list[tuple[str, yaml.Node]] = []
    for key, value in node.value:
        if key.tag.endswith(":merge"):
            for each in reversed(value.value) if isinstance(value, yaml.SequenceNode) else (value,):
                merged += fields(each) if isinstance(each, yaml.MappingNode) and each is not node else []
        else:
            own.append((str(key.value), value))
    return merged + own


def policy(node: yaml.Node, file: str) -> tuple[Tree, Source]:
    """A trust policy, written as a mapping or as JSON text, and where it stands.  Raises PolicyError."""
    if name := filled_in(node):
        raise PolicyError(f"the whole policy is `{name}`, which is filled in elsewhere: write it out here")
    if not isinstance(node, yaml.ScalarNode):
        return tree(node, file), place(node, file)
    text = opened_text(node.value, f"{file}:{node.start_mark.line + 1}")
    if isinstance(text, Text) and text.lone:
        raise PolicyError(f"the whole policy is `{text.lone.name}`, which is filled in elsewhere: write it out here")
    return placed(text, node, file)


def filled_in(node: yaml.Node) -> str:
    """What stands in `{{ … }}` where another tool fills in a value: YAML reads that as a mapping whose only key is one.

    '' of anything else.
    """
    if isinstance(node, yaml.MappingNode) and node.flow_style and len(node.value) == 1:
        key = node.value[0][0]
        if isinstance(key, yaml.MappingNode) and key.flow_style and len(key.value) == 1:
            return written(key.value[0][0])
    return ""


def placed(text: Value, node: yaml.ScalarNode, file: str) -> tuple[Tree, Source]:
    """A policy that is `text`, as it is written at `node`, and where it stands.  Raises PolicyError."""
    source = place(node, file)
    if node.style == "|":  # the text begins on the line after
        return text, Source(file, source.first + 1, source.last)
    return parse_json(text), source


def tree(node: yaml.Node, file: str, leaf: Leaf | None = None) -> Tree:
    """`node` as a Tree; `leaf` makes its scalars, where they are to be something else.  Raises PolicyError."""
    return _tree(node, file, leaf or scalar, 0, count())


def _tree(node: yaml.Node, file: str, leaf: Leaf, depth: int, spent: Iterator[int]) -> Tree:
    if depth > DEEPEST or next(spent) > MOST_NODES:  # aliases can make much of little
        raise PolicyError(f"nested more than {DEEPEST} deep, or of more than {MOST_NODES} values")
    if name := filled_in(node):
        return Hole(name, f"{file}:{node.start_mark.line + 1}")
    if isinstance(node, yaml.MappingNode):
        names = [str(key.value) for key, _ in node.value]
        repeated = tuple(name for index, name in enumerate(names) if name in names[:index] and name != "<<")
        found = {key: _tree(value, file, leaf, depth + 1, spent) for key, value in fields(node)}
        return Map(found, source=place(node, file), repeated=repeated)
    if isinstance(node, yaml.SequenceNode) and node.tag != REFERENCE:
        return [_tree(each, file, leaf, depth + 1, spent) for each in node.value]
    return leaf(node, file)


def scalar(node: yaml.Node, file: str) -> Tree:
    """Text stays as it is written, so that `012345678901` keeps its zero; a tag of the reader's own is a Hole."""
    kind = node.tag.rpartition(":")[2]
    if node.tag.startswith("!"):
        return Hole(node.tag.lstrip("!"), f"{file}:{node.start_mark.line + 1}")
    if kind == "bool":
        return WORDS[node.value.lower()]
    return None if kind == "null" else opened_text(node.value, f"{file}:{node.start_mark.line + 1}")


def place(node: yaml.Node, file: str) -> Source:
    """Where `node` stands; a block ends with its last value, not at the next key as its mark says."""
    first = node.start_mark.line + 1
    return Source(file, first, max(first, last_line(node)))


def last_line(node: yaml.Node) -> int:
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        value = node.value[-1]
        node = value[1] if isinstance(value, tuple) else value
    end = node.end_mark
    return int(end.line if end.column == 0 and end.line > node.start_mark.line else end.line + 1)

"""YAML with the place of every value.  Comments are not seen, so that they are never touched."""

from __future__ import annotations

import yaml

from roletrust.fixing import json_source
from roletrust.fixing.spans import Code, Entry, Fields, Items, Node, Scalar, Unfixable

BLOCK_TEXT = ("|", ">")


def parsed(text: str) -> list[Node]:
    """The documents in `text`.  Raises Unfixable where it is no YAML."""
    try:
        return [_node(each, text, 0) for each in yaml.compose_all(text, Loader=yaml.SafeLoader)]
    except (yaml.YAMLError, RecursionError):
        raise Unfixable("the file is no YAML that could be edited in place") from None


def _node(node: yaml.Node, text: str, depth: int) -> Node:
    start, end = node.start_mark.index, node.end_mark.index
    if depth > 100:
        raise Unfixable("the file is nested too deeply")
    if isinstance(node, yaml.ScalarNode):
        tagged = not node.tag.startswith("tag:yaml.org,2002:")
        if tagged or node.style in BLOCK_TEXT:
            return Code(start, end, _policy(text, start, end) if node.style == BLOCK_TEXT[0] else ())
        return Scalar(start, end, str(node.value))
    assert isinstance(node, yaml.CollectionNode)
    hanging = not node.flow_style
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_node(each, text, depth + 1) for each in node.value)
        end = max((each.end for each in items), default=end) if hanging else end
        return _placed(Items(start, end, items, hanging), items, node)
    entries = tuple(Entry(_key(key), _node(value, text, depth + 1)) for key, value in node.value)
    values = tuple(each.value for each in entries)
    end = max((each.end for each in values), default=end) if hanging else end
    return _placed(Fields(start, end, entries, hanging), values, node)


def _policy(text: str, start: int, end: int) -> tuple[Node, ...]:
    """What a text of several lines is, where it is JSON: its margin is white space between the values."""
    try:
        return (json_source.parsed(text, text.find("\n", start, end) + 1, end),)
    except Unfixable:
        return ()


def _placed(made: Items | Fields, inside: tuple[Node, ...], node: yaml.Node) -> Node:
    """`made`; what it holds elsewhere, by an alias or by `<<`, makes it Code, and so does a tag."""
    strays = any(not made.start <= each.start <= each.end <= node.end_mark.index for each in inside)
    return Code(made.start, made.end, inside) if strays or node.tag.startswith("!") else made


def _key(node: yaml.Node) -> Scalar | Code:
    start, end = node.start_mark.index, node.end_mark.index
    plain = isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":merge")
    return Scalar(start, end, str(node.value)) if plain else Code(start, end)

"""YAML and JSON with the lines of every value, read by PyYAML: what templates and dumps are made of.

Mappings, lists and texts carry `start_mark` and `end_mark`, whose lines count from 0, where the dialects look for them.
Nothing but the text is opened.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml
from yaml.constructor import SafeConstructor

from roletrust.engine.policy.document import PolicyError

LONGEST = 64_000_000  # characters
MOST_VALUES = 2_000_000  # aliases can make much of little
DEEPEST = 200
LONGEST_REASON = 200
UNNAMED = ' in "<unicode string>"'  # where the reader of YAML has no name for a file
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(ValueError):
    """What no template or dump holds."""


class MarkedMap(dict[Any, Any]):
    """A mapping, and where it stands."""

    exact_marks = True
    start_mark: Mark
    end_mark: Mark


class MarkedList(list[Any]):
    """A list, and where it stands."""

    exact_marks = True
    start_mark: Mark
    end_mark: Mark


class MarkedStr(str):  # noqa: SLOT000  # the marks are looked for among its attributes
    """A text, and where it stands."""

    start_mark: Mark
    end_mark: Mark


def parsed(text: str, line: int = 1) -> Any:
    """The first document in `text`, which begins on that `line` of its file.

    Raises PolicyError where it cannot be read, saying where.
    """
    return next(iter(documents(text, line)), None)


def documents(text: str, line: int = 1) -> list[Any]:
    """The documents in `text`, YAML or JSON.  Raises PolicyError where they cannot be read, saying where."""
    if len(text) > LONGEST:
        raise PolicyError(f"the file is longer than {LONGEST} characters")
    if text.lstrip("\ufeff \r\n\t").startswith(("{", "[")):
        text = text.replace("\t", " ")  # between the values of JSON a tab is a blank, and inside of them none can be
    try:
        return [Builder(line - 1).value(node, 0) for node in yaml.compose_all(text.lstrip("\ufeff"), Loader=LOADER)]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split()).replace(UNNAMED, "")
        raise PolicyError(f"it cannot be read: {reason[:LONGEST_REASON]}") from None


class Builder:
    """Makes the values of one document, before which `above` lines stand in its file."""

    def __init__(self, above: int = 0) -> None:
        self._plain = SafeConstructor()
        self._above = above
        self._made = 0

    def value(self, node: yaml.Node, depth: int) -> Any:
        """What `node` is; a short form of an intrinsic function (`!Sub`) as its long form.  Raises Unreadable."""
        self._made += 1
        if depth > DEEPEST or self._made > MOST_VALUES:
            raise Unreadable(f"nested more than {DEEPEST} deep, or of more than {MOST_VALUES} values")
        if node.tag.startswith("!"):
            return self._function(node, depth)
        if isinstance(node, yaml.MappingNode):
            return self._placed(MarkedMap(self._pairs(node, depth)), node)
        if isinstance(node, yaml.SequenceNode):
            return self._placed(MarkedList(self.value(each, depth + 1) for each in node.value), node)
        return self._scalar(node)

    def _pairs(self, node: yaml.MappingNode, depth: int) -> dict[Any, Any]:
        """Its own pairs after those that `<<` merges in."""
        merged, own = dict[Any, Any](), dict[Any, Any]()
        for key, value in node.value:
            if key.tag.endswith(":merge"):
                for each in reversed(value.value) if isinstance(value, yaml.SequenceNode) else (value,):
                    merged |= self._pairs(each, depth + 1) if isinstance(each, yaml.MappingNode) else {}
            else:
                name = self._key(key)
                if name in own:
                    raise Unreadable(
                        f"the key `{name}` is written twice, the second time in line {key.start_mark.line + 1}"
                    )
                own[name] = self.value(value, depth + 1)
        return merged | own

    def _key(self, node: yaml.Node) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            raise Unreadable(f"a key that is no text, in line {node.start_mark.line + 1}")
        return None if node.tag.endswith(":null") else self._placed(MarkedStr(node.value), node)

    def _placed(self, value: Any, node: yaml.Node) -> Any:
        """`value`, standing where `node` does."""
        first, end = node.start_mark, node.end_mark
        value.start_mark = Mark(first.line + self._above, first.column)
        value.end_mark = Mark(end.line + self._above, end.column)
        return value

    def _scalar(self, node: yaml.Node) -> Any:
        made: Any = self._plain.construct_object(node)
        return self._placed(MarkedStr(made), node) if isinstance(made, str) else made

    def _function(self, node: yaml.Node, depth: int) -> Any:
        """CloudFormation, "Intrinsic function reference", short form for YAML."""
        name = node.tag[1:]
        if name == "Ref" and not isinstance(node, yaml.ScalarNode):
            raise Unreadable(f"`!Ref` of what is no name, in line {node.start_mark.line + 1}")
        plain = yaml.nodes.ScalarNode("tag:yaml.org,2002:str", node.value, node.start_mark, node.end_mark)
        if isinstance(node, yaml.MappingNode):
            argument: Any = self._placed(MarkedMap(self._pairs(node, depth)), node)
        elif isinstance(node, yaml.SequenceNode):
            argument = self._placed(MarkedList(self.value(each, depth + 1) for each in node.value), node)
        else:
            argument = self._scalar(plain)
        if name == "GetAtt" and isinstance(argument, str):
            argument = self._placed(MarkedList(argument.split(".", 1)), node)
        called = name if name in ("Ref", "Condition") else f"Fn::{name}"
        return self._placed(MarkedMap({called: argument}), node)


class Mark(NamedTuple):
    """A place in a file, line and column counted from 0."""

    line: int
    column: int

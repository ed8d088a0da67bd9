"""CloudFormation's intrinsic functions, one each: what a call becomes in the Tree.

Each takes the Evaluator, the call's argument as written and where it stands.  What cannot be
known is a Hole named after what the template refers to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from roletrust.dialects.choosing import lifted
from roletrust.dialects.cloudformation.nodes import Node, entries, first_line, plain_text
from roletrust.dialects.cloudformation.parameters import Facts
from roletrust.dialects.tree import ABSENT, Choice, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Means, Text, Value, text

LONGEST_TEXT = 1_000_000
DEEPEST = 80
SUBSTITUTED = re.compile(r"\$\{(!?)([^${}]*)\}")
LOOKED_UP = re.compile(r"\{\{(resolve:(?:[^{}]|\$\{[^{}]*\})*| *[A-Za-z_][\w.-]* *)\}\}")
OF_ANOTHER_TOOL = re.compile(r"Fn::\w+")
REGION = "AWS::Region"


@dataclass(frozen=True)
class At:
    """Where an expression stands: what is taken for granted there, its line, and how deep it is."""

    facts: Facts
    line: int = 0
    depth: int = 0

    def inside(self, node: Node) -> At:
        """The place of `node`, one level down.  Raises PolicyError beyond the bound."""
        if self.depth >= DEEPEST:
            raise PolicyError(f"nested deeper than {DEEPEST} at line {self.line}")
        return At(self.facts, first_line(node) or self.line, self.depth + 1)


class Evaluator(Protocol):
    """What the functions ask of the template that is being evaluated."""

    mappings: Mapping[str, Node]

    def evaluate(self, node: Node, at: At) -> Tree: ...
    def reference(self, name: str, at: At) -> Tree: ...
    def attribute(self, resource: str, attribute: str, at: At) -> Tree: ...
    def output(self, stack: str, name: str, at: At) -> Tree: ...
    def branch(self, condition: str, then: Node, otherwise: Node, at: At) -> Tree: ...
    def hole(self, name: str, at: At, means: Means = Means.VALUE) -> Value: ...
    def comes_from(self, name: str, node: Node) -> None: ...


class Beginning(list[Tree]):
    """A list of which only the beginning is known one by one: `Fn::Split` of open text.

    `rest` stands for what is not; `pieces`, where they are known, are all of it, lists among them.
    """

    def __init__(self, known: list[Tree], rest: Value, pieces: list[Tree] | None = None) -> None:
        super().__init__(known)
        self.rest = rest
        self.pieces = pieces


class Joined(Hole):
    """The text of an open list, `of`, whose elements `delimiter` joins."""

    __slots__ = ("delimiter", "of")

    def __init__(self, name: str, where: str, of: Value, delimiter: str) -> None:
        super().__init__(name, where)
        self.of, self.delimiter = of, delimiter


Function = Callable[[Evaluator, Node, At], Tree]


def literal(written: str, evaluator: Evaluator, at: At) -> Value:
    """Text as written, with its dynamic references (`{{resolve:...}}`) as Holes.

    One that begins with a function's name, and any other name in double braces, is what some tool puts a value in place
    of before CloudFormation sees it.
    """
    if early := OF_ANOTHER_TOOL.match(written):
        return evaluator.hole(early[0], at)
    pieces = LOOKED_UP.split(written)
    if len(pieces) == 1:
        return written
    return text(*(evaluator.hole(_name(piece), at) if place % 2 else piece for place, piece in enumerate(pieces)))


def _name(between: str) -> str:
    """What a value is called whose reference stands `between` double braces: no parameter goes by that of a tool."""
    return between if between.startswith("resolve:") else f"{{{{{between}}}}}"


def joined(parts: list[Tree], evaluator: Evaluator, at: At) -> Tree:
    """One text of `parts`; a part that is no text leaves the whole open."""

    def build(known: list[Tree]) -> Tree:
        texts = [each if isinstance(each, Text) else plain_text(each) for each in known]
        if any(each is None for each in texts):
            return evaluator.hole(f"text at line {at.line}", at)
        if sum(len(str(each)) for each in texts) > LONGEST_TEXT:
            raise PolicyError(f"text longer than {LONGEST_TEXT} characters at line {at.line}")
        return text(*(each for each in texts if each is not None))

    return lifted(parts, build)


def call(evaluator: Evaluator, name: str, argument: Node, at: At) -> Tree:
    """The value of function `name`; of one that is not known here, a Hole of its name."""
    function = FUNCTIONS.get(name)
    return function(evaluator, argument, at) if function else _unknown(evaluator, name, at)


def _unknown(evaluator: Evaluator, name: str, at: At) -> Value:
    return evaluator.hole(f"{name} at line {at.line}", at)


def _ref(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    name = plain_text(argument)
    return _unknown(evaluator, "Ref", at) if name is None else evaluator.reference(name, at)


def _get_att(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    names = [part for part in parts if isinstance(part, str)] if isinstance(parts, list) else []
    if not names[1:] or len(names) != len(parts):
        return _unknown(evaluator, "Fn::GetAtt", at)
    return evaluator.attribute(str(names[0]), ".".join(names[1:]), at)


def _sub(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    template, names = argument, {}
    if isinstance(argument, list):
        template = argument[0] if argument else None
        defined = entries(argument[1]) if len(argument) > 1 else {}
        names = {name: evaluator.evaluate(value, at) for name, value in defined.items()}
    written = plain_text(template)
    if written is None:
        return _unknown(evaluator, "Fn::Sub", at)
    parts: list[Tree] = []
    for place, part in enumerate(LOOKED_UP.split(written)):
        if place % 2:
            parts.append(evaluator.hole(part, at))
            continue
        pieces = SUBSTITUTED.split(part)
        parts.append(pieces[0])
        for escaped, name, after in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            parts.append("${" + name + "}" if escaped else _substituted(evaluator, name.strip(), names, at))
            parts.append(after)
    return joined(parts, evaluator, at)


def _substituted(evaluator: Evaluator, name: str, names: Mapping[str, Tree], at: At) -> Tree:
    if name in names:
        return names[name]
    resource, dot, attribute = name.partition(".")
    return evaluator.attribute(resource, attribute, at) if dot else evaluator.reference(name, at)


def _join(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    if not isinstance(argument, list) or len(argument) != 2:
        return _unknown(evaluator, "Fn::Join", at)

    def build(known: list[Tree]) -> Tree:
        delimiter, values = plain_text(known[0]), known[1]
        if isinstance(values, Text):
            return _joined_list(evaluator.hole(f"Fn::Join {_shown(values)}", at), values, delimiter)
        if delimiter is None or not isinstance(values, list) or isinstance(values, Beginning):
            return _unknown(evaluator, "Fn::Join", at)
        return lifted(values, lambda present: joined(_between(present, delimiter), evaluator, at))

    return lifted([evaluator.evaluate(part, at) for part in argument], build)


def _joined_list(found: Value, of: Text, delimiter: str | None) -> Value:
    hole = found.lone if isinstance(found, Text) else None
    return text(Joined(hole.name, hole.where, of=of, delimiter=delimiter)) if hole and delimiter else found


def _between(values: list[Tree], delimiter: str) -> list[Tree]:
    parts = [part for value in values if value is not ABSENT for part in (delimiter, value)]
    return parts[1:]


def _split(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    if not isinstance(argument, list) or len(argument) != 2:
        return _unknown(evaluator, "Fn::Split", at)

    def build(known: list[Tree]) -> Tree:
        delimiter, value = known
        if not isinstance(delimiter, str) or not delimiter or not isinstance(value, (str, Text)):
            return _unknown(evaluator, "Fn::Split", at)
        return _pieces(evaluator, delimiter, value, at)

    return lifted([evaluator.evaluate(part, at) for part in argument], build)


def _pieces(evaluator: Evaluator, delimiter: str, value: Value, at: At) -> list[Tree]:
    """`value` cut at `delimiter`, as far as no Hole may hold the delimiter itself."""
    found: list[Tree] = []
    current: list[str | Hole | Text] = []
    sure: int | None = None  # how many pieces come before the first list that is open
    parts = value.parts if isinstance(value, Text) else (value,)
    rest = value if len(parts) == 1 else evaluator.hole(f"Fn::Split {_shown(value)}", at)
    for place, part in enumerate(parts):
        if isinstance(part, Joined) and part.delimiter == delimiter and _is_piece(parts, place, delimiter):
            sure = len(found) if sure is None else sure
            current.append(part.of)
        elif isinstance(part, str):
            first, *others = part.split(delimiter)
            current.append(first)
            for other in others:
                found.append(text(*current))
                current = [other]
        elif part.means is Means.VALUE and part.name != REGION:
            return Beginning(found[:sure], rest)
        else:
            current.append(part)
    pieces = [*found, text(*current)]
    return pieces if sure is None else Beginning(pieces[:sure], rest, pieces)


def _is_piece(parts: Sequence[str | Hole], place: int, delimiter: str) -> bool:
    """Whether the delimiter, or nothing, stands before and after a part."""
    before, after = parts[:place][-1:], parts[place + 1 :][:1]
    return all(str(each).endswith(delimiter) for each in before) and all(
        str(each).startswith(delimiter) for each in after
    )


def _select(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    if not isinstance(argument, list) or len(argument) != 2:
        return _unknown(evaluator, "Fn::Select", at)

    def build(known: list[Tree]) -> Tree:
        index, values = plain_text(known[0]) or "", known[1]
        if isinstance(values, list) and index.isdecimal() and len(index) < 6 and int(index) < len(values):
            return values[int(index)]
        rest = values.rest if isinstance(values, Beginning) else values
        if isinstance(rest, Text):
            return evaluator.hole(f"{rest.lone.name if rest.lone else rest}[{index or '?'}]", at)
        return _unknown(evaluator, "Fn::Select", at)

    return lifted([evaluator.evaluate(part, at) for part in argument], build)


def _find_in_map(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return _unknown(evaluator, "Fn::FindInMap", at)

    def build(known: list[Tree]) -> Tree:
        keys = [each if isinstance(each, Text) else plain_text(each) for each in known]
        name = "Fn::FindInMap " + " ".join(_shown(key) for key in keys)
        found = _in_map(evaluator, keys)
        values = [evaluator.evaluate(node, at) for node in found]
        for node in found:
            evaluator.comes_from(f"the mapping {_shown(keys[0])}", node)
        if values and all(value == values[0] for value in values):
            return values[0]
        default = entries(argument[3]) if len(argument) == 4 else {}
        if not found and "DefaultValue" in default and all(isinstance(key, str) for key in keys):
            return evaluator.evaluate(default["DefaultValue"], at)
        return evaluator.hole(name, at)

    return lifted([evaluator.evaluate(part, at) for part in argument[:3]], build)


def _in_map(evaluator: Evaluator, keys: list[Value | None]) -> list[Node]:
    """Every value the keys may reach; an open key may be any."""
    level: list[Node] = [evaluator.mappings]
    for place, key in enumerate(keys):
        if place == 0 and not isinstance(key, str):
            return []
        maps = [entries(node) for node in level]
        level = [value for each in maps for name, value in each.items() if not isinstance(key, str) or name == key]
    return level


def _if(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    condition = plain_text(argument[0]) if isinstance(argument, list) and len(argument) == 3 else None
    if condition is None:
        return _unknown(evaluator, "Fn::If", at)
    return evaluator.branch(condition, argument[1], argument[2], at)


def _import_value(evaluator: Evaluator, argument: Node, at: At) -> Tree:
    def build(known: list[Tree]) -> Tree:
        name = known[0] if isinstance(known[0], Text) else plain_text(known[0])
        return evaluator.hole(f"Fn::ImportValue {_shown(name)}", at)

    return lifted([evaluator.evaluate(argument, at)], build)


def _shown(value: Value | None) -> str:
    if isinstance(value, Text) and value.lone is not None:
        return value.lone.name
    return "?" if value is None else str(value)


def settled(tree: Tree) -> Tree:
    """`tree` without half-known lists: such a list is its pieces, or open as a whole."""
    if isinstance(tree, Beginning):
        return tree.rest if tree.pieces is None else tree.pieces
    if isinstance(tree, Choice):
        return Choice(tree.name, settled(tree.then), settled(tree.otherwise))
    return tree


FUNCTIONS: Mapping[str, Function] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
}

"""What a stack gives the template of a stack nested in it, and what that gives back.

A nested stack has its parameters from its parent alone.  So one that the parent does not set has its default, for
certain; one that it sets has that value, and is presumed to have it where the parent's own defaults come in.  Of the
values that are open, those of the parent's parameters and resources go by another name in the nested template, which
may have the same name for something else; account, partition and region are both templates' own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from roletrust.dialects.cloudformation.nodes import Node, entries, plain_text
from roletrust.dialects.cloudformation.parameters import GIVEN, Facts, Outer, Parameters, is_list, is_looked_up
from roletrust.dialects.tree import Choice, Map, Tree
from roletrust.engine.text import Hole, Means, Text, Value, text

OPEN = (Means.VALUE, Means.ACCOUNT, Means.PRINCIPAL_ID)
SHARED = re.compile(r"AWS::Region\Z|resolve:|Fn::ImportValue ")  # open values that are the same in both templates
SUBSTITUTED = re.compile(r"\$\{([^!${}.]+)")


@dataclass(frozen=True)
class Handed:
    """What a stack resource gives its template, in one of the ways that the parent's open conditions can go.

    `values`: each parameter, with the defaults of `parameters` presumed, which are the parent's; `sure`: without.
    Neither is a Map where it is not known which ones are set.  `facts`: what holds there.  `around`: the parent's file,
    to call its open values by.  `own`: whether it makes one stack, in its own account; else others set parameters too.
    """

    values: Tree
    sure: Tree
    facts: Facts
    parameters: Parameters
    around: str
    own: bool = True

    def passed(self, value: Tree) -> Tree:
        """`value` of the parent's, as the nested template is to know it."""
        return renamed(value, self.around, self.own)

    def given_back(self, value: Tree, of: str) -> Tree:
        """`value` of the nested template, in the file `of`, as the parent is to know it."""
        return renamed(value, of, self.own)

    def fixed(self, declared: Mapping[str, Node], value: str) -> Mapping[str, Node]:
        """The declaration of a parameter that has this value, and, of a stack of its own, can have no other."""
        return {**declared, "Default": value, GIVEN: True, **({"AllowedValues": [value]} if self.own else {})}


@dataclass(frozen=True)
class Given:
    """The `Parameters` section of a nested template, and what of it its parent decides."""

    section: dict[str, Node]
    given: dict[str, Tree]
    outer: dict[str, Outer]


def as_handed(section: Mapping[str, Node], handed: Handed) -> Given:
    """The parameters of the `section`, set as `handed` says."""
    values, known = handed.values, isinstance(handed.values, Map)
    found = Given({}, {}, {})
    for name, node in section.items():
        declared = entries(node)
        if not known:
            found.section[name] = without_default(declared)
        elif name not in values:
            default = plain_text(declared.get("Default"))
            found.section[name] = declared if default is None else handed.fixed(declared, default)
        elif (passed := _open(values[name], declared, handed)) is not None:
            found.given[name] = passed
        else:
            sure = handed.sure.get(name)
            found.section[name] = _closed(values[name], sure, declared, handed)
            outer = _same_as(sure, handed)
            found.outer.update({name: outer} if outer else {})
    return found


def _open(value: Tree, declared: Mapping[str, Node], handed: Handed) -> Tree:
    """The value of a parameter that is open, but not as a parameter by itself is; else None."""
    if not isinstance(value, Text) or is_looked_up(declared):
        return None
    value = handed.passed(value)
    if is_list(declared):
        return None if any(hole.means in OPEN for hole in value.holes) else _pieces(value)
    like_its_own = value.lone and value.lone.means in OPEN and not SHARED.match(value.lone.name)
    return None if like_its_own else value


def _pieces(value: Text) -> list[Value]:
    """`value`, whose Holes hold no comma, cut at the commas."""
    found: list[Value] = [""]
    for part in value.parts:
        first, *others = part.split(",") if isinstance(part, str) else (part,)
        found[-1] = text(found[-1], first)
        found += others
    return [each.strip() if isinstance(each, str) else each for each in found]


def _closed(value: Tree, sure: Tree, declared: Mapping[str, Node], handed: Handed) -> Mapping[str, Node]:
    """The declaration of a parameter that is set to a known text, or to one that is not known at all."""
    known, certain = plain_text(value), plain_text(sure)
    if is_looked_up(declared) or known is None:
        return without_default(declared)
    return {**declared, "Default": known, GIVEN: True} if certain is None else handed.fixed(declared, certain)


def _same_as(sure: Tree, handed: Handed) -> Outer | None:
    """The parent's parameter that the value is, if it is one."""
    lone = sure.lone if isinstance(sure, Text) else None
    return Outer(handed.parameters, lone.name, handed.facts) if lone and lone.name in handed.parameters else None


def without_default(declared: Mapping[str, Node]) -> Mapping[str, Node]:
    return {key: each for key, each in declared.items() if key != "Default"}


def renamed(tree: Tree, of: str, own: bool) -> Tree:
    """`tree` out of the template in the file `of`, as another one is to know it; `own`: one of the same account."""
    if isinstance(tree, Text):
        return text(*(_hole(part, of, own) if isinstance(part, Hole) else part for part in tree.parts))
    if isinstance(tree, Choice):
        return Choice(f"{tree.name} of {of}", renamed(tree.then, of, own), renamed(tree.otherwise, of, own))
    if isinstance(tree, Map):
        return Map({key: renamed(value, of, own) for key, value in tree.items()}, source=tree.source)
    return [renamed(each, of, own) for each in tree] if isinstance(tree, list) else tree


def _hole(hole: Hole, of: str, own: bool) -> Hole:
    if own and (hole.means not in OPEN or SHARED.match(hole.name)):
        return hole
    return Hole(f"{hole.name} of {of}", hole.where)


def names_in(node: Node) -> set[str]:
    """Whatever in an expression may be the name of a parameter, a resource or a condition."""
    found: set[str] = set()
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            found |= {str(node), node.partition(".")[0], *(name.strip() for name in SUBSTITUTED.findall(node))}
        elif isinstance(node, (Mapping, list)) and id(node) not in seen:
            seen.add(id(node))
            waiting += entries(node).values() if isinstance(node, Mapping) else node
    return found

"""Values that the reader gives for what is open, by name, in place of what only a deployment knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole, Text, text
from roletrust.reading.judging import Case


def filled(case: Case, given: Mapping[str, str], used: set[str]) -> Case:
    """`case`, each value that is open under one of the names in `given` as it is given; `used` gets those names."""
    if not given:
        return case
    return replace(case, subject=replace(case.subject, tree=_filled(case.subject.tree, given, used)))


def _filled(tree: Tree, given: Mapping[str, str], used: set[str]) -> Tree:
    if isinstance(tree, Hole):
        return _value(tree, given, used)
    if isinstance(tree, Text):
        return text(*(_value(each, given, used) if isinstance(each, Hole) else each for each in tree.parts))
    if isinstance(tree, Map):
        found = {key: _filled(value, given, used) for key, value in tree.items()}
        return Map(found, source=tree.source, repeated=tree.repeated)
    if isinstance(tree, list):
        return [_filled(each, given, used) for each in tree]
    if isinstance(tree, Choice):
        return Choice(tree.name, _filled(tree.then, given, used), _filled(tree.otherwise, given, used))
    return Maybe(_filled(tree.value, given, used), tree.hole) if isinstance(tree, Maybe) else tree


def _value(hole: Hole, given: Mapping[str, str], used: set[str]) -> Hole | str:
    if hole.name not in given:
        return hole
    used.add(hole.name)
    return given[hole.name]

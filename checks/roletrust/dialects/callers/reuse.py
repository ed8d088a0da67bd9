"""What a pipeline uses again: files of the same repository, and texts with parameters filled into them.

A pipeline is read as its product runs it: one tree, in which each text and each mapping knows the file that it is
written in.  So a call in another file can be told of at the place of the scanned file that leads to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice, product
from re import Match, Pattern
from typing import NamedTuple

from roletrust.dialects.callers.written import Written, entries, items, written
from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole, Value, text

DEEPEST = 10  # files that lead from one to the next, commands or templates in each other
MOST_FILES = 100  # that one pipeline uses
MOST_COMBINATIONS = 256  # of a matrix: GitHub's own bound, above those of the others
MOST_FILLED = 1_000_000  # characters that one pipeline gains by it
MOST_VALUES = 200_000  # texts, lists and mappings that one pipeline is filled into
DEEPEST_TREE = 80

Parameters = Mapping[str, Tree]  # what is known of them; a Hole is a value that is not


class Repository(NamedTuple):
    """The files of the repository that a pipeline stands in.

    `here`: the pipeline's own path from the root.  `documents`: of the file at such a path; none where it cannot be
    read.  `matching`: the paths that a pattern with `*` matches.  `name`: what its host calls it, `owner/name`;
    None where it is at another one than the pipelines are for.  `any_case`: whether it is not known which of its
    letters are capitals.
    """

    here: str = ""
    documents: Callable[[str], list[Tree]] = lambda _: []
    matching: Callable[[str], list[str]] = lambda _: []
    name: Value | None = text(Hole("this repository"))
    any_case: bool = False


class Expanded(NamedTuple):
    """A pipeline as it is run.

    `runs`: its jobs, all that they use filled in.  `templates`: what only others use, for the calls in it that no job
    leads to.  `sites`: by file, where in the scanned one it is brought in; `paths`: its path in the repository.
    `reset`: variables that scripts of it set for others.
    """

    runs: Tree
    templates: Tree = None
    sites: Mapping[str, Source] = {}
    paths: Mapping[str, str] = {}
    reset: frozenset[str] = frozenset()


NOT_KNOWN = Expanded(None)


class Filling:
    """Fills parameters into trees, so many values and characters in all; once spent, what it made is not whole."""

    def __init__(self, pattern: Pattern[str], most: int = MOST_VALUES) -> None:
        self.pattern, self.left, self.room = pattern, most, MOST_FILLED

    @property
    def is_spent(self) -> bool:
        return self.left < 0 or self.room < 0

    def filled(self, tree: Tree, known: Parameters, depth: int = 0) -> Tree:
        """`tree` with `known` in it; what is not known stays as it is written."""
        self.left -= 1
        if self.is_spent or depth > DEEPEST_TREE:
            return None
        if isinstance(tree, Written):
            return self.text(tree, known)
        if isinstance(tree, Map):
            inside = {key: self.filled(value, known, depth + 1) for key, value in tree.items()}
            return Map(inside, source=tree.source, repeated=tree.repeated)
        return [self.filled(each, known, depth + 1) for each in tree] if isinstance(tree, list) else tree

    def text(self, text: Written, known: Parameters) -> Tree:
        whole = self.pattern.fullmatch(text.strip())
        if whole and (value := self.value(whole, known)) is not None and not isinstance(value, Written):
            return value  # a list or a mapping: steps, for one

        def replaced(found: Match[str]) -> str:
            value = self.value(found, known)
            if not isinstance(value, Written):
                return found[0]
            self.room -= len(value)
            return value if self.room >= 0 else ""

        filled = self.pattern.sub(replaced, text)
        same_lines = text.exact and filled.count("\n") == text.count("\n")
        return text if filled == text else written(filled, text.line, same_lines, text.file)

    def value(self, found: Match[str], known: Parameters) -> Tree:
        return known.get(next((each for each in found.groups() if each), ""))


def merged(under: Tree, over: Tree, depth: int = 0) -> Tree:
    """Two mappings as one, those in them too; of anything else, what is `over`."""
    if not isinstance(under, Map) or not isinstance(over, Map) or depth > DEEPEST_TREE:
        return over
    both = {key: merged(under[key], value, depth + 1) if key in under else value for key, value in over.items()}
    return Map({**under, **both}, source=over.source, repeated=over.repeated)


def without(tree: Map, *keys: str) -> Map:
    return Map({key: value for key, value in tree.items() if key not in keys}, source=tree.source)


def with_these(tree: Map, more: Mapping[str, Tree]) -> Map:
    return Map({**tree, **more}, source=tree.source)


def combinations(axes: Mapping[str, Tree]) -> list[dict[str, Tree]] | None:
    """The values of a matrix taken together; None where they are not known, or too many."""
    found = []
    for name, values in axes.items():
        listed = items(values) if isinstance(values, list) else [values]
        if not all(isinstance(each, (Written, Map)) for each in listed):
            return None
        found.append([(name, each) for each in listed])
    every = list(islice((dict(each) for each in product(*found)), MOST_COMBINATIONS + 1))
    return every if len(every) <= MOST_COMBINATIONS else None


def names_in(variables: Tree) -> Iterator[str]:
    """The names that are set, in a mapping or in a list of names and values."""
    yield from (name for name, _ in entries(variables))
    yield from (str(each["name"]) for each in items(variables) if isinstance(each, Map) and "name" in each)


def is_meant(default: Tree) -> bool:
    """Whether a pipeline may be started with the default of a parameter: a blank one is filled in."""
    return not isinstance(default, Written) or not stands_for_nothing(str(default))


def opened(names: Iterable[str], file: str) -> dict[str, Tree]:
    """Variables whose values are not known."""
    return {name: Hole(name, file) for name in names}


def set_in(tree: Tree, names: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """The `names` in all texts of `tree`."""
    stack = [tree]
    while stack:
        each = stack.pop()
        if isinstance(each, Written):
            yield from names(each)
        elif isinstance(each, (Map, list)):
            stack += each.values() if isinstance(each, Map) else each

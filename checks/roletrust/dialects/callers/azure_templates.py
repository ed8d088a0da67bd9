"""A pipeline of Azure's as it is run: templates of the same repository filled in, with their parameters.

Source: Microsoft Learn, "Template usage reference": a path is one from the file that names it, or from the root with
`/` ahead, `@self` may follow it; "Template parameters", "Template expressions": `${{ parameters.x }}`, `${{ if }}`,
`${{ elseif }}`, `${{ else }}`, `${{ each }}`; "jobs.job.strategy": `matrix`; "Define
variables": of several of one name the one set last, or closest, counts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from roletrust.dialects.brackets import Brackets
from roletrust.dialects.callers.conditions import Open, Unread, azure_truth
from roletrust.dialects.callers.reuse import (
    DEEPEST,
    DEEPEST_TREE,
    MOST_COMBINATIONS,
    MOST_FILES,
    NOT_KNOWN,
    Expanded,
    Filling,
    Parameters,
    Repository,
    is_meant,
    names_in,
    opened,
    set_in,
    with_these,
    without,
)
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.tree import Map, Tree

PARAMETER = re.compile(r"\$\{\{\s*parameters(?:\.([\w-]+)|\[\s*'([^']*)'\s*\])\s*\}\}")
DIRECTIVE = re.compile(r"(if|elseif|else|each|insert)\b\s*(.*)", re.DOTALL)
SETTING = "task.setvariable"  # `##vso[task.setvariable variable=name]`, in what a script prints
SET = re.compile(r"\bvariable=([\w.]+)")
GROUP = "group"  # of variables, whose names and values are kept outside of the repository
PLACES = ("steps", "jobs", "stages", "variables")


def expanded(pipeline: Tree, file: str, repository: Repository) -> Expanded:
    """The pipeline as it is run.  Raises nothing."""
    reading = Reading(file, repository)
    whole = reading.document(pipeline, repository.here, {}, 0)
    if reading.filling.is_spent:
        return NOT_KNOWN
    return Expanded(whole, reset=frozenset(set_in(whole, set_by)))


class Reading:
    def __init__(self, file: str, repository: Repository) -> None:
        self.file, self.repository = file, repository
        self.filling = Filling(PARAMETER)
        self.left = MOST_FILES

    def document(self, tree: Tree, here: str, given: Parameters, depth: int) -> Tree:
        """The file at `here` with the parameters `given`, and with all the templates that it uses."""
        declared = within(tree, "parameters")
        defaults = {str(within(each, "name")): within(each, "default") for each in items(declared)}
        defaults.update((name, each) for name, each in entries(declared) if isinstance(each, (Written, list, Map)))
        values = {**defaults, **{name: each for name, each in given.items() if name in defaults}}
        known = {name: value for name, value in values.items() if value is not None and (depth or is_meant(value))}
        body = without(tree, "parameters") if isinstance(tree, Map) else tree
        return Inside(self, here, known, depth).tree(self.filling.filled(body, known), "", 0)

    def template(self, item: Map, here: str, depth: int) -> tuple[str, Tree]:
        """What a template that `item` names holds, and its path; None where it is not at hand."""
        name, at, other = str(item["template"]).partition("@")
        path = posixpath.normpath(name[1:] if name.startswith("/") else posixpath.join(posixpath.dirname(here), name))
        self.left -= 1
        if (at and other != "self") or "$" in name or path.startswith("..") or self.left < 0 or depth >= DEEPEST:
            return path, None
        documents = self.repository.documents(path)
        given = dict(entries(item.get("parameters")))
        return path, self.document(documents[0], path, given, depth + 1) if documents else None


class Inside:
    """Fills templates and conditions into one file."""

    def __init__(self, reading: Reading, here: str, known: Parameters, depth: int) -> None:
        self.reading, self.here, self.known, self.depth = reading, here, known, depth

    def tree(self, tree: Tree, key: str, level: int) -> Tree:
        """`tree`, which stands under `key`."""
        if level > DEEPEST_TREE:
            return None
        if isinstance(tree, list):
            found = [
                each for item, holds in self.chosen_items(tree, key) for each in self.item(item, holds, key, level)
            ]
            return settled(found, self.reading.file) if key == "variables" else found
        if not isinstance(tree, Map):
            return tree
        found_here: dict[str, Tree] = {}
        chain: bool | None = False
        for name, value in tree.items():
            if directive := directive_of(name):
                holds, chain = self.holds(directive[1], directive[2], chain, key)
                inside = self.tree(value, key, level + 1) if holds else None
                found_here.update(self.left_open(value) if holds is None and key == "variables" else entries(inside))
            else:
                found_here[name] = self.tree(value, name, level + 1)
        whole = Map(found_here, source=tree.source)
        if isinstance(extends := whole.get("extends"), Map) and isinstance(extends.get("template"), Written):
            brought = [pair for each in self.brought_in(extends, "") for pair in entries(each)]
            whole = with_these(without(whole, "extends"), dict(brought))
        return with_matrix(whole)

    def item(self, item: Tree, holds: bool | None, key: str, level: int) -> Iterator[Tree]:
        """What an element of a list comes to: a template's, those of a condition that holds, or itself."""
        if not isinstance(item, Map):
            yield item
        elif is_directive(item):
            inside = next(iter(item.values()))
            if holds:
                yield from items(self.tree(inside, key, level + 1))
            elif holds is None and key == "variables":
                yield Map(self.left_open(inside), source=item.source)
                yield from [Unread(item.source)] if brings_others(inside) else ()
        elif isinstance(item.get("template"), Written) and key in PLACES:
            yield from self.brought_in(item, key)
        else:
            yield self.tree(item, "", level + 1)

    def brought_in(self, item: Map, key: str) -> list[Tree]:
        path, content = self.reading.template(item, self.here, self.depth)
        if key == "variables":
            inside = within(content, "variables")
            if content is None:
                return [Unread(item.source)]
            listed = [Map({"name": name, "value": value}) for name, value in entries(inside)]
            return items(inside) or listed
        if not isinstance(content, Map):
            return []
        held = Map({name: value for name, value in content.items() if not key or name in PLACES}, source=item.source)
        return [Map({f"template {path}": held}, source=item.source)]

    def chosen_items(self, listed: list[Tree], key: str) -> Iterator[tuple[Tree, bool | None]]:
        """The elements of a list, each with whether it is there."""
        chain: bool | None = False
        for each in listed:
            holds: bool | None = True
            if directive := is_directive(each):
                holds, chain = self.holds(directive[1], directive[2], chain, key)
            yield each, holds

    def holds(self, kind: str, condition: str, chain: bool | None, key: str) -> tuple[bool | None, bool | None]:
        """Whether a branch is there, and whether one of its chain so far is; None where that is not known.

        What is there in some runs is there, for a call; a variable's value is not known then.
        """
        if kind in ("insert", "each"):
            return True if kind == "insert" else None, chain
        before = False if kind == "if" else chain
        found = Open(True) if kind == "else" else azure_truth(condition, self.known)
        if before or found.truth is False:
            return False, before
        if found.truth:
            return (None if before is None else True), True
        if found.varies and key != "variables":
            return (None if before is None else True), before
        return None, None

    def left_open(self, variables: Tree) -> dict[str, Tree]:
        return opened(names_in(variables), self.reading.file)


def brings_others(variables: Tree) -> bool:
    """Whether variables stand there whose names do not: a group's, a template's, or those that parameters name."""
    return any(isinstance(each, Map) and "${{" in str(each.get("name") or "${{") for each in items(variables))


def is_directive(item: Tree) -> re.Match[str] | None:
    return directive_of(next(iter(item))) if isinstance(item, Map) and len(item) == 1 else None


def directive_of(key: str) -> re.Match[str] | None:
    inside = Brackets.around(key, "${{", "}}")
    return DIRECTIVE.match(inside) if inside else None


def set_by(script: str) -> Iterator[str]:
    """The variables that a script sets for what runs after it."""
    for command in script.split(SETTING)[1:]:
        yield from SET.findall(command.partition("]")[0])


def settled(variables: list[Tree], file: str) -> list[Tree]:
    """Variables, those left open that something after them may set, which is not at hand: it is a group's (`GROUP`)."""
    found: list[Tree] = []
    for each in variables:
        if isinstance(each, Unread) or (isinstance(each, Map) and GROUP in each):
            found += [Map({"name": name, "value": value}) for name, value in opened(names_in(found), file).items()]
            found.append(Map({GROUP: None}))
        elif isinstance(each, Map) and "name" not in each:
            found += [Map({"name": name, "value": value}) for name, value in each.items()]
        else:
            found.append(each)
    return found


def with_matrix(job: Map) -> Map:
    """A job that runs once for each entry of its matrix, as that many jobs."""
    matrix = within(job, "strategy", "matrix")
    if matrix is None or not ("steps" in job or "job" in job):
        return job
    plain = without(job, "strategy")
    every = list(entries(matrix))[:MOST_COMBINATIONS]
    if not every:  # it is made by an expression: which variables it sets is not known
        return without(plain, "steps")
    jobs = {f"matrix {name}": with_these(plain, {"env": values}) for name, values in every}
    return Map(jobs, source=job.source)

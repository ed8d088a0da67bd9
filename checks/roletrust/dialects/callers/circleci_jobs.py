"""A pipeline of CircleCI as it is run: reusable commands, executors, parameters and matrices filled in.

Source: CircleCI Docs, "Configuration reference": `commands`, `executors`, `parameters`, `pipeline.parameters`,
`workflows.<name>.jobs` with `matrix` and `name`, the steps `when` and `unless`; logic statements; "Reusable
configuration": `<<# parameters.x >>` is there where the parameter is true, `<<^` where it is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from roletrust.dialects.callers.reuse import (
    DEEPEST,
    NOT_KNOWN,
    Expanded,
    Filling,
    Parameters,
    Repository,
    combinations,
    is_meant,
    merged,
    opened,
    set_in,
    with_these,
    without,
)
from roletrust.dialects.callers.written import Written, entries, items, within, written
from roletrust.dialects.tree import Map, Tree

PARAMETER = re.compile(r"<<\s*((?:pipeline\.)?parameters\.[\w-]+|matrix\.[\w-]+)\s*>>")
ASSIGNED = re.compile(r"\b([A-Za-z_]\w*)=")
SECTION = re.compile(r"<<\s*([#^/])\s*((?:pipeline\.)?parameters\.[\w-]+)\s*>>")  # begins one, or ends it
FALSE = ("false", "", "0", "null")  # an empty text and zero count as false


def expanded(pipeline: Tree, file: str, repository: Repository) -> Expanded:
    """The jobs of workflows as they are run.  Jobs of no workflow are templates, as commands are.  Raises nothing."""
    if not isinstance(pipeline, Map):
        return NOT_KNOWN
    reading = Reading(pipeline)
    runs: dict[str, Tree] = {}
    used: set[str] = set()
    for name, workflow in entries(pipeline.get("workflows")):
        for item in items(within(workflow, "jobs")):
            for title, job, found in reading.invoked(item):
                used.add(job)
                label = title if title not in runs else f"{title} ({name})"
                runs[label] = found
    rest = {name: reading.job(job, {}) for name, job in entries(pipeline.get("jobs")) if name not in used}
    if reading.filling.is_spent:
        return NOT_KNOWN
    templates = Map({"jobs": Map(rest), "commands": pipeline.get("commands")}, source=pipeline.source)
    around = without(pipeline, "jobs", "commands", "executors", "workflows", "parameters")
    jobs = with_these(around, {"jobs": Map(runs, source=pipeline.source)})
    return Expanded(
        jobs,
        templates,
        reset=frozenset(set_in(pipeline, handed_on)),
    )


def handed_on(script: str) -> list[str]:
    """The variables that a script may hand on to the steps after it."""
    return ASSIGNED.findall(script) if "BASH_ENV" in script else []


def sections(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Where sections begin and end: each at the next end of its name, from left to right, none within another."""
    marks = list(SECTION.finditer(text))
    ends: dict[str, list[int]] = {}
    for number, mark in enumerate(marks):
        if mark[1] == "/":
            ends.setdefault(mark[2], []).append(number)
    at = 0
    while at < len(marks):
        begin = marks[at]
        later = ends.get(begin[2], [])
        end = bisect_right(later, at)
        if begin[1] != "/" and end < len(later):
            yield begin, marks[later[end]]
            at = later[end]
        at += 1


class Sections(Filling):
    """Parameters of CircleCI's, with the sections of a text that they switch."""

    def text(self, text: Written, known: Parameters) -> Tree:
        def chosen(kind: str, name: str, inside: str) -> str:
            value = truth(known.get(name))
            if value is None:
                return f"<< {name} >>"  # which stays open
            return inside if value == (kind == "#") else ""

        pieces, at = [], 0
        for begin, end in sections(text):
            pieces += [text[at : begin.start()], chosen(begin[1], begin[2], text[begin.end() : end.start()])]
            at = end.end()
        switched = "".join([*pieces, text[at:]])
        if switched != text:
            text = written(switched, text.line, text.exact and switched.count("\n") == text.count("\n"), text.file)
        return super().text(text, known)


class Reading:
    def __init__(self, pipeline: Map) -> None:
        self.filling = Sections(PARAMETER)
        self.pipeline = pipeline
        self.common = {
            f"pipeline.parameters.{name}": default
            for name, each in entries(pipeline.get("parameters"))
            if (default := within(each, "default")) is not None and is_meant(default)
        }

    def invoked(self, item: Tree) -> Iterator[tuple[str, str, Map]]:
        """The jobs that an element of a workflow's `jobs` runs: their titles, the name of what they are, and they."""
        name, given = (str(item), Map()) if isinstance(item, Written) else next(entries(item), ("", Map()))
        job = within(self.pipeline, "jobs", name)
        if not isinstance(job, Map):
            return
        given = given if isinstance(given, Map) else Map()
        axes = within(given, "matrix", "parameters")
        every = combinations(dict(entries(axes))) if axes is not None else [{}]
        left_out = [dict(entries(each)) for each in items(within(given, "matrix", "exclude"))]
        for each in [opened(axes or (), job.source.file)] if every is None else every:
            if each and each in left_out:
                continue
            filled = self.filling.filled(given, {f"matrix.{key}": value for key, value in each.items()})
            title = within(filled, "name")
            own = "-".join([name, *(str(value) for value in each.values())]) if every is not None else name
            named = str(title) if isinstance(title, Written) else own
            yield named, name, self.job(job, {**dict(entries(filled)), **each})

    def job(self, job: Tree, given: Parameters) -> Map:
        """A job as it is run with the parameters `given`."""
        if not isinstance(job, Map):
            return Map()
        known = self.known(job, given)
        body = self.filling.filled(without(job, "parameters"), known)
        if not isinstance(body, Map):
            return Map()
        environment = merged(self.executor(body.get("executor")), body.get("environment") or Map())
        steps = [each for key in ("pre-steps", "") for each in items(given.get(key) if key else body.get("steps"))]
        return with_these(body, {"environment": environment, "steps": self.steps(steps, 0)})

    def known(self, declared: Map, given: Parameters) -> Parameters:
        """What is known of the parameters of a job, command or executor, under the names that texts have for them."""
        defaults = {name: within(each, "default") for name, each in entries(declared.get("parameters"))}
        values = {**defaults, **{name: value for name, value in given.items() if name in defaults}}
        return {**self.common, **{f"parameters.{key}": value for key, value in values.items() if value is not None}}

    def executor(self, named: Tree) -> Tree:
        """The environment of an executor, by its name or with parameters."""
        name = within(named, "name") if isinstance(named, Map) else named
        found = within(self.pipeline, "executors", str(name))
        if not isinstance(found, Map):
            return Map()
        given = dict(entries(named))
        return self.filling.filled(found.get("environment"), self.known(found, given)) or Map()

    def steps(self, steps: list[Tree], depth: int) -> list[Tree]:
        return [found for step in steps for found in self.step(step, depth)] if depth < DEEPEST else []

    def step(self, step: Tree, depth: int) -> Iterator[Tree]:
        """What a step comes to: a command's own steps, those of a condition that holds, or itself."""
        name, given = (str(step), Map()) if isinstance(step, Written) else next(entries(step), ("", None))
        command = within(self.pipeline, "commands", name)
        if name in ("when", "unless") and isinstance(given, Map):
            holds = truth(given.get("condition"))
            if holds == (name == "when") and holds is not None:
                yield from self.steps(items(given.get("steps")), depth + 1)
        elif isinstance(command, Map):
            known = self.known(command, dict(entries(given)))
            body = self.filling.filled(command.get("steps"), known)
            yield Map({name: Map({"steps": self.steps(items(body), depth + 1)}, source=command.source)})
        else:
            yield step


def truth(condition: Tree, depth: int = 0) -> bool | None:
    """What a logic statement comes to; None where that is not known."""
    if isinstance(condition, Written):
        return None if "<<" in condition else condition.lower() not in FALSE
    if not isinstance(condition, Map) or depth > DEEPEST:
        return None
    kind, inside = next(entries(condition), ("", None))
    if kind == "equal":
        values = [str(each) if isinstance(each, Written) and "<<" not in each else None for each in items(inside)]
        different = len(set(values) - {None}) > 1
        return False if different else None if None in values or not values else True
    if kind == "not":
        found = truth(inside, depth + 1)
        return None if found is None else not found
    if kind in ("and", "or"):
        every = [truth(each, depth + 1) for each in items(inside)]
        decisive = kind == "or"
        return decisive if decisive in every else None if None in every or not every else not decisive
    return None

"""Workflows and composite actions of the same repository, read where a workflow uses them.

Source: GitHub Docs, "Reusing workflows" (`with`, `inputs`, permissions that can only be taken away on the way; ten
levels), "Metadata syntax for composite actions" (`runs.using: composite`, `inputs.<id>.default`; inputs are texts).
A path that begins with `./` is one from the root of what the workspace holds: the repository, unless a step checks out
another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from typing import TYPE_CHECKING

from roletrust.dialects.callers.reuse import DEEPEST, Repository
from roletrust.dialects.callers.written import Written, entries, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.calls import Call
from roletrust.engine.document import Source
from roletrust.engine.text import Value

if TYPE_CHECKING:
    from roletrust.dialects.callers.github_actions import CallsAndEnv, Env, Job, Workflow

WORKFLOWS = ".github/workflows/"
INPUT = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")
SAME = f"./{WORKFLOWS}"


def is_used(workflow: Tree, repository: Repository) -> bool:
    """Whether a workflow of the repository uses this one, with inputs that it has."""
    if not within(workflow, "on", "workflow_call", "inputs"):
        return False
    path = f"./{repository.here}"
    return any(
        within(job, "uses") == path
        for other in repository.matching(f"{WORKFLOWS}*.y*ml")
        for document in repository.documents(other)
        for _, job in entries(within(document, "jobs"))
    )


def workflow(reader: Workflow, job: Map, here: Job) -> Iterator[Call]:
    """The calls of the workflow that a job uses; those that stand there whoever uses it are left to its own scan."""
    uses = str(job["uses"])
    documents = documents_of(reader, uses.removeprefix("./")) if uses.startswith(SAME) else []
    if not documents or not isinstance(documents[0], Map):
        return
    file = documents[0].source.file
    inner = type(reader)(documents[0], file, reader.repository, used=True)
    inner.depth, inner.left = reader.depth + 1, reader.left
    alone = {key_of(each) for each in inner.calls()}
    declared = within(documents[0], "on", "workflow_call", "inputs")
    inner.inputs = given(reader, job, declared, here.env)
    inner.flags = {name for name, each in entries(declared) if within(each, "type") == "boolean"}
    inner.granted = here.token
    for call in inner.calls():
        if key_of(call) not in alone:
            yield used_at(call, f"jobs({here.name}).{call.label}", job.source)


def action(reader: Workflow, step: Map, label: str, job: Job) -> CallsAndEnv:
    """The calls of the action that a step uses, if it is a composite one, and the variables that it may set."""
    path = str(step["uses"]).removeprefix("./").rstrip("/")
    documents = documents_of(reader, f"{path}/action.yml") or documents_of(reader, f"{path}/action.yaml")
    composite = documents and str(within(documents[0], "runs", "using")).lower() == "composite"
    if not composite or job.elsewhere:
        return [], {}
    inner = copy(reader)
    inner.tree, inner.file, inner.depth = documents[0], documents[0].source.file, reader.depth + 1
    inner.inputs, inner.flags = given(reader, step, within(documents[0], "inputs"), job.env), set()
    calls, after = inner.steps(within(documents[0], "runs", "steps"), f"{label}.", job)
    changed = {name: value for name, value in after.items() if job.env.get(name) != value}
    return [used_at(call, call.label, step.source) for call in calls], changed


def documents_of(reader: Workflow, path: str) -> list[Tree]:
    reader.left[0] -= 1
    return reader.repository.documents(path) if reader.left[0] >= 0 and reader.depth < DEEPEST else []


def given(reader: Workflow, user: Map, declared: Tree, env: Env) -> dict[str, Value | None]:
    """The inputs as they are in what `user` uses: given to it, else by default, else empty."""
    handed = {name.lower(): value for name, value in entries(within(user, "with"))}
    found: dict[str, Value | None] = {}
    for name, each in entries(declared):
        value = handed.get(name.lower(), within(each, "default"))
        found[name] = reader.value(value, env) if isinstance(value, Written) else "" if value is None else None
    return found


def used_at(call: Call, label: str, place: Source) -> Call:
    """A call of another file, told of where the scanned one leads to it.

    An input gives the id there, if one does: of what is used first, for that is where the call is written.
    """
    by = None if call.corrected_at else INPUT.fullmatch(call.written)
    at = f"in `with` at {place}" if by else call.corrected_at or f"beside the role at {call.source}"
    setting = by[1] if by else call.setting
    told = f"{label.removesuffix(')')}, by {call.source})" if call.corrected_at else f"{label} ({call.source})"
    return call._replace(source=place, label=told, setting=setting, corrected_at=at)


def key_of(call: Call) -> tuple[object, ...]:
    return call.role, call.external_id, call.action, call.source

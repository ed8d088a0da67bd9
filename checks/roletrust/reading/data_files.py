"""The roles in files of data: templates, plans, dumps, policies, services, Kubernetes' objects, tasks of Ansible."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from roletrust.dialects.cloudformation.elsewhere import Templates
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nesting import Call, Nesting
from roletrust.dialects.file_bytes import decoded, file_bytes
from roletrust.dialects.plan.plan import Plan
from roletrust.reading import (
    ansible_roles,
    compositions,
    json_data,
    object_roles,
    plans,
    serverless,
    stack_sets,
    streams,
    templates,
)
from roletrust.reading.callers.in_plans import PlanCallers
from roletrust.reading.callers.in_templates import TemplateCallers
from roletrust.reading.callers.made import Callers
from roletrust.reading.callers.tree_callers import TreeCallers
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.found import WHOLE_FILE, Dump, Found, all_found, no_role
from roletrust.reading.held import Held
from roletrust.reading.kinds import COMPOSITIONS
from roletrust.reading.marked_text import parsed
from roletrust.reading.marks import IN_JSON, IN_OBJECTS, IN_SERVICES, IN_TASKS, IN_TEMPLATES, OBJECTS, all_in
from roletrust.reading.packed import PACKED, UNREADABLE, unpacked
from roletrust.reading.places import Places
from roletrust.reading.skips import Written
from roletrust.reading.unread import unread as unread_case
from roletrust.reading.yaml_nodes import child, documents_in, written

LARGE = 1_000_000  # bytes from which on a dump is read piece by piece
LARGEST = 64_000_000  # bytes of a file that is read at one go
WORDS = (
    "AssumeRole",
    "assume_role",
    "assumeRole",
    "AWS::Serverless::Function",
    "aws_iam_role",
    "Statement",
    "iam_role",
)
STACK = "AWS::CloudFormation::Stack"  # what sets parameters of the templates that it nests
ENCODINGS = {  # by the byte order mark at the beginning, the longer marks first
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
OBJECT = "apiVersion"  # of Kubernetes' objects
SERVICES = ("serverless.yml", "serverless.yaml")


@dataclass
class Given:
    """What is read.  `root`: the directory that files are shown from; `parameters`: for templates.

    `is_read`: whether a role of the Terraform beside it reads the file at a path: then that role tells of it.
    `beside`: where files are noted down that may call roles, and are of no scan of them.  `templates` and `plans`: what
    has been read of them, by path, and what calls roles there.  `whole_dumps`: whether a large dump is given as one.
    `passed_over`: files that surely hold no role, of which some may be nested templates with outputs.
    """

    root: str
    parameters: Mapping[str, str]
    is_read: Callable[[str], bool]
    beside: TreeCallers
    templates: dict[str, templates.TemplateFile] = field(default_factory=dict)
    plans: PlanCallers = field(default_factory=PlanCallers)
    whole_dumps: bool = False
    passed_over: set[str] = field(default_factory=set)

    def shown(self, path: str) -> str:
        """The file as findings name it: `/deep/trust.json`."""
        return self.places.shown(path)

    @property
    def places(self) -> Places:
        return self.beside.places

    @property
    def settings(self) -> Configuration:
        return load(self.root)

    def found(self, roles: Iterable[Held], scan: str = "", callers: Callers | None = None) -> Iterator[Found]:
        """`roles`, which are looked at together with all others of that `scan` below the same directory."""
        return all_found(self.root, roles, scan, callers)


def in_data(paths: Iterable[str], given: Given) -> Iterator[Found]:
    """The roles in templates, plans, dumps and policies; those of templates when all are known that are nested."""
    waiting: list[str] = []
    for path in paths:
        text = ""
        if is_large_dump(path):
            yield from of_dump(path, given)
            continue
        try:
            text = text_of(path)
            found = list(of_text(text, path, given))
        except UNREADABLE as error:
            found = [unread(path, str(error), given)] if may_hold_a_role(text, path) else []
        yield from found
        waiting += [path] if path in given.templates else []
    nesting = nesting_of(given)
    beside = Templates({each: file.template.resources for each, file in given.templates.items()}, nesting.template)

    def read(path: str) -> Template:
        return nesting.template(path) if path in nesting else given.templates[path].template

    callers = TemplateCallers(waiting, read)
    for path in waiting:
        around = nesting if path in nesting else None
        file = given.templates[path]
        held = templates.cases(file, given.shown(path), path, around, beside.elsewhere(path))
        yield from given.found(held, "templates", callers)
        template = read(path)
        for name, inner in stack_sets.every(template, file.configuration):
            called = f"{template.resources.kind(name)}.{name}"
            yield from given.found(inside(called, inner, partial(templates.written, file.template, name)))


def is_large_dump(path: str) -> bool:
    """Whether the file is one that is read piece by piece."""
    try:
        large = path.endswith(PACKED) or (path.endswith(".json") and os.path.getsize(path) > LARGE)
        return large and streams.is_dump(path)  # how large a packed one is shows when it has been read
    except UNREADABLE:
        return False  # reading it will say so


def of_dump(path: str, given: Given) -> Iterator[Found]:
    """The roles of a dump; the whole dump as one Found where other processes judge its roles (`whole_dumps`)."""
    shown = given.shown(path)
    if given.whole_dumps:
        dump = Dump(path, shown, given.root, lambda why: unread(path, why, given))
        yield Found(given.root, shown, no_role, dump=dump)
        return
    try:
        yield from given.found(streams.cases(path, shown, given.settings), shown)
    except UNREADABLE as error:
        yield unread(path, str(error), given)


def of_text(text: str, path: str, given: Given) -> Iterator[Found]:
    """The roles in the text of one file; a template is only noted down.  Raises PolicyError and ValueError."""
    if OBJECT in text:
        given.beside.manifests.append(path)
    if not any(word in text for word in (*WORDS, STACK)):
        given.passed_over.add(path)
        return
    shown, settings = given.shown(path), given.settings
    is_json = text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[")
    if OBJECTS.search(text) and not is_plan(text):
        yield from given.found(of_objects(text, shown, settings, (given.root, path)))
        return
    if not (is_json and path.endswith(".json")) and all_in(text, IN_TASKS):
        yield from given.found(ansible_roles.held(documents_in(text), path, given.places, settings))
        return
    data: Any = json.loads(text) if is_plan(text) else parsed(text)
    if isinstance(data, dict) and "planned_values" in data:
        plan = given.plans.plans[shown] = Plan(data, shown)
        yield from given.found(plans.cases(plan, shown, settings, (given.root, path)), "plans", given.plans)
    elif os.path.basename(path) in SERVICES and (service := serverless.template_of(data, path, given.places)):
        template = Template(service, shown)
        given.beside.services.append(path)
        yield from given.found(of_service(template, serverless.held(template, settings)))
    elif found := templates.template_of(data, text, shown, given.root, given.parameters):
        given.templates[path] = found
    elif is_json:
        yield from given.found(json_data.cases(data, shown, settings, partial(given.is_read, path)), shown)
    elif path.endswith(".json"):
        raise ValueError("it is no JSON")


def of_objects(text: str, shown: str, settings: Configuration, at: tuple[str, str]) -> Iterator[Held]:
    """The roles that Kubernetes' objects make, each called by its kind, namespace and name.

    `at`: the scanned directory, and the path of the file that they stand in.
    """
    for node in object_roles.objects(documents_in(text)):
        called, where = object_roles.called(node), partial(object_roles.written_at, node, shown)
        if object_roles.is_role(node):
            yield Held(called, partial(object_roles.case, node, shown, settings, at), written=where)
        elif written(child(node, "kind")) in COMPOSITIONS:
            yield from inside(called, compositions.held(node, shown, settings), where)


def of_service(template: Template, roles: Iterable[Held]) -> Iterator[Held]:
    """The roles of a service, each called by its kind and logical id."""
    yield from (each._replace(name=f"{template.resources.kind(each.name)}.{each.name}") for each in roles)


def inside(called: str, roles: Iterable[Held], where: Callable[[], Written]) -> Iterator[Held]:
    """The roles that a thing makes which is called so, and is written there."""
    for each in roles:
        yield each._replace(name=f"{called}/{each.name}" if each.name else called, written=where)


def may_hold_a_role(text: str, path: str) -> bool:
    """Whether a file that cannot be read looks as if it held a role, or could not even be opened."""
    in_json = (path.endswith(".json") or text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[")) and all_in(text, IN_JSON)
    marked = any(all_in(text, marks) for marks in (IN_TEMPLATES, IN_OBJECTS, IN_TASKS, IN_SERVICES))
    return not text or in_json or marked or is_plan(text)


def is_plan(text: str) -> bool:
    return text.lstrip()[:1] == "{" and '"planned_values"' in text


def text_of(path: str) -> str:
    """The text of the file.  Raises what is UNREADABLE: ValueError where it is too large, or in no encoding known."""
    if os.path.getsize(path) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST} bytes")
    data = unpacked(file_bytes(path), path, LARGEST)
    encoding = next((each for mark, each in ENCODINGS.items() if data.startswith(mark)), "")
    return data.decode(encoding) if encoding else decoded(data)


def unread(path: str, why: str, given: Given) -> Found:
    """A file that cannot be read, as one role that is undecided."""
    case = unread_case(given.shown(path), why, given.settings)
    return Found(given.root, WHOLE_FILE, lambda: None if given.is_read(path) else case)


def note_down(path: str, given: Given) -> None:
    """The template at `path`, which has no role, but may have outputs; nothing where it is none."""
    given.passed_over.discard(path)
    try:
        text = text_of(path)
        found = templates.template_of(parsed(text), text, given.shown(path), given.root, given.parameters)
    except UNREADABLE:
        return
    given.templates |= {path: found} if found else {}


def nesting_of(given: Given) -> Nesting:
    """Which of the templates are nested in which; one that was passed over is read where a stack has it."""
    calls: dict[str, list[Call]] = {}
    for path, file in list(given.templates.items()):
        resources = file.template.resources
        for stack in resources.stacks:
            written = resources.local_template(stack)
            target = os.path.normpath(os.path.join(os.path.dirname(path), written)) if written else ""
            if target in given.passed_over:
                note_down(target, given)
            if target in given.templates and target != path:
                calls.setdefault(target, []).append(Call(path, stack))

    def read(path: str) -> Template:
        return given.templates[path].template

    return Nesting(calls, read)

"""Every role in what the command is given: directories, single files, standard input."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

import yaml

from roletrust.dialects.cloudformation.elsewhere import Templates
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.nesting import Call, Nesting
from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.hcl.files.directory import ENDINGS
from roletrust.dialects.hcl.project.terragrunt import FILE as TERRAGRUNT
from roletrust.dialects.plan.plan import Plan
from roletrust.engine.policy.document import Source
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
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.held import Held
from roletrust.reading.holdings import Holding
from roletrust.reading.judging import Case
from roletrust.reading.kinds import COMPOSITIONS
from roletrust.reading.marked_text import parsed
from roletrust.reading.marks import IN_JSON, IN_OBJECTS, IN_SERVICES, IN_TASKS, IN_TEMPLATES, OBJECTS, all_in
from roletrust.reading.packed import PACKED, UNREADABLE, unpacked
from roletrust.reading.places import Places
from roletrust.reading.skips import ANNOTATION, Written
from roletrust.reading.terraform.blocks import Block
from roletrust.reading.terraform.tree import TerraformTree
from roletrust.reading.yaml_nodes import child, documents_in, place, written
from roletrust.telling.subject import Dialect, Subject

DATA = (".json", ".yaml", ".yml", ".template")
PASSED_OVER = ("node_modules",)  # and what is hidden, as Checkov has it
LARGE = 8_000_000  # bytes from which on a dump is read piece by piece
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
WHOLE_FILE = "the whole file"  # what one that cannot be read is called
SERVICES = ("serverless.yml", "serverless.yaml")


@dataclass(frozen=True)
class Found:
    """One role that was found.  `root`: the directory that its file is shown from; `label`: what it is called there.

    `case`: how to get it judged; None where the role is surely not made.  `scan`: what all roles are of that the rules
    about all of them look at together; '' where they do not look at this one.  `holding`: what it holds.
    `written`: where it is written, if what skips rules can stand there.  `callers`: what calls roles in its scan.
    `block`: what makes it in Terraform.
    """

    root: str
    label: str
    case: Callable[[], Case | None]
    scan: str = ""
    holding: Holding | None = None
    written: Callable[[], Written] | None = None
    callers: Callers | None = None
    block: Block | None = None


@dataclass
class Given:
    """What is read.  `root`: the directory that files are shown from; `terraform`: what it has of Terraform.

    `var_files`: for Terraform's root modules; `parameters`: for templates; `plans`: what calls roles in plans.
    """

    root: str
    var_files: Sequence[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    templates: dict[str, templates.TemplateFile] = field(default_factory=dict)
    terraform: TerraformTree | None = None
    plans: PlanCallers = field(default_factory=PlanCallers)

    def shown(self, path: str) -> str:
        """The file as findings name it: `/deep/trust.json`."""
        return f"/{os.path.relpath(path, self.root)}".replace(os.sep, "/")

    @property
    def places(self) -> Places:
        return Places(self.shown, lambda _: self.root)

    def is_read(self, path: str) -> bool:
        """Whether a role of the configuration reads the file at `path`: then that role tells of it."""
        return self.terraform is not None and self.terraform.reads(path)

    @property
    def settings(self) -> Configuration:
        return load(self.root)

    def found(self, roles: Iterable[Held], scan: str = "", callers: Callers | None = None) -> Iterator[Found]:
        """`roles`, which are looked at together with all others of that `scan` below the same directory."""
        for label, case, holding, where, block in roles:
            among = f"{scan} {self.root}" if holding else ""
            yield Found(self.root, label, case, among, holding, where, callers, block)


def found_in(
    path: str, var_files: Sequence[str] = (), parameters: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Found]:
    """Every role in the file or directory at `path`.  Raises FileNotFoundError where there is none such."""
    path = os.path.abspath(path)
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    alone = os.path.isfile(path)
    given = Given(os.path.dirname(path) if alone else path, var_files, parameters)
    files = [path] if alone else list(below(path, (*ENDINGS, *DATA, TERRAGRUNT)))
    terraform = [each for each in files if each.endswith(ENDINGS)]
    if terraform:
        units = [each for each in files if os.path.basename(each) == TERRAGRUNT]
        given.terraform = TerraformTree(given.root, terraform, var_files, units)
        yield from given.found(given.terraform.cases(), "terraform", given.terraform.callers)
    yield from in_data([each for each in files if not each.endswith(ENDINGS) and (alone or each.endswith(DATA))], given)


def found_in_text(
    text: str, name: str, folder: str, parameters: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Found]:
    """Every role in `text`, which is read as a file called `name` would be; `folder`: where it is put to be read."""
    path = os.path.join(folder, os.path.basename(name))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    yield from (replace(each, root=os.curdir) for each in found_in(path, (), parameters))


def below(root: str, endings: tuple[str, ...] = (*ENDINGS, *DATA)) -> Iterator[str]:
    """The files below `root` that may hold roles, sorted by directory; no links that lead out of it."""
    real = os.path.realpath(root)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each[0] != "." and each not in PASSED_OVER)
        for name in sorted(names):
            path = os.path.join(folder, name)
            inside = os.path.realpath(path).startswith(real + os.sep)
            if name.endswith(endings) and inside and os.path.isfile(path):
                yield path


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
            found = [unread(path, str(error), given)] if may_hold_a_role(text) else []
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
    """The roles of such a file."""
    try:
        yield from given.found(streams.cases(path, given.shown(path), given.settings), given.shown(path))
    except UNREADABLE as error:
        yield unread(path, str(error), given)


def of_text(text: str, path: str, given: Given) -> Iterator[Found]:
    """The roles in the text of one file; a template is only noted down.  Raises PolicyError and ValueError."""
    if not any(word in text for word in (*WORDS, STACK)):
        return
    shown, settings = given.shown(path), given.settings
    is_json = text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[")
    if OBJECTS.search(text):
        yield from given.found(of_objects(text, shown, settings))
        return
    if not is_json and all_in(text, IN_TASKS):
        yield from given.found(ansible_roles.held(documents_in(text), path, given.places, settings))
        return
    data: Any = json.loads(text) if is_plan(text) else parsed(text)
    if isinstance(data, dict) and "planned_values" in data:
        plan = given.plans.plans[shown] = Plan(data, shown)
        yield from given.found(plans.cases(plan, shown, settings), "plans", given.plans)
    elif os.path.basename(path) in SERVICES and (service := serverless.template_of(data, path, given.places)):
        template = Template(service, shown)
        yield from given.found(of_service(template, serverless.held(template, settings)))
    elif found := templates.template_of(data, text, shown, given.root, given.parameters):
        given.templates[path] = found
    elif is_json:
        yield from given.found(json_data.cases(data, shown, settings, partial(given.is_read, path)), shown)


def of_objects(text: str, shown: str, settings: Configuration) -> Iterator[Held]:
    """The roles that Kubernetes' objects make, each called by its kind, namespace and name."""
    for node in object_roles.objects(documents_in(text)):
        name = written(child(node, "metadata", "name")) or "unnamed"
        called = f"{written(child(node, 'kind'))}.{written(child(node, 'metadata', 'namespace')) or 'default'}.{name}"
        if object_roles.is_role(node):
            made = partial(object_roles.case, node, shown, settings)
            yield Held(called, made, written=partial(of_object, node, shown))
        elif written(child(node, "kind")) in COMPOSITIONS:
            yield from inside(called, compositions.held(node, shown, settings), partial(of_object, node, shown))


def of_object(node: yaml.Node, shown: str) -> Written:
    return Written(place(node, shown), (ANNOTATION,))


def of_service(template: Template, roles: Iterable[Held]) -> Iterator[Held]:
    """The roles of a service, each called by its kind and logical id."""
    yield from (each._replace(name=f"{template.resources.kind(each.name)}.{each.name}") for each in roles)


def inside(called: str, roles: Iterable[Held], where: Callable[[], Written]) -> Iterator[Held]:
    """The roles that a thing makes which is called so, and is written there."""
    for each in roles:
        yield each._replace(name=f"{called}/{each.name}" if each.name else called, written=where)


def may_hold_a_role(text: str) -> bool:
    """Whether a file that cannot be read looks as if it held a role, or could not even be opened."""
    in_json = text.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") and all_in(text, IN_JSON)
    marked = any(all_in(text, marks) for marks in (IN_TEMPLATES, IN_OBJECTS, IN_TASKS, IN_SERVICES))
    return not text or in_json or marked or is_plan(text)


def is_plan(text: str) -> bool:
    return text.lstrip()[:1] == "{" and '"planned_values"' in text


def text_of(path: str) -> str:
    """The text of the file.  Raises what is UNREADABLE: ValueError where it is too large, or in no encoding known."""
    if os.path.getsize(path) > LARGEST:
        raise ValueError(f"the file has more than {LARGEST} bytes")
    data = unpacked(file_bytes(path), path, LARGEST)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding)


def unread(path: str, why: str, given: Given) -> Found:
    """A file that cannot be read, as one role that is undecided."""
    shown = given.shown(path)
    subject = Subject(
        WHOLE_FILE,
        Dialect.JSON,
        Source(shown),
        problem=f"the file cannot be read: {why.removeprefix('it cannot be read: ')}",
    )
    case = Case(subject, given.settings)
    return Found(given.root, WHOLE_FILE, lambda: None if given.is_read(path) else case)


def nesting_of(given: Given) -> Nesting:
    """Which of the templates are nested in which."""
    calls: dict[str, list[Call]] = {}
    for path, file in given.templates.items():
        resources = file.template.resources
        for stack in resources.stacks:
            written = resources.local_template(stack)
            target = os.path.normpath(os.path.join(os.path.dirname(path), written)) if written else ""
            if target in given.templates and target != path:
                calls.setdefault(target, []).append(Call(path, stack))

    def read(path: str) -> Template:
        return given.templates[path].template

    return Nesting(calls, read)

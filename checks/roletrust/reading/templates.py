"""CloudFormation's and SAM's templates: the roles in them, as what is to be judged."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from roletrust.dialects.cloudformation.attached_policies import Elsewhere, RoleOfTemplate, nothing_else
from roletrust.dialects.cloudformation.inner import roles as roles_among
from roletrust.dialects.cloudformation.intrinsics import Evaluated, Template
from roletrust.dialects.cloudformation.loops import unrolled
from roletrust.dialects.cloudformation.nesting import Nesting
from roletrust.dialects.cloudformation.nodes import entries, plain_text
from roletrust.dialects.cloudformation.parameters import GIVEN
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.reading.cdk_manifest import deployed
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import owner
from roletrust.reading.skips import COMMENT, METADATA, Written
from roletrust.telling.subject import Dialect, Subject

SYNTHESIZED = "cdk.out"


@dataclass(frozen=True)
class TemplateFile:
    """A template, read.  `root`: the directory from which on its settings are looked for, upward.

    `problem`: why a part of it could not be read; '' where all was.
    """

    template: Template
    dialect: Dialect
    root: str
    problem: str = ""

    @property
    def configuration(self) -> Configuration:
        """The settings as they are now."""
        return load(self.root)


@dataclass(frozen=True)
class Logical:
    """A resource of a template by its logical id: its type, its properties, and the file as findings show it."""

    name: str
    kind: str
    file: str
    properties: Any = None


def template_of(
    data: Any, text: str, shown: str, root: str, given: Mapping[str, str] = MappingProxyType({})
) -> TemplateFile | None:
    """The template that `data` (with marks) is, which was read from `text`; None of anything else.

    What its loops make is in their place; its parameters have the values that are `given`.  Raises PolicyError where
    the loops make too much.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("Resources"), Mapping):
        return None
    dialect = Dialect.CFN_JSON if text.lstrip("\ufeff \r\n\t").startswith("{") else Dialect.CFN_YAML
    return TemplateFile(Template(unrolled(with_parameters(data, given)), shown), dialect, root)


def with_parameters(data: Mapping[str, Any], given: Mapping[str, str]) -> Mapping[str, Any]:
    """The template `data`, those of its parameters that are `given` set, as a deployment sets them."""
    declared = entries(data.get("Parameters"))
    set_here = [name for name in given if name in declared]
    known = {name: {**entries(declared[name]), "Default": given[name], GIVEN: True} for name in set_here}
    return {**data, "Parameters": {**declared, **known}} if known else data


def cases(
    file: TemplateFile, shown: str, path: str, nesting: Nesting | None = None, beside: Elsewhere = nothing_else
) -> Iterator[Held]:
    """Each role of the template by its kind and logical id.  `beside`: what other templates attach to its roles."""
    resources = file.template.resources
    template = nesting.template(path) if nesting else file.template
    for name in roles_among(resources):
        logical = Logical(name, resources.kind(name), shown, dict(resources.properties(name)))
        made = partial(told, logical, file, nesting, path)
        holding = partial(RoleOfTemplate, template, name, path, beside)
        yield Held(f"{logical.kind}.{name}", made, holding, partial(written, file.template, name))


def written(template: Template, name: str) -> Written:
    """Where the resource `name` stands, with the line of its name."""
    source = template.resources.source(name, template.file)
    return Written(source._replace(first=max(source.first - 1, 1)), (COMMENT, METADATA))


def told(role: Logical, file: TemplateFile, nesting: Nesting | None, path: str) -> Case | None:
    """As `judged`, with what cannot be read as the case's problem."""
    try:
        return judged(role, file, nesting, path)
    except PolicyError as error:
        return case(role, file, None, str(error))


def judged(role: Logical, file: TemplateFile, nesting: Nesting | None, path: str) -> Case | None:
    """The role, with what its template's parents set; None where it is not made.  Raises PolicyError."""
    if nesting is None:
        evaluated = file.template.trust(role.name)
        return case(role, file, evaluated) if evaluated else None
    try:
        evaluated, stacks = nesting.trust(path, role.name)
        name = nesting.value(path, role.name, "RoleName")
    except RecursionError:
        raise PolicyError("its template is nested too deep") from None
    found = case(role, file, evaluated)
    subject = replace(found.subject, role=plain_name(name), nested=tuple(stacks))
    return Case(subject, found.configuration) if evaluated else None


def case(role: Logical, file: TemplateFile, evaluated: Evaluated | None, problem: str = "") -> Case:
    """The role as it was `evaluated`; None: it could not be, for the `problem`."""
    written = role.properties if isinstance(role.properties, Mapping) else {}
    named, trust = written.get("RoleName"), written.get("AssumeRolePolicyDocument")
    stack = deployed(file.root, os.path.join(file.root, role.file.lstrip("/")))
    whose = owner(file.configuration, stack.own, beside=stack.beside if stack.own else ())
    subject = Subject(
        label=f"{role.kind}.{role.name}",
        dialect=file.dialect,
        source=evaluated.source if evaluated else Source(role.file),
        owner=whose._replace(audiences=file.template.registered(trust)),
        role=plain_name(named),
        tree=evaluated.tree if evaluated else None,
        problem=problem,
        secrets=file.template.secrets,
        origins=evaluated.origins if evaluated else (),
        once_given=evaluated.once_given if evaluated else (),
        made_of=made_of(role, file),
    )
    return Case(subject, file.configuration)


def made_of(role: Logical, file: TemplateFile) -> str:
    """What a program makes the template of, as far as the template and the tree say it; '' where none does.

    AWS CDK Developer Guide, "AWS CDK projects": `cdk synth` writes to `cdk.out`, beside the `cdk.json` that names the
    app, and the path of the construct into the metadata of each resource.
    """
    folder, name, _ = role.file.partition(f"/{SYNTHESIZED}/")
    construct = plain_text(file.template.resources.metadata(role.name).get("aws:cdk:path"))
    if not name and construct is None:
        return ""
    known = bool(name) and os.path.isfile(os.path.join(file.root, folder.lstrip("/"), "cdk.json"))
    app = f"the CDK app of {folder}/cdk.json" if known else "a CDK app that is not in what is scanned"
    return f"{app}, in the construct {construct}" if construct else app

"""The roles of a template that stands inside of something else: a stack set of CloudFormation, a stack of Terraform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from roletrust.dialects.cloudformation.inner import Inner, bodies, roles, together, unplaced
from roletrust.dialects.cloudformation.intrinsics import DOCUMENT, Template, Ways
from roletrust.dialects.cloudformation.loops import unrolled
from roletrust.dialects.tree import ABSENT, Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, Text
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.judging import Case
from roletrust.reading.kinds import plain_name
from roletrust.reading.marked_text import parsed
from roletrust.reading.places import owner
from roletrust.rules.messages.wording import hole_name
from roletrust.telling.subject import Dialect, Subject


@dataclass(frozen=True)
class Body:
    """A template, and what is around it.

    `around`: what to call the open values of what is around it by, where the template has names of the same kind.
    `own`: whether it makes its roles in the account of what is around it, and `accounts` are those accounts.
    `members`: whether it makes them in accounts of the same organization as that one.
    """

    tree: Tree
    source: Source
    settings: Configuration
    parameters: Tree = ABSENT
    around: str = ""
    own: bool = False
    members: bool = False
    accounts: frozenset[str] = frozenset()
    problem: str = ""


@dataclass(frozen=True)
class Read:
    """One that the template may turn out to be, read."""

    template: Template
    dialect: Dialect
    in_place: bool  # whether its lines are the file's


def held_in(body: Body) -> Iterator[Held]:
    """The roles in a template.  One that cannot be read is undecided as a whole."""
    found: dict[str, list[tuple[Ways, Read]]] = {}
    try:
        if body.problem:
            raise PolicyError(body.problem)
        for ways, tree in bodies(body.tree):
            if read := read_of(tree, body):
                for name in roles(read.template.resources):
                    found.setdefault(name, []).append((ways, read))
    except PolicyError as error:
        subject = Subject("the template", Dialect.CFN_YAML, body.source, problem=str(error))
        yield Held("", partial(Case, subject, body.settings))
        return
    for name, reads in found.items():
        yield Held(name, partial(case, name, reads, body))


def case(name: str, reads: list[tuple[Ways, Read]], body: Body) -> Case | None:
    """The role called `name`; None where none of the ways makes it."""
    trees: list[tuple[Ways, Tree]] = []
    problem, source = "", body.source
    for ways, read in reads:
        try:
            trust = read.template.trust(name)
        except PolicyError as error:
            problem = str(error)
        else:
            trees += [(ways, trust.tree if read.in_place else unplaced(trust.tree))] if trust else []
            source = trust.source if trust and read.in_place else source
    first = reads[0][1]
    subject = Subject(
        label=f"{first.template.resources.kind(name)}.{name}",
        dialect=first.dialect,
        source=source,
        owner=owner(body.settings, *body.accounts),
        role=plain_name(first.template.resources.properties(name).get("RoleName")),
        tree=None if problem or not trees else together(trees),
        problem=problem,
    )
    return Case(subject, body.settings) if trees or problem else None


def read_of(tree: Tree, body: Body) -> Read | None:
    """The template that `tree` is; None where it surely makes no role.  Raises PolicyError."""
    inner = Inner(body.around, body.own, body.members)
    if isinstance(tree, Map):
        data, dialect, in_place = inner.encoded(tree), Dialect.HCL_OBJECT, True
    elif hole := tree.lone if isinstance(tree, Text) else tree if isinstance(tree, Hole) else None:
        raise PolicyError(f"the whole template is {hole_name(hole)}, which this scan does not show")
    elif isinstance(tree, (str, Text)) and DOCUMENT in str(tree):
        text = inner.marked(tree)
        in_place = bool(body.source.first) and text.strip().count("\n") <= body.source.last - body.source.first
        data = inner.opened(mapping("\n" * (body.source.first - 1 if in_place else 0) + text))
        dialect = Dialect.CFN_JSON if text.lstrip().startswith("{") else Dialect.CFN_YAML
    else:
        return None
    template = inner.with_parameters(data, body.parameters)
    return Read(Template(template, body.source.file, inner.given), dialect, in_place)


def mapping(text: str) -> Mapping[str, Any]:
    """What is written in `text`.  Raises PolicyError."""
    data = parsed(text)
    if not isinstance(data, Mapping):
        raise PolicyError("the template is no mapping")
    return unrolled(data)

"""What the resources of CloudFormation and SAM templates call, or hand to services, and which role that is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic

from roletrust.dialects.callers import anywhere_profiles
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.cloudformation.resources import STACK_SETS
from roletrust.dialects.handed.edge_functions import TEMPLATE as DISTRIBUTIONS
from roletrust.dialects.handed.places import by_kind
from roletrust.engine.policy.request import last_of_path
from roletrust.engine.roles.calls import account_and_name
from roletrust.engine.roles.sessions import Session
from roletrust.engine.text import Value
from roletrust.reading.callers import (
    edge_functions,
    handing,
    pod_associations,
    pool_roles,
    profiles_of_anywhere,
    stack_sets,
)
from roletrust.reading.callers.made import Caller, Made, Named, R, Roles, Way, by_name, findings, without_setting
from roletrust.reading.landscape import Among
from roletrust.reading.templates import written

# By the kind of a resource: how its calls are read, each in every way.
CALLING: dict[str, Callable[[Template, str], Iterable[Iterable[Way]]]] = {
    "AWS::EKS::PodIdentityAssociation": pod_associations.calls_in,
    anywhere_profiles.TEMPLATE: profiles_of_anywhere.calls_in,
    pool_roles.TEMPLATE: pool_roles.calls_in,
}
# An alias of AWS IoT says how long the sessions are that devices get; the role's longest has to be as long at least:
# https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
ROLE_ALIAS, DURATION = "AWS::IoT::RoleAlias", "CredentialDurationSeconds"
READ = frozenset((*STACK_SETS, *CALLING, ROLE_ALIAS))  # beside what hands a role to a service


class RolesOfTemplates(Generic[R]):
    """The `roles` of a scan, as each of its templates calls them.  `elsewhere`: see Roles."""

    def __init__(self, roles: Iterable[R], elsewhere: Named[R] | None = None) -> None:
        self._roles, self._elsewhere = tuple(roles), elsewhere
        self._of_any: dict[str, Roles[R]] = {}
        self._own: dict[str, dict[Value, R]] = {}
        self.by_name: Named[R] = by_name(self._roles)

    def by_arn(self, path: str) -> Named[R]:
        """How the template at `path` finds any of them by its ARN."""
        if path not in self._of_any:
            self._of_any[path] = Roles(self._roles, partial(own_arns, path), self._elsewhere)
        return self._of_any[path].named

    def handed(self, path: str, role: Value) -> R | None:
        """The role that the template at `path` hands over: one of its own, or any by an ARN that is written out."""
        found = self.own(path).get(role)
        return found or (self.by_arn(path)(role) if isinstance(role, str) and account_and_name(role) else None)

    def own(self, path: str) -> Mapping[Value, R]:
        """Its own, by their ARNs and names there."""
        if path not in self._own:
            found = self._own[path] = {}
            for each in self._roles:
                same = os.path.basename(each.case.subject.source.file) == os.path.basename(path)
                for arn in own_arns(path, each) if same else ():
                    found.update({arn: each, last_of_path(arn): each})
        return self._own[path]


def own_arns(path: str, role: Among) -> list[Value]:
    """The ARN of a role of the template at `path`, as that has it; none of any other."""
    held = role.roles[0][1].holdings if role.roles else None
    here = held is not None and os.path.abspath(str(held.home.root)) == os.path.abspath(path)
    return [held.arn] if held and here and held.arn else []


def calls(template: Template, path: str, name: str, roles: RolesOfTemplates[R]) -> Iterator[Made[R]]:
    """What the resource `name` of the template at `path` calls, or hands over, of these roles.  Raises nothing."""
    kind, by_arn = template.resources.kind(name), roles.by_arn(path)
    if kind in STACK_SETS:
        yield from without_setting(stack_sets.calls_in(template, name), roles.by_name, by_arn)
    for every in CALLING[kind](template, name) if kind in CALLING else ():
        yield from without_setting(every, by_arn)
    for each in (*handing.handed_in(template, name), *edge_functions.calls_in(template, name)):
        yield from without_setting(with_session(each, template, name), partial(roles.handed, path))


def with_session(ways: Sequence[Way], template: Template, name: str) -> Sequence[Way]:
    """The `ways` in which a resource hands a role over, with what it asks of the sessions."""
    if template.resources.kind(name) != ROLE_ALIAS:
        return ways
    found = template.value(name, DURATION, 0)
    seconds = str(found.tree) if found else ""
    asked = Session(duration=int(seconds) if seconds.isdecimal() else 0)
    return [(conditions, call and call._replace(session=asked)) for conditions, call in ways]


@dataclass(frozen=True)
class TemplateCallers:
    """The resources that call roles in the templates at `paths`; `template_at`: those, as they are read there."""

    paths: Sequence[str]
    template_at: Callable[[str], Template]

    def __call__(self, roles: Sequence[Among], elsewhere: Named[Among] | None = None) -> Iterator[Caller]:
        """Each, with its calls of these roles, and of those `elsewhere` by an ARN that is written out."""
        known = RolesOfTemplates(roles, elsewhere)
        for path in self.paths:
            template = self.template_at(path)
            resources = template.resources
            for name in resources:
                kind = resources.kind(name)
                if kind in READ or kind == DISTRIBUTIONS or kind in by_kind():
                    made = partial(calls, template, path, name, known)
                    yield Caller(f"{kind}.{name}", partial(written, template, name), partial(findings, made))

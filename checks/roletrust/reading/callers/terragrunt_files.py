"""The calls of roles that a file of Terragrunt's makes."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.hcl.roles.terragrunt_assuming import assumed_in
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.terraform_blocks import ways_of


def calls(root: str, path: str, shown: str) -> Iterator[Call]:
    """Those in the file at `path`, below `root`, from top to bottom; none that hang on a condition.  Raises nothing."""
    for label, assumed in assumed_in(root, path, shown):
        for conditions, call in ways_of(assumed, label):
            if call and not conditions:
                yield call._replace(setting="" if label == "iam_role" else call.setting)

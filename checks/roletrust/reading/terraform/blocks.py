"""The blocks of a Terraform scan that are looked at: where each stands, and under which module calls."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Union

from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.reading.kinds import OTHERS, STACKS

Calls = tuple[ModuleCall, ...]

TRUST = {"aws_iam_role": "assume_role_policy", "awscc_iam_role": "assume_role_policy_document"}
POLICY = {**TRUST, **dict.fromkeys(STACKS, "template_body"), **OTHERS}  # where what is judged stands
SUBJECTS = "oidc_subject_claim_customization_template"  # of the provider of GitHub, for one repository or for all
BODY, PARAMETERS, MODEL = "template_body", "parameters", "permission_model"  # of a stack, or stack set


@dataclass(frozen=True, slots=True)
class Unread:
    """A policy that could not be evaluated, and why."""

    problem: str


Policy = Union[Evaluated, Unread]


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """A role, a policy document, or a call of a described module.

    `calls` go from the root module inwards; `key` is its count or for_each key.  `beyond`: why there may be instances
    of it under other calls, which are not told of.
    """

    kind: str
    type: str
    name: str
    key: int | str | None
    file: str
    calls: Calls
    conf: dict[str, Any]
    beyond: str = ""

    @property
    def address(self) -> tuple[str, str, str]:
        return self.kind, self.type, self.name

    @property
    def exists(self) -> bool:
        """Checkov keeps a block with `count = 0`, but it makes nothing."""
        return self.conf.get("count") != [0]

    @property
    def label(self) -> str:
        """Its address as Terraform writes it."""
        return str(self.conf.get("__address__") or f"{self.type}.{self.name}")

    def root(self, scanned_file: str) -> str:
        """The directory the scan started from.  `scanned_file`: the block's file as seen from there (`/main.tf`).

        A module outside of it is seen as `/../modules/m/main.tf`; its outermost call then lies inside.
        """
        inner = scanned_file.replace(f"{os.sep}..", "")
        levels = (len(scanned_file) - len(inner)) // 3
        if not self.file.endswith(inner):
            return os.path.dirname(self.calls[0].file if self.calls else self.file)
        start = self.file[: -len(inner)]
        if levels and self.calls:
            start = os.sep.join(self.calls[0].file.split(os.sep)[: start.count(os.sep) + 1 + levels])
        return start or os.sep

"""The tokens that a workspace of HCP Terraform presents: one for each phase of its runs.

Source: HCP Terraform, "Use dynamic credentials with the AWS provider" (`TFC_AWS_RUN_ROLE_ARN` for both phases, or
`TFC_AWS_PLAN_ROLE_ARN` and `TFC_AWS_APPLY_ROLE_ARN`, each with a tag after it for a further configuration) and
"Workload identity tokens": the subject is `organization:O:project:P:workspace:W:run_phase:PHASE`.
"""

from __future__ import annotations

import re

from roletrust.engine.roles.tokens import HCP, Token, Tokens
from roletrust.engine.text import Value, text

ROLE = re.compile(r"TFC_AWS_(RUN|PLAN|APPLY)_ROLE_ARN(_\w+)?\Z")
PHASES = ("plan", "apply")


def tokens(variable: str, organization: Value, project: Value, workspace: Value) -> Tokens | None:
    """Of the runs for which `variable` names the role; None of any other variable."""
    found = ROLE.match(variable)
    if not found:
        return None
    phases = PHASES if found[1] == "RUN" else (found[1].lower(),)
    beginning = ("organization:", organization, ":project:", project, ":workspace:", workspace, ":run_phase:")
    return Tokens(HCP, tuple(Token((("sub", text(*beginning, phase)),)) for phase in phases))

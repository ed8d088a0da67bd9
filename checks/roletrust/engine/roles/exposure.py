"""Whether a role can read data wherever it lies: what an outsider may well be meant to do, and may well not.

The actions are those that cloudsplaining lists for data exfiltration (READ_ONLY_DATA_EXFILTRATION_ACTIONS in its
shared/constants.py), each by itself.  That a key of KMS may stand in the way is not looked at.
"""

from __future__ import annotations

from roletrust.engine.answer import NO
from roletrust.engine.roles.permissions import Permissions, Power, by_some, in_any_way, may

READING = (
    "s3:GetObject",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "secretsmanager:GetSecretValue",
)


def exposure(permissions: Permissions) -> Power:
    """Whether some action of `READING` is allowed on every resource of its kind; `actions`: all those that are."""
    nothing = Power(NO, reads=True)
    return in_any_way(permissions, lambda held: by_some(((each, may(held, each)) for each in READING), nothing))

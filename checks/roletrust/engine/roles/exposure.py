"""Whether a role can read data wherever it lies: what an outsider may well be meant to do, and may well not.

The actions are those that cloudsplaining lists for data exfiltration (READ_ONLY_DATA_EXFILTRATION_ACTIONS in its
shared/constants.py), each by itself.  That a key of KMS may stand in the way is not looked at.
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.roles.permissions import Permissions, Power, in_any_way, may

READING = (
    "s3:GetObject",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "secretsmanager:GetSecretValue",
)


def exposure(permissions: Permissions) -> Power:
    """Whether some action of `READING` is allowed on every resource of its kind; `actions`: all those that are."""
    return in_any_way(permissions, _exposure)


def _exposure(permissions: Permissions) -> Power:
    asked = [(action, may(permissions, action)) for action in READING]
    for answer in (YES, UNKNOWN):
        found = [(action, allowed) for action, allowed in asked if allowed.answer is answer]
        if found:
            through = dict.fromkeys(grant for _, allowed in found for grant in allowed.through)
            holes = dict.fromkeys(hole for _, allowed in found for hole in allowed.holes)
            actions = tuple(action for action, _ in found)
            return Power(answer, "", actions, tuple(through), tuple(holes), reads=True)
    return Power(NO, reads=True)

"""What cloudsplaining says of a trust policy.  It comes along with Checkov, and is run.

Its reports hold the policy of every role and no finding about it.  Its library can say more: which actions it takes
for open to everybody, and, in its log, that there is a `NotPrincipal`.
"""

from __future__ import annotations

import logging
from typing import Any

from cloudsplaining.scan.assume_role_policy_document import AssumeRolePolicyDocument

ASSUME, SAML, NOT_PRINCIPAL = "sts:AssumeRole", "sts:AssumeRoleWithSAML", "NotPrincipal"


def findings(policy: dict[str, Any]) -> set[str]:
    """The actions that it says everybody can use; NOT_PRINCIPAL where it logs that."""
    logged: list[str] = []

    def kept(record: logging.LogRecord) -> bool:
        logged.extend([NOT_PRINCIPAL] if record.levelno == logging.CRITICAL else [])
        return False

    log = logging.getLogger(AssumeRolePolicyDocument.__module__)
    log.addFilter(kept)
    try:
        return {*AssumeRolePolicyDocument(policy).internet_accessible_actions, *logged}
    except Exception:  # noqa: BLE001 - what breaks it is no finding of its
        return set(logged)
    finally:
        log.removeFilter(kept)

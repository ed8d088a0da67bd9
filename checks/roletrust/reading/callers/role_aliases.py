"""Role aliases of AWS IoT in templates, which say how long the sessions are that devices get.

The role's longest session has to be as long at least:
https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
"""

from __future__ import annotations

from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.engine.roles.sessions import Session

KIND = "AWS::IoT::RoleAlias"
DURATION = "CredentialDurationSeconds"


def session_of(template: Template, name: str) -> Session:
    """What the alias `name` asks of the sessions of the role that it hands over."""
    written = template.value(name, DURATION, 0)
    seconds = str(written.tree) if written else ""
    return Session(duration=int(seconds) if seconds.isdecimal() else 0)

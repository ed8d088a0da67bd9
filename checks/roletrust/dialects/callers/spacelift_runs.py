"""What runs of Spacelift send to STS: an external id through an integration with AWS, or a token of their own.

Source: Spacelift Docs, "AWS", and `terraform-provider-spacelift`, `spacelift_aws_integration`, `spacelift_aws_role`:
the external id is `ACCOUNT@INTEGRATION@STACK@read` or `…@write`, of the older `spacelift_aws_role` `ACCOUNT@STACK`; one
of the user's own is for private workers alone; the tags of a session that is tagged.  "OpenID Connect (OIDC)": the
token lies in a file of that name; its subject is `space:SPACE:stack:STACK:run_type:TYPE:scope:SCOPE`, or of a `module`,
and its audience the account's host.
"""

from __future__ import annotations

from roletrust.engine.roles.sessions import Session
from roletrust.engine.roles.tokens import SPACELIFT, TENANT_HOST, Token, Tokens
from roletrust.engine.text import Hole, Value, text

HELD_IN = "/mnt/workspace/spacelift.oidc"
TAGS = ("run", "stack", "space")
ACCOUNT = Hole("Spacelift account")


def presented() -> Tokens:
    """Those of any run: which one a configuration is for, it does not say."""
    subject = text(
        *("space:", Hole("space"), ":", Hole("stack or module"), ":", Hole("its id")),
        *(":run_type:", Hole("run type"), ":scope:", Hole("scope")),
    )
    return Tokens(SPACELIFT, (Token((("sub", subject), ("aud", text(TENANT_HOST)))),))


def of_integration() -> Value:
    """The external id that a run of some stack or module sends through an integration."""
    return text(ACCOUNT, "@", Hole("integration id"), "@", Hole("stack or module id"), "@", Hole("read or write"))


def of_stack(stack: Value) -> Value:
    """The external id of the older way, of one stack or module."""
    return text(ACCOUNT, "@", stack)


def session(duration: int, tagged: bool) -> Session:
    """What is asked of the session; `duration`: in seconds, 0 where that is not written."""
    tags = tuple((each, text(Hole(f"the tag {each} of Spacelift"))) for each in TAGS) if tagged else ()
    return Session(tags, duration=duration, without="tag_assume_role = false" if tagged else "")

"""What an error message says of a refused call: who called what, and by which kind of policy it was refused.

Source: IAM User Guide, "Troubleshoot access denied error messages": `User: … is not authorized to perform: … on
resource: …`, then `with an explicit deny in a … policy` or `because no … policy allows the … action`.  Of a role's
trust policy it names no resource.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from roletrust.engine.policy.request import arn_field
from roletrust.engine.text import Hole, Value, text

ASSUMED = "assumed-role/"
TRUST_POLICY = "role trust policy"  # as messages name it; some as a resource-based policy, which it is
DIGITS = frozenset("0123456789")


class Refusal(NamedTuple):
    """One refused call, as far as its message says; '' for what it does not say.

    `caller`, `role`: ARNs, as they are written.  `action`: `sts:AssumeRole`, …  `code`: `AccessDenied`, …
    `denial`: `explicit` or `implicit`, where the message says which; `policy`: the kind of policy that it names,
    `policy_arn`: the policy.  `sign`: the cause that the sentence alone tells.  `service`: the AWS service that was to
    assume the role.  `sent`: context keys of the request that are known, None for one that was not sent.
    `message`: the sentence itself.  `encoded`: whether it holds an encoded authorization message.
    """

    caller: str = ""
    action: str = ""
    role: str = ""
    code: str = ""
    denial: str = ""
    policy: str = ""
    policy_arn: str = ""
    sign: str = ""
    service: str = ""
    sent: Mapping[str, str | None] = MappingProxyType({})
    message: str = ""
    encoded: bool = False

    @property
    def cross_account(self) -> bool | None:
        """Whether caller and role are in two accounts; None where one of them is not told."""
        both = known_account(self.caller), known_account(self.role)
        return None if "" in both else both[0] != both[1]


def known_account(arn: str) -> str:
    """The 12-digit account of an ARN; '' where it has none, or one that was made unreadable."""
    account = str(arn_field(arn, 4))
    return account if len(account) == 12 and DIGITS.issuperset(account) else ""


def role_of(arn: str) -> str:
    """The IAM ARN of the role whose session an STS ARN is of; `arn` itself where it is of none.

    A session's ARN does not say the role's path (IAM User Guide, "IAM identifiers").
    """
    fields = arn.split(":", 5)
    if len(fields) < 6 or not fields[5].startswith(ASSUMED):
        return arn
    return ":".join([*fields[:2], "iam", "", fields[4], f"role/{fields[5].split('/')[1]}"])


def session_of(arn: str) -> str:
    """The session's name in an STS ARN; '' where it is of no session."""
    fields = arn.split(":", 5)
    parts = fields[5].split("/", 2) if len(fields) == 6 and fields[5].startswith(ASSUMED) else []
    return parts[2] if len(parts) == 3 else ""


def opened(arn: str) -> Value:
    """`arn` as a Value: an account that was made unreadable (`***`, `<redacted>`) is one that is not known."""
    fields = arn.split(":", 5)
    if len(fields) < 6 or known_account(arn):
        return arn
    return text(":".join(fields[:4]) + ":", Hole("the account in the message"), f":{fields[5]}")

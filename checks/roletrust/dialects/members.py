"""What is known of open values by what a reference to them is called: accounts of the own organization, ids of roles.

Terraform AWS provider: `aws_organizations_organization` tells of the organization that the caller's account is in,
`aws_organizations_organizational_unit_..._accounts` of a part of it, and `aws_organizations_account` makes an account
in it.  Such an account is no third party's.  `aws_iam_role` and `aws_iam_user`: `unique_id` is what IAM calls one.
"""

from __future__ import annotations

import re

from roletrust.engine.text import Means

_ANY = r"(?:\[[^\]]*\])"  # some element or instance
_NAME = rf"\.[\w-]+{_ANY}?\."
_WHOLE = rf"(?:data\.)?aws_organizations_organization{_NAME}"
_PART = rf"data\.aws_organizations_organizational_unit_(?:child|descendant)_accounts{_NAME}"
_MEMBER = re.compile(
    rf"(?:module\.[\w-]+{_ANY}?\.)*(?:"
    rf"{_WHOLE}(?:non_master_)?accounts{_ANY}\.id|{_WHOLE}master_account_id|{_PART}accounts{_ANY}\.id"
    rf"|aws_organizations_account{_NAME}id)\Z"
)


_PRINCIPAL_ID = re.compile(
    rf"(?:module\.[\w-]+{_ANY}?\.)*(?:data\.aws_iam_role|aws_iam_role|aws_iam_user){_NAME}unique_id\Z"
)


def meaning(name: str) -> Means:
    """What an open value of that name is."""
    if is_member(name):
        return Means.MEMBER_ACCOUNT
    return Means.PRINCIPAL_ID if name.endswith(".unique_id") and _PRINCIPAL_ID.match(name) else Means.VALUE


def is_member(name: str) -> bool:
    """Whether an open value of that name is such an account: `data.aws_organizations_organization.o.accounts[*].id`."""
    return "aws_organizations_" in name and _MEMBER.match(name) is not None

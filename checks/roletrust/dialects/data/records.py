"""Roles in JSON data: what AWS's own commands print of roles, rows of inventories, and bare trust policies.

The data is what a JSON parser returns.  Its objects may carry `start_mark` and `end_mark`, whose lines count from 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from roletrust.dialects.data.marks import PLAIN, Lines
from roletrust.engine.policy.document import Source

# A role's trust policy, as AWS and as inventories call it; the later ones repeat the earlier in another form.
POLICIES = (
    "AssumeRolePolicyDocument",  # IAM, CloudFormation, Cloud Control
    "assumeRolePolicyDocument",  # AWS Config
    "assume_role_policy_document",  # CloudQuery
    "assume_role_policy",  # Steampipe, Terraform's state
    "assume_role_policy_std",
)
NAMES = ("RoleName", "roleName", "role_name", "name", "title")
ARNS = ("Arn", "arn", "ARN", "role_arn")
ACCOUNTS = ("awsAccountId", "accountId", "account_id")
WRAPPED = ("configuration", "Results", "Properties")  # AWS Config and Cloud Control print JSON as text in these
ROLE_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/[\w+=,.@/-]+\Z", re.ASCII)
ACCOUNT = re.compile(r"\d{12}\Z", re.ASCII)

Place = tuple[Any, ...]  # (the place of what holds it, key or index); () of the whole


@dataclass(frozen=True)
class Record:
    """One role, or one bare trust policy, whose `arn` and `account` are then ''.

    `policy` is as the data has it: an object, or text; `row` is all that the data has of the role.  `path` says where
    in the file: `RoleDetailList[3]`.
    """

    policy: Any
    row: Mapping[str, Any]
    name: str = ""
    arn: str = ""
    account: str = ""
    path: str = ""
    bare: bool = False
    source: Source = Source()
    is_last: bool = True  # in its container
    lines: Lines = PLAIN


def records(data: Any, file: str) -> Iterator[Record]:
    """Every role in `data`, from top to bottom; none in what another reader of files has to evaluate first."""
    if is_evaluated_elsewhere(data):
        return
    lines = Lines.of(data)
    stack: list[tuple[Any, Place, bool]] = [(data, (), True)]
    while stack:
        node, place, is_last = stack.pop()
        if isinstance(node, Mapping):
            if is_resource(node):
                continue
            if record := read(node):
                source = lines.source(node, file, is_last)
                yield replace(record, source=source, path=path_of(place), is_last=is_last, lines=lines)
                continue
            found = [(unwrapped(key, value), (place, key)) for key, value in node.items()]
        else:
            found = [(unwrapped_item(each, place), (place, index)) for index, each in enumerate(node)]
        last = len(found) - 1
        stack += [
            (*found[index], index == last)
            for index in range(last, -1, -1)
            if isinstance(found[index][0], (Mapping, list))
        ]


def read(node: Mapping[str, Any]) -> Record | None:
    """The role that an object is a record of, or the trust policy that it is; else None."""
    for key in POLICIES:
        if key in node:
            arn = next((str(node[each]) for each in ARNS if ROLE_ARN.match(str(node.get(each)))), "")
            if arn or is_policy(node[key]):
                return Record(node[key], node, name_of(node, arn), arn, account_of(node, arn))
    return Record(node, node, bare=True) if "Statement" in node and is_trust(node) else None


def name_of(node: Mapping[str, Any], arn: str) -> str:
    return next((str(node[each]) for each in NAMES if isinstance(node.get(each), str)), arn.rpartition("/")[2])


def account_of(node: Mapping[str, Any], arn: str) -> str:
    """The account of the role's ARN, or the one that the row says it was found in."""
    found = arn.split(":")[4:5] + [str(node[each]) for each in ACCOUNTS if ACCOUNT.match(str(node.get(each)))]
    return found[0] if found else ""


def is_policy(value: Any) -> bool:
    """Whether a value looks like a policy: schemas, too, have properties of such names."""
    if isinstance(value, str):
        return value.lstrip()[:1] == "{" or value.lstrip()[:3].upper() == "%7B"
    return isinstance(value, Mapping) and "Statement" in value


def is_trust(policy: Mapping[str, Any]) -> bool:
    """Whether a policy says who may assume a role.  One on `Resource`s is an endpoint's, or an identity's."""
    return any(
        isinstance(each, Mapping)
        and ("Principal" in each or "NotPrincipal" in each)
        and not ("Resource" in each or "NotResource" in each)
        and any(str(action).lower().startswith("sts:") for action in many(each.get("Action")))
        for each in many(policy["Statement"])
    )


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def is_resource(node: Mapping[str, Any]) -> bool:
    """Whether it is a template's resource: what it says has to be evaluated first."""
    return "Properties" in node and str(node.get("Type", "")).startswith("AWS::")


def is_evaluated_elsewhere(data: Any) -> bool:
    """Templates, plans, Kubernetes' objects, and the tree that the CDK writes beside its templates."""
    if not isinstance(data, Mapping):
        return not isinstance(data, list)
    return (
        isinstance(data.get("Resources"), Mapping)
        or "planned_values" in data
        or ("apiVersion" in data and "kind" in data)
        or str(data.get("version", "")).startswith("tree-")
    )


def unwrapped(key: str, value: Any) -> Any:
    """`value`, or the data that it is the text of."""
    if key in WRAPPED and isinstance(value, str) and "ssumeRolePolicyDocument" in value:
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def unwrapped_item(value: Any, place: Place) -> Any:
    return unwrapped(str(place[1]), value) if place and isinstance(value, str) else value


def path_of(place: Place) -> str:
    """`RoleDetailList[3].Role`; '' for the whole."""
    steps: list[str] = []
    while place:
        place, step = place
        steps.append(f"[{step}]" if isinstance(step, int) else f".{step}")
    return "".join(reversed(steps)).lstrip(".")

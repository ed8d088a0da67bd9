"""What the roles of a dump hold, where it tells: `aws iam get-account-authorization-details`, and AWS Config.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from roletrust.dialects.data.documents import document
from roletrust.dialects.data.records import Record, unwrapped
from roletrust.dialects.holding import Collected
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.permissions import Permissions
from roletrust.engine.roles.role import Home
from roletrust.engine.text import Hole, Value


class Policies:
    """The customer managed policies of one file, each in its default version."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def get(self, arn: str) -> Any:
        """The document of the policy with that ARN; None where the file does not hold it."""
        return self._by_arn.get(arn)

    @cached_property
    def _by_arn(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        waiting = [self._data]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list):
                waiting.extend(node)
            elif isinstance(node, Mapping):
                versions = _of(node, "PolicyVersionList")
                if isinstance(versions, list):
                    found[str(_of(node, "Arn"))] = next(map(_document_of, filter(_is_default, versions)), None)
                else:
                    waiting.extend(unwrapped(key, value) for key, value in node.items())
        return found


class RoleHoldings:
    """One role, and all that it holds.  `home`: the file and the account."""

    longest_session = None  # no call is looked for that is of a role in data

    def __init__(self, record: Record, policies: Policies) -> None:
        self.arn: Value = record.arn
        self.home = Home((record.source.file, record.account))
        self._record, self._policies = record, policies

    @cached_property
    def permissions(self) -> Permissions:
        row, found = self._record.row, Collected()
        for each in self._listed(found, "RolePolicyList"):
            self._document(found, _of(each, "PolicyDocument"), f"the inline policy {_of(each, 'PolicyName')}")
        for each in self._listed(found, "AttachedManagedPolicies"):
            self._managed(found, _of(each, "PolicyArn"))
        boundary = _of(row, "PermissionsBoundary")
        if not boundary:
            return found.permissions(arn=self.arn)
        bounding = Collected()
        self._managed(bounding, _of(boundary, "PermissionsBoundaryArn") if isinstance(boundary, Mapping) else None)
        return found.permissions(bounding.permissions(), self.arn)

    def _listed(self, found: Collected, key: str) -> Iterator[Mapping[str, Any]]:
        """The rows of a list; what is no list of rows, or is not there, holds what nobody can tell."""
        listed = _of(self._record.row, key)
        for each in listed if isinstance(listed, list) else [listed]:
            if isinstance(each, Mapping):
                yield each
            else:
                found.unknown(self._hole(f"`{key}`, which the file does not hold"))

    def _managed(self, found: Collected, arn: Any) -> None:
        if not isinstance(arn, str):
            found.unknown(self._hole("a managed policy without an ARN"))
        elif not found.managed(arn, self._record.source):
            found.attached(arn)
            self._document(found, self._policies.get(arn), arn)

    def _document(self, found: Collected, policy: Any, called: str) -> None:
        source = self._record.source
        try:
            if policy is None:
                raise PolicyError("the file does not hold it")
            found.document(document(policy, self._record.lines, source.file), called, source)
        except PolicyError:
            found.unknown(self._hole(called))

    def _hole(self, name: str) -> Hole:
        return Hole(name, str(self._record.source))


def _of(node: Mapping[str, Any], key: str) -> Any:
    """What AWS's API calls `key`, or AWS Config, which begins it with a small letter."""
    return node.get(key, node.get(key[0].lower() + key[1:]))


def _is_default(version: Any) -> bool:
    return isinstance(version, Mapping) and _of(version, "IsDefaultVersion") is True


def _document_of(version: Mapping[str, Any]) -> Any:
    return _of(version, "Document")

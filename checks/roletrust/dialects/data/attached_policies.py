"""What the roles of a dump hold, where it tells: `aws iam get-account-authorization-details`, and AWS Config.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleDetail.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from roletrust.dialects.attachment import Attachment, RoleHoldings, Step, managed_name, ways_of
from roletrust.dialects.data.documents import document
from roletrust.dialects.data.records import Record, unwrapped
from roletrust.engine.policy.document import PolicyError
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


class RoleOfData(RoleHoldings):
    """One role of a dump.  Its home is the file and the account."""

    def __init__(self, record: Record, policies: Policies) -> None:
        self._record, self._policies = record, policies

    @property
    def arn(self) -> Value:
        return self._record.arn

    @property
    def home(self) -> Home:
        return Home((self._record.source.file, self._record.account))

    @property
    def longest_session(self) -> int | None:
        """No call is looked for that is of a role in data."""
        return None

    def steps(self) -> Iterator[Step]:
        yield Step(self._hole("its inline policies"), self._inline)
        yield Step(self._hole("its managed policies"), self._managed)

    def boundary(self) -> Step | None:
        written = _of(self._record.row, "PermissionsBoundary")
        arn = _of(written, "PermissionsBoundaryArn") if isinstance(written, Mapping) else None
        return Step(self._hole("its boundary"), lambda: [self._of_arn(arn)]) if written else None

    def _inline(self) -> Iterator[Attachment]:
        for each in self._listed("RolePolicyList"):
            if each is None:
                yield self._missing("RolePolicyList")
            else:
                yield self._attachment(f"the inline policy {_of(each, 'PolicyName')}", _of(each, "PolicyDocument"))

    def _managed(self) -> Iterator[Attachment]:
        for each in self._listed("AttachedManagedPolicies"):
            yield self._missing("AttachedManagedPolicies") if each is None else self._of_arn(_of(each, "PolicyArn"))

    def _listed(self, key: str) -> list[Mapping[str, Any] | None]:
        """The rows of a list; None for what is no row, or for a list that is not there."""
        listed = _of(self._record.row, key)
        rows = listed if isinstance(listed, list) else [listed]
        return [each if isinstance(each, Mapping) else None for each in rows]

    def _missing(self, key: str) -> Attachment:
        return Attachment(f"`{key}`, which the file does not hold", self._record.source)

    def _of_arn(self, arn: Any) -> Attachment:
        if not isinstance(arn, str):
            return Attachment("a managed policy without an ARN", self._record.source)
        return self._attachment(arn, None if managed_name(arn) else self._policies.get(arn), arn)

    def _attachment(self, called: str, policy: Any, arn: str = "") -> Attachment:
        """The policy in whose place stands `policy`, None for one that the file does not hold."""
        source = self._record.source
        try:
            ways = None if policy is None else ways_of(document(policy, self._record.lines, source.file))
        except PolicyError:
            ways = None
        return Attachment(called, source, arn=arn, ways=ways)

    def _hole(self, name: str) -> Hole:
        return Hole(name, str(self._record.source))


def _of(node: Mapping[str, Any], key: str) -> Any:
    """What AWS's API calls `key`, or AWS Config, which begins it with a small letter."""
    return node.get(key, node.get(key[0].lower() + key[1:]))


def _is_default(version: Any) -> bool:
    return isinstance(version, Mapping) and _of(version, "IsDefaultVersion") is True


def _document_of(version: Mapping[str, Any]) -> Any:
    return _of(version, "Document")

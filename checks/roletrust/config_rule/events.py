"""What AWS Config asks of a custom rule: which role, or all of an account, and by which parameters.

AWS Config Developer Guide, "Example Events for AWS Config Rules".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.rules.rule import SEVERITIES

ROLE = "AWS::IAM::Role"
CHANGED, OVERSIZED = "ConfigurationItemChangeNotification", "OversizedConfigurationItemChangeNotification"
SCHEDULED = "ScheduledNotification"
THERE = ("OK", "ResourceDiscovered")
ORGANIZATION_ID = re.compile(r"o-[a-z0-9]{10,32}\Z")
ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}\Z", re.ASCII)
TRUTHS = {"true": True, "false": False}


class BadEvent(ValueError):
    """An event, or a parameter in it, that cannot be used; the text says which, and what is wanted."""


class Parameters(NamedTuple):
    """What the rule's owner gave it.

    `minimum`: the severity from which on a finding makes a role noncompliant.  `of_organization`: whether the accounts
    of the organization are trusted.  `member_role`: the role that is assumed in another account than the function's,
    by its name, with `external_id`; '' where there is none.  `hub`: whether AWS Security Hub is told as well.
    """

    own: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    minimum: str = "MEDIUM"
    of_organization: bool = False
    member_role: str = ""
    external_id: str = ""
    hub: bool = False


class Asked(NamedTuple):
    """`item`: the role's configuration item, or the summary of one that is too large; None where all roles are asked.

    `token`: what the answer is given with; `account`: whose roles these are; `when`: ISO 8601, of the item or the run.
    """

    token: str
    account: str
    when: str
    parameters: Parameters
    item: Mapping[str, Any] | None
    left: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether the role that is asked about is not there any more, or none of the rule's."""
        assert self.item is not None
        status = self.item.get("configurationItemStatus")
        return self.left or (status is not None and status not in THERE)


def read(event: Mapping[str, Any]) -> Asked:
    """The event as it is asked.  Raises BadEvent."""
    told = _object(event.get("invokingEvent"), "invokingEvent")
    kind = told.get("messageType")
    parameters = parameters_of(_object(event.get("ruleParameters") or "{}", "ruleParameters"))
    item: Any = None
    if kind in (CHANGED, OVERSIZED):
        item = told.get("configurationItem" if kind == CHANGED else "configurationItemSummary")
        if not isinstance(item, Mapping) or item.get("resourceType") != ROLE or not item.get("resourceId"):
            raise BadEvent(f"the event has no item of {ROLE} with a `resourceId`: scope the rule to that type")
    elif kind != SCHEDULED:
        raise BadEvent(f"messages of type `{kind}` are not understood: trigger the rule by changes and periodically")
    account = str(event.get("accountId") or (item or told).get("awsAccountId") or "")
    if not ACCOUNT_ID.match(account) or not event.get("resultToken"):
        raise BadEvent("the event has no `accountId` of 12 digits, or no `resultToken`")
    when = (item or {}).get("configurationItemCaptureTime") or told.get("notificationCreationTime")
    if not isinstance(when, str):
        raise BadEvent("the event has no time of the item, and none of the notification")
    return Asked(str(event["resultToken"]), account, when, parameters, item, bool(event.get("eventLeftScope")))


def _object(written: Any, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(written) if isinstance(written, str) else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise BadEvent(f"`{name}` is no JSON object")
    return found


def parameters_of(given: Mapping[str, Any]) -> Parameters:
    """The rule's parameters, each text.  Raises BadEvent at one that is unknown, or has no such value."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "ownAccounts": ("own", _accounts),
        "trustedAccounts": ("trusted", _accounts),
        "ownOrganizations": ("organizations", _organizations),
        "minimumSeverity": ("minimum", _severity),
        "organizationAccounts": ("of_organization", _truth),
        "memberRole": ("member_role", _role_name),
        "externalId": ("external_id", str),
        "securityHub": ("hub", _truth),
    }
    if unknown := [name for name in given if name not in readers]:
        raise BadEvent(f"no parameter is called `{unknown[0]}`; there are {', '.join(readers)}")
    fields = {readers[name][0]: readers[name][1](str(value).strip()) for name, value in given.items() if str(value)}
    return Parameters()._replace(**fields)


def _listed(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _accounts(value: str) -> frozenset[str]:
    found = _listed(value)
    if wrong := [each for each in found if not ACCOUNT_ID.match(each)]:
        raise BadEvent(f"`{wrong[0]}` is no account: 12 digits, several with commas between")
    return frozenset(found)


def _organizations(value: str) -> frozenset[str]:
    found = _listed(value)
    if wrong := [each for each in found if not ORGANIZATION_ID.match(each)]:
        raise BadEvent(f"`{wrong[0]}` is no organization: `o-` and 10 to 32 letters and digits")
    return frozenset(found)


def _severity(value: str) -> str:
    if value.upper() not in SEVERITIES:
        raise BadEvent(f"`{value}` is no severity; there are {', '.join(SEVERITIES)}")
    return value.upper()


def _truth(value: str) -> bool:
    if value.lower() not in TRUTHS:
        raise BadEvent(f"`{value}` is neither `true` nor `false`")
    return TRUTHS[value.lower()]


def _role_name(value: str) -> str:
    if not ROLE_NAME.match(value):
        raise BadEvent(f"`{value}` is no name of a role (without its path)")
    return value

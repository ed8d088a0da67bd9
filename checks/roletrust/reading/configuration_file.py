"""What a settings file may hold, and what it means.  Every function raises SettingsError at what it cannot take."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roletrust.engine.policy.accounts import ACCOUNT_ID
from roletrust.reading.settings import Configuration, RuleSetting
from roletrust.reading.yaml_text import Spot, document
from roletrust.rules.rule import SEVERITIES

KEYS = (
    "own_accounts",
    "own_organizations",
    "trusted_accounts",
    "data_exposure",
    "service_takeover",
    "mfa_for_people",
    "repository",
    "rules",
)
# What a finding calls an open value: a reference, a parameter, a call of a function, a path; no ARN, which is known.
NAME = re.compile(r"(?!arn:)(?=.*[A-Za-z])[A-Za-z/{*].*\Z")
ORGANIZATION_ID = re.compile(r"o-[a-z0-9]{10,32}\Z")
REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)+\Z")
TRUE, FALSE = ("true", "yes", "on"), ("false", "no", "off")


def read(path: str, names: Mapping[str, str]) -> Configuration:
    """The settings in the file at `path`; `names`: rule id -> name.  Raises OSError, too."""
    top = document(path)
    if top is None:
        return Configuration()
    own, organizations, trusted, exposure, takeover, mfa, repository, rules = top.fields("settings", KEYS).values()
    own_accounts = [account(each) for each in own.items("account ids")]
    trusted_accounts = accounts_and_names(trusted)
    both = [each for each in own_accounts if each in trusted_accounts]
    if both:
        raise trusted.error(f"account `{both[0]}` is listed as your own and as trusted")
    return Configuration(
        own_accounts=frozenset(each for each in own_accounts if is_id(each)),
        own_names=tuple(each for each in own_accounts if not is_id(each)),
        own_organizations=frozenset(organization(each) for each in organizations.items("organization ids")),
        trusted_accounts={each: name for each, name in trusted_accounts.items() if is_id(each)},
        trusted_names={each: name for each, name in trusted_accounts.items() if not is_id(each)},
        data_exposure=is_on(exposure),
        service_takeover=takeover.blank or is_on(takeover),
        mfa_for_people=is_on(mfa),
        repository="" if repository.blank else repository_path(repository),
        rules=rule_settings(rules, names),
    )


def is_id(account: str) -> bool:
    return bool(ACCOUNT_ID.match(account))


def account(spot: Spot) -> str:
    """An account id, or what an open value is called that is one."""
    text = spot.text("an account id")
    if not is_id(text) and not NAME.match(text):
        raise spot.error(
            f"`{text}` is no account id: 12 digits, in quotes so that no tool drops a leading zero; nor is it what a "
            "finding calls an open value, such as `var.management_account_id`"
        )
    return text


def repository_path(spot: Spot) -> str:
    text = spot.text("the repository's name")
    if not REPOSITORY.match(text):
        raise spot.error(
            f"`{text}` is no name of a repository: `owner/name`, as its host writes it, without an address"
        )
    return text


def organization(spot: Spot) -> str:
    text = spot.text("an organization id")
    if not ORGANIZATION_ID.match(text):
        raise spot.error(f"`{text}` is no organization id, which looks like `o-a1b2c3d4e5`")
    return text


def accounts_and_names(spot: Spot) -> dict[str, str]:
    """From a list of `id` and `name`, or from a mapping of ids to names."""
    if spot.mapping:
        pairs = list(spot.entries("trusted accounts").values())
    else:
        fields = [each.fields("`id` and `name` of an account", ("id", "name")) for each in spot.items("accounts")]
        pairs = [(each["id"], each["name"]) for each in fields]
    found: dict[str, str] = {}
    for where, name in pairs:
        if account(where) in found:
            raise where.error(f"account `{account(where)}` is listed twice")
        found[account(where)] = name.text("the name of the account's owner")
    return found


def rule_settings(spot: Spot, names: Mapping[str, str]) -> dict[str, RuleSetting]:
    """By rule id, whether the file names a rule by its id or by its name."""
    ids = {rule: rule for rule in names} | {name: rule for rule, name in names.items()}
    found: dict[str, RuleSetting] = {}
    for key, (where, value) in spot.entries("rules and their settings", ids, "rule").items():
        if ids[key] in found:
            raise where.error(f"`{key}` is set twice, by its id and by its name")
        found[ids[key]] = rule_setting(value)
    return found


def is_on(spot: Spot) -> bool:
    return not spot.blank and spot.one_of((*TRUE, *FALSE), "switch") in TRUE


def rule_setting(spot: Spot) -> RuleSetting:
    """From the word `off`, or from the keys `off` and `severity`."""
    if spot.scalar and not spot.blank:
        spot.one_of(FALSE, "setting")
        return RuleSetting(off=True)
    off, severity = spot.fields("settings of the rule", ("off", "severity")).values()
    return RuleSetting(
        off=is_on(off),
        severity=None if severity.blank else severity.one_of(SEVERITIES, "severity"),
    )

"""A Terraform plan (`terraform show -json`), indexed once: resource instances, configuration, accounts.

Format: HashiCorp, "JSON Output Format" (format versions 0.1 to 1.2).  What has not the shape
that the format gives it counts as absent.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
ACCOUNT = re.compile(r"arn:[^:]*:(?:iam|sts)::(\d{12}):")
IDENTITIES = ("aws_iam_role", "aws_iam_user", "awscc_iam_role", "awscc_iam_user")
MADE_MEMBER, ORGANIZATION = "aws_organizations_account", "aws_organizations_organization"
NOT_THERE_AFTER = (["delete"], ["forget"])


@dataclass(frozen=True)
class Instance:
    """One instance of a resource or data source, as far as the plan knows it.

    `module` is the address of its module instance ('' for the root), `block` is `type.name` or
    `data.type.name`, `index` is `[0]`, `["key"]` or ''.  `unknown` has the shape of `after`,
    with true where a value is known only after apply.
    """

    address: str
    module: str
    block: str
    index: str
    after: Mapping[str, Any]
    unknown: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    planned: bool = True

    @property
    def kind(self) -> str:
        """The type of the resource."""
        return self.block.removeprefix("data.").partition(".")[0]


class Index:
    """Everything a plan says, by address."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.instances: dict[str, Instance] = {}
        self._blocks: dict[tuple[str, str], dict[str, Instance]] = defaultdict(dict)
        self._configured: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.modules: dict[str, Mapping[str, Any]] = {}
        self._read_configuration(mapping(mapping(data.get("configuration")).get("root_module")))
        for instance in _instances(data):
            if instance.address not in self.instances:
                self.instances[instance.address] = instance
                self._blocks[instance.module, instance.block][instance.index] = instance
        self.providers = mapping(mapping(data.get("configuration")).get("provider_config"))
        self._accounts = self._accounts_by_provider(self.providers)

    def configured(self, instance: Instance) -> Mapping[str, Any]:
        """The block that `instance` comes from, in the plan's `configuration`."""
        return self._configured.get((path_of(instance.module), instance.block), {})

    def provider(self, instance: Instance) -> str:
        """Which provider configuration manages `instance`; '' if the plan does not say."""
        key = self.configured(instance).get("provider_config_key")
        return key if isinstance(key, str) else ""

    def find(self, module: str, block: str, index: str, same_as: str) -> Instance | None:
        """The instance of `block` in `module` under `index`, or, where no index is written, the one that is meant.

        That is the only one there is, or the one of the same index as the referring block (`each.key`).
        """
        found = self._blocks.get((module, block), {})
        if index or index in found:
            return found.get(index)
        return next(iter(found.values())) if len(found) == 1 else found.get(same_as)

    def accounts(self, instance: Instance) -> frozenset[str]:
        """The accounts that `instance` is proved to live in, by its own ARN before and by its provider."""
        return frozenset(_account_in(instance.before)) | self._accounts.get(self.provider(instance), frozenset())

    @cached_property
    def beside(self) -> frozenset[str]:
        """The accounts that the provider configurations of the root module prove."""
        return frozenset(account for key, each in self._accounts.items() if ":" not in key for account in each)

    @cached_property
    def members(self) -> frozenset[str]:
        """The accounts that the plan says are in the organization it is run in."""
        every = (each for instance in self.instances.values() for each in _members(instance))
        return frozenset(each for each in every if isinstance(each, str) and re.fullmatch(r"\d{12}", each))

    def _read_configuration(self, root: Mapping[str, Any]) -> None:
        waiting: list[tuple[str, Mapping[str, Any]]] = [("", root)]
        while waiting:
            path, module = waiting.pop()
            self.modules[path] = module
            for resource in mappings(module.get("resources")):
                self._configured[path, _block(resource)] = resource
            for name, call in mapping(module.get("module_calls")).items():
                waiting.append((joined(path, f"module.{name}"), mapping(mapping(call).get("module"))))

    def _accounts_by_provider(self, providers: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for instance in self.instances.values():
            key = self.provider(instance)
            if instance.kind in IDENTITIES:
                found[key] |= _account_in(instance.before)
            elif instance.block.startswith("data.aws_caller_identity."):
                account = instance.after.get("account_id")
                found[key] |= {account} if isinstance(account, str) and re.fullmatch(r"\d{12}", account) else set()
        for key, provider in providers.items():
            found[key] |= _account_configured(mapping(mapping(provider).get("expressions")))
        return {key: frozenset(accounts) for key, accounts in found.items() if key}


def _instances(data: Mapping[str, Any]) -> Iterator[Instance]:
    """First what changes or stays, then what else is planned, then data sources read before."""
    for change in mappings(data.get("resource_changes")):
        if "deposed" not in change:
            yield _from_change(change)
    for section, mode in ((data, "managed"), (mapping(data.get("prior_state")), "data")):
        values = section.get("planned_values") if mode == "managed" else section.get("values")
        waiting = [("", mapping(mapping(values).get("root_module")))]
        while waiting:
            address, module = waiting.pop()
            waiting += [(str(each.get("address", "")), each) for each in mappings(module.get("child_modules"))]
            for resource in mappings(module.get("resources")):
                if resource.get("mode") == mode or mode == "managed":
                    yield _instance(resource, address, mapping(resource.get("values")))


def _from_change(change: Mapping[str, Any]) -> Instance:
    inner = mapping(change.get("change"))
    module = change.get("module_address")
    return _instance(
        change,
        module if isinstance(module, str) else "",
        mapping(inner.get("after")),
        unknown=mapping(inner.get("after_unknown")),
        before=mapping(inner.get("before")),
        planned=inner.get("actions") not in NOT_THERE_AFTER,
    )


def _instance(resource: Mapping[str, Any], module: str, after: Mapping[str, Any], **others: Any) -> Instance:
    address, block = str(resource.get("address", "")), _block(resource)
    return Instance(address, module, block, address.removeprefix(joined(module, block)), after, **others)


def _block(resource: Mapping[str, Any]) -> str:
    block = f"{resource.get('type')}.{resource.get('name')}"
    return f"data.{block}" if resource.get("mode") == "data" else block


def _members(instance: Instance) -> Iterator[Any]:
    """What an organization, a part of it, or an account that is made in it, says of accounts (members.py).

    An account whose resource is destroyed leaves the organization, or is closed.
    """
    if instance.kind == MADE_MEMBER:
        yield instance.after.get("id")
    elif instance.kind.startswith(ORGANIZATION):
        for listed in ("accounts", "non_master_accounts"):
            yield from (each.get("id") for each in mappings(instance.after.get(listed)))
        yield instance.after.get("master_account_id")


def _account_in(values: Mapping[str, Any]) -> set[str]:
    arn = values.get("arn")
    found = ACCOUNT.match(arn) if isinstance(arn, str) else None
    return {found[1]} if found else set()


def _account_configured(expressions: Mapping[str, Any]) -> set[str]:
    """The account that a provider block itself names: its only allowed one, or that of the role it assumes."""
    allowed = mapping(expressions.get("allowed_account_ids")).get("constant_value")
    roles = [constant(each.get("role_arn")) for each in mappings(expressions.get("assume_role"))]
    found = {str(each) for each in allowed} if isinstance(allowed, list) and len(allowed) == 1 else set()
    return found | {match[1] for role in roles if isinstance(role, str) and (match := ACCOUNT.match(role))}


def constant(expression: Any) -> Any:
    """The value of a configured expression that refers to nothing; None for any other."""
    return mapping(expression).get("constant_value")


def path_of(module: str) -> str:
    """The address of a module instance without its indices: how the configuration names it."""
    return INDEX.sub("", module)


def joined(module: str, rest: str) -> str:
    return f"{module}.{rest}" if module else rest


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []

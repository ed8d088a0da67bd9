"""Terraform plans (`terraform show -json`): the trust policies of the roles as they will be after apply."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roletrust.dialects.handed.edge_functions import OF_TERRAFORM, QUALIFIED, TERRAFORM, places
from roletrust.dialects.handed.groups import Place
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.plan.assuming import Assumed, address_of, assumed
from roletrust.dialects.plan.documents import Documents
from roletrust.dialects.plan.handing import Handed, handed
from roletrust.dialects.plan.index import Index, Instance, mapping
from roletrust.dialects.plan.pool_roles import Attached, attached
from roletrust.dialects.plan.references import Scope
from roletrust.dialects.plan.sensitive import secrets_of
from roletrust.dialects.policy_json import parse_literally
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.context_keys import OPEN_IN_KEY
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, text

if TYPE_CHECKING:
    from roletrust.dialects.plan.attached_policies import RoleOfPlan

OIDC_PROVIDER = "aws_iam_openid_connect_provider"
ATTRIBUTES = {"aws_iam_role": "assume_role_policy", "awscc_iam_role": "assume_role_policy_document"}


@dataclass(frozen=True)
class PlanRole:
    """One role's trust policy, the accounts proved to be the role's own, in its organization or of any provider of the
    plan, and the plan's file.

    `tree` is the policy's JSON text where the plan knows it, read already where a key might be taken for an open one;
    else it is rebuilt from the configuration, with Holes.
    """

    tree: Tree
    own: frozenset[str]
    members: frozenset[str]
    beside: frozenset[str]
    source: Source


class Plan:
    """One plan.  `data` is its JSON, `file` its name as findings show it."""

    def __init__(self, data: Mapping[str, Any], file: str) -> None:
        self._index = Index(mapping(data))
        self.secrets = secrets_of(mapping(data))  # texts that must not be told, with what to call them
        self._file = file

    @property
    def roles(self) -> list[str]:
        """The addresses of the roles that there will be."""
        return [address for address, _ in self.of_kinds(ATTRIBUTES)]

    @property
    def providers(self) -> list[str]:
        """The provider configurations of the root module, `aws.vendor` for one."""
        return [each for each in self._index.providers if ":" not in each]

    def of_kinds(self, kinds: Container[str]) -> Iterator[tuple[str, str]]:
        """The addresses of the resources of these `kinds` that there will be, each with its kind."""
        for each in self._index.instances.values():
            if each.planned and each.kind in kinds and not each.block.startswith("data."):
                yield each.address, each.kind

    def role(self, address: str) -> PlanRole | None:
        """The role at `address`, as Terraform writes it (`module.m["a"].aws_iam_role.r[0]`).

        None where the plan has no such role, or deletes or forgets it.  PolicyError where the
        role has no trust policy or none that can be told.
        """
        instance = self._index.instances.get(address)
        if instance is None or instance.kind not in ATTRIBUTES or not instance.planned:
            return None
        try:
            tree = self._tree(instance, ATTRIBUTES[instance.kind])
        except RecursionError:
            raise PolicyError(f"the trust policy of `{address}` is nested too deep") from None
        index = self._index
        return PlanRole(tree, index.accounts(instance), index.members, index.beside, Source(self._file))

    def known(self, address: str, *names: str) -> tuple[Tree, ...] | None:
        """What attributes of the resource at `address` will be, a Hole each that is known after apply only.

        None where there is no such resource, or it is deleted or forgotten.
        """
        instance = self._index.instances.get(address)
        if instance is None or not instance.planned:
            return None
        hidden = [text(Hole(f"{address}.{name}", self._file)) if instance.unknown.get(name) else None for name in names]
        return tuple(instance.after.get(name) or hole for name, hole in zip(names, hidden, strict=True))

    def accounts(self, address: str) -> frozenset[str]:
        """The accounts that the resource at `address` is proved to be in."""
        return self._index.accounts(self._index.instances[address])

    def registered(self, address: str) -> frozenset[tuple[str, frozenset[str]]]:
        """The OIDC providers of the plan that the trust policy of the role at `address` refers to (registered.py)."""
        from roletrust.dialects.plan.registered import registered  # noqa: PLC0415  # for plans that make providers

        if not any(each.kind == OIDC_PROVIDER and each.planned for each in self._index.instances.values()):
            return frozenset()
        role = self._index.instances.get(address)
        return registered(self._index, role, ATTRIBUTES[role.kind]) if role and role.kind in ATTRIBUTES else frozenset()

    def holdings(self, address: str) -> RoleOfPlan | None:
        """What the role at `address` holds; None where there is no such role."""
        from roletrust.dialects.plan.attached_policies import RoleOfPlan  # noqa: PLC0415  # rare: where outsiders get in

        instance = self._index.instances.get(address)
        return RoleOfPlan(self._index, instance, self._file) if instance else None

    def assumed(self, provider: str) -> list[Assumed]:
        """The roles that a provider configuration of the root module assumes, `aws.vendor` for one."""
        return list(assumed(self._index, provider, self._file))

    def handed(self, address: str, places: Sequence[Place]) -> list[Handed]:
        """The roles that the resource at `address` hands to services, in those `places` of it."""
        instance = self._index.instances.get(address)
        return list(handed(self._index, instance, places)) if instance and instance.planned else []

    def handed_at_edge(self, address: str) -> list[Handed]:
        """The roles of the functions that the distribution at `address` runs at the edge, each with its place there."""
        instance = self._index.instances.get(address)
        if instance is None or not instance.planned or instance.kind != TERRAFORM:
            return []
        return [
            each._replace(role=role.role)
            for each in handed(self._index, instance, places(TERRAFORM), (QUALIFIED,))
            for role in self.handed(each.role, by_kind()[OF_TERRAFORM])
        ]

    def attached(self, address: str) -> list[Attached]:
        """The roles that the attachment at `address` gives to the identities of a pool of Amazon Cognito."""
        instance = self._index.instances.get(address)
        return list(attached(self._index, instance)) if instance and instance.planned else []

    def named_by(self, address: str, attribute: str) -> str:
        """The ARN in an attribute of a resource, or the address of the resource whose ARN it is; '' of any other."""
        instance = self._index.instances[address]
        value = instance.after.get(attribute)
        written = mapping(self._index.configured(instance).get("expressions")).get(attribute)
        known = isinstance(value, str) and value
        return known or address_of(self._index, written, Scope(instance.module, instance.index))

    def _tree(self, role: Instance, attribute: str) -> Tree:
        value = role.after.get(attribute)
        if isinstance(value, str):
            return parse_literally(value, Source(self._file)) if OPEN_IN_KEY in value else value
        if not role.unknown.get(attribute):
            raise PolicyError(f"`{role.address}` has no {attribute}")
        expressions = mapping(self._index.configured(role).get("expressions"))
        documents = Documents(self._index, role, self._file)
        scope = Scope(role.module, role.index)
        return documents.policy(expressions.get(attribute), scope, f"{role.address}.{attribute}")

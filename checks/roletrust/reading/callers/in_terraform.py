"""What the blocks of a Terraform configuration call, or hand to services, and which role that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from roletrust.dialects.callers import anywhere_profiles
from roletrust.dialects.callers.provider_arguments import PROVIDERS
from roletrust.dialects.handed.edge_functions import TERRAFORM as DISTRIBUTIONS
from roletrust.dialects.handed.places import by_kind
from roletrust.dialects.hcl.files.directory import Address
from roletrust.reading.callers import (
    edge_functions,
    handing,
    pod_associations,
    pool_roles,
    profiles_of_anywhere,
    stack_sets,
    terraform_blocks,
    terraform_service_accounts,
    terraform_spacelift,
    terraform_workspaces,
)
from roletrust.reading.callers.made import Made, R
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

Reader = Callable[[Standing, RolesOfTerraform[Any]], Iterator[Made[Any]]]
CALLING: dict[str, Reader] = {
    "aws_cloudformation_stack_set": stack_sets.calls,
    "aws_eks_pod_identity_association": pod_associations.calls,
    **dict.fromkeys(
        ("kubernetes_service_account", "kubernetes_service_account_v1", "helm_release"),
        terraform_service_accounts.calls,
    ),
    anywhere_profiles.TERRAFORM: profiles_of_anywhere.calls,
    "tfe_variable": terraform_workspaces.calls,
    pool_roles.TERRAFORM: pool_roles.calls,
    **dict.fromkeys(terraform_spacelift.KINDS, terraform_spacelift.calls),
    DISTRIBUTIONS: edge_functions.calls,
}
REMOTE_STATE = "terraform_remote_state"


def may_call(address: Address) -> bool:
    """Whether a block at such an address may call roles."""
    kind, named = address[0], address[1] if len(address) > 1 else ""
    if kind == "resource":
        return named in CALLING or named in by_kind()
    return kind == "terraform" or named in {"provider": PROVIDERS, "data": (REMOTE_STATE,)}.get(kind, ())


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """What the block calls, or hands over, of these roles."""
    kind = at.address[1] if at.address[0] == "resource" else ""
    if not kind:
        yield from terraform_blocks.calls(at, roles)
    if kind in CALLING:
        yield from CALLING[kind](at, roles)
    if kind in by_kind():
        yield from handing.calls(at, roles)

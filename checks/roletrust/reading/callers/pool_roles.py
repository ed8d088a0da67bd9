"""Roles that are attached to an identity pool of Amazon Cognito, in configurations and templates.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_identity_pool_roles_attachment
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-identitypoolroleattachment.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.identity_pools import GUESTS, KINDS, tokens
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.tree import Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, Value, text
from roletrust.reading.callers.made import Made, R, Way, is_text, or_open, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

TERRAFORM, TEMPLATE = "aws_cognito_identity_pool_roles_attachment", "AWS::Cognito::IdentityPoolRoleAttachment"
POOL, POOL_OF_TEMPLATE = "aws_cognito_identity_pool", "AWS::Cognito::IdentityPool"
FOR_GUESTS, FOR_GUESTS_OF_TEMPLATE = "allow_unauthenticated_identities", "AllowUnauthenticatedIdentities"
REFERENCE = re.compile(rf"\$\{{(?:module\.[\w-]+\.)*{POOL}\.([\w-]+)\.id\}}\Z")
OF_RESOURCE = re.compile(r"\$\{(\w+)\}\Z")


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that identities of a pool make, by an attachment of a configuration."""
    found = at.written(("identity_pool_id", "roles"))
    if found is None:
        return
    named = REFERENCE.match(str(found.get("identity_pool_id")))
    pool = at.beside(("resource", POOL, named[1]), (FOR_GUESTS,)) if named else None
    guests = pool is not None and pool.get(FOR_GUESTS) is True
    said = Map({"pool": found.get("identity_pool_id"), "roles": found.get("roles")})
    for each in calls_of(said, guests, found.source, at.label):
        yield from without_setting(each, roles.by_arn(at.root))


def calls_in(template: Template, name: str) -> Iterator[list[Way]]:
    """Those of the attachment `name` of a template: for each role, every way.  Raises nothing."""
    try:
        pool, attached = (template.value(name, each, "") for each in ("IdentityPoolId", "Roles"))
        if pool is None or attached is None:
            return
        said = Map({"pool": pool.tree, "roles": attached.tree})
        yield from calls_of(said, lets_guests_in(template, pool.tree), attached.source, f"{TEMPLATE}.{name}")
    except (PolicyError, RecursionError):
        return


def lets_guests_in(template: Template, pool: Tree) -> bool:
    """Whether the pool is one of the template's own that surely has guests."""
    named = OF_RESOURCE.match(str(text(pool) if isinstance(pool, Hole) else pool))
    if not named or template.resources.kind(named[1]) != POOL_OF_TEMPLATE:
        return False
    found = template.value(named[1], FOR_GUESTS_OF_TEMPLATE, "")
    return found is not None and str(found.tree).lower() == "true"


def calls_of(attachment: Map, guests: bool, source: Source, label: str) -> Iterator[list[Way]]:
    """Every way of each call, one for all kinds of identities that have one role.  `guests`: whether there are any."""
    try:
        ways = [(conditions, attached(tree, guests)) for conditions, tree in variants(attachment)]
    except PolicyError:
        return
    for role in dict.fromkeys(role for _, (_, found) in ways for role in found):
        yield [
            (conditions, Call(role, None, label, "", source, WEB_IDENTITY, tokens=tokens(pool, found[role])))
            if role in found
            else (conditions, None)
            for conditions, (pool, found) in ways
        ]


def attached(tree: Tree, guests: bool) -> tuple[Value, dict[Value, tuple[str, ...]]]:
    """The pool, and the roles of it, each with the kinds of identities that get it."""
    said = tree if isinstance(tree, Map) else Map()
    pool, roles = said.get("pool"), said.get("roles")
    found: dict[Value, tuple[str, ...]] = {}
    for kind in KINDS if isinstance(roles, Map) else ():
        role = roles.get(kind) if isinstance(roles, Map) else None
        if is_text(role) and (guests or kind != GUESTS or role in found):
            found[role] = (*found.get(role, ()), kind)
    return or_open(pool, "identity pool id"), found

"""Which provider configuration a resource uses, and the account that configuration proves."""

from __future__ import annotations

import re

from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Placed
from roletrust.dialects.hcl.syntax.nodes import Attr, Literal, Node, Object, Reference
from roletrust.dialects.hcl.values.values import Failure
from roletrust.dialects.tree import Tree

Provider = tuple[str, str]  # prefix of the scope that configures it, `aws` or `aws.alias`

_ACCOUNT = re.compile(r"\d{12}")
_ROLE = re.compile(r"arn:[^:]*:iam::(\d{12}):role/")


def provider_of(scope: Scope, kind: str, placed: Placed | None) -> tuple[Scope, str]:
    """The scope that configures the provider of a resource of type `kind`, and the provider's name there."""
    name = _named(placed.body.attribute("provider") if placed else None) or kind.partition("_")[0]
    while scope.call is not None:
        handed = _handed(scope.call.placed, name)
        if handed:
            name = handed
        elif configuration(scope, name) or "." in name:
            break
        scope = scope.call.scope
    return scope, name


def identity(scope: Scope, kind: str, placed: Placed | None = None) -> Provider:
    """The provider configuration as a value: equal for the same configuration.  Without block, the default one."""
    owner, name = provider_of(scope, kind, placed)
    return owner.prefix, name


def _named(node: Node | None) -> str:
    if isinstance(node, Reference):
        return ".".join([node.name, *(step.name for step in node.steps if isinstance(step, Attr))])
    return str(node.value) if isinstance(node, Literal) else ""


def _handed(call: Placed, name: str) -> str:
    """The name, where the module is called, of what the module knows as `name`; '' if it is not handed down."""
    providers = call.body.attribute("providers")
    if not isinstance(providers, Object):
        return ""
    return next((_named(value) for key, value in providers.items if _named(key) == name), "")


def configuration(scope: Scope, name: str) -> Placed | None:
    """The `provider` block of that name in the scope's own files."""
    kind, _, alias = name.partition(".")
    for placed in scope.directory.blocks(("provider", kind)):
        found = placed.body.attribute("alias")
        if (str(found.value) if isinstance(found, Literal) else "") == alias:
            return placed
    return None


def accounts(scope: Scope, name: str) -> frozenset[str]:
    """The literal accounts that the provider configuration `name` of `scope` proves."""
    found: frozenset[str] = scope.once("accounts of provider", name, lambda: _accounts(scope, name))
    return found


def all_accounts(scope: Scope) -> frozenset[str]:
    """Those that all of the AWS providers prove that `scope` configures itself."""
    found: set[str] = set()
    for placed in scope.directory.blocks(("provider", "aws")):
        alias = placed.body.attribute("alias")
        found |= accounts(scope, f"aws.{alias.value}" if isinstance(alias, Literal) else "aws")
    return frozenset(found)


def _accounts(scope: Scope, name: str) -> frozenset[str]:
    placed = configuration(scope, name)
    if placed is None:
        return frozenset()
    frame = scope.frame(placed)

    def value(node: Node | None) -> Tree:
        try:
            return None if node is None else evaluate(node, frame)
        except Failure:
            return None

    found: set[str] = set()
    allowed = value(placed.body.attribute("allowed_account_ids"))
    if isinstance(allowed, list) and len(allowed) == 1 and _ACCOUNT.fullmatch(str(allowed[0])):
        found.add(str(allowed[0]))
    for block in placed.body.blocks("assume_role")[-1:]:
        role = _ROLE.match(str(value(block.body.attribute("role_arn"))))
        if role:
            found.add(role.group(1))
    return frozenset(found)

"""Which provider configuration a resource uses, and the account that configuration proves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Placed
from roletrust.dialects.hcl.syntax.blocks import Body
from roletrust.dialects.hcl.syntax.nodes import Attr, Literal, Node, Object, Reference
from roletrust.dialects.hcl.values.values import Failure
from roletrust.dialects.tree import Choice, Tree

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
    """Those that the AWS providers which `scope` configures work in, whichever way it goes (`terraform.workspace`), and
    those that its state is kept in.  Terraform, "Backend Type: s3": `allowed_account_ids`, `assume_role`, `role_arn`.
    """
    found: set[str] = set()
    for placed in scope.directory.blocks(("provider", "aws")):
        found.update(worked_in(placed.body, scope.frame(placed)))
    for placed in scope.directory.blocks(("terraform",)):
        for backend in placed.body.blocks("backend"):
            kept = [backend] if backend.labels else backend.body.blocks("s3")  # Terraform's JSON has no labels
            for each in kept if backend.labels in ((), ("s3",)) else ():
                found.update(worked_in(each.body, scope.frame(placed)))
    return frozenset(found)


def worked_in(body: Body, frame: Frame) -> Iterator[str]:
    """Every account that a provider or backend may work in, of those that it names."""
    allowed = _texts(_value(body.attribute("allowed_account_ids"), frame))
    yield from filter(_ACCOUNT.fullmatch, allowed)
    assumed = [each.body.attribute("role_arn") for each in body.blocks("assume_role")]
    roles = [body.attribute("role_arn"), body.attribute("assume_role"), *assumed]
    yield from (match[1] for each in roles for text in _texts(_value(each, frame)) if (match := _ROLE.match(text)))


def _texts(tree: Tree) -> Iterator[str]:
    """Every text that a value may be or hold."""
    if isinstance(tree, Choice):
        yield from _texts(tree.then)
        yield from _texts(tree.otherwise)
    elif isinstance(tree, (list, dict)):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(each)
    elif isinstance(tree, str):
        yield tree


def _value(node: Node | None, frame: Frame) -> Tree:
    try:
        return None if node is None else evaluate(node, frame)
    except Failure:
        return None


def _accounts(scope: Scope, name: str) -> frozenset[str]:
    placed = configuration(scope, name)
    return proved_by(placed.body, scope.frame(placed)) if placed else frozenset()


def proved_by(body: Body, frame: Frame) -> frozenset[str]:
    """The literal accounts that the `body` of a provider proves."""
    found = set[str]()
    allowed = _value(body.attribute("allowed_account_ids"), frame)
    if isinstance(allowed, list) and len(allowed) == 1 and _ACCOUNT.fullmatch(str(allowed[0])):
        found.add(str(allowed[0]))
    for block in body.blocks("assume_role")[-1:]:
        role = _ROLE.match(str(_value(block.body.attribute("role_arn"), frame)))
        if role:
            found.add(role.group(1))
    return frozenset(found)

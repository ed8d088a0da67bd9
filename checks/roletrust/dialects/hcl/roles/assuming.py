"""Where a Terraform configuration assumes a role: providers, the S3 backend, remote states.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assuming-an-iam-role
https://developer.hashicorp.com/terraform/language/backend/s3#assume-role-configuration

Of several roles each is assumed by the session of the one before, the first by that of `assume_role_with_web_identity`,
if there is one (hashicorp/aws-sdk-go-base, `credentials.go`: `getCredentialsProvider`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from roletrust.dialects.callers.provider_arguments import BY_ARGUMENT, Arguments
from roletrust.dialects.hcl.evaluation import providers
from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.export import Finish
from roletrust.dialects.hcl.evaluation.policy_document import blocks
from roletrust.dialects.hcl.evaluation.resources import attribute_of
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Address, Placed
from roletrust.dialects.hcl.project.module_calls import Key, ModuleCall
from roletrust.dialects.hcl.project.project import Accounts, Project
from roletrust.dialects.hcl.syntax.blocks import Body
from roletrust.dialects.hcl.syntax.nodes import Attr, Literal, Node, Reference
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import Owned, unwrapped
from roletrust.dialects.tree import ABSENT, Choice, Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole

Calls = tuple[ModuleCall, ...]

NOBODY = ("", "")  # no provider
ROLE, EXTERNAL_ID, INSIDE = "role_arn", "external_id", "assume_role"
WEB_IDENTITY = "assume_role_with_web_identity"
HELD_IN = "web_identity_token_file"
BY = "by"
# What is asked of the session, besides.
ASKED = ("tags", "transitive_tag_keys", "source_identity", "duration", "duration_seconds", "session_name")
OWN_ARGUMENTS = Arguments(ROLE, EXTERNAL_ID, "")


class Assumed(NamedTuple):
    """One role that is assumed.  `tree`: a Map with its `role_arn` and its `external_id`, null where none is written.

    In it, too, what is ASKED of the session, and `by`: the `role_arn` of the role whose session assumes it, null where
    that is not known.
    `written`: the expression that gives the external id, and where its value stands, where it is a plain reference.
    `arguments`: what the role and the external id are called there.
    """

    tree: Tree
    source: Source
    written: str = ""
    arguments: Arguments = OWN_ARGUMENTS


class Abroad(Finish):
    """Values as another account sees them: an account that is not known is that of its provider, whatever tells it."""

    def _hole(self, hole: Hole) -> Hole | str:
        found = super()._hole(hole)
        if isinstance(hole, Owned) and isinstance(found, Hole):
            return Hole(f"{hole.what} of provider {''.join(hole.provider)}", hole.where)
        return found


def assumed(project: Project, file: str, calls: Calls, address: Address, first: int, key: Key = None) -> list[Assumed]:
    """The roles that a block of `file` assumes, which begins at line `first`; none where it cannot be read.

    `key`: of its instance, which a remote state may have several of.
    """

    def found(scope: Scope, accounts: Accounts) -> list[Assumed]:
        placed, finish = block_at(scope, os.path.normpath(file), address, first), Abroad(NOBODY, accounts)
        return [each._replace(tree=finish.tree(each.tree)) for each in _assumed(scope, placed, key)] if placed else []

    return project.ask(file, calls, found) or []


def assumed_by_token(project: Project, file: str, calls: Calls, address: Address, first: int) -> list[Assumed]:
    """Those that a provider assumes with a token: of each its `role_arn` and the HELD_IN alone."""

    def found(scope: Scope, accounts: Accounts) -> list[Assumed]:
        placed, finish = block_at(scope, os.path.normpath(file), address, first), Abroad(NOBODY, accounts)
        if placed is None or placed.block.kind != "provider":
            return []
        inside = blocks(placed.block.body, WEB_IDENTITY, scope.frame(placed))
        return [
            Assumed(finish.tree(wrap(_of_arguments(inner, within, (ROLE, HELD_IN)))), where)
            for inner, within, wrap, where in inside
        ]

    return project.ask(file, calls, found) or []


def attribute(
    project: Project, file: str, calls: Calls, address: Address, key: int | str | None, name: str = "arn"
) -> Tree:
    """An ARN that a resource has, in its instance `key`, as `assumed` has it; None where that cannot be told."""

    def found(scope: Scope, accounts: Accounts) -> Tree:
        placed = scope.directory.block(address, os.path.normpath(file))
        return Abroad(NOBODY, accounts).tree(_attribute(scope, placed, address, key, name)) if placed else None

    return project.ask(file, calls, found)


def reference(project: Project, file: str, calls: Calls, value: Tree) -> str:
    """`local.x` or `var.x`, where one of those that the blocks of a module can refer to has that `value`; else ''."""
    return project.ask(file, calls, lambda scope, _: _referred(scope, unwrapped(value))) or ""


def _assumed(scope: Scope, placed: Placed, key: Key) -> Iterator[Assumed]:
    block, frame = placed.block, scope.frame(placed, scope.names_at(placed, key))
    whole = frame.source(block.first, block.last)
    if block.kind == "provider":
        product = BY_ARGUMENT.get(block.labels[0])
        yield from (_of_product(scope, block.body, frame, whole, product, product.inside) if product else ())
        yield from () if product else _inside(scope, block.body, frame, whole)
    elif block.kind == "terraform":
        for backend in block.body.blocks("backend"):
            for each in [backend] if backend.labels == ("s3",) else backend.body.blocks("s3"):  # JSON has no labels
                yield from _configured(scope, each.body, frame, frame.source(each.first, each.last))
    else:
        kind, config = block.body.attribute("backend"), block.body.attribute("config")
        if isinstance(kind, Literal) and kind.value == "s3" and config is not None:
            yield from objects(evaluate(config, frame), whole, legacy=True)


def _of_product(
    scope: Scope, body: Body, frame: Frame, source: Source, product: Arguments, inside: tuple[str, ...]
) -> Iterator[Assumed]:
    """Of a provider with arguments of its own for it, which are in the blocks `inside` of `body`."""
    if inside:
        for inner, within, wrap, where in blocks(body, inside[0], frame):
            for each in _of_product(scope, inner, within, where, product, inside[1:]):
                yield each._replace(tree=wrap(each.tree))
        return
    nodes = [body.attribute(each) for each, _ in product.wanted]
    surely = [
        node is not None and evaluate(node, frame) == value
        for node, (_, value) in zip(nodes, product.wanted, strict=True)
    ]
    role, sent = (body.attribute(each) if each else None for each in (product.role, product.external_id))
    if role is not None and all(surely) and not any(body.attribute(each) for each in product.instead):
        tree = Map({ROLE: evaluate(role, frame), EXTERNAL_ID: None if sent is None else evaluate(sent, frame)})
        yield Assumed(tree, source, _written(scope, sent, frame), product)


def _configured(scope: Scope, body: Body, frame: Frame, source: Source) -> Iterator[Assumed]:
    """Of the S3 backend: beside the block or object, its older arguments, which have the same names.

    `terraform init -backend-config` may add arguments that are not written, one by one, but not inside of another.
    """
    yield from _inside(scope, body, frame, source)
    if body.attribute(ROLE) is not None:
        found = _of_body(scope, body, frame, source)
        if body.attribute(EXTERNAL_ID) is None:
            found.tree[EXTERNAL_ID] = Hole("external_id of -backend-config", frame.where(source.first))
        yield found


def _inside(scope: Scope, body: Body, frame: Frame, source: Source) -> Iterator[Assumed]:
    written, by = list(blocks(body, INSIDE, frame)), _by_token(body, frame)
    for inner, within, wrap, where in written:
        found = _of_body(scope, inner, within, where)
        found.tree[BY] = by
        tree = wrap(found.tree)
        by = found.tree[ROLE] if tree is found.tree else None  # one that may not be there
        yield found._replace(tree=tree)
    node = body.attribute(INSIDE)
    if node is not None and not written:  # JSON tells no block from an argument
        yield from objects(evaluate(node, frame), source, by)


def _by_token(body: Body, frame: Frame) -> Tree:
    """The role that is assumed with a token, before all others; None where there is none, or it is not known."""
    found: list[Tree] = []
    for inner, within, wrap, _ in blocks(body, WEB_IDENTITY, frame):
        node = inner.attribute(ROLE)
        found.append(evaluate(node, within) if node is not None and wrap(ABSENT) is ABSENT else None)
    node = body.attribute(WEB_IDENTITY)
    if node is not None and not found:
        value = evaluate(node, frame)
        found += [each.get(ROLE) if isinstance(each, dict) else None for each in _listed(value)]
    return found[0] if len(found) == 1 else None


def _listed(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else [value]


def _of_body(scope: Scope, body: Body, frame: Frame, source: Source) -> Assumed:
    tree = _of_arguments(body, frame, (ROLE, EXTERNAL_ID, *ASKED))
    return Assumed(tree, source, _written(scope, body.attribute(EXTERNAL_ID), frame))


def _of_arguments(body: Body, frame: Frame, names: Iterable[str]) -> Map:
    """The arguments `names`, null where one is not written."""
    nodes = {name: body.attribute(name) for name in names}
    return Map({name: None if node is None else evaluate(node, frame) for name, node in nodes.items()})


def objects(value: Tree, source: Source, by: Tree = None, legacy: bool = False) -> Iterator[Assumed]:
    """Of an object, or a list of them.  `by`: the role before; `legacy`: of the configuration around it."""
    if isinstance(value, Choice):
        for each, way in ((value.then, True), (value.otherwise, False)):
            for found in objects(each, source, by, legacy):
                branches = (found.tree, Map()) if way else (Map(), found.tree)
                yield found._replace(tree=Choice(value.name, *branches))
        return
    for each in _listed(value):
        settings = each if isinstance(each, dict) else {}
        if legacy:
            yield from objects(settings.get(INSIDE), source)
        if settings.get(ROLE) is not None:
            yield Assumed(Map({name: settings.get(name) for name in (ROLE, EXTERNAL_ID, *ASKED)}, **{BY: by}), source)
        by = settings.get(ROLE)


def _written(scope: Scope, node: Node | None, frame: Frame) -> str:
    """``var.external_id (main.tf:3)``: where what a plain reference gives is declared."""
    if not isinstance(node, Reference) or len(node.steps) != 1 or not isinstance(node.steps[0], Attr):
        return ""
    name = node.steps[0].name
    if node.name == "var" and (variable := scope.directory.block(("variable", name))):
        return f"`var.{name}` ({scope.where(variable.file, variable.first)})"
    if node.name == "local" and (local := scope.directory.local(name)):
        return f"`local.{name}` ({scope.where(local[1].file, local[0].line)})"
    return f"`{node.name}.{name}` ({frame.where(node.line)})"


def _attribute(scope: Scope, placed: Placed, address: Address, key: int | str | None, name: str) -> Tree:
    label = f"{scope.prefix}{'.'.join(address[1:])}" + ("" if key is None else f"[{shown(key)}]")
    names = scope.names_at(placed, key)
    return attribute_of(scope, address, placed, names, name, Hole(label, scope.where(placed.file, placed.first)))


def _referred(scope: Scope, wanted: Tree) -> str:
    for placed in scope.directory.blocks(("locals",)):
        for name in placed.body.names():
            if unwrapped(scope.local(name, "")) == wanted:
                return f"local.{name}"
    for address in scope.directory.addresses():
        if address[0] == "variable" and unwrapped(scope.variable(address[1], "")) == wanted:
            return f"var.{address[1]}"
    return ""


def block_at(scope: Scope, file: str, address: tuple[str, ...], first: int) -> Placed | None:
    """The block of a kind that may stand in a module several times: a provider by its name, others by file and line."""
    if address[0] == "provider":
        return providers.configuration(scope, address[1])
    found = [each for each in scope.directory.blocks(address) if each.file == file]
    return next((each for each in found if each.first == first), found[0] if len(found) == 1 else None)

"""The roles that the providers of a plan assume.

The plan keeps the references in an expression, but not the expression: so an external id that is not written out is
a Hole, though the plan may know all that goes into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from roletrust.dialects.callers.provider_arguments import BY_ARGUMENT, Arguments
from roletrust.dialects.plan.index import Index, constant, mapping, mappings
from roletrust.dialects.plan.references import ARN, Scope, followed, references, targets
from roletrust.engine.text import Hole, Value, text

ROOT = Scope("", "")
ASKED = ("tags", "transitive_tag_keys", "source_identity", "duration", "session_name")
OWN_ARGUMENTS = Arguments("role_arn", "external_id", "")


class Assumed(NamedTuple):
    """One role that is assumed, by the session of the role `by`, None where that is not known.

    A role is its ARN, or the address of the resource that it is.  `asked`: of the session, as far as it is written out.
    `arguments`: what the role and the external id are called there.
    """

    role: str
    external_id: Value | None
    by: str | None
    asked: Mapping[str, Any]
    arguments: Arguments = OWN_ARGUMENTS


def assumed(index: Index, provider: str, file: str) -> Iterator[Assumed]:
    """Those of which the plan tells which role they are; each is assumed by the session of the one before."""
    expressions = mapping(mapping(index.providers.get(provider)).get("expressions"))
    product = BY_ARGUMENT.get(provider.partition(".")[0])
    if product:
        yield from of_product(index, expressions, product, product.inside, file)
        return
    by: str | None = None
    for block in mappings(expressions.get("assume_role")):
        role = role_of(index, block.get("role_arn"))
        if role:
            yield Assumed(role, external_id(mapping(block.get("external_id")), file), by, asked(block))
        by = role or None


def of_product(
    index: Index, expressions: Mapping[str, Any], product: Arguments, inside: tuple[str, ...], file: str
) -> Iterator[Assumed]:
    """Of a provider with arguments of its own for it, which are in the blocks `inside` of these `expressions`."""
    if inside:
        for block in mappings(expressions.get(inside[0])):
            yield from of_product(index, block, product, inside[1:], file)
        return
    surely = all(constant(expressions.get(each)) == value for each, value in product.wanted)
    role = role_of(index, expressions.get(product.role))
    if role and surely and not any(each in expressions for each in product.instead):
        sent = external_id(mapping(expressions.get(product.external_id)), file)
        yield Assumed(role, sent, None, {}, product)


def role_of(index: Index, written: Any) -> str:
    arn = constant(written)
    return arn if isinstance(arn, str) else address_of(index, written, ROOT)


def asked(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """The arguments that ask something of the session, as far as they are written out."""
    return {name: constant(block.get(name)) for name in ASKED}


def address_of(index: Index, written: Any, scope: Scope) -> str:
    """The address of the resource whose ARN an expression is; '' of any other."""
    alone = len(followed(index, written, scope)[0]) == 1
    found = [instance.address for instance, attribute in targets(index, written, scope) if attribute == ARN]
    return found[0] if alone and found else ""


def external_id(written: Mapping[str, Any], file: str) -> Value | None:
    if "references" in written:
        return text(Hole(", ".join(references(written)) or "external_id", file))
    found = constant(written)
    return None if found is None else str(found)

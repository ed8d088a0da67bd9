"""The roles that a plan attaches to an identity pool of Amazon Cognito, by the kinds of identities that get them.

The plan tells which roles the attachment's map refers to, but not under which key each stands, until it knows ARNs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.dialects.callers.identity_pools import KINDS
from roletrust.dialects.plan.assuming import address_of
from roletrust.dialects.plan.index import Index, Instance, mapping
from roletrust.dialects.plan.references import Scope, followed, references, target

POOL, IDENTIFIED, FOR_GUESTS = "aws_cognito_identity_pool", "identity_pool_id", "allow_unauthenticated_identities"


class Attached(NamedTuple):
    """Roles by the kinds of identities that get them: a role's ARN, or its address where the plan makes it.

    `guests`: whether the pool surely has any.  A role that is there for several kinds may be for one of them alone.
    """

    roles: dict[str, str]
    guests: bool


def attached(index: Index, attachment: Instance) -> Iterator[Attached]:
    """What the `attachment` says of each role of which the plan tells which it is."""
    scope = Scope(attachment.module, attachment.index)
    written = mapping(index.configured(attachment).get("expressions"))
    guests = _has_guests(index, written.get(IDENTIFIED), scope)
    known, unknown = (mapping(each.get("roles")) for each in (attachment.after, attachment.unknown))
    given = {kind: known[kind] for kind in KINDS if isinstance(known.get(kind), str)}
    yield Attached(given, guests)
    told = [kind for kind in KINDS if unknown.get(kind) is True]
    found = [address_of(index, {"references": [each]}, scope) for each in references(written.get("roles"))]
    if all(found) and (len(found) == 1 or (guests and len(found) == len(told))):
        for role in dict.fromkeys(found):
            yield Attached(dict.fromkeys(told, role), guests)


def _has_guests(index: Index, identified: object, scope: Scope) -> bool:
    """Whether the pool that an expression names is one of the plan that is open to guests."""
    names, within = followed(index, identified, scope)
    found = target(index, names[0], within) if len(names) == 1 else None
    return found is not None and found[0].kind == POOL and found[0].after.get(FOR_GUESTS) is True

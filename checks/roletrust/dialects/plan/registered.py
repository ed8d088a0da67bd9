"""The OIDC providers that a plan makes and a role's policy refers to: whose tokens they take, for which audiences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roletrust.dialects.plan.index import Index, Instance, mapping
from roletrust.dialects.plan.references import MOST_STEPS, Scope, followed, target

PROVIDER, DOCUMENT = "aws_iam_openid_connect_provider", "data.aws_iam_policy_document."


def registered(index: Index, role: Instance, attribute: str) -> frozenset[tuple[str, frozenset[str]]]:
    """The issuer, without its scheme, and the audiences of each, where the plan knows both.

    `attribute`: of the role, that holds its policy.  A document that it refers to is gone through as well.
    """
    written = mapping(index.configured(role).get("expressions")).get(attribute)
    waiting: list[tuple[Any, Scope]] = [(written, Scope(role.module, role.index))]
    seen: dict[str, Instance] = {}
    for _ in range(MOST_STEPS):
        if not waiting:
            break
        names, scope = followed(index, *waiting.pop())
        for instance, _ in filter(None, (target(index, name, scope) for name in names)):
            if instance.address not in seen and instance.block.startswith(DOCUMENT):
                inside = Scope(instance.module, instance.index)
                waiting += [(each, inside) for each in _expressions(index.configured(instance).get("expressions"))]
            seen[instance.address] = instance
    return frozenset(each for one in seen.values() if one.block.startswith(f"{PROVIDER}.") for each in _known(one))


def _expressions(written: Any) -> Iterator[Any]:
    """The expressions in a block, and in the blocks in it."""
    if isinstance(written, list):
        for each in written:
            yield from _expressions(each)
    elif "references" in mapping(written):
        yield written
    else:
        for each in mapping(written).values():
            yield from _expressions(each)


def _known(provider: Instance) -> Iterator[tuple[str, frozenset[str]]]:
    url, audiences = provider.after.get("url"), provider.after.get("client_id_list")
    if isinstance(url, str) and isinstance(audiences, list) and all(isinstance(each, str) for each in audiences):
        yield url.removeprefix("https://").rstrip("/").lower(), frozenset(audiences)

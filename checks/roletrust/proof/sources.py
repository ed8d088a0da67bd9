"""Rule 8 as a formula: a service acts for a resource of an account that the policy names nowhere.

docs/semantics.md, "The request", says what of a source a service tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roletrust.engine.policy.document import Policy
from roletrust.engine.text import Hole, Text
from roletrust.proof.carried import ACCOUNT, SERVICE
from roletrust.proof.logic import disj, equal, neg, quoted
from roletrust.proof.patterns import like
from roletrust.proof.questions import (
    Case,
    Facts,
    confined,
    named_accounts,
    of_no_organization_of_ours,
    outsider,
    partitions_of,
    sizes,
    spelt,
)
from roletrust.proof.reading import Unsupported, fields, pieces
from roletrust.proof.statements import policy
from roletrust.proof.symbols import SOURCE_ACCOUNT, SOURCE_ARN, SOURCE_ORG, Request, joined_by_colons, without_account


def for_a_stranger(read: Policy, facts: Facts, namespaces: Mapping[str, str]) -> Iterator[Case]:
    """Rule 8: a service acts for a resource of an account that is named nowhere.  `namespaces`: by service."""
    ground, facts = spelt(read, facts)
    services = (one.value for each in read.statements for one in each.principals if one.kind == "Service")
    if any(isinstance(each, Text) for each in services):
        raise Unsupported("a service that is open")
    for service, namespace in namespaces.items():
        request = Request(SERVICE, name="caller", caller_name=quoted(service), sizes=sizes(ground))
        stranger, region, resource = request.text("account", ACCOUNT), request.text("region"), request.text("resource")
        request.facts += [*outsider(stranger, facts), neg(_is_named_source(request, stranger, ground))]
        request.facts += [f'(not (str.contains {region} ":"))', without_account(resource)]
        partition = request.text("partition")
        places = ("aws-cn" if service.endswith(".cn") else "aws", *partitions_of(ground))
        request.facts.append(disj(equal(partition, quoted(each)) for each in dict.fromkeys(places)))
        parts = ['"arn"', partition, quoted(namespace), region, stranger, resource]
        request.given = {SOURCE_ACCOUNT: [stranger], SOURCE_ARN: [joined_by_colons(parts), *parts]}
        confined(request, ground, facts, outside=True)
        request.facts += of_no_organization_of_ours(request, SOURCE_ORG, ground, facts)
        yield Case(f"{service} for a resource of an account that is named nowhere", (request,), policy(request, ground))


def _is_named_source(request: Request, account: str, read: Policy) -> str:
    """That the account is one that the policy spells out, or that an open value of it may turn out to be."""
    found = [equal(account, quoted(each)) for each in sorted(named_accounts(read))]
    for each in read.statements:
        for one in each.conditions:
            for value in one.values:
                if isinstance(value, Text) and one.key.lower() in (SOURCE_ACCOUNT, SOURCE_ARN):
                    cut = fields(pieces(value, False, False))
                    whose = cut[4] if len(cut) == 6 else cut[0] if one.key.lower() == SOURCE_ACCOUNT else ()
                    if any(isinstance(part, Hole) for part in whose):
                        found.append(like(request, account, whose).like)
    return disj(found)

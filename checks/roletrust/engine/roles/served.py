"""Whether a service that is handed a role can assume it, to work for the resource that hands it over."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.policy.request import Caller, Kind
from roletrust.engine.policy.services import partition_of, stem_of
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value

EVERYBODY = "AWS does not document whether everybody is a service, too"


def admission(trust: Trust, service: str, namespace: str = "", resource: str = "*") -> Reach:
    """Does `service` get in for a resource of the role's own account, by some request?

    It says whose resource it is, or nothing of the kind; `namespace`: its name in the ARNs of its resources, '' where
    AWS does not document that it tells one; `resource`: what of their names is sure, `project/*`.  A name of the
    service in a region, or in another partition, will do.

    INVARIANT (dead end): a service has no other names, and says whose resource it works for, or nothing of it; whether
    everybody is a service too is UNKNOWN.
    """
    found = NOBODY
    for name in names(trust, service):
        asked = trust.for_own_resource(name, namespace, resource, partition_of(str(name)))
        found = max(found, *asked, key=lambda each: each.answer)
        if found.answer is YES:
            return found
    return Reach(UNKNOWN, why=EVERYBODY) if found.answer is NO and trust.names_without_arn else found


def names(trust: Trust, service: str) -> Iterator[Value]:
    """What the policy may call the service: by its name, and by those that it spells out for a region or partition."""
    yield service
    stem = stem_of(service)
    yield from (each for each in trust.named(Kind.SERVICE) if each != service and stem_of(each) == stem)


def by_any_request(trust: Trust, service: str) -> Reach:
    """Does `service` get in by some request, whatever it says of whom it works for?"""
    found = (trust.admits(Caller(Kind.SERVICE, each)) for each in names(trust, service))
    return max(found, key=lambda each: each.answer)

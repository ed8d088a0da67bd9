"""Calls of roles that a scan of Checkov's makes, as it reports them."""

from __future__ import annotations

from roletrust.adapters.decision import Outcome, decided, outcome
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.reading.callers.made import Made
from roletrust.rules.rule import CallRule

MadeBy = tuple[Vertex, Made[StoredRole]]  # the vertex of the caller, and a call that it makes


def told(made: Made[StoredRole], rule: CallRule) -> Outcome:
    """What `rule` says of a call.  Raises whatever broke it, or the count of the role."""
    called = made.called
    if called.case.configuration.error:
        return decided(called.case).outcomes[rule.id]
    if called.error:
        raise called.error
    found = made.judgement(rule)
    said = outcome(found, called.case, made.told)
    return said if found.rule is rule else said._replace(rule=found.rule)

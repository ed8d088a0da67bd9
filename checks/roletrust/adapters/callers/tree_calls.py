"""Calls of roles, judged by the roles of the tree that they may be calls of, as Checkov's checks report them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from roletrust.adapters.callers.tree_roles import roles_below
from roletrust.adapters.decision import Outcome, broken, decided, outcome
from roletrust.adapters.host.internals import scan_at_work, scanned_directory
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.tree_calls import Judged, OfCall, Said, in_file, said
from roletrust.rules.undecided_trust import RULE as UNDECIDED


def outcomes(calls: Iterable[Call]) -> Mapping[str, Outcome]:
    """By rule id, of calls that are reported together: what is wrong with any of them.  Raises what breaks."""
    root = scanned_directory()
    return reported(said(calls, roles_below(root, scan_at_work()))) if root else {}


def outcomes_of_each(calls: Iterable[Call]) -> Iterator[tuple[Judged[StoredRole], Mapping[str, Outcome]]]:
    """The same of each of the `calls` of one file.  Raises what breaks, but for single calls."""
    root = scanned_directory()
    for each in in_file(calls, roles_below(root, scan_at_work())) if root else ():
        yield each, broken(each.error) if each.error else reported(each.said)


def reported(found: Said[StoredRole]) -> dict[str, Outcome]:
    """Each with what is told of it; where the settings cannot be used, also in place of CKV_TRUST_90."""
    told = {rule: outcome_of(rule, each) for rule, each in found.items()}
    broke = [each for each in told.values() if each.broken]
    return {**told, UNDECIDED.id: broke[-1]} if broke else told


def outcome_of(rule: str, found: OfCall[StoredRole]) -> Outcome:
    case, told = found.made.called.case, found.told
    if found.judgement is None:
        return decided(case).outcomes[rule]
    return outcome(found.judgement, case, lambda *_: told) if told else outcome(found.judgement, case)

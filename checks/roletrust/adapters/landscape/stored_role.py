"""One role as it stands among all roles of a scan, and what the rules about those say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roletrust.adapters.decision import Decided, Outcome, outcome
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Place, Role
from roletrust.reading.holdings import Holding, HoldingsOnDemand
from roletrust.reading.judging import switched_off
from roletrust.reading.landscape import Among, ways, without_tree
from roletrust.rules.judgement import Judgement
from roletrust.rules.rule import NOTHING, LandscapeRule


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRole(Among):
    """`conf`: what Checkov handed over (INVARIANT: kept alive, so that no other object takes its id)."""

    conf: dict[str, Any]

    def among(self, landscape: Landscape) -> Mapping[str, Judgement]:
        """What the rules about all roles say of it, by id, without those that are off.  Raises what broke it."""
        if self.error:
            raise self.error
        return self.judgements(landscape)

    def outcome(self, judgement: Judgement) -> Outcome:
        """What is reported of one of those.  Raises whatever broke the rule."""
        if judgement.errors:
            raise judgement.errors[0]
        return outcome(judgement, self.case)

    def alone(self, rule: LandscapeRule) -> Outcome | None:
        """That the role passes `rule` whatever the others are; None where that hangs on them, or nobody asks."""
        alone = self.roles and all(rule.alone(role) for _, role in self.roles)
        if self.error or rule.id in switched_off(self.case) or not alone:
            return None
        return outcome(Judgement(rule, NOTHING), self.case)


def stored(decided: Decided, conf: dict[str, Any], holding: Holding) -> StoredRole:
    """`holding`: gives what the role holds, where somebody asks.  Raises nothing."""
    try:
        held = HoldingsOnDemand(decided.trusts, decided.problem, holding)
        roles = tuple(ways(decided.case, decided.trusts, decided.problem, held))
        return StoredRole(without_tree(decided.case), roles, decided.holes, conf=conf)
    except Exception as error:  # told by each check that asks, which also prints it
        place = Place(decided.case.subject.label, decided.case.subject.source)
        ways_of = (((), Role(place, doubt="roletrust itself broke")),)
        return StoredRole(decided.case, ways_of, conf=conf, error=error)

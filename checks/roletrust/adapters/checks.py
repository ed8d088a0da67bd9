"""One Checkov check for each rule and registry; the role is judged once for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from roletrust.adapters.decision import Decided, Outcome, broken, decided
from roletrust.adapters.entity import Entity
from roletrust.adapters.host.gates import is_skippable
from roletrust.adapters.landscape.role_store import store_role
from roletrust.adapters.landscape.stored_role import StoredRole
from roletrust.adapters.rule_check import BlockCheck, said, skipped
from roletrust.reading.judging import Case
from roletrust.rules.catalog import RULES
from roletrust.rules.rule import AnyRule

Find = Callable[[Entity], "Case | None"]  # None: nothing to be judged there


class JudgedBlocks:
    """Judges each entity once, though every rule's check asks for it in turn.

    INVARIANT (one slot): Checkov runs all checks on an entity before the next, so the last one is enough, a thread.
    """

    def __init__(self, find: Find) -> None:
        self.find = find
        self.last = threading.local()

    def outcomes(self, entity: Entity) -> Mapping[str, Outcome]:
        """By rule id; a rule without outcome is not reported.  Raises nothing."""
        self.judge(entity)
        found: Mapping[str, Outcome] = self.last.outcomes
        return found

    def stored(self, entity: Entity) -> StoredRole | None:
        """The role that `entity` is, taken down for the scan that is at work; None where it is none, or where no scan
        is at work that has rules about all roles.  Raises HostChanged.
        """
        self.judge(entity)
        if self.last.decided is not None and not self.last.is_stored:
            self.last.stored = store_role(entity, self.last.decided)
            self.last.is_stored = True
        found: StoredRole | None = self.last.stored
        return found

    def judge(self, entity: Entity) -> None:
        asked: Entity | None = getattr(self.last, "entity", None)
        if asked is entity or (asked and asked.conf is entity.conf and asked.graph is entity.graph):
            return
        self.last.decided, self.last.outcomes, self.last.stored, self.last.is_stored = None, {}, None, False
        try:
            self.last.decided, self.last.outcomes = self.worked_out(entity)
        except BaseException as error:  # Checkov would drop the role without a word
            self.last.outcomes = broken(error)
        self.last.entity = entity

    def worked_out(self, entity: Entity) -> tuple[Decided | None, Mapping[str, Outcome]]:
        """The role that `entity` is, and the outcomes by rule id; None and nothing where it is none."""
        case = self.find(entity)
        found = decided(case) if case else None
        return found, found.outcomes if found else {}


class RoleCheck(BlockCheck):
    """One rule's check of roles that are `judged` once for all rules."""

    def __init__(self, rule: AnyRule, judged: JudgedBlocks, block_type: str, entities: Sequence[str], key: str) -> None:
        self.judged = judged
        self.keys = [key]  # INVARIANT: never changed; one list for all that is reported
        super().__init__(rule, block_type, entities)

    def is_silent(self, entity: Entity) -> bool:
        return not self.judged.outcomes(entity)

    def told(self, entity: Entity, skip: Any) -> dict[str, Any]:
        """With the finding's facts beside `result`."""
        self.entity_type, self.entity_path = entity.type, entity.path
        outcome = self.judged.outcomes(entity).get(self.id)
        return skipped(skip) if skip and is_skippable(self.id, outcome) else said(self.id, outcome, self.keys)


def checks(find: Find, block_type: str, entities: Sequence[str], key: str) -> list[RoleCheck]:
    """A check for every rule, all sharing one JudgedBlocks.  `key`: where in the entity the policy stands."""
    judged = JudgedBlocks(find)
    return [RoleCheck(rule, judged, block_type, entities, key) for rule in RULES]

"""What holds several roles, and of which Checkov makes one record: a stack set, a Composition, a service's list.

Each role in it is judged by itself, and what is told is of the first that has the flaw, and which others have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from checkov.common.models.enums import CheckResult

from roletrust.adapters.checks import JudgedBlocks, RoleCheck
from roletrust.adapters.decision import Decided, Outcome, broken, decided
from roletrust.adapters.entity import Entity
from roletrust.reading.held import Held
from roletrust.rules.catalog import RULES
from roletrust.rules.messages.wording import listed
from roletrust.telling.finding import WHY, short

FindHeld = Callable[[Entity], Iterable[Held]]


class JudgedNested(JudgedBlocks):
    """Judges all roles that one entity holds, as one."""

    def __init__(self, find: FindHeld) -> None:
        super().__init__(lambda _: None)
        self.find_held = find

    def worked_out(self, entity: Entity) -> tuple[Decided | None, Mapping[str, Outcome]]:
        return None, joined([each for held in self.find_held(entity) for each in outcomes_of(held)])


def outcomes_of(held: Held) -> list[tuple[str, Mapping[str, Outcome]]]:
    """The role and its outcomes by rule id; nothing where it is not made.  Raises nothing."""
    try:
        case = held.case()
        return [(held.name, decided(case).outcomes)] if case else []
    except BaseException as error:  # which must not lose the others
        return [(held.name, broken(error))]


def joined(roles: Sequence[tuple[str, Mapping[str, Outcome]]]) -> dict[str, Outcome]:
    """The outcomes of all, by rule id: a flaw in any is a flaw; a pass is one of all."""
    found: dict[str, Outcome] = {}
    for rule in {rule: None for _, outcomes in roles for rule in outcomes}:
        having = [(name, outcomes[rule]) for name, outcomes in roles if rule in outcomes]
        failed = [each for each in having if each[1].result is CheckResult.FAILED]
        if failed:
            found[rule] = of_all(sorted(failed, key=lambda each: -each[1].severity.level))
        elif len(having) == len(roles):
            results = [outcome for _, outcome in having if outcome.result is not CheckResult.PASSED]
            found[rule] = (results or [having[0][1]])[0]
    return found


def of_all(failed: Sequence[tuple[str, Outcome]]) -> Outcome:
    """The finding about the first role, which names the others that have the flaw too."""
    (name, first), *others = failed
    if not all(each.told_with for _, each in failed):
        first = first._replace(told_with=None)
    if not name:
        return first
    names = [each for each, _ in others]
    also = f", and so for {listed([f'`{each}`' for each in names])}" if names else ""
    where = f" (in `{name}`, which it makes{also})"
    told = short(f"{first.name}{where}", where)
    is_whole = told == f"{first.name}{where}" or any(line.startswith(WHY) for line in first.details)
    return first._replace(
        name=told,
        details=(
            f"Role: `{name}`, which it makes",
            *(() if is_whole else (f"{WHY}{first.name}",)),
            *first.details,
            *(f"Also: `{one}`: {it.name}" for one, it in others),
        ),
        facts={**first.facts, "held": {"role": name, "others": names}},
    )


def several(find: FindHeld, block_type: str, entities: Sequence[str], key: str) -> list[RoleCheck]:
    """A check for every rule, all sharing one JudgedNested.  `key`: where in the entity the roles stand."""
    judged = JudgedNested(find)
    return [RoleCheck(rule, judged, block_type, entities, key) for rule in RULES]

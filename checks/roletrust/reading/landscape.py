"""The roles of one scan side by side, and what the rules about all of them say of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from roletrust.engine.answer import Answer
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Place, Role
from roletrust.engine.text import Hole
from roletrust.reading.findings import Told, told
from roletrust.reading.holdings import Holding, HoldingsOnDemand
from roletrust.reading.judging import Case, Judged, switched_off
from roletrust.reading.terraform.blocks import Block
from roletrust.rules.judgement import Judgement, Variants
from roletrust.rules.landscape_judgement import judge_among
from roletrust.rules.messages.branches import Conditions

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.role import Holdings


@dataclass(frozen=True, slots=True)
class Among:
    """A role, and each way that its policy can turn out: none where IAM refuses it.

    `told`: what CKV_TRUST_90 names as open there.  `block`: what makes it in Terraform, where callers ask for that.
    `error`: what broke as it was taken down, so that nothing is known of it.
    """

    case: Case
    roles: tuple[tuple[Conditions, Role], ...]
    told: tuple[Hole, ...] = ()
    block: Block | None = None
    error: Exception | None = None

    def judgements(self, landscape: Landscape) -> dict[str, Judgement]:
        """What the rules about all roles say of it, by id, without those that are switched off.  Raises nothing."""
        return judge_among(landscape, self.roles, switched_off(self.case), self.told)


def taken_down(judged: Judged, holding: Holding, block: Block | None = None) -> Among:
    """What is kept of a role that was judged; `holding`: what it holds, `block`: what makes it in Terraform."""
    held = HoldingsOnDemand(judged.trusts, judged.problem, holding)
    roles = tuple(ways(judged.case, judged.trusts, judged.problem, held))
    return Among(without_tree(judged.case), roles, judged.holes, block)


def without_tree(case: Case) -> Case:
    """All that a finding about the role needs: it is kept as long as the scan lasts."""
    return replace(case, subject=replace(case.subject, tree=None))


def ways(case: Case, read: Variants, problem: str, holdings: Holdings | None) -> Iterator[tuple[Conditions, Role]]:
    """Each way that the role's policy can turn out, and one for those that could not be read, for the `problem`."""
    place = Place(case.subject.label, case.subject.source)
    for conditions, trust in read:
        yield conditions, Role(place, trust, holdings=holdings, ways=conditions)
    if problem:
        yield (), Role(place, doubt=problem, holdings=holdings)


def drawn(roles: Iterable[Among]) -> Landscape:
    """All of one scan."""
    return Landscape(role for each in roles for _, role in each.roles)


def findings(one: Among, landscape: Landscape) -> Sequence[Told]:
    """What the rules about all roles find of `one` of those of `landscape`.  Raises what breaks."""
    if one.case.configuration.error:  # which each rule says already
        return ()
    return told_of(one.judgements(landscape).values(), lambda: one.case)


def told_of(judgements: Iterable[Judgement], case: Callable[[], Case]) -> list[Told]:
    """What they say; the role's `case` is asked for where something is found.  Raises what broke one."""
    found = list(judgements)
    for each in found:
        if each.errors:
            raise each.errors[0]
    return [told(each, case()) for each in found if each.verdict.answer is Answer.YES]

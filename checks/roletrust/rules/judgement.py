"""Every rule's answer for one role: judged in each variant of its policy, then joined."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, holes_of
from roletrust.rules.empty_condition import RULE as EMPTY
from roletrust.rules.fixes.repair import Asked, Change, Repair, repair
from roletrust.rules.invalid_trust_policy import RULE as INVALID
from roletrust.rules.invalid_trust_policy import of_no_policy
from roletrust.rules.messages.branches import Branches, Conditions, singled_out
from roletrust.rules.messages.wording import once
from roletrust.rules.policy_rules import RULES
from roletrust.rules.rule import NOTHING, AnyRule, Rule, Verdict, worst
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.rules.undecided_trust import of_the_others
from roletrust.rules.unsatisfiable_trust import RULE as UNSATISFIABLE

Variants = Sequence[tuple[Conditions, Trust]]
Answers = Sequence[tuple[Conditions, "tuple[Verdict, Exception | None]"]]


class Mending:
    """The repair of one role, made when the first of its findings is told: most judgements are never told."""

    def __init__(self, make: Callable[[], Repair]) -> None:
        self._make = make
        self.errors: tuple[Exception, ...] = ()

    @cached_property
    def made(self) -> Repair:
        """The repair; none where making it broke, which `errors` has from then on: the finding must not be lost."""
        try:
            return self._make()
        except Exception as error:
            self.errors = (error,)
            return Repair()


class Judgement(NamedTuple):
    """`branches`: those that the policy must take for the verdict; none where it holds whichever it takes.

    `elsewhere`: the reasons of the same flaw in other branches, each with those.  `mending`: of a finding, the repair
    of its role.  `errors`: what broke the rule.
    `undecided`: what the account, or value, that the finding is about leaves open besides; `told_with`: of
    CKV_TRUST_90, the rule whose finding says all of it, so that it is told by itself only where that rule is not.
    """

    rule: AnyRule
    verdict: Verdict
    branches: Branches = ()
    elsewhere: tuple[tuple[str, Branches], ...] = ()
    mending: Mending | None = None
    errors: tuple[Exception, ...] = ()
    undecided: str = ""
    told_with: AnyRule | None = None

    @property
    def repair(self) -> tuple[Change, ...]:
        """What to change in the policy so that the finding is gone, the same for every finding of the role that goes
        with it; nothing where no change does it.
        """
        made = self.mending.made if self.mending else Repair()
        return made.changes if self.rule.id in made.closes else ()


def judge(
    policies: Sequence[tuple[Conditions, Policy]],
    owner: Owner,
    off: frozenset[str] = frozenset(),
    now: int | None = None,
) -> dict[str, Judgement]:
    """Every rule's judgement by id, those `off` left out.  `policies`: each variant and the branches it took.

    `now`: seconds since 1970, by which dates are past; None: by the clock.  Nothing else depends on the clock.

    Raises nothing: a rule that breaks is UNKNOWN, its Judgement holds the error, and CKV_TRUST_90 says so.
    """
    return judge_each(trusts(policies, owner, now), off)


def trusts(policies: Sequence[tuple[Conditions, Policy]], owner: Owner, now: int | None = None) -> Variants:
    """Each variant made ready for questions; parameters as those of `judge`."""
    moment = int(time.time()) if now is None else now
    return [(conditions, Trust(policy, owner, moment)) for conditions, policy in policies]


class OnceGiven(NamedTuple):
    """What a policy may be once `holes` are given values, which nothing gives them."""

    holes: tuple[Hole, ...]
    variants: Variants

    def always(self, rule: Rule) -> bool:
        """Whether the rule finds something whatever the values are, as open conditions of other things may go."""
        found: dict[Conditions, bool] = {}
        for conditions, trust in self.variants:
            others = tuple(each for each in conditions if not self.decide(each[0]))
            found[others] = found.get(others, True) and asked(rule.judge, trust)[0].answer is YES
        return any(found.values())

    def decide(self, condition: str) -> bool:
        """Whether the values decide a condition of that name."""
        return any(re.search(rf"(?<![\w.]){re.escape(hole.name)}(?!\w)", condition) for hole in self.holes)


def judge_each(
    variants: Variants, off: frozenset[str] = frozenset(), given: Sequence[OnceGiven] = ()
) -> dict[str, Judgement]:
    """As the function `judge`.  `given`: what the policy is once what nothing gives a value is given one."""
    if not variants:
        return {rule: each for rule, each in undecided("it has no policy").items() if rule not in off}
    wanted = [rule for rule in RULES if rule.id not in off and rule is not UNDECIDED]
    answers = {rule.id: [(ways, asked(rule.judge, trust)) for ways, trust in variants] for rule in wanted}
    found = {rule.id: joined(rule, answers[rule.id]) for rule in wanted}
    if EMPTY.id in found:
        found[EMPTY.id] = of_a_choice(found[EMPTY.id])
    found = said_once(found)
    for each in given:
        found = without_what_hangs(found, each, off)
    if UNDECIDED.id not in off:
        found |= last_words(found)
    return with_mending(variants, found, answers)


def left(judgement: Judgement, answers: Answers) -> Answers:
    """The rule's `answers`, as far as its judgement goes by them: there is nothing to repair of what is none."""
    if judgement.verdict.answer is YES:
        return answers
    return [
        (ways, (verdict._replace(answer=min(verdict.answer, UNKNOWN)), error)) for ways, (verdict, error) in answers
    ]


def without_what_hangs(found: dict[str, Judgement], given: OnceGiven, off: frozenset[str]) -> dict[str, Judgement]:
    """`found`, those of its findings undecided that are none once the holes are given values: they are no flaw of the
    role, and what would decide them is whoever gives the values.
    """
    flaws = {rule: each for rule, each in found.items() if each.verdict.answer is YES and isinstance(each.rule, Rule)}
    if not flaws or given.always(INVALID):
        return found
    it = "it" if len(given.holes) == 1 else "them"
    return found | {
        rule: Judgement(
            each.rule,
            Verdict(
                UNKNOWN,
                accounts=each.verdict.accounts,
                statement=each.verdict.statement,
                holes=given.holes,
                outcome=f"as long as nothing gives {it} a value, {each.verdict.reason}",
            ),
        )
        for rule, each in flaws.items()
        if isinstance(each.rule, Rule) and not given.always(each.rule)
    }


def said_once(found: dict[str, Judgement]) -> dict[str, Judgement]:
    """`found` without what follows from another finding: there is no role whose policy IAM refuses, and that what it
    takes no caller for lets nobody in, is said with it.
    """
    invalid, dead = found.get(INVALID.id), found.get(UNSATISFIABLE.id)
    if invalid is None or invalid.verdict.answer is not YES:
        return found
    if is_final(found):
        return {rule: each if each is invalid else silent(each) for rule, each in found.items()}
    if dead and dead.verdict.statement == invalid.verdict.statement:
        return {**found, dead.rule.id: silent(dead)}
    return found


def of_a_choice(judgement: Judgement) -> Judgement:
    """An emptiness of some branches alone is LOW: it is left out there on purpose, and other rules say who gets in."""
    if not (judgement.branches or judgement.elsewhere):
        return judgement
    return judgement._replace(verdict=judgement.verdict._replace(severity="LOW"))


def is_final(found: Mapping[str, Judgement]) -> bool:
    """Whether there will be no role, whichever branches its policy takes."""
    invalid = found.get(INVALID.id)
    return invalid is not None and invalid.verdict.final and not invalid.branches and not invalid.elsewhere


def silent(judgement: Judgement) -> Judgement:
    """Neither a finding nor a pass, nor a doubt that anybody has to be told of."""
    return judgement._replace(verdict=Verdict(UNKNOWN, final=True), branches=(), elsewhere=())


def with_mending(
    variants: Variants, found: dict[str, Judgement], answers: Mapping[str, Answers]
) -> dict[str, Judgement]:
    """The judgements `found`, of which those that are findings know the repair of the role, where a rule has one.

    `answers`: what each rule said of each variant.
    """
    flaws = {rule: each for rule, each in found.items() if each.verdict.answer is YES}
    if not any(each.verdict.fix and each.verdict.fix.changes for each in flaws.values()):
        return found

    def make() -> Repair:
        rules = [each.rule for each in found.values() if isinstance(each.rule, Rule) and each.rule is not UNDECIDED]
        heeded = {rule: left(found[rule], each) for rule, each in answers.items()}
        ways = [
            Asked(conditions, trust, {rule: each[at][1][0] for rule, each in heeded.items()})
            for at, (conditions, trust) in enumerate(variants)
        ]
        return repair(ways, rules)

    mending = Mending(make)
    return found | {rule: each._replace(mending=mending) for rule, each in flaws.items()}


def undecided(problem: str, refused: str = "", where: Branches = (), unset: bool = False) -> dict[str, Judgement]:
    """The judgement of a role whose policy could not be read, which `problem` explains.

    `refused`: what of it makes IAM refuse the document, whatever the rest turns out to be; '' for nothing.
    `where`: the branches in which it does; none for all.  `unset`: whether all it is, is that nothing gives a value.
    """
    found = {rule.id: Judgement(rule, Verdict(UNKNOWN, doubt=problem)) for rule in RULES}
    if refused:
        found[INVALID.id] = Judgement(INVALID, of_no_policy(refused), where)
        if not where:
            return said_once(found)
    return found | {UNDECIDED.id: Judgement(UNDECIDED, Verdict(YES, reason=problem, severity="INFO" if unset else ""))}


def asked(judge: Callable[..., Verdict], *about: object) -> tuple[Verdict, Exception | None]:
    """The rule's verdict, and what broke it where it gave none."""
    try:
        return judge(*about), None
    except Exception as error:  # whatever it is, it must not read as a pass
        return Verdict(UNKNOWN, doubt=f"broke with {type(error).__name__}: {error}"), error


def joined(rule: AnyRule, answers: Answers) -> Judgement:
    """YES if it is in any variant, else UNKNOWN if it is in any."""
    if len(answers) == 1:
        verdict, error = answers[0][1]
        if verdict is NOTHING and (found := FOUND_NOTHING.get(rule.id)) and found.rule is rule:
            return found
        return Judgement(rule, verdict, (), (), None, (error,) if error else ())
    errors = tuple(error for _, (_, error) in answers if error)
    given = {verdict.answer for _, (verdict, _) in answers}
    answer = next(each for each in (YES, UNKNOWN, NO) if each in given)
    these = [(conditions, verdict) for conditions, (verdict, _) in answers if verdict.answer is answer]
    reasons: dict[str, list[Conditions]] = {}
    for conditions, each in these:
        reasons.setdefault(each.reason if answer is YES else "", []).append(conditions)
    every = [conditions for conditions, _ in answers]
    (_, branches), *elsewhere = [(reason, singled_out(found, every)) for reason, found in reasons.items()]
    verdict = widened([each for _, each in these])
    return Judgement(rule, verdict, branches, tuple(elsewhere), errors=errors)


def widened(verdicts: Sequence[Verdict]) -> Verdict:
    """The first of `verdicts`, naming the accounts of all of them, and what any of them leaves open."""
    return verdicts[0]._replace(
        accounts=tuple(dict.fromkeys(account for verdict in verdicts for account in verdict.accounts)),
        holes=once(hole for verdict in verdicts for hole in verdict.holes),
        doubt="; ".join(dict.fromkeys(verdict.doubt for verdict in verdicts if verdict.doubt)),
        headline=min(verdict.headline for verdict in verdicts),  # the rule's own, where one of them has that
        severity=worst([verdict.severity for verdict in verdicts]),
        final=all(verdict.final for verdict in verdicts),
        beyond=any(verdict.beyond for verdict in verdicts),
    )


FOUND_NOTHING = {rule.id: Judgement(rule, NOTHING) for rule in RULES}  # what most judgements are
BROKEN = "CRITICAL"  # red in every gate


def last_words(found: dict[str, Judgement]) -> dict[str, Judgement]:
    """What CKV_TRUST_90 says of a role; a finding that names all that is open says it too, and is given with it."""
    left_open = [
        each for each in found.values() if each.errors or (each.verdict.answer is UNKNOWN and not each.verdict.final)
    ]
    verdict = of_the_others([(each.rule, each.verdict, bool(each.errors)) for each in left_open])
    if any(each.errors for each in left_open):
        verdict = verdict._replace(severity=BROKEN)
    last = Judgement(UNDECIDED, verdict)
    if not verdict.holes or any(each.errors or each.verdict.doubt for each in left_open):
        return {UNDECIDED.id: last}
    for each in found.values():
        if each.verdict.answer is YES and {*verdict.holes} <= holes_named(each.verdict):
            holes = once((*each.verdict.holes, *verdict.holes))
            with_it = each._replace(undecided=verdict.reason, verdict=each.verdict._replace(holes=holes))
            return {each.rule.id: with_it, UNDECIDED.id: last._replace(told_with=each.rule)}
    return {UNDECIDED.id: last}


def holes_named(verdict: Verdict) -> set[Hole]:
    """What is open in the accounts that a finding names."""
    return {hole for account in verdict.accounts for hole in holes_of(account)}

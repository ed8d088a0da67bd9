"""From one role, as it was read, to what every rule says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roletrust.engine.answer import Answer
from roletrust.engine.policy.document import Statement
from roletrust.engine.text import Hole
from roletrust.reading.configuration import Configuration
from roletrust.reading.listening import tell
from roletrust.reading.policies import Found, policies_of
from roletrust.rules.catalog import EVERY, RULES
from roletrust.rules.invalid_trust_policy import RULE as INVALID
from roletrust.rules.judgement import Judgement, OnceGiven, Variants, is_final, judge_each, trusts, undecided
from roletrust.rules.messages.wording import hole_name, listed
from roletrust.rules.rule import AnyRule
from roletrust.rules.undecided_trust import RULE as UNDECIDED
from roletrust.telling.subject import Subject


@dataclass(frozen=True, slots=True)
class Case:
    """One role to judge, and the configuration it is judged by."""

    subject: Subject
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Judged:
    """One role, and what the rules about one policy say of it.

    `judgements`: by rule id, without the rules that are switched off.  `trusts`: each way its policy can turn out,
    those apart that `problem` keeps from being read.  `refused`: the same of a policy that IAM refuses, so that there
    is no role to say anything else of.  `broke`: the rules of which nothing is decided, for roletrust itself broke.
    """

    case: Case
    judgements: Mapping[str, Judgement]
    trusts: Variants = ()
    problem: str = ""
    refused: Variants = ()
    broke: tuple[AnyRule, ...] = ()

    @property
    def not_decided(self) -> tuple[AnyRule, ...]:
        """Those that decide nothing for no reason of the role's: they broke, or the settings cannot be used."""
        return EVERY if self.case.configuration.error else self.broke or self._broken_alone

    @property
    def _broken_alone(self) -> tuple[AnyRule, ...]:
        return tuple(each.rule for each in self.judgements.values() if each.errors)

    @property
    def ways(self) -> Variants:
        """Each way the policy can turn out, whether IAM takes it or not."""
        return self.trusts or self.refused

    @property
    def holes(self) -> tuple[Hole, ...]:
        """What CKV_TRUST_90 names as open."""
        undecided = self.judgements.get(UNDECIDED.id)
        return undecided.verdict.holes if undecided else ()

    @property
    def errors(self) -> tuple[Exception, ...]:
        """Of rules that broke, and of the repair, once a finding was told."""
        mending = {id(each.mending): each.mending for each in self.judgements.values() if each.mending}
        of_rules = (error for each in self.judgements.values() for error in each.errors)
        return (*of_rules, *(error for each in mending.values() for error in each.errors))


def judged(case: Case, before: Judged | None = None) -> Judged:
    """The role of `case`, judged by every rule about one policy that is not switched off.

    `before`: the role as it was judged already; that stands, where nothing of the role has changed.
    """
    return _judged(case, switched_off(case), before)


def judged_alike(case: Case, judgements: Mapping[str, Judgement]) -> Judged:
    """The role of `case`, with the `judgements` that another role of the same policy and the same owner got.

    INVARIANT: where those are findings that tell of a place more than where a statement stands, that policy stood at
    the same one.
    """
    subject = case.subject
    read = told(subject)
    every = {each: each for _, policy in read.policies for each in policy.statements}
    here = {rule: standing(each, every) for rule, each in judgements.items()}
    return Judged(case, here, trusts(read.policies, subject.owner._replace(role=subject.role)))


def standing(judgement: Judgement, every: Mapping[Statement, Statement]) -> Judgement:
    """The judgement, with its statement as it stands among `every` one of the policy."""
    verdict = judgement.verdict
    here = every.get(verdict.statement) if verdict.statement else None
    return judgement._replace(verdict=verdict._replace(statement=here)) if here else judgement


def merely_read(case: Case) -> Judged:
    """The role of `case`, of which no rule is asked but whether IAM refuses its policy, and there will be no role."""
    return _judged(case, frozenset(rule.id for rule in RULES if rule is not INVALID))


def _judged(case: Case, off: frozenset[str], before: Judged | None = None) -> Judged:
    problem = case.configuration.error or case.subject.problem
    if problem:
        return Judged(case, _without(undecided(problem), off), problem=problem)
    subject = case.subject
    read = told(subject)
    variants = trusts(read.policies, subject.owner._replace(role=subject.role))
    if before and variants and _is_the_same(before, case, variants, "; ".join(read.problems)):
        return replace(before, case=case)
    given = once_given(subject)
    read = not_refused(read, given)
    found = _joined(read, judge_each(variants, off, given))
    if is_final(found):  # and so nothing is to be said of it among all roles
        return Judged(case, _without(found, off), refused=variants)
    return Judged(case, _without(found, off), variants, "; ".join(read.problems))


def once_given(subject: Subject) -> list[OnceGiven]:
    """What the policy of the role may be once a value is given that nothing gives, as far as that can be read."""
    owner = subject.owner._replace(role=subject.role)
    reads = [(holes, policies_of(tree, subject.source)) for holes, tree in subject.once_given]
    return [OnceGiven(holes, trusts(read.policies, owner)) for holes, read in reads if not read.problems]


def not_refused(read: Found, given: Sequence[OnceGiven]) -> Found:
    """`read`, where IAM takes what the document is once what nothing gives a value is given one."""
    for each in given if read.refused else ():
        if not each.always(INVALID):
            names = listed([hole_name(hole) for hole in each.holes])
            problems = [f"it hangs on {names}, and as long as nothing gives a value, {'; '.join(read.refused)}"]
            return read._replace(problems=problems, refused=[], where=(), unset=True)
    return read


def told(subject: Subject) -> Found:
    """What the tree of the role may turn out to be, of which whoever listens is told first."""
    read = policies_of(subject.tree, subject.source)
    tell(subject, [policy for _, policy in read.policies])
    return read


def _is_the_same(before: Judged, case: Case, variants: Variants, problem: str) -> bool:
    """Whether `case` is as it was `before`: what it says, who owns the role, and where each statement stands."""
    was = before.case
    return (
        was.configuration == case.configuration
        and replace(was.subject, tree=None) == replace(case.subject, tree=None)
        and before.problem == problem
        and [(ways, each.policy) for ways, each in before.trusts] == [(ways, each.policy) for ways, each in variants]
    )


def switched_off(case: Case) -> frozenset[str]:
    """The ids of the rules that the settings switch off."""
    return frozenset(rule for rule, setting in case.configuration.rules.items() if setting.off)


def _without(found: Mapping[str, Judgement], off: frozenset[str]) -> dict[str, Judgement]:
    return {rule: judgement for rule, judgement in found.items() if rule not in off}


def _joined(read: Found, found: dict[str, Judgement]) -> dict[str, Judgement]:
    """What the rules say of a policy of which the ways that could be `read` were judged; a flaw in any is a flaw."""
    if not read.problems:
        return found
    joined = undecided("; ".join(read.problems), "; ".join(read.refused), read.where, read.unset)
    for rule, judgement in found.items():
        if judgement.verdict.answer is Answer.YES and judgement.rule is not UNDECIDED:
            joined[rule] = judgement
        elif judgement.errors:
            joined[rule] = joined[rule]._replace(errors=judgement.errors)
    return joined

"""What to write so that the findings of a role are gone: made of the policy, and judged, before anybody is told of it.

A repair is one for the role.  Each rule says what it wants of a statement (its Fix); the wants are made one after the
other, each rule asked again until it is content, and what comes of it is the repair that every finding shows.

It stands only if, with a legal value for each placeholder,
- the findings it is for are gone, in every way that the policy can turn out;
- no rule says worse of the policy than before;
- whoever could get in through a statement still can, by the statements that it has become.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.policy.document import Condition, Policy, Principal, Statement
from roletrust.engine.policy.principals import is_unique_id, who
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value
from roletrust.rules.fixes.drafting import (
    OF_YOURS,
    Draft,
    demanding,
    filled_in,
    in_place,
    is_positive,
    is_wild,
    stand_in,
)
from roletrust.rules.fixes.strictness import usable
from roletrust.rules.messages.branches import Branches, Conditions, singled_out
from roletrust.rules.messages.emptiness import is_blank
from roletrust.rules.messages.wording import EXTERNAL_ID, YOUR_ORGANIZATION
from roletrust.rules.rule import Fix, Rule, Verdict

MOST = 8  # times that one rule is asked anew
NAMED = 20  # values of one condition that are tried one by one, and principals that are asked for
ROUNDS = 3  # in which what one rule wants may bring another one up
MOST_VARIANTS = 8  # ways that a policy can turn out, up to which it is repaired
# What IAM refuses and emptiness first, for they hide what a policy says; then from the widest door to the narrowest.
ORDER = (
    "invalid-trust-policy",
    "empty-condition",
    "anyone-can-assume",
    "external-account-without-external-id",
    "weak-external-id",
)


class Change(NamedTuple):
    """What becomes of a statement; the first of them keeps its place, the others stand beside it.

    `becomes`: nothing where it is to be taken out.  `branches`: those in which the policy has it; none: in all.
    """

    statement: Statement
    becomes: tuple[Statement, ...]
    branches: Branches = ()


class Repair(NamedTuple):
    """`closes`: the ids of the rules whose findings are gone with all of the `changes`."""

    changes: tuple[Change, ...] = ()
    closes: frozenset[str] = frozenset()


class Asked(NamedTuple):
    """One way that the role's policy can turn out: the branches it takes, and what each rule says of it, by id."""

    conditions: Conditions
    trust: Trust
    verdicts: Mapping[str, Verdict]


def repair(variants: Sequence[Asked], rules: Sequence[Rule], wanted: frozenset[str] | None = None) -> Repair:
    """The repair of a role; without changes where none stands.  `rules`: all that have a say; `wanted`: the ids of
    those whose findings are to be gone, None for all.  Raises what the rules do.
    """
    if len(variants) > MOST_VARIANTS:
        return Repair()
    works = [Work(each, rules, wanted) for each in variants]
    found: dict[Statement, tuple[tuple[Statement, ...], list[Conditions]]] = {}
    for work in works:
        for statement, becomes in work.changes():
            found.setdefault(statement, (becomes, []))[1].append(work.asked.conditions)
    changes = {statement: becomes for statement, (becomes, _) in found.items()}
    closed = standing(works, changes) if changes else frozenset()
    if len(variants) > 1 and closed:
        one = for_all_branches(changes)
        if is_alike(one) and standing(works, one) >= closed:
            firsts = {statement.number: statement for statement in reversed(one)}
            return Repair(tuple(Change(each, one[each]) for each in reversed(firsts.values())), closed)
    every = [each.conditions for each in variants]
    told = (Change(statement, becomes, singled_out(ways, every)) for statement, (becomes, ways) in found.items())
    return Repair(tuple(told), closed) if closed else Repair()


def for_all_branches(changes: Mapping[Statement, tuple[Statement, ...]]) -> dict[Statement, tuple[Statement, ...]]:
    """`changes`, where what is one statement with other values in each branch asks for those of all branches alike."""
    asked: dict[tuple[int, str, str], dict[Value, None]] = {}
    for statement, becomes in changes.items():
        for each in becomes[0].conditions if len(becomes) == 1 else ():
            if each not in statement.conditions:
                asked.setdefault((statement.number, each.operator, each.key), {}).update(dict.fromkeys(each.values))

    def widened(old: Statement, new: Statement, condition: Condition) -> Condition:
        values = asked.get((old.number, condition.operator, condition.key))
        return condition if values is None or condition in old.conditions else condition._replace(values=tuple(values))

    def remade(old: Statement, new: Statement) -> Statement:
        return new._replace(conditions=tuple(widened(old, new, each) for each in new.conditions))

    return {old: tuple(remade(old, new) for new in becomes) for old, becomes in changes.items()}


def is_alike(changes: Mapping[Statement, tuple[Statement, ...]]) -> bool:
    """Whether what is one statement has, in every branch, the same conditions put in the same place."""
    kinds: dict[int, set[tuple[object, ...]]] = {}
    for old, becomes in changes.items():
        if not becomes:
            kinds.setdefault(old.number, set()).add(())
            continue
        new, *beside = becomes
        added = frozenset(each for each in new.conditions if each not in old.conditions)
        keys = {each.key.lower() for each in added}
        had = {each.key.lower() for each in old.conditions}
        spelling = [
            None if one == other else one
            for one, other in ((new.principals, old.principals), (new.actions, old.actions))
        ]
        kind = (
            added,
            frozenset(had & keys),
            had <= keys,
            bool(old.conditions),
            bool(old.empty),
            tuple(beside),
            *spelling,
        )
        kinds.setdefault(old.number, set()).add(kind)
    return all(len(each) == 1 for each in kinds.values())


class Tried:
    """One policy that the role could have, its placeholders filled in; each question about it is asked once."""

    def __init__(self, trust: Trust, verdicts: Mapping[str, Verdict]) -> None:
        """`verdicts`: what is known already of what the rules say, by id."""
        self._trust = trust
        self._verdicts = dict(verdicts)

    def verdict(self, rule: Rule) -> Verdict:
        if rule.id not in self._verdicts:
            self._verdicts[rule.id] = rule.judge(self._trust)
        return self._verdicts[rule.id]

    def lives(self, number: int, principals: tuple[Principal, ...]) -> bool:
        """Whether one of `principals` gets in through the statement `number`; of one that there is not, yes."""
        return lives(self._trust, number, principals)


class Work:
    """Drafts of one policy, and what the rules say of them."""

    def __init__(self, asked: Asked, rules: Sequence[Rule], wanted: frozenset[str] | None = None) -> None:
        self.asked, self.rules = asked, rules
        self.wanted = {rule.id for rule in rules} if wanted is None else wanted
        owner = asked.trust.owner
        self._owner = owner._replace(
            # Of an owner who lists none, those that the policy names are taken for the own ones.
            organizations=owner.organizations and owner.organizations | {stand_in(YOUR_ORGANIZATION)},
            trusted={**owner.trusted, stand_in(OF_YOURS): OF_YOURS},
        )
        self._tried = {asked.trust.policy: Tried(asked.trust, asked.verdicts)}

    def tried(self, policy: Policy) -> Tried:
        """`policy`, filled in, in the place of the role's own."""
        if (tried := self._tried.get(policy)) is None:
            trust = Trust(filled_in(policy), self._owner, self.asked.trust.now)
            tried = self._tried[policy] = Tried(trust, {})
        return tried

    def failing(self, policy: Policy) -> list[Rule]:
        """The rules that have a finding, in the order in which they are made content."""
        tried = self.tried(policy)
        found = [rule for rule in self.rules if rule.id in self.wanted and tried.verdict(rule).answer is YES]
        return sorted(found, key=lambda rule: ORDER.index(rule.name) if rule.name in ORDER else len(ORDER))

    def changes(self) -> Iterator[tuple[Statement, tuple[Statement, ...]]]:
        """Each statement of the policy that has to change, and what it becomes."""
        draft = Draft(self.asked.trust.policy, {})
        for _ in range(ROUNDS):
            before = draft
            for rule in self.failing(draft.policy):
                draft = self.content(rule, draft)
            if draft is before:
                break
        draft = draft.joined()
        for statement in self.asked.trust.policy.statements:
            becomes = draft.of(statement)
            if becomes != (statement,):
                yield statement, becomes

    def content(self, rule: Rule, draft: Draft) -> Draft:
        """`draft` with what makes `rule` content; as it is, where nothing does."""
        made, verdict = draft, self.tried(draft.policy).verdict(rule)
        for _ in range(MOST):
            if verdict.answer is not YES:
                return made
            better = self.better(rule, made, verdict)
            if better is None:
                return draft
            made, verdict = better
        return made if verdict.answer is not YES else draft

    def better(self, rule: Rule, draft: Draft, verdict: Verdict) -> tuple[Draft, Verdict] | None:
        """The first of the ways to make the rule's Fix that changes its mind, and what it says then."""
        for made in self.ways(rule, draft, verdict) if verdict.fix else ():
            found = self.tried(made.policy).verdict(rule)
            if about(found) != about(verdict):
                return made, found
        return None

    def changes_mind(self, rule: Rule, draft: Draft, verdict: Verdict) -> bool:
        """Whether the rule says of `draft` something else than `verdict`."""
        return about(self.tried(draft.policy).verdict(rule)) != about(verdict)

    def ways(self, rule: Rule, draft: Draft, verdict: Verdict) -> Iterator[Draft]:
        """The draft with the verdict's Fix made: first the ways that keep most of what is written."""
        fix = verdict.fix or Fix("")
        statement = draft.statement(fix.statement.number) if fix.statement else None
        if statement is None:
            return
        for each in fix.meant:
            yield draft.with_statement(statement, draft.unfilled_statement(each))
        if fix.gone and len(draft.policy.statements) > 1:
            yield draft.without(statement)
        if not fix.conditions:
            if fix.emptied:
                yield draft.with_conditions(statement, statement.conditions)
            if fix.actions:
                yield draft.with_actions(statement, fix.actions)
            return
        moved = tuple(each for each in statement.principals if each in fix.moved)
        left = tuple(each for each in statement.principals if each not in fix.moved)
        if moved and left and not self.tried(draft.policy).lives(statement.number, left):
            moved = ()  # nobody would be shut out

        left_alone = tuple(each for each in statement.conditions if each != fix.replaced)

        def made(*conditions: Condition) -> Draft:
            return draft.with_conditions(statement, in_place(left_alone, conditions), moved)

        wanted, *others = fix.conditions  # the rule is asked again, and says then what more it wants
        concerned = moved or statement.principals
        kept = self.kept(rule, statement, wanted, lambda one: made(one, *others), verdict)
        for condition in (*(each for each in kept if not self.shares(draft, concerned, each)), wanted):
            found = made(draft.unfilled(condition))
            if self.changes_mind(rule, found, verdict):
                yield from self.let_in(found, statement, moved or left, draft.unfilled(condition))

    def kept(
        self, rule: Rule, statement: Statement, wanted: Condition, made: Callable[[Condition], Draft], verdict: Verdict
    ) -> Iterator[Condition]:
        """What `statement` asks of the key of `wanted`, so that a request must meet it; then its good values alone."""
        for strict in strictly(statement, wanted):
            yield strict
            if 1 < len(strict.values) <= NAMED:
                single = [strict._replace(values=(value,)) for value in strict.values]
                good = [each.values[0] for each in single if self.is_content(rule, made(each), verdict)]
                if good:
                    yield strict._replace(values=tuple(good))

    def shares(self, draft: Draft, principals: tuple[Principal, ...], condition: Condition) -> bool:
        """Whether `condition` would have `principals` hold an external id together with another external account."""
        if condition.key.lower() != EXTERNAL_ID.lower():
            return False
        holders = self.outside(principals)
        for each in draft.policy.statements:
            asked = [
                value for one in each.conditions if one.key.lower() == condition.key.lower() for value in one.values
            ]
            if each.allows and {*asked} & {*condition.values}:
                holders |= self.outside(each.principals)
        return len(holders) > 1

    def outside(self, principals: tuple[Principal, ...]) -> set[Value]:
        """The accounts of `principals` that are not the owner's."""
        trust = self.asked.trust
        accounts = {who(each).account for each in principals}
        return {each for each in accounts if each and trust.whose(each) in (Whose.EXTERNAL, Whose.UNKNOWN)}

    def let_in(
        self, draft: Draft, statement: Statement, principals: tuple[Principal, ...], asked: Condition
    ) -> Iterator[Draft]:
        """`draft`, if those who got in through `statement` do; else with Denies that spare them, if they do then."""
        if not statement.allows or not self.tried(self.asked.trust.policy).lives(statement.number, principals):
            yield draft
            return
        for each in (draft, draft.spared(asked)):
            new = [one for one in each.of(statement) if asked in one.conditions]
            tried = self.tried(each.policy)
            if any(tried.lives(one.number, principals) for one in new):
                yield each
                return

    def is_content(self, rule: Rule, draft: Draft, verdict: Verdict) -> bool:
        """Whether the rule finds nothing in the draft, or nothing more in the statement that `verdict` is about."""
        found = self.tried(draft.policy).verdict(rule)
        if found.answer is not YES or not found.statement or not verdict.statement:
            return found.answer is NO
        elsewhere = draft.origin(found.statement) != draft.origin(verdict.statement)
        return elsewhere or not {*verdict.accounts[:1]} <= {*found.accounts}


def about(verdict: Verdict) -> tuple[object, ...]:
    """What a verdict says, as far as two can be told apart by it."""
    return verdict.answer, verdict.reason, verdict.accounts


def strictly(statement: Statement, wanted: Condition) -> Iterator[Condition]:
    """The condition that `statement` has on the key of `wanted`, so that a request must meet it."""
    key = wanted.key.lower()
    mine = [each for each in statement.conditions if each.key.lower() == key and is_positive(each)]
    for each in mine if len(mine) == 1 else ():
        values = tuple(one for one in each.values if usable(one, wanted.key, is_wild(each)) and not is_blank(one))
        if values:
            yield demanding(each)._replace(values=values)


# --- whether it stands -------------------------------------------------------------------------------------------


def standing(works: Sequence[Work], changes: Mapping[Statement, tuple[Statement, ...]]) -> frozenset[str]:
    """The rules whose findings are gone with `changes` made; none where the repair does not stand."""
    found: set[str] = set()
    still: set[str] = set()
    for work in works:
        policy = with_changes(work.asked.trust.policy, changes)
        before, after = work.tried(work.asked.trust.policy), work.tried(policy)
        for rule in work.rules:
            old, new = before.verdict(rule).answer, after.verdict(rule).answer
            if new > old:
                return frozenset()
            if old is YES:
                (still if new is YES else found).add(rule.id)
        if shuts_out(work, policy, changes):
            return frozenset()
    return frozenset(found - still)


def with_changes(policy: Policy, changes: Mapping[Statement, tuple[Statement, ...]]) -> Policy:
    """`policy` with what its statements become; those that are new have numbers of their own."""
    last = max((each.number for each in policy.statements), default=0)
    statements: list[Statement] = []
    for each in policy.statements:
        becomes = changes.get(each, (each,))
        statements += becomes[:1]
        for one in becomes[1:]:
            last += 1
            statements.append(one._replace(number=last))
    return policy._replace(statements=tuple(statements))


def shuts_out(work: Work, policy: Policy, changes: Mapping[Statement, tuple[Statement, ...]]) -> bool:
    """Whether a principal through whose statement somebody got in lets nobody in any more, by `policy`.

    Of one that is spelt anew nobody got in: IAM refuses the policy as it is; and of the id of one that is deleted.
    """
    before = work.asked.trust.policy
    was, will_be = work.tried(before), work.tried(policy)
    for statement in changes:
        if statement in before.statements and statement.allows:
            spelt = {one for new in changes[statement] for one in new.principals}
            kept = [
                (one,)
                for one in statement.principals
                if one in spelt or not (changes[statement] or is_unique_id(one.value))
            ]
            negated = {one.negated_principals for one in changes[statement]} == {True}
            whole = [statement.principals] if negated else [] if statement.negated_principals else kept
            for some in whole[:NAMED]:
                now = (each for each in policy.statements if each.allows and set(some) <= {*each.principals})
                if not any(will_be.lives(each.number, some) for each in now) and was.lives(statement.number, some):
                    return True
    return False


def lives(trust: Trust, number: int, principals: tuple[Principal, ...]) -> bool:
    """As the method of `Tried`, of the policy of `trust`."""
    whole = next((each for each in trust.policy.statements if each.number == number), None)
    return whole is None or trust.alive(whole, among=principals).answer is not NO

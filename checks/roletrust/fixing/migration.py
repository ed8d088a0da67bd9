"""The two changes of a trust policy by which an account comes to send another external id, and what is proved of them.

First the new id is accepted besides what was; last it alone is.  Each proof is one of newly_in, on the policies as they
are read again, with Denies put beside them that leave only the requests that it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, YES
from roletrust.engine.decision.authorizer import covers
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.policy.document import Condition, Effect, Policy, Principal, Statement
from roletrust.engine.policy.principals import who
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.questions.comparison import newly_in
from roletrust.engine.questions.trust import Trust
from roletrust.fixing.proposing import Proposal, Role, edits_of
from roletrust.fixing.spans import Unfixable
from roletrust.rules.external_account_without_external_id import RULE
from roletrust.rules.fixes.drafting import Draft, in_place, is_positive
from roletrust.rules.fixes.repair import Change, Repair
from roletrust.rules.messages.wording import EXTERNAL_ID

EVERYBODY = (Principal("AWS", "*"),)
ACCOUNT = "aws:PrincipalAccount"
Changes = dict[Statement, tuple[Statement, ...]]


class Move(NamedTuple):
    """The external id that the users and roles of `account` are to send."""

    account: str
    external_id: str

    @property
    def condition(self) -> Condition:
        return Condition("StringEquals", EXTERNAL_ID, (self.external_id,))


def proposal(role: Role, move: Move, last: bool) -> Proposal:
    """The first change of the role's policy, or the `last`; without edits where none is needed.  Raises Unfixable."""
    if role.judged.problem or not role.judged.trusts:
        raise Unfixable(f"its policy cannot be read in full: {role.judged.problem or 'it has none'}")
    found: Changes = {}
    for _, trust in role.judged.trusts:
        for statement, becomes in (demanding_alone(trust, move) if last else accepting(trust, move)).items():
            if found.setdefault(statement, becomes) != becomes:
                raise Unfixable(f"{statement.label} would need another change in each of its branches")
    repair = Repair(tuple(Change(statement, becomes) for statement, becomes in found.items()))
    edits, sources = edits_of(role, repair)
    return Proposal(repair.changes, edits, sources)


def accepting(trust: Trust, move: Move) -> Changes:
    """What the statements become that are for the account, so that the id is accepted besides what is; none where it
    is already.  Raises Unfixable where no such change is known.
    """
    wider = Draft(trust.policy, {})
    for statement in about(trust.policy, move.account):
        asked = [each for each in statement.conditions if is_about_id(each) and is_positive(each)]
        if any(move.external_id not in each.values for each in asked):
            conditions = tuple(with_id(each, move) if each in asked else each for each in statement.conditions)
            wider = wider.with_conditions(statement, conditions, of_account(statement, move.account))
    for draft in (Draft(trust.policy, {}), wider, wider.spared(move.condition)):
        if next(not_accepted(trust, replaced(trust, draft.policy), move), "") == "":
            return changed(trust.policy, draft)
    raise Unfixable(next(not_accepted(trust, replaced(trust, wider.policy), move)))


def demanding_alone(trust: Trust, move: Move) -> Changes:
    """What the statements become that are for the account, so that they ask for the id and accept no other."""
    draft = Draft(trust.policy, {})
    if not next(not_alone(trust, trust, move), ""):
        return {}
    for statement in about(trust.policy, move.account):
        conditions = in_place(statement.conditions, (move.condition,))
        draft = draft.with_conditions(statement, conditions, of_account(statement, move.account))
    return changed(trust.policy, draft)


def about(policy: Policy, account: str) -> Iterator[Statement]:
    """The Allows of `sts:AssumeRole` that name the account, or a principal of it."""
    for each in policy.statements:
        if each.allows and covers(each, ASSUME_ROLE.lower()) is not NO and of_account(each, account):
            yield each


def of_account(statement: Statement, account: str) -> tuple[Principal, ...]:
    if statement.negated_principals:
        return ()
    return tuple(each for each in statement.principals if who(each).account == account)


def is_about_id(condition: Condition) -> bool:
    return condition.key.lower() == EXTERNAL_ID.lower()


def with_id(condition: Condition, move: Move) -> Condition:
    return condition._replace(values=tuple(dict.fromkeys((*condition.values, move.external_id))))


def changed(policy: Policy, draft: Draft) -> Changes:
    pairs = ((each, draft.of(each)) for each in policy.statements)
    return {statement: becomes for statement, becomes in pairs if becomes != (statement,)}


# --- what is proved ------------------------------------------------------------------------------------------------


def not_accepted(old: Trust, new: Trust, move: Move) -> Iterator[str]:
    """What keeps `new` from being the first change of `old`; nothing: it is proved to be."""
    if new.with_the_id(move.account, move.external_id).answer is not YES:
        yield f"nobody of account {move.account} would get in with the new external id"
    if differ(new, old):
        yield "somebody who gets in would no longer do"
    if differ(with_new_id(new, move), with_new_id(regardless(old), move)):
        yield f"somebody of account {move.account} who gets in so far would not with the new external id"
    if differ(old, without(new, Condition("StringEquals", EXTERNAL_ID, (move.external_id,)))):
        yield "somebody would newly get in without the new external id"
    if differ(old, without(new, Condition("StringEquals", ACCOUNT, (move.account,)))):
        yield f"somebody else than account {move.account} would newly get in"


def not_alone(old: Trust, new: Trust, move: Move) -> Iterator[str]:
    """Why `new` does not complete the migration that `old` began, reason by reason; without any, it is proved to."""
    others = without(new, move.condition)
    for found in (others.without_external_id(move.account), others.with_any_external_id(move.account)):
        if found.answer is not NO:
            through = f" through {found.through.label}" if found.through else ""
            yield f"account {move.account} would get in{through} without the new external id, or that is not known"
    if differ(old, new):
        yield "somebody would newly get in"
    if differ(with_new_id(new, move), with_new_id(old, move)):
        yield f"somebody of account {move.account} who sends the new external id would no longer get in"
    ours = Condition("StringEquals", ACCOUNT, (move.account,))
    if differ(without(new, ours), without(old, ours)):
        yield f"somebody else than account {move.account} would no longer get in"


def proved(before: Role, after: Role, move: Move, last: bool) -> str:
    """Why the change from `before` to `after`, both as they were read, is not proved; '' where it is."""
    now = dict(after.judged.trusts)
    if now.keys() != dict(before.judged.trusts).keys():
        return "read again, its policy can turn out in other ways than before"
    for ways, old in before.judged.trusts:
        why = next((not_alone if last else not_accepted)(old, now[ways], move), "")
        if why:
            return why
    verdict = after.judged.judgements[RULE.id].verdict if last and RULE.id in after.judged.judgements else None
    if verdict and verdict.answer is YES and move.account in verdict.accounts:
        return f"{RULE.id} still finds: {verdict.reason}"
    return ""


def differ(less: Trust, more: Trust) -> Sequence[object]:
    """Who gets in by `more` and not by `less`, or may."""
    return newly_in(less.policy, more.policy, less.owner, less.now)


def without(trust: Trust, *conditions: Condition) -> Trust:
    """`trust` without the requests that meet all of `conditions`."""
    number = 1 + max((each.number for each in trust.policy.statements), default=0)
    deny = Statement(number, Effect.DENY, EVERYBODY, (ASSUME_ROLE,), conditions)
    return replaced(trust, trust.policy._replace(statements=(*trust.policy.statements, deny)))


def with_new_id(trust: Trust, move: Move) -> Trust:
    """`trust`, of the requests of the account alone that send the new id."""
    other = without(trust, Condition("StringNotEquals", EXTERNAL_ID, (move.external_id,)))
    return without(other, Condition("StringNotEquals", ACCOUNT, (move.account,)))


def regardless(trust: Trust) -> Trust:
    """At least who gets in by `trust` with some external id, or with none: whatever is sent, it is never the matter."""
    statements = tuple(
        each._replace(conditions=tuple(one for one in each.conditions if not is_about_id(one)))
        for each in trust.policy.statements
        if each.allows or not any(map(is_about_id, each.conditions))
    )
    return replaced(trust, trust.policy._replace(statements=statements))


def replaced(trust: Trust, policy: Policy) -> Trust:
    """`policy` in the place of the policy of `trust`."""
    return Trust(policy, trust.owner, trust.now)


def outside(role: Role) -> list[str]:
    """The accounts that its policy names, in any way it can turn out, and that are not its owner's."""
    named = {
        account: None
        for _, trust in role.judged.trusts
        for account in trust.named_accounts()
        if trust.whose(account) in (Whose.EXTERNAL, Whose.TRUSTED)
    }
    return [each for each in named if isinstance(each, str)]

"""A principal is the id of a deleted role or user.

What it finds:  in any statement, Allow or Deny, an AWS principal that is a unique id (`AROA...` of a role,
                `AIDA...` of a user) in place of an ARN.
Why it matters: IAM keeps a role or user that a trust policy names by its unique id, and shows that id once the
                role or user is deleted.  The id names nobody any more, and never will: a role made anew under the
                same name has another.  Whoever was meant is kept out or, in a Deny, no longer turned away.  Where a
                vendor gave the id of a role that is there, nobody who reads the policy can tell.
Instead:        take the id out, or write the ARN of the role or user that took its place: the finding shows the one,
                and the other where no Allow would be left.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.policy.document import Policy, Principal, Statement
from roletrust.engine.policy.principals import is_unique_id
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole
from roletrust.rules.messages.wording import SUCCESSOR, listed, once, placeholder
from roletrust.rules.rule import NOTHING, Fix, Rule, Verdict

Found = tuple[Statement, Principal, "Hole | None"]
ADVICE = "take {} out, or write the ARN of the role or user that took over, which its account's administrator knows"


def judge(trust: Trust) -> Verdict:
    found = [each for statement in trust.policy.statements for each in orphans(statement)]
    shown = [each for each in found if each[2] is None] or found
    if not shown:
        return NOTHING
    by_statement: dict[str, list[str]] = {}
    for statement, principal, _ in shown:
        by_statement.setdefault(verb(statement), []).append(told(principal))
    return Verdict(
        YES if shown[0][2] is None else UNKNOWN,
        reason=listed([f"{names} {listed(ids)}" for names, ids in by_statement.items()]),
        statement=shown[0][0],
        fix=replaced(shown[0][0], [principal for _, principal, _ in shown], trust.policy),
        holes=once(hole for *_, hole in shown if hole),
    )


def orphans(statement: Statement) -> Iterator[Found]:
    """Each principal that is the id of somebody deleted, and the hole by which it may not be there at all."""
    for principal in statement.principals:
        if principal.kind == "AWS" and is_unique_id(principal.value):
            yield statement, principal, statement.maybe or principal.maybe


def replaced(statement: Statement, orphans: Sequence[Principal], policy: Policy) -> Fix:
    """The ids out of `statement`, and it with them where it names nobody else; of an Allow that is the only one there
    is, the role that took over in their place.
    """
    advice = ADVICE.format(listed(list(dict.fromkeys(str(each.value) for each in orphans))))
    left = tuple(each for each in statement.principals if each not in orphans)
    if statement.negated_principals:
        return Fix(advice, statement)
    if left:
        return Fix(advice, statement, meant=(statement._replace(principals=left),))
    if not statement.allows or any(each.allows and each is not statement for each in policy.statements):
        return Fix(advice, statement, gone=True)
    successor = Principal("AWS", placeholder(SUCCESSOR))
    return Fix(advice, statement, meant=(statement._replace(principals=(successor,)),))


def verb(statement: Statement) -> str:
    names = "excepts" if statement.negated_principals else "trusts" if statement.allows else "turns away"
    return f"{statement.label} {names}"


def told(principal: Principal) -> str:
    """Without more ado about its being deleted: a vendor may have given the id of a role that is there."""
    return f"the {'role' if str(principal.value).startswith('AROA') else 'user'} id {principal.value}"


RULE = Rule(
    id="CKV_TRUST_12",
    name="orphaned-principal",
    severity="MEDIUM",
    headline="Principal is the id of a deleted role or user",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    judge=judge,
)

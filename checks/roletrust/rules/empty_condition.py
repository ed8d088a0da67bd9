"""A condition is empty, or compares with nothing.

What it finds:  in any statement, Allow or Deny: an empty `Condition`, an operator without keys, a key with an
                empty list, or a blank value.  The finding says what the emptiness does.
                It is LOW where the emptiness changes nothing for outsiders: no condition for a service or the own
                account, a blank value beside good ones; and where some branches alone are empty: there the condition
                is left out on purpose, and who gets in by that is another rule's finding.
Why it matters: a condition was meant and is not there.  `StringEquals = {}` restricts nobody; `values = []`
                lets nobody in, or, negated, everybody.
Instead:        write the value that was meant, or delete the empty piece.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.document import Condition, Empty, Principal, Statement
from roletrust.engine.policy.principals import who
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole
from roletrust.rules.messages.emptiness import effect, is_blank
from roletrust.rules.messages.wording import EXTERNAL_ID, SHOWN, once, placeholder
from roletrust.rules.rule import NOTHING, Fix, Rule, Verdict, worst

Found = tuple[Statement, str, "Condition | None", "Hole | None"]


def judge(trust: Trust) -> Verdict:
    found = [each for statement in trust.policy.statements for each in emptinesses(statement)]
    certain = [each for each in found if each[3] is None]
    if not found:
        return NOTHING
    shown = certain or found
    statement = shown[0][0]
    more = f"; and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    return Verdict(
        YES if certain else UNKNOWN,
        reason="; ".join(reason for _, reason, _, _ in shown[:SHOWN]) + more,
        statement=statement,
        fix=fix(statement, [condition for at, _, condition, _ in shown if at is statement]),
        holes=() if certain else once(hole for *_, hole in found if hole),
        severity=worst(severity(at, condition, trust.owner) for at, _, condition, _ in shown),
    )


def emptinesses(statement: Statement) -> Iterator[Found]:
    """Each empty piece: its statement, what it does, the condition (if one is left), the hole it exists by."""
    for empty in statement.empty:
        what = "Condition" if empty.what is Empty.BLOCK else empty.operator
        alone = ": its principals get in unconditionally" if statement.allows and not statement.conditions else ""
        yield statement, f"{what} is empty in {statement.label} and has no effect{alone}", None, statement.maybe
    for condition in statement.conditions:
        if not condition.values or any(is_blank(value) for value in condition.values):
            yield statement, effect(condition, statement), condition, statement.maybe or condition.maybe


def severity(statement: Statement, condition: Condition | None, owner: Owner) -> str:
    """Of one empty piece: LOW where it lets in no outsider, and shuts out nobody."""
    if condition:
        return "" if all(is_blank(value) for value in condition.values) else "LOW"
    outside = statement.negated_principals or any(is_outsider(each, owner) for each in statement.principals)
    return "LOW" if statement.allows and not outside else ""


def is_outsider(principal: Principal, owner: Owner) -> bool:
    """Whether it is, or may be, somebody else than a service, or a user or role of an account that is listed."""
    account = who(principal).account
    known = account and owner.whose(account) in (Whose.OWN, Whose.TRUSTED)
    return principal.kind != "Service" and not known


def fix(statement: Statement, conditions: list[Condition | None]) -> Fix:
    """What to write in place of the empty pieces of `statement`."""
    written = tuple(filled(condition) for condition in conditions if condition)
    if written:
        return Fix("write the value that was meant, or delete the condition if none was", statement, written)
    return Fix(
        "write the condition that was meant, or delete the empty one: it restricts nobody", statement, emptied=True
    )


def filled(condition: Condition) -> Condition:
    kept = tuple(value for value in condition.values if not is_blank(value))
    is_id = condition.key.lower() == EXTERNAL_ID.lower()
    values = kept or (placeholder("external id issued by the third party" if is_id else f"value of {condition.key}"),)
    return Condition(condition.operator, condition.key, values)


RULE = Rule(
    id="CKV_TRUST_3",
    name="empty-condition",
    severity="HIGH",
    headline="Condition is empty or compares with nothing",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    judge=judge,
)

"""How an external id that is easily guessed gets in, and the one to ask for instead."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.engine.policy.document import Condition, Policy, Statement
from roletrust.engine.policy.operators import Family, operator, value_tokens
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.policy.wildcards import matches
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Means, Text, Value
from roletrust.rules.analysis.guessable_ids import weakness
from roletrust.rules.fixes.setting_apart import concerned, set_apart
from roletrust.rules.messages.entrance import on_key
from roletrust.rules.messages.wording import EXTERNAL_ID, SHOWN, account_names, listed, placeholder
from roletrust.rules.rule import Fix
from roletrust.rules.tables.vendor_ids import said_of_ids

HOW = "at random (`uuidgen`, or `openssl rand -hex 16`)"


def sent(entry: Reach) -> Value:
    """The external id of its witness."""
    values = entry.witness.context.get(EXTERNAL_ID_KEY) if entry.witness else ()
    return values[0] if isinstance(values, tuple) and values else ""


def why(trust: Trust, account: Value, entry: Reach, weak: frozenset[str]) -> str:
    """What is wrong with the ids that `account` may send, which `entry` has one of; each, where they are spelt out."""
    told: list[str] = []
    while entry.answer is YES and len(told) < SHOWN and str(sent(entry)).lower() in weak:
        told.append(f'"{sent(entry)}" {weakness(str(sent(entry)), trust.owner.role)}')
        weak -= {str(sent(entry)).lower()}
        entry = trust.with_a_guess(account, weak)
    return listed(told) if told else how_accepted(entry.through, sent(entry))


def how_accepted(statement: Statement | None, external_id: Value) -> str:
    """How `statement` lets an external id in that no condition spells out."""
    for condition in on_key(statement, EXTERNAL_ID) if statement else ():
        for value in condition.values:
            if isinstance(value, Text) and all(hole.means is Means.OWN_ACCOUNT for hole in value.holes):
                made = "" if value.lone else "made of "
                return f'"{value}" is {made}the id of the role\'s own account, which is no secret'
            if accepts(condition, value, external_id):
                return f'{condition.operator} accepts any like "{value}"'
            if isinstance(value, str) and "${" in value:
                return f'"{value}" is what the caller brings along'
    return "no condition says which"


def accepts(condition: Condition, value: Value, external_id: Value) -> bool:
    """Whether `value` of a condition that compares text, `Not` or not, is or matches the id for sure."""
    how = operator(condition.operator)
    if how is None or how.row.family is not Family.STRING:
        return False
    return matches(value_tokens(how.row, value, False), external_id, how.row.fold) is YES


def random_id(
    policy: Policy, through: Statement | None, accounts: Sequence[Value], external_id: Value, owner: Owner
) -> Fix:
    """The fix for `accounts`, which `through` lets in with `external_id`: an id made for this one customer."""
    statement, negated = asking(policy, through, accounts, external_id, owner)
    issuer = accounts[0] if isinstance(accounts[0], str) else "the third party"
    mine = kept(statement, negated, owner.role) if len(accounts) == 1 else ()
    good = mine or (placeholder(f"external id issued by {issuer}"),)
    names = listed(account_names(accounts, owner))
    advice = f"accept only an external id that the owner of {names} generated for you alone, {HOW}"
    if len(accounts) > 1:
        advice = f"give {names} a statement each, with an external id that its owner generated for you alone, {HOW}"
    condition = Condition("StringNotEquals" if negated else "StringEquals", EXTERNAL_ID, good)
    supplied = f"{advice}; it is theirs to supply{said_of_ids(accounts, owner)}"
    return set_apart(Fix(supplied, statement, (condition,)), accounts[:1], owner)


def asking(
    policy: Policy, through: Statement | None, accounts: Sequence[Value], external_id: Value, owner: Owner
) -> tuple[Statement | None, bool]:
    """The statement that asks for the id and is met by `external_id`, and whether it is a Deny."""
    own = [value for condition in on_key(through, EXTERNAL_ID) for value in condition.values] if through else []
    allowed = [each for allow in policy.statements if allow.allows for each in allow.principals]
    outside = {who(each).account for each in allowed if owner.whose(who(each).account or "") is not Whose.OWN}
    alone = len(outside - {None, ""}) < 2  # an id that several have tells nothing
    for deny in policy.statements:
        if alone and not own and not deny.allows and covers(deny, accounts, owner):
            conditions = on_key(deny, EXTERNAL_ID)
            if any(accepts(condition, value, external_id) for condition in conditions for value in condition.values):
                return deny, True
    return through, False


def covers(deny: Statement, accounts: Sequence[Value], owner: Owner) -> bool:
    everyone = any(who(principal).form is Form.EVERYONE for principal in deny.principals)
    return everyone or any(concerned(principal, accounts, owner, whole=False) for principal in deny.principals)


def kept(statement: Statement | None, negated: bool, role: str) -> tuple[Value, ...]:
    """The ids that `statement` asks for and that nobody guesses."""
    found: dict[Value, None] = {}
    for condition in on_key(statement, EXTERNAL_ID) if statement else ():
        how = operator(condition.operator)
        if how and how.row.family is Family.STRING and how.row.negated is negated:
            found.update(dict.fromkeys(value for value in condition.values if good(value, how.row.wild, role)))
    return tuple(found)


def good(value: Value, wild: bool, role: str) -> bool:
    if isinstance(value, str):
        return legal_external_id(value) and not weakness(value, role)
    return not wild or not any("*" in part or "?" in part for part in value.parts if isinstance(part, str))

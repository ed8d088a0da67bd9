"""What IAM refuses in a condition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from roletrust.engine.policy.context_keys import TAGS
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.misspelt_keys import meant
from roletrust.engine.policy.operators import Family, Operator, Unreadable, moment_of, operator, value_tokens
from roletrust.engine.policy.wildcards import Variable
from roletrust.engine.text import Hole, Value
from roletrust.rules.messages.emptiness import without_the_key

Flaw = tuple[str, "Hole | None"]
LEGACY = '(IAM: "The policy failed legacy parsing")'
SYNTAX = '(IAM: "Syntax errors in policy.")'


def refused_conditions(statement: Statement, variables: bool) -> Iterator[Flaw]:
    """Each flaw, and what it hangs on.  `variables`: `${...}` are policy variables there."""
    for condition in statement.conditions:
        if why := of_condition(condition, variables) or unmet(condition, statement):
            yield why, condition.maybe
    if len(statement.conditions) > 1:
        yield from repeated(statement.conditions)


def repeated(conditions: Sequence[Condition]) -> Iterator[Flaw]:
    spellings: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for condition in conditions:
        spellings[condition.operator.lower(), condition.key.lower()][condition.key] = None
    for keys in spellings.values():
        if len(keys) > 1:
            yield f"{' and '.join(keys)} are one key under one operator (DUPLICATE_KEYS_WITH_DIFFERENT_CASE)", None


def of_condition(condition: Condition, variables: bool) -> str:
    """Why IAM refuses it; '' where it does not."""
    parsed = operator(condition.operator)
    if parsed is None:
        return f"there is no operator {condition.operator} {SYNTAX}"
    if parsed.row.family is Family.NULL and parsed.if_exists:
        return f"{condition.operator} {condition.key}: Null takes no IfExists (NULL_WITH_IF_EXISTS)"
    if ":" not in condition.key:
        right = f"; is {meant(condition.key)} meant?" if meant(condition.key) else ""
        return f"the key {condition.key} has no prefix (INVALID_CONDITION_KEY_FORMAT){right}"
    if condition.key.lower().rstrip("/") + "/" in TAGS:
        return f"{condition.key} names no tag (MISSING_TAG_KEY_IN_CONDITION)"
    return of_values(condition, parsed, variables)


def of_values(condition: Condition, parsed: Operator, variables: bool) -> str:
    family = parsed.row.family
    if family is Family.STRING and not any(may_vary(value) for value in condition.values):
        return ""
    name = f"{condition.operator} {condition.key}"
    if family is Family.BOOL and len(condition.values) > 1:
        return f"{name} has several values, and takes one (INVALID_CONDITION_MULTIPLE_BOOLEAN)"
    for value in condition.values:
        if family is Family.DATE and isinstance(value, str) and not is_date(value):
            return f'{name} is "{value}", which is no date {LEGACY}'
        broken = (each for each in value_tokens(parsed.row, value, variables) if isinstance(each, Variable))
        if any(each.broken for each in broken):
            return f'{name} is "{value}", which holds a malformed policy variable'
    return ""


def may_vary(value: Value) -> bool:
    """Whether it may hold a policy variable."""
    return not isinstance(value, str) or "${" in value


def is_date(value: str) -> bool:
    try:
        moment_of(value)
    except Unreadable:
        return False
    return True


def unmet(condition: Condition, statement: Statement) -> str:
    """Of a misspelt key that quietly changes nothing; where it keeps everybody out, rule 6 says so."""
    parsed, right = operator(condition.operator), meant(condition.key)
    if not right or parsed is None or without_the_key(parsed, condition) is not statement.allows:
        return ""
    code = (
        "INVALID_GLOBAL_CONDITION_KEY" if condition.key.lower().startswith("aws:") else "INVALID_SERVICE_CONDITION_KEY"
    )
    effect = "every request" if statement.allows else "no request"
    return f"AWS has no key {condition.key} ({code}), so {condition.operator} matches {effect}; is {right} meant?"

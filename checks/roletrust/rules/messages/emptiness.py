"""What a condition that compares with nothing does to its statement.

semantics.md 1.6: an empty list matches nothing, so a negated operator holds for every value; whether the key
is absent is decided first.  A blank value equals no value that STS or IAM puts into a request, tags aside.
"""

from __future__ import annotations

from roletrust.engine.policy.context_keys import is_tag
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.operators import Family, Operator, Set, operator
from roletrust.engine.text import Value

UNDOCUMENTED = ", with an effect that AWS does not document"


def is_blank(value: Value) -> bool:
    """Whether it is literal and has nothing but white space."""
    return isinstance(value, str) and not value.strip()


def effect(condition: Condition, statement: Statement) -> str:
    """One clause: what is empty, where, and what that does."""
    name = f"{condition.operator} {condition.key}"
    if not condition.values:
        return f"{name} in {statement.label} has an empty list{outcome(condition, statement)}"
    if not all(is_blank(value) for value in condition.values):
        tag = is_tag(condition.key.lower())
        what = f"at most a blank {condition.key}" if tag else "no request: it has no effect"
        return f"one value of {name} in {statement.label} is blank and matches {what}"
    return f"{name} in {statement.label} compares with a blank value{outcome(condition, statement)}"


def outcome(condition: Condition, statement: Statement) -> str:
    parsed = operator(condition.operator)
    if parsed is None or undocumented(parsed, condition, statement):
        return UNDOCUMENTED
    key = condition.key
    blank_tag = bool(condition.values) and is_tag(key.lower())
    return {
        (False, False): f" and matches only a blank {key}" if blank_tag else f" and never matches{never(statement)}",
        (False, True): f" and matches everyone but requests without {key}",
        (True, False): f" and matches only requests without {key}",
        (True, True): f" and matches everyone but a blank {key}" if blank_tag else always(statement),
    }[without_the_key(parsed, condition), parsed.row.negated]


def undocumented(parsed: Operator, condition: Condition, statement: Statement) -> bool:
    if parsed.row.family is Family.NULL:
        return parsed.over is not None or parsed.if_exists
    if condition.values:
        return parsed.row.negated and parsed.row.family is not Family.STRING
    return not statement.allows


def without_the_key(parsed: Operator, condition: Condition) -> bool:
    """Whether `condition`, whose operator is `parsed`, holds for a request that lacks the key."""
    if parsed.row.family is Family.NULL:
        return any(isinstance(value, str) and value.lower() == "true" for value in condition.values)
    if parsed.over:
        return parsed.over is Set.ALL
    return parsed.if_exists or parsed.row.negated


def never(statement: Statement) -> str:
    return ": the statement lets nobody in" if statement.allows else ": the statement turns nobody away"


def always(statement: Statement) -> str:
    if statement.allows:
        return " and has no effect: it matches everyone"
    return " and matches everyone: it makes the statement turn everybody away"

"""Values that nobody has, beside others that somebody has; and patterns that are compared as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from roletrust.engine.answer import YES
from roletrust.engine.classes.automaton import language_of
from roletrust.engine.classes.singled_out import SOURCE_ARN
from roletrust.engine.policy.claim_values import has_wildcards
from roletrust.engine.policy.context_keys import is_federated
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.operators import Family, operator
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value
from roletrust.rules.messages.contradiction import no_wildcard, shown, spelt_out
from roletrust.rules.messages.emptiness import is_blank
from roletrust.rules.messages.wording import PRINCIPAL_ARN, SHOWN
from roletrust.rules.rule import Fix, Verdict

HEADLINE = "Value of a condition matches nothing"
LOG_GROUP = re.compile(r"arn:[^:]*:logs:[^*]*:\*\Z")  # which ends so as an ARN of CloudWatch Logs
AS_IT_STANDS = "Wildcard of a condition is compared letter by letter"


def of_values(trust: Trust) -> Verdict | None:
    """Of values that nobody has, in conditions that others of their values meet; None where there are none."""
    found = [(each, one, dead) for each, one in _conditions(trust) if (dead := dead_values(one))]
    if not found:
        return None
    told = [
        f"{statement.label}: {one.operator} {one.key} compares {shown(dead)} letter by letter, and no request has that"
        for statement, one, dead in found
    ]
    statement, _, dead = found[0]
    wild = has_wildcards(dead)
    advice = (
        "take it out, or write StringLike if its wildcard is meant" if wild else "take it out, or write what is meant"
    )
    return Verdict(
        YES,
        reason=f"{'; '.join(told[:SHOWN])}; its other values do let somebody in",
        statement=statement,
        fix=Fix(advice, statement, meant=tuple(as_meant(*found[0]))),
        severity="LOW",
        headline=HEADLINE,
    )


def as_meant(statement: Statement, condition: Condition, dead: Sequence[Value]) -> Iterator[Statement]:
    """With the wildcards of its values, where they have any; without the values that nobody has."""
    parsed = operator(condition.operator)
    if parsed and has_wildcards(dead):
        like = condition.operator.replace(parsed.row.name, "StringLike")
        yield statement.with_condition(condition, condition._replace(operator=like))
    live = tuple(each for each in condition.values if each not in dead)
    yield statement.with_condition(condition, condition._replace(values=live))


def of_patterns(trust: Trust) -> Verdict | None:
    """Of claims and source ARNs that have to say a `*` themselves: one may well do, and none is known to; else None.

    An audience is what a provider has registered, a subject what an issuer makes of names: where the issuer's page
    rules a `*` out, the statement is dead (engine/policy/claim_values.py).  So it is of the first parts of an ARN.
    """
    asked = ((each, one) for each, one in _conditions(trust) if is_federated(one.key.lower()) or _is_of_a_source(one))
    starred = ((each, one) for each, one in asked if one.values and all(map(_is_meant, one.values)))
    found = [(statement, why) for statement, one in starred if (why := no_wildcard(one))]
    if not found:
        return None
    statement, first = found[0]
    told = (f"{each.label}: {why.told}; only a request that says just that gets in" for each, why in found[:SHOWN])
    return Verdict(
        YES,
        reason="; ".join(told),
        statement=statement,
        fix=Fix(first.advice, statement, (first.right,) if first.right else (), replaced=first.wrong),
        severity="MEDIUM",
        headline=AS_IT_STANDS,
    )


def _is_of_a_source(condition: Condition) -> bool:
    return condition.key.lower() == SOURCE_ARN


def _is_meant(value: Value) -> bool:
    """Whether a value of a claim, or a source ARN, has a `*` that is surely meant as a wildcard."""
    return "*" in spelt_out(value) and not LOG_GROUP.match(spelt_out(value))


def _conditions(trust: Trust) -> Iterator[tuple[Statement, Condition]]:
    """Those of the Allows that are surely there."""
    allows = (each for each in trust.policy.statements if each.allows and not each.maybe)
    return ((each, one) for each in allows for one in each.conditions)


def dead_values(condition: Condition) -> Sequence[Value]:
    """The values of `condition` that no request holds, where it compares letter by letter and has others as well.

    A blank one is told by rule 3.
    """
    parsed = operator(condition.operator) if len(condition.values) > 1 else None
    if not parsed or parsed.row.family is not Family.STRING or parsed.row.wild or parsed.row.negated:
        return []
    language, of_arn = language_of(condition.key.lower()), condition.key.lower() == PRINCIPAL_ARN.lower()
    written = [each for each in condition.values if isinstance(each, str) and "${" not in each and not is_blank(each)]
    dead = [each for each in written if not language.holds(each) or (of_arn and has_wildcards([each]))]
    return dead if len(dead) < len(condition.values) else []

"""Values that nobody has, in conditions that somebody meets by another of their values."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import YES
from roletrust.engine.classes.automaton import language_of
from roletrust.engine.policy.document import Condition
from roletrust.engine.policy.operators import Family, operator
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value
from roletrust.rules.messages.contradiction import shown
from roletrust.rules.messages.emptiness import is_blank
from roletrust.rules.messages.wording import SHOWN
from roletrust.rules.rule import Fix, Verdict

HEADLINE = "Value of a condition matches nothing"


def of_values(trust: Trust) -> Verdict | None:
    """Of values that nobody has, in conditions that others of their values meet; None where there are none."""
    allows = [each for each in trust.policy.statements if each.allows and not each.maybe]
    found = [(each, one, dead) for each in allows for one in each.conditions if (dead := dead_values(one))]
    if not found:
        return None
    told = [
        f"{statement.label}: {one.operator} {one.key} compares {shown(dead)} letter by letter, and no request has that"
        for statement, one, dead in found
    ]
    statement, _, dead = found[0]
    wild = any("*" in str(each) or "?" in str(each) for each in dead)
    advice = (
        "take it out, or write StringLike if its wildcard is meant" if wild else "take it out, or write what is meant"
    )
    return Verdict(
        YES,
        reason=f"{'; '.join(told[:SHOWN])}; its other values do let somebody in",
        statement=statement,
        fix=Fix(advice, statement),
        severity="LOW",
        headline=HEADLINE,
    )


def dead_values(condition: Condition) -> Sequence[Value]:
    """The values of `condition` that no request holds, where it compares letter by letter and has others as well.

    A blank one is told by rule 3.
    """
    parsed = operator(condition.operator)
    if not parsed or parsed.row.family is not Family.STRING or parsed.row.wild or parsed.row.negated:
        return []
    language = language_of(condition.key.lower())
    written = [each for each in condition.values if isinstance(each, str) and "${" not in each and not is_blank(each)]
    dead = [each for each in written if not language.holds(each)]
    return dead if len(dead) < len(condition.values) else []

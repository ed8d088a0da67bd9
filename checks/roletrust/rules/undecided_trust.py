"""The trust policy could not be decided.

What it finds:  a role for which a rule of HIGH or CRITICAL severity has no answer, because the text leaves
                open what decides it, or leaves open which service may assume it (rule 8), or for which a rule (or
                the reading of the policy) broke.  Where a finding of the role is about the very account that is open,
                that one says so, and this is told only without it.
Why it matters: silence would read as a pass.  Nobody has checked this role until the named values are known.
Instead:        give the named variable or parameter a default, pass `--var-file`, scan the plan
                (`terraform show -json`), or, where the account is your own or one you trust, list it under
                `own_accounts` or `trusted_accounts` in `.roletrust.yaml`; an open one by the name that the
                finding gives it.
                It is INFO where all that decides it is a variable or parameter that nothing gives a value, and that
                has no default, or one that is empty or to be filled in, or a file that is not in the tree: whoever uses
                it gives the value, and no rule's answer is the same for all of them.
                So is a finding that is none once such a value is given: of a condition left out by default.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole
from roletrust.rules.messages.wording import hole_name, if_listed, listed, once, quoted
from roletrust.rules.rule import NOTHING, AnyRule, Fix, Rule, Verdict, is_grave


def nothing_of_its_own(trust: Trust) -> Verdict:
    """It asks nothing of a policy itself: `of_the_others` reads what the other rules answered."""
    return NOTHING


def of_the_others(verdicts: Iterable[tuple[AnyRule, Verdict, bool]]) -> Verdict:
    """From every other rule, its verdict and whether it broke: YES where one is left open that must not be."""
    every = list(verdicts)
    left_open = [(rule, found) for rule, found, broke in every if broke or is_left_open(rule, found)]
    broken = any(broke for _, _, broke in every)
    if not left_open:
        return NOTHING
    found = of_what_is_open(left_open)
    return found._replace(severity="") if broken else found


def is_left_open(rule: AnyRule, found: Verdict) -> bool:
    """Whether a verdict is an UNKNOWN that must not go without a word."""
    return found.answer is UNKNOWN and (found.grave or is_grave(rule))


def of_what_is_open(left_open: Sequence[tuple[AnyRule, Verdict]]) -> Verdict:
    """The finding that these rules could not be decided."""
    holes = wholes(once(hole for _, found in left_open for hole in found.holes))
    return Verdict(
        YES,
        reason="; ".join(sentence(rule, found) for rule, found in left_open),
        accounts=tuple(dict.fromkeys(account for _, found in left_open for account in found.accounts)),
        statement=next((found.statement for _, found in left_open if found.statement), None),
        holes=holes,
        severity="INFO" if holes and all(hole.unset for hole in holes) else "",
        fix=Fix(advice(holes, [found for _, found in left_open]), decides=bool(holes)),
    )


def sentence(rule: AnyRule, found: Verdict) -> str:
    names = [hole_name(hole) for hole in wholes(found.holes)]
    open_values = f" depends on {listed(names)}" if names else ""
    said = "; ".join(filter(None, (found.doubt, found.outcome)))
    return f"{rule.id} ({rule.name}){open_values}{f': {said}' if said else ''}"


def wholes(holes: tuple[Hole, ...]) -> tuple[Hole, ...]:
    """`holes`, without those that are the elements of another one."""
    elements = {f"{hole.name}[*]" for hole in holes}
    return tuple(hole for hole in holes if hole.name not in elements)


def advice(holes: tuple[Hole, ...], left_open: Sequence[Verdict]) -> str:
    if not holes:
        own = dict.fromkeys(found.fix.advice for found in left_open if found.fix)  # of a rule that knows better
        return "; ".join(own) or "decide it by hand, or write the policy in a form that can be read"
    known = f"make {listed([quoted(hole.name) for hole in holes])} known"
    return f"{if_listed([account for found in left_open for account in found.accounts])}{known}"


RULE = Rule(
    id="CKV_TRUST_90",
    name="undecided-trust",
    severity="LOW",
    headline="Trust policy could not be decided",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    judge=nothing_of_its_own,
)

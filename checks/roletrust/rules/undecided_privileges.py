"""What outsiders can do through the role, or whether an external id is shared, could not be decided.

What it finds:  a role for which a rule about all roles of the scan has no answer, because the text leaves open what
                decides it: a policy that is attached by a variable, an account that may be an outsider's, an external
                id that nothing gives a value.  It is one finding for a role, whatever is open there; what is open at
                another role is told at that one, and what `undecided-trust` names already is not told again.  So is, at
                the caller, a call of the scan of which a bound of the search leaves open whether the role refuses it.
Why it matters: silence would read as a pass.  Nobody has checked what comes of this role until the named values are
                known.
Instead:        give the named variable or parameter a default, pass `--var-file`, scan the plan
                (`terraform show -json`), or, where the account is your own or one you trust, list it under
                `own_accounts` or `trusted_accounts` in `.roletrust.yaml`.
                It is INFO where only who accepts an external id is open, and where all that decides it is a variable
                or parameter that nothing gives a value, without a default that means something.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from roletrust.engine.answer import UNKNOWN
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Role
from roletrust.engine.text import Hole
from roletrust.rules.outsiders import is_closed
from roletrust.rules.privileged_external_role import RULE as PRIVILEGED
from roletrust.rules.rule import NOTHING, AnyRule, Fix, LandscapeRule, Verdict
from roletrust.rules.shared_external_id import alone
from roletrust.rules.undecided_trust import of_what_is_open

OF_IDS = "Whether an external id is shared could not be decided"
OF_CALLS = "Whether the role refuses a call of the scan could not be decided"
SIMPLER = Fix("write fewer and shorter values on the keys that the role's policy compares, or decide it by hand")


def nothing_of_its_own(landscape: Landscape, role: Role) -> Verdict:
    """It asks nothing itself: `of_the_others` reads what the other rules about all roles answered."""
    return NOTHING


def of_the_others(verdicts: Iterable[tuple[AnyRule, Verdict]], told: Collection[Hole]) -> Verdict:
    """From every other rule about all roles and its verdict; `told`: what of the role is named as open already."""
    left_open = [(rule, found) for rule, found in verdicts if found.answer is UNKNOWN]
    new = [(rule, found) for rule, found in left_open if not found.final and not is_told(found, told)]
    if not new:
        return Verdict(UNKNOWN, final=True) if left_open else NOTHING
    finding = of_what_is_open(new)
    of_ids = all(rule is not PRIVILEGED for rule, _ in new)
    return finding._replace(headline=OF_IDS, severity="INFO") if of_ids else finding


def of_a_call(rule: AnyRule, verdict: Verdict) -> Verdict:
    """The finding that a rule about calls could not decide one of the role, for a bound of the search was reached."""
    return of_what_is_open([(rule, verdict._replace(fix=SIMPLER))])._replace(headline=OF_CALLS)


def is_told(found: Verdict, told: Collection[Hole]) -> bool:
    """Whether all that keeps `found` open is `told`."""
    return bool(found.holes) and not found.doubt and {*found.holes} <= {*told}


def has_no_other(role: Role) -> bool:
    """Whether each of the others passes `role` whatever the other roles are."""
    return is_closed(role) and alone(role)


RULE = LandscapeRule(
    id="CKV_TRUST_91",
    name="undecided-privileges",
    severity="LOW",
    headline="What outsiders can do through the role could not be decided",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    judge=nothing_of_its_own,
    alone=has_no_other,
)

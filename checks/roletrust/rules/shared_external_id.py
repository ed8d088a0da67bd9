"""One external id lets in different external accounts.

What it finds:  an external id that the policies of the scan spell out and accept from two accounts that are not the
                role's own, in one role or in several.  Only what the whole policy really lets in counts.  Accounts that
                `.roletrust.yaml` lists under one name in `trusted_accounts` are one vendor's.
Why it matters: an external id tells a vendor for which customer it acts.  An id that two vendors hold tells nothing:
                whoever of them is asked to use the other's role has the right id for it.
Instead:        each vendor generates an id of its own for you, and each role asks for just that one.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.landscape import Held, Landscape, Role
from roletrust.rules.rule import Fix, LandscapeRule, Verdict
from roletrust.rules.wording import SHOWN, account_name, account_names, listed, once

MOST = 20  # others that are told of in full
SEVERAL = "if these accounts are one vendor's, list them under one name in trusted_accounts of .roletrust.yaml"


def judge(landscape: Landscape, role: Role) -> Verdict:
    asked = ((held, list(islice(landscape.others(role, held), MOST))) for held in role.held)
    shared = [(held, others) for held, others in asked if others]
    if not shared:
        left = landscape.left_open(role)
        doubts = [f"{each.place.label} is not decided: {each.doubt}" for each in left if each.doubt]
        holes = once(hole for each in left for hole in each.holes)
        return Verdict(UNKNOWN if left else NO, holes=holes, doubt="; ".join(doubts))
    first = shared[0][0]
    accounts = dict.fromkeys(each.account for held, others in shared for each in (held, *(one for _, one in others)))
    holders = account_names(dict.fromkeys(held.account for held, _ in shared), role.owner)
    return Verdict(
        YES,
        reason="; ".join(sentence(role, held, others) for held, others in shared[:SHOWN]),
        accounts=tuple(accounts),
        statement=first.entry.through,
        witness=first.entry.witness,
        fix=Fix(f"ask for an external id that the owner of {listed(holders)} generated for you alone; {SEVERAL}"),
        places=tuple(dict.fromkeys(each.place for _, others in shared for each, _ in others if each is not role)),
    )


def sentence(role: Role, held: Held, others: Sequence[tuple[Role, Held]]) -> str:
    """`account 1 gets in with "x" through statement 1, which account 2 gets into b (main.tf:1-9) with`"""
    door = held.entry.through.label if held.entry.through else "the policy"
    told = [f"{account_name(each.account, other.owner)} {where(role, other)}" for other, each in others]
    who = account_name(held.account, role.owner)
    return f'{who} gets in with "{held.external_id}" through {door}, and so does {listed(told)}'


def where(role: Role, other: Role) -> str:
    return "here" if other is role else f"in {other.place.label} ({other.place.source})"


RULE = LandscapeRule(
    id="CKV_TRUST_13",
    name="shared-external-id",
    severity="MEDIUM",
    headline="External id is accepted from different external accounts",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
    judge=judge,
)

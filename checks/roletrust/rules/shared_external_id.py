"""One external id lets in different external accounts.

What it finds:  an external id that the policies of the scan spell out and accept from two accounts that are not the
                role's own, in one role or in several.  Only what the whole policy really lets in counts.  Accounts that
                `.roletrust.yaml` lists under one name in `trusted_accounts`, or that are publicly known to be one
                vendor's, are one owner's.
Why it matters: an external id tells a vendor for which customer it acts.  An id that two vendors hold tells nothing:
                whoever of them is asked to use the other's role has the right id for it.
Instead:        each vendor generates an id of its own for you, and each role asks for just that one.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.roles.landscape import Held, Landscape
from roletrust.engine.roles.role import Role
from roletrust.rules.messages.sharing import MOST, sentences
from roletrust.rules.messages.wording import SHOWN, account_names, listed, once
from roletrust.rules.rule import Fix, LandscapeRule, Verdict

SEVERAL = "if these accounts are one vendor's, list them under one name in trusted_accounts of .roletrust.yaml"


def judge(landscape: Landscape, role: Role) -> Verdict:
    held = list(landscape.held(role))
    asked = [(each, list(islice(landscape.others(each), MOST))) for each in held if each.entry.answer is YES]
    shared = [(each, others) for each, others in asked if others]
    if not shared:
        return left_open(landscape, role, held)
    first = shared[0][0]
    holders = account_names(dict.fromkeys(each.account for each, _ in shared), role.owner)
    advice = f"ask for an external id that the owner of {listed(holders)} generated for you alone"
    if len({each.holder for each, _ in shared}) > 1:
        advice = f"give {listed(holders)} a statement each, with an external id that its owner generated for you alone"
    return Verdict(
        YES,
        reason="; ".join(islice(sentences(shared), SHOWN)),
        accounts=tuple(dict.fromkeys(one.account for each, others in shared for one in (each, *others))),
        statement=first.entry.through,
        witness=first.entry.witness,
        fix=Fix(f"{advice}; {SEVERAL}"),
        places=tuple(dict.fromkeys(one.role.place for _, others in shared for one in others if one.role is not role)),
    )


def alone(role: Role) -> bool:
    """Whether `role` spells no external id out that somebody else could hold, and leaves none open."""
    return not role.claims and role.open is None


def left_open(landscape: Landscape, role: Role, held: Sequence[Held]) -> Verdict:
    """UNKNOWN where it is open who else may hold what is `held`, or whether the role itself accepts it; else NO.

    That an id is open which may be any is told nobody: whoever fills it in has it from its owner.
    """
    perhaps = [one for each in held for one in islice(landscape.others(each, UNKNOWN), 1)]
    itself = [each for each in held if each.entry.answer is UNKNOWN and any(landscape.others(each))]
    entries = [each.entry for each in (*itself, *perhaps)]
    found = landscape.left_open(role)
    doubts = [each.why for each in entries if each.why]
    if found and found.doubt:
        doubts.append(f"{found.place.label} is not decided: {found.doubt}")
    holes = once(hole for every in (*[each.holes for each in entries], found.holes if found else ()) for hole in every)
    answer = UNKNOWN if entries or found else NO
    return Verdict(answer, holes=holes, doubt="; ".join(dict.fromkeys(doubts)), final=not entries and found is not None)


RULE = LandscapeRule(
    id="CKV_TRUST_13",
    name="shared-external-id",
    severity="MEDIUM",
    headline="External id is accepted from different external accounts",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html",
    judge=judge,
    alone=alone,
)

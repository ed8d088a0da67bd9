"""A caller does not send an external id that the role accepts.

What it finds:  a call of `sts:AssumeRole` in the scanned tree, of a role that the scan holds too, which is refused for
                the external id: none is sent, or one that the role's trust policy does not accept, or an empty one.
                Whoever calls, nobody gets in with what is sent, and somebody does with another id.
Why it matters: STS answers AccessDenied, and does not say why.  It comes up when the change is deployed, and what then
                seems to help is to take the condition out of the trust policy.
Instead:        send the id that the trust policy asks for, by the same variable or local where they share one.
Source:         https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from roletrust.engine.answer import YES
from roletrust.engine.calls import Call, Fate, Want
from roletrust.engine.keys import EXTERNAL_ID_LONGEST, EXTERNAL_ID_SHORTEST
from roletrust.engine.landscape import Role
from roletrust.rules.rule import CallRule, Fix, Verdict
from roletrust.rules.wording import account_names, listed


def judge(call: Call, role: Role) -> Verdict:
    found = role.fate(call)
    if found.want is None:
        return Verdict(found.answer, holes=found.holes, doubt=found.why)
    return Verdict(
        YES,
        reason=f"{call.label} {sent(call, found)}, {answered(found, role)}",
        accounts=found.accounts,
        statement=found.entry.through,
        witness=found.entry.witness,
        fix=Fix(advice(call, found)),
        places=(role.place,),
        accepted=found.accepted,
    )


def sent(call: Call, found: Fate) -> str:
    """`sends no external id`, `sends the external id "x", as var.external_id (main.tf:3)`"""
    by = f", as {call.written}" if call.written else ""
    if call.external_id is None:
        return f"sends no external id{by and f'{by} is empty'}"
    if call.external_id and str(call.external_id).lower() in [str(each).lower() for each in found.accepted]:
        by += ", in another case than the role has it"
    return f'sends the external id "{call.external_id}"{by}' if call.external_id else f"sends an empty external id{by}"


def answered(found: Fate, role: Role) -> str:
    if found.want is Want.ILLEGAL:
        lengths = f"{EXTERNAL_ID_SHORTEST} to {EXTERNAL_ID_LONGEST} characters"
        return f"and STS takes one of {lengths} only: it answers ValidationError"
    door = found.entry.through.label if found.entry.through else "the policy"
    how = {Want.MISSING: "only with one", Want.WRONG: "only with another"}.get(found.want or Want.WRONG, "only without")
    who = listed(account_names(found.accounts, role.owner))
    return f"and {role.place.label} ({role.place.source}) lets {who} in {how}, through {door}: STS answers AccessDenied"


def advice(call: Call, found: Fate) -> str:
    if not call.setting:
        return (
            "it has no setting for one: let it in by a statement of its own, which names it and asks for no external id"
        )
    if found.want is Want.UNWANTED:
        return f"leave `{call.setting}` out: the role accepts no external id"
    if not found.accepted:
        return f"give `{call.setting}` an external id that the role accepts, if it asks for one: it spells none out"
    if len(found.accepted) > 1:
        many = f"the role accepts {len(found.accepted)}, each for one caller: the owner of the role knows which"
        return f"give `{call.setting}` the external id that was made for this caller; {many}"
    return f"give `{call.setting}` the external id that the role accepts"


RULE = CallRule(
    id="CKV_TRUST_15",
    name="caller-without-external-id",
    severity="HIGH",
    headline="Caller does not send an external id that the role accepts",
    guideline="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
    judge=judge,
)

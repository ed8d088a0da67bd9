"""A caller does not send an external id that the role accepts.

What it finds:  a call of `sts:AssumeRole` in the scanned tree, of a role that the scan holds too, which is refused for
                the external id: none is sent, or one that the role's trust policy does not accept, or an empty one.
                Nobody gets in with what is sent, and somebody does with another id: the role whose session calls, where
                it is known, else anybody.  If that role's own policies do not let it call either, it is said as well.
Why it matters: STS answers AccessDenied, and does not say why.  It comes up when the change is deployed, and what then
                seems to help is to take the condition out of the trust policy.
Instead:        send the id that the trust policy asks for, by the same variable or local where they share one.
Source:         https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from roletrust.engine.answer import YES
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.chained import barred, fate_of
from roletrust.engine.roles.role import Role
from roletrust.rules.messages.call_words import advice, also_barred, answered, let_call, sent
from roletrust.rules.rule import CallRule, Fix, Verdict


def concerns(call: Call) -> bool:
    """A caller that presents a token, and has no setting for an external id, is none of those that send one."""
    return not call.services and (call.tokens is None or bool(call.setting))


def judge(call: Call, role: Role) -> Verdict:
    found = fate_of(role, call)
    if found.want is None:
        return Verdict(found.answer, holes=found.holes, doubt=found.why, beyond=found.beyond)
    refusal = barred(role, call)
    return Verdict(
        YES,
        reason=f"{call.label} {sent(call, found)}, {answered(call, found, role)}{also_barred(call, refusal)}",
        accounts=found.accounts,
        statement=found.entry.through,
        witness=found.entry.witness,
        fix=Fix(advice(call, found) + let_call(call, refusal)),
        places=(role.place, call.caller.place) if call.caller and refusal else (role.place,),
        accepted=found.accepted,
    )


RULE = CallRule(
    id="CKV_TRUST_15",
    name="caller-without-external-id",
    severity="HIGH",
    headline="Caller does not send an external id that the role accepts",
    guideline="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
    concerns=concerns,
    judge=judge,
)

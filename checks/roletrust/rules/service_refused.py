"""A resource hands its role to a service that the role does not let in.

What it finds:  a resource of the scanned tree that hands a role of the scan to the AWS service that is to assume it
                (the `role` of a Lambda function, the `role_arn` of a state machine), where none of the requests that
                the service can send gets in: the role lets other services in, or this one for another account's
                resources, or for resources of another kind, or turns it away.
Why it matters: the service cannot assume the role.  Some say so when the resource is made ("The role defined for the
                function cannot be assumed by Lambda"); others fail at work, without a word: no logs, no events.
Instead:        let the service in, by the name that AWS's page for the argument gives; or hand over a role that does.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.served import admission
from roletrust.rules.fixes.serving import let_in
from roletrust.rules.messages.service_words import fix, handed, sent, wanted
from roletrust.rules.rule import NOTHING, CallRule, Verdict
from roletrust.rules.tables.source_services import told_by


def concerns(call: Call) -> bool:
    return bool(call.services)


def judge(call: Call, role: Role) -> Verdict:
    trust = role.made_ready
    if trust is None:
        return Verdict(UNKNOWN, doubt=role.open.doubt if role.open else "its policy cannot be read")
    found = [admission(trust, each, *told_by(each)) for each in call.services]
    best = max(found, key=lambda each: each.answer)
    if best.answer is not NO:
        return NOTHING if best.answer is YES else Verdict(UNKNOWN, holes=best.holes, doubt=best.why, beyond=best.beyond)
    return Verdict(
        YES,
        reason=f"{handed(call)}, and {wanted(call, role, trust)}",
        witness=sent(call, trust),
        fix=fix(call, let_in(trust, call.services[0])),
        places=(role.place,),
    )


RULE = CallRule(
    id="CKV_TRUST_18",
    name="service-refused",
    severity="HIGH",
    headline="Resource hands its role to a service that the role does not let in",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    concerns=concerns,
    judge=judge,
)

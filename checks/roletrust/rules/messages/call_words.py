"""How a finding about a call speaks of what is sent, what becomes of it, and of the role that calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roletrust.engine.policy.request import last_of_path
from roletrust.engine.roles.calls import Call, Fate, Want
from roletrust.engine.roles.role import Role
from roletrust.rules.messages.contradiction import ID_FORM
from roletrust.rules.messages.wording import account_names, listed

if TYPE_CHECKING:  # read where it is known which role calls
    from roletrust.engine.roles.permissions import Refusal


def sent(call: Call, found: Fate) -> str:
    """`sends no external id`, `sends the external id "x", as var.external_id (main.tf:3)`"""
    by = f", as {call.written}" if call.written else ""
    if call.external_id is None:
        return f"sends no external id{by and f'{by} is empty'}"
    if call.external_id and str(call.external_id).lower() in [str(each).lower() for each in found.accepted]:
        by += ", in another case than the role has it"
    return f'sends the external id "{call.external_id}"{by}' if call.external_id else f"sends an empty external id{by}"


def answered(call: Call, found: Fate, role: Role) -> str:
    if found.want is Want.ILLEGAL:
        return f"but {ID_FORM}, so the client refuses the call, or STS does (ValidationError)"
    label = found.entry.through.label if found.entry.through else "the policy"
    how = {Want.MISSING: "only with one", Want.WRONG: "only with another"}.get(found.want or Want.WRONG, "only without")
    who = f"sessions of {caller_name(call)}" if found.by else listed(account_names(found.accounts, role.owner))
    lets = f"and {role.place.label} ({role.place.source}) lets {who} in"
    return f"{lets} {how}, through {label}: STS answers AccessDenied"


def advice(call: Call, found: Fate) -> str:
    if not call.setting and call.external_id is not None:
        return "it sends one of this form each time: let the role ask for that, by `StringLike` where a part is open"
    if not call.setting:
        who = f"the role that calls ({last_of_path(call.by)})" if call.by else "the role or user that calls"
        who = call.caller.place.label if call.caller else who  # the account in an ARN may be the caller's own
        return f"it has no setting for one: let {who} in by a statement of its own, which asks for no external id"
    if found.want is Want.UNWANTED:
        return f"leave `{call.setting}` out: the role accepts no external id"
    if not found.accepted:
        return f"give `{call.setting}` an external id that the role accepts, if it asks for one: it spells none out"
    if len(found.accepted) > 1:
        many = f"the role accepts {len(found.accepted)}, each for one caller: the owner of the role knows which"
        return f"give `{call.setting}` the external id that was made for this caller; {many}"
    return f"give `{call.setting}` the external id that the role accepts"


def caller_name(call: Call) -> str:
    """`aws_iam_role.ci`, or the ARN of a role that is not in the scan."""
    return call.caller.place.label if call.caller else str(call.by)


def also_barred(call: Call, refusal: Refusal | None) -> str:
    """A further clause of the reason; '' where the role that calls may be able to, or is not known."""
    if refusal is None or call.caller is None:
        return ""
    caller = f"{call.caller.place.label} ({call.caller.place.source}), which calls,"
    if refusal.by:
        return f"; besides, {refusal.by[0].label} denies {caller} sts:AssumeRole on it"
    if refusal.bounded:
        return f"; besides, the permissions boundary of {caller} does not allow sts:AssumeRole on it"
    return f"; besides, no policy that the scan attaches to {caller} allows sts:AssumeRole on it"


def let_call(call: Call, refusal: Refusal | None) -> str:
    """A further clause of the advice, to go with `also_barred`."""
    if refusal is None or call.caller is None:
        return ""
    name = call.caller.place.label
    if refusal.by:
        return f"; and let {name} call, which {refusal.by[0].label} denies"
    where = f"the permissions boundary of {name}" if refusal.bounded else f"a policy of {name}"
    return f"; and allow `sts:AssumeRole` on the role in {where}"

"""From a refused call to its causes, each held by what is known: the message, the role's policy, the call itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from roletrust.diagnosis.causes import CAUSES, OF_POLICIES, Cause, of_key, order
from roletrust.diagnosis.external_ids import of_external_id
from roletrust.diagnosis.forms.given import AUDIENCE, EXTERNAL_ID, KEYS, MFA_SERIAL, TAGS, TOKENS_AUDIENCE, Given
from roletrust.diagnosis.hearing import KINDS, WHO, Heard, Hearing, fact
from roletrust.diagnosis.principals import of_caller
from roletrust.diagnosis.refusals import TRUST_POLICY, Refusal, opened, role_of, session_of
from roletrust.dialects.callers.github_tokens import AUDIENCE as BY_DEFAULT
from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.callers import ANY_SESSION
from roletrust.engine.policy.document import Condition
from roletrust.engine.policy.request import ASSUME_ROLE, Caller, Kind, arn_field
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Text, holes_of
from roletrust.rules.messages.wording import placeholder

SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)  # STS API reference: roleSessionNameType
OF_TOKENS = {
    "sts:AssumeRoleWithWebIdentity": ("token-subject", "token-audience", "token-claim"),
    "sts:AssumeRoleWithSAML": ("token-audience", "token-claim", "caller-not-named"),
}
TAGGING = {"sts:TagSession": "session-tags-not-allowed", "sts:SetSourceIdentity": "source-identity-not-allowed"}


class Found(NamedTuple):
    """One cause.  `certain`: whether what is known proves it; else it is one that fits.

    `detail`: what of the policy, or of the message, says so.  `decides`: the fact that would decide it, '' where none
    is wanted.  `setting`, `value`: what to change in the call, a value of None to leave it out; '' where the call is
    not what is wrong, or it is not known what to send.
    """

    cause: Cause
    certain: bool
    detail: str = ""
    decides: str = ""
    setting: str = ""
    value: str | None = None


def caller_told(refusal: Refusal) -> Caller | None:
    """Who called, as far as the message says."""
    if refusal.service:
        return Caller(Kind.SERVICE, refusal.service)
    arn = refusal.caller
    if not arn:
        return None
    if session_of(arn):
        return Caller(Kind.ROLE_SESSION, opened(role_of(arn)), session_of(arn))
    resource = arn.split(":", 5)[-1]
    if resource.startswith("role/"):
        return Caller(Kind.ROLE_SESSION, opened(arn), ANY_SESSION)
    return Caller(Kind.USER, opened(arn)) if resource.startswith("user/") else None


def caller_of_call(refusal: Refusal, given: Given | None) -> Caller | None:
    """Who called, by the message, or by what comes before the call; None where neither says."""
    by = given.call.by if given else None
    return caller_told(refusal) or (Caller(Kind.ROLE_SESSION, by, ANY_SESSION) if by else None)


def facts_told(refusal: Refusal, given: Given | None, sent: Mapping[str, str | None]) -> dict[str, Condition]:
    """What is known of the request's context keys: by the record, by the call, and by what was said on top of them."""
    found: dict[str, str | None] = dict(refusal.sent)
    if given is not None and given.call.action == ASSUME_ROLE:
        for setting, key in KEYS.items():
            known = given.settings.get(setting)
            value = given.call.external_id if setting == EXTERNAL_ID else known and known.value
            if setting == EXTERNAL_ID or (known is None and setting != "session_name"):
                found[key] = None if value is None else str(value)
            elif isinstance(value, str) and not holes_of(value):
                found[key] = value
        if isinstance(given.call.external_id, Text):
            del found[KEYS[EXTERNAL_ID]]
        if TAGS not in given.settings and TAGS in given.names:
            found["aws:TagKeys"] = None
        if MFA_SERIAL in given.settings:
            found["aws:MultiFactorAuthPresent"] = "true"
    elif given is not None and AUDIENCE in given.names:
        asked = given.settings.get(AUDIENCE)
        audience = asked.value if asked else BY_DEFAULT
        if isinstance(audience, str) and "${{" not in audience:
            found[TOKENS_AUDIENCE] = audience
    found.update(sent)
    return {key.lower(): fact(key, value) for key, value in found.items()}


def diagnosed(
    refusal: Refusal, trust: Trust | None, given: Given | None, sent: Mapping[str, str | None]
) -> Iterator[Found]:
    """The causes, the likeliest first; what no fact decides stays several.

    `trust`: the role's policy, None where it is not at hand.  `given`: the call.  `sent`: what is known besides.
    """
    told = list(by_message(refusal, trust, given, sent))
    if told:
        yield from told
    elif trust is None:
        yield from without_policy(refusal, given)
    else:
        caller = caller_of_call(refusal, given)
        facts = facts_told(refusal, given, sent)
        if refusal.action in TAGGING and caller is not None:
            yield from of_tagging(Hearing(trust, caller, ASSUME_ROLE, facts), refusal, given)
        else:
            action = refusal.action if refusal.action in (*KINDS, ASSUME_ROLE) else ASSUME_ROLE
            yield from of_policy(Hearing(trust, caller, action, facts), refusal, given)


def by_message(
    refusal: Refusal, trust: Trust | None, given: Given | None, sent: Mapping[str, str | None]
) -> Iterator[Found]:
    """What the message decides by itself."""
    if refusal.sign == "external-id-illegal":
        yield from of_illegal(trust, refusal, given, sent)
    elif refusal.sign == "duration-too-long":
        chained = "1 hour" in refusal.message
        why = "a role that calls a role gets one hour at most" if chained else "the role's own maximum is lower"
        yield Found(CAUSES[refusal.sign], True, why, setting="duration", value="3600")
    elif refusal.sign == "session-policy-too-large":
        skipped = given is not None and "skip_tags" in given.names
        yield Found(
            CAUSES[refusal.sign], True, setting="skip_tags" if skipped else "", value="true" if skipped else None
        )
    elif refusal.sign:
        one_of_two = "of the device's serial number and a code the call sent one only"
        yield Found(CAUSES[refusal.sign], True, one_of_two if refusal.sign == "mfa-missing" else "")
    elif refusal.denial == "explicit" and (refusal.policy != TRUST_POLICY or trust is None):
        which = f"the policy is {refusal.policy_arn}" if refusal.policy_arn else ""
        yield Found(CAUSES["explicit-deny"], bool(refusal.policy), which)
    elif refusal.denial == "implicit" and refusal.policy in OF_POLICIES:
        yield Found(CAUSES[OF_POLICIES[refusal.policy]], True)
    elif wrong_partition(refusal):
        both = f"{refusal.caller.split(':')[1]} and {refusal.role.split(':')[1]}"
        yield Found(CAUSES["wrong-partition"], True, f"the partitions are {both}")


def wrong_partition(refusal: Refusal) -> bool:
    if not refusal.caller or not refusal.role.startswith("arn:"):
        return False
    return refusal.caller.split(":")[1] != refusal.role.split(":")[1]


def of_illegal(
    trust: Trust | None, refusal: Refusal, given: Given | None, sent: Mapping[str, str | None]
) -> Iterator[Found]:
    """STS refused the form of the external id."""
    facts = facts_told(refusal, given, sent)
    empty = any(each in refusal.message for each in ("Value ''", "value: 0", "value: None", "minimum field size of 2"))
    if empty:
        facts["sts:externalid"] = fact("sts:ExternalId", "")
    if trust is not None and given is not None:
        hearing = Hearing(trust, caller_told(refusal), ASSUME_ROLE, facts)
        found = list(of_external_id(hearing, facts.get("sts:externalid")))
        if found:
            yield from (Found(CAUSES[name], True, detail, "", setting, value) for name, detail, setting, value in found)
            return
    name = "external-id-empty" if empty else "external-id-illegal"
    wanted = "" if trust else "whether the role asks for an external id, and for which: give --role"
    yield Found(CAUSES[name], True, decides=wanted)


def without_policy(refusal: Refusal, given: Given | None) -> Iterator[Found]:
    """What can be said without the role's policy: never which of its conditions it was."""
    wanted = "the role's trust policy: give it with --role"
    if refusal.action in TAGGING:
        yield Found(CAUSES[TAGGING[refusal.action]], True, "the message names the action", wanted)
        return
    if refusal.service:
        yield Found(CAUSES["service-not-named"], False, f"{refusal.service} could not assume the role", wanted)
    elif refusal.action in OF_TOKENS:
        for name in OF_TOKENS[refusal.action]:
            yield Found(CAUSES[name], False, decides=wanted)
    else:
        for name in of_anybody(refusal, given):
            yield Found(CAUSES[name], False, decides=wanted)


def of_anybody(refusal: Refusal, given: Given | None) -> list[str]:
    """The causes there can be where a user or role calls, and nothing but the message is known."""
    by_caller = ["caller-not-named"] if refusal.policy == TRUST_POLICY else ["caller-not-named", "callers-own-policy"]
    if refusal.cross_account is False:
        return by_caller
    if given is None:
        return [*by_caller, "external-id-missing"]
    if given.call.external_id is None:
        return ["external-id-missing", *by_caller]
    return [*by_caller, "external-id-wrong"]


def of_tagging(hearing: Hearing, refusal: Refusal, given: Given | None) -> Iterator[Found]:
    """The call itself was let in, what goes with it was not."""
    name = TAGGING[refusal.action]
    allowed = hearing.tagging(refusal.action)
    setting, value = untagged(refusal.action, given)
    if allowed is YES:
        detail = f"the trust policy lets the caller do {refusal.action}: it is the caller's own policy that does not"
        yield Found(CAUSES[name], True, detail, setting=setting, value=value)
    elif allowed is NO:
        detail = f"no statement of the trust policy lets the caller do {refusal.action}"
        yield Found(CAUSES[name], True, detail, setting=setting, value=value)
    else:
        yield Found(CAUSES[name], False, "the trust policy leaves it open", setting=setting, value=value)


def untagged(action: str, given: Given | None) -> tuple[str, str | None]:
    """What to change in the call so that it does without."""
    if given is None:
        return "", None
    if action == "sts:SetSourceIdentity":
        return ("source_identity", None) if "source_identity" in given.settings else ("", None)
    if "skip_tags" in given.names:
        return "skip_tags", "true"
    return (TAGS, None) if TAGS in given.settings else ("", None)


def of_policy(hearing: Hearing, refusal: Refusal, given: Given | None) -> Iterator[Found]:
    """What the role's policy says of the request."""
    heard = hearing.heard()
    if refusal.denial == "explicit" and not heard.denies:
        other = "the message names the role's trust policy, and the one that was given has no Deny for this request"
        yield Found(CAUSES["explicit-deny"], False, other, "which trust policy the role has in AWS")
    elif heard.made.answer is YES:
        yield from of_needed(hearing, heard.needed, refusal, given)
    elif heard.made.answer is not NO:
        holes = ", ".join(str(each.name) for each in heard.made.holes) or heard.made.why
        yield Found(CAUSES["undecided"], False, f"the policy leaves it open: {holes}", holes)
    elif not heard.changes:
        yield from of_nobody(hearing)
    else:
        yield from of_changes(hearing, heard, given)


def of_changes(hearing: Hearing, heard: Heard, given: Given | None) -> Iterator[Found]:
    """What would have let the request in: all of it where that is one thing, or several together, else each perhaps."""
    sure = len(heard.changes) == 1
    choice = "" if sure else "either change lets the request in: the role's owner knows which is meant"
    denied = f"denied explicitly by {', '.join(each.label for each in heard.denies)}" if heard.denies else ""
    for some in heard.changes:
        for key in sorted(some, key=lambda each: (each == WHO, order(each))):
            if key == WHO and is_without_mfa(hearing, some):
                continue  # who else would get in is a user, which the cause of the other key says
            if key == WHO and denied:
                yield Found(CAUSES["explicit-deny"], sure, f"the trust policy itself: {denied}", choice)
                continue
            for each in of_change(hearing, key, some, given):
                told = "; ".join(filter(None, (each.detail, denied)))
                yield each._replace(certain=sure and each.certain, detail=told, decides=each.decides or choice)


def is_without_mfa(hearing: Hearing, some: frozenset[str]) -> bool:
    """Whether it is a role's session of which MFA is asked: it has none of its own."""
    by_role = hearing.caller is not None and hearing.caller.kind is Kind.ROLE_SESSION
    return by_role and any(each.startswith("aws:multifactorauth") for each in some)


def of_nobody(hearing: Hearing) -> Iterator[Found]:
    """Not even with everything otherwise would a request get in."""
    name, detail = of_caller(hearing) if hearing.caller else ("", "")
    if name in ("principal-deleted", "wrong-partition", "provider-of-another-account"):
        yield Found(CAUSES[name], True, detail)
        return
    allows = [each for each in hearing.trust.policy.statements if each.allows]
    dead = [each.label for each in allows if hearing.trust.alive(each).answer is NO]
    if hearing.asked({}, anybody=True).answer is YES:
        yield Found(CAUSES["caller-not-named"], True, "others get in, by requests that differ in several things")
    else:
        what = f"nobody gets in through {', '.join(dead)}" if dead else "no Allow of the policy is about this call"
        yield Found(CAUSES["impossible-condition"], True, what)


def from_where(given: Given | None) -> str:
    """A further clause: the expression by which the call has its external id."""
    return f"; the call sends what {given.call.written} holds" if given and given.call.written else ""


def of_change(hearing: Hearing, key: str, some: frozenset[str], given: Given | None) -> Iterator[Found]:
    """Why a fact, or the caller, kept the request out."""
    others = frozenset(some - {key})
    if key == WHO:
        left = {one: each for one, each in hearing.facts.items() if one not in others}
        name, detail = of_caller(Hearing(hearing.trust, hearing.caller, hearing.action, left))
        yield Found(CAUSES[name], True, detail)
    elif key == "sts:externalid":
        left = {one: each for one, each in hearing.facts.items() if one not in others}
        freed = Hearing(hearing.trust, None if WHO in others else hearing.caller, hearing.action, left)
        for name, detail, setting, value in of_external_id(freed, hearing.facts[key]):
            yield Found(CAUSES[name], True, detail + from_where(given), "", setting, value)
    elif key == "sts:rolesessionname" and not SESSION_NAME.fullmatch(str(hearing.facts[key].values[0])):
        yield Found(CAUSES["session-name-illegal"], True, "whatever the policy says of it")
    else:
        settings = {**KEYS, AUDIENCE: TOKENS_AUDIENCE}
        setting = next((name for name, each in settings.items() if each.lower() == key), "")
        witness = hearing.without(some).witness
        held = witness.context.get(hearing.facts[key].key, ()) if witness else ()
        value = next((each for each in held if isinstance(each, str)), None) if isinstance(held, tuple) else None
        spelt = value if value and spells(hearing, key, value) else None
        yield Found(CAUSES[of_key(key)], True, wants(hearing, key), "", setting if spelt else "", spelt)


def wants(hearing: Hearing, key: str) -> str:
    """What the policy says about a key."""
    for statement in hearing.trust.policy.statements:
        for each in statement.conditions:
            if each.key.lower() == key:
                values = ", ".join(f'"{value}"' for value in each.values) or "(an empty list)"
                return f"{statement.label} has {each.operator} {each.key} {values}"
    return ""


def spells(hearing: Hearing, key: str, value: str) -> bool:
    """Whether a condition of the policy on `key` spells out `value`."""
    return any(
        value in each.values and "*" not in value
        for statement in hearing.trust.policy.statements
        for each in statement.conditions
        if each.key.lower() == key
    )


def mfa_device(hearing: Hearing, given: Given | None) -> str | None:
    """The user's device, as far as it can be told what it is called; None where the call cannot name one, or does."""
    caller = hearing.caller
    if given is None or MFA_SERIAL not in given.names or MFA_SERIAL in given.settings:
        return None
    if caller is None or caller.kind is not Kind.USER:
        return None
    return f"arn:{caller.partition}:iam::{arn_field(caller.arn, 4)}:mfa/{placeholder('device')}"


def of_needed(hearing: Hearing, needed: Sequence[str], refusal: Refusal, given: Given | None) -> Iterator[Found]:
    """Some request by this caller gets in: what is not known of this one, and the caller's own policies."""
    for key in needed:
        decides = f"whether the request carried {hearing_name(hearing, key)}, and which: {how_to_know(key, refusal)}"
        setting = EXTERNAL_ID if key == "sts:externalid" and given is None else ""
        if key == "sts:externalid":
            found = list(of_external_id(hearing, None))
            detail = found[0][1] if found else wants(hearing, key)
            yield Found(CAUSES["external-id-missing"], False, detail, decides, setting, found[0][3] if found else None)
        else:
            cause = CAUSES[of_key(key)]
            device = mfa_device(hearing, given) if cause.name == "mfa-missing" else None
            yield Found(cause, False, wants(hearing, key), decides, MFA_SERIAL if device else "", device)
    if refusal.service:
        detail = "the trust policy lets the service in; a role that was just made takes a while to be known everywhere"
        yield Found(
            CAUSES["service-not-named"], False, detail, "which role the service was given, and when it was made"
        )
        return
    if hearing.action in KINDS:
        if not needed:
            detail = "the trust policy lets a token with these claims in"
            decides = "the claims of the token that was sent, and which trust policy the role has in AWS"
            yield Found(CAUSES["undecided"], False, detail, decides)
    elif refusal.policy == TRUST_POLICY:
        if not needed:
            other = "the message names the role's trust policy, and the one that was given lets the request in"
            yield Found(CAUSES["undecided"], False, other, "which trust policy the role has in AWS")
    else:
        lets_in = "the trust policy lets the request in" if not needed else "the trust policy lets such a caller in"
        decides = (
            "whether a policy of the caller allows `sts:AssumeRole` on the role's ARN and none denies it, and whether "
            "the role in AWS has this trust policy (`aws iam get-role`); of one that does not exist STS says the same"
        )
        yield Found(CAUSES["callers-own-policy"], False, lets_in, decides)


def hearing_name(hearing: Hearing, key: str) -> str:
    """The key as the policy spells it."""
    conditions = (each for statement in hearing.trust.policy.statements for each in statement.conditions)
    return next((each.key for each in conditions if each.key.lower() == key), key)


def how_to_know(key: str, refusal: Refusal) -> str:
    if key == "sts:externalid":
        return "give the call with --call"
    return f"give it with --with {key}=VALUE"

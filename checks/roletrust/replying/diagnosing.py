"""From refused calls and the policies that refused them to the causes, and to the calls as they should have been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from roletrust.diagnosis.correction import NONE, Correction, chosen, corrected, difference
from roletrust.diagnosis.diagnose import Found, diagnosed
from roletrust.diagnosis.forms.given import Given
from roletrust.diagnosis.refusals import TRUST_POLICY, Refusal, known_account
from roletrust.engine.policy.request import last_of_path
from roletrust.engine.questions.trust import Trust
from roletrust.reading.json_data import BARE
from roletrust.replying.roles import Read, trusts_of
from roletrust.replying.unanswerable import Unanswerable


class Among(NamedTuple):
    """The roles among which the one is that refused: those of the file or directory `place`; `wanted`: its name."""

    place: str
    roles: Sequence[Read]
    wanted: str = ""


class Told(NamedTuple):
    """A refusal and its causes, each with the corrected call, if there is one; `where`: the policy's branch."""

    refusal: Refusal
    found: Sequence[tuple[Found, Correction]]
    given: Given | None = None
    role: Read | None = None
    where: str = ""


def told_of(
    refusal: Refusal, among: Among | None, given: Sequence[Given], folder: str, sent: Mapping[str, str | None]
) -> Iterator[Told]:
    """The causes of one refusal, for each way that the role's policy can turn out.

    `folder`: in which the files lie that a call `given` names; `sent`: context keys that the reader says were sent.
    Raises Unanswerable where it is not told which role is meant, or its policy cannot be decided.
    """
    call = chosen(given, refusal)
    if among is None:
        yield Told(refusal, [(each, NONE) for each in diagnosed(refusal, None, call, sent)], call)
        return
    role = role_meant(among, refusal, call)
    for where, trust in trusts_of(role):
        owned = in_its_account(trust, refusal, call)
        found = list(diagnosed(refusal, owned, call, sent))
        texts = [corrected(each, refusal, owned, call, sent, folder) if call else NONE for each in found]
        yield Told(refusal, list(zip(found, texts, strict=True)), call, role, where)


def in_its_account(trust: Trust, refusal: Refusal, call: Given | None) -> Trust:
    """The policy as that of a role of the account that the message, or the call, names."""
    account = known_account(refusal.role) or known_account(str(call.call.role) if call else "")
    owner = trust.owner
    if not account or owner.proved:
        return trust
    return Trust(trust.policy, owner._replace(own=owner.own | {account}, proved=account), trust.now)


def role_meant(among: Among, refusal: Refusal, call: Given | None) -> Read:
    """The role whose policy refused the call: the one that is named, or the one that is called as in the message.

    Raises Unanswerable where none is, or several are.
    """
    place, roles, wanted = among
    asked = wanted or str(last_of_path(refusal.role)) or str(last_of_path(call.call.role) if call else "")
    named = [each for each in roles if asked and asked in (each.label, each.judged.case.subject.role)]
    named = named or [each for each in roles if wanted and each.label.endswith(wanted)]
    if len(named) == 1 or (len(roles) == 1 and not wanted):
        return named[0] if named else roles[0]
    listed = "".join(f"\n  {place}:{each.label}" for each in (named or roles))
    which = asked or place
    raise Unanswerable(f"`{which}` is {len(named) or 'no'} role of {place}; there are:{listed}")


def lines_of(told: Told) -> Iterator[str]:
    """One refusal, as a person reads it."""
    said = told.role.said if told.role else str
    yield from headline(told.refusal)
    if told.role:
        way = f", where {told.where}" if told.where else ""
        of = f" of {told.role.label}" if told.role.label != BARE else ""
        yield said(f"by the trust policy{of} ({told.role.judged.case.subject.source}){way}:")
    several = len(told.found) > 1
    alike = several and len({found.decides for found, _ in told.found}) == 1
    for number, (found, right) in enumerate(told.found, 1):
        sure = "" if found.certain else "perhaps "
        yield said(f"{number}. {sure}{found.cause.name}: {found.cause.said}")
        if found.detail:
            yield said(f"   because {found.detail}")
        yield said(f"   to do: {found.cause.repair}")
        if found.decides and not alike and (several or not found.certain):
            yield said(f"   what would decide it: {found.decides}")
        if right.text and told.given:
            provided = f", provided that the request carries {' and '.join(right.provided)}" if right.provided else ""
            yield said(f"   the corrected call, which the policy allows{provided}:")
            yield from (said(f"   {line}") for line in difference(told.given, right.text))
    if alike and told.found[0][0].decides:
        yield said(f"what would decide it: {told.found[0][0].decides}")


def headline(refusal: Refusal) -> Iterator[str]:
    """Who called what, and how it was refused, as far as the message says."""
    who = refusal.caller or refusal.service or "somebody"
    across = {True: " (another account)", False: " (the same account)", None: ""}[refusal.cross_account]
    on = f" on {refusal.role}" if refusal.role else ""
    action = refusal.action or "STS"
    yield f"{refusal.code or 'refused'}: {who} called {action}{on}{across}"
    if refusal.denial == "explicit":
        article = "the" if refusal.policy == TRUST_POLICY else "an" if refusal.policy[:1] == "i" else "a"
        where = f"{article} {refusal.policy}" if refusal.policy else "a policy that the message does not name"
        yield f"denied explicitly, in {where}, as the message says"
    elif refusal.denial:
        yield f"denied implicitly, as the message says: no {refusal.policy or 'policy'} allows it"


def in_data(told: Sequence[Told]) -> list[dict[str, Any]]:
    """The same as data, of which every value is JSON."""

    def causes(each: Told) -> list[dict[str, Any]]:
        said = each.role.said if each.role else str
        return [
            {
                "cause": found.cause.name,
                "certain": found.certain,
                "said": found.cause.said,
                "because": said(found.detail),
                "repair": found.cause.repair,
                "decides": said(found.decides),
                "correction": said("\n".join(difference(each.given, right.text))) if right.text and each.given else "",
                "provided": list(right.provided),
            }
            for found, right in each.found
        ]

    return [
        {
            "caller": each.refusal.caller or each.refusal.service,
            "action": each.refusal.action,
            "role": each.refusal.role,
            "code": each.refusal.code,
            "cross_account": each.refusal.cross_account,
            "denial": each.refusal.denial,
            "policy_type": each.refusal.policy,
            "policy_arn": each.refusal.policy_arn,
            "where": each.where,
            "causes": causes(each),
        }
        for each in told
    ]

"""Outsiders can assume a role that is, or can become, an administrator.

What it finds:  a role that an external account, anyone, the bearer of another organization's token of a shared OIDC
                issuer, or a guest of an identity pool (`unauthenticated`) can assume by the whole trust policy, and
                that holds all permissions, or enough to give itself more by a published method, or may assume another
                role of the scan that does, or pass such a role to a service that it may set to work.  Inline policies,
                attachments and AWS's managed policies count, and so does the permissions boundary.  With
                `data_exposure: true` in the settings, also a role that lets them read every object in S3, every
                parameter or every secret.  And, with severity MEDIUM, one that may do everything there is in a service
                that holds data, money or identities, on every resource (`s3:*`, `ec2:*`, `kms:*`, `organizations:*`),
                or pass any role to any service; with `service_takeover: false` it is none.
Why it matters: an external id, or a pinned subject, says who gets in.  What he can do then is up to the role's
                policies: whoever has taken over the vendor has taken over your account.
Instead:        allow what the outsider needs and no more, or set a permissions boundary that leaves IAM out.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Role
from roletrust.rules.messages.means import advice, also, told
from roletrust.rules.messages.wording import once
from roletrust.rules.outsiders import Outsider, entering, if_own, is_closed, outsiders
from roletrust.rules.rule import NOTHING, Fix, LandscapeRule, Verdict

if TYPE_CHECKING:
    from roletrust.engine.roles.blast_radius import Path


def judge(landscape: Landscape, role: Role) -> Verdict:
    if is_closed(role):
        return NOTHING
    if role.open and role.open.doubt:
        return Verdict(UNKNOWN, doubt=role.open.doubt, final=True)  # which CKV_TRUST_90 says
    path = farthest(landscape, role)
    found = outsiders(role) if path.answer is not NO else ()
    if not found:
        return NOTHING
    sure = [each for each in found if each.entry.answer is YES]
    if path.answer is UNKNOWN or not sure:
        return left_open(path, sure, found)
    first = sure[0].entry
    return Verdict(
        YES,
        reason=f"{entering(sure, role)}; {told(path)}{also(path, landscape.blast_radius.reads(role))}",
        accounts=tuple(each.account for each in sure if each.account is not None),
        statement=first.through,
        witness=first.witness,
        fix=Fix(advice(path) + if_own(each.account for each in sure)),
        places=path.places,
        headline=OF_DATA if path.power.reads else OF_SERVICES if path.power.takes else "",
        severity="MEDIUM" if path.power.takes else "",
    )


def left_open(path: Path, sure: Sequence[Outsider], found: Sequence[Outsider]) -> Verdict:
    """UNKNOWN: what those can do who are `sure` to get in; where nobody is, whether an administrator is for outsiders.

    Where both are open, nothing more is told of it: who gets in has to be known first.
    """
    verdict = Verdict(UNKNOWN, accounts=tuple(each.account for each in found if each.account is not None))
    if sure:
        return verdict._replace(holes=path.holes, doubt=path.doubt)
    doubts = dict.fromkeys(each.entry.why for each in found if each.entry.why)
    return verdict._replace(
        holes=once(hole for each in found for hole in (*each.holes, *each.entry.holes)),
        doubt="; ".join(doubts),
        outcome=told(path) if path.answer is YES else "",
        final=path.answer is not YES,
    )


def farthest(landscape: Landscape, role: Role) -> Path:
    """The way to an administrator; where none is sure, to data or whole services, as the owner wants to hear."""
    radius, owner = landscape.blast_radius, role.owner
    path = radius.of(role)
    for ask, wanted in ((radius.to_data, owner.data_exposure), (radius.to_services, owner.service_takeover)):
        if wanted and path.answer is not YES:
            path = max(path, ask(role), key=lambda each: each.answer)
    return path


OF_DATA = "Outsiders can read data wherever it lies through the role"
OF_SERVICES = "Outsiders can delete or take over all that a service holds through the role"
RULE = LandscapeRule(
    id="CKV_TRUST_14",
    name="privileged-external-role",
    severity="HIGH",
    headline="Outsiders can get an administrator's permissions through the role",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    judge=judge,
    alone=is_closed,
)

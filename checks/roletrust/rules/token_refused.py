"""A caller's token is refused by the role.

What it finds:  a call of `sts:AssumeRoleWithWebIdentity` in the scanned tree, of a role that the scan holds too,
                refused whichever of its tokens the caller presents: a job of GitHub Actions, by the events that start
                it, its environment, its audience and its repository; a job that gets no token, for it lacks
                `permissions: id-token: write`, where the role lets in nobody else; a service account of EKS, by its
                namespace and its name; a job of GitLab CI, by its project, its refs and its audience; one of CircleCI
                and a step of Bitbucket Pipelines or Buildkite, by the organization; a workspace of HCP Terraform, by
                its project, its name and the phase of a run; a run of Spacelift, by its account; the identities of a
                pool of Amazon Cognito, by whether they logged in; the pods of a cluster that EKS Pod Identity gives a
                role which does not let it in, or not tag the session; and a profile of IAM Roles Anywhere, whose
                certificates stand for tags and a source identity.  A caller one of whose tokens may get in is none.
Why it matters: STS answers `Not authorized to perform sts:AssumeRoleWithWebIdentity`, and does not say which claim it
                was.  What then seems to help is to write a `*`, and lets in other repositories.
Instead:        let the role demand what the caller presents, or the caller present what the role demands.
Source:         https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.along import ROLES_ANYWHERE
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.rules.analysis.presented import Fate, PodIdentity
from roletrust.rules.analysis.presented import presented as as_presented
from roletrust.rules.fixes.refused_profiles import admitted, of_profile
from roletrust.rules.fixes.refused_tokens import (
    of_audience,
    of_claims,
    of_no_provider,
    of_pods,
    unregistered,
    withheld,
)
from roletrust.rules.rule import NOTHING, CallRule, Verdict


def concerns(call: Call) -> bool:
    return call.tokens is not None


def judge(call: Call, role: Role) -> Verdict:
    trust = role.made_ready
    if trust is None or call.tokens is None:
        return Verdict(UNKNOWN, doubt=role.open.doubt if role.open else "")
    if call.tokens.issuer == ROLES_ANYWHERE:
        entry = admitted(trust)
        if entry.answer is NO:
            return of_profile(call, role, trust)
        return NOTHING if entry.answer is YES else left_open(entry)
    presented = as_presented(trust, call.tokens)
    if call.tokens.withheld:
        return withheld(call, role, presented)
    wrong = unregistered(presented)
    if wrong is not None:
        return of_audience(call, role, presented, wrong)
    found = presented.fate()
    if found.answer is not NO:
        return NOTHING if found.answer is YES else left_open(found)
    if isinstance(presented, PodIdentity) and (not presented.providers or presented.may_assume):
        return of_pods(call, role, presented)
    if not presented.providers:
        return of_no_provider(call, role, presented)
    blame = presented.to_blame()
    return of_claims(call, role, presented, *blame) if blame else Verdict(UNKNOWN, doubt="no token of it gets in")


def left_open(found: Reach | Fate) -> Verdict:
    return Verdict(UNKNOWN, holes=found.holes, doubt=found.why, beyond=found.beyond)


RULE = CallRule(
    id="CKV_TRUST_16",
    name="token-refused",
    severity="HIGH",
    headline="Caller's token is refused by the role",
    guideline="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html",
    concerns=concerns,
    judge=judge,
)

"""The causes of a refused call: what each is called, what was wrong, and what to do; the page docs/causes.md has more.

INVARIANT: every cause has a heading of its name in docs/causes.md.
"""

from __future__ import annotations

from typing import NamedTuple


class Cause(NamedTuple):
    """`name`: as its page is called.  `said`: what was wrong, in a sentence.  `repair`: what to do."""

    name: str
    said: str
    repair: str


def _of(*rows: tuple[str, str, str]) -> dict[str, Cause]:
    return {name: Cause(name, said, repair) for name, said, repair in rows}


CAUSES = _of(
    (
        "external-id-missing",
        "no external id is sent, and the role asks for one",
        "send the external id that the role's owner has for this caller; leave the condition where it is",
    ),
    (
        "external-id-wrong",
        "the external id that is sent is not the one that the role asks for",
        "send the external id that the role's owner has for this caller",
    ),
    (
        "external-id-case",
        "the external id is right but for upper and lower case, which StringEquals tells apart",
        "send it letter by letter as the role has it",
    ),
    (
        "external-id-blank",
        "the external id has blanks around it, which STS refuses, or takes for another id",
        "send it without blanks; look where they come from (a line break at the end of a secret, quotes)",
    ),
    (
        "external-id-empty",
        "the external id that is sent is empty, which is not the same as sending none",
        "give the setting its value, or leave it out where the role asks for none",
    ),
    (
        "external-id-illegal",
        "STS takes no external id of that form: 2 to 1224 characters of letters, digits and _+=,.@:/-",
        "send an id of that form, or none where the role asks for none",
    ),
    (
        "external-id-needless",
        "an external id is sent, and the call or the role accepts none",
        "leave the external id out",
    ),
    (
        "caller-not-named",
        "the role's trust policy lets others in, and not this caller",
        "call as somebody whom the policy names, or have its owner add this caller's ARN, together with its condition",
    ),
    (
        "caller-pinned-to-another",
        "the account is trusted, but a condition on who calls singles out another principal of it",
        "call as the principal that the condition names, or have the role's owner change the pin",
    ),
    (
        "principal-deleted",
        "the policy names a user or role that was deleted: of it only its unique id is left (AROA…, AIDA…)",
        "have the role's owner write the ARN again: a new role of the old name is another principal",
    ),
    (
        "callers-own-policy",
        "the role's trust policy is not what refuses it: the caller's own policies have to allow the call as well",
        "allow `sts:AssumeRole` on the role's ARN in a policy of the caller, within its permissions boundary",
    ),
    (
        "explicit-deny",
        "a Deny forbids the call, whatever allows it",
        "have the Deny spare this call, where whoever wrote it agrees; no Allow anywhere helps",
    ),
    (
        "organization-policy",
        "a policy of the organization does not allow the call",
        "whoever administers the organization has to allow it: neither the role's policy nor the caller's can",
    ),
    (
        "permissions-boundary",
        "the permissions boundary of the caller does not allow the call",
        "allow `sts:AssumeRole` on the role in the boundary as well as in a policy of the caller",
    ),
    (
        "session-policy",
        "the session policy that the caller's credentials were made with does not allow the call",
        "make the credentials with a session policy that allows it, or without one",
    ),
    (
        "endpoint-policy",
        "the policy of the VPC endpoint does not allow the call",
        "allow `sts:AssumeRole` on the role in the policy of the endpoint for STS",
    ),
    (
        "mfa-missing",
        "the role asks for MFA, and the request was made without",
        "call with `--serial-number` and `--token-code` (a profile: `mfa_serial`); a role's session has none",
    ),
    (
        "mfa-code-refused",
        "STS did not take the MFA code: it was wrong, used before, or of another device than the serial number says",
        "wait for the next code, and check that the serial number is the device's ARN (`…:mfa/…`)",
    ),
    (
        "session-tags-not-allowed",
        "the call passes session tags, and `sts:TagSession` is not allowed",
        "pass none if nobody reads them; else allow `sts:TagSession` in the trust policy and in the caller's own",
    ),
    (
        "session-tags-missing",
        "the role asks for session tags that the call does not pass",
        "pass the tags that the policy names",
    ),
    (
        "source-identity-not-allowed",
        "the call sets a source identity, and `sts:SetSourceIdentity` is not allowed",
        "allow `sts:SetSourceIdentity` in the trust policy and in the caller's own: who has one cannot drop it",
    ),
    (
        "source-identity-missing",
        "the role asks for a source identity that the call does not set",
        "set the source identity that the policy asks for",
    ),
    (
        "session-name",
        "the role asks for another session name",
        "set the session name that the policy asks for",
    ),
    (
        "session-name-illegal",
        "STS takes no session name of that form: 2 to 64 characters of letters, digits and _+=,.@-",
        "send a session name of that form",
    ),
    (
        "duration-too-long",
        "the session is to last longer than it may: that is a ValidationError, no question of who is let in",
        "ask for at most the role's MaxSessionDuration, and for at most 3600 seconds where a role calls a role",
    ),
    (
        "session-policy-too-large",
        "the session policy and the session tags together take more room than they may",
        "pass fewer or shorter tags, and a shorter session policy",
    ),
    (
        "impossible-condition",
        "no request at all meets the policy: nobody can assume the role",
        "have the role's owner repair the policy: `roletrust check` says what contradicts",
    ),
    (
        "wrong-partition",
        "caller and role are in different partitions of AWS, and no principal of one can assume a role of another",
        "use credentials of the role's partition, or have the policy name the principal by its own",
    ),
    (
        "role-arn-illegal",
        "the role's ARN is not one",
        "send `arn:aws:iam::<12 digits>:role/<path and name>`; see whether a variable in it is empty",
    ),
    (
        "token-audience",
        "the token is for another audience than the provider or the role accepts",
        "ask for a token with the audience that both name (for AWS mostly `sts.amazonaws.com`)",
    ),
    (
        "token-subject",
        "the token's subject is not one that the role accepts",
        "compare the `sub` of the token with the policy, letter by letter: branch, environment and pull request differ",
    ),
    (
        "token-claim",
        "the token lacks a claim that the role asks for, or has another value",
        "compare the token's claims with the conditions of the policy",
    ),
    (
        "provider-missing",
        "the role's account has no identity provider of that issuer",
        "create the provider in the role's account, with the token's issuer letter by letter",
    ),
    (
        "provider-of-another-account",
        "the policy names an identity provider of another account, and STS looks in the role's own",
        "have the policy name the provider of the role's own account",
    ),
    (
        "token-unverified",
        "STS could not check the signature of the token",
        "see that the issuer serves its keys to the internet, and that the provider's thumbprint is current",
    ),
    (
        "token-permission",
        "the job may not ask GitHub for a token",
        "give the job `permissions: id-token: write`",
    ),
    (
        "service-not-named",
        "the role's trust policy does not let the service in",
        "have the role's owner add the service's principal, with `aws:SourceAccount` or `aws:SourceArn`",
    ),
    (
        "service-source",
        "the service is let in for another account or resource than it works for",
        "have the role's owner name the resource in the condition",
    ),
    (
        "network",
        "the role lets the caller in from some networks only",
        "call from one of them; through AWS services and VPC endpoints the address is another",
    ),
    (
        "organization",
        "the role lets only accounts of an organization in, and the caller's is not, or was not, one",
        "call from an account of the organization, or have the role's owner name the account",
    ),
    (
        "principal-tag",
        "the role asks for a tag on the caller that it does not have, or has with another value",
        "have the caller tagged, or call as somebody who is",
    ),
    (
        "time",
        "the role lets the caller in at some times only",
        "call within the time that the condition names, or have the role's owner extend it",
    ),
    (
        "other-condition",
        "a condition of the role's trust policy was not met",
        "send what the condition asks for",
    ),
    (
        "root-user-calls",
        "the root user of an account called, and it can assume no role",
        "call as an IAM user or a role",
    ),
    (
        "pass-role",
        "the refused action is `iam:PassRole`: who hands a role to a service needs it; no trust policy is asked",
        "allow `iam:PassRole` on the role in a policy of the caller, with `iam:PassedToService`",
    ),
    (
        "credentials-expired",
        "the credentials or the token that the call was signed with had expired",
        "get new ones, and let the SDK renew them: of a role's credentials only the copy expires",
    ),
    (
        "credentials-invalid",
        "the call was signed with keys that AWS does not know, or with a wrong secret",
        "see which credentials are used (`aws sts get-caller-identity`), and that session tokens are sent along",
    ),
    (
        "credentials-missing",
        "there were no credentials to sign the call with",
        "give the process credentials; in GitHub Actions a missing `id-token: write` ends so, too",
    ),
    (
        "region-switched-off",
        "STS is switched off in that region for the account",
        "call a regional endpoint that is switched on, or switch the region on",
    ),
    (
        "undecided",
        "what is known does not decide it",
        "give what is named below",
    ),
)

# What a key of the request is about: the cause where it is missing or holds something else.  The first that fits.
OF_KEYS = (
    ("sts:externalid", "external-id-missing"),
    ("aws:multifactorauth", "mfa-missing"),
    ("aws:requesttag/", "session-tags-missing"),
    ("aws:tagkeys", "session-tags-missing"),
    ("sts:transitivetagkeys", "session-tags-missing"),
    ("sts:sourceidentity", "source-identity-missing"),
    ("sts:rolesessionname", "session-name"),
    ("aws:sourcearn", "service-source"),
    ("aws:sourceaccount", "service-source"),
    ("aws:sourceorg", "service-source"),
    ("aws:sourceip", "network"),
    ("aws:sourcevpc", "network"),
    ("aws:vpcsourceip", "network"),
    ("aws:principalorg", "organization"),
    ("aws:principaltag/", "principal-tag"),
    ("aws:currenttime", "time"),
    ("aws:epochtime", "time"),
)
# Of the kinds of policy that a message names.
OF_POLICIES = {
    "identity-based policy": "callers-own-policy",
    "service control policy": "organization-policy",
    "resource control policy": "organization-policy",
    "permissions boundary": "permissions-boundary",
    "session policy": "session-policy",
    "VPC endpoint policy": "endpoint-policy",
}


def of_key(key: str) -> str:
    """The cause where a request does not carry `key` (lower case), or holds something else in it."""
    for begin, cause in OF_KEYS:
        if key.startswith(begin):
            return cause
    if key.endswith(":aud"):
        return "token-audience"
    if key.endswith(":sub"):
        return "token-subject"
    return "token-claim" if "." in key or key.startswith("saml:") else "other-condition"


def order(key: str) -> int:
    """Which of several keys is told first."""
    causes = list(CAUSES)
    return causes.index(of_key(key)) if key else len(causes)

"""Whether a request of any kind of caller carries a context key.

For users and role sessions the table is context_keys.py.  Services, and the unsigned calls of SAML and OIDC, carry
the same keys as a role session but for those here (docs/semantics.md, "The request").
"""

from __future__ import annotations

from functools import lru_cache

from roletrust.engine.policy.context_keys import MISSPELT_KEY, Presence, is_federated, is_open_key, is_tag, key_row
from roletrust.engine.policy.oidc_claims import always_in, claims_of
from roletrust.engine.policy.request import Kind

_NEVER = dict.fromkeys(
    (
        *("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/", "aws:multifactorauthpresent"),
        *("aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:tokenissuetime", "aws:federatedprovider"),
    ),
    Presence.NEVER,
)
_UNSURE = dict.fromkeys(("aws:principalaccount", "aws:principaltype", "aws:userid"), Presence.UNSURE)
_UNSIGNED = dict.fromkeys(("sts:externalid", "aws:principalarn", "aws:principalisawsservice"), Presence.NEVER)
_OF_SERVICE = {
    # Roles Anywhere brings the fields of the certificate as tags of the principal; of other services AWS says nothing.
    **dict.fromkeys(
        ("aws:principalarn", "aws:principalservicenameslist", "aws:principaltag/", "aws:sourceip"), Presence.UNSURE
    ),
    **dict.fromkeys(
        ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"), Presence.SOMETIMES
    ),
    **dict.fromkeys(("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"), Presence.NEVER),
}
ELSEWHERE = {
    Kind.SERVICE: {**_NEVER, **_UNSURE, **_OF_SERVICE},
    Kind.SAML: {**_NEVER, **_UNSURE, **_UNSIGNED},
    Kind.OIDC: {**_NEVER, **_UNSURE, **_UNSIGNED},
}


@lru_cache(maxsize=1024)
def presence(key: str, kind: Kind, issuer: str = "") -> Presence:
    """Of `key` (lower case) in a call by `kind`; `issuer`: the OIDC provider it comes from, '' for any."""
    row = key_row(key)
    if kind is Kind.USER or kind is Kind.ROLE_SESSION:
        return row.presence(kind)
    if row is MISSPELT_KEY:
        return Presence.NEVER
    if is_federated(key):
        return _of_token(key, kind, issuer)
    name = key.partition("/")[0] + "/" if is_tag(key) else key
    return ELSEWHERE[kind].get(name, row.session)


def _of_token(key: str, kind: Kind, issuer: str) -> Presence:
    """A SAML assertion brings `saml:` keys, a token those keys of its own issuer that AWS has.

    Every assertion names whom it is for; a token of OIDC has a subject and an audience.
    """
    host, _, claim = key.rpartition(":")
    if kind is Kind.SERVICE or (host == "saml") is not (kind is Kind.SAML):
        return Presence.NEVER
    if kind is Kind.SAML:
        return Presence.ALWAYS if claim == "aud" else Presence.SOMETIMES
    is_open = is_open_key(host)  # presumed to be the issuer's own
    if issuer and not is_open and host != issuer:  # whether IAM drops a slash at the end of a URL is not documented
        return Presence.UNSURE if f"{host}/" == issuer else Presence.NEVER
    whose = issuer if is_open else host
    if whose and claim not in claims_of(whose):
        return Presence.NEVER
    return Presence.ALWAYS if issuer and claim in always_in(issuer) else Presence.SOMETIMES

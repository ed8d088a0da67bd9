"""Whether a request of any kind of caller carries a context key.

For users and role sessions the table is keys.py; here are services and the unsigned calls of SAML and OIDC
(docs/semantics.md, "The request").  Where AWS does not say, a key may be there: nothing bad is presumed.
"""

from __future__ import annotations

from roletrust.engine.keys import MISSPELT_KEY, Presence, is_federated, key_row
from roletrust.engine.request import Kind

_ORGANIZATION = {"aws:principalorgid", "aws:principalorgpaths", "aws:username", "aws:federatedprovider"}
_MFA = {"aws:multifactorauthpresent", "aws:multifactorauthage", "aws:tokenissuetime"}
_VPC = {"aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"}
_SERVICE = {"aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist"}
_SOURCE = {"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"}
NOT_BY_SERVICES = _ORGANIZATION | _MFA | _VPC
NOT_BY_UNSIGNED = _ORGANIZATION | _MFA | _SERVICE | _SOURCE | {"sts:externalid", "aws:principalarn"}
BY_EVERY_CALL = {
    "aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:useragent", "aws:requestedregion",
}  # fmt: skip


def presence(key: str, kind: Kind, issuer: str = "") -> Presence:
    """Of `key` (lower case) in a call by `kind`; `issuer`: the OIDC provider it comes from, '' for any."""
    row = key_row(key)
    if kind is Kind.USER or kind is Kind.ROLE_SESSION:
        return row.presence(kind)
    if row is MISSPELT_KEY:
        return Presence.NEVER
    if is_federated(key):
        return _of_token(key, kind, issuer)
    if key.startswith("aws:principaltag/") or key in (NOT_BY_SERVICES if kind is Kind.SERVICE else NOT_BY_UNSIGNED):
        return Presence.NEVER
    if row.user is Presence.UNSURE:
        return Presence.UNSURE
    return Presence.ALWAYS if key in BY_EVERY_CALL else Presence.SOMETIMES


def _of_token(key: str, kind: Kind, issuer: str) -> Presence:
    """A SAML assertion brings `saml:` keys, a token the keys of its own issuer."""
    host = key.rpartition(":")[0]
    if kind is Kind.SERVICE or (host == "saml") is not (kind is Kind.SAML):
        return Presence.NEVER
    foreign = kind is Kind.OIDC and issuer and host.rstrip("/") != issuer
    return Presence.NEVER if foreign else Presence.SOMETIMES

"""The identity providers that a policy trusts, and who issues their tokens."""

from __future__ import annotations

from roletrust.engine.answer import NO
from roletrust.engine.policy.context_keys import is_open_key
from roletrust.engine.policy.request import Kind, arn_field
from roletrust.engine.policy.wildcards import same
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value

# IAM User Guide, "AWS JSON policy elements: Principal": the OIDC providers that are named without an ARN.
BUILT_IN = ("accounts.google.com", "graph.facebook.com", "www.amazon.com")
COGNITO = "cognito-identity"
RESOURCE = {Kind.SAML: "saml-provider/", Kind.OIDC: "oidc-provider/"}


def providers(trust: Trust, kind: Kind) -> list[Value]:
    """The SAML or OIDC providers that an Allow may admit; one that is not known may be of either kind."""
    return [name for name in trust.named(kind) if may_be(name, kind)]


def may_be(name: Value, kind: Kind) -> bool:
    """Whether `name` is, or may turn out to be, a provider of `kind`."""
    resource = arn_field(name, 5)
    if isinstance(name, str) and not resource:
        return kind is Kind.OIDC and (name in BUILT_IN or name.startswith(COGNITO))
    beginning = resource if isinstance(resource, str) else resource.parts[0]
    return not resource or not isinstance(beginning, str) or beginning.startswith(RESOURCE[kind])


def issuer_of(trust: Trust, name: Value) -> str:
    """Who issues the tokens of the OIDC provider `name`, in lower case; '' where that is not known.

    Where the configuration leaves the provider open, it is the one issuer whose keys the same statements test: a
    condition on the keys of another could never be met.
    """
    resource = arn_field(name, 5) or name
    issuer = str(resource).removeprefix(RESOURCE[Kind.OIDC]).lower()
    if isinstance(resource, str):
        return issuer
    told = str(resource.parts[0]).startswith(RESOURCE[Kind.OIDC])
    tested = [host for host in sorted(hosts(trust, name)) if not is_open_key(host)]
    if told:
        tested = [host for host in tested if same(resource, f"{RESOURCE[Kind.OIDC]}{host}") is not NO]
    if told and not tested:
        return issuer
    return tested[0] if len(tested) == 1 else ""


def hosts(trust: Trust, name: Value) -> set[str]:
    """The issuers, in lower case, whose keys the statements about the OIDC provider `name` test."""
    found = {host_of(key) for key in trust.tested(Kind.OIDC, name)}
    return {host for host in found if "." in host or is_open_key(host)}


def host_of(key: str) -> str:
    """The issuer of a key, in lower case.

    Terraform gives the URL of a provider with its scheme or without, as IAM keeps it: IAM refuses keys with one.
    """
    return key.lower().rpartition(":")[0].removeprefix("https://")


def own_keys(trust: Trust, name: Value, issuer: str, claim: str) -> list[str]:
    """The keys of `claim` in a token of `issuer`, the usual one first.

    A key whose issuer the configuration leaves open is presumed to be this one's.
    """
    usual = [f"{issuer}:{claim}"] if issuer else []
    ours = {issuer, *(host for host in hosts(trust, name) if is_open_key(host))} - {""}
    spelt = (key.lower() for key in trust.tested(Kind.OIDC, name))
    found = (key for key in spelt if key.endswith(f":{claim}") and host_of(key) in ours)
    return list(dict.fromkeys([*usual, *found]))

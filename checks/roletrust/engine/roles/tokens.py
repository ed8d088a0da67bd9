"""The tokens that a caller can present to `sts:AssumeRoleWithWebIdentity`, as far as its text tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from roletrust.engine.text import Hole, Text, Value, text

GITHUB = "token.actions.githubusercontent.com"
GITLAB = "gitlab.com"
HCP = "app.terraform.io"
COGNITO = "cognito-identity.amazonaws.com"  # of the tokens of identity pools
BUILDKITE = "agent.buildkite.com"
CIRCLECI = "oidc.circleci.com/org"  # and Bitbucket: an issuer for each organization, whose name follows
BITBUCKET = "api.bitbucket.org/2.0/workspaces"
SPACELIFT = "app.spacelift.io"  # an issuer for each account, whose name comes before
TENANT = Hole("organization id")  # of an issuer of CircleCI's, which is its audience as well
TENANT_HOST = Hole("host of the account")  # likewise, of one of Spacelift's
OWNER_ID, REPOSITORY_ID = Hole("owner id"), Hole("repository id")  # of GitHub's, which are numbers
PODS = "pods.eks.amazonaws.com"  # which presents no token, but session tags: the claims that it knows of a pod


class Token(NamedTuple):
    """One form that the caller's token can have.

    `claims`: what it holds, a Hole for any text that may stand there from one time to the next.  `without`: claims that
    it does not carry.  What is in neither may hold anything, or be absent.  `known`: whether a reader knows the form by
    sight: it is told, and others that the issuer may write in its place are asked for alone.  `parts`: what a subject
    is made of that is no claim, of an issuer that lets its users choose.
    """

    claims: tuple[tuple[str, Value], ...]
    without: frozenset[str] = frozenset()
    known: bool = True
    parts: tuple[tuple[str, Value], ...] = ()

    def get(self, claim: str) -> Value | None:
        return dict(self.claims).get(claim)

    def but(self, *claims: str) -> Token:
        """The same with anything, or nothing, in these claims."""
        return self._replace(
            claims=tuple(each for each in self.claims if each[0] not in claims), without=self.without - {*claims}
        )

    def with_claim(self, claim: str, value: Value) -> Token:
        return self.but(claim)._replace(claims=(*self.but(claim).claims, (claim, value)))

    def respelt(self, change: Callable[[str | Hole], str | Hole]) -> Token:
        """The same with each piece of what a claim holds as `change` has it."""

        def changed(value: Value) -> Value:
            return text(*map(change, value.parts if isinstance(value, Text) else (value,)))

        return self._replace(claims=tuple((claim, changed(one)) for claim, one in self.claims))


class Tokens(NamedTuple):
    """All forms of the token of one caller: it presents one of them at a time.

    `issuer`: whose they are, without a scheme, or how the addresses of such issuers begin; '' for some cluster of EKS,
    whichever it is; PODS for EKS Pod Identity.  `withheld`: why the caller gets no token at all, '' where it does.
    `any_case`: whether it is not known which of the letters in the values are capitals.  `settled`: whether it is known
    which parts their owner chose for the subject.
    """

    issuer: str
    forms: tuple[Token, ...]
    withheld: str = ""
    any_case: bool = False
    settled: bool = False

    def of_any_subject(self) -> Tokens:
        """Those of GitHub with a subject that nobody knows: whoever owns a repository may choose what it says."""
        forms = (each.with_claim("sub", text(Hole("subject"))) for each in self.forms)
        return self._replace(forms=tuple(forms)) if self.issuer == GITHUB else self

    def respelt(self, change: Callable[[str | Hole], str | Hole]) -> Tokens:
        """The same with each piece of what a claim holds as `change` has it."""
        return self._replace(forms=tuple(each.respelt(change) for each in self.forms))

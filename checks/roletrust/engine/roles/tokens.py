"""The tokens that a caller can present to `sts:AssumeRoleWithWebIdentity`, as far as its text tells."""

from __future__ import annotations

from typing import NamedTuple

from roletrust.engine.text import Value

GITHUB = "token.actions.githubusercontent.com"


class Token(NamedTuple):
    """One form that the caller's token can have.

    `claims`: what it holds, a Hole for any text that may stand there from one time to the next.  `without`: claims that
    it does not carry.  What is in neither may hold anything, or be absent.  `known`: whether a reader knows the form by
    sight: it is told, and others that the issuer may write in its place are asked for alone.
    """

    claims: tuple[tuple[str, Value], ...]
    without: frozenset[str] = frozenset()
    known: bool = True

    def get(self, claim: str) -> Value | None:
        return dict(self.claims).get(claim)

    def but(self, *claims: str) -> Token:
        """The same with anything, or nothing, in these claims."""
        return self._replace(
            claims=tuple(each for each in self.claims if each[0] not in claims), without=self.without - {*claims}
        )

    def with_claim(self, claim: str, value: Value) -> Token:
        return self.but(claim)._replace(claims=(*self.but(claim).claims, (claim, value)))


class Tokens(NamedTuple):
    """All forms of the token of one caller: it presents one of them at a time.

    `issuer`: whose they are, without a scheme; '' for some cluster of EKS, whichever it is.
    `withheld`: why the caller gets no token at all, '' where it does.  `any_case`: whether it is not known which of the
    letters in the values are capitals.
    """

    issuer: str
    forms: tuple[Token, ...]
    withheld: str = ""
    any_case: bool = False

"""The classes of OIDC tokens that rule 9 asks about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roletrust.engine.classes.other_callers import (
    Held,
    Visit,
    just,
    of_another,
    of_choice,
    of_no_one_identity,
    of_nobody_named,
)
from roletrust.engine.policy.context_keys import OPEN_IN_KEY
from roletrust.engine.policy.oidc_claims import claims_of
from roletrust.engine.policy.request import Caller, Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value
from roletrust.rules.messages.wording import placeholder
from roletrust.rules.tables.federation import issuer_of, own_keys
from roletrust.rules.tables.issuers import POOLS, PRIVATE, row

FOR_AWS = "sts.amazonaws.com"
OF_ANY_AUDIENCE = ("token.actions.", "oidc.eks.")
GUEST = "unauthenticated"  # Amazon Cognito: what `amr` holds of an identity that did not log in
UNKNOWN_ISSUER = placeholder("issuer")


class Tokens:
    """The tokens of the provider `name`.  `issuer`: '' where it is not known; `row`: what is known of a shared one."""

    def __init__(self, trust: Trust, name: Value) -> None:
        self.trust, self.name = trust, name
        self.issuer = issuer_of(trust, name)
        self.row = row(self.issuer)
        self.known = self.row or PRIVATE

    @property
    def called(self) -> str:
        """What a reader calls the issuer."""
        return self.row.name if self.row else self.issuer or str(self.name)

    def keys(self, claim: str) -> list[str]:
        """The keys of `claim`, in lower case; a claim that is a whole key is its own."""
        return [claim.lower()] if ":" in claim else own_keys(self.trust, self.name, self.issuer, claim)

    def spelt(self, claim: str) -> str:
        """The key of `claim` as the policy spells it, where it does."""
        keys = self.keys(claim)
        written = (key for key in self.trust.tested(Kind.OIDC, self.name) if key.lower() in keys)
        return next(written, claim if ":" in claim else f"{self.issuer or UNKNOWN_ISSUER}:{claim}")

    def of_strangers(self) -> Visit:
        """Those of another tenant of a shared issuer, for whatever audience; of an unknown one, of any subject."""
        theirs: dict[str, Held] = {claim: of_another(speeches) for claim, speeches in self.known.tenant.items()}
        free = dict.fromkeys(("sub", *self.known.audience), of_choice)
        return self._visit({**free, **(theirs or {"sub": of_nobody_named})}, self.known.optional)

    def for_others(self) -> Visit:
        """Those for an audience that the policy does not spell, of any subject but one that it spells out.

        A subject that is spelt out is one identity, whose tokens are what the role was made for.
        """
        audience = dict.fromkeys(self.known.audience, of_nobody_named)
        return self._visit({"sub": of_no_one_identity, **audience}, ())

    @property
    def made_for_the_role(self) -> bool:
        """Whether the provider is the configuration's own and registers one audience alone, that of tokens for AWS.

        GitHub and EKS make tokens for whatever audience a workload names; what other issuers call theirs, their guides
        say, and there the only one that is registered is taken to be it.
        """
        registered = [audiences for issuer, audiences in self.trust.owner.audiences if issuer == self.issuer]
        if len(registered) != 1 or len(registered[0]) != 1:
            return False
        return not self._may_be_for_any or registered[0] == {FOR_AWS}

    @property
    def _may_be_for_any(self) -> bool:
        """Whether the issuer makes tokens for any audience, or may turn out to be one that does."""
        begins, is_open, _ = self.issuer.partition(OPEN_IN_KEY)
        return any(begins.startswith(each) or (is_open and each.startswith(begins)) for each in OF_ANY_AUDIENCE)

    @property
    def tells_guests(self) -> bool:
        """Whether the policy asks how identities of Amazon Cognito were authenticated."""
        asked = {key.lower() for key in self.trust.tested(Kind.OIDC, self.name)}
        return self.row is POOLS and not asked.isdisjoint(self.keys("amr"))

    def of_guests(self) -> Visit:
        """Those of identities of Amazon Cognito that nobody authenticated, of whatever pool."""
        return self._visit({**dict.fromkeys(("sub", "aud"), of_choice), "amr": just(GUEST)}, ())

    def _visit(self, held: Mapping[str, Held], optional: Iterable[str]) -> Visit:
        """Of a token whose claims are as `held`, which need not carry the `optional` ones, and may carry any others."""
        holds = {key: how for claim, how in held.items() for key in self.keys(claim)}
        others = claims_of(self.issuer) - set(held)
        return Visit(
            caller=Caller(Kind.OIDC, self.name),
            holds=holds,
            claims=frozenset(self._keys_of(others)),
            open_ended=not self.issuer,
            optional=frozenset(self._keys_of(optional)),
        )

    def _keys_of(self, claims: Iterable[str]) -> list[str]:
        return [key for claim in claims for key in self.keys(claim)]

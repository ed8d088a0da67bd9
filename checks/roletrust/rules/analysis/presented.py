"""What comes of a token at a role: whether some form of it gets in, and what in it keeps it out if none does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.classes.other_callers import Visit, just
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.along import TAG_SESSION, takes
from roletrust.engine.policy.claim_values import WILDCARDS
from roletrust.engine.policy.context_keys import is_federated
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.oidc_claims import claims_of
from roletrust.engine.policy.operators import Family, Operator, operator
from roletrust.engine.policy.request import ASSUME_ROLE, Caller, Kind
from roletrust.engine.policy.wildcards import same
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.tokens import COGNITO, OWNER_ID, PODS, REPOSITORY_ID, TENANT, TENANT_HOST, Token, Tokens
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.rules.tables.federation import COGNITO as POOLS
from roletrust.rules.tables.federation import hosts, issuer_of, may_be, own_keys

if TYPE_CHECKING:
    from roletrust.rules.tables.presented_issuers import Product

SOME_IDS = {OWNER_ID: "1234567", REPOSITORY_ID: "1234567890"}
MOST = 3  # claims that are to blame together


class Fate(NamedTuple):
    """What comes of a caller's tokens at a role: NO is that none of them gets in.

    `reach`: how one does, or what it hangs on.
    """

    answer: Answer
    reaches: tuple[Reach, ...] = ()

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(dict.fromkeys(hole for each in self.reaches if each.answer is UNKNOWN for hole in each.holes))

    @property
    def beyond(self) -> bool:
        """Whether a bound of the search was reached."""
        return any(each.beyond for each in self.reaches if each.answer is UNKNOWN)

    @property
    def why(self) -> str:
        return "; ".join(dict.fromkeys(each.why for each in self.reaches if each.answer is UNKNOWN and each.why))


class Presented:
    """`tokens`, as the role of `trust` meets them."""

    def __init__(self, trust: Trust, tokens: Tokens) -> None:
        self.trust, self.tokens = trust, numbered(trust, as_spelt(trust, tokens))
        self._met = as_met(trust, tokens.any_case)
        self._written = as_met(trust, tokens.any_case, heeded=True)

    @cached_property
    def providers(self) -> list[tuple[Value, str]]:
        """Those that the role trusts and whose tokens these may be, each with the issuer that they are taken for."""
        named = [name for name in self.trust.named(Kind.OIDC) if may_be(name, Kind.OIDC)]
        return [(name, issuer) for name in named for issuer in self._issuers(name)]

    def _issuers(self, name: Value) -> list[str]:
        from roletrust.rules.tables.presented_issuers import may_issue  # noqa: PLC0415  # for who has such calls

        issuer, own = issuer_of(self.trust, name), self.tokens.issuer
        if issuer:
            return [issuer] if may_issue(self._product, own, issuer) else []
        # A token of another issuer than the provider's is refused in any case.
        ours = sorted(each for each in hosts(self.trust, name) if not own or may_issue(self._product, own, each))
        return ours or [own]

    @cached_property
    def _product(self) -> Product:
        from roletrust.rules.tables.presented_issuers import product  # noqa: PLC0415  # likewise

        return product(self.tokens.issuer)

    @property
    def trusts_everyone(self) -> bool:
        """Whether an Allow may be for bearers of tokens without naming their provider."""
        return any(
            each.negated_principals or any(one.value == "*" or one.maybe for one in each.principals)
            for each in self.trust.policy.statements
            if each.allows
        )

    @property
    def asks_for_a_template(self) -> bool:
        """Whether the policy asks for a subject of other parts than the product writes where nobody chooses them.

        It does not matter where it is known what was chosen.
        """
        chosen = None if self.tokens.settled else self._product.chosen
        keys = self._spelt(self._product.claim) if chosen else ()
        conditions = (one for each in self.trust.policy.statements for one in each.conditions if one.key in keys)
        return chosen is not None and any(chosen.search(str(value)) for one in conditions for value in one.values)

    @property
    def audiences(self) -> frozenset[str] | None:
        """The audiences that the provider registers; None where that is not known."""
        issuers = {issuer for _, issuer in self.providers}
        found = [audiences for issuer, audiences in self.trust.owner.audiences if issuer in issuers]
        return found[0] if len(found) == 1 and len(issuers) == 1 else None

    def fate(self, forms: Sequence[Token] = (), met: Trust | None = None) -> Fate:
        """Of `forms`; of those of the caller, where none are given.  `met`: the policy, as they meet it."""
        reaches = []
        for form in forms or self.tokens.forms:
            for name, issuer in self.providers:
                reaches.append(self._reach(met or self._met, self._visit(name, issuer, form)))
                if reaches[-1].answer is YES:
                    return Fate(YES, (reaches[-1],))
        answer = max((each.answer for each in reaches), default=NO)
        if answer is NO and (self.trusts_everyone or self._turns_on_case or self.asks_for_a_template or self._is_apart):
            return Fate(UNKNOWN)
        return Fate(answer, tuple(reaches))

    def _reach(self, met: Trust, visit: Visit) -> Reach:
        return met.visited(visit)

    def but(self, *claims: str) -> Fate:
        """With anything in `claims`, and wildcards heeded wherever they are written."""
        return self.fate([form.but(*claims) for form in self.tokens.forms], self._written)

    def to_blame(self) -> tuple[tuple[str, ...], Fate] | None:
        """The fewest claims that keep all tokens out, and what comes of them without; None where these are none."""
        asked = [claim for claim in self._claims if self._spelt(claim)]
        for size in range(1, MOST + 1):
            tried = [(claims, self.but(*claims)) for claims in combinations(asked, size)]
            able = sorted(
                (each for each in tried if each[1].answer is not NO), key=lambda each: each[1].answer is not YES
            )
            if able:
                return able[0]
        return None

    def key(self, claim: str) -> str:
        """The key of `claim`, as the policy writes it."""
        return next(iter(self._spelt(claim)), claim)

    def _spelt(self, claim: str) -> list[str]:
        every = {key for name, issuer in self.providers for key in own_keys(self.trust, name, issuer, claim)}
        tested = (key for name, _ in self.providers for key in self.trust.tested(Kind.OIDC, name))
        return [key for key in tested if key.lower() in every]

    @property
    def _claims(self) -> list[str]:
        """Of the known forms, `sub` first."""
        found = dict.fromkeys(["sub", "aud"])
        for form in self.tokens.forms:
            found.update(dict.fromkeys([*(claim for claim, _ in form.claims), *sorted(form.without)]))
        return list(found)

    @property
    def _turns_on_case(self) -> bool:
        """Whether the policy turns away by what a claim holds, whose letters are not known."""
        told = ((each, one) for each in self.trust.policy.statements for one in each.conditions)
        return self.tokens.any_case and any(
            is_federated(one.key.lower()) and (not each.allows or not (how := read(one)) or how.row.negated)
            for each, one in told
        )

    @property
    def _is_apart(self) -> bool:
        """Whether the role trusts Amazon Cognito by the name of another partition, whose keys are called otherwise."""
        named = (str(name) for name in self.trust.named(Kind.OIDC))
        return self.tokens.issuer == COGNITO and any(each != COGNITO and each.startswith(POOLS) for each in named)

    def _visit(self, name: Value, issuer: str, form: Token) -> Visit:
        def keys(claim: str) -> list[str]:
            return [claim] if ":" in claim else own_keys(self.trust, name, issuer, claim)

        claims = of_tenant(self._product, issuer, form).claims
        held = {claim: lowered(value) if self.tokens.any_case else value for claim, value in claims}
        others = claims_of(issuer) - held.keys() - form.without
        return Visit(
            Caller(Kind.OIDC, name),
            {key: just(value) for claim, value in held.items() for key in keys(claim)},
            frozenset(key for claim in others for key in keys(claim)),
        )


class PodIdentity(Presented):
    """What EKS Pod Identity presents for a pod: it assumes the role as a service, and tags the session.

    EKS User Guide, "EKS Pod Identity role" and "Grant Pods access to AWS resources based on tags".
    """

    @cached_property
    def providers(self) -> list[tuple[Value, str]]:
        named = self.trust.named(Kind.SERVICE)
        return [(PODS, "")] if any(same(name, PODS) is not NO for name in named) else []

    @property
    def tags(self) -> bool:
        return bool(self.tokens.forms[0].claims)

    @property
    def may_assume(self) -> bool:
        """Whether it gets in, the tags apart."""
        return self._met.visited(self._visit(PODS, "", self.tokens.forms[0])).answer is not NO

    def _reach(self, met: Trust, visit: Visit) -> Reach:
        found = [met.visited(visit, action) for action in (ASSUME_ROLE, *(TAG_SESSION,) * self.tags)]
        return min(found, key=lambda each: each.answer)

    def _spelt(self, claim: str) -> list[str]:
        key = tag_key(claim)
        return [each for each in self.trust.tested(Kind.SERVICE, PODS) if each.lower() == key.lower()]

    def _visit(self, name: Value, issuer: str, form: Token) -> Visit:
        held = {tag_key(claim).lower(): just(value) for claim, value in form.claims}
        tested = {key.lower() for key in self.trust.tested(Kind.SERVICE, PODS)}
        silent = frozenset() if self.tags else frozenset(key for key in tested if takes(key))
        return Visit(Caller(Kind.SERVICE, name), held, lacks=silent)


def tag_key(claim: str) -> str:
    return f"aws:RequestTag/{claim}"


def presented(trust: Trust, tokens: Tokens) -> Presented:
    return (PodIdentity if tokens.issuer == PODS else Presented)(trust, tokens)


def of_tenant(product: Product, issuer: str, form: Token) -> Token:
    """`form` with the organization that the address of its issuer names."""
    found = product.also.fullmatch(issuer) if product.also else None
    tenant = found.groupdict().get("tenant") if found else None
    return form.respelt(lambda part: tenant if part in (TENANT, TENANT_HOST) and tenant else part)


def as_spelt(trust: Trust, tokens: Tokens) -> Tokens:
    """`tokens`, with the repository's name in the capitals that the policy alone has for it."""
    names = {str(value) for form in tokens.forms if isinstance(value := form.get("repository"), str)}
    if not tokens.any_case or len(names) != 1:
        return tokens
    name = names.pop()
    written = (str(one) for each in trust.policy.statements for part in each.conditions for one in part.values)
    spelt = {found for each in written for found in re.findall(re.escape(name), each, re.IGNORECASE)}
    if len(spelt) != 1:
        return tokens
    other = spelt.pop()

    return tokens.respelt(lambda part: part.replace(name, other) if isinstance(part, str) else part)


def numbered(trust: Trust, tokens: Tokens) -> Tokens:
    """`tokens` with some numbers for GitHub's ids, where the policy has no `@` to tell them by: all are alike to it."""
    written = (str(one) for each in trust.policy.statements for part in each.conditions for one in part.values)
    if any("@" in each for each in written):
        return tokens
    return tokens.respelt(lambda part: SOME_IDS.get(part, part) if isinstance(part, Hole) else part)


def as_met(trust: Trust, any_case: bool, heeded: bool = False) -> Trust:
    """The same to every token, made plain: what is compared as it stands, and holds a wildcard, no claim is.

    No name of a ref, and of no object, holds one (`git check-ref-format`); `heeded`: as the wildcard it was meant for.
    `any_case`: with small letters alone.
    """

    def condition(each: Condition) -> Condition:
        how = read(each)
        if not is_federated(each.key.lower()) or not how or how.row.family is not Family.STRING or how.row.negated:
            return each
        as_it_stands = how.row.wild or heeded
        kept = [one for one in each.values if as_it_stands or not isinstance(one, str) or WILDCARDS.isdisjoint(one)]
        values = [lowered(one) for one in kept] if any_case else kept
        meant = heeded and any(not WILDCARDS.isdisjoint(str(one)) for one in each.values)
        written = each.operator.replace(how.row.name, "StringLike") if meant else each.operator
        return each._replace(operator=written, values=tuple(values) or ("",) * bool(each.values))

    def statement(each: Statement) -> Statement:
        return each._replace(conditions=tuple(map(condition, each.conditions)))

    policy = trust.policy._replace(statements=tuple(map(statement, trust.policy.statements)))
    return trust if policy == trust.policy else Trust(policy, trust.owner, trust.now)


def read(condition: Condition) -> Operator | None:
    return operator(condition.operator)


def lowered(value: Value) -> Value:
    parts = value.parts if isinstance(value, Text) else (value,)
    return text(*(part.lower() if isinstance(part, str) else part for part in parts))


def demanded(statement: Statement, key: str) -> list[Condition]:
    """The conditions of `statement` on `key`."""
    return [each for each in statement.conditions if each.key.lower() == key.lower()]

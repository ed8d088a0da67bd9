"""Which of the two forms that GitHub gives its subjects a role lets in, for each repository that it names.

Source: GitHub Docs, "OpenID Connect reference", "Immutable subject claims".  Which of them a repository has stands in
no file of it, so that a role which lets in one alone is no flaw: it is told to whoever asks who gets in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.engine.answer import NO, YES
from roletrust.engine.policy.request import Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.tokens import GITHUB, Token, Tokens
from roletrust.rules.analysis.presented import Presented
from roletrust.rules.tables.federation import issuer_of, own_keys
from roletrust.rules.tables.issuers import GITHUB as ROW

OF_A_REPOSITORY = re.compile(r"repo:([^/:@]+)(?:@([^/:@]+))?/([^/:@]+)(?:@([^/:@]+))?(:.*)", re.DOTALL)
WILD = re.compile(r"[*?]+")


def one_form_alone(trust: Trust) -> list[str]:
    """A sentence for each repository of which one form alone gets in, and not the other."""
    told = (
        hint(value, trust)
        for name in trust.named(Kind.OIDC)
        if issuer_of(trust, name) == GITHUB
        for value in subjects(trust, own_keys(trust, name, GITHUB, "sub"))
    )
    return list(dict.fromkeys(filter(None, told)))


def subjects(trust: Trust, keys: list[str]) -> Iterator[str]:
    """What the Allows demand of the subject, as far as it is known."""
    for each in trust.policy.statements:
        if each.allows:
            demanded = (one for one in each.conditions if one.key.lower() in keys)
            yield from (value for one in demanded for value in one.values if isinstance(value, str))


def hint(subject: str, trust: Trust) -> str:
    """What a repository with a subject of the other form would meet; '' where it gets in too, or none of them does."""
    found = OF_A_REPOSITORY.fullmatch(subject)
    if not found:
        return ""
    owner, owner_id, name, number, rest = (WILD.sub("any", each or "any") for each in found.groups())
    usual = gets_in(f"repo:{owner}/{name}{rest}", trust)
    lasting = gets_in(f"repo:{owner}@{owner_id}/{name}@{number}{rest}", trust)
    if {usual, lasting} != {True, False}:
        return ""
    form = "without ids" if usual else "with ids"
    return f"of {found[1]}/{found[3]} only subjects {form} get in: {ROW.also}"


def gets_in(subject: str, trust: Trust) -> bool | None:
    """Whether a token with this subject does; None where it is not known."""
    tokens = Tokens(GITHUB, (Token((("sub", subject),)),), settled=True)
    return {YES: True, NO: False}.get(Presented(trust, tokens).fate().answer)

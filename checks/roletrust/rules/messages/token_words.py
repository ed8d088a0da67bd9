"""How a finding about a caller's token speaks of the token, of what the role demands of it, and of what STS answers."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.policy.document import Condition
from roletrust.engine.roles.tokens import COGNITO, Tokens
from roletrust.rules.messages.wording import listed

ANSWER = "STS answers AccessDenied (Not authorized to perform sts:AssumeRoleWithWebIdentity)"
OF_A_POOL = "GetCredentialsForIdentity answers InvalidIdentityPoolConfigurationException (Check assigned IAM roles)"
NO_AUDIENCE = "STS answers InvalidIdentityToken (Incorrect token audience)"


def answer(tokens: Tokens) -> str:
    """What comes of a call that the role refuses."""
    return OF_A_POOL if tokens.issuer == COGNITO else ANSWER


def issuer_name(tokens: Tokens) -> str:
    from roletrust.rules.tables.presented_issuers import product  # noqa: PLC0415  # for who has such calls

    return product(tokens.issuer).name


def held(tokens: Tokens, claim: str) -> list[str]:
    """What the known forms hold there, each once; `none` of a token that does not carry it."""
    found = [form.get(claim) for form in tokens.forms if form.known]
    return list(dict.fromkeys(f"`{each}`" if each is not None else "none" for each in found))


def presents(tokens: Tokens, claims: Sequence[str]) -> str:
    """`a token of GitHub Actions whose sub is "…"`"""
    told = [f"`{claim}` is {listed(held(tokens, claim), 'or')}" for claim in claims]
    return f"a token of {issuer_name(tokens)} whose {listed(told)}"


def demands(conditions: Sequence[Condition]) -> str:
    """`StringEquals` on `…:sub`: `repo:…`"""
    return listed([condition_told(each) for each in conditions]) if conditions else "others"


def condition_told(condition: Condition) -> str:
    return f"`{condition.operator}` `{condition.key}` {listed([f'`{each}`' for each in condition.values], 'or')}"


def as_written(condition: Condition) -> str:
    """As JSON has it, on one line."""
    values = [f'"{each}"' for each in condition.values]
    inside = values[0] if len(values) == 1 else f"[{', '.join(values)}]"
    return f'"{condition.operator}": {{"{condition.key}": {inside}}}'

"""Why a role refuses a caller's tokens, and what lets them in: a verdict for each cause."""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.request import Kind
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.tokens import PODS, Token
from roletrust.rules.analysis.presented import Fate, PodIdentity, Presented, demanded
from roletrust.rules.fixes.presenting import caller_side, role_side
from roletrust.rules.messages.token_words import NO_AUDIENCE, answer, demands, issuer_name, presents
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix, Verdict

ANYTHING = Token(())


def withheld(call: Call, role: Role, presented: Presented) -> Verdict:
    """Without a token the caller may have other credentials: it is refused where the role takes tokens alone."""
    assert call.tokens is not None
    if presented.trust.accounts() or presented.fate([ANYTHING]).answer is not YES:
        return Verdict(UNKNOWN)
    name = issuer_name(call.tokens)
    return told(
        role,
        f"{call.label} gets no token of {name}, for {call.tokens.withheld}; {place(role)} lets in bearers of tokens "
        "alone: the call ends in `Could not load credentials from any providers`, or in AccessDenied",
        "give the job `permissions: id-token: write`; with `permissions` it has no others than it lists: add "
        "`contents: read` for `actions/checkout`",
    )


def unregistered(presented: Presented) -> str | None:
    """The audience of the tokens, where the provider registers others alone."""
    known = presented.audiences
    asked = {form.get("aud") for form in presented.tokens.forms}
    one = asked.pop() if len(asked) == 1 else None
    return one if known is not None and isinstance(one, str) and one not in known else None


def of_audience(call: Call, role: Role, presented: Presented, audience: str) -> Verdict:
    registered = sorted(presented.audiences or ())
    some = listed([f"`{each}`" for each in registered], "or")
    changed = [form.with_claim("aud", registered[0]) for form in presented.tokens.forms]
    helps = presented.fate(changed).answer is not NO
    return told(
        role,
        f"{call.label} presents a token for the audience `{audience}`, and the provider that {place(role)} trusts "
        f"registers {some} alone: {NO_AUDIENCE}",
        f"add `{audience}` to the provider's `client_id_list`"
        + (f", or ask for the audience `{registered[0]}`" if helps else ""),
    )


def of_no_provider(call: Call, role: Role, presented: Presented) -> Verdict:
    name, others = issuer_name(presented.tokens), presented.trust.named(Kind.OIDC)
    alone = f", but of {listed([f'`{each}`' for each in others])}" if others else ""
    return told(
        role,
        f"{call.label} presents a token of {name}, and {place(role)} lets in none of that issuer{alone}: "
        f"{answer(presented.tokens)}",
        f"trust the identity provider of {name} in a statement of its own, for `sts:AssumeRoleWithWebIdentity`",
    )


def of_pods(call: Call, role: Role, presented: PodIdentity) -> Verdict:
    """The role does not let in the service at all, or does not let it tag the session, which it does."""
    wanted = "`sts:AssumeRole` and `sts:TagSession`" if presented.tags else "`sts:AssumeRole`"
    if not presented.providers:
        others = listed([f"`{each.value}`" for one in presented.trust.policy.statements for each in one.principals])
        return told(
            role,
            f"{call.label} hands the role to EKS Pod Identity, and {place(role)} lets in {others}, not `{PODS}`: "
            "the pods get no credentials (AccessDenied)",
            f"let the service `{PODS}` call {wanted} in a statement of its own",
        )
    return told(
        role,
        f"{call.label} hands the role to EKS Pod Identity, which tags the session, and {place(role)} does not allow it "
        "`sts:TagSession`: the pods get no credentials (AccessDenied)",
        "allow `sts:TagSession` beside `sts:AssumeRole`, or set `disable_session_tags` in the association",
    )


def of_claims(call: Call, role: Role, presented: Presented, claims: tuple[str, ...], entry: Fate) -> Verdict:
    statement = as_written(presented, entry.reaches[-1].through) or about(presented, claims)
    if statement is None:
        return Verdict(UNKNOWN, doubt="which statement is for the token is not known")
    conditions = [each for claim in claims for each in demanded(statement, presented.key(claim))]
    ways = [caller_side(presented, statement, claims), role_side(presented, statement, claims)]
    advice = " or ".join(each for each in ways if each)
    return told(
        role,
        f"{call.label} presents {presents(presented.tokens, claims)}, and {place(role)} lets it in, through "
        f"{statement.label}, only with {demands(conditions)}: {answer(presented.tokens)}",
        advice or "let the role demand what the caller presents, or the caller present what the role demands",
        statement,
    )


def as_written(presented: Presented, met: Statement | None) -> Statement | None:
    """The statement of the policy that is `met`, as it is written."""
    return next((each for each in presented.trust.policy.statements if met and each.number == met.number), None)


def about(presented: Presented, claims: tuple[str, ...]) -> Statement | None:
    """The first Allow that asks for the claims."""
    allows = (each for each in presented.trust.policy.statements if each.allows)
    return next((each for each in allows if all(demanded(each, presented.key(claim)) for claim in claims)), None)


def place(role: Role) -> str:
    return f"{role.place.label} ({role.place.source})"


def told(role: Role, reason: str, advice: str, statement: Statement | None = None) -> Verdict:
    return Verdict(YES, reason=reason, statement=statement, fix=Fix(advice), places=(role.place,))

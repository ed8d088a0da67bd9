"""A caller's token is refused by the role.

What it finds:  a call of `sts:AssumeRoleWithWebIdentity` in the scanned tree, of a role that the scan holds too,
                refused whichever of its tokens the caller presents: a job of GitHub Actions, by the events that start
                it, its environment, its audience and its repository; a job that gets no token, for it lacks
                `permissions: id-token: write`, where the role lets in nobody else; and the pods of an EKS cluster that
                Pod Identity gives a role which does not let it in, or not tag the session.  A caller one of whose
                tokens may get in is none.
Why it matters: STS answers `Not authorized to perform sts:AssumeRoleWithWebIdentity`, and does not say which claim it
                was.  What then seems to help is to write a `*`, and lets in other repositories.
Instead:        let the role demand what the caller presents, or the caller present what the role demands.
Source:         https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.request import Kind
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.tokens import PODS, Token
from roletrust.rules.analysis.presented import Fate, PodIdentity, Presented, demanded
from roletrust.rules.analysis.presented import presented as as_presented
from roletrust.rules.fixes.presenting import caller_side, role_side
from roletrust.rules.messages.token_words import ANSWER, NO_AUDIENCE, demands, issuer_name, presents
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import NOTHING, CallRule, Fix, Verdict

ANYTHING = Token(())


def concerns(call: Call) -> bool:
    return call.tokens is not None


def judge(call: Call, role: Role) -> Verdict:
    trust = role.made_ready
    if trust is None or call.tokens is None:
        return Verdict(UNKNOWN, doubt=role.open.doubt if role.open else "")
    presented = as_presented(trust, call.tokens)
    if call.tokens.withheld:
        return withheld(call, role, presented)
    wrong = unregistered(presented)
    if wrong is not None:
        return of_audience(call, role, presented, wrong)
    found = presented.fate()
    if found.answer is not NO:
        return NOTHING if found.answer is YES else Verdict(UNKNOWN, holes=found.holes, doubt=found.why)
    if isinstance(presented, PodIdentity) and (not presented.providers or presented.may_assume):
        return of_pods(call, role, presented)
    if not presented.providers:
        return of_no_provider(call, role, presented)
    blame = presented.to_blame()
    return of_claims(call, role, presented, *blame) if blame else Verdict(UNKNOWN, doubt="no token of it gets in")


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
        f"{call.label} presents a token of {name}, and {place(role)} lets in none of that issuer{alone}: {ANSWER}",
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
    statement = entry.reaches[-1].through or about(presented, claims)
    if statement is None:
        return Verdict(UNKNOWN, doubt="which statement is for the token is not known")
    ways = [caller_side(presented, statement, claims), role_side(presented, statement, claims)]
    advice = " or ".join(each for each in ways if each)
    return told(
        role,
        f"{call.label} presents {presents(presented.tokens, claims)}, and {place(role)} lets it in, through "
        f"{statement.label}, only with {demands(statement, presented, claims)}: {ANSWER}",
        advice or "let the role demand what the caller presents, or the caller present what the role demands",
        statement,
    )


def about(presented: Presented, claims: tuple[str, ...]) -> Statement | None:
    """The first Allow that asks for the claims."""
    allows = (each for each in presented.trust.policy.statements if each.allows)
    return next((each for each in allows if all(demanded(each, presented.key(claim)) for claim in claims)), None)


def place(role: Role) -> str:
    return f"{role.place.label} ({role.place.source})"


def told(role: Role, reason: str, advice: str, statement: Statement | None = None) -> Verdict:
    return Verdict(YES, reason=reason, statement=statement, fix=Fix(advice), places=(role.place,))


RULE = CallRule(
    id="CKV_TRUST_16",
    name="token-refused",
    severity="HIGH",
    headline="Caller's token is refused by the role",
    guideline="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html",
    concerns=concerns,
    judge=judge,
)

"""What lets a refused token in, on either side, each asked of the engine before it is said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from roletrust.engine.answer import YES
from roletrust.engine.policy.claim_values import has_wildcards
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.request import Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.tokens import GITHUB, GITLAB, Token
from roletrust.engine.text import Text, Value, text
from roletrust.rules.analysis.presented import Presented, demanded
from roletrust.rules.analysis.token_classes import Tokens
from roletrust.rules.fixes.foreign_tokens import found_in
from roletrust.rules.messages.token_words import as_written
from roletrust.rules.tables.federation import providers

LIKE = {"stringequals": "StringLike", "stringlike": "StringLike"}
ENDING = re.compile(r"(repo:[^:]+:)(environment:|ref:refs/heads/|ref:refs/tags/|pull_request\Z)(.*)", re.DOTALL)
OF_GITLAB = re.compile(r"(project_path:[^:*?]+:)ref_type:(branch|tag):ref:([^*?]+)")
ACCOUNT = re.compile(r"system:serviceaccount:([^:*?]+):([^:*?]+)")
MOST = 20  # values of a condition that are tried


def role_side(presented: Presented, statement: Statement, claims: Sequence[str]) -> str:
    """The condition that lets in what the caller presents; '' where one claim alone is not it, or none is proved."""
    if len(claims) != 1:
        return ""
    conditions = demanded(statement, presented.key(claims[0]))
    for each in conditions if len(conditions) == 1 else ():
        for wanted in widened(each, presented, claims[0]):
            if lets_in(presented, statement, each, wanted):
                return f"write `{as_written(wanted)}` in {statement.label} of the role"
    return ""


def widened(condition: Condition, presented: Presented, claim: str) -> Iterator[Condition]:
    """By wildcards that are heeded, where it has some; with the values that the caller's tokens hold."""
    like = LIKE.get(condition.operator.lower())
    if like is None:
        return
    if has_wildcards(condition.values) and like != condition.operator:
        yield condition._replace(operator=like)
    values = [value for form in presented.tokens.forms if form.known and (value := form.get(claim)) is not None]
    written = [pattern(each) for each in values]
    operator = like if any("*" in each for each in written) else condition.operator
    yield condition._replace(operator=operator, values=tuple(dict.fromkeys((*condition.values, *written))))


def pattern(value: Value) -> str:
    """`value` with a `*` for each part that is not the same each time."""
    parts = value.parts if isinstance(value, Text) else (value,)
    return "".join(part if isinstance(part, str) else "*" for part in parts)


def lets_in(presented: Presented, statement: Statement, condition: Condition, wanted: Condition) -> bool:
    """Whether all known forms of the token get in with `wanted` in place of `condition`, and no stranger's does."""
    conditions = tuple(wanted if each is condition else each for each in statement.conditions)
    trust = presented.trust
    statements = tuple(
        each._replace(conditions=conditions) if each.number == statement.number else each
        for each in trust.policy.statements
    )
    changed = Trust(trust.policy._replace(statements=statements), trust.owner, trust.now)
    again = Presented(changed, presented.tokens)
    forms = [form for form in presented.tokens.forms if form.known]
    if any(again.fate([form]).answer is not YES for form in forms):
        return False
    return not lets_strangers_in(changed) or lets_strangers_in(trust)


def lets_strangers_in(trust: Trust) -> bool:
    """Whether it is a flaw whose tokens it accepts, or for which audience (rule 9)."""
    asked = (Tokens(trust, name) for name in providers(trust, Kind.OIDC))
    return any(each.entry.answer is YES for tokens in asked for each in found_in(trust, tokens))


def caller_side(presented: Presented, statement: Statement, claims: Sequence[str]) -> str:
    """What the caller can change so that it gets in; '' where nothing is proved."""
    values = [
        (claim, value)
        for claim in claims
        for condition in demanded(statement, presented.key(claim))
        for value in condition.values[:MOST]
        if isinstance(value, str)
    ]
    for claim, value in values:
        for words, forms in changes(presented, claim, value):
            if forms and presented.fate(forms).answer is YES:
                return words
    return ""


def changes(presented: Presented, claim: str, value: str) -> Iterator[tuple[str, list[Token]]]:
    """What the caller may do to present `value`, and its tokens then."""
    tokens = presented.tokens
    if claim == "aud" and "*" not in value:
        yield f"ask for the audience `{value}`", [form.with_claim("aud", value) for form in tokens.forms]
    account = ACCOUNT.fullmatch(value) if claim == "sub" and not tokens.issuer else None
    if account:
        words = f"let the service account be `{account[2]}` in the namespace `{account[1]}`"
        yield words, [form.with_claim("sub", value) for form in tokens.forms]
    found = OF_GITLAB.fullmatch(value) if claim == "sub" and tokens.issuer == GITLAB else None
    if found and any(str(form.get("sub")).startswith(found[1]) for form in tokens.forms):
        yield f"run it on the {found[2]} `{found[3]}`", [form.with_claim("sub", value) for form in tokens.forms]
    if claim == "sub" and tokens.issuer == GITHUB and not tokens.settled:
        yield from subjects_of_github(tokens.forms, value)


def subjects_of_github(forms: Sequence[Token], value: str) -> Iterator[tuple[str, list[Token]]]:
    """A job's own: another environment, none, another ref; of the same repository."""
    found = ENDING.fullmatch(value)
    own = next((prefix for form in forms if (prefix := repository_part(form))), "")
    if not own or not found or found[1] not in (own, "repo:*:"):
        return
    _, kind, name = found.groups()
    has_environment = any("environment" not in form.without for form in forms)
    without = "take `environment` out of the job, and " if has_environment else ""
    if kind == "environment:" and "*" not in name:
        written = name.replace("%3A", ":")
        changed = [("sub", f"{own}environment:{name}"), ("environment", written)]
        yield f"give the job `environment: {written}`", [with_all(forms[0], changed)]
    elif kind.startswith("ref:"):
        what = "branch" if "heads" in kind else "tag"
        some = "any" if "*" in name else f"`{name}`"
        ref = f"{kind.removeprefix('ref:')}{name.replace('*', 'any')}"
        changed = [("sub", f"{own}ref:{ref}"), ("ref", ref)]
        where = f"run it on the {what} {some}" if "*" not in name else f"run it on a {what}"
        yield f"{without}{where}", [with_all(forms[0], changed).but("environment")._replace(without=NO_ENVIRONMENT)]
    elif kind == "pull_request":
        changed = [("sub", f"{own}pull_request"), ("ref", text("refs/pull/1/merge"))]
        yield (
            f"{without}run it on `pull_request`",
            [with_all(forms[0], changed).but("environment")._replace(without=NO_ENVIRONMENT)],
        )


NO_ENVIRONMENT = frozenset(("environment",))


def repository_part(form: Token) -> str:
    """`repo:octo-org/octo-repo:`, as far as it is known."""
    sub = form.get("sub")
    first = sub if isinstance(sub, str) else str(sub.parts[0]) if isinstance(sub, Text) else ""
    found = re.match(r"repo:[^:@$]+:", first)
    return found[0] if found else ""


def with_all(form: Token, claims: Sequence[tuple[str, Value]]) -> Token:
    for claim, value in claims:
        form = form.with_claim(claim, value)
    return form

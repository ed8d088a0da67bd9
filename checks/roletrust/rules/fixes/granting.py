"""What lets a caller in that is refused for its session: a statement, or what to send, proved to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Effect, Statement
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.sessions import IDENTITY, NAME, TAG, Session, asked_in, passed
from roletrust.engine.text import Value


def granted(trust: Trust, session: Session, through: Statement | None, arns: Sequence[Value]) -> Statement | None:
    """The statement to add for the principals that get in `through` another; None where it would not be enough."""
    if through is None or through.negated_principals:
        return None
    number = len(trust.policy.statements) + 1
    found = Statement(number, Effect.ALLOW, through.principals, session.actions)
    policy = trust.policy._replace(statements=(*trust.policy.statements, found))
    proved = passed(Trust(policy, trust.owner, trust.now), session, arns)
    return found if proved.answer is YES and proved.witness else None


MOST = 20  # sessions that are tried


def completed(trust: Trust, session: Session, arns: Sequence[Value]) -> Session | None:
    """`session` with what the policy spells out for it: tags, its name, a source identity; None where none helps."""
    for each in islice(candidates(trust, session), MOST):
        found = passed(trust, each, arns)
        if found.answer is YES and found.witness:
            return each
    return None


def candidates(trust: Trust, session: Session) -> Iterator[Session]:
    sent = {f"{TAG}{key}".lower() for key, _ in session.tags}
    wanted = sorted(each for each in asked_in(trust) if each.startswith(TAG.lower()) and each not in sent)
    tags = [[(written_as(trust, key), value) for value in spelt(trust, key)] for key in wanted]
    identities: list[str | None] = [*spelt(trust, IDENTITY.lower())]
    for name in spelt(trust, NAME.lower()) or [session.name]:
        for identity in identities or [None]:
            given = session._replace(name=name, identity=session.identity if identity is None else identity)
            for passing in product(*tags):
                yield given._replace(tags=(*session.tags, *passing))


def spelt(trust: Trust, key: str) -> list[str]:
    """The values that the policy compares a key with, without patterns."""
    conditions = [each for statement in trust.policy.statements for each in statement.conditions]
    values = [value for each in conditions if each.key.lower() == key for value in each.values]
    return list(dict.fromkeys(each for each in values if isinstance(each, str) and not {*each} & {*"*?$"}))


def written_as(trust: Trust, key: str) -> str:
    """The name of a tag, as the policy writes it."""
    conditions = [each for statement in trust.policy.statements for each in statement.conditions]
    return next(each.key for each in conditions if each.key.lower() == key).partition("/")[2]

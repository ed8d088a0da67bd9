"""What lets a caller pass session tags or a source identity: a statement, proved to."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Effect, Statement
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.sessions import Session, passed
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

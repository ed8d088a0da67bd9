"""What lets a service in: a statement, proved to, and the condition that it works for one's own resources."""

from __future__ import annotations

from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Condition, Effect, Principal, Statement
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.policy.services import partition_of
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.served import admission
from roletrust.engine.text import Hole, Means, text
from roletrust.rules.tables.source_services import Sender, sender, told_by

OWN_ACCOUNT = Hole("AWS::AccountId", means=Means.OWN_ACCOUNT)  # as a template can say


def let_in(trust: Trust, service: str) -> Statement | None:
    """What is to be added to the policy; None where that would not let `service` in.

    For the own account's resources alone, where AWS documents that the service says whose they are: else another rule
    would find the statement.
    """
    row = sender(service)
    found = Statement(
        len(trust.policy.statements) + 1,
        Effect.ALLOW,
        (Principal("Service", service),),
        (ASSUME_ROLE,),
        (of_own_resources(trust, service, row),) if row else (),
    )
    policy = trust.policy._replace(statements=(*trust.policy.statements, found))
    return found if admission(Trust(policy, trust.owner, trust.now), service, *told_by(service)).answer is YES else None


def of_own_resources(trust: Trust, service: str, row: Sender) -> Condition:
    """That it works for a resource of the role's own account, as `row` is documented to say it."""
    if row.by_arn:
        arn = text(f"arn:{partition_of(service)}:{row.namespace}:*:", OWN_ACCOUNT, f":{row.resource}")
        return Condition("ArnLike", "aws:SourceArn", (arn,))
    return Condition("StringEquals", "aws:SourceAccount", (text(OWN_ACCOUNT),))

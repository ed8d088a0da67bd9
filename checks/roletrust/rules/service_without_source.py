"""An AWS service can be made to use the role for somebody else's resource.

What it finds:  a service that AWS documents to say for whose resource it acts (`aws:SourceArn`,
                `aws:SourceAccount`), and that the whole policy lets in for a resource of any account.
                Services that are not documented to say so are never reported: EC2, Lambda, API Gateway, S3, SNS,
                Firehose, Backup, Glue, HealthOmics and EKS Pod Identity among them; nor are those that policies name
                for two kinds of role and that say so for one only: ECS tasks (and their execution), Config's recorder
                (and its aggregator), CloudTrail's copies to Lake (and its logs), CloudFormation's stack sets (and its
                stacks), QuickSight for another account's Athena (and its own), Clean Rooms for its members (and whoever
                queries); nor is one that has ended: Lookout for Metrics.  `rules/tables/other_services.py` lists
                the others that AWS names.  An open name that may be one of those that say so is undecided.
Why it matters: the service acts for all of its customers.  Another customer who hands it your role's ARN has
                it act on your account: the confused deputy.
Instead:        demand your own account in `aws:SourceAccount`, or your own resources in `aws:SourceArn`.
Source:         https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.other_callers import on_behalf_of
from roletrust.engine.classes.reach import Reach
from roletrust.engine.classes.singled_out import SOURCE_ACCOUNT, SOURCE_ARN
from roletrust.engine.policy.document import Condition, Statement
from roletrust.engine.policy.request import Kind
from roletrust.engine.policy.services import partition_of
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Value, holes_of
from roletrust.rules.fixes.serving import of_own_resources
from roletrust.rules.fixes.setting_apart import set_caller_apart
from roletrust.rules.messages.entrance import loose_on
from roletrust.rules.messages.left_open import undecided
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix, Rule, Verdict
from roletrust.rules.tables.source_services import DOCS, Sender, sender, senders


def judge(trust: Trust) -> Verdict:
    asked = [(name, row) for name in trust.named(Kind.SERVICE) if (row := sender(name))]
    entries = [(name, row, for_a_stranger(trust, name, row)) for name, row in asked]
    found = [each for each in entries if each[2].answer is YES]
    if not found:
        opened = [(entry, holes_of(name)) for name in trust.named(Kind.SERVICE) for entry in perhaps(trust, name)]
        verdict = undecided((*((entry, ()) for _, _, entry in entries), *opened))
        return verdict._replace(grave=bool(opened))
    name, row, first = found[0]
    wanted = of_own_resources(trust, str(name), row)
    alike = {
        name: each
        for name, each, entry in found
        if entry.through == first.through and of_own_resources(trust, str(name), each) == wanted
    }
    where = first.through.label if first.through else "the policy"
    names = listed(list(dict.fromkeys(str(name) for name, _, _ in found)))
    return Verdict(
        YES,
        reason=f"{where} lets {names} in for a resource of any AWS account; {why(first.through)}",
        statement=first.through,
        witness=first.witness,
        fix=set_caller_apart(own_resources(first.through, alike, wanted), "Service", list(alike)),
    )


def for_a_stranger(trust: Trust, name: Value, row: Sender) -> Reach:
    """Whether it is let in for a resource of an account that nothing names; the surest answer of all such accounts."""
    partition = partition_of(str(name))
    asked = (trust.visited(on_behalf_of(name, row.namespace, each, partition)) for each in trust.sources(row.namespace))
    return max(asked, key=lambda entry: entry.answer)


def perhaps(trust: Trust, name: Value) -> Iterator[Reach]:
    """Of an open name, how one of the services that it may turn out to be may be let in; nothing where none may be."""
    entries = (for_a_stranger(trust, name, row) for row in senders(name))
    return islice((each for each in entries if each.answer is not NO), 1)


def why(statement: Statement | None) -> str:
    return loose_on(statement, (SOURCE_ACCOUNT, SOURCE_ARN), "aws:SourceAccount or aws:SourceArn", "of other accounts")


def own_resources(statement: Statement | None, services: Mapping[Value, Sender], wanted: Condition) -> Fix:
    """The condition that all of `services` are documented to meet."""
    names = listed(list(dict.fromkeys(map(str, services))))
    pages = listed(list(dict.fromkeys(f"{DOCS}{row.page}" for row in services.values())))
    sent = "it sends" if len(services) == 1 else "they send"
    advice = f"let {names} in for your own resources only; AWS says what {sent} on {pages}"
    return Fix(advice, statement, (wanted,))


RULE = Rule(
    id="CKV_TRUST_8",
    name="service-without-source",
    severity="MEDIUM",
    headline="AWS service can use the role for somebody else's resource",
    guideline="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    judge=judge,
)

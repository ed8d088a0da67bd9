"""What a role can do, or can make itself able to do, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roletrust.engine.answer import YES
from roletrust.engine.roles.methods import PASSING
from roletrust.rules.messages.branches import branches_named
from roletrust.rules.messages.wording import SHOWN, listed

if TYPE_CHECKING:  # read where outsiders get in
    from roletrust.engine.roles.blast_radius import Hop, Path
    from roletrust.engine.roles.methods import Method
    from roletrust.engine.roles.permissions import Grant, Power

# What there is to delete or take over in the services of `engine/roles/taking.py`.
TAKEN = {
    "s3": "every bucket and object of S3",
    "ec2": "every instance, volume and snapshot",
    "rds": "every database of RDS",
    "dynamodb": "every table of DynamoDB",
    "kms": "every key of KMS",
    "secretsmanager": "every secret",
    "organizations": "every account of the organization",
    "account": "the account itself",
    "sso": "who gets in by IAM Identity Center",
    "identitystore": "every user of IAM Identity Center",
    "cognito-idp": "every user pool",
    "ds": "every directory",
    "elasticfilesystem": "every file system of EFS",
    "fsx": "every file system of FSx",
    "backup": "every backup",
    "glacier": "every archive of Glacier",
    "redshift": "every cluster of Redshift",
    "elasticache": "every cache of ElastiCache",
    "es": "every domain of OpenSearch",
    "aoss": "every collection of OpenSearch",
    "kinesis": "every stream of Kinesis",
    "glue": "every database of the Glue catalog",
    "ecr": "every image of ECR",
    "lambda": "every function of Lambda",
    "route53": "every hosted zone",
    "route53domains": "every domain name",
    "acm-pca": "every certificate authority",
    "savingsplans": "every commitment to pay",
    "payments": "every way of paying",
    "aws-marketplace": "every subscription of the Marketplace",
}
READ = {"s3": "every object in S3", "ssm": "every parameter", "secretsmanager": "every secret"}


def told(path: Path) -> str:
    """`the role may assume b (b.tf:1-9): its statement 1 lets the role in, and ...; that role is an administrator`

    `the role may pass b (b.tf:1-9) to ec2.amazonaws.com: its statement 1 lets that in, and ...`
    """
    subject = "that role" if path.hops else "the role"
    hops = [_hop(each, "the role" if each is path.hops[0] else "that role") for each in path.hops]
    where = f" (where {branches_named((path.power.where,))})" if path.power.where else ""
    return "; ".join([*hops, f"{subject} {_power(path.power)}{where}"])


def _hop(hop: Hop, who: str) -> str:
    label = hop.entry.through.label if hop.entry.through else "trust policy"
    if hop.method:
        return _passed(hop, hop.method, f"{who} may pass {hop.role.place.label} ({hop.role.place.source})", label)
    allowed = (
        f"{labels(hop.by)} allows it" if hop.by else "it names the role as principal, so that nothing else is needed"
    )
    assumes = f"{who} may assume {hop.role.place.label} ({hop.role.place.source})"
    return f"{assumes}: its {label} lets {who} in, and {allowed}"


def _passed(hop: Hop, method: Method, beginning: str, label: str) -> str:
    """The service is called as the trust policy names it."""
    service = str(hop.entry.witness.caller.arn) if hop.entry.witness else ""
    passing, *starting = method.actions
    rest = f"{labels(hop.by)} allows {passing}, and {labels(hop.starting)} {listed(starting)}"
    if hop.by == hop.starting:
        rest = f"{labels(hop.by)} allows {listed(method.actions)}"
    presumed = f" ({method.service.presumed})" if method.service and method.service.presumed else ""
    return f"{beginning} to {service}, by {method.by}{presumed}: its {label} lets {service} in, and {rest}"


def also(path: Path, reads: Power) -> str:
    """What the role itself `reads`, where what is told of `path` does not say it already: `; the role can read ...`"""
    new = reads.answer is YES and not {*reads.through} <= {*path.power.through}
    return f"; the role {_power(reads)}" if new else ""


def _power(power: Power) -> str:
    if power.takes:
        return f"can {_taken(power.actions)}, which {labels(power.through)} allows"
    if power.reads:
        what = listed(list(dict.fromkeys(READ[action.partition(":")[0]] for action in power.actions)))
        return f"can read {what} ({listed(power.actions)}), which {labels(power.through)} allows"
    if not power.by:
        return f"is an administrator by {labels(power.through)}"
    return f"can become an administrator by {power.by} ({listed(power.actions)}), which {labels(power.through)} allows"


def _taken(actions: Sequence[str]) -> str:
    """`delete or take over every key of KMS (kms:ScheduleKeyDeletion and kms:PutKeyPolicy)`, of the first few."""
    services = list(dict.fromkeys(each.partition(":")[0] for each in actions if each != PASSING))
    by = [each for each in actions if each.partition(":")[0] in services[:SHOWN]]
    more = f", and what {len(services) - SHOWN} more services hold" if len(services) > SHOWN else ""
    wholes = f"delete or take over {listed([TAKEN[each] for each in services[:SHOWN]])} ({', '.join(by)}){more}"
    passing = f"pass every role of the account to any service ({PASSING})"
    return "; and can ".join([*([wholes] if services else []), *([passing] if PASSING in actions else [])])


def labels(grants: Iterable[Grant]) -> str:
    """The statements, each once."""
    return listed(list(dict.fromkeys(each.label for each in grants)))


def advice(path: Path) -> str:
    """What to change on the way to the power, or where it is."""
    if path.hops:
        first = path.hops[0]
        there = first.role.place.label
        where = labels(first.by)
        if first.method:
            others = f"{listed(first.method.actions[1:])} out of {labels(first.starting)}"
            return f"leave {there} out of what {where} allows to pass, or {others}"
        if not where:
            return f"do not name the role as a principal in {there}"
        rest = f", and name neither the role nor everybody as a principal in {there}: within one account that is enough"
        return f"leave {there} out of {where}{rest if first.named else ''}"
    power = path.power
    own = [each for each in power.through if each.number]
    what = f"leave {listed(power.actions)} out of" if power.by else "allow only what the outsiders need in"
    found = [f"{what} {labels(own)}"] if own else []
    managed = labels(each for each in power.through if not each.number)
    found += [f"attach a narrower policy in place of {managed}"] if managed else []
    return f"{' or '.join(found)}, or give the role a permissions boundary that allows no more than they need"

"""What AWS's own managed policies say of the actions that this pack asks about: those of `methods.METHODS`, those that
data is read by (`exposure.READING`), those that take services over (`taking.TAKING`), and `sts:AssumeRole`.

The tables are written by `tests/tables/managed_policies.py`, from the policies as AWS published them by 2026-03-07.
Each statement is told as the policy has it, less what nothing here asks about, so that a role that holds the policy by
name is judged as one that holds its document.  Of those that say nothing of these actions there are the names alone.
One that is not among them either is newer: nobody here knows what it says.

    Name Name: allows iam:PassRole on iam~role/a* for StringEquals ec2; perhaps denies all but s3:* on all but arn:...

Where no resources are told it is on `*`.  `perhaps`: under conditions, those on the service that a role is passed to
(`for`) apart.  `iam~` is `arn:aws:iam::*:`, and `ec2~`, or any other, `arn:aws:ec2:*:*:`.

Imported only for a role that holds such a policy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from roletrust.engine.policy.document import Condition, Effect
from roletrust.engine.roles.permissions import Grant
from roletrust.engine.tables.managed_amazon import TABLE as AMAZON
from roletrust.engine.tables.managed_aws import TABLE as AWS
from roletrust.engine.tables.managed_others import TABLE as OTHERS
from roletrust.engine.tables.managed_silent import NAMES as SILENT

READ = "2026-03-07"
KEY = "iam:PassedToService"
SHORT = re.compile(r"\A([a-z0-9-]+)~")


@lru_cache(maxsize=256)
def managed_grants(name: str) -> tuple[Grant, ...] | None:
    """The grants of AWS's policy called `name` that count; None where no such policy is known."""
    return grants(TOLD[name], name) if name in TOLD else () if name in SAYING_NOTHING else None


def records(table: str) -> dict[str, str]:
    """What is told of each policy, by name."""
    each_one = (each.partition(":") for each in re.split(r"\n(?! )", table.strip()))
    return {name: told for names, _, told in each_one for name in names.split()}


def grants(told: str, policy: str) -> tuple[Grant, ...]:
    return tuple(_grant(each, policy) for each in " ".join(told.split()).split("; ") if each)


def _grant(told: str, policy: str) -> Grant:
    what, *passed_to = told.split(" for ")
    done, _, where = what.partition(" on ")
    sure = done.removeprefix("perhaps ")
    actions, but_actions = _listed(sure.split()[1:])
    resources, but_resources = _listed(where.split() or ["*"])
    return Grant(
        Effect.ALLOW if sure.startswith("allows ") else Effect.DENY,
        actions,
        tuple(SHORT.sub(_long, each) for each in resources),
        but_actions,
        but_resources,
        conditional=sure != done,
        passed_to=tuple(_passed_to(*each.split()) for each in passed_to),
        policy=policy,
    )


def _listed(words: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """The words, and whether all but these are meant."""
    negated = words[:2] == ["all", "but"]
    return tuple(words[2:] if negated else words), negated


def _long(found: re.Match[str]) -> str:
    return "arn:aws:iam::*:" if found[1] == "iam" else f"arn:aws:{found[1]}:*:*:"


def _passed_to(operator: str, *services: str) -> Condition:
    return Condition(operator, KEY, tuple(each if "." in each else f"{each}.amazonaws.com" for each in services))


TOLD = records(AWS + AMAZON + OTHERS)
SAYING_NOTHING = frozenset(SILENT.split())

"""Where the values stand that a finding is about, when the policy takes them by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.dialects.origin import Origin, origins_of
from roletrust.engine.policy.document import PolicyError, Statement
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.text import is_fresh
from roletrust.rules.judgement import Judgement
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix
from roletrust.telling.subject import Subject

LINES = re.compile(r":[0-9-]+\Z")


class Cause(NamedTuple):
    """`value`: what decides; `name`, `where`: as those of an Origin."""

    value: str
    name: str
    where: str


def causes(judgement: Judgement, subject: Subject) -> list[Cause]:
    """Each value that the finding is about and that stands elsewhere, with its place; never a secret one."""
    found: list[Cause] = []
    for value in dict.fromkeys(deciding(judgement)) if subject.origins else ():
        try:
            origins = [] if value in subject.secrets else origins_of(value, subject.origins)
        except PolicyError:  # a file that is not there any more
            origins = []
        if not any(is_policy(each, judgement.verdict.statement) for each in origins):
            found += [Cause(value, each.name, each.spot(value)) for each in dict.fromkeys(origins)]
    return found


def deciding(judgement: Judgement) -> Iterator[str]:
    """The values that make it a finding: whom it names, whom its statement does, and what is compared with a key."""
    verdict, reason = judgement.verdict, judgement.verdict.reason
    yield from (each for each in verdict.accounts if isinstance(each, str) and not is_fresh(each))
    statement = verdict.statement
    anyone = any(is_fresh(each) for each in verdict.accounts)
    for principal in statement.principals if statement else ():
        value = principal.value
        if isinstance(value, str) and (value in reason or (anyone and who(principal).form is Form.EVERYONE)):
            yield value
    for condition in statement.conditions if statement else ():
        key = condition.key
        about = not verdict.accounts and key in reason and f"carries {key}" not in reason  # no value makes up for a key
        yield from (each for each in condition.values if isinstance(each, str) and (about or f'"{each}"' in reason))


def is_policy(origin: Origin, statement: Statement | None) -> bool:
    """Whether it is the file that the statement itself stands in."""
    return statement is not None and not LINES.search(origin.where) and origin.where == statement.source.file


def cause_told(cause: Cause) -> str:
    """``"464622532012" comes from the default of variable "vendor" (variables.tf:3)``"""
    return f'"{cause.value}" comes from {spot(cause)}'


def spot(cause: Cause) -> str:
    return f"{cause.name} ({cause.where})" if cause.where else cause.name


def there(fix: Fix, found: Sequence[Cause]) -> str:
    """A further clause of the advice: where the value goes that is to stand in place of one taken by name."""
    if fix.statement is None:
        return ""
    keys = {each.key.lower() for each in fix.conditions}
    old = {value for each in fix.statement.conditions if each.key.lower() in keys for value in each.values}
    spots = [spot(each) for each in found if each.value in old]
    return f"; the new value belongs where the old one comes from, {listed(spots, 'or')}" if spots else ""

"""What a judgement says, in one line."""

from __future__ import annotations

import re

from roletrust.engine.text import Hole
from roletrust.rules.judgement import Judgement
from roletrust.rules.messages.branches import Branches, branches_named
from roletrust.rules.messages.wording import SHOWN, hole_name
from roletrust.telling.subject import Subject

OF_A_BLOCK = re.compile(r"(each|count|self)\b")


def reasons(judgement: Judgement, subject: Subject) -> list[str]:
    """Why it is so: a clause for each way the branches can go that makes a difference, and what is open besides."""
    verdict = judgement.verdict
    found = [(located(verdict.reason, verdict.holes, subject), judgement.branches), *judgement.elsewhere]
    told = [with_branches(reason, branches) for reason, branches in found] if verdict.reason else []
    return [*told, located(judgement.undecided, verdict.holes, subject)] if judgement.undecided else told


def why(judgement: Judgement, subject: Subject) -> str:
    """The first few of `reasons`, and how many more there are."""
    found = reasons(judgement, subject)
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "; ".join([*found[:SHOWN], *more])


def with_branches(reason: str, branches: Branches) -> str:
    return f"{reason} (where {branches_named(branches)})" if branches else reason


def located(reason: str, holes: tuple[Hole, ...], subject: Subject) -> str:
    """`reason`, telling of which block those Holes are whose name says only that they are of one."""
    for hole in holes:
        if block_of(hole, subject):
            alone = rf"(?<![\w.]){re.escape(hole.name)}(?![\w\[]|\.\w)"
            reason = re.sub(alone, lambda _, hole=hole: hole_told(hole, subject), reason)  # type: ignore[misc]
    return reason


def hole_told(hole: Hole, subject: Subject) -> str:
    """``var.partner (main.tf:3)``, `each.value of aws_iam_role.this (main.tf:1-9)`."""
    block = block_of(hole, subject)
    return f"{hole.name} of {block}" if block else hole_name(hole)


def block_of(hole: Hole, subject: Subject) -> str:
    """The block that a Hole without a place of its own is a value of; else ''."""
    if hole.where or not OF_A_BLOCK.match(hole.name):
        return ""
    return f"{subject.label} ({subject.source})" if str(subject.source) else subject.label

"""The trust policies that a tree may turn out to be, or why they cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, TextAt, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import Policy, PolicyError, Refused, Source
from roletrust.engine.text import EMPTY, Hole, Text
from roletrust.rules.messages.branches import Branches, Conditions, singled_out
from roletrust.rules.messages.wording import hole_name

HOW_TO_SHOW_IT = "scan the directory that holds it too, or give it a default or a --var-file, or scan the plan"
NUMBERED = re.compile(r"\bstatement (\d{1,9})\b")


class NotGiven(PolicyError):
    """Nothing gives the policy a value."""


class Found(NamedTuple):
    """The policies a tree may turn out to be, by the branches taken, and what keeps the rest from being read.

    `refused`: those of the problems for which IAM refuses the document; `where`: the branches that have them.
    `unset`: whether all of the problems are that nothing gives a value.
    """

    policies: list[tuple[Conditions, Policy]]
    problems: list[str]
    refused: list[str]
    where: Branches = ()
    unset: bool = False


def policies_of(tree: Tree, source: Source) -> Found:
    """Every policy that `tree` may turn out to be."""
    policies: list[tuple[Conditions, Policy]] = []
    problems: list[PolicyError] = []
    refusing: list[Conditions] = []
    every: list[Conditions] = []
    try:
        for variant in variants(tree):
            every.append(variant.conditions)
            try:
                policies.append((variant.conditions, policy_of(variant.tree, source)))
            except PolicyError as error:
                problems.append(error)
                refusing += [variant.conditions] if isinstance(error, Refused) else []
    except PolicyError as error:
        problems.append(error)
    policies = with_statements(without_failures(policies), every)
    unset = bool(problems) and all(isinstance(each, NotGiven) for each in problems)
    refused = each_once(str(error) for error in problems if isinstance(error, Refused))
    return Found(policies, each_once(map(str, problems)), refused, singled_out(refusing, every), unset)


def without_failures(policies: list[tuple[Conditions, Policy]]) -> list[tuple[Conditions, Policy]]:
    """`policies` without those that IAM refuses and that only an error makes which `try` or `can` would catch.

    Open values are presumed to be ordinary ones, at which nothing fails.
    """
    kept = [each for each in policies if not (fails(each[0]) and is_flawed(each[1]))]
    return kept or policies


def fails(conditions: Conditions) -> bool:
    return any(name.startswith("can(") and not way for name, way in conditions)


def is_flawed(policy: Policy) -> bool:
    return bool(policy.flaws) or not policy.statements or any(each.flaws for each in policy.statements)


def with_statements(
    policies: list[tuple[Conditions, Policy]], every: Sequence[Conditions]
) -> list[tuple[Conditions, Policy]]:
    """`policies` without those of no statement that take several open conditions together to come about.

    IAM refuses such a one, so that whoever deploys the role has it turn out otherwise.
    """
    bare = [conditions for conditions, policy in policies if not policy.statements]
    where = singled_out(bare, every)
    if not where or any(len(conditions) < 2 for conditions in where):
        return policies
    return [each for each in policies if each[1].statements]


def each_once(problems: Iterable[str]) -> list[str]:
    """`problems` as they are read from top to bottom.

    One and the same statement has a lower number where a branch leaves out some before it: the highest is told.
    """
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(NUMBERED.sub("statement", problem), []).append(problem)
    return sorted((max(same, key=number) for same in found.values()), key=number)


def number(problem: str) -> int:
    """Of the statement that has the problem; 0 where it is the policy as a whole."""
    found = NUMBERED.search(problem)
    return int(found[1]) if found else 0


def policy_of(tree: Tree, source: Source) -> Policy:
    """The policy that a tree without Choices is.  Raises PolicyError."""
    if tree is None or tree is ABSENT:
        raise PolicyError("it has no trust policy")
    hole = tree.lone if isinstance(tree, Text) else tree
    if isinstance(hole, Hole):
        raise NotGiven(unknown(hole)) if hole.unset else PolicyError(unknown(hole))
    where = tree.source if isinstance(tree, TextAt) else source
    return read_policy(parse_json(tree, where) if isinstance(tree, (str, Text)) else tree)


def unknown(hole: Hole) -> str:
    """Why the whole policy is not known: a name that the scan does not show, or what the dialect says instead."""
    if hole.unset == EMPTY:
        return f"it hangs on {hole_name(hole)}, which has an empty default and is given nothing: {HOW_TO_SHOW_IT}"
    if " " in hole.name.partition("(")[0]:
        return f"the whole policy is not known: {hole_name(hole)}"
    return f"the whole policy is {hole_name(hole)}, which this scan does not show: {HOW_TO_SHOW_IT}"

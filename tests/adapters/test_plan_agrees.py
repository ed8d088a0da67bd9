"""A configuration and the plan that Terraform makes of it: the same roles, the same verdicts by every rule."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from plans import ACCOUNT, plan_of
from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from running import PROJECTS
from scanning import Scan, Verdict, plan, terraform, write

BOTH = PROJECTS / "terraform-and-plan"
FEWEST = 12
TO_BE_GIVEN = "aws_iam_role.document"  # whether it asks for an id hangs on one that only a plan knows not to be given


def by_terraform() -> str:
    fence = re.search(r"^```json\n(.*?)^```$", (BOTH / "plan.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert fence
    return fence[1]


def planned(folder: Path) -> Scan:
    return plan(write(folder, {"tfplan.json": by_terraform()}))


def written(folder: Path) -> Scan:
    shutil.copytree(BOTH, folder, ignore=shutil.ignore_patterns("*.md"))
    return terraform(folder)


@pytest.fixture(scope="module")
def by_source(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    return written(tmp_path_factory.mktemp("both") / "source")


def others(found: set[Verdict]) -> set[Verdict]:
    return {each for each in found if each[1] != TO_BE_GIVEN}


def test_a_configuration_and_its_plan_have_the_same_verdicts(by_source: Scan, tmp_path: Path) -> None:
    by_plan = planned(tmp_path / "plan")
    assert ("90", TO_BE_GIVEN) in by_source.failed
    assert ("1", TO_BE_GIVEN) in by_plan.failed
    assert others(by_source.failed) == others(by_plan.failed)
    assert others(by_source.passed) == others(by_plan.passed)
    assert len({resource for _, resource in by_source.failed | by_source.passed}) >= FEWEST


def test_they_are_not_all_alike(by_source: Scan) -> None:
    roles = {resource for _, resource in by_source.failed | by_source.passed}
    verdicts = {frozenset(by_source.rules(role) & {"1", "2", "3", "7", "90"}) for role in roles}
    assert {frozenset(each.split()) for each in ("", "1", "1 2", "2", "7", "1 3", "90")} <= verdicts


def changed(plan: str) -> dict[str, dict[str, Any]]:
    return {each["address"]: each["change"] for each in json.loads(plan)["resource_changes"]}


def test_the_plan_that_the_tests_make_of_a_configuration_is_terraforms() -> None:
    """Role by role: what is known before apply, and the policy that it comes to (plans.py)."""
    given = 'variable "vendor" {\n  default = { account = "123456789012" }\n'
    configuration = (BOTH / "main.tf").read_text("utf-8").replace('variable "vendor" {\n', given)
    real, ours = changed(by_terraform()), changed(plan_of(configuration).replace(ACCOUNT, "111122223333"))
    both = [(change["after"], ours[address]["after"]) for address, change in real.items() if address in ours]
    assert [one.get("name") for one, _ in both] == [other.get("name") for _, other in both]
    texts = [[each.get("assume_role_policy") for each in pair] for pair in both]
    assert [bool(one) for one, _ in texts] == [bool(other) for _, other in texts]
    policies = [[read_policy(parse_json(each)).statements for each in pair] for pair in texts if all(pair)]
    assert len(policies) >= 9
    assert [one for one, _ in policies] == [other for _, other in policies]

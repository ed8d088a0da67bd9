"""A configuration and the plan that Terraform makes of it: the same roles, the same verdicts by every rule."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from running import PROJECTS
from scanning import Scan, plan, terraform, write

BOTH = PROJECTS / "terraform-and-plan"
FEWEST = 12


def planned(folder: Path) -> Scan:
    fence = re.search(r"^```json\n(.*?)^```$", (BOTH / "plan.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert fence
    return plan(write(folder, {"tfplan.json": fence[1]}))


def written(folder: Path) -> Scan:
    shutil.copytree(BOTH, folder, ignore=shutil.ignore_patterns("*.md"))
    return terraform(folder)


def test_a_configuration_and_its_plan_have_the_same_verdicts(tmp_path: Path) -> None:
    by_source, by_plan = written(tmp_path / "source"), planned(tmp_path / "plan")
    assert by_source.failed == by_plan.failed
    assert by_source.passed == by_plan.passed
    assert len({resource for _, resource in by_source.failed | by_source.passed}) >= FEWEST


def test_they_are_not_all_alike(tmp_path: Path) -> None:
    found = written(tmp_path / "source")
    roles = {resource for _, resource in found.failed | found.passed}
    verdicts = {frozenset(found.rules(role) & {"1", "2", "3", "7", "90"}) for role in roles}
    assert {frozenset(each.split()) for each in ("", "1", "1 2", "2", "7", "1 3", "90")} <= verdicts

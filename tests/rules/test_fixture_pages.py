"""The fixture pages: every fence is run through Checkov's own runner, and must have the verdict it states."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.common.output.report import Report
from checkov.common.runners.base_runner import BaseRunner
from checkov.github_actions.runner import Runner as GitHubRunner
from checkov.kubernetes.runner import Runner as KubernetesRunner
from checkov.runner_filter import RunnerFilter
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform.runner import Runner as TerraformRunner

from roletrust.adapters.registry import register_all
from roletrust.rules.catalog import EVERY
from roletrust.telling.finding import LONGEST
from running import CHECKS
from scanning import PIPELINES, write

PAGES = Path(__file__).parents[2] / "fixtures" / "rules"
FENCE = re.compile(r"^```(\w+) (fails|passes)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUNNERS: dict[str, tuple[str, str, Callable[[], BaseRunner[Any, Any, Any]]]] = {
    "hcl": ("main.tf", "terraform", TerraformRunner),
    "cloudformation": ("template.yaml", "cloudformation", CloudFormationRunner),
    "plan": ("tfplan.json", "terraform_plan", PlanRunner),
}
# What a page may show besides: several files in one fence, each after a comment with its path.
TREES: dict[str, tuple[str, Callable[[], BaseRunner[Any, Any, Any]]]] = {
    "workflow": ("github_actions", GitHubRunner),
    "manifest": ("kubernetes", KubernetesRunner),
    **{
        kind: (framework, PIPELINES[framework][0])
        for kind, framework in (
            ("gitlab", "gitlab_ci"),
            ("circleci", "circleci_pipelines"),
            ("bitbucket", "bitbucket_pipelines"),
        )
    },
}
FILE = re.compile(r"^# ([\w./-]+)\n", re.MULTILINE)
ID_OF = {rule.name: rule.id for rule in EVERY}


@dataclass(frozen=True)
class Case:
    """One fence: under which claim of which page it stands, what it is written in, what it must come to."""

    page: str
    claim: str
    dialect: str
    verdict: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.claim}: {self.dialect} {self.verdict}"


def cases() -> list[Case]:
    found = []
    for page in sorted(PAGES.glob("*.md")):
        for section in re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            claim = section.partition("\n")[0]
            found += [Case(page.stem, claim, *fence) for fence in FENCE.findall(section)]
    return found


CASES = cases()


def verdict(case: Case, folder: Path) -> str:
    """What Checkov reports of the fence's roles: `fails` if any does, `passes`, or `nothing`."""
    if case.dialect in TREES:
        framework, runner = TREES[case.dialect]
        _, *parts = FILE.split(case.text)
        files = dict(zip(parts[::2], parts[1::2], strict=True))
    else:
        name, framework, runner = RUNNERS[case.dialect]
        files = {name: case.text}
    write(folder, files)
    register_all()
    only = RunnerFilter(framework=[framework], checks=[ID_OF[case.page]])
    report = runner().run(root_folder=str(folder), external_checks_dir=[str(CHECKS)], runner_filter=only)
    assert isinstance(report, Report)
    assert not [each.check_name for each in report.failed_checks if len(each.check_name) > LONGEST]
    return "fails" if report.failed_checks else "passes" if report.passed_checks else "nothing"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_fence_has_the_verdict_it_states(case: Case, tmp_path: Path) -> None:
    assert verdict(case, tmp_path) == case.verdict


def test_every_rule_has_its_page_and_every_page_its_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(ID_OF)


@pytest.mark.parametrize("rule", ID_OF)
@pytest.mark.parametrize("dialect", RUNNERS)
@pytest.mark.parametrize("stated", ["fails", "passes"])
def test_every_page_shows_both_verdicts_in_every_framework(rule: str, dialect: str, stated: str) -> None:
    assert [case for case in CASES if (case.page, case.dialect, case.verdict) == (rule, dialect, stated)]


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict == "passes"], ids=str)
def test_a_fence_that_passes_differs_in_one_thing_from_one_that_fails(case: Case) -> None:
    others = [each for each in CASES if (each.page, each.dialect, each.verdict) == (case.page, case.dialect, "fails")]
    assert min(differences(case.text, other.text) for other in others) == 1


def differences(one: str, other: str) -> int:
    """How many changes lead from one to the other; the same change twice (a plan says all twice) is one."""
    old, new = [[line.strip() for line in text.splitlines()] for text in (one, other)]
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return len({(*old[a:b], "becomes", *new[c:d]) for tag, a, b, c, d in changes if tag != "equal"})


def test_no_fence_is_overlooked() -> None:
    for page in PAGES.glob("*.md"):
        text = page.read_text("utf-8")
        assert len(re.findall(r"^```\w", text, re.MULTILINE)) == len([case for case in CASES if case.page == page.stem])
        assert text.startswith(f"# {page.stem}\n")

"""The fixture pages: every fence is run through Checkov's own runner, and must have the verdict it states.

So must the plan of each configuration (plans.py).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from checkov.cloudformation.runner import Runner as CloudFormationRunner
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.common.runners.base_runner import BaseRunner
from checkov.github_actions.runner import Runner as GitHubRunner
from checkov.kubernetes.runner import Runner as KubernetesRunner
from checkov.runner_filter import RunnerFilter
from checkov.terraform.plan_runner import Runner as PlanRunner
from checkov.terraform.runner import Runner as TerraformRunner

from plans import plan_of
from roletrust.adapters.registry import register_all
from roletrust.rules.catalog import EVERY, RULES, SCAN_WIDE
from roletrust.telling.finding import LONGEST
from running import CHECKS
from scanning import PIPELINES, write

PAGES = Path(__file__).parents[2] / "fixtures" / "rules"
ASSURED = Path(__file__).parents[2] / "docs" / "assurance.md"
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
NEED_ALL_ROLES = {rule.name for rule in SCAN_WIDE}
# Of these claims a plan tells less than the configuration.
KNOWN_AFTER_APPLY = {  # the policy: CKV_TRUST_90 alone speaks of it
    "An account that is not known is trusted as a whole all the same": "nothing",
    "The parameter in its place is not known yet, which is not blank": "nothing",
    "A variable that is not known yet is taken for a good id": "nothing",
    "An external id decides it, whatever the account turns out to be": "fails",
    "The role that calls is known, and is let in with an id only": "passes",
}
NOT_IN_A_PLAN = (  # the call, or what a local value makes of it
    "It sends the one that the role asks for",
    "The local value that should hold it is empty",
    "The local value holds it",
    "The S3 backend sends none",
    "The S3 backend sends the one that the role asks for",
    "A remote state is read without one",
    "A remote state is read with the one that the role asks for",
    "A service account stands in another namespace than the role demands",
    "It stands in that one",
    "A wildcard in the namespace is compared letter by letter",
    "A run of Spacelift presents a token for its account, not for STS",
    "The role of an identity pool's users is one for its guests",
    "It is one for users",
)
# Findings with advice in words alone; why is said on the page about how the project is assured.
IN_WORDS = {
    "`Effect` allows or denies",
    "A value is never null",
    "A Deny turns everybody away",
}
IN_A_PLAN = {**KNOWN_AFTER_APPLY, **dict.fromkeys(NOT_IN_A_PLAN, "nothing")}


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


WRITTEN = cases()
CASES = WRITTEN + [
    replace(each, dialect="plan", verdict=IN_A_PLAN.get(each.claim, each.verdict), text=plan_of(each.text))
    for each in WRITTEN
    if each.dialect == "hcl"
]


def written(case: Case, folder: Path) -> None:
    if case.dialect in TREES:
        _, *parts = FILE.split(case.text)
        write(folder, dict(zip(parts[::2], parts[1::2], strict=True)))
    else:
        write(folder, {RUNNERS[case.dialect][0]: case.text})


class Said(NamedTuple):
    """What Checkov reports of a fence's roles: `fails` if any does, `passes`, or `nothing`.

    `in_words`: whether a finding has nothing to paste or take out.
    """

    verdict: str
    in_words: bool


@cache
def found(page: str, dialect: str) -> dict[Case, Said]:
    """The verdicts of the page's fences: of a rule about one role by one scan, each fence in a folder of its own."""
    alike = [each for each in CASES if (each.page, each.dialect) == (page, dialect)]
    apart = page in NEED_ALL_ROLES or dialect in TREES
    return {case: said for each in ([[one] for one in alike] if apart else [alike]) for case, said in scanned(each)}


def scanned(together: Sequence[Case]) -> list[tuple[Case, Said]]:
    """What Checkov reports of each fence's roles."""
    page, dialect = together[0].page, together[0].dialect
    framework, runner = TREES[dialect] if dialect in TREES else RUNNERS[dialect][1:]
    with TemporaryDirectory() as folder:
        names = [str(number) for number in range(len(together))] if len(together) > 1 else [""]
        for name, case in zip(names, together, strict=True):
            written(case, Path(folder, name))
        register_all()
        only = RunnerFilter(framework=[framework], checks=[ID_OF[page]])
        report = runner().run(root_folder=folder, external_checks_dir=[str(CHECKS)], runner_filter=only)
    assert isinstance(report, Report)
    assert not [each.check_name for each in report.failed_checks if len(each.check_name) > LONGEST]

    def said(name: str) -> Said:
        def within(records: Sequence[Record]) -> list[Record]:
            return [each for each in records if not name or each.file_path.lstrip("/").startswith(f"{name}/")]

        failed = within(report.failed_checks)
        fixes: list[Any] = [each.check_result.get("fix") for each in failed]
        in_words = any(not (fix and fix["place"]) for fix in fixes)
        return Said("fails" if failed else "passes" if within(report.passed_checks) else "nothing", in_words)

    return [(case, said(name)) for name, case in zip(names, together, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_fence_has_the_verdict_it_states(case: Case) -> None:
    assert found(case.page, case.dialect)[case].verdict == case.verdict


def test_of_the_findings_about_one_role_those_that_are_listed_have_advice_in_words_alone() -> None:
    pages = {rule.name for rule in RULES} - {"undecided-trust"}
    cases = [each for each in CASES if each.page in pages and each.dialect in RUNNERS and each.verdict == "fails"]
    in_words = [each for each in cases if found(each.page, each.dialect)[each].in_words]
    assert {each.claim for each in in_words} == IN_WORDS
    assert len(in_words) < 0.06 * len(cases)
    told = ASSURED.read_text("utf-8")
    assert [claim for claim in IN_WORDS if f"| {claim} |" not in told] == []


def test_what_a_plan_tells_less_of_is_on_the_pages() -> None:
    assert set(IN_A_PLAN) <= {each.claim for each in WRITTEN}


def test_every_rule_has_its_page_and_every_page_its_rule() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == set(ID_OF)


@pytest.mark.parametrize("rule", ID_OF)
@pytest.mark.parametrize("dialect", RUNNERS)
@pytest.mark.parametrize("stated", ["fails", "passes"])
def test_every_page_shows_both_verdicts_in_every_framework(rule: str, dialect: str, stated: str) -> None:
    assert [case for case in CASES if (case.page, case.dialect, case.verdict) == (rule, dialect, stated)]


@pytest.mark.parametrize("case", [case for case in WRITTEN if case.verdict == "passes"], ids=str)
def test_a_fence_that_passes_differs_in_one_thing_from_one_that_fails(case: Case) -> None:
    others = [each for each in WRITTEN if (each.page, each.dialect, each.verdict) == (case.page, case.dialect, "fails")]
    assert min(differences(case.text, other.text) for other in others) == 1


def differences(one: str, other: str) -> int:
    """How many changes lead from one to the other; the same change twice is one."""
    old, new = [[line.strip() for line in text.splitlines()] for text in (one, other)]
    changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return len({(*old[a:b], "becomes", *new[c:d]) for tag, a, b, c, d in changes if tag != "equal"})


def test_no_fence_is_overlooked() -> None:
    for page in PAGES.glob("*.md"):
        text = page.read_text("utf-8")
        assert len(re.findall(r"^```\w", text, re.MULTILINE)) == len(
            [case for case in WRITTEN if case.page == page.stem]
        )
        assert text.startswith(f"# {page.stem}\n")

"""Checkov's own checks of trust policies beside the pack's, on the cases of `fixtures/comparison.jsonl`.

Each case is a policy and three answers, which hold for IAM whatever a check says.  Each policy is written in four
forms and scanned by Checkov, with the built-in checks and the pack's; each check is measured against its own question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialects.tellings import TELLINGS
from running import CHECKS, checkov

CASES = Path(__file__).resolve().parent.parent / "fixtures" / "comparison.jsonl"
FORMS = {
    "jsonencode": "Terraform, `jsonencode`",
    "a data document": "Terraform, data document",
    "a plan": "Terraform plan",
    "CloudFormation YAML": "CloudFormation",
}
OWN_ACCOUNT = "987654321098"
QUESTIONS = {
    "stranger": "Does someone of an account that the policy does not name get in?",
    "whole": "Does anyone of an account that the policy names get in, given the right external id?",
    "without_id": "Does someone of an external account get in without an external id?",
}
CHECKED = {
    "`CKV_AWS_60`": "stranger",
    "`CKV_TRUST_4`": "stranger",
    "`CKV_AWS_61`": "whole",
    "`CKV_TRUST_2`, `CKV_TRUST_7`": "whole",
    "`CKV_TRUST_1`": "without_id",
}


@dataclass(frozen=True)
class Case:
    """`answers`: by the keys of QUESTIONS, whether the answer is yes."""

    name: str
    answers: Mapping[str, bool]
    policy: dict[str, Any]

    def told_in(self, form: str) -> bool:
        """Whether the form can say it: a data document has a list of statements, and no operator without keys."""
        statements = self.policy["Statement"]
        if form != "a data document":
            return True
        return isinstance(statements, list) and all(all(each.get("Condition", {}).values()) for each in statements)


def cases() -> list[Case]:
    read = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    return [
        Case(each["case"], {key: answer == "YES" for key, answer in each["answers"].items()}, each["policy"])
        for each in read
    ]


# --- what the checks say -----------------------------------------------------------------------------------------

Said = dict[tuple[str, int], dict[str, bool]]  # form and case -> column of CHECKED -> whether it says yes


def scan(folder: Path) -> Said:
    """Write every case in every form into `folder`, and ask each check about each."""
    (folder / ".roletrust.yaml").write_text(f'own_accounts: ["{OWN_ACCOUNT}"]\n', "utf-8")
    places: dict[str, tuple[str, int]] = {}
    for number, case in enumerate(cases()):
        for form in (each for each in FORMS if case.told_in(each)):
            name, _, tell = TELLINGS[form]
            file = folder / form.replace(" ", "-") / str(number) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(tell(case.policy), "utf-8")
            places[f"/{file.relative_to(folder).as_posix()}"] = form, number
    done = checkov(
        *("--external-checks-dir", CHECKS, "-d", ".", "--framework", "terraform", "terraform_plan", "cloudformation"),
        *("--check", "CKV_AWS_60,CKV_AWS_61,CKV_TRUST_1,CKV_TRUST_2,CKV_TRUST_4,CKV_TRUST_7"),
        *("--skip-download", "-o", "json"),
        cwd=folder,
    )
    found: dict[tuple[str, int], dict[str, Any]] = {place: {} for place in places.values()}
    for verdict in ("failed", "passed"):
        for record in done.records(verdict, "CKV_"):
            found[places[record["file_path"]]][record["check_id"]] = record["check_result"]
    return {place: answers(results) for place, results in found.items()}


def answers(results: Mapping[str, Any]) -> dict[str, bool]:
    """What each check says of one role; a check that does not report the role says no."""
    failed = {rule for rule, result in results.items() if result["result"] == "FAILED"}
    return {
        "`CKV_AWS_60`": "CKV_AWS_60" in failed,
        "`CKV_TRUST_4`": "CKV_TRUST_4" in failed,
        "`CKV_AWS_61`": "CKV_AWS_61" in failed,
        "`CKV_TRUST_2`, `CKV_TRUST_7`": bool(failed & {"CKV_TRUST_2", "CKV_TRUST_7"}),
        "`CKV_TRUST_1`": "CKV_TRUST_1" in failed,
    }


# --- tables ------------------------------------------------------------------------------------------------------


def totals(said: Said) -> str:
    """Markdown: how often each check misses, and how often it gives a false alarm, in each form."""
    lines = [f"| Question | Check | {' | '.join(FORMS.values())} |", "|---|---|" + "---|" * len(FORMS)]
    asked = ""
    for check, question in CHECKED.items():
        text = "" if question == asked else QUESTIONS[question]
        lines.append(f"| {text} | {check} | {' | '.join(total(said, check, question, form) for form in FORMS)} |")
        asked = question
    return "\n".join(lines)


def total(said: Said, check: str, question: str, form: str) -> str:
    judged = [(case.answers[question], said[form, n][check]) for n, case in enumerate(cases()) if case.told_in(form)]
    missed = judged.count((True, False))
    wrong = judged.count((False, True))
    return f"{missed} of {sum(truth for truth, _ in judged)} missed, {wrong} false alarm{'' if wrong == 1 else 's'}"


def page(said: Said, version: str) -> str:
    """Markdown: every case, and what every check says of it."""
    lines = [f"| Case | {' | '.join(CHECKED)} |", "|---|" + "---|" * len(CHECKED)]
    for number, case in enumerate(cases()):
        cells = [cell(said, check, question, number, case) for check, question in CHECKED.items()]
        lines.append(f"| {case.name} | {' | '.join(cells)} |")
    asked = "\n".join(f"- {check}: {QUESTIONS[question]}" for check, question in CHECKED.items())
    return PAGE.format(version=version, asked=asked, totals=totals(said), cases="\n".join(lines), count=len(cases()))


def cell(said: Said, check: str, question: str, number: int, case: Case) -> str:
    """`yes yes - no`: one word a form; bold where it is not the truth."""
    words = []
    for form in FORMS:
        if case.told_in(form):
            word = "yes" if said[form, number][check] else "no"
            words.append(word if said[form, number][check] is case.answers[question] else f"**{word}**")
        else:
            words.append("-")
    return " ".join(words)


PAGE = """\
# Comparison with Checkov's own checks

<!-- Written by docs/generate.py, by tests/comparison.py, which runs Checkov on fixtures/comparison.jsonl. -->

Measured with Checkov {version} on {count} trust policies, each written in four forms: `jsonencode` in Terraform, a
Terraform data document, a plan, and CloudFormation. What IAM does with a policy is not taken from any check: the
answers stand beside the policies, and a test derives them again from the independent specification (`tests/spec`).

Each check is measured against its own question:

{asked}

No check of Checkov's own asks the last one. A role that a check does not report counts as a no.

{totals}

## Case by case

Four words a cell, one for each form in the order above; bold where the word is not the truth; a dash where the form
cannot say the policy.

{cases}
"""

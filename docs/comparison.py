"""Checkov's own checks of trust policies beside the pack's, on the cases of `fixtures/comparison.jsonl`.

Each case is a policy and three answers, which hold for IAM whatever a check says.  Each policy is written in three
forms and scanned by Checkov, with the built-in checks and the pack's; each check is measured against its own question.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running import CHECKS, Run, checkov

ROOT = Path(__file__).resolve().parent.parent
FORMS = ("Terraform, `jsonencode`", "Terraform, data document", "CloudFormation")
OWN = "${own account}"
QUESTIONS = {
    "stranger": "Does someone of an account that the policy does not name get in?",
    "whole": "Does anyone of an account that the policy names get in, given the right external id?",
    "without_id": "Does someone of an external account get in without an external id?",
}
CHECKED = {
    "`CKV_AWS_60`": "stranger",
    "`CKV_TRUST_1`, of any account": "stranger",
    "`CKV_AWS_61`": "whole",
    "`CKV_TRUST_2`, `CKV_TRUST_7`": "whole",
    "`CKV_TRUST_1`": "without_id",
}


@dataclass(frozen=True)
class Case:
    """`answers`: by the keys of QUESTIONS, whether the answer is yes."""

    name: str
    answers: Mapping[str, bool]
    policy: Mapping[str, Any]

    @property
    def statements(self) -> list[Any]:
        written = self.policy["Statement"]
        return written if isinstance(written, list) else [written]

    @property
    def as_blocks(self) -> bool:
        """Whether a data document can say it: it always has a list of statements, and no empty operators."""
        operators = [keys for each in self.statements for keys in each.get("Condition", {}).values()]
        return isinstance(self.policy["Statement"], list) and all(operators)


def cases() -> list[Case]:
    lines = (ROOT / "fixtures" / "comparison.jsonl").read_text("utf-8").splitlines()
    read = [json.loads(line) for line in lines]
    return [
        Case(each["case"], {key: answer == "YES" for key, answer in each["answers"].items()}, each["policy"])
        for each in read
    ]


# --- the three forms ---------------------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Every case in every form."""
    identity = 'data "aws_caller_identity" "current" {}\n'
    encoded, blocks, resources = [identity], [], {}
    for number, case in enumerate(cases()):
        encoded.append(role(f"encoded_{number}", f"jsonencode({in_terraform(json.dumps(case.policy))})"))
        if case.as_blocks:
            blocks.append(document(number, case))
        template = json.dumps(case.policy).replace(f'"arn:aws:iam::{OWN}:root"', '{"Ref": "AWS::AccountId"}')
        properties = {"AssumeRolePolicyDocument": json.loads(template)}
        resources[f"Case{number}"] = {"Type": "AWS::IAM::Role", "Properties": properties}
    (folder / "encoded.tf").write_text("\n".join(encoded), "utf-8")
    (folder / "documents.tf").write_text("\n".join(blocks), "utf-8")
    (folder / "template.json").write_text(json.dumps({"Resources": resources}, indent=1), "utf-8")


def role(name: str, policy: str) -> str:
    return f'resource "aws_iam_role" "{name}" {{\n  assume_role_policy = {policy}\n}}\n'


def document(number: int, case: Case) -> str:
    statements = "\n".join(block(each) for each in case.statements)
    data = f'data "aws_iam_policy_document" "case_{number}" {{\n{in_terraform(statements)}\n}}\n'
    return data + role(f"document_{number}", f"data.aws_iam_policy_document.case_{number}.json")


def in_terraform(text: str) -> str:
    return text.replace(OWN, "${data.aws_caller_identity.current.account_id}")


def block(statement: Mapping[str, Any]) -> str:
    lines = [f"effect = {json.dumps(statement['Effect'])}", f"actions = [{json.dumps(statement['Action'])}]"]
    for kind, names in statement["Principal"].items():
        lines.append(f'principals {{\ntype = "{kind}"\nidentifiers = {listed(names)}\n}}')
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            lines.append(f'condition {{\ntest = "{operator}"\nvariable = "{key}"\nvalues = {listed(values)}\n}}')
    return "\n".join(["statement {", *lines, "}"])


def listed(values: Any) -> str:
    return json.dumps(values if isinstance(values, list) else [values])


# --- what the checks say -----------------------------------------------------------------------------------------

Said = dict[str, dict[str, bool]]  # resource -> column of CHECKED -> whether it says yes


def scan(folder: Path) -> Said:
    """What each check says of each role that it speaks of."""
    write(folder)
    done = checkov(
        *("--external-checks-dir", CHECKS, "-d", ".", "--framework", "terraform", "cloudformation"),
        *("--check", "CKV_AWS_60,CKV_AWS_61,CKV_TRUST_1,CKV_TRUST_2,CKV_TRUST_7", "--skip-download", "-o", "json"),
        cwd=folder,
    )
    said: Said = {}
    for resource, found in by_resource(done).items():
        failed = {check: found[check]["check_result"]["result"] == "FAILED" for check in found}
        trust_1 = found["CKV_TRUST_1"]["check_result"]
        anyone = any(each["account"] not in policy_text(resource) for each in trust_1["accounts"])
        said[resource] = {
            "`CKV_AWS_60`": failed.get("CKV_AWS_60", False),
            "`CKV_TRUST_1`, of any account": failed["CKV_TRUST_1"] and anyone,
            "`CKV_AWS_61`": failed.get("CKV_AWS_61", False),
            "`CKV_TRUST_2`, `CKV_TRUST_7`": failed["CKV_TRUST_2"] or failed["CKV_TRUST_7"],
            "`CKV_TRUST_1`": failed["CKV_TRUST_1"],
        }
    return said


def by_resource(done: Run) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for verdict in ("failed", "passed"):
        for record in done.records(verdict, "CKV_"):
            found.setdefault(record["resource"], {})[record["check_id"]] = record
    return found


def policy_text(resource: str) -> str:
    number = int(resource.rpartition("_")[2] if "_" in resource else resource.rpartition("Case")[2])
    return json.dumps(cases()[number].policy)


def resources(number: int, case: Case) -> Iterator[str | None]:
    """The case's role in each of FORMS; None where the form cannot say it."""
    yield f"aws_iam_role.encoded_{number}"
    yield f"aws_iam_role.document_{number}" if case.as_blocks else None
    yield f"AWS::IAM::Role.Case{number}"


# --- tables ------------------------------------------------------------------------------------------------------


def totals(said: Said) -> str:
    """Markdown: how often each check misses, and how often it gives a false alarm, in each form."""
    lines = [f"| Question | Check | {' | '.join(FORMS)} |", "|---|---|" + "---|" * len(FORMS)]
    asked = ""
    for check, question in CHECKED.items():
        text = "" if question == asked else QUESTIONS[question]
        cells = [total(said, check, question, form) for form in range(len(FORMS))]
        lines.append(f"| {text} | {check} | {' | '.join(cells)} |")
        asked = question
    return "\n".join(lines)


def total(said: Said, check: str, question: str, form: int) -> str:
    missed = wrong = positive = 0
    for number, case in enumerate(cases()):
        resource = list(resources(number, case))[form]
        if resource is not None:
            truth, found = case.answers[question], said[resource][check]
            positive += truth
            missed += truth and not found
            wrong += found and not truth
    return f"{missed} of {positive} missed, {wrong} false alarm{'' if wrong == 1 else 's'}"


def page(said: Said, version: str) -> str:
    """Markdown: every case, and what every check says of it."""
    head = f"| Case | {' | '.join(CHECKED)} |"
    lines = [head, "|---|" + "---|" * len(CHECKED)]
    for number, case in enumerate(cases()):
        cells = [cell(said, check, question, number, case) for check, question in CHECKED.items()]
        lines.append(f"| {case.name} | {' | '.join(cells)} |")
    asked = "\n".join(f"- {check} is measured against: {QUESTIONS[question]}" for check, question in CHECKED.items())
    return PAGE.format(version=version, asked=asked, totals=totals(said), cases="\n".join(lines), count=len(cases()))


def cell(said: Said, check: str, question: str, number: int, case: Case) -> str:
    """`yes yes no`: one word a form; bold where it is not the truth."""
    words = []
    for resource in resources(number, case):
        found = None if resource is None else said[resource][check]
        word = {True: "yes", False: "no", None: "–"}[found]
        words.append(word if found in (None, case.answers[question]) else f"**{word}**")
    return " ".join(words)


PAGE = """\
# Comparison with Checkov's own checks

<!-- Written by docs/generate.py, which runs Checkov to do so.  The cases are in fixtures/comparison.jsonl. -->

Measured with Checkov {version} on {count} trust policies, each written in three forms: `jsonencode` in Terraform, a
Terraform data document, and CloudFormation. What IAM does with a policy is not taken from any check: the answers
stand beside the policies, and a test derives them again from the independent specification (`tests/spec`).

{asked}

A role that a check does not report counts as a no. `CKV_AWS_61` and `CKV_AWS_60` do not ask about external ids, so
nothing of Checkov's own stands beside the last question.

{totals}

The one miss of `CKV_TRUST_1`, of any account, is the policy for everyone who knows the external id: rule 1 asks about
requests without one.

## Case by case

Three words a cell, one for each form in the order above; bold where the word is not the truth; a dash where the form
cannot say the policy.

{cases}
"""

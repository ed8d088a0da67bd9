"""The tools beside each other: what each is asked, what each says of every case, and how often it is right."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from comparison import cloud, kics
from comparison.cases import OWN_ACCOUNT, QUESTIONS, Case, cases
from comparison.linting import Record
from dialects.tellings import TELLINGS
from running import CHECKS, checkov

FORMS = {
    "jsonencode": "Terraform, `jsonencode`",
    "a data document": "Terraform, data document",
    "a plan": "Terraform plan",
    "CloudFormation YAML": "CloudFormation",
}
FIRST = "jsonencode"
Findings = Sequence[frozenset[str]]  # of each case
Said = Mapping[str, Findings]  # by form; of a tool that reads the policy alone, under FIRST


class Tool(NamedTuple):
    """`asks`: by what the tool can find, the questions that this can be an answer to, the likeliest first."""

    name: str
    asks: Mapping[str, tuple[str, ...]]

    def answers(self, question: str) -> bool:
        return any(question in each for each in self.asks.values())

    def says(self, found: Iterable[str], case: Case) -> set[str]:
        """The questions that it answers with a yes.

        What can answer several questions is taken for those of them to which yes is true, and if there is none, for
        a false alarm about the likeliest.
        """
        said = set()
        for questions in (self.asks[each] for each in found if each in self.asks):
            asked = [each for each in questions if case.asked(each)]
            said |= {each for each in asked if case.truth(each)} or set(asked[:1])
        return said


OWN = {f"CKV_TRUST_{rule}": (each,) for each in QUESTIONS for rule in each.split(", ")}
# Whom rule 4 lets in is not told again as somebody who needs no external id.
OURS = Tool("roletrust", {**OWN, "CKV_TRUST_4": ("4", "1")})
CHECKOV = Tool(
    "Checkov",
    {
        "CKV_AWS_60": ("4",),
        "CKV_AWS_61": ("2, 7",),
        "CKV_AWS_283": ("4",),
        "CKV_AWS_358": ("9",),
        "CKV_AWS_393": ("9",),
    },
)
KICS = Tool("KICS (not run)", {kics.CROSS_ACCOUNT: ("1", "5"), kics.ROOT: ("2, 7",), kics.STAR: ("4",)})
MALFORMED = (
    *(
        "MALFORMED",
        "UNKNOWN_ACTION",
        "UNKNOWN_PREFIX",
        "UNKNOWN_OPERATOR",
        "MISMATCHED_TYPE",
        "NOTPRINCIPAL_WITH_ALLOW",
    ),
    *("INVALID_SID", "DUPLICATE_SID", "INVALID_VERSION", "INVALID_ARN", "UNKNOWN_FEDERATION_SOURCE"),
)
PARLIAMENT = Tool(
    "parliament",
    {
        **dict.fromkeys(MALFORMED, ("11",)),
        "UNKNOWN_PRINCIPAL": ("11", "12"),
        "UNKNOWN_CONDITION_FOR_ACTION": ("6", "11"),
    },
)
CLOUDSPLAINING = Tool("cloudsplaining", {cloud.ASSUME: ("4", "8"), cloud.SAML: ("10",), cloud.NOT_PRINCIPAL: ("11",)})
TOOLS = (OURS, CHECKOV, KICS, PARLIAMENT, CLOUDSPLAINING)


class Tally(NamedTuple):
    flawed: int
    missed: int
    wrong: int


class Results(NamedTuple):
    """`by_tool`: by the names of TOOLS; `record`: what parliament's are taken from."""

    cases: Sequence[Case]
    by_tool: Mapping[str, Said]
    record: Record

    def says(self, tool: Tool, form: str, number: int) -> set[str]:
        return tool.says(self.by_tool[tool.name][form][number], self.cases[number])

    def tally(self, tool: Tool, question: str, form: str = FIRST) -> Tally:
        judged = [
            (case.truth(question), question in self.says(tool, form, number))
            for number, case in enumerate(self.cases)
            if case.told_in(form) and case.asked(question)
        ]
        return Tally(sum(truth for truth, _ in judged), judged.count((True, False)), judged.count((False, True)))


def run_all(folder: Path, record: Record) -> Results:
    """`folder`: an empty one, where the cases are written down to be scanned."""
    known = cases()
    scanned = scan(folder, known)
    alone: dict[str, Findings] = {
        KICS.name: [frozenset(kics.findings(case.policy)) for case in known],
        PARLIAMENT.name: record.completed,
        CLOUDSPLAINING.name: [frozenset(cloud.findings(case.policy)) for case in known],
    }
    said: dict[str, Said] = {name: {FIRST: found} for name, found in alone.items()}
    return Results(known, {OURS.name: scanned, CHECKOV.name: scanned, **said}, record)


def scan(folder: Path, known: Sequence[Case]) -> Said:
    """Write every case in every form into `folder`, and ask Checkov, with its own checks and the pack's, once."""
    (folder / ".roletrust.yaml").write_text(f'own_accounts: ["{OWN_ACCOUNT}"]\n', "utf-8")
    places: dict[str, tuple[str, int]] = {}
    for number, case in enumerate(known):
        for form in (each for each in FORMS if case.told_in(each)):
            name, _, tell = TELLINGS[form]
            file = folder / form.replace(" ", "-") / str(number) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(tell(case.policy), "utf-8")
            places[f"/{file.relative_to(folder).as_posix()}"] = form, number
    done = checkov(
        *("--external-checks-dir", CHECKS, "-d", ".", "--framework", "terraform", "terraform_plan", "cloudformation"),
        *("--check", ",".join((*CHECKOV.asks, *OURS.asks)), "--skip-download", "-o", "json"),
        cwd=folder,
    )
    found: dict[str, list[set[str]]] = {form: [set() for _ in known] for form in FORMS}
    for record in done.records("failed", "CKV_"):
        form, number = places[record["file_path"]]
        found[form][number].add(record["check_id"])
    return {form: [frozenset(each) for each in said] for form, said in found.items()}


def versions() -> dict[str, Any]:
    """Of the tools that always are where Checkov is."""
    return {name: importlib.metadata.version(name) for name in ("checkov", "cloudsplaining")}

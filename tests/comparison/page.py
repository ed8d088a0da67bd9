"""The comparison as Markdown: `docs/comparison.md`, and the table of it that stands in `README.md`."""

from __future__ import annotations

from collections.abc import Iterator

from comparison import kics
from comparison.cases import QUESTIONS, REFUSED
from comparison.tools import CHECKOV, FIRST, FORMS, OURS, TOOLS, Results, Tool, versions


def overview(results: Results) -> str:
    """A row for each question: how often each tool misses, and how often it gives a false alarm."""
    names = [each.name for each in TOOLS]
    lines = [f"| Question | Yes in | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    for question, text in QUESTIONS.items():
        cells = [counted(results, tool, question) for tool in TOOLS]
        flawed = results.tally(OURS, question).flawed
        lines.append(f"| {question}. {text} | {flawed} | {' | '.join(cells)} |")
    flawed = sum(results.tally(OURS, each).flawed for each in QUESTIONS)
    return "\n".join([*lines, f"| **All** | {flawed} | {' | '.join(total(results, tool) for tool in TOOLS)} |"])


def counted(results: Results, tool: Tool, question: str, form: str = FIRST) -> str:
    """`2 missed, 3 false`; a dash where the tool does not ask."""
    if not tool.answers(question):
        return "-"
    count = results.tally(tool, question, form)
    return f"{count.missed} missed, {count.wrong} false"


def total(results: Results, tool: Tool) -> str:
    """What it found of all flaws, of those too that it does not ask for."""
    counts = [results.tally(tool, each) for each in QUESTIONS]
    return f"{sum(each.flawed - each.missed for each in counts)} found, {sum(each.wrong for each in counts)} false"


def by_form(results: Results) -> str:
    """Checkov's own checks and the pack's, in each form that Checkov reads."""
    lines = [f"| Question | Checks | {' | '.join(FORMS.values())} |", "|---|---|" + "---|" * len(FORMS)]
    for question in QUESTIONS:
        for tool in (each for each in (CHECKOV, OURS) if each.answers(question)):
            checks = ", ".join(f"`{check}`" for check, asked in tool.asks.items() if question in asked)
            cells = [of_all(results, tool, question, form) for form in FORMS]
            lines.append(f"| {question} | {checks} | {' | '.join(cells)} |")
    return "\n".join(lines)


def of_all(results: Results, tool: Tool, question: str, form: str) -> str:
    count = results.tally(tool, question, form)
    return f"{count.missed} of {count.flawed} missed, {count.wrong} false"


# --- case by case ------------------------------------------------------------------------------------------------


def sections(results: Results) -> Iterator[str]:
    for question, text in QUESTIONS.items():
        tools = [tool for tool in TOOLS if tool.answers(question)]
        lines = [
            f"| Case | Answer | {' | '.join(tool.name for tool in tools)} | Why |",
            "|---" * (len(tools) + 3) + "|",
        ]
        lines += [row(results, question, tools, number) for number in listed(results, question, tools)]
        yield f"### {question}. {text}\n\n" + "\n".join(lines) + "\n"


def listed(results: Results, question: str, tools: list[Tool]) -> list[int]:
    """The cases that are about the question, then all others to which the truth or a tool says yes."""
    cases = results.cases
    about = [number for number, case in enumerate(cases) if case.about == question]
    true = {number for number, case in enumerate(cases) if case.asked(question) and case.truth(question)}
    said = {number for number in range(len(cases)) if spoken(results, question, tools, number)}
    return about + sorted((true | said) - set(about))


def spoken(results: Results, question: str, tools: list[Tool], number: int) -> bool:
    return any(question in results.says(tool, form, number) for tool in tools for form in results.by_tool[tool.name])


def row(results: Results, question: str, tools: list[Tool], number: int) -> str:
    case = results.cases[number]
    cells = [cell(results, tool, question, number) for tool in tools]
    return f"| {case.name} | {'yes' if case.truth(question) else 'no'} | {' | '.join(cells)} | {case.why} |"


def cell(results: Results, tool: Tool, question: str, number: int) -> str:
    """`yes`, or a word for each form where they differ: bold where it is not the truth, a dash where it cannot be."""
    case, words = results.cases[number], []
    for form in results.by_tool[tool.name]:
        if case.told_in(form):
            said = question in results.says(tool, form, number)
            word = "yes" if said else "no"
            words.append(word if said is case.truth(question) else f"**{word}**")
        else:
            words.append("-")
    return words[0] if len(set(words) - {"-"}) == 1 else " ".join(words)


# --- the page ----------------------------------------------------------------------------------------------------


def page(results: Results) -> str:
    malformed = sum("MALFORMED" in each for each in results.record.plain)
    queries = [f"- [*{each.title}*]({each.source}) (`{each.id}`)" for each in kics.SOURCES.values()]
    return PAGE.format(
        **versions(),
        parliament=results.record.version,
        count=len(results.cases),
        question=REFUSED,
        refused=sum(case.truth(REFUSED) for case in results.cases),
        malformed=malformed,
        overview=overview(results),
        by_form=by_form(results),
        queries="\n".join(queries),
        sections="\n".join(sections(results)).rstrip(),
    )


PAGE = """\
# Comparison with other tools

<!-- Written by docs/generate.py, by tests/comparison, from fixtures/comparison.jsonl and fixtures/parliament.jsonl. -->

Measured with Checkov {checkov} and cloudsplaining {cloudsplaining} on {count} trust policies; recorded with parliament
{parliament}; KICS by its published queries, not run. What IAM does with a policy is not taken from any tool: the
answers stand beside the policies, each with its reason, and a test derives those to questions 1, 2, 4 and 7 again from
the independent specification (`tests/spec`).

{overview}

- **Yes in**: the policies of which the true answer is yes. The others are as many chances of a false alarm.
- **Missed**: the answer is yes, and the tool reports nothing that could mean it. **False**: the answer is no, and the
  tool reports something that can mean nothing that is so. A dash: the tool has no check for it.
- **All** counts what a tool found of all flaws, whether it asks for them or not.
- What can mean several things (no external id, or a weak one) is taken for what is so.
- IAM refuses {refused} of the policies. They make no role, so they are counted under question {question} only.
- Which account is the role's own was told to roletrust, in its settings file. The other tools have no place for it.
- The cases were written for the questions of roletrust's rules. That it answers them all says that it does what it
  says; how the others fare says what they are not made for. Each of them checks much else.

## Who was asked what, and how

**Checkov** and **roletrust** are run on each policy in four forms, in one scan; the table above counts `jsonencode` in
Terraform. The same by form:

{by_form}

A role that a check does not report counts as a no. `CKV_AWS_283` and `CKV_AWS_358` look at Terraform data documents,
`CKV_AWS_393` at the role; in CloudFormation there are `CKV_AWS_60` and `CKV_AWS_61` only.

**KICS** was not run. Its queries were read in its repository and are said again in `tests/comparison/kics.py`, for
a policy that stands in Terraform as JSON. Its versions may differ.

{queries}

All three look at one Allow statement at a time, and at no Deny. The first takes every AWS principal that is an account
id, or begins with the `arn:aws:iam` or `arn:aws:sts` ARN of one, for cross-account, and asks for the action
`sts:AssumeRole` in that spelling. It is content with any value of `sts:ExternalId` under `StringEquals` that is not
empty, and with MFA in its place. The second looks for `:root` in an AWS principal, the third for `*` in a principal
of a policy in which the word `Service` stands; these two read no conditions. In CloudFormation KICS has the first only.

**parliament** is run with its community auditors. It demands a `Resource`, which a trust policy cannot have, calls
{malformed} of the {count} policies malformed, and looks no further. So each policy is given a `Resource` before
it is counted here, and what it says of resources, of a missing version and of exposed credentials is left out. It takes
an OIDC provider's ARN for an unknown source of federation, and the keys of its tokens for unknown.

**cloudsplaining** is run as a library. Its reports show the trust policy of each role and mark roles that compute
services can assume, which is none of these questions. What is counted is which actions it takes for open to everybody,
and that it logs a `NotPrincipal`.

## Case by case

Each question with the cases that were written for it, and all others to which the answer, or a tool's, is yes. Bold
is not the truth. Four words are the four forms in the order above, where they differ; a dash is a form that cannot
say the policy.

{sections}
"""

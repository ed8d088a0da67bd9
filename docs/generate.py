"""Write the pages that are made of something else: `python docs/generate.py`; `--check` only says what is stale.

* `docs/rules/<rule>.md`: from the rule's docstring and its fixture page;
* the table of rules in `README.md`: from the catalog;
* the tables of functions and of role modules in `docs/terraform.md`: from the rows of the functions themselves, and
  from the modules' descriptions;
* what commands print in `docs/first-finding.md`, `docs/incident.md` and `docs/fleet.md`: by running them;
* `docs/roletrust.rego`: what `roletrust opa` prints;
* the table in `docs/handed.md`: from the tables of `dialects/handed`;
* `docs/idioms.md`: from the comments of `fixtures/projects/idioms`;
* the drawings in `docs/landscape.md`: from scans of two fixture projects;
* the finding in `README.md`, the comparison there and `docs/comparison.md`: from the output of Checkov and
  cloudsplaining.  They are compared only with the versions that they were written with; `--no-scan` leaves them, and
  the drawings, alone;
* `fixtures/parliament.jsonl`, which the comparison needs: from parliament, where it is installed.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests")]  # this clone, whatever is installed

import console  # noqa: E402
import mermaid  # noqa: E402

import idioms  # noqa: E402
from comparison import linting  # noqa: E402
from comparison.cases import cases  # noqa: E402
from comparison.page import overview  # noqa: E402
from comparison.page import page as comparison_page  # noqa: E402
from comparison.tools import run_all, versions  # noqa: E402
from roletrust.dialects.handed.places import by_kind  # noqa: E402
from roletrust.dialects.hcl.functions.functions import ELSEWHERE, FUNCTIONS  # noqa: E402
from roletrust.dialects.role_modules.catalog import models  # noqa: E402
from roletrust.dialects.role_modules.model import Input, Model  # noqa: E402
from roletrust.dialects.role_modules.versions import shown  # noqa: E402
from roletrust.opa.whole import rego  # noqa: E402
from roletrust.rules.catalog import CALLS, EVERY  # noqa: E402
from roletrust.rules.rule import AnyRule  # noqa: E402
from roletrust.rules.tables.source_services import sender  # noqa: E402
from running import CHECKS, checkov  # noqa: E402

README = ROOT / "README.md"
TERRAFORM = ROOT / "docs" / "terraform.md"
HANDED = ROOT / "docs" / "handed.md"
FENCE = re.compile(r"^```(\w+) (fails|passes)\n(.*?)^```\n*", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(What it finds|Why it matters|Instead|Source): +", re.MULTILINE)
# A plan is many lines of JSON that nobody writes.
SHOWN = {
    "hcl": "Terraform",
    "cloudformation": "CloudFormation",
    "workflow": "GitHub Actions",
    "manifest": "Kubernetes",
    "gitlab": "GitLab CI",
    "circleci": "CircleCI",
    "bitbucket": "Bitbucket Pipelines",
}
LANDSCAPE = ROOT / "docs" / "landscape.md"
VENDORS = ROOT / "fixtures" / "projects" / "vendor-landscape"
REACHABLE = ROOT / "fixtures" / "projects" / "reachable"
EXAMPLE = ROOT / "fixtures" / "projects" / "vendor-access"
EXECUTED = tuple(ROOT / "docs" / name for name in ("first-finding.md", "incident.md", "fleet.md"))
COMPARISON = ROOT / "docs" / "comparison.md"
MEASURED = re.compile(r"Measured with Checkov (\S+) and cloudsplaining (\S+) ")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="write the generated pages")
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale, exit with 1")
    parser.add_argument("--no-scan", action="store_true", help="leave alone what Checkov's output makes")
    options = parser.parse_args(arguments)
    wanted = pages(README.read_text("utf-8"), scans(options.check, options.no_scan), options.check)
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    obsolete = [path for path in (ROOT / "docs" / "rules").glob("*.md") if path not in wanted]
    for path in sorted((*stale, *obsolete)):
        print(f"{'stale' if options.check else 'written'}: {path.relative_to(ROOT)}", file=sys.stderr)
    if options.check:
        return 1 if stale or obsolete else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(wanted[path], "utf-8")
    for path in obsolete:
        path.unlink()
    return 0


def scans(check: bool, no_scan: bool) -> bool:
    """Whether to run the tools.  Other versions say other things, which makes nothing here stale."""
    written = MEASURED.search(COMPARISON.read_text("utf-8")) if check and not no_scan else None
    if written and written.groups() != tuple(versions().values()):
        here = " and ".join(f"{name} {version}" for name, version in versions().items())
        print(
            f"not compared: what Checkov {written[1]} and cloudsplaining {written[2]} said; here are {here}",
            file=sys.stderr,
        )
        return False
    return not no_scan


def pages(readme: str, scans: bool, check: bool) -> dict[Path, str]:
    """Every generated file and what it should hold."""
    wanted = {ROOT / "docs" / "rules" / f"{rule.name}.md": page(rule) for rule in EVERY}
    wanted[ROOT / "docs" / "idioms.md"] = idiom_page()
    terraform = filled(TERRAFORM.read_text("utf-8"), "functions", functions(), TERRAFORM.name)
    wanted[TERRAFORM] = filled(terraform, "role modules", role_modules(), TERRAFORM.name)
    wanted |= {path: console.executed(path.read_text("utf-8")) for path in EXECUTED}
    wanted[ROOT / "docs" / "roletrust.rego"] = rego()
    readme = filled(readme, "rules", table())
    wanted[HANDED] = filled(HANDED.read_text("utf-8"), "handed", handed(), HANDED.name)
    if scans:
        wanted[linting.RECORD] = parliament(check)
        record = linting.read(wanted[linting.RECORD], cases())
        with tempfile.TemporaryDirectory() as folder:
            results = run_all(Path(folder).resolve(), record)
            readme = filled(readme, "finding", finding(Path(folder)))
            wanted[LANDSCAPE] = drawn(LANDSCAPE.read_text("utf-8"), Path(folder).resolve())
        readme = filled(readme, "comparison", overview(results))
        wanted[COMPARISON] = comparison_page(results)
    return wanted | {README: readme}


def drawn(page: str, folder: Path) -> str:
    """`page` with its drawings; `folder`: an empty one."""
    page = filled(page, "drawing", mermaid.held(VENDORS, folder), LANDSCAPE.name)
    return filled(page, "ways", mermaid.reached(REACHABLE, folder), LANDSCAPE.name)


def parliament(check: bool) -> str:
    """What it says, by running it; what it said, where it is not installed, or to be checked and another version."""
    recorded = linting.RECORD.read_text("utf-8") if linting.RECORD.exists() else ""
    here = linting.installed()
    if here and not (check and f'"version": "{here}"' not in recorded):
        return linting.written(cases())
    return recorded


def filled(text: str, name: str, inside: str, page: str = "README.md") -> str:
    """`text` with `inside` between the markers called `name`.  Raises ValueError where they are not there once."""
    begin, end = f"<!-- {name}: written by docs/generate.py -->\n", f"<!-- end of {name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed or begin in after:
        raise ValueError(f"{page} has no markers `{begin.strip()}` and `{end}`, or has them twice")
    return f"{before}{begin}\n{inside}\n\n{end}{after}"


# --- functions -----------------------------------------------------------------------------------------------------


def functions() -> str:
    """A row for each function of Terraform, from where it is implemented."""
    said = {name: (row.does, row.hole) for name, row in FUNCTIONS.items()} | ELSEWHERE
    lines = ["| Function | What it gives | A hole where |", "|---|---|---|"]
    for name in sorted(said):
        does, hole = (each.replace("|", "\\|") for each in said[name])
        lines.append(f"| `{name}` | {does} | {hole} |")
    return "\n".join(lines)


# --- rules -------------------------------------------------------------------------------------------------------


def manual(rule: AnyRule) -> dict[str, str]:
    """The rule's docstring by heading; its first sentence under ''."""
    text = inspect.getdoc(sys.modules[rule.judge.__module__]) or ""
    first, *parts = HEADING.split(text)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    return {"": first.strip()} | {heading: sentence(words) for heading, words in sections.items()}


def sentence(words: str) -> str:
    """On one line, and with a capital where it begins with a letter."""
    line = " ".join(words.split())
    return line[:1].upper() + line[1:] if line[:4] != "http" else line


def table() -> str:
    lines = ["| Rule | Name | Severity | What is wrong |", "|---|---|---|---|"]
    for rule in EVERY:
        link = f"[`{rule.name}`](docs/rules/{rule.name}.md)"
        lines.append(f"| `{rule.id}` | {link} | {rule.severity} | {manual(rule)['']} |")
    return "\n".join(lines)


def role_modules() -> str:
    lines = ["| Module | Releases | Read up to | Inputs that decide | Inputs for conditions |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *(module_row(model) for model in models())])


def module_row(model: Model) -> str:
    decide = ", ".join(f"`{name}`" for name in model.reads) or "none"
    conditions = "; ".join(map(condition_input, model.writes)) or "none"
    releases = f"{shown(model.since)} to before {shown(model.until)}"
    return f"| `{model.name}` | {releases} | {model.read} | {decide} | {conditions} |"


def condition_input(taken: Input) -> str:
    key = "" if taken.key == "*" else f" for `{taken.key}`"
    since = f" from {shown(taken.since)} on" if taken.since > (0, 0, 0) else ""
    return f"`{taken.name}`{f' in {taken.inside}' if taken.inside else ''}{key}{since}"


# --- roles that are handed to services ---------------------------------------------------------------------------


def handed() -> str:
    """The arguments that hand a role to a service, by service and page; what it says of the resource."""
    found: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for place in (each for places in by_kind().values() for each in places):
        found.setdefault((place.services, place.page), []).append(f"`{place.kind}`: `{place.argument}`")
    lines = ["| Service | Says it works for | Arguments |", "|---|---|---|"]
    for (services, page), places in sorted(found.items()):
        named = " or ".join(f"`{each}`" for each in services)
        row = sender(services[0])
        says = f"`{row.namespace}`" if row else "-"
        lines.append(f"| [{named}]({page}) | {says} | {'<br>'.join(places)} |")
    return "\n".join(lines)


def page(rule: AnyRule) -> str:
    told = manual(rule)
    module = rule.judge.__module__.replace(".", "/")
    fixture = f"fixtures/rules/{rule.name}.md"
    what, block = ("caller", "block") if rule in CALLS else ("role", "resource")
    return "\n".join(
        [
            f"# {rule.name}\n",
            f"<!-- Written by docs/generate.py from checks/{module}.py and {fixture}. -->\n",
            f"`{rule.id}`, severity {rule.severity}. {told['']}\n",
            f"**What it finds.** {told['What it finds']}\n",
            f"**Why it matters.** {told['Why it matters']}\n",
            f"**Instead.** {told['Instead']}\n",
            f"**AWS says.** <{told['Source']}>\n",
            f"To accept it on one {what}: `#checkov:skip={rule.id}:allow {rule.name}, and why` inside the {block}",
            "([more ways](../using.md#accepting-a-finding)).\n",
            "## Examples\n",
            "Each one is run through Checkov in every test run, and has to come out as it says.",
            "The plan of each configuration is run as well.\n",
            "\n".join(examples(rule)).rstrip() + "\n",
        ]
    )


def examples(rule: AnyRule) -> Iterator[str]:
    text = (ROOT / "fixtures" / "rules" / f"{rule.name}.md").read_text("utf-8")
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        claim, _, rest = section.partition("\n")
        yield f"### {claim}\n"
        yield from prose(rest)
        for dialect, verdict, code in FENCE.findall(rest):
            if dialect in SHOWN:
                language = "hcl" if dialect == "hcl" else "json" if code.lstrip().startswith("{") else "yaml"
                yield f"{SHOWN[dialect]}, {verdict}:\n\n```{language}\n{code}```\n"


def prose(section: str) -> Iterator[str]:
    """What a section says beside its fences."""
    if text := FENCE.sub("", section).strip():
        yield f"{text}\n"


# --- idioms ------------------------------------------------------------------------------------------------------


def idiom_page() -> str:
    """Every idiom with its source, what we say of it, and why."""
    found = {idioms.topic(file): list(idioms.idioms(file)) for file in idioms.files() if any(idioms.idioms(file))}
    every = [each for group in found.values() for each in group]
    quiet = sum(not each.rules for each in every)
    parts = [
        "# Common trust policies\n",
        "<!-- Written by docs/generate.py from the comments in fixtures/projects/idioms. -->\n",
        f"What we say of {len(every)} trust policies as AWS and vendors document them, and why; of {quiet} nothing.",
        "Each is a role in [`fixtures/projects/idioms`](../fixtures/projects/idioms). Every test run scans them, and",
        "exactly the rules in the second column fail. No setting is in force: with `own_accounts` and",
        "`trusted_accounts` in [`.roletrust.yaml`](using.md#roletrustyaml), much of it goes away.\n",
    ]
    for title, group in found.items():
        rows = [f"| [{each.title}]({each.source}) | {said_of(each.rules)} | {each.why} |" for each in group]
        parts += [f"## {title}\n", "| Idiom | What fails | Why |", "|---|---|---|", *rows, ""]
    return "\n".join(parts)


def said_of(rules: frozenset[str]) -> str:
    """The names of the rules with these numbers, each with a link to its page."""
    named = [rule for rule in EVERY if rule.id.removeprefix("CKV_TRUST_") in rules]
    return ", ".join(f"[{rule.name}](rules/{rule.name}.md)" for rule in named) or "nothing"


# --- one finding -------------------------------------------------------------------------------------------------


def finding(folder: Path) -> str:
    """The role of the example's first attempt, and what `make scan` prints of it under rule 1."""
    source = (EXAMPLE / "first-attempt" / "main.tf").read_text("utf-8")
    role = source[source.index('resource "aws_iam_role"') :].rstrip()
    flags = ("--check", "CKV_TRUST_*", "--quiet", "--compact", "--skip-download")
    done = checkov("--external-checks-dir", CHECKS, "--directory", EXAMPLE, *flags, cwd=folder)
    start = done.stdout.find("Check: CKV_TRUST_1:")
    if start < 0:
        raise RuntimeError(f"the example has no finding of rule 1: {done.stdout}{done.stderr}")
    said = done.stdout[start : done.stdout.index("\nCheck: ", start)].expandtabs(2)
    return f"```hcl\n{role}\n```\n\n```text\n{said}\n```"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The documentation says what is so: generated pages are fresh, links lead somewhere, claims have their tests."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click import Context

from roletrust.adapters.callers.call_checks import EDGE, RESOURCES
from roletrust.adapters.landscape.graph_checks import KINDS
from roletrust.command.app import COMMANDS, app
from roletrust.dialects import choosing, policy, variants
from roletrust.dialects.callers.kubernetes_objects import FIELDS
from roletrust.engine import bounds
from roletrust.engine.classes.agreement import HANGING, REQUEST_TAG, TAG_KEYS
from roletrust.engine.policy.context_keys import KEYS, TAGS
from roletrust.engine.policy.presence import presence
from roletrust.engine.policy.request import Kind
from roletrust.engine.roles import blast_radius, permissions
from roletrust.reading.callers.in_templates import READ
from roletrust.reading.callers.in_terraform import CALLING
from roletrust.rules.catalog import EVERY
from roletrust.rules.fixes import repair
from running import CHECKS, PROJECTS, REPOSITORY, Run, project_files, run

Json = dict[str, Any]
DOCS = REPOSITORY / "docs"
SEMANTICS, ARCHITECTURE, ASSURANCE = DOCS / "semantics.md", DOCS / "architecture.md", DOCS / "assurance.md"
PAGES = sorted(path for path in project_files() if path.suffix == ".md")
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)


def prose(path: Path) -> str:
    """The page without its fences."""
    return FENCE.sub("", path.read_text("utf-8"))


def rows(path: Path, first: str) -> Iterator[list[str]]:
    """The rows of every table whose heading row begins with the cell `first`."""
    inside = False
    for line in path.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[0] == first:
            inside = True
        elif inside and set(line) - set("|-: "):
            yield cells


# --- generated pages ---------------------------------------------------------------------------------------------


def generate(root: Path, *arguments: str) -> Run:
    command: list[str | Path] = [sys.executable, root / "docs" / "generate.py", *arguments]
    return run(command, root, {"PYTHONPATH": str(CHECKS)}, timeout=1_200)  # on a machine that does much else, too


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the generator reads and writes, to be spoilt."""
    for name in ("checks", "docs", "fixtures", "tests"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "README.md", tmp_path)
    return tmp_path


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {page.stem for page in (DOCS / "rules").iterdir()} == {rule.name for rule in EVERY}


def test_a_stale_page_is_named(copy: Path) -> None:
    stale, missing, obsolete = (
        copy / "docs" / "rules" / f"{name}.md" for name in (EVERY[0].name, EVERY[1].name, "old")
    )
    functions, readme = copy / "docs" / "terraform.md", copy / "README.md"
    fresh = {path: path.read_text("utf-8") for path in (stale, missing, functions, readme)}
    stale.write_text(stale.read_text("utf-8") + "and more\n", "utf-8")
    missing.unlink()
    obsolete.touch()
    readme.write_text(readme.read_text("utf-8").replace("| HIGH |", "| LOW |"), "utf-8")
    functions.write_text(functions.read_text("utf-8").replace("| `merge` |", "| `purge` |"), "utf-8")
    done = generate(copy, "--check", "--no-scan")
    named = {line.removeprefix("stale: ") for line in done.stderr.splitlines()}
    pages = {path.relative_to(copy).as_posix() for path in (stale, missing, obsolete, functions)}
    assert (done.status, done.stdout, named) == (1, "", {"README.md", *pages})
    assert generate(copy, "--no-scan").status == 0
    assert {path: path.read_text("utf-8") for path in fresh} == fresh
    assert not obsolete.exists()


def test_what_another_checkov_printed_is_not_compared(copy: Path) -> None:
    page = copy / "docs" / "comparison.md"
    page.write_text(re.sub(r"with Checkov \S+ and", "with Checkov 3.0.0 and", page.read_text("utf-8")), "utf-8")
    done = generate(copy, "--check")
    assert done.status == 0
    assert done.stderr.startswith("not compared: what Checkov 3.0.0 and cloudsplaining ")


def test_a_readme_without_its_markers_is_refused(copy: Path) -> None:
    readme = copy / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("<!-- end of rules -->", ""), "utf-8")
    assert "README.md has no markers" in generate(copy, "--no-scan").stderr


# --- links -------------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ +(.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = prose(page)
    for target in re.findall(r"\]\(<?([^)>]+)>?\)", text):
        if not target.startswith(("https://", "mailto:")):
            file, _, anchor = target.partition("#")
            path = (page.parent / file).resolve() if file else page
            assert path.exists(), f"{page.name} links to {target}"
            assert REPOSITORY in (path, *path.parents), f"{page.name} links out of the repository: {target}"
            assert not anchor or anchor in anchors(path), f"{page.name} links to {target}"


def test_every_reference_is_defined_and_every_definition_used() -> None:
    text = prose(SEMANTICS)
    defined = re.findall(r"^\[([^]]+)\]: https://\S+$", text, re.MULTILINE)
    used = re.findall(r"(?<!\])\[([a-z-]+)\](?![(:\[])|\]\[([a-z-]+)\]", text)
    assert {one or other for one, other in used} == set(defined)
    assert len(defined) == len(set(defined))


@pytest.mark.parametrize("page", [page for page in PAGES if DOCS in page.parents or page.name == "README.md"], ids=str)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    """`engine/classes/reach.py`, `tests/spec`, `docs/generate.py`: from the top, or from the pack."""
    for name in re.findall(r"`((?:engine|dialects|rules|adapters|checks|docs|fixtures|tests)/[\w./-]+)`", prose(page)):
        places = (REPOSITORY / name, CHECKS / "roletrust" / name)
        assert any(place.exists() for place in places), f"{page.name} names {name}"


# --- snippets ----------------------------------------------------------------------------------------------------
# Those with their output are run whenever the pages are made (docs/console.py, tests/command/test_command_page.py),
# those of using.md, pipelines.md, opa.md and config-rule.md by tests of their own, the rules' by tests/rules; of the
# others the commands exist.


SNIPPET = re.compile(r"^ *```(?:sh|console|yaml)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(
    r"(?:^|[ (/])roletrust (?:--redact )?(?P<name>[a-z][a-z-]*)(?=\s|$)(?P<rest>[^|&;>#\n]*)", re.MULTILINE
)


def shown(pattern: re.Pattern[str]) -> list[tuple[str, str, str]]:
    """The page, the name and what follows, of all that `pattern` finds in snippets; a line that goes on is one."""
    texts = ((page, each) for page in PAGES for each in SNIPPET.findall(page.read_text("utf-8")))
    found = ((page, hit) for page, text in texts for hit in pattern.finditer(re.sub(r"\\\n *", "", text)))
    return [(page.name, hit["name"], hit["rest"]) for page, hit in found]


def test_every_command_and_option_in_a_snippet_is_there() -> None:
    told = shown(COMMAND)
    assert len(told) >= 35
    for page, name, rest in told:
        assert name in COMMANDS, f"{page}: roletrust {name}"
        command = app.get_command(Context(app), name)
        assert command
        options = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        assert set(re.findall(r"(?<= )--[a-z-]+", rest)) <= options, f"{page}: roletrust {name}{rest}"


def test_every_target_in_a_snippet_is_there() -> None:
    (targets,) = re.findall(r"^\.PHONY: (.*)$", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE)
    told = shown(re.compile(r"^make (?P<name>[a-z-]+)(?P<rest>)", re.MULTILINE))
    assert len(told) >= 4
    assert {name for _, name, _ in told} <= set(targets.split())


def test_the_example_of_the_readme_is_the_one_that_is_scanned() -> None:
    (example,) = re.findall(
        r"^```hcl\n(.*?)^```$", (REPOSITORY / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert example in (PROJECTS / "vendor-access" / "first-attempt" / "main.tf").read_text("utf-8")


# --- semantics ---------------------------------------------------------------------------------------------------


@cache
def decisions() -> dict[str, list[Json]]:
    files = (REPOSITORY / "fixtures" / "decisions").glob("*.jsonl")
    return {file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in files}


@cache
def names_of_tests(file: str) -> set[str]:
    tree = ast.parse((REPOSITORY / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def claims() -> list[list[str]]:
    of_iam = [cells for first in ("Claim", "Case", "Said") for cells in rows(SEMANTICS, first)]
    return [*of_iam, *rows(ASSURANCE, "Where")]


@pytest.mark.parametrize("claim", claims(), ids=lambda cells: cells[0][:60])
def test_every_claim_has_tests_that_exist(claim: list[str]) -> None:
    named = re.findall(r"`([^`]+)`", claim[-1])
    assert named, "a claim without a test"
    for name in named:
        if name.startswith("tests/"):
            file, _, test = name.partition("::")
            assert test in names_of_tests(file), f"{file} has no {test}"
        else:
            topic, _, why = name.partition(": ")
            assert any(case["why"].startswith(why) for case in decisions()[topic]), f"no case of {topic}: {why}"


def test_every_dead_end_of_the_engine_is_argued_and_has_its_tests() -> None:
    engine = CHECKS / "roletrust" / "engine"
    marked = {path for path in engine.rglob("*.py") if "INVARIANT (dead end)" in path.read_text("utf-8")}
    assert {engine / cells[0].partition("`")[2].partition("`")[0] for cells in rows(ASSURANCE, "Where")} == marked
    rooms = [path for room in ("classes", "decision", "questions", "roles") for path in (engine / room).glob("*.py")]
    saying = {path for path in rooms if re.search(r"\bNOBODY\b", path.read_text("utf-8"))}
    asking = {engine / "questions" / "expectation.py"}  # what it asks is conjunction.py's question, each time
    assert saying - asking <= marked


def test_every_file_of_decisions_stands_behind_some_claim() -> None:
    named = re.findall(r"`([\w-]+): ", " ".join(cells[-1] for cells in claims()))
    assert set(named) == set(decisions())


def test_every_section_that_a_case_names_is_there() -> None:
    headings = re.findall(r"^##+ ([\d.]+)\.? ", SEMANTICS.read_text("utf-8"), re.MULTILINE)
    sections = {heading.rstrip(".") for heading in headings}
    for case in (case for cases in decisions().values() for case in cases):
        named = re.findall(r"\d+(?:\.\d+)?", case["source"].partition(";")[0])
        assert named, case["source"]
        assert all(name in sections or name.partition(".")[0] in sections for name in named), case["source"]


def test_every_heading_that_the_code_names_is_there() -> None:
    text = SEMANTICS.read_text("utf-8")
    named: set[str] = set()
    for path in (CHECKS / "roletrust").rglob("*.py"):
        code = " ".join(path.read_text("utf-8").split())
        named |= set(re.findall(r'docs/semantics\.md, "([^"]+)"', code))
        named |= {f"{number}. " for number in re.findall(r"docs/semantics\.md section (\d+)", code)}
    assert named
    for heading in named:
        assert re.search(rf"^##+ .*{re.escape(heading)}", text, re.MULTILINE), heading


SETTLED = {"aws:principalservicename": (Kind.SERVICE, "always")}  # by who calls, before any key is asked for


def test_the_table_of_keys_is_the_engines() -> None:
    """A key has no row by default: whoever adds one says of each kind of caller whether it carries the key."""
    told = {cells[0].strip("`").lower(): tuple(cells[1:6]) for cells in rows(SEMANTICS, "Key")}
    asked = {key: key for key in KEYS} | {f"{tag}…": f"{tag}x" for tag in TAGS}
    asked |= {"saml:aud": "saml:aud", "saml:…": "saml:sub"}
    asked |= {"<oidc issuer>:…": "issuer.example:sub", "any other": "example:key"}
    found = {name: {kind: presence(key, kind).value for kind in Kind} for name, key in asked.items()}
    found |= {name: {**found[name], kind: value} for name, (kind, value) in SETTLED.items()}
    columns = (Kind.USER, Kind.ROLE_SESSION, Kind.SERVICE, Kind.SAML, Kind.OIDC)
    assert told == {name: tuple(each[kind] for kind in columns) for name, each in found.items()}


def test_keys_that_hang_together_are_the_engines() -> None:
    told = {
        frozenset((cells[0].strip("`").lower(), other.lower()))
        for cells in rows(SEMANTICS, "Key")
        for other in re.findall(r"`([^`]+)`", cells[6])
    }
    assert told == {*map(frozenset, HANGING), frozenset((TAG_KEYS, f"{REQUEST_TAG}…"))}


# --- callers -----------------------------------------------------------------------------------------------------


def test_every_block_that_calls_has_its_place_on_a_page() -> None:
    """Whoever teaches the pack to read a caller writes down what is read of it."""
    told = "".join((DOCS / page).read_text("utf-8") for page in ("callers.md", "landscape.md", "handed.md"))
    read = {*RESOURCES, *(kind for _, kind in FIELDS)} - set(KINDS)
    assert [kind for kind in sorted(read) if not re.search(rf"`{kind}`", told)] == []


def asked_for(reader: str) -> set[str]:
    return {kind for kind, its in RESOURCES.items() if its == reader}


def test_checkov_is_asked_for_every_block_that_is_read_as_a_caller() -> None:
    """Of a reader that is not in both, no scan tells anything."""
    assert asked_for("terraform_callers") | {EDGE[0]} == {*CALLING}
    assert asked_for("template_callers") == READ


# --- architecture ------------------------------------------------------------------------------------------------


GLOSSARY = DOCS / "GLOSSARY.md"
TERM = re.compile(r"^- \*\*([\w -]+)\*\*: .*?\[`(\w+)`\]\(([\w./]+)\)$", re.MULTILINE | re.DOTALL)


def test_the_words_of_the_glossary_are_in_their_order() -> None:
    terms = [term for term, _, _ in TERM.findall(GLOSSARY.read_text("utf-8"))]
    assert len(terms) == GLOSSARY.read_text("utf-8").count("\n- ") >= 30
    assert terms == sorted(set(terms))


@pytest.mark.parametrize(("term", "name", "module"), TERM.findall(GLOSSARY.read_text("utf-8")))
def test_a_word_of_the_glossary_is_defined_where_it_leads_to(term: str, name: str, module: str) -> None:
    defined = set()
    for node in ast.parse((DOCS / module).read_text("utf-8")).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            defined.add(node.name)
        elif isinstance(node, ast.Assign):
            defined |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    assert name in defined


def test_the_bounds_are_the_engines() -> None:
    told = {cells[0].strip("`"): int(cells[1].replace(",", "")) for cells in rows(ARCHITECTURE, "Bound")}
    engine = {name: value for name, value in vars(bounds).items() if name.isupper()}
    others = {
        "variants.MOST": variants.MOST,
        "choosing.CHOICES_IN_ONE_VALUE": choosing.CHOICES_IN_ONE_VALUE,
        "policy.MOST_VALUES": policy.MOST_VALUES,
        "blast_radius.HOPS": blast_radius.HOPS,
        "blast_radius.ASKED": blast_radius.ASKED,
        "permissions.CONDITIONS": permissions.CONDITIONS,
        "repair.MOST": repair.MOST,
        "repair.ROUNDS": repair.ROUNDS,
        "repair.NAMED": repair.NAMED,
        "repair.MOST_VARIANTS": repair.MOST_VARIANTS,
    }
    assert told == {**engine, **others}

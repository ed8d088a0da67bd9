"""The house rules: what may import what, what may stand where, and how long it may get."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from roletrust.rules import catalog
from roletrust.rules.rule import AnyRule
from running import CHECKS, REPOSITORY, project_files

PACK = CHECKS / "roletrust"
DOOR = PACK / "door" / "roletrust_checks.py"
LAYERS = (
    "engine",
    "proof",
    "dialects",
    "rules",
    "telling",
    "reading",
    "diagnosis",
    "fixing",
    "opa",
    "config_rule",
    "drawing",
    "replying",
    "fleet",
    "page",
    "command",
    "adapters",
    "certify",
)
MODULES = sorted(path for layer in LAYERS for path in (PACK / layer).rglob("*.py"))

MAY_IMPORT = {
    "engine": {"engine"},
    "dialects": {"engine", "dialects"},
    "rules": {"engine", "rules"},
    "telling": {"engine", "dialects", "rules", "telling"},
    "reading": {"engine", "dialects", "rules", "telling", "reading"},
    "diagnosis": {"engine", "dialects", "rules", "telling", "reading", "diagnosis"},
    "fixing": {"engine", "dialects", "rules", "telling", "reading", "fixing"},
    "opa": {"engine", "opa"},
    "config_rule": {"engine", "dialects", "rules", "telling", "reading", "config_rule"},
    "replying": {"engine", "dialects", "rules", "telling", "reading", "diagnosis", "fixing", "replying"},
    "drawing": {"engine", "dialects", "rules", "telling", "reading", "drawing"},
    "fleet": {"engine", "rules", "telling", "reading", "replying", "drawing", "fleet"},
    "page": {"engine", "reading", "diagnosis", "fixing", "rules", "replying", "page"},
    "command": {
        "engine",
        "dialects",
        "rules",
        "telling",
        "reading",
        "diagnosis",
        "fixing",
        "replying",
        "drawing",
        "fleet",
        "opa",
        "config_rule",
        "command",
    },
    "adapters": {"engine", "dialects", "rules", "telling", "reading", "adapters"},
    "proof": {"proof", "engine"},
    "certify": {"engine", "dialects", "rules", "proof", "certify"},
}
THIRD_PARTIES: dict[str, set[str]] = {layer: set() for layer in LAYERS}
THIRD_PARTIES |= {
    "reading": {"yaml"},
    "diagnosis": {"yaml"},
    "fixing": {"yaml"},
    "config_rule": {"boto3", "botocore"},
    "command": {"click", "yaml"},
    "adapters": {"checkov", "packaging", "yaml"},  # Checkov brings `packaging` along
}

# Who else needs none of it.
ALONE = {
    "command/language_server.py": {"lsprotocol", "pygls"},
    "fleet/columns.py": {"pyarrow"},
    "fleet/remote.py": {"fsspec"},
    "fleet/spark_job.py": {"pyarrow", "pyspark"},
}

# Non-blank lines: a file ends where its subject ends, and past this many it has two.  One that needs more stands in
# `LARGER`, with the sentence that says why.  How tangled a function may be is held by ruff (complexity, 12).
BUDGETS = {**dict.fromkeys(LAYERS, 400), "a rule": 120}
DOOR_BUDGET = 140
FUNCTION_BUDGET = 40
LARGER = {
    "engine/questions/trust.py": (
        420,
        "every question that is asked of a policy, each in a few lines, and its answer kept",
    ),
    "dialects/hcl/syntax/expressions.py": (440, "one parser, of all of HCL's expressions"),
}
LONGER: dict[str, tuple[int, str]] = {}


def named(path: Path) -> str:
    return path.relative_to(PACK if PACK in path.parents else REPOSITORY).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Every module that `path` imports, wherever in the file it does."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{named(path)} imports relatively: in a walked directory that fails"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names if is_module(node.module, alias.name))


def is_module(package: str | None, name: str) -> bool:
    return (CHECKS / str(package).replace(".", os.sep) / f"{name}.py").is_file()


def is_rule(path: Path) -> bool:
    return path.parent.name == "rules" and bool(re.search(r"^RULE = ", path.read_text("utf-8"), re.MULTILINE))


def non_blank(path: Path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


# --- who imports whom --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_imports_point_inwards(path: Path) -> None:
    layer = path.relative_to(PACK).parts[0]
    allowed = THIRD_PARTIES[layer] | ({"yaml"} if named(path).startswith("dialects/hcl") else set())
    allowed |= ALONE.get(named(path), set())
    for module in imports(path):
        top, _, rest = module.partition(".")
        if module == "roletrust" and layer in ("adapters", "command", "fleet", "page"):
            continue  # the version, the oldest Checkov, and where the package is
        if top == "roletrust":
            assert rest.partition(".")[0] in MAY_IMPORT[layer], f"{layer} must not import {module}"
        else:
            assert top in sys.stdlib_module_names or top in allowed, f"{layer} must not import {module}"


def dotted(path: Path) -> str:
    return f"roletrust.{named(path).removesuffix('.py').replace('/', '.')}"


def in_circles(ahead: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left of the arrows when all that lead nowhere are gone, again and again."""
    while leaves := {name for name, every in ahead.items() if not every & ahead.keys()}:
        ahead = {name: every for name, every in ahead.items() if name not in leaves}
    return ahead


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Not for the sake of their types either: what is one subject is one file."""
    assert in_circles({dotted(path): set(imports(path)) for path in MODULES}) == {}


@pytest.mark.parametrize("layer", ["engine", "rules", "dialects.hcl"])
def test_no_rooms_of_a_layer_import_each_other_in_a_circle(layer: str) -> None:
    ahead: dict[str, set[str]] = {}
    for path in MODULES:
        name, _, module = dotted(path).removeprefix(f"roletrust.{layer}.").partition(".")
        if dotted(path).startswith(f"roletrust.{layer}.") and module:
            rooms = {each.removeprefix(f"roletrust.{layer}.").partition(".")[0] for each in imports(path)}
            ahead.setdefault(name, set()).update(rooms - {name})
    assert in_circles(ahead) == {}


@pytest.mark.parametrize("path", sorted((PACK / "proof").glob("*.py")), ids=named)
def test_the_proofs_share_nothing_with_the_engine_but_the_policys_data(path: Path) -> None:
    """Solvers judge the engine: what they read is made from the policy and docs/semantics.md alone."""
    data = {"roletrust.engine.policy.document", "roletrust.engine.text"}
    ours = {module for module in imports(path) if module.startswith("roletrust.")}
    assert {module for module in ours if not module.startswith("roletrust.proof.")} <= data


def test_the_specification_imports_nothing_of_what_it_specifies() -> None:
    for module in imports(REPOSITORY / "tests" / "spec" / "trust_spec.py"):
        assert module.partition(".")[0] in sys.stdlib_module_names, module


# --- what stands where -------------------------------------------------------------------------------------------


def entries(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != "__pycache__"}


def test_one_door() -> None:
    """Checkov executes every module beside an `__init__.py`, under its bare name, in every process."""
    assert entries(CHECKS) == {"roletrust"}
    assert entries(PACK) == {"__init__.py", "door", *LAYERS}
    assert entries(DOOR.parent) == {"__init__.py", DOOR.name}


def test_no_other_package() -> None:
    found = {path for path in project_files() if path.name == "__init__.py"}
    assert found == {PACK / "__init__.py", DOOR.with_name("__init__.py")}


def test_python_only_under_checks_but_for_what_runs_in_a_browser() -> None:
    found = {path for path in project_files() if CHECKS in path.parents and path.suffix != ".py"}
    assert {path.parent for path in found} == {PACK / "page" / "browser"}


def test_no_yaml_and_no_json_in_the_repository() -> None:
    """By `--external-checks-git` Checkov reads each as a check: a list is an error line, `!Sub` ends the scan.

    Two stand where their hosts look for them, and nowhere else: they cost such a scan two lines of its log.
    """
    hosts = {REPOSITORY / "action.yml", REPOSITORY / ".pre-commit-hooks.yaml"}
    assert {path for path in project_files() if path.suffix in {".yaml", ".yml", ".json"}} == hosts


def test_the_top_level() -> None:
    allowed = {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Dockerfile",
        "LICENSE",
        "Makefile",
        "NOTICE",
        "README.md",
        "action.yml",
        "checks",
        "docs",
        "fixtures",
        "page",
        "pyproject.toml",
        "tests",
    }
    found = {path.relative_to(REPOSITORY).parts[0] for path in project_files()}
    assert {name for name in found if not name.startswith(".")} <= allowed


def names_of_checkov_and_its_dependencies() -> set[str]:
    """The top-level modules that a scan may import at any time."""
    wanted, seen = ["checkov"], set()
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name not in seen:
            seen.add(name)
            wanted += [re.match(r"[\w.-]+", each)[0] for each in requirements(name)]  # type: ignore[index]
    owners = importlib.metadata.packages_distributions()
    return {
        module for module, dists in owners.items() if seen & {re.sub(r"[-_.]+", "-", each).lower() for each in dists}
    }


def requirements(distribution: str) -> list[str]:
    try:
        return [each for each in importlib.metadata.requires(distribution) or [] if "extra ==" not in each]
    except importlib.metadata.PackageNotFoundError:  # of another platform or Python
        return []


def test_no_module_hides_another() -> None:
    """Checkov puts every folder that it walks at the front of `sys.path`, and it walks a clone from the top."""
    likely = {"ansible", "boto3", "github", "gitlab", "google", "kubernetes", "pytest"}  # what packs beside ours import
    taken = set(sys.stdlib_module_names) | names_of_checkov_and_its_dependencies() | likely
    assert "hcl2" in taken
    ours = {path.stem: path for path in project_files() if path.suffix == ".py" and path.name != "__init__.py"}
    assert {stem: path for stem, path in ours.items() if stem in taken} == {}


# --- what it says, and where -------------------------------------------------------------------------------------


OF_CHECKS = [path for path in MODULES if path.parent.name != "command"]  # a command's answer is what stdout carries


@pytest.mark.parametrize("path", [DOOR, PACK / "__init__.py", *OF_CHECKS], ids=named)
def test_stdout_is_the_reports(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "stdout" not in text.replace("stdout carries", "")
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            assert {ast.unparse(each) for each in node.keywords if each.arg == "file"} == {"file=sys.stderr"}
    assert "basicConfig" not in text


@pytest.mark.parametrize("path", [DOOR, PACK / "__init__.py", *MODULES], ids=named)
def test_a_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))


def given(path: Path) -> Iterator[str]:
    """Each name that the module gives, as often as it does."""
    for node in tree_of(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                names = (each for each in ast.walk(target) if isinstance(each, ast.Name))
                yield from (each.id for each in names if isinstance(each.ctx, ast.Store))


def test_no_module_gives_a_name_to_two_things() -> None:
    """What stands above the second has it, too, where a function is called: a test then asks something else."""
    every = (DOOR, *MODULES, *sorted((REPOSITORY / "tests").rglob("*.py")))
    found = ((named(path), name, times) for path in every for name, times in Counter(given(path)).items())
    assert [(file, name) for file, name, times in found if times > 1] == []


# --- the catalog -------------------------------------------------------------------------------------------------


def test_every_rule_is_in_the_catalog() -> None:
    """A rule is a module in rules/ with a `RULE`; file, name, fixture page and docs page are called the same."""
    files = {
        path.stem for path in (PACK / "rules").glob("*.py") if re.search(r"^RULE = ", path.read_text(), re.MULTILINE)
    }
    assert files == {rule.name.replace("-", "_") for rule in catalog.EVERY}


def test_ids_and_names_are_each_ones_own() -> None:
    rules = catalog.EVERY
    assert len({rule.id for rule in rules}) == len({rule.name for rule in rules}) == len(rules)
    numbers = [int(rule.id.removeprefix("CKV_TRUST_")) for rule in rules]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("rule", catalog.EVERY, ids=lambda rule: rule.name)
def test_a_rule_has_its_pages(rule: AnyRule) -> None:
    assert (REPOSITORY / "fixtures" / "rules" / f"{rule.name}.md").is_file()
    assert (REPOSITORY / "docs" / "rules" / f"{rule.name}.md").is_file()


# --- how long it may get -----------------------------------------------------------------------------------------


def test_the_door_is_small() -> None:
    assert non_blank(DOOR) <= DOOR_BUDGET


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_file_fits_on_a_desk(path: Path) -> None:
    budget = BUDGETS["a rule" if is_rule(path) else path.relative_to(PACK).parts[0]]
    allowed, why = LARGER.get(named(path), (budget, "it fits"))
    assert non_blank(path) <= allowed, f"{named(path)}: split it, or say in LARGER why not"
    assert why
    assert named(path) not in LARGER or non_blank(path) > budget, f"{named(path)} fits now: take it out of LARGER"


@pytest.mark.parametrize("path", [DOOR, *MODULES], ids=named)
def test_a_function_fits_in_a_head(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            allowed, why = LONGER.get(f"{named(path)}:{node.name}", (FUNCTION_BUDGET, "it fits"))
            assert length <= allowed, f"{node.name} in {named(path)}: split it, or say in LONGER why not"
            assert why

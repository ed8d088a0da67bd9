"""Every snippet of docs/using.md, as far as it can run here: through a shell, with Checkov and git for real.

`terraform` and `docker` are stood in for: by a script that prints a plan, and by one that runs Checkov with the
mounted directories in place of where they would be mounted.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from checkov.common.util.ext_argument_parser import ExtArgumentParser

from dialects import tellings
from roletrust.reading import configuration
from roletrust.reading.configuration_file import FALSE, KEYS, TRUE
from roletrust.rules.catalog import EVERY
from roletrust.rules.rule import SEVERITIES
from running import CHECKS, REPOSITORY, Run, checkov_script, project_files, run, trouble
from scanning import terraform, write

Json = dict[str, Any]
PAGE = REPOSITORY / "docs" / "using.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = {
    section.partition("\n")[0]: section for section in re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
}
VENDOR = "123456789012"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": VENDOR}, "Action": "sts:AssumeRole"}],
}
UNSET = """\
variable "partner" {}

resource "aws_iam_role" "unset" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "${var.partner}" }, Action = "sts:AssumeRole" }]
  })
}
"""
# As they stood in bridgecrewio/checkov-action (action.yml, August 2026), bridgecrewio/checkov-vscode (package.json,
# October 2024) and pre-commit's documentation of a hook.
ACTION = {"directory", "external_checks_dirs", "check", "output_format", "output_file_path"}
EDITOR = {"checkov.externalChecksDir", "checkov.checkovVersion"}
HOOK = {"id", "language_version", "files", "args"}


def fences(section: str, language: str) -> list[str]:
    return [text for named, text in FENCE.findall(SECTIONS[section]) if named == language]


def only(section: str, language: str) -> str:
    (text,) = fences(section, language)
    return text


SCRIPTS = [(section, text) for section in SECTIONS for text in fences(section, "sh")]

# --- a world to run them in --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the repository is kept: the work tree as it would be committed, committed."""
    here = tmp_path_factory.mktemp("origin") / "roletrust"
    for path in project_files():
        copy = here / path.relative_to(REPOSITORY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "as it is"]):
        done = run(["git", *who, *words], here)
        assert done.status == 0, done.stderr
    return here


@pytest.fixture
def world(tmp_path: Path, origin: Path) -> Path:
    """A home with the clone, a project with two roles, and the tools on the path.  Returns the project."""
    project, tools = tmp_path / "project", tmp_path / "tools"
    write(
        tmp_path,
        {
            ".gitconfig": f'[url "file://{origin}"]\n\tinsteadOf = https://git.example.com/security/roletrust.git\n',
            "project/infra/main.tf": tellings.jsonencode(POLICY),
            "project/infra/unset.tf": UNSET,
            "project/prod.tfvars": f'partner = "{VENDOR}"\n',
            "tools/checkov": CHECKOV,
            "tools/docker": DOCKER,
            "tools/terraform": TERRAFORM,
            "plan": tellings.plan(POLICY),
        },
    )
    for copy in (tmp_path / "roletrust", project / "roletrust"):
        copy.mkdir()
        (copy / "checks").symlink_to(CHECKS)
    for tool in tools.iterdir():
        tool.chmod(0o755)
    return project


# Checkov for real, spared what it would fetch from the network, and the frameworks that the call is not about.
CHECKOV = f"""\
#!/bin/sh
case "$*" in *tfplan*) one=terraform_plan ;; *accepted-yaml*) one=cloudformation ;; *) one=terraform ;; esac
set -- "$@" --framework $one
exec "{sys.executable}" "{checkov_script()}" "$@" --skip-download
"""
TERRAFORM = '#!/bin/sh\ncase "$1" in show) cat "$HOME/plan" ;; esac\n'
DOCKER = f"""\
#!{sys.executable}
import os, sys
words, mounts, rest = sys.argv[1:], {{}}, []
while words:
    word = words.pop(0)
    if word == "-v":
        host, inside = words.pop(0).split(":")[:2]
        mounts[inside] = host
    else:
        rest.append(word)
assert rest[:3] == ["run", "--rm", "bridgecrew/checkov"], rest
os.execvp("checkov", ["checkov", *(mounts.get(word, word) for word in rest[3:])])
"""


def shell(script: str, project: Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> Run:
    home = project.parent
    path = f"{home / 'tools'}{os.pathsep}{os.path.dirname(sys.executable)}{os.pathsep}{os.environ['PATH']}"
    return run(["sh", "-c", script], cwd or project, {"HOME": str(home), "PATH": path, **(env or {})})


def assert_heard(done: Run) -> None:
    """The pack spoke, and nothing went wrong on the way."""
    assert "CKV_TRUST_" in done.stdout, done.stdout + done.stderr
    for word in ("Traceback", "not found", "unrecognized", "ERROR", "No such file"):
        assert word not in trouble(done.stderr), done.stderr


# --- the command line --------------------------------------------------------------------------------------------


def installed(project: Path) -> dict[str, str]:
    """An environment in which the package is importable, as it is from a wheel."""
    site = project.parent / "site"
    shutil.copytree(CHECKS / "roletrust", site / "roletrust", ignore=shutil.ignore_patterns("__pycache__"))
    return {"PYTHONPATH": str(site)}


@pytest.mark.parametrize(("section", "script"), SCRIPTS, ids=[f"{section}: {text[:40]}" for section, text in SCRIPTS])
def test_a_script_runs_and_the_pack_is_heard(section: str, script: str, world: Path, origin: Path) -> None:
    env = {"COMMIT": run(["git", "rev-parse", "HEAD"], origin).stdout.strip()}
    if "__path__" in script:
        env |= installed(world)
    done = shell(script, world, env)
    assert_heard(done)
    if section != "Baselines":
        assert "CKV_TRUST_1" in done.stdout
        assert VENDOR in done.stdout


def test_a_variable_file_decides_what_is_open(world: Path) -> None:
    without, given = (shell(text, world) for text in fences("Command line", "sh")[1:3])
    assert "CKV_TRUST_90" in without.stdout
    failed = re.findall(r"Check: (\w+):.*\n\tFAILED for resource: (\S+)", given.stdout)
    assert ("CKV_TRUST_1", "aws_iam_role.unset") in failed
    assert "CKV_TRUST_90" not in {rule for rule, _ in failed}


def test_an_environment_variable_does_too(world: Path) -> None:
    without, given = (shell(fences("Command line", "sh")[1], world, env) for env in ({}, {"TF_VAR_partner": VENDOR}))
    assert "depends on var.partner" in without.stdout
    assert "depends on var.partner" not in given.stdout
    assert re.search(r"CKV_TRUST_1: .*\n\tFAILED for resource: aws_iam_role.unset", given.stdout)


def test_a_module_outside_of_the_scanned_directory_is_read_where_it_is_called(world: Path) -> None:
    call = f'module "r" {{\n  source  = "../modules/r"\n  partner = "{VENDOR}"\n}}\n'
    write(world, {"live/main.tf": call, "modules/r/main.tf": UNSET})
    script = "checkov --external-checks-dir ~/roletrust/checks --check 'CKV_TRUST_*' --quiet --compact -d "
    for directory in ("live", "."):
        assert f"account {VENDOR} gets in" in shell(script + directory, world).stdout


# --- settings of other tools -------------------------------------------------------------------------------------


def options() -> set[str]:
    """The long options of Checkov."""
    parser = ExtArgumentParser(prog="checkov")
    parser.add_parser_args()
    return {name.removeprefix("--") for action in parser._actions for name in action.option_strings}


def test_checkovs_own_settings_file(world: Path) -> None:
    text = only(".checkov.yaml", "yaml")
    assert set(yaml.safe_load(text)) <= options()
    write(world, {".checkov.yaml": text})
    done = shell("checkov -d infra", world)
    assert_heard(done)
    assert "CKV_AWS" not in done.stdout
    assert done.status == 1
    assert "CKV_TRUST_1" in done.stdout


def test_github_actions(world: Path) -> None:
    """The action hands each input to the option of the same name; a comma separates values."""
    steps = yaml.safe_load(only("GitHub Actions", "yaml"))["jobs"]["roletrust"]["steps"]
    (inputs,) = (step["with"] for step in steps if step["uses"].startswith("bridgecrewio/checkov-action@"))
    assert set(inputs) <= ACTION
    (checkout,) = (step["with"] for step in steps if "repository" in step.get("with", {}))
    assert inputs["external_checks_dirs"].startswith(f"{checkout['path']}/")
    words = ["checkov", "--directory", inputs["directory"], "--check", inputs["check"]]
    words += ["--external-checks-dir", inputs["external_checks_dirs"], "--output-file-path", inputs["output_file_path"]]
    words += [word for form in inputs["output_format"].split(",") for word in ("-o", form)]
    assert_heard(shell(shlex.join(words), world))
    (upload,) = (step["with"] for step in steps if "upload-sarif" in step["uses"])
    report = json.loads((world / upload["sarif_file"]).read_text("utf-8"))
    assert "CKV_TRUST_1" in {result["ruleId"] for result in report["runs"][0]["results"]}


def test_gitlab(world: Path) -> None:
    job = yaml.safe_load(only("GitLab CI", "yaml"))["roletrust"]
    assert set(job) <= {"image", "script", "artifacts"}
    done = shell("\n".join(job["script"]), world)
    assert_heard(done)
    report = json.loads((world / job["artifacts"]["reports"]["sast"]).read_text("utf-8"))
    assert "CKV_TRUST_1" in {each["identifiers"][0]["name"] for each in report["vulnerabilities"]}


def test_pre_commit(world: Path) -> None:
    (repository,) = yaml.safe_load(only("pre-commit", "yaml"))["repos"]
    (hook,) = repository["hooks"]
    assert (set(repository), set(hook), hook["id"]) == ({"repo", "rev", "hooks"}, HOOK, "checkov")
    names = {"main.tf": True, "role.template": True, "stack.yml": True, "README.md": False, "main.tf.bak": False}
    assert {name: bool(re.search(hook["files"], name)) for name in names} == names
    done = shell(shlex.join(["checkov", "-d", ".", *hook["args"]]), world)  # the hook's entry, and its args
    assert_heard(done)
    assert done.status == 1
    assert "roletrust/" not in done.stdout.replace(f"{world}", "")


def test_vs_code(world: Path) -> None:
    settings = json.loads(only("VS Code", "json"))
    assert set(settings) <= EDITOR
    assert settings["checkov.externalChecksDir"].endswith("/roletrust/checks")
    done = shell(only("VS Code", "sh"), world)
    assert done.status == 0
    assert {each["check_id"] for each in done.records("failed")} == {"CKV_TRUST_1", "CKV_TRUST_2"}


def test_docker_mounts_what_it_names() -> None:
    words = shlex.split(only("Docker", "sh"))
    mounts = dict(words[at + 1].removesuffix(":ro").split(":") for at, word in enumerate(words) if word == "-v")
    assert set(mounts.values()) == {words[words.index(flag) + 1] for flag in ("-d", "--external-checks-dir")}


# --- accepting, failing, knowing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "file"), [("hcl", "main.tf"), ("yaml", "role.yaml")])
def test_a_finding_is_accepted(language: str, file: str, world: Path) -> None:
    place = f"accepted-{language}"
    write(world / place, {file: only("Accepting a finding", language)})
    done = shell(f"checkov --external-checks-dir ~/roletrust/checks -d {place} --check 'CKV_TRUST_*' -o json", world)
    assert done.failed == set()
    (skipped,) = done.records("skipped")
    assert skipped["check_id"] == "CKV_TRUST_2"
    assert skipped["check_result"]["suppress_comment"].startswith("allow account-unpinned, ")


def test_a_comment_in_the_role_accepts_what_a_data_document_says(tmp_path: Path) -> None:
    comment = "{\n  #checkov:skip=CKV_TRUST_2:allow account-unpinned, and why\n  assume_role_policy"
    text = tellings.data_document(POLICY).replace("{\n  assume_role_policy", comment)
    scan = terraform(write(tmp_path, {"main.tf": text}))
    assert scan.skipped == {("2", "aws_iam_role.role")}
    assert scan.failed == {("1", "aws_iam_role.role")}


def test_what_fails_a_pipeline(world: Path) -> None:
    hard, soft = fences("Failing a pipeline", "sh")
    assert (shell(hard, world).status, shell(soft, world).status) == (1, 1)
    write(world, {"infra/main.tf": "", "infra/unset.tf": UNSET})
    assert shell(hard, world).status == 0, "what is undecided is LOW"
    write(world, {".roletrust.yaml": "rules:\n  CKV_TRUST_90: {severity: HIGH}\n"})
    assert shell(hard, world).status == 1


def test_a_baseline_leaves_what_is_new(world: Path) -> None:
    script = only("Baselines", "sh")
    done = shell(script, world)
    assert done.stdout.count("FAILED for resource") == 3, "the first of the two scans reports everything"
    again = shell(f"{script.splitlines()[1]} -o json", world)
    assert (again.status, again.failed) == (0, set())


def test_the_keys_of_the_result(tmp_path: Path) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", SECTIONS["Reading the result"], re.MULTILINE))
    report = terraform(write(tmp_path, {"main.tf": tellings.jsonencode(POLICY)})).report
    assert report.failed_checks and report.passed_checks
    for record in report.failed_checks:
        assert set(record.check_result) == told - {"module", "roles", "held", "caller", "others", "causes"}  # of others
    (of_a_pass,) = re.findall(r"^A pass has nothing of this but (.*)\.$", SECTIONS["Reading the result"], re.MULTILINE)
    for record in report.passed_checks:
        kept = set(record.check_result) - {"entity"}  # Checkov's own, of a graph check
        assert kept == set(re.findall(r"`(\w+)`", of_a_pass))


# --- our own settings --------------------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], configuration.Configuration]:
    """Reads a settings file."""
    monkeypatch.delenv(configuration.VARIABLE, raising=False)

    def read(text: str) -> configuration.Configuration:
        write(tmp_path, {configuration.FILE: text})
        return configuration.load(str(tmp_path))

    return read


Read = Callable[[str], configuration.Configuration]


def test_the_settings_of_the_page_are_understood_and_complete(settings: Read) -> None:
    text = only(".roletrust.yaml", "yaml")
    found = settings(text)
    assert not found.error
    assert set(yaml.safe_load(text)) == set(KEYS)
    assert found.own_accounts == {"987654321098"}
    assert found.own_organizations == {"o-a1b2c3d4e5"}
    assert found.trusted_accounts == {"210987654321": "our backup vendor"}
    assert found.data_exposure
    assert found.mfa_for_people
    assert {rule: (each.off, each.severity) for rule, each in found.rules.items()} == {
        "CKV_TRUST_7": (True, None),
        "CKV_TRUST_90": (False, "HIGH"),
    }


def test_the_names_of_the_page_are_understood(settings: Read) -> None:
    found = settings(only("Accounts by name", "yaml"))
    assert not found.error
    assert (len(found.own_names), found.trusted_names) == (4, {"var.auditor_role_arn": "our auditor"})
    assert not found.own_accounts


def told_settings() -> dict[str, str]:
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", SECTIONS[".roletrust.yaml"], re.MULTILINE))


def test_every_setting_is_told() -> None:
    assert list(told_settings()) == [*KEYS, "off", "severity"]


def test_every_word_of_a_setting_is_told() -> None:
    words = {name: re.findall(r"`(\w+)`", text) for name, text in told_settings().items()}
    assert set(words["off"]) == set(words["data_exposure"]) == set(words["mfa_for_people"]) == {*TRUE, *FALSE}
    assert words["severity"] == list(SEVERITIES)
    assert words["trusted_accounts"] == ["id", "name"]


def test_a_rule_may_be_named_by_id_and_by_name(settings: Read) -> None:
    for rule in EVERY:
        assert settings(f"rules: {{{rule.id}: off}}") == settings(f"rules: {{{rule.name}: off}}")


ENVIRONMENT = {"environ", "getenv"}


def test_every_environment_variable_that_is_read_is_told() -> None:
    read: set[str] = set()
    for path in CHECKS.rglob("*.py"):
        text = path.read_text("utf-8")
        read |= set(re.findall(r'"(ROLETRUST_[A-Z_]+|TF_VAR_)"', text))
        reads = [
            each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Attribute) and each.attr in ENVIRONMENT
        ]
        assert len(reads) <= 1, f"{path.name} reads the environment twice"
    assert set(re.findall(r"^\| `([A-Z_]+)…?` \|", SECTIONS["Environment variables"], re.MULTILINE)) == read

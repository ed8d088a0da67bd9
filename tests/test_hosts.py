"""What other hosts run: the GitHub Action, the hooks of pre-commit, and the templates that docs/pipelines.md shows."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from roletrust.command.app import COMMANDS
from running import CHECKS, PROJECTS, REPOSITORY

ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
PAGE = (REPOSITORY / "docs" / "pipelines.md").read_text("utf-8")
SHOWN = {
    found[1]: yaml.safe_load(found[2])
    for found in re.finditer(r"^## ([^\n]+)\n(?:(?!^## ).)*?```yaml\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)
}
GOOD = "7f9c2b1e-52d4-4b0c-9a55-6d1f0c3e8a27"


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A runner's temporary directory, in which `roletrust` is installed."""
    program = tmp_path / "roletrust" / "bin" / "roletrust"
    program.parent.mkdir(parents=True)
    code = "from roletrust.command.app import main; main()"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={CHECKS} exec {sys.executable} -c "{code}" "$@"\n')
    program.chmod(0o755)
    shutil.copytree(PROJECTS / "vendor-access", tmp_path / "work")
    return tmp_path


def bash(script: str, runner: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "RUNNER_TEMP": str(runner), "GITHUB_STEP_SUMMARY": str(runner / "summary.md"), **environment}
    env["PATH"] = f"{runner / 'roletrust' / 'bin'}:{env['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=runner / "work", env=env, capture_output=True, text=True, check=False)


def of_action(runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The step of the action that checks, with its inputs as GitHub fills them in."""
    step = ACTION["runs"]["steps"][1]
    given = {name: str(each["default"]) for name, each in ACTION["inputs"].items()} | inputs
    env = {}
    for name, written in step["env"].items():
        found = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", written)
        assert found, written
        env[name] = given[found[1]]
    return bash(step["run"], runner, **env)


def test_the_action_fails_by_what_it_finds_and_tells_it_three_times(runner: Path) -> None:
    done = of_action(runner, paths="first-attempt")
    assert done.returncode == 1, done.stderr
    assert "::error file=" in done.stdout
    assert json.loads((runner / "work" / "roletrust.sarif").read_text())["runs"][0]["results"]
    assert "CKV_TRUST_1 aws_iam_role.empty_operator" in (runner / "summary.md").read_text()


@pytest.mark.parametrize(
    ("inputs", "status"), [({"fail-on": "never"}, 0), ({"fail-on": "CRITICAL"}, 0), ({"fail-on": ""}, 1)]
)
def test_the_action_fails_from_the_severity_that_is_asked_for(
    runner: Path, inputs: dict[str, str], status: int
) -> None:
    assert of_action(runner, paths="first-attempt", **inputs).returncode == status


def test_the_action_passes_what_is_right(runner: Path) -> None:
    done = of_action(runner, paths="right")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_fails_for_an_external_id_that_is_not_there(runner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_ID", "")
    assert of_action(runner, paths="right", **{"external-id-names": "SOME_ID"}).returncode == 1
    monkeypatch.setenv("SOME_ID", GOOD)
    assert of_action(runner, paths="right", **{"external-id-names": "SOME_ID"}).returncode == 0


def test_what_the_page_gives_the_action_it_takes() -> None:
    (used,) = (each for each in SHOWN["GitHub Actions"]["jobs"]["trust"]["steps"] if "roletrust@" in each["uses"])
    assert set(used["with"]) <= set(ACTION["inputs"])


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_there_is(hook: dict[str, Any], runner: Path) -> None:
    program, command, *_ = shlex.split(hook["entry"])
    assert (program, hook["language"]) == ("roletrust", "python")
    assert command in COMMANDS
    assert re.search(hook["files"], "terraform/main.tf")
    words = [*shlex.split(hook["entry"]), *hook.get("args", ()), "first-attempt/main.tf"]
    done = bash(shlex.join(words), runner)
    assert done.returncode == 1, done.stderr


def test_the_editors_of_the_page_start_a_command_that_there_is() -> None:
    (settings,) = (json.loads(each) for each in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    (lua,) = re.findall(r"^  cmd = \{(.*)\},$", PAGE, re.MULTILINE)
    started = [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]]
    assert json.loads(f"[{lua}]") == started
    program, name, *words = started
    assert program == "roletrust"
    asked = import_module(f"roletrust.command.{COMMANDS[name][0]}").command
    assert asked.make_context(name, words).params["account"] == "210987654321"


def test_the_page_names_hooks_that_there_are() -> None:
    (repository,) = SHOWN["pre-commit"]["repos"]
    assert {each["id"] for each in repository["hooks"]} <= {each["id"] for each in HOOKS}


@pytest.mark.parametrize(
    ("value", "folder", "status"), [(GOOD, "right", 0), (GOOD, "first-attempt", 1), ("", "right", 1)]
)
def test_gitlabs_job_fails_where_it_has_to(runner: Path, value: str, folder: str, status: int) -> None:
    script = "\n".join(SHOWN["GitLab CI"]["roletrust"]["script"]).replace("check .", f"check {folder}")
    done = bash(script, runner, CROSS_ACCOUNT_EXTERNAL_ID=value)
    assert done.returncode == status, done.stderr
    report = runner / "work" / "gl-code-quality-report.json"
    assert report.exists() is (value != "")
    assert value == "" or bool(json.loads(report.read_text())) is (folder == "first-attempt")

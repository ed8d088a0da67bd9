"""What other hosts run: the GitHub Action, the hooks of pre-commit, and the templates that docs/pipelines.md shows."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from dialects import tellings
from roletrust.command.app import COMMANDS
from roletrust.replying.wording import in_cell
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
    return of_step("Check, compare, summarize", runner, {}, **inputs)


def of_step(name: str, runner: Path, context: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    """A step of the action by its name; `context`: what GitHub fills in beside the inputs."""
    (step,) = (each for each in ACTION["runs"]["steps"] if each["name"] == name)
    given = {f"inputs.{name}": str(each["default"]) for name, each in ACTION["inputs"].items()}
    given |= context | {f"inputs.{name}": value for name, value in inputs.items()}
    env = {
        name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: given[found[1]], written)
        for name, written in step["env"].items()
    }
    return bash(step["run"], runner, **env)


def test_the_action_fails_by_what_it_finds_and_tells_it_three_times(runner: Path) -> None:
    done = of_action(runner, paths="first-attempt")
    assert done.returncode == 1, done.stderr
    assert "::error file=" in done.stdout
    assert json.loads((runner / "work" / "roletrust.sarif").read_text())["runs"][0]["results"]
    told = (runner / "summary.md").read_text()
    assert (
        "| HIGH | CKV_TRUST_1 | `aws_iam_role.empty_operator` | `first-attempt/main.tf:16` | `External account" in told
    )


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


class GitHub(BaseHTTPRequestHandler):
    """As much of GitHub's API as comments on a pull request take."""

    comments: ClassVar[list[dict[str, Any]]] = []
    may_write: ClassVar[bool] = True

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        size, page = (int(asked[name][0]) for name in ("per_page", "page"))
        self.reply(200, self.comments[(page - 1) * size : page * size])

    def do_POST(self) -> None:
        number = len(self.comments)
        url = f"http://{self.headers['Host']}/repos/us/ours/issues/comments/{number}"
        self.written({"url": url, "user": {"type": "Bot"}}, new=True)

    def do_PATCH(self) -> None:
        self.written(self.comments[int(self.path.rpartition("/")[2])])

    def written(self, comment: dict[str, Any], new: bool = False) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.may_write or self.headers["Authorization"] != "Bearer secret":
            self.reply(403, {"message": "Resource not accessible by integration"})
            return
        comment.update(body)
        self.comments.extend([comment] if new else [])
        self.reply(201 if new else 200, comment)

    def reply(self, status: int, data: Any) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *arguments: Any) -> None:
        """Nothing."""


@pytest.fixture
def pull_request(runner: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What the action's step says when it runs for a pull request, whose base is the runner's work as it is now."""
    monkeypatch.setattr(GitHub, "comments", [])
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-C", str(runner / "work")]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "base"]):
        subprocess.run([*git, *words], check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), GitHub)
    Thread(target=server.serve_forever, daemon=True).start()
    context = {
        "github.action_path": str(REPOSITORY),
        "github.token": "secret",
        "github.api_url": f"http://127.0.0.1:{server.server_address[1]}",
        "github.repository": "us/ours",
        "github.event.number": "7",
    }

    def run() -> str:
        done = of_step("Comment on the pull request", runner, context, base="HEAD")
        assert done.returncode == 0, done.stderr
        return done.stdout

    yield run
    server.shutdown()
    server.server_close()


def test_the_action_keeps_one_comment_on_a_pull_request(runner: Path, pull_request: Callable[[], str]) -> None:
    pull_request()
    assert GitHub.comments == []  # nothing changes: nothing is said
    stranger = {"url": "theirs", "user": {"type": "User"}, "body": "<!-- roletrust diff -->\nnobody newly gets in"}
    GitHub.comments.extend(dict(stranger) for _ in range(100))  # of whom anybody can be, on a page of their own
    main = runner / "work" / "right" / "main.tf"
    right = main.read_text()
    main.write_text(right.replace("ArnEquals", "ArnNotEquals"))
    assert pull_request() == ""
    ours = GitHub.comments[100]["body"]
    assert "| `aws_iam_role.vendor` | **newly in** | `for example sts:AssumeRole by" in ours
    main.write_text(right)
    pull_request()
    assert len(GitHub.comments) == 101 and all(each == stranger for each in GitHub.comments[:100])
    assert "nobody newly gets in" in GitHub.comments[100]["body"]


def test_a_pull_request_of_a_fork_has_no_comment_and_fails_nothing(
    runner: Path, pull_request: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GitHub, "may_write", False)
    (runner / "work" / "right" / "main.tf").unlink()
    said = pull_request()
    assert said.startswith("::notice title=roletrust::no comment was posted (HTTP Error 403")
    assert GitHub.comments == []


def test_no_name_in_a_policy_makes_more_of_a_comment_than_text(tmp_path: Path) -> None:
    name = "a`|@team ![x](https://example.com/x.png)<b>"
    assert in_cell(name) == "`` a`\\|@team ![x](https://example.com/x.png)<b> ``"


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


# --- the container, and hosts that have a plan ------------------------------------------------------------------


CONTAINER = (REPOSITORY / "Dockerfile").read_text("utf-8")


def of_container(instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} (.*)$", CONTAINER, re.MULTILINE)


def test_the_container_has_what_the_package_is_built_from() -> None:
    copied = [each for line in of_container("COPY") for each in line.split()[:-1]]
    assert all((REPOSITORY / each).exists() for each in copied)
    project = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    (packages,) = re.findall(r'^packages = \["(\w+)/', project, re.MULTILINE)
    (readme,) = re.findall(r'^readme = "(.*)"$', project, re.MULTILINE)
    (licences,) = re.findall(r'^license-files = \["(.*)"\]$', project, re.MULTILINE)
    assert {packages, readme, licences, "pyproject.toml"} == set(copied)
    (image,) = of_container("FROM")
    (oldest,) = re.findall(r'^requires-python = ">=3\.(\d+)"', project, re.MULTILINE)
    assert int(image.removeprefix("python:3.").partition("-")[0]) >= int(oldest)


@pytest.mark.parametrize(("folder", "status"), [("right", 0), ("first-attempt", 1)])
def test_the_container_checks_what_is_mounted(folder: str, status: int, runner: Path) -> None:
    words = [each for line in (*of_container("ENTRYPOINT"), *of_container("CMD")) for each in json.loads(line)]
    assert bash(f"cd {folder} && {shlex.join(words)}", runner).returncode == status


TRUST = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/reader"}, "Action": "sts:AssumeRole"}
ASKED = {"StringEquals": {"sts:ExternalId": GOOD}}
# `terraform show -json` prints the plan that there is; `curl` gets it from HCP Terraform, and hands the result in.
TERRAFORM = '#!/bin/sh\ntest "$1 $2" = "show -json" && cat "$3"\n'
CURL = f"""\
#!{sys.executable}
import json, shutil, sys
words = sys.argv[1:]
assert "Authorization: Bearer token" in words, words
if "PATCH" in words:
    assert "https://hcp.example/callback" in words and "Content-Type: application/vnd.api+json" in words, words
    json.dump(json.loads(words[words.index("--data") + 1]), open("result", "w"))
else:
    assert words[-1] == "https://hcp.example/plan", words
    shutil.copy("tfplan", words[words.index("--output") + 1])
"""


def planned(runner: Path, **condition: Any) -> None:
    """A plan in the runner's work, of a role that a stranger gets into, and the programs that hosts have."""
    policy = {"Version": "2012-10-17", "Statement": [TRUST | ({"Condition": condition} if condition else {})]}
    (runner / "work" / "tfplan").write_text(tellings.plan(policy))
    for name, text in (("terraform", TERRAFORM), ("curl", CURL)):
        program = runner / "roletrust" / "bin" / name
        program.write_text(text)
        program.chmod(0o755)


def of_hosts() -> dict[str, str]:
    """What the page has each host run on its plan."""
    section = PAGE.partition("## Atlantis")[2]
    atlantis, spacelift = (yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL))
    (step,) = (each for each in atlantis["workflows"]["roletrust"]["plan"]["steps"] if not isinstance(each, str))
    (hook,) = spacelift["stack_defaults"]["after_plan"]
    return {"Atlantis": step["run"], "Spacelift": hook.replace("spacelift.plan", "tfplan")}


@pytest.mark.parametrize("host", of_hosts())
def test_a_host_stops_at_a_plan_that_lets_a_stranger_in(host: str, runner: Path) -> None:
    planned(runner)
    done = bash(of_hosts()[host], runner, PLANFILE="tfplan")
    assert (done.returncode, "CKV_TRUST_1" in done.stdout) == (1, True), done.stderr
    planned(runner, **ASKED)
    assert bash(of_hosts()[host], runner, PLANFILE="tfplan").returncode == 0


@pytest.mark.parametrize(("condition", "status"), [({}, "failed"), (ASKED, "passed")])
def test_a_run_task_says_whether_the_plan_passes(condition: dict[str, Any], status: str, runner: Path) -> None:
    (script,) = re.findall(r"```sh\n(curl .*?)```", PAGE, re.DOTALL)
    planned(runner, **condition)
    given = {"access_token": "token", "plan_json_api_url": "https://hcp.example/plan"}
    done = bash(script, runner, task_result_callback_url="https://hcp.example/callback", **given)
    assert done.returncode == 0, done.stderr
    result = json.loads((runner / "work" / "result").read_text())["data"]
    assert (result["type"], result["attributes"]["status"]) == ("task-results", status)

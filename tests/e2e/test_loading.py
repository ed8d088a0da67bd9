"""The pack loads and decides wherever Checkov can be pointed at it, and where it cannot load, that is heard."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import py_compile
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import ecdsa
import pytest
from ecdsa.util import sigencode_der

from roletrust import OLDEST_CHECKOV
from roletrust.rules.catalog import CALLS, EVERY
from running import CHECKS, PROJECTS, REPOSITORY, Run, checkov, project_files, run, trouble

PROJECT = PROJECTS / "vendor-access"
DOOR = CHECKS / "roletrust" / "door" / "roletrust_checks.py"
FOUND = {
    ("CKV_TRUST_1", "aws_iam_role.empty_operator"),
    ("CKV_TRUST_2", "aws_iam_role.empty_operator"),
    ("CKV_TRUST_3", "aws_iam_role.empty_operator"),
    ("CKV_TRUST_3", "aws_iam_role.empty_values"),
}
RIGHT = {(rule.id, "aws_iam_role.vendor") for rule in EVERY if rule not in CALLS}
SCAN = ("-d", PROJECT, "--framework", "terraform", "-o", "json")
JUDGED_HERE = ("CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_3", "CKV_TRUST_7", "CKV_TRUST_90")

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Vendor:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Sub "arn:${AWS::Partition}:iam::123456789012:root"
            Action: sts:AssumeRole
"""
FOUND_IN_TEMPLATE = {("CKV_TRUST_1", "AWS::IAM::Role.Vendor"), ("CKV_TRUST_2", "AWS::IAM::Role.Vendor")}


def scan(checks: Path | str, cwd: Path, *more: str | Path, env: dict[str, str] | None = None) -> Run:
    """The example project, by the one framework that it is written for."""
    return checkov("--external-checks-dir", checks, *SCAN, *more, cwd=cwd, env=env)


def assert_decided(done: Run) -> None:
    """Exactly the findings of the example project, every rule heard on its right role, and nothing on stderr."""
    assert {(rule, role) for rule, role in done.failed if rule in JUDGED_HERE} == FOUND, done.stderr
    assert done.passed >= RIGHT
    assert done.status == 1
    assert "Traceback" not in done.stderr
    assert "ERROR" not in trouble(done.stderr)


def copy_of_checks(to: Path) -> Path:
    """`checks/` alone, as a mount would show it: nothing of the repository around it."""
    shutil.copytree(CHECKS, to, ignore=shutil.ignore_patterns("__pycache__"))
    return to


@pytest.fixture
def stale(tmp_path: Path) -> dict[str, str]:
    """An environment with another `roletrust` installed: whatever the scan was pointed at must win over it."""
    package = tmp_path / "stale" / "roletrust"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('the stale install was imported')\n")
    return {"PYTHONPATH": str(package.parent)}


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The work tree as it would be committed, committed."""
    here = tmp_path_factory.mktemp("origin") / "roletrust"
    here.mkdir()

    def git(*words: str) -> None:
        settings = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        done = run(["git", *settings, *words], here)
        assert done.status == 0, done.stderr

    for path in project_files():
        copy = here / path.relative_to(REPOSITORY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message", "as it is")
    return here


@pytest.fixture(scope="session")
def installed(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory into which pip has installed the built wheel, and nothing else."""
    here = tmp_path_factory.mktemp("wheel")
    for command in (
        ["-m", "build", "--wheel", "--outdir", here / "dist", repository],
        [
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-index",
            "--find-links",
            here / "dist",
            "--target",
            here / "site-packages",
            "roletrust",
        ],
    ):
        done = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return here / "site-packages"


# --- the ways in -------------------------------------------------------------------------------------------------


def test_a_git_clone(repository: Path, tmp_path: Path, stale: dict[str, str]) -> None:
    assert run(["git", "clone", "--quiet", repository, "clone"], tmp_path).status == 0
    assert_decided(scan("checks", tmp_path / "clone", env=stale))


def test_external_checks_git(repository: Path, tmp_path: Path, stale: dict[str, str]) -> None:
    """Checkov walks the whole clone: every folder of the repository is then importable, and every YAML file a check."""
    url = f"file://{repository}"
    done = checkov("--external-checks-git", url, *SCAN, cwd=tmp_path, env=stale)
    assert_decided(done)


def test_external_checks_git_from_within_the_scanned_directory(repository: Path, tmp_path: Path) -> None:
    """Checkov clones into the working directory, where `-d .` would find the roles of our own fixtures, too."""
    shutil.copytree(PROJECT, tmp_path / "all")
    here = ("-d", ".", "--skip-path", "[0-9a-f]{8}_checks/")
    done = checkov("--external-checks-git", f"file://{repository}", *here, *SCAN[2:], cwd=tmp_path)
    assert_decided(done)
    assert {each["file_path"].split("/")[1] for each in done.records("failed")} == {"all"}


def test_a_wheel(installed: Path, tmp_path: Path) -> None:
    env = {"PYTHONPATH": str(installed)}
    said = run([sys.executable, "-c", "import roletrust; print(*roletrust.__path__)"], tmp_path, env)
    assert said.stdout.strip() == str(installed / "roletrust")
    assert_decided(scan(said.stdout.strip(), tmp_path, env=env))


def test_a_mount_of_the_checks_alone(tmp_path: Path, stale: dict[str, str]) -> None:
    checks = copy_of_checks(tmp_path / "policy as code")
    for path in (checks, *checks.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert_decided(scan(checks, tmp_path, env=stale))


def test_every_framework_at_once(tmp_path: Path, stale: dict[str, str]) -> None:
    """About twenty processes, each of which opens the door for itself."""
    shutil.copytree(PROJECT, tmp_path / "all" / "terraform")
    (tmp_path / "all" / "stack.yaml").write_text(TEMPLATE)
    arguments = ("--external-checks-dir", CHECKS, "-d", "all", "-o", "json")
    done = checkov(*arguments, cwd=tmp_path, env=stale)
    assert {(rule, role) for rule, role in done.failed if rule in JUDGED_HERE} == FOUND | FOUND_IN_TEMPLATE
    assert done.passed >= RIGHT
    assert "Traceback" not in done.stderr


TWICE = """\
import sys
from checkov.runner_filter import RunnerFilter
from checkov.terraform.checks.resource.registry import resource_registry
from checkov.terraform.runner import Runner
checks, project = sys.argv[1:]
for _ in range(2):
    report = Runner().run(root_folder=project, external_checks_dir=[checks], runner_filter=RunnerFilter())
    print(*sorted({f"{each.check_id}/{each.resource}" for each in report.failed_checks}))
    resource_registry.checks.clear()
"""


def test_a_second_scan_in_one_process(tmp_path: Path) -> None:
    """The pack is imported already, and its checks were taken out of Checkov's registry: the door registers them."""
    done = run([sys.executable, "-c", TWICE, CHECKS, PROJECT], tmp_path)
    scans = [{tuple(each.split("/")) for each in line.split()} for line in done.stdout.splitlines()]
    assert [{each for each in found if each[0] in JUDGED_HERE} for found in scans] == [FOUND, FOUND], done.stderr


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "main.tf",
            (PROJECT / "first-attempt" / "main.tf").read_text(encoding="utf-8"),
            {each for each in FOUND if "operator" in each[1]},
        ),
        ("stack.yaml", TEMPLATE, FOUND_IN_TEMPLATE),
    ],
    ids=["terraform", "cloudformation"],
)
def test_the_editors_call(name: str, text: str, found: set[tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = checkov("-s", "-f", name, "-o", "json", "--external-checks-dir", CHECKS, cwd=tmp_path)
    assert {(rule, role) for rule, role in done.failed if rule in JUDGED_HERE} == found
    assert done.status == 0


# --- signatures --------------------------------------------------------------------------------------------------


def sign(folder: Path) -> Path:
    """Sign every module under `folder`; the path of the public key, which lies beside it."""
    key = ecdsa.SigningKey.generate(curve=ecdsa.NIST256p)
    for path in folder.rglob("*.py"):
        text = path.read_bytes()
        signature = key.sign_deterministic(text, hashfunc=sha256, sigencode=sigencode_der)
        path.write_bytes(text + b"# checkov-digest: " + signature.hex().encode() + b"\n")
    public = folder.with_name("key.pem")
    public.write_bytes(key.get_verifying_key().to_pem())
    return public


@pytest.fixture
def signed(tmp_path: Path) -> tuple[Path, Path]:
    """A signed copy of `checks/`, and the public key."""
    checks = copy_of_checks(tmp_path / "checks")
    return checks, sign(checks)


PLANTED = "raise RuntimeError('the planted bytecode ran')\n"


def plant(module: Path) -> None:
    """Beside `module`, bytecode that Python takes without looking at the source."""
    source = module.with_name("planted.txt")
    source.write_text(PLANTED)
    cached = importlib.util.cache_from_source(str(module))
    py_compile.compile(str(source), cached, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    source.unlink()


def test_signed(signed: tuple[Path, Path], tmp_path: Path, stale: dict[str, str]) -> None:
    checks, key = signed
    assert_decided(scan(checks, tmp_path, "--external-checks-public-key", key, env=stale))


def test_a_signed_wheel(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site-packages" / "roletrust"
    shutil.copytree(installed / "roletrust", folder, ignore=shutil.ignore_patterns("__pycache__"))
    key = sign(folder)
    plant(folder / "engine" / "answer.py")
    env = {"PYTHONPATH": str(folder.parent)}
    assert_decided(scan(folder, tmp_path, "--external-checks-public-key", key, env=env))


def test_a_signed_door_opens_to_nothing_unsigned(installed: Path, tmp_path: Path) -> None:
    door = tmp_path / "door"
    shutil.copytree(installed / "roletrust" / "door", door, ignore=shutil.ignore_patterns("__pycache__"))
    env = {"PYTHONPATH": str(installed)}
    done = scan(door, tmp_path, "--external-checks-public-key", sign(door), env=env)
    assert_refused(done, "`roletrust` is not among the verified files")


@pytest.mark.parametrize(
    "module", ["roletrust/__init__.py", "roletrust/engine/answer.py", "roletrust/adapters/registry.py"]
)
def test_bytecode_that_nobody_signed_never_runs(module: str, signed: tuple[Path, Path], tmp_path: Path) -> None:
    checks, key = signed
    plant(checks / module)
    assert "the planted bytecode ran" in scan(checks, tmp_path).stderr, "the plant is no plant"
    assert_decided(scan(checks, tmp_path, "--external-checks-public-key", key))


def test_a_source_that_was_changed_after_signing_is_refused(signed: tuple[Path, Path], tmp_path: Path) -> None:
    checks, key = signed
    with (checks / "roletrust" / "engine" / "answer.py").open("a") as source:
        source.write("NO = YES\n")
    done = scan(checks, tmp_path, "--external-checks-public-key", key)
    assert done.status not in (0, 1)
    assert "roletrust/engine/answer.py" in done.stderr + done.stdout


# --- stdout is the report ----------------------------------------------------------------------------------------

FORMATS: dict[str, Callable[[str], object]] = {
    "cli": lambda text: text.startswith("terraform scan results:\n"),
    "csv": lambda text: not text.strip(),  # it goes to files
    "cyclonedx": ET.fromstring,
    "cyclonedx_json": json.loads,
    "github_failed_only": lambda text: text.startswith("### Terraform Scan Results:\n"),
    "gitlab_sast": json.loads,
    "json": json.loads,
    "junitxml": ET.fromstring,
    "sarif": lambda text: text.rpartition("| version: ")[2].partition("\n")[2].startswith("terraform scan results:\n"),
    "spdx": lambda text: text.startswith("## Document Information\n"),
}


@pytest.mark.parametrize("form", FORMATS)
def test_stdout_is_the_report(form: str, tmp_path: Path) -> None:
    arguments = ("--external-checks-dir", CHECKS, "-d", PROJECT, "--framework", "terraform", "--quiet", "--compact")
    done = checkov(*arguments, "-o", form, cwd=tmp_path)
    assert FORMATS[form](done.stdout.lstrip("\n")) not in (False, None), done.stdout[:500]


# --- what cannot load is heard -----------------------------------------------------------------------------------


def assert_refused(done: Run, reason: str) -> None:
    """Every role fails CKV_TRUST_90 with the reason, stderr has it too, and stdout still is the report."""
    records = list(done.records("failed"))
    assert {each["check_id"] for each in records} == {"CKV_TRUST_90"}
    assert {each["resource"].rsplit(".", 1)[1] for each in records} >= {"empty_operator", "empty_values", "vendor"}
    assert all(reason in each["check_name"] for each in records)
    assert reason in done.stderr
    assert done.status == 1


@pytest.mark.parametrize(
    ("module", "text", "reason"),
    [
        ("adapters/registry.py", "raise RuntimeError('broken on purpose')\n", "RuntimeError: broken on purpose"),
        ("engine/answer.py", "def broken(:\n", "SyntaxError"),
        ("__init__.py", "import nothing_of_that_name\n", "No module named 'nothing_of_that_name'"),
    ],
    ids=["adapter", "syntax", "root"],
)
def test_a_pack_that_breaks_is_heard(module: str, text: str, reason: str, tmp_path: Path) -> None:
    checks = copy_of_checks(tmp_path / "checks")
    (checks / "roletrust" / module).write_text(text)
    shutil.copytree(PROJECT, tmp_path / "all" / "terraform")
    (tmp_path / "all" / "stack.yaml").write_text(TEMPLATE.replace("Vendor", "vendor"))
    both = ("--framework", "terraform", "cloudformation")
    done = checkov("--external-checks-dir", checks, "-d", "all", "-o", "json", *both, cwd=tmp_path)
    assert_refused(done, reason)
    assert {each["resource"] for each in done.records("failed")} >= {"AWS::IAM::Role.vendor"}


def test_a_pack_of_which_a_folder_is_missing_is_heard(tmp_path: Path) -> None:
    checks = copy_of_checks(tmp_path / "checks")
    shutil.rmtree(checks / "roletrust" / "adapters")
    assert_refused(scan(checks, tmp_path), "No module named 'roletrust.adapters'")


AS_PYTHON_3_9 = """\
import sys
from checkov.main import Checkov
sys.version_info = (3, 9, 18, "final", 0)
sys.version = "3.9.18" + sys.version[sys.version.index(" "):]
sys.exit(Checkov().run())
"""


def test_python_3_9_is_refused(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", AS_PYTHON_3_9, "--external-checks-dir", CHECKS, *SCAN], tmp_path)
    assert_refused(done, "roletrust needs Python 3.10 or later, this is 3.9.18")


AS_AN_OLDER_CHECKOV = """\
import sys
import checkov.version
checkov.version.version = "3.2.327"
from checkov.main import Checkov
sys.exit(Checkov().run())
"""


def test_an_older_checkov_is_refused(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", AS_AN_OLDER_CHECKOV, "--external-checks-dir", CHECKS, *SCAN], tmp_path)
    assert_refused(done, f"roletrust needs Checkov {OLDEST_CHECKOV} or later, this is 3.2.327")


def test_the_oldest_checkov_is_the_one_that_is_installed_and_tested_with() -> None:
    assert f'"checkov>={OLDEST_CHECKOV},<4"' in (REPOSITORY / "pyproject.toml").read_text("utf-8")
    assert f"for wanted in =={OLDEST_CHECKOV} " in (REPOSITORY / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("minor", [7, 8, 9])
def test_the_door_parses_on_older_pythons(minor: int) -> None:
    ast.parse(DOOR.read_text(), feature_version=(3, minor))


def test_the_door_compiles_on_a_real_older_python(tmp_path: Path) -> None:
    """Where one is at hand; where none is, the two tests above have said it."""
    pyenv = Path.home() / ".pyenv" / "versions"
    found = [
        *pyenv.glob("3.[789].*/bin/python"),
        *map(Path, filter(None, map(shutil.which, ["python3.9", "python3.8"]))),
    ]
    for python in found:
        program = "import sys; compile(open(sys.argv[1]).read(), sys.argv[1], 'exec')"
        done = run([python, "-c", program, DOOR], tmp_path)
        assert done.status == 0 or "command not found" in done.stderr, done.stderr


LOOKED_AT_ONCE = """
import gc, os, sys

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "roletrust.adapters.registry":
            print(gc.get_freeze_count() > 0, flush=True)
            os._exit(0)

sys.meta_path.insert(0, Watch())
import roletrust_checks
"""


def test_what_is_there_is_out_of_the_collectors_way_before_the_pack_is_imported() -> None:
    """Else making its modules may have the collector go through all of Checkov's."""
    path = os.pathsep.join((str(CHECKS), str(CHECKS / "roletrust" / "door")))
    ran = subprocess.run(
        [sys.executable, "-c", LOOKED_AT_ONCE],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "True\n"

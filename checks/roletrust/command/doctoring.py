"""`roletrust doctor`: whether Checkov, the pack in it and the settings work together, and what to do where not."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distributions, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

import roletrust
from roletrust import OLDEST_CHECKOV, __version__
from roletrust.command.placing import checks_directory
from roletrust.reading.configuration import find, load
from roletrust.reading.settings import SettingsError

SUPPORTED = f">={OLDEST_CHECKOV},<4"  # of Checkov, as in pyproject.toml
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
TEXT = json.dumps(POLICY)
VALUES = {"name": "probe", "assume_role_policy": TEXT}
RESOURCE = {"address": "aws_iam_role.probe", "mode": "managed", "type": "aws_iam_role", "name": "probe"}
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.9.0",
    "planned_values": {"root_module": {"resources": [{**RESOURCE, "values": VALUES}]}},
    "resource_changes": [
        {**RESOURCE, "change": {"actions": ["create"], "before": None, "after": VALUES, "after_unknown": {}}}
    ],
    "configuration": {"root_module": {}},
}
ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": POLICY}}
SERVICE = {"service": "probe", "provider": {"name": "aws"}, "resources": {"Resources": {"Probe": ROLE}}}
OBJECT = f"""apiVersion: iam.services.k8s.aws/v1alpha1
kind: Role
metadata:
  name: probe
spec:
  name: probe
  assumeRolePolicyDocument: '{TEXT}'
"""
PLAY = f"""- hosts: all
  tasks:
    - name: probe
      amazon.aws.iam_role:
        name: probe
        assume_role_policy_document: '{TEXT}'
"""
# By Checkov's framework, a file that it reads with a role that anybody can assume.
PROBES = {
    "terraform": ("main.tf", f'resource "aws_iam_role" "probe" {{\n  assume_role_policy = jsonencode({TEXT})\n}}\n'),
    "terraform_plan": ("plan.json", json.dumps(PLAN, indent=1)),
    "cloudformation": ("stack.template", json.dumps({"Resources": {"Probe": ROLE}}, indent=1)),
    "serverless": ("serverless.yml", json.dumps(SERVICE, indent=1)),
    "kubernetes": ("role.yaml", OBJECT),
    "ansible": ("play.yml", PLAY),
    "json": ("trust.json", json.dumps(POLICY, indent=1)),
}
FOUND = "CKV_TRUST_4"  # of such a role
PIP = f"{shlex.quote(sys.executable)} -m pip"  # of the Python that this runs in, whichever `pip` the shell finds


class Checked(NamedTuple):
    """One thing that was looked at.  `remedy`: what to do; '' where all is well."""

    said: str
    remedy: str = ""


@click.command("doctor")
def command() -> None:
    """Look whether Checkov loads the pack in every framework, and for what keeps installations from working.

    Exit status 1 where something has to be done, which is told with each.

    \b
    Example:
      roletrust doctor
    """
    failed = False
    for each in (*of_the_installation(), *of_settings(os.getcwd()), *of_frameworks(checkov_command())):
        click.echo(f"{'FAILED' if each.remedy else 'ok'}  {each.said}")
        if each.remedy:
            failed = True
            click.echo(f"        {each.remedy}")
    raise click.exceptions.Exit(1 if failed else 0)


def of_the_installation() -> Iterator[Checked]:
    """Checkov's version, other copies of the pack, and a parser that overwrites Checkov's."""
    yield Checked(f"roletrust {__version__}, of {os.path.dirname(os.path.abspath(roletrust.__file__))}")
    try:
        found = version("checkov")
    except PackageNotFoundError:
        yield Checked("Checkov is not installed beside roletrust", f"{PIP} install 'roletrust[checkov]'")
        return
    from packaging.specifiers import SpecifierSet  # noqa: PLC0415  # Checkov brings it along

    yield Checked(f"Checkov {found}", "" if found in SpecifierSet(SUPPORTED) else f"{PIP} install 'checkov{SUPPORTED}'")
    for copy in copies():
        remedy = "remove it, or the one of them that you do not use: Python takes the first that it finds"
        yield Checked(f"another copy of roletrust: {copy}", remedy)
    names = {str(each.metadata["Name"]).lower() for each in distributions()}
    if "python-hcl2" in names:
        again = f"{PIP} uninstall --yes python-hcl2 && {PIP} install --force-reinstall --no-deps bc-python-hcl2"
        yield Checked("python-hcl2 is installed, and overwrites Checkov's own parser, bc-python-hcl2", again)


def copies() -> list[str]:
    """Where else on Python's path the package is."""
    here = os.path.realpath(os.path.dirname(roletrust.__file__))
    found = (os.path.realpath(os.path.join(each or os.curdir, "roletrust")) for each in sys.path)
    return sorted({each for each in found if os.path.isfile(os.path.join(each, "__init__.py")) and each != here})


def of_settings(root: str) -> Iterator[Checked]:
    """The settings that hold for a scan of `root`."""
    try:
        path = os.environ.get("ROLETRUST_CONFIG", "") or find(root)
    except SettingsError as error:
        yield Checked("settings", str(error))
        return
    if path:
        yield Checked(f"settings: {os.path.relpath(path)}", load(root).error)
    else:
        yield Checked("no settings: none are needed; `roletrust init` writes the first")


def checkov_command() -> str | None:
    """That beside this Python, or else the first in the path; None where there is none."""
    near = os.path.dirname(sys.executable)
    return shutil.which("checkov", path=near) or shutil.which("checkov")


def of_frameworks(checkov: str | None) -> Iterator[Checked]:
    """Whether the pack speaks in a scan of each framework by `checkov`, of a role that anybody can assume."""
    if checkov is None:
        yield Checked("no command `checkov` in the path", f"{PIP} install 'roletrust[checkov]'")
        return
    with TemporaryDirectory(prefix="roletrust-") as folder:
        for file, text in PROBES.values():
            Path(folder, file).write_text(text, encoding="utf-8")
        words = ["--external-checks-dir", checks_directory(), "-d", folder, "--check", FOUND, "-o", "json", "--compact"]
        frameworks = ["--framework", *PROBES, "--quiet", "--skip-download", "--soft-fail"]
        done = subprocess.run([checkov, *words, *frameworks], capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603  # by its arguments alone
    speaking = speaking_in(done.stdout)
    for name in PROBES:
        said = (done.stderr.strip().splitlines() or ["Checkov said nothing of it"])[-1]
        yield Checked(f"the pack in {name}", "" if name in speaking else f"it is not heard there: {said}")


def speaking_in(written: str) -> set[str]:
    """The frameworks in whose report, as Checkov writes it in JSON, the flaw is."""
    try:
        data = json.loads(written)
    except ValueError:
        return set()
    reports = data if isinstance(data, list) else [data]
    return {each.get("check_type", "") for each in reports if FOUND in json.dumps(each.get("results", {}))}

"""`roletrust doctor`: whether Checkov, the pack in it, settings and editor work together, and what to do where not."""

from __future__ import annotations

import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distributions, version
from pathlib import Path
from tempfile import TemporaryDirectory

import click

import roletrust
from roletrust import OLDEST_CHECKOV, __version__
from roletrust.command.editor_settings import of_editors
from roletrust.command.placing import checks_directory
from roletrust.command.remedies import Checked, install, uninstall
from roletrust.reading.configuration import find, load
from roletrust.reading.settings import SettingsError

SUPPORTED = f">={OLDEST_CHECKOV},<4"  # of Checkov, as in pyproject.toml
PARSER, STRANGER = "bc-python-hcl2", "python-hcl2"  # Checkov's, and another that has its files under the same name
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
OF_CHECKOV = ("CKV_", "BC_", "PRISMA_")  # what begins a variable of the environment that Checkov reads
CONFIGURATIONS = (".checkov.yaml", ".checkov.yml")  # of Checkov, in the home directory


@click.command("doctor")
def command() -> None:
    """Look whether Checkov loads the pack in every framework, and for what keeps installations from working.

    Exit status 1 where something has to be done, which is told with each.

    \b
    Example:
      roletrust doctor
    """
    checkov, root = checkov_command(), os.getcwd()
    found = [*of_the_installation(checkov)]
    found += [*of_settings(root), *of_editors(root), *of_frameworks(checkov, any(each.remedy for each in found))]
    for each in found:
        click.echo(f"{'FAILED' if each.remedy else 'ok'}  {each.said}")
        if each.remedy:
            click.echo(f"        {each.remedy}")
    raise click.exceptions.Exit(1 if any(each.remedy for each in found) else 0)


def environment() -> Mapping[str, str]:
    """The variables that the command was given."""
    return os.environ


def of_the_installation(checkov: str | None) -> Iterator[Checked]:
    """The version of the command `checkov`, other copies of the pack, and a parser that overwrites Checkov's."""
    yield Checked(f"roletrust {__version__}, of {here()}")
    yield of_checkov(checkov)
    for copy in copies():
        yield Checked(f"another copy of roletrust: {copy}", f"{without(copy)}  # this keeps {here()}")
    parsers = {str(each.metadata["Name"]).lower(): each.version for each in distributions()}
    if STRANGER in parsers:
        again = install(f"{PARSER}=={parsers[PARSER]}" if PARSER in parsers else PARSER, anew=True)
        said = f"{STRANGER} is installed, and overwrites Checkov's own parser, {PARSER}"
        yield Checked(said, f"{uninstall(STRANGER)} && {again}")


def here() -> str:
    return os.path.dirname(os.path.realpath(roletrust.__file__))


def of_checkov(checkov: str | None) -> Checked:
    """Its version: of the one beside this Python as it is installed there, of another one as that says."""
    if checkov is None:
        return Checked("Checkov is neither beside roletrust nor in the path", install(f"checkov{SUPPORTED}"))
    beside = os.path.dirname(checkov) == os.path.dirname(sys.executable)
    found = (version_of("checkov") if beside else "") or run([checkov, "--version"]).stdout.strip()
    numbers = [int(each) for each in re.findall("[0-9]+", found)[:3]]
    oldest = [int(each) for each in OLDEST_CHECKOV.split(".")]
    said = f"Checkov {found or 'that does not tell its version'}{'' if beside else f', {checkov}'}"
    return Checked(said, "" if oldest <= numbers < [4] else install(f"checkov{SUPPORTED}"))


def version_of(package: str) -> str:
    """That which is installed beside; '' of none."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def copies() -> list[str]:
    """Where else on Python's path the package is."""
    found = (os.path.realpath(os.path.join(each or os.curdir, "roletrust")) for each in sys.path)
    return sorted({each for each in found if os.path.isfile(os.path.join(each, "__init__.py")) and each != here()})


def without(copy: str) -> str:
    """The command after which Python no longer finds a `copy` of the package."""
    around = os.path.dirname(copy)
    given = [each for each in environment().get("PYTHONPATH", "").split(os.pathsep) if each]
    others = [each for each in given if os.path.realpath(each) != around]
    if others != given:
        return f"export PYTHONPATH={shlex.quote(os.pathsep.join(others))}" if others else "unset PYTHONPATH"
    if any(is_of_pack(each) for each in distributions()) and not any(
        is_of_pack(each) for each in distributions(path=[os.path.dirname(here())])
    ):
        return uninstall("roletrust")
    listed = next(
        (each for each in map(Path, pth_files()) if around in each.read_text(errors="replace").split("\n")), None
    )
    if listed:
        return f"take the line {around} out of {listed}"
    described = [str(getattr(each, "_path", "")) for each in distributions(path=[around]) if is_of_pack(each)]
    return shlex.join(["rm", "-r", copy, *filter(None, described)])


def pth_files() -> Iterator[str]:
    """What adds directories to Python's path."""
    for each in sys.path:
        yield from glob.glob(os.path.join(glob.escape(each or os.curdir), "*.pth"))


def is_of_pack(distribution: Distribution) -> bool:
    return distribution.metadata["Name"] == "roletrust"


def of_settings(root: str) -> Iterator[Checked]:
    """The settings that hold for a scan of `root`."""
    try:
        path = environment().get("ROLETRUST_CONFIG", "") or find(root)
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


def of_frameworks(checkov: str | None, ill: bool = False) -> Iterator[Checked]:
    """Whether the pack speaks in a scan of each framework by `checkov`, of a role that anybody can assume.

    `ill`: whether something else has to be put right first, which may be why it does not.
    """
    if checkov is None:
        return
    heard, said = probed(checkov, environment())
    yield from (Checked(f"the pack in {name}") for name in PROBES if name in heard)
    missed = [name for name in PROBES if name not in heard]
    if missed:
        names = "any framework" if len(missed) == len(PROBES) else ", ".join(missed)
        remedy = "first do what is said above, and run `roletrust doctor` again" if ill else remedy_for(checkov, missed)
        yield Checked(f"the pack is not heard in {names}: {said}", remedy)


def remedy_for(checkov: str, missed: Sequence[str]) -> str:
    """What to do where the pack is not heard in the frameworks `missed`: what of Checkov's settings keeps it from that.

    Found by leaving them out: the variables of the environment, and the configuration in the home directory.
    """
    variables = sorted(each for each in environment() if each.startswith(OF_CHECKOV))
    unset = {name: value for name, value in environment().items() if name not in variables}
    with TemporaryDirectory(prefix="roletrust-") as home:
        if variables and heard_all(checkov, unset, missed):
            return f"unset {' '.join(variables)}"
        homes = (Path(os.path.expanduser("~"), name) for name in CONFIGURATIONS)
        written = next((str(each) for each in homes if each.exists()), "")
        if written and heard_all(checkov, {**unset, "HOME": home, "USERPROFILE": home}, missed):
            also = f"unset {' '.join(variables)}; " if variables else ""
            rename = shlex.join(["mv", written, f"{written}.off"])
            return f"{also}{rename}  # or take out what leaves out frameworks or checks: Checkov reads it in every scan"
    return install(f"checkov{SUPPORTED}", anew=True)


def heard_all(checkov: str, given: Mapping[str, str], names: Sequence[str]) -> bool:
    return probed(checkov, given)[0].issuperset(names)


def probed(checkov: str, given: Mapping[str, str]) -> tuple[set[str], str]:
    """The frameworks in which the pack speaks, and the last that Checkov says on its standard error."""
    with TemporaryDirectory(prefix="roletrust-") as folder:
        for file, text in PROBES.values():
            Path(folder, file).write_text(text, encoding="utf-8")
        words = ["--external-checks-dir", checks_directory(), "-d", folder, "--check", FOUND, "-o", "json", "--compact"]
        frameworks = ["--framework", *PROBES, "--quiet", "--skip-download", "--soft-fail"]
        done = run([checkov, *words, *frameworks], given, folder)
    return speaking_in(done.stdout), (done.stderr.strip().splitlines() or ["Checkov says nothing of it"])[-1]


def run(
    words: Sequence[str], given: Mapping[str, str] | None = None, folder: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, env=given, cwd=folder)  # noqa: S603  # by its arguments alone


def speaking_in(written: str) -> set[str]:
    """The frameworks in whose report, as Checkov writes it in JSON, the flaw is."""
    try:
        data = json.loads(written)
    except ValueError:
        return set()
    reports = data if isinstance(data, list) else [data]
    return {each.get("check_type", "") for each in reports if FOUND in json.dumps(each.get("results", {}))}

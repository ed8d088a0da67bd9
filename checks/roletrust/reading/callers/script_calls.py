"""The calls of roles in files that no runner of Checkov's reads.

Shell scripts, Python, profiles of the AWS CLI, Terragrunt, SOPS, Buildkite, values of charts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from roletrust.engine.roles.calls import Call
from roletrust.reading.tree_files import files, texts

SCRIPTS = (".sh", ".bash")
PROGRAMS = (".py",)
TERRAGRUNT = (".hcl",)
ENCRYPTED, MAY_BE_ENCRYPTED = re.compile("sops|secret|enc"), (".yaml", ".yml", ".json", ".env")
PROFILES = ("config", "credentials")  # in a directory of one of these names
PROFILE_DIRECTORIES = (".aws", "aws")
BUILDKITE = ".buildkite"
VALUES = re.compile(r"values[\w.-]*\.ya?ml|[\w.-]+[.-]values\.ya?ml")
YAML = (".yml", ".yaml")
IN_YAML = {"buildkite_steps": "role-arn", "helm_values": "role-arn"}  # by reader, what a file has to hold


def calls_of_scripts(root: str) -> Iterator[Call]:
    """The calls in the files of these kinds below `root`, file by file.  Raises nothing.

    A file is named as from `root`, `/scripts/deploy.sh`.  What is hidden is passed over, but for `.aws` and
    `.buildkite`; how much is read has bounds (`reading/tree_files.py`).
    """
    for path, text in texts(files(root, (*PROFILE_DIRECTORIES, BUILDKITE)), lambda path: bool(kind_of(path))):
        shown = f"/{os.path.relpath(path, root)}"
        kind = kind_of(path)
        if kind in IN_YAML:
            found = in_yaml(root, kind, path, shown, text)
        elif is_terragrunt(path):
            found = in_terragrunt(root, path, shown, text)
        else:
            found = calls_in(text, kind, shown)
        yield from map(of_anybody, found) if has_twin(path) else found


def of_anybody(call: Call) -> Call:
    return call._replace(by=None, session=call.session._replace(chained=False, complete=False, device=True))


def has_twin(path: str) -> bool:
    """Whether profiles are also written in another file, which may give the same ones keys: those come first."""
    folder, name = os.path.split(path)
    return name in PROFILES and any(os.path.isfile(os.path.join(folder, each)) for each in PROFILES if each != name)


def kind_of(path: str) -> str:
    folder, name = os.path.split(path)
    if name.endswith(SCRIPTS):
        return "shell"
    if name.endswith(PROGRAMS):
        return "python_source"
    if name.endswith(TERRAGRUNT):
        return "terragrunt"
    if name.endswith(YAML) and os.path.basename(folder) == BUILDKITE:
        return "buildkite_steps"
    if VALUES.fullmatch(name):
        return "helm_values"
    if name.endswith(MAY_BE_ENCRYPTED) and ENCRYPTED.search(os.path.splitext(name)[0] or name):
        return "sops_files"
    return "aws_profiles" if name in PROFILES and os.path.basename(folder) in PROFILE_DIRECTORIES else ""


def is_terragrunt(path: str) -> bool:
    return path.endswith(TERRAGRUNT)


def in_terragrunt(root: str, path: str, shown: str, text: str) -> Iterator[Call]:
    if "iam_role" in text or "role_arn" in text:
        from roletrust.reading.callers.terraform_blocks import calls_of_terragrunt  # noqa: PLC0415

        yield from calls_of_terragrunt(root, path, shown)


def in_yaml(root: str, kind: str, path: str, shown: str, text: str) -> Iterator[Call]:
    """The calls in a file of YAML, by the reader that is called `kind`."""
    if IN_YAML[kind] in text:
        from importlib import import_module  # noqa: PLC0415

        from roletrust.reading.yaml_files import trees  # noqa: PLC0415

        for tree in trees(path, shown, root):
            yield from import_module(f"roletrust.dialects.callers.{kind}").calls(tree, shown)


def calls_in(text: str, kind: str, file: str) -> Iterator[Call]:
    """The readers are imported for the first file that one of them may find a call in."""
    if kind == "shell" and "assume-role" in text:
        from roletrust.dialects.callers import shell  # noqa: PLC0415
        from roletrust.engine.policy.document import Source  # noqa: PLC0415

        yield from shell.calls(text, Source(file, 1), file)
    elif kind == "python_source" and "assume_role" in text:
        from roletrust.dialects.callers import python_source  # noqa: PLC0415

        yield from python_source.calls(text, file, file)
    elif kind == "sops_files" and "sops" in file + text:
        from roletrust.dialects.callers import sops_files  # noqa: PLC0415

        yield from sops_files.calls(text, file)
    elif kind == "aws_profiles" and "role_arn" in text:
        from roletrust.dialects.callers import aws_profiles  # noqa: PLC0415

        yield from aws_profiles.calls(text, file)

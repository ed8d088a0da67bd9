"""The calls of roles in files that no runner of Checkov's reads: shell scripts, Python, profiles of the AWS CLI."""

from __future__ import annotations

import os
from collections.abc import Iterator

from roletrust.adapters.callers.tree_files import files, texts
from roletrust.engine.roles.calls import Call

SCRIPTS = (".sh", ".bash")
PROGRAMS = (".py",)
PROFILES = ("config", "credentials")  # in a directory of one of these names
PROFILE_DIRECTORIES = (".aws", "aws")


def calls_of_scripts(root: str) -> Iterator[Call]:
    """The calls in the scripts, programs and profiles below `root`, file by file.  Raises nothing.

    A file is named as from `root`, `/scripts/deploy.sh`.  What is hidden is passed over, but for `.aws`; how much is
    read has bounds (`tree_files.py`).
    """
    for path, text in texts(files(root, PROFILE_DIRECTORIES), lambda path: bool(kind_of(path))):
        found = calls_in(text, kind_of(path), f"/{os.path.relpath(path, root)}")
        yield from (call._replace(by=None) for call in found) if has_twin(path) else found


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
    return "aws_profiles" if name in PROFILES and os.path.basename(folder) in PROFILE_DIRECTORIES else ""


def calls_in(text: str, kind: str, file: str) -> Iterator[Call]:
    """The readers are imported for the first file that one of them may find a call in."""
    if kind == "shell" and "assume-role" in text:
        from roletrust.dialects.callers import shell  # noqa: PLC0415
        from roletrust.engine.policy.document import Source  # noqa: PLC0415

        yield from shell.calls(text, Source(file, 1), file)
    elif kind == "python_source" and "assume_role" in text:
        from roletrust.dialects.callers import python_source  # noqa: PLC0415

        yield from python_source.calls(text, file, file)
    elif kind == "aws_profiles" and "role_arn" in text:
        from roletrust.dialects.callers import aws_profiles  # noqa: PLC0415

        yield from aws_profiles.calls(text, file)

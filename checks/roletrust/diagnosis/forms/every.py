"""Calls out of whatever is given: a script, a profile, a program, a Terraform configuration, a workflow, a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module

from roletrust.diagnosis.forms.given import Given

LONGEST = 1_000_000
ENDINGS = {
    ".sh": "in_shell",
    ".bash": "in_shell",
    ".py": "in_python",
    ".tf": "in_terraform",
    ".tofu": "in_terraform",
    ".yml": "in_workflow",
    ".yaml": "in_workflow",
}
# What only one form has in its text, for what comes without a name of a file.
MARKS = (
    ("role-to-assume", "in_workflow"),
    ("assume-role", "in_shell"),
    ("RoleArn", "in_python"),
    ("assume_role", "in_terraform"),
    ('backend "s3"', "in_terraform"),
    ("role_arn", "in_profile"),
)


def form_of(text: str, file: str) -> str:
    """The module that reads `text`; '' where none does."""
    by_name = ENDINGS.get(os.path.splitext(file)[1])
    return by_name or next((form for mark, form in MARKS if mark in text), "")


def calls(text: str, file: str, folder: str = "", form: str = "") -> list[Given]:
    """The calls in `text`, which is of the file `file` in `folder`; '' where it lies in none.  Raises nothing.

    `form`: the module that reads it, where that is known.
    """
    form = form or form_of(text, file)
    if not form or len(text) > LONGEST:
        return []
    if form == "in_shell":
        text = without_prompt(text)
    module = import_module(f"roletrust.diagnosis.forms.{form}")
    reader: Callable[..., Iterator[Given]] = module.calls
    return list(reader(text, file, folder) if form == "in_terraform" else reader(text, file))


def without_prompt(text: str) -> str:
    """A command as it was pasted from a terminal, without the `$ ` before it."""
    lines = text.splitlines(keepends=True)
    return "".join(line[2:] if line.startswith(("$ ", "% ")) else line for line in lines)

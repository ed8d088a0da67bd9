"""What an editor's settings say of the pack, and whether that can work: VS Code's, of the workspace and of the user."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from roletrust.command.placing import checks_directory
from roletrust.command.remedies import Checked, install

CHECKS, SERVER = "checkov.externalChecksDir", "glspc.server.command"  # of the extensions of Checkov, and of glspc
# One on a line, as VS Code writes it; the file may hold comments, so it is no JSON.
SETTING = re.compile(r'\s*"(checkov\.externalChecksDir|glspc\.server\.command)"\s*:\s*("(?:[^"\\]|\\.)*")')
OF_A_WORKSPACE = os.path.join(".vscode", "settings.json")
OF_USERS = (
    ".config/Code/User/settings.json",
    ".config/VSCodium/User/settings.json",
    "Library/Application Support/Code/User/settings.json",
    "AppData/Roaming/Code/User/settings.json",
)
MARK = os.path.join("door", "roletrust_checks.py")  # in what the package is, and below what is around it


def of_editors(root: str) -> Iterator[Checked]:
    """What is said of roletrust in the settings of the workspace around `root`, and in the user's."""
    for workspace in (Path(root), *Path(root).parents):
        if (path := workspace / OF_A_WORKSPACE).is_file():
            yield from of_file(path, str(workspace))
            break
    for each in OF_USERS:
        if (path := Path.home() / each).is_file():
            yield from of_file(path, root)


def of_file(path: Path, workspace: str) -> Iterator[Checked]:
    """What is said in the settings at `path`, of which a relative path starts at the `workspace`."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        found = SETTING.match(line)
        if found:
            value = json.loads(found[2])
            remedy = of_checks(value, workspace) if found[1] == CHECKS else of_server(value)
            yield Checked(f"{path}: {found[1]} is {value}", remedy)


def of_checks(folder: str, workspace: str) -> str:
    """What to do so that Checkov's extension finds the pack in the `folder`; '' where it does.

    It hands the path to a shell unquoted.
    """
    whole = os.path.join(workspace, os.path.expanduser(folder))
    there = any(os.path.isfile(os.path.join(whole, *inside, MARK)) for inside in ((), ("roletrust",)))
    wanted = whole if there else checks_directory()
    if not re.search(r"\s", folder if there else wanted):
        return "" if there else f"set it to {json.dumps(wanted)}: the pack is not where it looks"
    link = os.path.join(os.path.expanduser("~"), ".roletrust-checks")
    return (
        f"{shlex.join(['ln', '-s', wanted, link])}  # and set it to {json.dumps(link)}: a shell splits it at its spaces"
    )


def of_server(command: str) -> str:
    """What to do so that the editor can start the `command`, if it is roletrust's; '' where it can."""
    if os.path.basename(command).removesuffix(".exe") != "roletrust":
        return ""
    near, found = os.path.dirname(sys.executable), shutil.which(command)
    if found is None:
        return f"set it to {json.dumps(os.path.join(near, 'roletrust'))}: there is no `{command}`"
    own = os.path.dirname(os.path.realpath(found)) == os.path.realpath(near)
    return install("pygls>=2") if own and find_spec("pygls") is None else ""

"""What the doctor says of what it looked at, and the commands that heal an installation."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from typing import NamedTuple


class Checked(NamedTuple):
    """One thing that was looked at.  `remedy`: what to do; '' where all is well."""

    said: str
    remedy: str = ""


def install(package: str, anew: bool = False) -> str:
    """The command that installs it for this Python, whichever `pip` the shell finds; `anew`: over its own files."""
    options = " --force-reinstall --no-deps" if anew else ""
    return f"{installer('install')}{options} {shlex.quote(package)}"


def uninstall(package: str) -> str:
    return f"{installer('uninstall')} {shlex.quote(package)}"


def installer(what: str) -> str:
    """pip, or uv where it made this environment, which then has no pip."""
    python = shlex.quote(sys.executable)
    if find_spec("pip") is None:
        return f"uv pip {what} --python {python}"
    return f"{python} -m pip {what}{' --yes' if what == 'uninstall' else ''}"

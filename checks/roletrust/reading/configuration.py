"""Where the reader's settings come from: `.roletrust.yaml`, from the scanned root upward, or named by ROLETRUST_CONFIG.

A file that cannot be used is never ignored: `Configuration.error` then says why, and every role fails CKV_TRUST_90.
"""

from __future__ import annotations

import os
from functools import lru_cache

from roletrust.dialects.scanned_tree import inside
from roletrust.reading.settings import Configuration, RuleSetting, SettingsError
from roletrust.reading.standing_for import as_meant, meant_by
from roletrust.rules.catalog import EVERY

__all__ = ["Configuration", "RuleSetting", "load"]

FILE = ".roletrust.yaml"
MISNAMED = (".roletrust.yml", ".roletrust.json")
VARIABLE = "ROLETRUST_CONFIG"
ROOT = 0  # the user
NONE = Configuration()


def load(root: str) -> Configuration:
    """The settings for a scan of `root`, a directory or a file.  Raises nothing.

    They are read again where the file, or which file it is, has changed: one process may make many scans.
    """
    named = os.environ.get(VARIABLE, "")
    path = named
    try:
        path = named or find(os.path.abspath(root))
        if not path:
            return NONE
        usable(path, "" if named else os.path.abspath(root))
        stat = os.stat(path)
        return _read(path, stat.st_mtime_ns, stat.st_size, stat.st_ino)
    except SettingsError as error:
        return Configuration(error=str(error))
    except Exception as error:
        origin = f", named by {VARIABLE}," if named else ""
        return Configuration(error=f"`{path or root}`{origin} cannot be read: {error}")


@lru_cache(maxsize=64)
def _read(path: str, *changed: int) -> Configuration:
    """As it is since it was `changed`.  Raises SettingsError, OSError."""
    from roletrust.reading.configuration_file import read  # noqa: PLC0415  # YAML, for who has settings

    return read(path, {rule.id: rule.name for rule in EVERY})


def usable(path: str, root: str) -> None:
    """Raises SettingsError where the settings at `path` are no plain file, or one that others may have put there.

    `root`: what is scanned, for which they were found; '' where the reader named them.
    """
    file = os.path.relpath(as_meant(path))
    if not os.path.exists(path):
        return  # reading it will say so
    if not os.path.isfile(path):
        raise SettingsError(f"{file}: settings are read from a plain file only, not from a pipe, device or directory")
    if not root:
        return
    if not inside(os.path.dirname(path), path):
        raise SettingsError(f"{file}: it is a link that leads elsewhere; put the file there, or name it by {VARIABLE}")
    if (owner := owner_of(path)) not in {ROOT, getattr(os, "geteuid", lambda: ROOT)(), owner_of(meant_by(root))}:
        raise SettingsError(
            f"{file}: it belongs to another user ({owner}) than you, and than what is scanned; if it is yours, name it "
            f"by {VARIABLE}"
        )


def owner_of(path: str) -> int:
    """The user to whom the file or directory belongs; the superuser where there is none."""
    return os.stat(path).st_uid if os.path.exists(path) else ROOT


def find(root: str) -> str:
    """The nearest settings file; empty where there is none.  Raises SettingsError at one that is nearly so named."""
    directory = os.path.dirname(root) if os.path.isfile(root) else root
    while True:
        for name in (FILE, *MISNAMED):
            path = os.path.join(directory, name)
            if os.path.lexists(path):
                if name == FILE:
                    return path
                raise SettingsError(
                    f"{os.path.relpath(as_meant(path))}: settings are read from `{FILE}` only, rename the file"
                )
        parent = os.path.dirname(meant_by(directory))
        if parent == directory:
            return ""
        directory = parent

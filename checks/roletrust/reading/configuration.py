"""Where the reader's settings come from: `.roletrust.yaml`, from the scanned root upward, or named by ROLETRUST_CONFIG.

A file that cannot be used is never ignored: `Configuration.error` then says why, and every role fails CKV_TRUST_90.
"""

from __future__ import annotations

import os
from functools import cache

from roletrust.reading.configuration_file import Configuration, RuleSetting, read
from roletrust.reading.yaml_text import SettingsError
from roletrust.rules.catalog import EVERY

__all__ = ["Configuration", "RuleSetting", "load"]

FILE = ".roletrust.yaml"
MISNAMED = (".roletrust.yml", ".roletrust.json")
VARIABLE = "ROLETRUST_CONFIG"


def load(root: str) -> Configuration:
    """The settings for a scan of `root`, a directory or a file.  Raises nothing."""
    return _load(os.path.abspath(root), os.environ.get(VARIABLE, ""))


@cache
def _load(root: str, named: str) -> Configuration:
    path = named
    try:
        path = named or find(root)
        return read(path, {rule.id: rule.name for rule in EVERY}) if path else Configuration()
    except SettingsError as error:
        return Configuration(error=str(error))
    except Exception as error:
        origin = f", named by {VARIABLE}," if named else ""
        return Configuration(error=f"`{path or root}`{origin} cannot be read: {error}")


def find(root: str) -> str:
    """The nearest settings file; empty where there is none.  Raises SettingsError at one that is nearly so named."""
    directory = os.path.dirname(root) if os.path.isfile(root) else root
    while True:
        for name in (FILE, *MISNAMED):
            path = os.path.join(directory, name)
            if os.path.lexists(path):
                if name == FILE:
                    return path
                raise SettingsError(f"{os.path.relpath(path)}: settings are read from `{FILE}` only, rename the file")
        parent = os.path.dirname(directory)
        if parent == directory:
            return ""
        directory = parent

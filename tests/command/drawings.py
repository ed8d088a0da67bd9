"""A drawing of the ways in, as the tests of `roletrust graph` ask for one."""

from __future__ import annotations

import shutil
from pathlib import Path

from command.asked import roletrust
from running import PROJECTS, Run

OWN = 'own_accounts: ["921000000001"]\ntrusted_accounts:\n  "403000000003": the cost team\n'


def nine_roles(folder: Path) -> Path:
    """Below `folder`, nine roles of one account, three vendors, of which one is trusted, and a pipeline."""
    made = shutil.copytree(PROJECTS / "reachable", folder / "reachable")
    (made / ".roletrust.yaml").write_text(OWN)
    return made


def graph(folder: Path, name: str, *words: str | Path) -> tuple[Run, Path]:
    done = roletrust("graph", ".", "-o", name, *words, cwd=folder)
    return done, folder / name

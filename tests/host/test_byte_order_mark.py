"""A file that begins with a byte order mark says what it says without, in every framework."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from frameworks import FILES, FLAWED
from scanning import (
    PIPELINES,
    Scan,
    Verdict,
    ansible,
    cloudformation,
    json_files,
    kubernetes,
    pipeline,
    plan,
    serverless,
    terraform,
    terraform_json,
    write,
)

RUNNERS: dict[str, Callable[[Path], Scan]] = {
    "terraform": terraform,
    "terraform_json": terraform_json,
    "terraform_plan": plan,
    "cloudformation": cloudformation,
    "serverless": serverless,
    "kubernetes": kubernetes,
    "ansible": ansible,
    "json": json_files,
    **{name: partial(pipeline, name) for name in PIPELINES},
}


def failed(folder: Path, mark: str) -> dict[str, set[Verdict]]:
    write(folder, {name: mark + text for name, text in FILES.items()})
    found = {name: scan(folder).failed for name, scan in RUNNERS.items()}
    return {name: {(rule, role.removeprefix(str(folder))) for rule, role in each} for name, each in found.items()}


def test_a_byte_order_mark_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = failed(tmp_path / "with", "\ufeff")
    assert found == failed(tmp_path / "without", "")
    assert [name for name in FLAWED if not found.get(name)] == ["helm"]  # which renders, and has other files scanned

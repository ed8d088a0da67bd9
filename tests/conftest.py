"""Generated tests draw the same examples every time: a run that fails anywhere fails everywhere, whatever the clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("the same", deadline=None, derandomize=True)
settings.load_profile("the same")

# Checkov forks to parse a single file, which costs more than the rest of a small scan.  Here it parses in this process;
# by its command line (`running.checkov`, which keeps no setting of Checkov's) it forks as it does for everybody.
os.environ["CHECKOV_PARALLELIZATION_TYPE"] = "none"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or every command that a test runs compiles the pack again


@pytest.fixture(scope="session")
def found_in() -> list[str]:
    """Where modules are looked for before any scan."""
    return list(sys.path)


@pytest.fixture(autouse=True)
def no_scan_leaves_its_folders_behind(found_in: list[str]) -> Iterator[None]:
    """Checkov puts every folder that it walks on `sys.path`, and coverage looks through all of it at each new file."""
    yield
    sys.path[:] = found_in

"""Every access to what is not Checkov's public interface, each with the fact about Checkov that it relies on.

Nothing else of the pack reaches into Checkov.  Each fact has a test that is run against the oldest, a middle and the
newest Checkov that is supported (`tests/host/test_contract.py`, `make contract`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from types import FrameType
from typing import Any

from checkov.common.bridgecrew.integration_features.integration_feature_registry import integration_feature_registry
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.common.runners.base_runner import BaseRunner
from checkov.runner_filter import RunnerFilter

_CHANGED = "changed_by_roletrust"


def command_line() -> Any:
    """The settings that Checkov was started with (`output`, `check`, …); None where no command line was read.

    Fact: `main` hands its parsed command line to the registry of integration features before it starts a runner, in
    the process from which the runners' processes are forked.
    """
    return integration_feature_registry.config


def filter_at_work() -> RunnerFilter | None:
    """Checkov's filter for the scan that asks a check; None where no scan is on the stack, as for a graph check.

    Fact: every method between a runner's `run` and a check has the filter as `runner_filter`, or is called by one that
    has.
    """
    for frame in frames():
        found = frame.f_locals.get("runner_filter")
        if isinstance(found, RunnerFilter):
            return found
    return None


def scanned_directory(outermost: bool = False) -> str:
    """The directory that the runner at work scans; '' where it scans files that were named, or none is at work.

    `outermost`: of a runner that has another one scan what it has rendered, as Helm's does, its own.
    Fact: a runner's `run` has `root_folder` and `files`; so it is declared, and so it is called.
    """
    found = ""
    for frame in frames():
        if frame.f_code.co_name == "run" and isinstance(frame.f_locals.get("self"), BaseRunner):
            here = frame.f_locals
            root = "" if here["files"] else here["root_folder"]
            found = os.path.abspath(root) if root else ""
            if not outermost:
                break
    return found


def frames() -> Iterator[FrameType]:
    """Those that are at work in this thread, from the innermost outwards."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def on_each_record(change: Callable[[Report, Record], None]) -> None:
    """Have `change` called with each record, and with the report that takes it, before the report does.

    Fact: each runner hands its records to `Report.add_record`, when the whole record is made.
    """
    add_record = Report.add_record
    if hasattr(add_record, _CHANGED):
        return

    @wraps(add_record)
    def changed(self: Report, record: Record) -> None:
        change(self, record)
        add_record(self, record)

    setattr(changed, _CHANGED, True)
    Report.add_record = changed  # type: ignore[method-assign]

"""Every access to what is not Checkov's public interface, each with the fact about Checkov that it relies on.

Nothing else of the pack reaches into Checkov.  Each fact has a test that is run against the oldest, a middle and the
newest Checkov that is supported (`tests/host/test_contract.py`, `make contract`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from checkov.common.bridgecrew.integration_features.integration_feature_registry import integration_feature_registry
from checkov.common.output.record import Record
from checkov.common.output.report import Report

_CHANGED = "changed_by_roletrust"


def command_line() -> Any:
    """The settings that Checkov was started with (`output`, `check`, …); None where no command line was read.

    Fact: `main` hands its parsed command line to the registry of integration features before it starts a runner, in
    the process from which the runners' processes are forked.
    """
    return integration_feature_registry.config


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

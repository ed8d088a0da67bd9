"""Every access to what is not Checkov's public interface, each with the fact about Checkov that it relies on.

Nothing else of the pack reaches into Checkov.  Each fact has a test that is run against the oldest, a middle and the
newest Checkov that is supported (`tests/host/test_contract.py`, `make contract`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from itertools import count
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from checkov.common.bridgecrew.integration_features.integration_feature_registry import integration_feature_registry
from checkov.common.output.record import Record
from checkov.common.output.report import Report
from checkov.common.runners.base_runner import BaseRunner
from checkov.runner_filter import RunnerFilter

Vertex = dict[str, Any]

_CHANGED = "changed_by_roletrust"
_OF_VERTICES = ("block_type_", "block_name_", "file_path_", "config_")
_ASKING = ("checks", "results", "skipped_checks", "runner_filter")  # what Checkov knows where it asks a check
_numbers: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # of scans, by the runner
_next = count(1)
_NEAR = 8  # frames between a check of ours and what asks it


class HostChanged(Exception):
    """Checkov is not as the pack knows it: nothing that follows from it is decided."""


def runner_at_work() -> BaseRunner[Any, Any, Any]:
    """The runner that asks a check.  Raises HostChanged.

    Fact: a runner asks its checks in a method of its own, in the same thread.
    """
    for frame in frames():
        runner = frame.f_locals.get("self")
        if isinstance(runner, BaseRunner):
            return runner
    raise HostChanged("no runner of Checkov's is at work in the thread that asks a check")


def definitions_of(runner: Any) -> dict[Any, Any]:
    """What `runner` has read, by file; the keys are paths, or have one as `file_path`.  Raises HostChanged.

    Fact: a runner keeps that as `definitions` from before its first check is asked until its graph checks are through.
    """
    found = getattr(runner, "definitions", None)
    if not isinstance(found, dict):
        raise HostChanged("a runner of Checkov's has no `definitions`")
    return found


def graphs_of(runner: Any) -> list[Any] | None:
    """Each graph of a scan under TF_SPLIT_GRAPH with its directory; None of a scan that has one, or none.

    Fact: Terraform's runner keeps them as `all_graphs`.  Where it does not, a role in another graph than the first is
    in none that is known, which is told of at the role.
    """
    graphs = getattr(runner, "all_graphs", None)
    return graphs if isinstance(graphs, list) and graphs else None


def has_graph_check(runner: Any, check_id: str) -> bool:
    """Whether the scan of `runner` ends in the graph check of that id.  Raises HostChanged.

    Fact: a runner has the registry of its graph checks as `graph_registry`, None for none.
    """
    if not hasattr(runner, "graph_registry"):
        raise HostChanged("a runner of Checkov's has no `graph_registry`")
    return any(each.id == check_id for each in getattr(runner.graph_registry, "checks", ()))


def file_at_work(shown: str) -> str:
    """The absolute path of the file that a check is asked about, which the report names `shown`, as from its root.

    Fact: the runner has the path, or a key with it, as `full_file_path` or `file_abs_path`.  Where it does not, the
    path is put together from the directory that is scanned.
    """
    for frame in frames():
        for name in ("full_file_path", "file_abs_path"):
            if name in frame.f_locals:
                found = frame.f_locals[name]
                return os.path.abspath(str(getattr(found, "file_path", found)))
    return os.path.normpath((scanned_directory() or os.getcwd()) + os.sep + shown)


def asking() -> dict[str, Any]:
    """What Checkov knows where it asks a check about a block, by name, and its `runner`; empty if it asks otherwise.

    Fact: `BaseCheckRegistry.scan` asks the check in a loop over the list `checks` of those for that kind of block, and
    keeps their results in `results` by the check.  Where it does not, it asks each check by itself.
    """
    for _, frame in zip(range(_NEAR), frames(), strict=False):
        if frame.f_code.co_name == "scan":
            found = frame.f_locals
            known = all(name in found for name in _ASKING)
            return {**found, "runner": getattr(frame.f_back, "f_locals", {}).get("self")} if known else {}
    return {}


def graph_results() -> dict[Any, list[dict[str, Any]]] | None:
    """Where the registry that runs a graph check collects results, by the check; None if it does so in another way.

    Fact: `Registry.run_check_parallel` is handed them as `check_results`.  Where it is not, the vertices that a check
    gives are reported under its own name.
    """
    for _, frame in zip(range(_NEAR), frames(), strict=False):
        found = frame.f_locals.get("check_results")
        if isinstance(found, dict):
            return found
    return None


def vertices(graph: Any) -> Iterator[Vertex]:
    """The attributes of each vertex of a graph of Checkov's, whichever library made it.  Raises HostChanged.

    Fact: they have the keys of `_OF_VERTICES`, and those of resources `resource_type`.
    """
    for vertex in vertices_as_they_are(graph):
        if missing := missing_in(vertex):
            raise HostChanged(f"a vertex of Checkov's graph has no `{missing}`")
        yield vertex


def missing_in(vertex: Vertex) -> str:
    """A key that a vertex should have, and does not; '' for none."""
    keys = (*_OF_VERTICES, *(["resource_type"] if vertex.get("block_type_") == "resource" else []))
    return next((key for key in keys if key not in vertex), "")


def vertices_as_they_are(graph: Any) -> Iterator[Vertex]:
    networkx = type(graph).__module__.startswith("networkx")
    for _, attributes in graph.nodes(data=True) if networkx else graph.nodes():
        yield attributes


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


def scan_at_work() -> int:
    """A number of the scan that is at work, which no other in this process has; 0 where none is."""
    try:
        return _numbers.setdefault(runner_at_work(), next(_next))
    except HostChanged:
        return 0


def frames() -> Iterator[FrameType]:
    """Those that are at work in this thread, from the innermost outwards."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def on_each_record(change: Callable[[Report, Record], None]) -> None:
    """Have `change` called with each record, and with the report that took it.

    Fact: each runner hands its records to `Report.add_record`, when the whole record is made.
    """
    if not hasattr(Report.add_record, _CHANGED):
        setattr(Report, "add_record", with_change(Report.add_record, change))  # noqa: B010  # mypy forbids a plain one


def with_change(
    add_record: Callable[[Report, Record], None], change: Callable[[Report, Record], None]
) -> Callable[[Report, Record], None]:
    """`add_record` with `change` after it."""

    @wraps(add_record)
    def changed(self: Report, record: Record) -> None:
        add_record(self, record)
        change(self, record)

    setattr(changed, _CHANGED, True)
    return changed

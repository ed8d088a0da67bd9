"""One source of a fleet judged, role by role: what is found is written down as it comes, and only counts are kept."""

from __future__ import annotations

import json
import os
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TextIO

from roletrust.engine.answer import YES
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.policy.request import arn_field
from roletrust.fleet.remote import Unfetched, fetched
from roletrust.fleet.sources import ENDINGS, Source
from roletrust.fleet.traces import ENDING as OF_TRACES
from roletrust.fleet.traces import write_traces
from roletrust.reading.data_files import is_large_dump, text_of
from roletrust.reading.found import WHOLE_FILE, Found
from roletrust.reading.judging import Judged
from roletrust.reading.packed import PACKED, UNREADABLE
from roletrust.reading.remembering import remembered
from roletrust.reading.roles import found_in
from roletrust.replying.asking import ONE, Asked, Cores
from roletrust.replying.findings import OF_ALL, Reported
from roletrust.replying.scanning import as_they_come
from roletrust.replying.skipping import Skips
from roletrust.rules.messages.wording import account_name
from roletrust.rules.outsiders import from_other_accounts
from roletrust.telling.secrets_told import masked

OTHERS = (Whose.TRUSTED, Whose.EXTERNAL, Whose.UNKNOWN)


class Task(NamedTuple):
    """A source to judge by the `wanted` rules; `part`: the file that its findings are written to.

    `repairs`: whether they are to say how to repair a policy; `cores`: what a large dump is judged by.  Beside `part`
    the source's traces are written, where a rule about all roles is wanted.
    """

    source: Source
    wanted: frozenset[str]
    part: str
    repairs: bool = True
    cores: Cores = ONE

    @property
    def traces(self) -> str:
        return self.part + OF_TRACES


class Outcome(NamedTuple):
    """What came of a source.  `roles`: how many it holds; `flawed`: those with a finding; `findings`: of all of them.

    `entered`: other accounts, by what they are called, and into how many roles each surely gets, with whatever external
    id is asked for.  `failure`: why the source could not be read to its end; '' where it could.
    """

    roles: int = 0
    flawed: int = 0
    findings: int = 0
    entered: Mapping[str, int] = {}
    failure: str = ""


def judged(task: Task) -> Outcome:
    """The outcome of a task.  Raises nothing: what breaks is told on stderr, and is a failure of this source alone."""
    try:
        with (
            at_hand(task.source, os.path.dirname(task.part)) as source,
            open(task.part, "w", encoding="utf-8") as part,
            open(task.traces if task.wanted & OF_ALL else os.devnull, "w", encoding="utf-8") as traces,
        ):
            return Judging(task._replace(source=source)).into(part, traces)
    except Unfetched as error:
        return Outcome(failure=str(error))
    except Exception as error:  # one source that breaks must not lose the others
        traceback.print_exception(error)
        return Outcome(failure=f"roletrust itself broke: {type(error).__name__}: {error}")


class Noted(NamedTuple):
    """The other accounts that surely get into a role, by what they are called; or why a source cannot be read."""

    entered: tuple[str, ...] = ()
    failure: str = ""


class Judging:
    """Of one source."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._roles, self._findings, self._failure = 0, 0, ""
        self._flawed: set[int | None] = set()
        self._entered: Counter[str] = Counter()

    def into(self, part: TextIO, traces: TextIO) -> Outcome:
        """The outcome; what is found is written to `part`, a line of JSON each, and the `traces` to theirs."""
        judge, look = partial(remembered, self._task.repairs), partial(write_traces, traces)
        roles, asked = found_of(self._task.source, whole_dumps=True), Asked(self._task.wanted, judge, judge, noted)
        for each in as_they_come(roles, asked, Skips(), look, self._task.cores):
            is_role = self._is_role(each.note) if each.note else each.number is not None
            part.writelines(json.dumps(data_of(one)) + "\n" for one in each.found)
            self._findings += len(each.found)
            self._flawed.update([each.number] if each.found and is_role else [])
        self._failure = self._failure or ("" if self._roles else problem_of(self._task.source.path))
        return Outcome(self._roles, len(self._flawed), self._findings, dict(self._entered), self._failure)

    def _is_role(self, role: Noted) -> bool:
        """Count a role; False where it stands for all of a source that cannot be read."""
        if role.failure:
            self._failure = role.failure
            return False
        self._roles += 1
        self._entered.update(role.entered)
        return True


def noted(role: Judged) -> Noted:
    """What is counted of a role."""
    subject = role.case.subject
    if subject.label == WHOLE_FILE:
        return Noted(failure=subject.problem)
    return Noted(tuple(masked(each, subject.secrets) for each in sorted(entering(role))))


@contextmanager
def at_hand(source: Source, folder: str) -> Iterator[Source]:
    """The source as a file of this machine; one behind a URL is fetched to `folder`.  Raises Unfetched."""
    if source.version:
        with fetched(source.path, folder) as path:
            yield source._replace(path=path)
    else:
        yield source


def found_of(source: Source, whole_dumps: bool = False) -> Iterator[Found]:
    """The roles of a source that is at hand, always in the same order; or each large dump as one."""
    root = os.curdir if source.given else os.path.dirname(source.name) if source.version else ""
    for each in found_in(source.path, whole_dumps=whole_dumps):
        yield replace(each, root=root) if root else each


def problem_of(path: str) -> str:
    """Why a source in which no role was found may hold some all the same; '' where it is whole."""
    if is_large_dump(path):
        return ""  # it was read to its end
    try:
        text = text_of(path)
        if path.removesuffix(PACKED).endswith(ENDINGS):
            json.loads(text)
    except UNREADABLE as error:
        return f"the file cannot be read: {error}"
    return "" if text.strip() else "the file is empty"


def entering(role: Judged) -> set[str]:
    """The other accounts that surely get into a role, in some way that its policy can turn out."""
    return {
        account_name(each.account, trust.owner)
        for _, trust in role.trusts
        for each in from_other_accounts(trust, OTHERS)
        if each.entry.answer is YES and each.account is not None
    }


def data_of(finding: Reported) -> dict[str, Any]:
    """The finding as `roletrust check` has it in JSON, and of which account the role is, '' where it does not say."""
    return {"account": str(arn_field(finding.role, 4)), **finding.data()}

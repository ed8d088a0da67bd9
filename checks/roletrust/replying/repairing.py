"""A repair as a patch, and in words: what is fixed, who is kept out by that, and why the rest is left."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping

from roletrust.engine.questions.comparison import newly_in
from roletrust.fixing.repairing import Outcome, Repairing
from roletrust.replying.comparing import told as change_told
from roletrust.replying.roles import Read


def diffs(work: Repairing) -> Iterator[str]:
    """What changes, file by file, as `git apply` and `patch` read it."""
    return differences(work.read, work.files)


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """The same, of the files `after`, which held what `before` says; both by path."""
    for path, data in sorted(after.items()):
        name = os.path.relpath(path).replace(os.sep, "/")
        old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before[path], data))
        for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def told(outcome: Outcome, fixed: str) -> Iterator[str]:
    """Which findings of a role are gone, who is kept out by that, and why others are left."""
    role = Read(outcome.after.found, outcome.after.judged)
    source = outcome.before.judged.case.subject.source
    file = os.path.relpath(outcome.before.path(source.file)) if source.file else ""
    place = ":".join([file, *([str(source.first)] if source.first else []), f" {role.label}"]) if file else role.label
    if outcome.fixed:
        yield role.said(f"{place}: {fixed}: {', '.join(outcome.fixed)}")
        yield from map(role.said, dict.fromkeys(changes(outcome)))
    for why in dict.fromkeys(outcome.left.values()):
        rules = ", ".join(rule for rule, one in outcome.left.items() if one == why)
        yield role.said(f"{place}: left as it is: {rules}: {why}")


def changes(outcome: Outcome) -> Iterator[str]:
    """Who newly gets in and who no longer does, in each way that the policy can turn out."""
    after = dict(outcome.after.judged.trusts)
    for ways, old in outcome.before.judged.trusts:
        new = after[ways]
        for each in newly_in(old.policy, new.policy, new.owner, new.now):
            yield f"  newly in: {change_told(each)}"
        for each in newly_in(new.policy, old.policy, new.owner, new.now):
            yield f"  no longer in: {change_told(each)}"

"""Who newly gets in, and who no longer does, between two versions of the same roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.comparison import Change, newly_in
from roletrust.engine.questions.trust import Trust
from roletrust.replying import wording
from roletrust.replying.explaining import why
from roletrust.replying.roles import Read

Changes = dict[object, Change]  # by the call and the statement that it comes in by
NOBODY = Trust(Policy(()))  # of a role that is not there


class Difference(NamedTuple):
    """What changed of one role.  `problem`: why that could not be decided; '' where it was."""

    role: str
    file: str
    wider: list[str]
    narrower: list[str]
    problem: str = ""


def differences(old: Mapping[tuple[str, str], Read], new: Mapping[tuple[str, str], Read]) -> Iterator[Difference]:
    """Of each role that is on both sides, and of those that are on one, as against nobody getting in."""
    if len(old) == len(new) == 1:
        (before,), ((_, role), after) = old.values(), *new.items()
        yield difference(role, before, after)
        return
    for key in sorted({**old, **new}):
        yield difference(key[1], old.get(key), new.get(key))


def difference(role: str, before: Read | None, after: Read | None) -> Difference:
    """`before`, `after`: the role on either side; None where it is not there, and lets nobody in."""
    shown = (after or before).file if (after or before) else ""  # type: ignore[union-attr]
    olds, news = policies(before), policies(after)
    if olds is None or news is None:
        problem = (after and after.judged.problem) or (before and before.judged.problem) or "it cannot be read"
        return Difference(role, shown, [], [], problem)
    wider, narrower = changes(olds, news, by_new=after is not None)
    tell = after.said if after else before.said if before else str
    ins, outs = ([tell(told(each)) for each in some.values()] for some in (wider, narrower))
    return Difference(role, shown, ins, outs)


def changes(olds: Sequence[Trust], news: Sequence[Trust], by_new: bool) -> tuple[Changes, Changes]:
    """Who newly gets in, and who no longer does, in any of the ways that the policies can turn out.

    `by_new`: whether the new side says whose role it is, or the old one.
    """
    wider: Changes = {}
    narrower: Changes = {}
    for one in olds:
        for other in news:
            owner = other.owner if by_new else one.owner
            for change in newly_in(one.policy, other.policy, owner, other.now):
                wider.setdefault((change.action, change.through), change)
            for change in newly_in(other.policy, one.policy, owner, one.now):
                narrower.setdefault((change.action, change.through), change)
    return wider, narrower


def policies(role: Read | None) -> Sequence[Trust] | None:
    """Each way that the role's policy can turn out; None where it cannot be read."""
    if role is None:
        return [NOBODY]
    return None if role.judged.problem else [trust for _, trust in role.judged.trusts]


def in_words(found: Sequence[Difference]) -> str:
    lines: list[str] = []
    for each in found:
        if each.problem:
            lines.append(f"{each.role} ({each.file}): undecided: {each.problem}")
        for said, changes in (("newly in", each.wider), ("no longer in", each.narrower)):
            lines += [f"{each.role} ({each.file}): {said}: {change}" for change in changes]
    return "".join(f"{line}\n" for line in lines or [f"nobody newly gets in, nobody is kept out: {len(found)} roles"])


def told(change: Change) -> str:
    """One change: an example, and which statements make the difference."""
    if change.found.answer is YES and change.found.witness:
        said = f"for example {wording.request(change.found.witness)}"
    else:
        said = f"perhaps somebody, undecided: {why(change.found)}"
    stopped = f"; on the other side {change.stopped.label} denies it" if change.stopped else ""
    return f"{said} (through {change.through.label}{stopped})"

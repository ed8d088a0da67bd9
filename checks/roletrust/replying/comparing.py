"""Who newly gets in, and who no longer does, between two versions of the same roles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.comparison import Change, newly_in
from roletrust.engine.questions.trust import Trust
from roletrust.reading.found import WHOLE_FILE
from roletrust.replying import wording
from roletrust.replying.explaining import why
from roletrust.replying.findings import number_of
from roletrust.replying.roles import Read
from roletrust.rules.invalid_trust_policy import RULE as INVALID
from roletrust.rules.judgement import Variants

Changes = dict[object, Change]  # by the call and the statement that it comes in by
NOBODY = Trust(Policy(()))  # of a role that is not there


class Difference(NamedTuple):
    """What changed of one role.  `problem`: why that could not be decided; '' where it was."""

    role: str
    file: str
    wider: list[str]
    narrower: list[str]
    problem: str = ""


Key = tuple[str, str]  # the file and the role's name


def differences(old: Mapping[Key, Read], new: Mapping[Key, Read]) -> Iterator[Difference]:
    """Of each role that is on both sides, and of those that are on one, as against nobody getting in."""
    unread_before, unread_after = unread(old), unread(new)
    for key, before, after in paired(old, new):
        missing = unread_before.get(key[0]) if before is None else unread_after.get(key[0]) if after is None else None
        if missing and not is_unread(after or before):
            yield Difference(key[1], shown(key, before, after), [], [], missing)
        else:
            yield difference(key, before, after)


def paired(old: Mapping[Key, Read], new: Mapping[Key, Read]) -> Iterator[tuple[Key, Read | None, Read | None]]:
    """The roles of both sides: by file and name, then by directory and name, then by name, where that is one role's.

    A policy's document may move to another file, which makes its role no other one.
    """
    if len(old) == len(new) == 1:
        (before,), ((key, after),) = old.values(), new.items()
        yield key, before, after
        return
    left, right, found = dict(old), dict(new), dict[Key, tuple[Read | None, Read | None]]()
    for called in (lambda key: key, lambda key: (os.path.dirname(key[0]), key[1]), lambda key: key[1]):
        ours, theirs = by_name(left, called), by_name(right, called)
        for name in ours.keys() & theirs.keys():
            if len(ours[name]) == len(theirs[name]) == 1:
                (one,), (other,) = ours[name], theirs[name]
                found[other] = left.pop(one), right.pop(other)
    found.update({key: (each, None) for key, each in left.items()})
    found.update({key: (None, each) for key, each in right.items()})
    for key in sorted(found):
        yield key, *found[key]


def by_name(roles: Iterable[Key], called: Callable[[Key], object]) -> dict[object, list[Key]]:
    found: dict[object, list[Key]] = {}
    for key in roles:
        found.setdefault(called(key), []).append(key)
    return found


def unread(roles: Mapping[Key, Read]) -> dict[str, str]:
    """By file, why it cannot be read on one side, so that nothing is known of the roles in it."""
    return {file: each.problem for (file, _), each in roles.items() if is_unread(each)}


def is_unread(role: Read | None) -> bool:
    """Whether it stands for a whole file that cannot be read."""
    return bool(role and role.judged.problem and role.label == WHOLE_FILE)


def difference(key: Key, before: Read | None, after: Read | None) -> Difference:
    """`before`, `after`: the role on either side; None where it is not there, and lets nobody in."""
    role, where, olds, news = key[1], shown(key, before, after), policies(before), policies(after)
    if olds is None or news is None:
        problem = (after and after.problem) or (before and before.problem) or "it cannot be read"
        return Difference(role, where, [], [], problem)
    if (refused := refusal(after)) and before and not refusal(before):
        return Difference(role, where, [], [], f"who gets in stays as it is, for {refused}")
    wider, narrower = changes(olds, news, by_new=after is not None)
    ins, outs = ([said_of(told(each), before, after) for each in some.values()] for some in (wider, narrower))
    return Difference(role, where, ins, outs)


def said_of(text: str, *sides: Read | None) -> str:
    """`text` about a role without the secrets of either side."""
    for each in sides:
        text = each.said(text) if each else text
    return text


def shown(key: Key, *roles: Read | None) -> str:
    """The file, also of roles that are compared by name alone."""
    return key[0] or next(each.file for each in reversed(roles) if each)


def changes(olds: Variants, news: Variants, by_new: bool) -> tuple[Changes, Changes]:
    """Who newly gets in, and who no longer does, in any of the ways that the policies can turn out.

    What is open has one value on both sides, by its name, and so has a condition: of two ways that take it otherwise
    one at a time can be.
    `by_new`: whether the new side says whose role it is, or the old one.
    """
    wider: Changes = {}
    narrower: Changes = {}
    for taken, one in olds:
        for taken_now, other in news:
            if any((name, not way) in taken_now for name, way in taken):
                continue
            owner = other.owner if by_new else one.owner
            for change in newly_in(one.policy, other.policy, owner, other.now):
                wider.setdefault((change.action, change.through), change)
            for change in newly_in(other.policy, one.policy, owner, one.now):
                narrower.setdefault((change.action, change.through), change)
    return wider, narrower


def policies(role: Read | None) -> Variants | None:
    """Each way that the role's policy can turn out; None where it cannot be read.

    With one that IAM refuses no role is made, so that it lets nobody in.
    """
    if role is None or refusal(role):
        return [((), NOBODY)]
    return None if role.judged.problem else role.judged.trusts


def refusal(role: Read | None) -> str:
    """Why IAM refuses the role's policy, whichever way that turns out; '' where it does not, or it cannot be read."""
    if role is None or role.judged.problem or role.judged.trusts:
        return ""
    invalid = role.judged.judgements.get(INVALID.id)
    return role.said(f"IAM refuses the policy: {invalid.verdict.reason}") if invalid else "IAM refuses the policy"


def in_words(found: Sequence[Difference]) -> str:
    lines: list[str] = []
    for each in found:
        if each.problem:
            lines.append(f"{each.role} ({each.file}): undecided: {each.problem}")
        for said, changes in (("newly in", each.wider), ("no longer in", each.narrower)):
            lines += [f"{each.role} ({each.file}): {said}: {change}" for change in changes]
    same = f"nobody newly gets in, nobody is kept out: {number_of(len(found), 'role')}"
    return "".join(f"{line}\n" for line in lines or [same])


def told(change: Change) -> str:
    """One change: an example, and which statements make the difference."""
    if change.found.answer is YES and change.found.witness:
        said = f"for example {wording.request(change.found.witness)}"
    else:
        said = f"perhaps somebody, undecided: {why(change.found)}"
    stopped = f"; on the other side {change.stopped.label} denies it" if change.stopped else ""
    return f"{said} (through {change.through.label}{stopped})"

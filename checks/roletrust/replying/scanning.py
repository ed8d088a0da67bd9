"""What is found of all roles that are given: of each by itself, then among all of its scan, and of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from roletrust.engine.policy.document import Source
from roletrust.reading.callers.made import Caller
from roletrust.reading.callers.made import findings as findings_of_calls
from roletrust.reading.callers.tree_callers import Scans, TreeCallers, fail
from roletrust.reading.findings import Told, findings
from roletrust.reading.found import Found, no_role
from roletrust.reading.landscape import Among, drawn, taken_down
from roletrust.reading.landscape import findings as findings_among
from roletrust.replying.asking import ONE, Asked, Cores, Look, OfRole, only_told
from roletrust.replying.findings import OF_ALL, OF_CALLS, Reported, as_reported
from roletrust.replying.roles import Read, read, undecided
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import CALLS, LANDSCAPE

if TYPE_CHECKING:
    from roletrust.engine.roles.landscape import Landscape
    from roletrust.engine.roles.role import Role
    from roletrust.replying.dumped import Dumped


def reported(roles: Iterable[Found], wanted: frozenset[str], skips: Skips) -> list[Reported]:
    """The findings of the `wanted` rules, role by role: those about its policy, then those about all roles.

    Those about calls come last, caller by caller.
    """
    return [one for of_role in role_by_role(as_they_come(roles, Asked(wanted), skips)) for one in of_role]


def role_by_role(found: Iterable[OfRole]) -> list[Sequence[Reported]]:
    """What was found, in the order of the roles, and what of callers after them."""
    together: dict[int, list[Sequence[Reported]]] = {}
    of_callers: list[Sequence[Reported]] = []
    for number, _, told in found:
        if told:
            (of_callers if number is None else together.setdefault(number, [])).append(told)
    return [one for number in sorted(together) for one in together[number]] + of_callers


def as_they_come(
    roles: Iterable[Found], asked: Asked, skips: Skips, look: Look = only_told, cores: Cores = ONE
) -> Iterator[OfRole]:
    """What is found of each role about its policy, when it has been read; then among all of its scan, and of calls.

    `look`: what is done with all of a scan, each role with its number; `cores`: what large dumps are judged by.
    """
    scans: dict[str, list[tuple[int, Found, Among]]] = {}
    trees: dict[int, TreeCallers] = {}
    dumps: list[Dumped] = []
    numbers = count()
    for each in roles:
        if each.tree:
            trees[id(each.tree)] = each.tree
        if each.dump:
            from roletrust.replying.dumped import Dumped  # noqa: PLC0415  # it starts processes, for who has one

            dumps.append(Dumped(each.dump, each.root, asked, cores))
            yield from dumps[-1].by_themselves(numbers)
            continue
        number, role = next(numbers), read(each, asked.judge)
        if role is None:
            continue
        if each.holding and asked.wanted & (OF_ALL | OF_CALLS if each.callers else OF_ALL):
            kept = replace(each, case=no_role, holding=None)  # what was read of it is let go of
            one = taken_down(role.judged, each.holding, each.block)
            scans.setdefault(each.scan, []).append((number, kept, one))
        source = role.judged.case.subject.source
        told = as_reported(each, source, told_of(role), asked.wanted, skips)
        yield OfRole(number, asked.note(role.judged), told)
    told_apart = {name: [(one, apart(*one[1:])) for one in among] for name, among in scans.items()}
    for among in told_apart.values():
        yield from side_by_side([each for one, every in among for each in by_key(one, every)], asked, skips, look)
    for dump in dumps:
        yield from dump.side_by_side(look)
    if asked.wanted & OF_CALLS:
        called = {name: [each for _, every in among for each in every] for name, among in told_apart.items()}
        for of_caller in of_callers(called, trees.values(), asked.wanted, skips):
            yield OfRole(None, None, of_caller)


def told_of(role: Read) -> list[Told]:
    """The findings of one role.  Where telling them breaks, that is told on stderr, and leaves the role undecided."""
    try:
        return list(findings(role.judged))
    except Exception as error:  # one role that breaks must not lose the others
        return list(findings(undecided(role.found, error)))


def side_by_side(among: Sequence[tuple[int, Found, Among]], asked: Asked, skips: Skips, look: Look) -> Iterator[OfRole]:
    """What is found of the roles of one scan among all of them; those that one block makes have one number."""
    landscape = drawn(one for _, _, one in among)
    roles: dict[int, list[Role]] = {}
    for number, _, one in among:
        roles.setdefault(number, []).extend(role for _, role in one.roles)
    look(landscape, list(roles.items()))
    for number, each, one in among if asked.wanted & OF_ALL else ():
        told = beside_others(each, one, landscape)
        yield OfRole(number, None, as_reported(each, one.case.subject.source, told, asked.wanted, skips))


def beside_others(role: Found, one: Among, landscape: Landscape) -> Iterable[Told]:
    """What is found of a role among all of its scan.  What breaks is told on stderr, and leaves it undecided."""
    try:
        if one.error is not None:
            raise one.error
        return findings_among(one, landscape)
    except Exception as error:  # one role that breaks must not lose the others
        return findings(undecided(role, error, LANDSCAPE))


def of_callers(
    scans: Mapping[str, Sequence[tuple[Found, Among]]],
    trees: Iterable[TreeCallers],
    wanted: frozenset[str],
    skips: Skips,
) -> Iterator[list[Reported]]:
    """What is found of each caller: of those of each scan, and then of those of each tree that are of no scan."""
    roles = {name: [one for _, one in among] for name, among in scans.items()}
    for name, among in scans.items():
        for each in kept_going(callers_of(name, [found for found, _ in among], roles)):
            yield of_caller(each, among[0][0].root, wanted, skips)
    for tree in trees:
        for each in kept_going(tree.callers(roles)):
            yield of_caller(each, tree.root, wanted, skips)


def apart(role: Found, one: Among) -> list[tuple[Found, Among]]:
    """The role, or each of its instances: each may hold something else, and callers call one of them."""
    if role.apart is None:
        return [(role, one)]
    try:
        every = role.apart(one)
    except Exception as error:  # one role that breaks must not lose the others
        every = [replace(one, error=error)]
    return [(replace(role, label=each.case.subject.label), each) for each in every]


def by_key(role: tuple[int, Found, Among], every: Sequence[tuple[Found, Among]]) -> Iterator[tuple[int, Found, Among]]:
    """`every` instance of a role where its own keys tell them apart; what those of its module hold is one."""
    number, _, one = role
    if every and all(each.block and one.block and each.block.calls == one.block.calls for _, each in every):
        yield from ((number, *each) for each in every)
    else:
        yield role


def callers_of(scan: str, roles: Sequence[Found], every: Scans) -> Iterator[Caller]:
    """What calls the `roles` of a `scan`, and the roles themselves, where scripts call them.  `every`: those of all."""
    first = roles[0]
    if first.callers is None:
        return
    yield from first.callers(every[scan], first.tree.elsewhere(scan, every) if first.tree else None)
    for role, made in zip(roles, first.tree.scripts(every[scan]) if first.tree else (), strict=False):
        if made:
            yield Caller(role.label, role.written, partial(findings_of_calls, partial(iter, made)))


def kept_going(callers: Iterator[Caller]) -> Iterator[Caller]:
    """The same; where finding them breaks, a caller that stands for the rest."""
    try:
        yield from callers
    except Exception as error:  # which must not lose what is found of roles
        yield Caller("what calls the roles", None, partial(fail, error))


def of_caller(caller: Caller, root: str, wanted: frozenset[str], skips: Skips) -> list[Reported]:
    role = Found(root, caller.label, no_role, written=caller.written)
    try:
        told = caller.findings(wanted)
    except Exception as error:  # one caller that breaks must not lose the others
        told = list(findings(undecided(role, error, CALLS)))
    return as_reported(role, caller.written().source if caller.written else Source(), told, wanted, skips)

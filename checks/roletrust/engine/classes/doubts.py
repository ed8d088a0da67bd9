"""What keeps an answer open, in the reader's words: open values, undocumented cases, bounds."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.answer import UNKNOWN
from roletrust.engine.classes.joint_domains import Entry, Group
from roletrust.engine.decision.authorizer import Ready
from roletrust.engine.decision.conditions import Context
from roletrust.engine.decision.whole_call import TOO_MANY
from roletrust.engine.policy.request import Caller
from roletrust.engine.text import Hole, holes_of


def kept_open(
    statements: Sequence[Ready], caller: Caller, context: Context, entries: Sequence[Entry], groups: Sequence[Group]
) -> tuple[tuple[Hole, ...], str]:
    """The open values that keep it open whether a request is allowed, and why it is open besides; '' for nothing else.

    `context`: of the request; `entries`: those of the `groups` of which it is made.
    """
    holes: dict[Hole, None] = {}
    doubts: dict[str, None] = {}
    for each in statements:
        found, turned = each.applies(caller, context)
        if found is UNKNOWN and turned:
            inside = each.holes(turned.element) or _open_beside(each, turned.element, caller, context)
            holes.update(dict.fromkeys(inside))
            if not inside:
                doubts[_doubt(each, turned.element)] = None
    for group, entry in zip(groups, entries, strict=True):
        if group.is_unlisted(entry):
            doubts[group.beyond] = None
        elif group.fated or not entry.sure:
            inside = tuple(hole for values in entry.context.values() for value in values for hole in holes_of(value))
            holes.update(dict.fromkeys(inside))
            if not inside:
                doubts[f"what `{'`, `'.join(group.keys)}` is in a request, this policy does not tell"] = None
    return tuple(holes), "; ".join(doubts)


def _open_beside(each: Ready, element: object, caller: Caller, context: Context) -> tuple[Hole, ...]:
    """What is open of a request where `element` of a statement, in which nothing is, is asked of it."""
    keys = next((test.keys for test in each.tests if test.condition is element and not test.doubt), ())
    held = [values for key in keys if isinstance(values := context.get(key), tuple)]
    if element == "principal":
        held.append((caller.arn,))
    return tuple(dict.fromkeys(hole for values in held for value in values for hole in holes_of(value)))


def compared(statements: Sequence[Ready]) -> str:
    """The conditions whose policy variables compare keys in more ways than are tried."""
    tied = {
        f"`{test.condition.key}` with `${{{variable}}}`": None
        for each in statements
        for test in each.tests
        for variable in sorted(test.tied)
    }
    return f"the policy compares {', '.join(tied)} in more ways than are worked out"


def _doubt(each: Ready, element: object) -> str:
    if element == TOO_MANY:
        return f"{each.statement.label}: {TOO_MANY}"
    for test in each.tests:
        if test.condition is element:
            name = f"`{test.condition.operator}` on `{test.condition.key}` in {each.statement.label}"
            return f"{name}: {test.doubt or 'AWS does not document what it means'}"
    return f"{each.statement.label}: AWS does not document whether its principal covers the caller"

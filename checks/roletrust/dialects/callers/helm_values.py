"""Values of a chart that give its service accounts a role: `serviceAccount.annotations`, at whatever depth.

Source: Helm Docs, "Role-based Access Control" (charts have `serviceAccount` with `create`, `name` and, in the starter
chart, `annotations`); a name that is not given is the chart's own to choose, and the namespace is the release's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.dialects.callers import cluster_identities as identities
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, Value, text

ACCOUNT = re.compile(r"service_?accounts?", re.IGNORECASE)
DEEPEST = 40


def calls(values: Tree, file: str) -> Iterator[Call]:
    """The calls of pods whose service accounts a chart's `values` annotate, from top to bottom.  Raises nothing."""
    stack: list[tuple[Tree, bool, int]] = [(values, False, 0)]
    while stack:
        tree, is_account, depth = stack.pop()
        if is_account and isinstance(tree, Map):
            yield from of_account(tree, file)
        inside = [(each, is_account) for each in items(tree)]
        inside += [(each, bool(ACCOUNT.fullmatch(key))) for key, each in entries(tree)]
        stack += [(each, meant, depth + 1) for each, meant in reversed(inside)] if depth < DEEPEST else []


def of_account(said: Map, file: str) -> Iterator[Call]:
    role, audience = (
        within(said, "annotations", each) for each in (identities.ANNOTATION, identities.AUDIENCE_ANNOTATION)
    )
    if isinstance(role, Written) and role:
        place = f"{file}:{role.line}"
        namespace, name = text(Hole("namespace of the release", place)), within(said, "name")
        asked = identities.AUDIENCE if audience is None else given(audience, "audience", place)
        presented = identities.of_service_account(namespace, given(name, "name that the chart gives", place), asked)
        yield Call(opened_text(role, place), None, place, "", said.source, WEB_IDENTITY, tokens=presented)


def given(written: Tree, what: str, place: str) -> Value:
    return opened_text(written, place) if isinstance(written, Written) and written else text(Hole(what, place))

"""A fix where a described module writes the policy: the inputs of its call to set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent
from typing import TYPE_CHECKING

from roletrust.engine.policy.document import Condition
from roletrust.rules.fixes.repair import Change
from roletrust.rules.messages.wording import listed
from roletrust.rules.rule import Fix
from roletrust.telling.condition_text import one_or_many
from roletrust.telling.fixes import Edit, changed_keys
from roletrust.telling.subject import Described, Dialect
from roletrust.telling.value_text import Write, writer

if TYPE_CHECKING:  # read for a scan that has such a module
    from roletrust.dialects.role_modules.model import Input


def calls(repair: Sequence[Change], fix: Fix, described: Described, label: str) -> Iterator[Edit]:
    """What to set in the call, for each change of the repair, as far as the release has inputs for it.

    Nothing where it has none for what `fix` wants.
    """
    if all(takes(condition, described) for condition in fix.conditions):
        for change in repair:
            yield from of_change(change, described, label)


def of_change(change: Change, described: Described, label: str) -> Iterator[Edit]:
    statement, (first, *beside), _ = change
    keys = changed_keys(statement, first)
    new = [each for each in first.conditions if each.key.lower() in keys]
    spots = [(f"in {label}", new)] if new else []
    for each in beside:
        taken = listed([str(principal.value) for principal in each.principals])
        spots.append((f"in a call of its own for {taken}, taken out of {label}", [*each.conditions]))
    for spot, conditions in spots:
        taken_by = [each for each in conditions if takes(each, described)]
        if taken_by:
            yield Edit(statement, spot + added_to(taken_by, described), inputs(taken_by, described))


def inputs(conditions: Sequence[Condition], described: Described) -> str:
    """The text to paste into the call for conditions that the release has inputs for."""
    write = writer(Dialect.HCL_OBJECT, described.source.file)
    found = [(takes(condition, described), condition) for condition in conditions]
    single = [
        f"{each.name} = {one_or_many(map(write, made.values))}" for each, made in found if each and each.key != "*"
    ]
    several = [made for each, made in found if each and each.key == "*"]
    name = next((each.name for each, _ in found if each and each.key == "*"), "")
    return "\n".join([*single, *([objects(name, several, write)] if several else [])])


def takes(condition: Condition, described: Described) -> Input | None:
    """The input of the release that takes `condition`."""
    fitting = [each for each in described.release.writes if each.key in ("*", condition.key)]
    return next((each for each in fitting if each.key == "*" or condition.operator == "StringEquals"), None)


def objects(name: str, conditions: list[Condition], write: Write) -> str:
    written = [
        indent(
            f"test     = {write(each.operator)}\nvariable = {write(each.key)}\n"
            f"values   = [{', '.join(map(write, each.values))}]",
            "  ",
        )
        for each in conditions
    ]
    return f"{name} = [{{\n" + "\n}, {\n".join(written) + "\n}]"


def added_to(conditions: Sequence[Condition], described: Described) -> str:
    """Where in the call, as far as that has to be said."""
    lists = next((each for each in described.release.writes if each.key == "*"), None)
    if lists is None or not any(takes(each, described) is lists for each in conditions):
        return ""
    return f"{f', in {lists.inside}' if lists.inside else ''}, added to what the input lists already"


def later(fix: Fix, described: Described) -> str:
    """Which later release has an input for what this one has none for; '' where none has."""
    release = described.release
    found = next((each for each in release.model.writes if each.since > release.since), None)
    if found is None or not fix.conditions:
        return ""
    return f"; `{release.model.name}` has an input for it, `{found.name}`, from release {found.first} on"

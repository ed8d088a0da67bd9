"""A fix where a described module writes the policy: the inputs of its call to set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent
from typing import TYPE_CHECKING

from roletrust.engine.document import Condition
from roletrust.rules.repair import Change
from roletrust.rules.rule import Fix
from roletrust.rules.wording import listed
from roletrust.telling.condition_text import one_or_many
from roletrust.telling.fixes import Edit, changed_keys
from roletrust.telling.subject import Described, Dialect
from roletrust.telling.value_text import Write, writer

if TYPE_CHECKING:  # read for a scan that has such a module
    from roletrust.dialects.role_modules.model import Input


def calls(repair: Sequence[Change], described: Described, label: str) -> Iterator[Edit]:
    """What to set in the call, for each change of the repair; nothing where the release has no input for one of it."""
    found = [edit for change in repair for edit in of_change(change, described, label)]
    if all(each.text for each in found):
        yield from found


def of_change(change: Change, described: Described, label: str) -> Iterator[Edit]:
    statement, (first, *beside), _ = change
    keys = changed_keys(statement, first)
    new = tuple(each for each in first.conditions if each.key.lower() in keys)
    if new or not beside:
        yield Edit(statement, f"in {label}{added_to(new, described)}", inputs(new, described))
    for each in beside:
        taken = listed([str(principal.value) for principal in each.principals])
        own = f"in a call of its own for {taken}, taken out of {label}"
        yield Edit(statement, own + added_to(each.conditions, described), inputs(each.conditions, described))


def inputs(conditions: Sequence[Condition], described: Described) -> str:
    """The text to paste into the call; '' where the release has no input for one of the conditions."""
    write = writer(Dialect.HCL_OBJECT, described.source.file)
    found = [(takes(condition, described), condition) for condition in conditions]
    if not all(taker for taker, _ in found):
        return ""
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

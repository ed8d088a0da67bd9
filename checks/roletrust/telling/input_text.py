"""A fix where a described module writes the policy: the inputs of its call to set."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

from roletrust.engine.document import Condition
from roletrust.rules.rule import Fix
from roletrust.rules.wording import listed
from roletrust.telling.condition_text import one_or_many
from roletrust.telling.subject import Described, Dialect
from roletrust.telling.value_text import Write, writer

if TYPE_CHECKING:  # read for a scan that has such a module
    from roletrust.dialects.role_modules.model import Input


def inputs(fix: Fix, described: Described) -> str:
    """The text to paste into the call; '' where the release has no input for a condition of the fix."""
    write = writer(Dialect.HCL_OBJECT, described.source.file)
    found = [(takes(condition, described), condition) for condition in fix.conditions]
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


def input_place(fix: Fix, described: Described, label: str) -> str:
    """Where the text goes, as a heading for it."""
    lists = next((each for each in described.release.writes if each.key == "*"), None)
    added = lists is not None and any(takes(each, described) is lists for each in fix.conditions)
    inside = f", in {lists.inside}" if lists and added and lists.inside else ""
    beside = ", added to what the input lists already" if added else ""
    if fix.moved:
        taken = listed([str(principal.value) for principal in fix.moved])
        return f"in a call of its own for {taken}, taken out of {label}{inside}{beside}"
    return f"in {label}{inside}{beside}"


def later(fix: Fix, described: Described) -> str:
    """Which later release has an input for what this one has none for; '' where none has."""
    release = described.release
    found = next((each for each in release.model.writes if each.since > release.since), None)
    if found is None or not fix.conditions:
        return ""
    return f"; `{release.model.name}` has an input for it, `{found.name}`, from release {found.first} on"

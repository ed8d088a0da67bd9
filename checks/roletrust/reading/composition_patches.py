"""Patches of a Composition: which of them set a role's policy, and what to.

A patch that sets all of the policy from a field leaves it open.  One that fills fields into a written text (`fmt`) is
that text, open where the fields come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole, Value, text
from roletrust.reading.yaml_nodes import child, elements, place, placed, written
from roletrust.rules.messages.wording import listed

FROM = ("FromCompositeFieldPath", "FromEnvironmentFieldPath", "CombineFromComposite", "CombineFromEnvironment")
VERB = re.compile(r"%(?:\[(\d{1,3})\])?([sv%])")  # of Go's fmt, as far as it is read
STEP = re.compile(r"""[^.\[\]"']+""")


class Patch(NamedTuple):
    """`fields`: what it is made of; `optional`: whether it is left out where one of them is not set."""

    node: yaml.Node
    fields: tuple[str, ...]
    optional: bool

    @property
    def condition(self) -> str:
        return f"{listed(self.fields)} {'are' if len(self.fields) > 1 else 'is'} set"


def patches_of(resource: yaml.Node, holder: yaml.Node, keys: tuple[str, ...]) -> Iterator[Patch]:
    """Those patches of a resource that set what `keys` lead to, or something around it, in their order."""
    for each in elements(child(resource, "patches")):
        found = [each]
        if written(child(each, "type")) == "PatchSet":
            name = written(child(each, "patchSetName"))
            sets = [one for one in elements(child(holder, "patchSets")) if written(child(one, "name")) == name]
            found = [one for named in sets for one in elements(child(named, "patches"))]
        yield from (patch_of(one) for one in found if sets_policy(one, keys))


def sets_policy(node: yaml.Node, keys: tuple[str, ...]) -> bool:
    target = tuple(STEP.findall(written(child(node, "toFieldPath")) or written(child(node, "fromFieldPath"))))
    return (written(child(node, "type")) or FROM[0]) in FROM and bool(target) and target == keys[: len(target)]


def patch_of(node: yaml.Node) -> Patch:
    fields = [written(child(each, "fromFieldPath")) for each in elements(child(node, "combine", "variables"))]
    given = tuple(fields) or (written(child(node, "fromFieldPath")) or "a patch",)
    return Patch(node, given, written(child(node, "policy", "fromFieldPath")) != "Required")


def value_of(patch: Patch, keys: tuple[str, ...], file: str) -> tuple[Tree, Source]:
    """What the policy is after the patch, and where that stands.  Raises PolicyError."""
    line = f"{file}:{patch.node.start_mark.line + 1}"
    holes = [Hole(field, line) for field in patch.fields]
    whole = len(STEP.findall(written(child(patch.node, "toFieldPath")))) == len(keys)
    form = form_of(patch.node) if whole else None
    filled = filled_in(form.value, holes, line) if form else None
    if form and filled is not None:
        return placed(filled, form, file)
    return holes[0] if len(holes) == 1 else Hole("a patch", line), place(patch.node, file)


def form_of(node: yaml.Node) -> yaml.ScalarNode | None:
    """The text that fields are filled into, where the patch has one and does nothing else with them."""
    transforms = elements(child(node, "transforms"))
    found = child(node, "combine", "string", "fmt")
    if transforms and found is None and len(transforms) == 1:
        found = child(transforms[0], "string", "fmt")
    elif transforms:
        return None
    return found if isinstance(found, yaml.ScalarNode) else None


def filled_in(form: str, holes: list[Hole], where: str) -> Value | None:
    """`form` with `holes` for its verbs, as Go's `fmt` takes them; None where it would not, or is not read."""
    parts: list[Value | Hole] = []
    at = used = 0
    for found in VERB.finditer(form):
        parts.append(opened_text(form[at : found.start()], where))
        at = found.end()
        if found[2] == "%":
            parts.append("%")
            continue
        used = int(found[1]) if found[1] else used + 1
        if not 0 < used <= len(holes):
            return None
        parts.append(holes[used - 1])
    rest = form[at:]
    return None if "%" in VERB.sub("", form) else text(*parts, opened_text(rest, where))

"""What other tools fill in: `${name}` and `{{ expression }}` inside a policy's text are Holes, and in the place of an
account or of a whole text `$NAME` and `<name>`, too.

IAM's own variables stay: each is `${prefix:key}`, or `${*}`, `${?}`, `${$}` (IAM User Guide, "Policy variables").
"""

from __future__ import annotations

import re

from roletrust.dialects.brackets import Brackets
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Value, text

PLACEHOLDER = Brackets(("{{", "}}"), names=r"(?a:\$\{(AWS::\w+|[A-Za-z_][\w.-]*)\})")


# Of a principal, in which IAM takes neither character: the shell's variables, and what is to be replaced by hand.
BARE = re.compile(r"(?<![^:/])(?:\$([A-Z][A-Z0-9_]*)|<([A-Za-z][\w .-]*)>)(?![^:/])")


def opened(tree: Tree, where: str = "") -> Tree:
    """`tree` with Holes for the placeholders in its texts and keys' values.  `where`: the file they are written in."""
    if isinstance(tree, str):
        return opened_text(tree, where)
    if isinstance(tree, Map):
        found = {key: opened(value, where) for key, value in tree.items()}
        return Map(found, source=tree.source, repeated=tree.repeated)
    return [opened(each, where) for each in tree] if isinstance(tree, list) else tree


def opened_text(written: str, where: str) -> Value:
    if "{" not in written:
        return opened_bare(written, where)
    parts: list[str | Hole] = []
    at = 0
    for found in PLACEHOLDER.find(written):
        name = found.inside.removeprefix("-").removesuffix("-").strip()  # `{{-` and `-}}` take blanks away
        parts += [written[at : found.start], Hole(name or written[found.start : found.end], where)]
        at = found.end
    return text(*parts, written[at:])


def opened_bare(written: str, where: str) -> Value:
    parts: list[str | Hole] = []
    at = 0
    for found in BARE.finditer(written):
        parts += [written[at : found.start()], Hole(found[1] or found[2], where)]
        at = found.end()
    return text(*parts, written[at:])

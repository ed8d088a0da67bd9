"""What other tools fill in: `${name}` and `{{ expression }}` inside a policy's text are Holes.

Of a principal `$NAME` and `<name>` are as well, in the place of an account or of all of it.

IAM's own variables stay: each is `${prefix:key}`, or `${*}`, `${?}`, `${$}` (IAM User Guide, "Policy variables").
"""

from __future__ import annotations

import re

from roletrust.dialects.brackets import Brackets
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Value, text

PLACEHOLDER = Brackets(("{{", "}}"), names=r"(?a:\$\{(AWS::\w+|[A-Za-z_][\w.-]*)\})")
PRINCIPALS = ("Principal", "NotPrincipal")

# Of a principal, in which IAM takes neither character: the shell's variables, and what is to be replaced by hand.
BARE = re.compile(r"(?<![^:/])(?:\$([A-Z][A-Z0-9_]*)|<([A-Za-z][\w .-]*)>)(?![^:/])")


def opened(tree: Tree, where: str = "", principal: bool = False) -> Tree:
    """`tree` with Holes for the placeholders in its texts and keys' values.

    `where`: the file they are written in; `principal`: whether the tree is a principal's.
    """
    if isinstance(tree, str):
        found = opened_text(tree, where)
        return opened_bare(found, where) if principal and isinstance(found, str) else found
    if isinstance(tree, Map):
        values = {key: opened(value, where, principal or key in PRINCIPALS) for key, value in tree.items()}
        return Map(values, source=tree.source, repeated=tree.repeated)
    return [opened(each, where, principal) for each in tree] if isinstance(tree, list) else tree


def opened_text(written: str, where: str) -> Value:
    if "{" not in written:
        return written
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

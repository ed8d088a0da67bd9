"""Override files: what they write replaces what the same block says elsewhere in the module.

https://developer.hashicorp.com/terraform/language/files/override
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roletrust.dialects.hcl.syntax.blocks import Block, Body
from roletrust.dialects.hcl.syntax.nodes import Elsewhere, Literal, Node

_NAMES = {"provider", "providers", "type", "ignore_changes"}  # read as they are written, not evaluated


class Overridden(Body):
    """A block's body, laid over with bodies of the same block from override files, later ones on top.

    An argument replaces the same argument; a nested block replaces all nested blocks of its type, but for
    `lifecycle`, which is merged argument by argument.  What comes from an override knows its file.
    """

    __slots__ = ("_base", "_over")

    def __init__(self, base: Body, over: Sequence[tuple[str, Body]]) -> None:
        super().__init__("", 0)
        self._base = base
        self._over = over

    def attribute(self, name: str) -> Node | None:
        for file, body in reversed(self._over):
            node = body.attribute(name)
            if node is not None:
                return node if isinstance(node, Literal) or name in _NAMES else Elsewhere(node, file, node.line)
        return self._base.attribute(name)

    def names(self) -> list[str]:
        written = [name for _, body in self._over for name in body.names()]
        return list(dict.fromkeys([*self._base.names(), *written]))

    def blocks(self, kind: str) -> list[Block]:
        found = self._base.blocks(kind)
        for file, body in self._over:
            over = [replace(block, file=file) for block in body.blocks(kind)]
            if kind == "lifecycle" and found and over:
                found = [replace(found[0], body=Overridden(found[0].body, [(file, over[0].body)]))]
            else:
                found = over or found
        return found

"""The root modules of one scan side by side: what each attaches to roles that it does not make itself.

Within an account a name is one role's.  So a policy that one root module attaches by a name, and the role of that name
which another one makes, belong together if both are of one account.  Where the root module makes a role of that name
itself, the policy is that one's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from roletrust.dialects.hcl.project.project import Project
from roletrust.dialects.hcl.roles.attaching import ATTACHING, NAMES, Made, Root, Where
from roletrust.dialects.hcl.syntax.nodes import Attr, Reference
from roletrust.dialects.holding import If
from roletrust.engine.text import Hole, Value


class Roots:
    """`blocks`: those that make roles and policies, and that attach these; `unread`: those that may be of any."""

    def __init__(self, project: Project, blocks: Iterable[Where], unread: Iterable[Hole] = ()) -> None:
        found: dict[str, dict[Where, None]] = {}
        for where in blocks:
            found.setdefault(where.root, {})[where] = None
        self._project = project
        self._known = {path: Root(project, path, every, self._beyond, unread) for path, every in found.items()}

    def of(self, path: str) -> Root:
        """The root module in that directory."""
        return self._known.get(path) or Root(self._project, path, (), self._beyond)

    def _beyond(self, path: str, name: str) -> Iterator[tuple[Root, Made, If]]:
        """What others than the one at `path` attach to a role of that name, and not to one of their own."""
        if self._known.keys() <= {path}:
            return
        for root, made, hang in self._by_name.get(name, ()):
            if root.path != path and not any(_is_there(own, made, hang) for own in root.roles.get(name, ())):
                yield root, made, hang

    @cached_property
    def _by_name(self) -> dict[Value, list[tuple[Root, Made, If]]]:
        """By what they call the roles, where that is written out."""
        found: dict[Value, list[tuple[Root, Made, If]]] = {}
        for root in self._known.values():
            for name, made, hang in root.attached.literal:
                if not _refers_to_its_own(made):
                    found.setdefault(name, []).append((root, made, hang))
        return found


def _refers_to_its_own(made: Made) -> bool:
    """Whether it plainly refers to the name of a role of its module, as most do: then that need not be looked for."""
    placed, kind = made.instance.placed, made.instance.address[1]
    node = placed.body.attribute(ATTACHING[kind][0])
    last = node.steps[-1] if isinstance(node, Reference) and node.name in NAMES and node.steps else None
    return isinstance(last, Attr) and last.name in ("id", *NAMES.values())


def _is_there(own: tuple[Made, If], made: Made, hang: If) -> bool:
    """Whether the role `own` is there, in the same account, wherever `made` is."""
    role, there = own
    sure = there.hole in (None, hang.hole) and set(there.ways) <= set(hang.ways)
    return sure and role.provider == made.provider

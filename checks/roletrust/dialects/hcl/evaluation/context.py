"""Where an expression stands: the scope of a module instance, the names bound around it, its file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from roletrust.dialects.hcl.syntax.nodes import Node, Step
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole


class World(Protocol):
    """What a Frame needs of the scope it is in (`scope.Scope`)."""

    @property
    def described(self) -> bool:
        """Whether the module is known by a description of many of its releases, not by its files."""

    @property
    def functions(self) -> Collection[str]:
        """The functions that only this scope has, which `file_function` evaluates."""

    def spend(self) -> None: ...

    def presume(self) -> None: ...

    def keep_secret(self, value: Tree, name: str) -> None: ...

    def aside(self, thunk: Callable[[], Tree]) -> Tree:
        """The value of `thunk`, which nothing is made of."""

    def filled(self) -> World:
        """The same module, where each variable has a value that nothing gives one but an empty default."""

    def hanging(self, thunk: Callable[[], Tree]) -> tuple[Tree, Hole | None]:
        """The value of `thunk`, and the first such variable that it hangs on; None where it hangs on none."""

    def root(self, name: str, steps: Sequence[Step], frame: Frame, line: int) -> tuple[Tree, int]:
        """The value of a name with its first steps, and how many steps that took."""

    def file_function(self, name: str, args: list[Tree], frame: Frame, line: int) -> Tree: ...

    def stands(self, value: Tree, source: Source) -> Tree:
        """Remembers where a text stands; gives it back."""

    def where(self, file: str, line: int) -> str: ...

    def source(self, file: str, first: int, last: int) -> Source: ...


class Frame:
    """Where an expression stands.  `tried`: in what `try` or `can` goes on without where it reports an error."""

    __slots__ = ("file", "names", "scope", "tried")

    def __init__(self, scope: World, names: dict[str, Tree], file: str, tried: bool = False) -> None:
        self.scope = scope
        self.names = names
        self.file = file
        self.tried = tried

    def having(self, **names: Tree) -> Frame:
        """The same place with more names bound."""
        return Frame(self.scope, {**self.names, **names}, self.file, self.tried)

    def filled(self) -> Frame:
        """The same place in the module as it is when its variables with an empty default are given values."""
        return Frame(self.scope.filled(), self.names, self.file, self.tried)

    def trying(self) -> Frame:
        """The same place within an argument of `try` or `can`."""
        return Frame(self.scope, self.names, self.file, tried=True)

    def within(self, file: str) -> Frame:
        """The same place as seen from `file`; '' changes nothing."""
        return Frame(self.scope, self.names, file, self.tried) if file else self

    def where(self, line: int) -> str:
        """`file:line`."""
        return self.scope.where(self.file, line)

    def source(self, first: int, last: int) -> Source:
        return self.scope.source(self.file, first, last)


Evaluate = Callable[[Node, Frame], Tree]

"""The tree every dialect evaluates to, before `policy.py` reads a trust policy out of it.

A Tree is JSON (`str`, `int`, `float`, `bool`, `None`, `list`, `Map`) in which also may stand:

* `Text` or `Hole` (engine.text): a value the configuration leaves open;
* `Choice`: one of two trees, by a condition the configuration leaves open;
* `Maybe`: a list element or block that may be absent (an unknown `for_each`).

`Maybe` stands only as a list element or as a Map's value.  `Choice` stands anywhere.
Absence is `ABSENT` (CloudFormation's `AWS::NoValue`, a branch without a block): the list
element or the Map entry that holds it is dropped when the choice is made.
"""

from __future__ import annotations

from typing import Any

from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole

Tree = Any
NOWHERE = Source()


OnceGiven = tuple[tuple[tuple[Hole, ...], Tree], ...]  # what a tree is once each of those holes is given a value


class Map(dict[str, Tree]):
    """A JSON object that knows where it stands and which keys were written twice."""

    __slots__ = ("repeated", "source")

    def __init__(self, *args: Any, source: Source | None = None, repeated: tuple[str, ...] = (), **kwargs: Any) -> None:
        if args or kwargs:
            super().__init__(*args, **kwargs)
        self.source = source or NOWHERE
        self.repeated = repeated


class TextAt(str):
    """The text of one document of several, which knows where it stands itself."""

    __slots__ = ("source",)
    source: Source


class Absent:
    """No value at all; `ABSENT` is its one instance."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


class Choice:
    """`then` where the condition called `name` is true, else `otherwise`.

    The same `name` is the same condition: all its Choices go the same way.
    """

    __slots__ = ("name", "otherwise", "then")

    def __init__(self, name: str, then: Tree, otherwise: Tree) -> None:
        self.name, self.then, self.otherwise = name, then, otherwise

    def __repr__(self) -> str:
        return f"Choice{(self.name, self.then, self.otherwise)}"


class Maybe:
    """`value`, if `hole` turns out so (once, several times, or not at all)."""

    __slots__ = ("hole", "value")

    def __init__(self, value: Tree, hole: Hole) -> None:
        self.value, self.hole = value, hole

    def __repr__(self) -> str:
        return f"Maybe{(self.value, self.hole)}"

"""The values HCL evaluates to, and what is done when one of them is open.

A value is a Tree (`tree.py`) in which also may stand, until `export.py` takes them out:

* `Encoded`: text that is the JSON of a tree, kept as the tree;
* `Set`: a list whose `for_each` keys are its values;
* `Loose`: a list whose number of elements, or their order, is not known;
* `Spread`, `Positive`, `Owned`, `Fallible`: Holes of which more is known;
* `Failed`: the branch of a Choice, or the attribute of an object, in which Terraform would report an error;
* `Scalar`: a Hole that is no list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.text import Hole, Text

MOST_OPEN_CONDITIONS = 6  # in one expression: 2 ** 6 versions of it at most
LONGEST_LIST = 20_000


class Failure(Exception):
    """Terraform would report an error here; `try` and `can` catch it."""


class Undone(Exception):
    """Terraform may have a value here, but what it is has not been worked out: the value is a Hole."""


class Bound(Exception):
    """The work this configuration asks for is beyond what is done for one policy."""


class Spread(Hole):
    """As a list element: one or several unknown elements."""

    __slots__ = ()


class Scalar(Hole):
    """One string: neither a list nor several elements of one."""

    __slots__ = ()


class Positive(Hole):
    """A number that is not known but for being one or more."""

    __slots__ = ()


class Owned(Hole):
    """An account or partition (`what`) that belongs to one provider configuration."""

    __slots__ = ("provider", "what")

    def __init__(self, name: str, where: str, provider: tuple[str, str], what: str) -> None:
        super().__init__(name, where)
        self.provider, self.what = provider, what


class Fallible(Hole):
    """What a function gives, unless it reports an error."""

    __slots__ = ()


@dataclass(frozen=True, eq=False, slots=True)
class Encoded:
    """Text that is the JSON of `tree`; `exact` if it is the very text that `jsonencode` writes."""

    tree: Tree
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """Terraform reports `message` in this branch."""

    message: str


class Set(list[Tree]):
    """What `toset` makes."""


class Loose(list[Tree]):
    """Each element stands here, but how often, or in which order, is not known."""


class Unfilled(list[Tree]):
    """A list that is empty as long as the variable `hole`, whose default is empty, is given nothing."""

    __slots__ = ("hole",)

    def __init__(self, hole: Hole) -> None:
        super().__init__()
        self.hole = hole


class Lazy:
    """One instance of a resource, data source or module: `attribute(name)` is evaluated when asked for."""

    __slots__ = ("attribute", "hole")

    def __init__(self, hole: Hole, attribute: Callable[[str], Tree]) -> None:
        self.hole = hole
        self.attribute = attribute


class OpenKey(str):
    """The key of an object where it is not known: `text` has the Holes, the string their names."""

    __slots__ = ("text",)

    text: Text

    @classmethod
    def of(cls, value: Text) -> OpenKey:
        key = cls(str(value))
        key.text = value
        return key


class Expansion:
    """Instances of a block whose number is not known: `instance(key)` is one of them; `hole` says of what."""

    def __init__(self, hole: Hole, instance: Callable[[Tree], Tree]) -> None:
        self.hole = hole
        self.instance = instance


def is_open(value: Tree) -> bool:
    """Whether anything in `value` is not plain, known JSON."""
    if isinstance(value, (str, int, float)) or value is None:
        return False
    if isinstance(value, dict):
        return any(isinstance(key, OpenKey) or is_open(each) for key, each in value.items())
    return not isinstance(value, list) or uncertain(value) or any(is_open(each) for each in value)


def failed_within(value: Tree) -> bool:
    """Whether `value` fails, or an attribute of an object in it does."""
    if isinstance(value, dict):
        return any(map(failed_within, value.values()))
    if isinstance(value, list):
        return any(map(failed_within, value))
    return isinstance(value, Failed) or (isinstance(value, Encoded) and failed_within(value.tree))


def uncertain(value: Tree) -> bool:
    """Whether `value` is a list whose elements have no known number or order."""
    if isinstance(value, Set):
        return len(value) > 1 and not all(isinstance(each, (str, int, float)) for each in value)
    return isinstance(value, Loose)


def fallible_within(value: Tree) -> bool:
    """Whether a function that may report an error made a part of `value`."""
    if isinstance(value, (str, int, float)) or value is None:
        return False
    if isinstance(value, dict):
        return any(map(fallible_within, value.values()))
    if isinstance(value, list):
        return any(map(fallible_within, value))
    if isinstance(value, (Encoded, Maybe)):
        return fallible_within(value.tree if isinstance(value, Encoded) else value.value)
    if isinstance(value, Choice):
        return any(failed_within(each) or fallible_within(each) for each in (value.then, value.otherwise))
    return isinstance(value, Fallible) or (isinstance(value, Text) and any(map(fallible_within, value.holes)))


def choice(name: str, then: Tree, otherwise: Tree) -> Tree:
    """The Choice, or its one outcome where both are the same."""
    same = type(then) is type(otherwise) and isinstance(then, (str, int, Text, Hole)) and then == otherwise
    return then if same or then is otherwise else Choice(name, assume(then, name, True), assume(otherwise, name, False))


def assume(value: Tree, name: str, way: bool) -> Tree:
    """`value` where the condition `name` is known to go `way`; the same object if that changes nothing."""
    if isinstance(value, Choice):
        if value.name == name:
            return assume(value.then if way else value.otherwise, name, way)
        then, otherwise = assume(value.then, name, way), assume(value.otherwise, name, way)
        return value if then is value.then and otherwise is value.otherwise else Choice(value.name, then, otherwise)
    if isinstance(value, Encoded):
        tree = assume(value.tree, name, way)
        return value if tree is value.tree else Encoded(tree, value.exact)
    if isinstance(value, Maybe):
        inner = assume(value.value, name, way)
        return value if inner is value.value else ABSENT if inner is ABSENT else Maybe(inner, value.hole)
    if isinstance(value, list):
        items = [assume(each, name, way) for each in value]
        if all(new is old for new, old in zip(items, value, strict=True)):
            return value
        return type(value)(each for each in items if each is not ABSENT)
    if isinstance(value, Map):
        entries = {key: assume(each, name, way) for key, each in value.items()}
        if all(entries[key] is value[key] for key in entries):
            return value
        return Map({key: each for key, each in entries.items() if each is not ABSENT}, source=value.source)
    return value


def branch(name: str, then: Callable[[], Tree], otherwise: Callable[[], Tree]) -> Tree:
    """Both outcomes of the condition `name`; an error in one of them stays in that branch."""
    first, second = attempt(then), attempt(otherwise)
    if isinstance(first, Failed) and isinstance(second, Failed):
        raise Failure(first.message)
    return choice(name, first, second)


def attempt(thunk: Callable[[], Tree]) -> Tree:
    """What `thunk` gives, or Failed."""
    try:
        return thunk()
    except Failure as failure:
        return Failed(str(failure))


def lift(function: Callable[..., Tree], args: Sequence[Tree], deep: bool = False, counts: bool = False) -> Tree:
    """`function(*args)` for each way the Choices among `args` can go: if `deep`, also those inside them; if `counts`,
    also those by which an element of a list is there or not.
    """
    return _lift(function, list(args), deep, counts, 0)


def _lift(function: Callable[..., Tree], args: list[Tree], deep: bool, counts: bool, depth: int) -> Tree:
    found = _first_choice(args, deep) or (_first_presence(args) if counts else None)
    if isinstance(found, Failed):
        raise Failure(found.message)
    if found is None:
        return function(*args)
    if depth == MOST_OPEN_CONDITIONS:
        raise Bound(f"more than {MOST_OPEN_CONDITIONS} open conditions in one expression")
    name = found.name

    def gone(way: bool) -> Tree:
        known = [assume(each, name, way) for each in args]
        if any(each is ABSENT for each in known):
            return ABSENT  # an element that is not there: nothing is made of it
        return _lift(function, known, deep, counts, depth + 1)

    return branch(name, lambda: gone(True), lambda: gone(False))


def _first_presence(values: Sequence[Tree]) -> Choice | None:
    elements = (each for value in values if isinstance(value, list) for each in value)
    choices = (each for each in elements if isinstance(each, Choice))
    return next((each for each in choices if each.then is ABSENT or each.otherwise is ABSENT), None)


def _first_choice(values: Sequence[Tree], deep: bool) -> Choice | Failed | None:
    for value in values:
        if isinstance(value, (Choice, Failed)):
            return value
        if deep and isinstance(value, (list, dict, Maybe)):
            within = [value.value] if isinstance(value, Maybe) else value
            found = _first_choice(list(within.values()) if isinstance(within, dict) else within, True)
            if found is not None:
                return found
    return None


def several(value: Tree) -> bool:
    """Whether `value`, as a list element, may stand for several."""
    return isinstance(value, Spread) or (isinstance(value, Text) and any(isinstance(h, Spread) for h in value.holes))


def unwrapped(value: Tree) -> Tree:
    """A text that is one Hole and nothing else, as that Hole."""
    return value.lone if isinstance(value, Text) and value.lone is not None else value

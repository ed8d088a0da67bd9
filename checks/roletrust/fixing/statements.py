"""What becomes of a statement that is written as an object: the same object, with what changes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.policy.document import Condition, Principal, Statement, to_delete
from roletrust.engine.policy.operators import operator
from roletrust.engine.text import Value
from roletrust.fixing.layout import Raw, Want
from roletrust.fixing.spans import Code, Entry, Fields, Items, Node, Scalar, Unfixable
from roletrust.telling.value_text import Write

# Whether the values that a node takes by name are changed where they come from: those it has, and those it is to have.
Moved = Callable[[Node, tuple[Value, ...], tuple[Value, ...]], bool]


class Pen(NamedTuple):
    """What writes a value in the dialect at hand, and what changes it elsewhere, where it is only named."""

    write: Write
    moved: Moved


def wanted(node: Fields, old: Statement, new: Statement, pen: Pen) -> dict[str, Want]:
    """The object `node`, which says `old`, so that it says `new`.  Raises Unfixable where that is not to be seen."""
    want: dict[str, Want] = {each.name: each.value for each in node.entries if each.name is not None}
    if len(want) < len(node.entries):
        raise Unfixable(f"{old.label} has a key that has to be evaluated")
    if old.sid and not new.sid:
        want.pop("Sid", None)
    elif old.sid != new.sid:
        want["Sid"] = Raw(pen.write(new.sid))
    for gone in to_delete(old):
        if gone not in to_delete(new):
            want.pop(gone, None)
    if old.negated_principals != new.negated_principals:
        want.pop("NotPrincipal", None)
        want["Principal"] = {each.kind: Raw(pen.write(each.value)) for each in new.principals}
    elif old.principals != new.principals:
        want["Principal"] = _principals(want.get("Principal"), old, new, pen.write)
    if old.actions != new.actions:
        action = want.get("Action")
        if not isinstance(action, (Scalar, Items)):
            raise Unfixable(f"the actions of {old.label} are not written out")
        want["Action"] = with_actions(action, old, new, pen.write)
    if old.conditions != new.conditions or old.empty != new.empty:
        tests = Tests(node.entry("Condition"), old, new, pen).wanted()
        if tests:
            want["Condition"] = tests
        else:
            want.pop("Condition", None)
    return want


def _principals(node: Want | None, old: Statement, new: Statement, write: Write) -> Want:
    """Without the principals that go, and with those that are only spelt anew in their place."""
    respelt = not {*new.principals} <= {*old.principals}
    if respelt and isinstance(node, Scalar) and len(old.principals) == len(new.principals) == 1:
        return {new.principals[0].kind: Raw(write(new.principals[0].value))}
    if not isinstance(node, Fields):
        raise Unfixable(f"the principals of {old.label} are not written out as an object")
    written = [(entry, each) for entry in node.entries for each in listed(entry.value)]
    if len(written) != len(old.principals) or not all(map(is_principal, written, old.principals)):
        raise Unfixable(f"the principals of {old.label} are not written out one by one")
    if respelt:
        return _respelt([each for _, each in written], old, new, write)
    gone = {id(each) for (_, each), one in zip(written, old.principals, strict=True) if one not in new.principals}
    want: dict[str, Want] = {}
    for entry in node.entries:
        left = [each for each in listed(entry.value) if id(each) not in gone]
        if left and entry.name is not None:
            want[entry.name] = entry.value if len(left) == len(listed(entry.value)) else left
    return want


def _respelt(written: Sequence[Node], old: Statement, new: Statement, write: Write) -> Want:
    """The principals by kind, each of those that are spelt anew in the place of the old one."""
    if len(old.principals) != len(new.principals):
        raise Unfixable(f"the principals of {old.label} are to be spelt anew and parted: paste what is shown")
    found: dict[str, list[Want]] = {}
    for node, was, will_be in zip(written, old.principals, new.principals, strict=True):
        found.setdefault(will_be.kind, []).append(node if was.value == will_be.value else Raw(write(will_be.value)))
    return {kind: one_or_many(each) for kind, each in found.items()}


def with_actions(node: Scalar | Items, old: Statement, new: Statement, write: Write) -> Want:
    """The actions as they are written, those spelt anew in their place, with those that are new behind them."""
    if len(old.actions) == len(new.actions):
        written = zip(listed(node), old.actions, new.actions, strict=True)
        return one_or_many([each if was == will_be else Raw(write(will_be)) for each, was, will_be in written])
    return [*listed(node), *(Raw(write(each)) for each in new.actions if each not in old.actions)]


def is_principal(written: tuple[Entry, Node], principal: Principal) -> bool:
    entry, node = written
    return entry.name == principal.kind and (not isinstance(node, Scalar) or node.value == principal.value)


def listed(node: Node) -> Sequence[Node]:
    return node.items if isinstance(node, Items) else (node,)


class Tests:
    """The condition of a statement as it is written, and as it is to be."""

    def __init__(self, entry: Entry | None, old: Statement, new: Statement, pen: Pen) -> None:
        self.old, self.new, self.pen = old, new, pen
        self.block = entry.value if entry else None
        if self.block is not None and not isinstance(self.block, Fields):
            raise Unfixable(f"the Condition of {old.label} is not written out as an object")

    def wanted(self) -> dict[str, Want]:
        """By operator, then by key, in the order in which they stand."""
        found: dict[str, dict[str, Want]] = {}
        whole: dict[str, Want] = {}
        left = [each for each in self.new.conditions if each not in self.old.conditions]
        for entry in self.block.entries if isinstance(self.block, Fields) else ():
            tests = self._operator(entry)
            empty = any(each.operator == entry.name for each in self.new.empty)
            if not tests.entries and empty:
                whole[str(entry.name)] = entry.value
            for key, condition in self._tested(entry, tests):
                if condition in self.new.conditions:
                    found.setdefault(condition.operator, {})[condition.key] = key.value
                elif (better := better_of(condition, left)) is not None:
                    left.remove(better)
                    values = aligned(key.value, condition, better, self.pen)
                    found.setdefault(self._called(better.operator, found), {})[better.key] = values
        for each in left:
            values = [Raw(self.pen.write(value)) for value in each.values]
            found.setdefault(self._called(each.operator, found), {})[each.key] = one_or_many(values)
        return {**whole, **found}

    def _called(self, name: str, found: Mapping[str, object]) -> str:
        """The operator as the statement spells it already."""
        parsed = operator(name)
        return next((each for each in found if parsed and operator(each) == parsed), name)

    def _operator(self, entry: Entry) -> Fields:
        if entry.name is None or not isinstance(entry.value, Fields):
            raise Unfixable(f"an operator of the Condition of {self.old.label} is not written out as an object")
        return entry.value

    def _tested(self, entry: Entry, tests: Fields) -> list[tuple[Entry, Condition]]:
        """Each key under an operator, and the condition that it is."""
        mine = [each for each in self.old.conditions if each.operator == entry.name]
        if len(mine) != len(tests.entries) or any(
            each.name not in (None, condition.key) for each, condition in zip(tests.entries, mine, strict=True)
        ):
            raise Unfixable(f"what {self.old.label} tests is not written out key by key")
        return list(zip(tests.entries, mine, strict=True))


def alike(one: Condition, other: Condition) -> bool:
    return one.key.lower() == other.key.lower()


def better_of(condition: Condition, among: Sequence[Condition]) -> Condition | None:
    """What takes the place of `condition`: it is on the same key, or asks the same of the key that was meant."""
    on_key = next((each for each in among if alike(each, condition)), None)
    same = (each for each in among if (each.operator, each.values) == (condition.operator, condition.values))
    return on_key or next(same, None)


def aligned(node: Node, old: Condition, new: Condition, pen: Pen) -> Want:
    """The values of `new`; those that `node`, which has the values of `old`, has already are kept as they stand."""
    if old.values == new.values:
        return node
    if not isinstance(node, Items) and pen.moved(node, old.values, new.values):
        return node
    if isinstance(node, Code) and len(old.values) != 1:
        raise Unfixable(f"the values of {old.key} are not written out")
    written = listed(node)
    known: dict[Value, Node] = {each.value: each for each in written if isinstance(each, Scalar)}
    if len(written) == len(old.values):
        known = {**dict(zip(old.values, written, strict=True)), **known}
    gone = [value for value in old.values if value not in new.values]
    added = [value for value in new.values if value not in known]
    if len(gone) == len(added) == 1 and gone[0] in known and pen.moved(known[gone[0]], (gone[0],), (added[0],)):
        known[added[0]] = known[gone[0]]
    values: list[Want] = [known[value] if value in known else Raw(pen.write(value)) for value in new.values]
    return values if isinstance(node, Items) else one_or_many(values)


def one_or_many(values: Sequence[Want]) -> Want:
    return values[0] if len(values) == 1 else values

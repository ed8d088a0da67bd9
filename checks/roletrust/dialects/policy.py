"""Read a trust policy out of a Tree: one-or-many flattened once, everything IAM would refuse noted.

What cannot be a policy at all raises Refused, or PolicyError where something open could still make it one; what IAM
refuses but still means something is a flaw.
IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from roletrust.dialects.tree import Map, Maybe, Tree
from roletrust.engine.policy.document import (
    DELETE_IT,
    Condition,
    Effect,
    Emptiness,
    Empty,
    Policy,
    PolicyError,
    Principal,
    Refused,
    Source,
    Statement,
)
from roletrust.engine.text import Hole, Text, Value, text

PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
POLICY_KEYS = {"Version", "Id", "Statement"}
EFFECTS = {each.value: each for each in Effect}
STATEMENT_KEYS = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"}
NOT_PRINCIPAL = "`NotPrincipal` is not allowed in a trust policy (ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL)"
MOST_VALUES = 200_000  # statements, principals and condition values of one policy


def read_policy(tree: Tree) -> Policy:
    """Read a trust policy.

    `tree`: JSON objects (`Map` or `dict`), without Choices.  Raises Refused where it is no policy, and
    PolicyError where a part that is not known could hold statements.
    """
    try:
        return _read(tree)
    except RecursionError:
        raise PolicyError("the policy is nested too deeply") from None


def _read(tree: Tree) -> Policy:
    document = _object(tree, "the policy")
    others = (key for key in document if key not in POLICY_KEYS)
    flaws = [f"`{key}` is no element of a policy (INVALID_POLICY_ELEMENT)" for key in others]
    if "Statement" not in document:
        raise Refused("the policy has no `Statement`")
    version = document.get("Version", "")
    if isinstance(version, (Hole, Text)):
        raise PolicyError(f"the policy's `Version` is `{_name(version)}`, which is not known")
    if not isinstance(version, str):
        raise Refused(f"the policy's `Version` is {_kind(version)}, not text")
    statements = tuple(
        _perhaps(item, number, maybe) if maybe else _statement(item, number, maybe)
        for number, (item, maybe) in enumerate(_many(document["Statement"], "`Statement`"), 1)
    )
    if not statements:
        flaws.append("`Statement` is empty (MISSING_STATEMENT)")
    return Policy(statements, str(version), str(document.get("Id", "")), tuple(flaws), _size(document))


def _object(tree: Tree, what: str) -> Map:
    if isinstance(tree, Map):
        found = tree
    elif isinstance(tree, (Hole, Text)):
        raise PolicyError(f"{what} is `{_name(tree)}`, which is not known")
    elif not isinstance(tree, dict):
        raise Refused(f"{what} is {_kind(tree)}, not an object")
    else:
        found = Map(tree)
    for key in found if ":" not in what else ():
        if "${" in key:
            raise PolicyError(f"{what} has a key, `{key}`, that is not known{_at(found.source)}")
    if found.repeated:
        raise PolicyError(f"{what} says `{found.repeated[0]}` twice{_at(found.source)}")
    return found


def _at(source: Source) -> str:
    return f" ({source})" if str(source) else ""


def _name(tree: Hole | Text) -> str:
    return tree.name if isinstance(tree, Hole) else str(tree)


def _kind(tree: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return "null" if tree is None else kinds.get(type(tree), "an object")


def _many(tree: Tree, what: str) -> Iterable[tuple[Tree, Hole | None]]:
    """The items of one-or-many, each with the Hole its existence hangs on."""
    return _items(tree, what) if isinstance(tree, (list, Maybe)) else ((tree, None),)


def _items(tree: Tree, what: str) -> Iterator[tuple[Tree, Hole | None]]:
    items = tree if isinstance(tree, list) else [tree]
    if len(items) > MOST_VALUES:
        raise PolicyError(f"{what} has more than {MOST_VALUES} items")
    for each in items:
        item, maybe = _unwrapped(each) if isinstance(each, Maybe) else (each, None)
        if isinstance(item, list):
            if maybe is None:
                raise Refused(f"{what} holds a list inside a list")
            for inner, _ in _many(item, what):
                yield inner, maybe
        else:
            yield item, maybe


def _unwrapped(tree: Tree) -> tuple[Tree, Hole | None]:
    """What is inside any Maybes, and the Hole of the outermost."""
    maybe: Hole | None = None
    while isinstance(tree, Maybe):
        tree, maybe = tree.value, maybe or tree.hole
    return tree, maybe


def _perhaps(tree: Tree, number: int, maybe: Hole) -> Statement:
    """A statement that may be absent: what is wrong with it may be, too."""
    try:
        return _statement(tree, number, maybe)
    except Refused as error:
        raise PolicyError(str(error)) from None


def _size_of_open(tree: Any) -> Any:
    """For COMPACT: what is literal in an open value, at its least."""
    if isinstance(tree, Text):
        return "".join(part for part in tree.parts if isinstance(part, str))
    return ""


COMPACT = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, default=_size_of_open)


def _size(document: Map) -> int:
    """The characters of the document as JSON without white space; what is open counts for nothing."""
    return len("".join(COMPACT.encode(document).split()))


def _statement(tree: Tree, number: int, maybe: Hole | None) -> Statement:
    what = f"statement {number}"
    fields = _object(tree, what)
    if "Effect" not in fields:
        raise Refused(f"{what} has no `Effect`{_at(fields.source)}")
    flaws = [_foreign(key) for key in fields if key not in STATEMENT_KEYS]
    for one in ("Principal", "Action"):
        if one in fields and f"Not{one}" in fields:
            raise Refused(f"{what} has both `{one}` and `Not{one}`{_at(fields.source)}")
    negated = "NotPrincipal" in fields
    if negated or "Principal" not in fields:
        flaws.append(NOT_PRINCIPAL if negated else "it has no `Principal` (MISSING_PRINCIPAL)")
    if "Action" not in fields and "NotAction" not in fields:
        flaws.append("it has no `Action` (MISSING_ACTION)")
    conditions, empty = _conditions(fields.get("Condition"), what, "Condition" in fields)
    sid = fields.get("Sid", "")
    return Statement(
        number=number,
        effect=_effect(fields["Effect"], what),
        principals=tuple(_principals(fields.get("NotPrincipal", fields.get("Principal", [])), what)),
        actions=_values(fields.get("NotAction", fields.get("Action", [])), f"{what}: `Action`"),
        conditions=conditions,
        sid="" if sid is None else str(sid),
        negated_principals=negated,
        negated_actions="NotAction" in fields,
        empty=empty,
        maybe=maybe,
        flaws=tuple(flaws),
        source=fields.source,
    )


def _foreign(key: str) -> str:
    """Of an element that a trust policy must not have."""
    if key in ("Resource", "NotResource"):
        return f'`{key}` is not allowed in a trust policy (IAM: "Has prohibited field {key}"){DELETE_IT}'
    return f"`{key}` is no element of a statement (INVALID_POLICY_ELEMENT)"


ON_RESOURCES = frozenset(map(_foreign, ("Resource", "NotResource")))


def is_on_resources(statement: Statement) -> bool:
    """Whether it says on what it allows something, as no statement of a trust policy may, and of others must."""
    return not ON_RESOURCES.isdisjoint(statement.flaws)


def _effect(tree: Tree, what: str) -> Effect:
    if isinstance(tree, str) and tree in EFFECTS:
        return EFFECTS[tree]
    if isinstance(tree, (Hole, Text)):
        raise PolicyError(f"{what}: `Effect` is `{_name(tree)}`, which is not known")
    if str(tree).lower() in ("allow", "deny"):  # documented as refused, and deployed by AWS's own Account Factory
        raise PolicyError(f"{what}: `Effect` is `{tree}`: AWS documents only `Allow` and `Deny`, with a capital letter")
    raise Refused(f"{what}: `Effect` is `{tree}`, not `Allow` or `Deny`")


def _principals(tree: Tree, what: str) -> Iterator[Principal]:
    """The principal elements; a block that may be absent marks each of its principals."""
    for item, maybe in _many(tree, f"{what}: `Principal`"):
        if isinstance(item, (str, int, Text, Hole)) and not isinstance(item, bool):
            value = _value(item, f"{what}: `Principal`")
            if value != "*" and isinstance(value, str):
                raise Refused(f"{what}: `Principal` is `{value}`; it must say `AWS`, `Service` or `Federated`")
            if isinstance(value, Text):
                raise PolicyError(f"{what}: `Principal` is `{value}`, which is not known")
            yield Principal("*", value, maybe)
            continue
        for kind, values in _object(item, f"{what}: `Principal`").items():
            yield from _of_kind(kind, values, what, maybe)


def _of_kind(kind: str, values: Tree, what: str, maybe: Hole | None) -> Iterator[Principal]:
    if kind not in PRINCIPAL_KINDS:
        if "${" in kind:
            raise PolicyError(f"{what}: principal type `{kind}` is not known")
        names = ", ".join(f"`{each}`" for each in PRINCIPAL_KINDS)
        raise Refused(f"{what}: principal type `{kind}` is not one of {names}")
    for item, perhaps in _many(values, f"{what}: `{kind}`"):
        if isinstance(item, (bool, float)) or (isinstance(item, str) and not item.isprintable()):
            raise Refused(f"{what}: `{kind}` holds `{str(item)[:40]!r}`, which is no principal")
        yield Principal(kind, _value(item, f"{what}: `{kind}`"), maybe or perhaps)


def _conditions(tree: Tree, what: str, written: bool) -> tuple[tuple[Condition, ...], tuple[Emptiness, ...]]:
    conditions: list[Condition] = []
    empty: list[Emptiness] = []
    if written and isinstance(tree, dict) and not tree:
        empty.append(Emptiness(Empty.BLOCK))
    if isinstance(tree, list):
        raise Refused(f"{what}: `Condition` is a list, not an object")
    for block, maybe in _many(tree, f"{what}: `Condition`") if written else ():
        for operator, keys in _object(block, f"{what}: `Condition`").items():
            name = f"{what}: `{operator}`"
            if isinstance(keys, (dict, Maybe)) and not keys:
                empty.append(Emptiness(Empty.OPERATOR, operator))
            if isinstance(keys, list):
                raise Refused(f"{name} is a list, not an object")
            for pairs, perhaps in _many(keys, name):
                found = _object(pairs, name)
                conditions += (
                    Condition(operator, key, *_operands(values, f"{name} on `{key}`", maybe or perhaps), found.source)
                    for key, values in found.items()
                )
    return tuple(conditions), tuple(empty)


def _operands(tree: Tree, what: str, maybe: Hole | None) -> tuple[tuple[Value, ...], Hole | None]:
    """The values of one key, and the Hole the whole condition hangs on."""
    values, perhaps = _unwrapped(tree)
    return _values(values, what), maybe or perhaps


def _values(tree: Tree, what: str) -> tuple[Value, ...]:
    return (tree,) if type(tree) is str else tuple(_each_value(tree, what))


def _each_value(tree: Tree, what: str) -> Iterator[Value]:
    """The values; one that may be absent is as open as the Hole it hangs on.  Raises PolicyError for such a pattern."""
    for item, maybe in _many(tree, what):
        value = _value(item, what)
        if maybe and ("*" in str(value) or "?" in str(value)):
            raise PolicyError(f"{what}: whether `{value}` is among the values hangs on `{maybe.name}`")
        yield text(maybe) if maybe else value


def _value(tree: Tree, what: str) -> Value:
    """A scalar as text: IAM compares `true` and `"true"` alike."""
    if isinstance(tree, (str, Text)):
        return tree
    if isinstance(tree, Hole):
        return text(tree)
    if isinstance(tree, bool):
        return "true" if tree else "false"
    if isinstance(tree, (int, float)):
        try:
            return str(tree)
        except ValueError:
            raise PolicyError(f"{what} holds a number too long to read") from None
    raise Refused(f"{what} holds {_kind(tree)}, not text")

"""Values as text: inside a string, as a key, as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import LONGEST_LIST, Bound, Encoded, Failed, Failure, OpenKey, Spread, is_open
from roletrust.dialects.tree import Choice, Maybe, Tree
from roletrust.engine.text import Hole, Text, text

LONGEST_TEXT = 4 * 1024 * 1024


def key_value(key: str) -> str | Text:
    """The key of an object as a value."""
    return key.text if isinstance(key, OpenKey) else key


def as_key(value: Tree) -> str:
    """`value` as the key of an object."""
    key = as_text(value)
    return OpenKey.of(key) if isinstance(key, Text) else key


def as_text(value: Tree) -> str | Text:
    """`value` as it stands inside a string; raises Failure where Terraform has no text for it."""
    if isinstance(value, (str, Text)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, Hole):
        return Text((value,))
    if isinstance(value, Encoded):
        return json_text(value.tree)
    raise Failure(f"`{shown(value)}` cannot stand in a string")


def joined(parts: Sequence[str | Text]) -> str | Text:
    """The parts one after the other."""
    if sum(len(each) if isinstance(each, str) else len(str(each)) for each in parts) > LONGEST_TEXT:
        raise Bound(f"a text of more than {LONGEST_TEXT} characters")
    return text(*parts) if any(isinstance(each, Text) for each in parts) else "".join(map(str, parts))


def number_text(value: float) -> str:
    """A number as Terraform writes it: no exponent, no needless zeros."""
    if isinstance(value, int):
        return str(value)
    written = format(Decimal(repr(value)), "f")
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


_ESCAPED = re.compile("[<>&\u2028\u2029]")


def json_string(value: str) -> str:
    """`value` between quotes as Go's encoder writes it: `<`, `>` and `&` escaped, other letters not."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def json_text(tree: Tree) -> str | Text:
    """The JSON of `tree` as `jsonencode` writes it, Holes kept; a lone Hole stands without quotes."""
    return joined(_json_parts(tree, [LONGEST_LIST * 10]))


def _json_parts(tree: Tree, budget: list[int]) -> list[Any]:
    budget[0] -= 1
    if budget[0] < 0:
        raise Bound("a value is too large to be written as JSON")
    if isinstance(tree, (Hole, Choice)):
        return [Text((tree if isinstance(tree, Hole) else Hole(shown(tree)),))]
    if isinstance(tree, Encoded):
        tree = json_text(tree.tree)
    if isinstance(tree, Text):
        return ['"', *(json_string(p)[1:-1] if isinstance(p, str) else Text((p,)) for p in tree.parts), '"']
    if isinstance(tree, list):
        items = [[",", *_json_parts(each, budget)] for each in tree]
        return ["[", *[part for item in items for part in item][1:], "]"]
    if isinstance(tree, dict):
        entries = [
            [",", *_json_parts(key_value(key), budget), ":", *_json_parts(tree[key], budget)] for key in sorted(tree)
        ]
        return ["{", *[part for entry in entries for part in entry][1:], "}"]
    if isinstance(tree, str):
        return [json_string(tree)]
    if isinstance(tree, (bool, int, float)) or tree is None:
        return [as_text(tree) if tree is not None else "null"]
    if isinstance(tree, Maybe):
        return [Text((Spread(tree.hole.name, tree.hole.where),))]
    raise Failure(tree.message if isinstance(tree, Failed) else f"`{shown(tree)}` cannot be written as JSON")


def settled(value: Tree) -> Tree:
    """An encoded value that is wholly known as its text."""
    exact = isinstance(value, Encoded) and value.exact and not is_open(value.tree)
    return json_text(value.tree) if exact else value

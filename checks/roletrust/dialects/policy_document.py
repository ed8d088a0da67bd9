"""`aws_iam_policy_document`: from its blocks to the policy that the Terraform provider writes.

In go Trees in the shape of the data source's attributes: `version`, `policy_id` and
`statement`, a list of blocks `{sid, effect, actions, not_actions, principals: [{type,
identifiers}], not_principals, condition: [{test, variable, values}]}`, as plain dicts or
`Map`s (whose lines are kept).  Blocks and values may be open (Text, Choice, Maybe).
Out comes a policy Map.  What the provider itself would refuse raises PolicyError.
`merge_documents` lays several policies over one another, as `source_policy_documents` and
`override_policy_documents` do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from roletrust.dialects.choosing import chosen
from roletrust.dialects.hcl.values.values import OpenKey
from roletrust.dialects.policy_merge import merge_documents
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Text, text

__all__ = ["merge_documents", "render_document"]

CHOICES_HOISTED = 6  # open conditions on the blocks of one statement: 2 ** 6 versions of it at most
LISTS = (  # and whether policy variables in them are replaced
    ("actions", "Action", False),
    ("not_actions", "NotAction", False),
    ("resources", "Resource", True),
    ("not_resources", "NotResource", True),
)
Convert = Callable[[Tree], Tree]
Build = Callable[[list[Tree]], Tree]


def render_document(data: Mapping[str, Tree]) -> Map:
    """The policy of the data source's own attributes; source and override documents left aside."""
    version = data.get("version")
    policy = Map({"Version": "2012-10-17" if _nothing(version) else version}, source=_source(data))
    if not _nothing(data.get("policy_id")):
        policy["Id"] = data["policy_id"]
    blocks = data.get("statement")
    if not _nothing(blocks):
        policy["Statement"] = _hoisted(blocks, _several, lambda found: _statements(found, version))
    return policy


def _statements(blocks: list[Tree], version: Tree) -> list[Tree]:
    sids = [block.get("sid") for block in blocks if isinstance(block, Mapping)] if len(blocks) > 1 else []
    for sid, times in Counter(sid for sid in sids if isinstance(sid, str) and sid).items():
        if times > 1:
            raise PolicyError(f"duplicate sid `{sid}` in the policy document")
    replaced = _replaced(version)
    return [_statement(block, replaced) for block in blocks]


def _statement(block: Tree, replaced: Convert) -> Tree:
    if isinstance(block, Choice):
        return Choice(block.name, _statement(block.then, replaced), _statement(block.otherwise, replaced))
    if isinstance(block, Maybe):
        return Maybe(_statement(block.value, replaced), block.hole)
    if not isinstance(block, Mapping):
        return block
    statement = Map(source=_source(block))
    if not _nothing(block.get("sid")):
        statement["Sid"] = block["sid"]
    statement["Effect"] = _effect(block.get("effect"))
    for attribute, element, replaces in LISTS:
        if not _nothing(block.get(attribute)):
            statement[element] = _each(block[attribute], replaced if replaces else _strings)
    for attribute, element, search, builder in BLOCKS:
        blocks = block.get(attribute)
        tree = ABSENT if _nothing(blocks) else _hoisted(blocks, search, builder(replaced))
        if tree is not ABSENT:
            statement[element] = tree
    return statement


def _effect(effect: Tree) -> Tree:
    if isinstance(effect, Choice):
        return Choice(effect.name, _effect(effect.then), _effect(effect.otherwise))
    return "Allow" if _nothing(effect) else effect


def _principals(replaced: Convert) -> Build:
    """Blocks of one type share one list; `*` of type `*` alone becomes the bare star."""

    def build(blocks: list[Tree]) -> Tree:
        found: dict[str, list[Tree]] = {}
        for block, maybe in _present(blocks):
            listed = _as_list(_each(block.get("identifiers") or [], replaced))
            kept = [Maybe(each, maybe.hole) for each in listed] if maybe else listed
            found.setdefault(_name(block, "type"), []).extend(kept)
        if list(found) == ["*"] and len(blocks) == 1 == len(found["*"]):
            only = found["*"][0]
            if only == "*" or (isinstance(only, Maybe) and only.value == "*"):
                return only
        return Map(found, source=_source(blocks[0])) if blocks else ABSENT

    return build


def _conditions(replaced: Convert) -> Build:
    """Blocks of one test and variable share one list of values."""

    def build(blocks: list[Tree]) -> Tree:
        condition = Map(source=_source(blocks[0]) if blocks else None)
        for block, maybe in _present(blocks):
            operator = condition.setdefault(_name(block, "test"), Map(source=_source(block)))
            variable = _name(block, "variable")
            values = _each(block.get("values") or [], replaced)
            if variable not in operator:
                operator[variable] = Maybe(values, maybe.hole) if maybe else values
            else:
                operator[variable] = _joined(operator[variable], Maybe(values, maybe.hole) if maybe else values)
        return condition if blocks else ABSENT

    return build


def _joined(first: Tree, second: Tree) -> Tree:
    """Two lists of values as one, where either may be absent as a whole block."""
    if isinstance(first, Maybe):
        if isinstance(second, Maybe) and first.hole == second.hole:
            return Maybe(_joined(first.value, second.value), first.hole)
        return Choice(first.hole.name, _joined(first.value, second), second)
    if isinstance(second, Maybe):
        return Choice(second.hole.name, _joined(first, second.value), first)
    if isinstance(first, Choice):
        return Choice(first.name, _joined(first.then, second), _joined(first.otherwise, second))
    return [*_as_list(first), *_as_list(second)]


def _present(blocks: list[Tree]) -> Iterator[tuple[Mapping[str, Tree], Maybe | None]]:
    """Each block with the Maybe that holds it, if any."""
    for each in blocks:
        block = each.value if isinstance(each, Maybe) else each
        if not isinstance(block, Mapping):
            raise PolicyError(f"expected a block in the policy document, found `{block}`")
        yield block, each if isinstance(each, Maybe) else None


def _name(block: Mapping[str, Tree], attribute: str) -> str:
    """A type, test or variable as a key of the policy; an open one keeps its Holes as `${name}`."""
    name = block.get(attribute, "")
    if isinstance(name, (str, Text)):
        return OpenKey.of(name) if isinstance(name, Text) else name
    raise PolicyError(f"expected text as `{attribute}` in the policy document, found `{name}`")


def _each(values: Tree, convert: Convert) -> Tree:
    """`convert` applied to every value, through lists, Choices and Maybes."""
    if type(values) is str:
        return convert(values)
    if isinstance(values, list):
        return [_each(value, convert) for value in values]
    if isinstance(values, Choice):
        return Choice(values.name, _each(values.then, convert), _each(values.otherwise, convert))
    if isinstance(values, Maybe):
        return Maybe(_each(values.value, convert), values.hole)
    return convert(values)


def _strings(value: Tree) -> Tree:
    """A number or truth value as Terraform turns it into a string."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else value


def _replaced(version: Tree) -> Convert:
    """`&{...}` is how the data source writes a policy variable `${...}`."""

    def convert(value: Tree) -> Tree:
        if type(value) is str and "&{" not in value:
            return value
        value = _strings(value)
        pieces = value.parts if isinstance(value, Text) else (value,)
        if not any(isinstance(piece, str) and "&{" in piece for piece in pieces):
            return value
        if version == "2008-10-17":
            raise PolicyError(f"`&{{` in `{value}` is not supported in version 2008-10-17")
        return text(*(piece.replace("&{", "${") if isinstance(piece, str) else piece for piece in pieces))

    return convert


# --- open blocks ------------------------------------------------------------------------------


def _hoisted(blocks: Tree, search: Callable[[Tree], Choice | None], build: Build, depth: int = 0) -> Tree:
    """`build(blocks)`, with the Choices that `search` finds taken out and put around the result."""
    found = blocks if isinstance(blocks, Choice) else None
    if found is None:
        if isinstance(blocks, Text):
            return blocks
        blocks = list(_flat(blocks))
        found = next((choice for choice in map(search, blocks) if choice), None)
    if found is None:
        return build(blocks)
    if depth == CHOICES_HOISTED:
        raise PolicyError(f"more than {CHOICES_HOISTED} open conditions on the blocks of one statement")
    then, otherwise = chosen(blocks, found.name, True), chosen(blocks, found.name, False)
    return Choice(found.name, _hoisted(then, search, build, depth + 1), _hoisted(otherwise, search, build, depth + 1))


def _several(block: Tree) -> Choice | None:
    """The statement block itself, where it is a Choice between lists of blocks."""
    if isinstance(block, Choice) and (isinstance(block.then, list) or isinstance(block.otherwise, list)):
        return block
    return None


def _one_of(*attributes: str) -> Callable[[Tree], Choice | None]:
    """Finds a block that is a Choice, or has one as a whole attribute."""

    def search(block: Tree) -> Choice | None:
        inner = block.value if isinstance(block, Maybe) else block
        candidates = [inner.get(name) for name in attributes] if isinstance(inner, Mapping) else [inner]
        return next((each for each in candidates if isinstance(each, Choice)), None)

    return search


BLOCKS = (
    ("principals", "Principal", _one_of("type", "identifiers"), _principals),
    ("not_principals", "NotPrincipal", _one_of("type", "identifiers"), _principals),
    ("condition", "Condition", _one_of("test", "variable", "values"), _conditions),
)


def _flat(blocks: Tree) -> Iterator[Tree]:
    """Blocks one by one; a single block and a Choice's list of blocks are lists too."""
    if isinstance(blocks, list):
        for each in blocks:
            yield from _flat(each) if isinstance(each, list) else (each,)
    elif not _nothing(blocks):
        yield blocks


def _as_list(values: Tree) -> list[Tree]:
    return list(values) if isinstance(values, list) else [values]


def _nothing(tree: Tree) -> bool:
    return tree is None or tree is ABSENT or (isinstance(tree, (str, list)) and not tree)


def _source(block: Any) -> Source:
    inner = block.value if isinstance(block, Maybe) else block
    return inner.source if isinstance(inner, Map) else Source()

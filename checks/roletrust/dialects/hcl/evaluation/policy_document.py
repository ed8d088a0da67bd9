"""`data.aws_iam_policy_document`: its blocks, dynamic ones unrolled, rendered as the provider does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.files.directory import Placed
from roletrust.dialects.hcl.syntax.blocks import Block, Body
from roletrust.dialects.hcl.syntax.nodes import Node, Reference
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.traversal import elements, open_number
from roletrust.dialects.hcl.values.values import Encoded, Failed, Failure, lift
from roletrust.dialects.origin import ITSELF, Origin
from roletrust.dialects.policy_document import merge_documents, render_document
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, Text

_STATEMENT_LISTS = ("actions", "not_actions", "resources", "not_resources")
_INNER = {
    "principals": ("type", "identifiers"),
    "not_principals": ("type", "identifiers"),
    "condition": ("test", "variable", "values"),
}
_LISTS = {*_STATEMENT_LISTS, "identifiers", "values"}
_TEXT = {str}
_Wrap = Callable[[Tree], Tree]


def document(placed: Placed, frame: Frame, name: str) -> Tree:
    """The policy of the data block `placed`, merged with its source and override documents.

    Raises PolicyError where the provider would refuse it.
    """
    state = getattr(frame.scope, "state", None)
    if state is not None:
        state.documents.add((placed.file, name))
        state.comes_from(Origin(ITSELF, frame.where(placed.first), placed.texts))
    try:
        return _document(placed.block, frame)
    except PolicyError as error:
        if str(error).startswith("/"):  # the place is known already
            raise
        raise PolicyError(f"{frame.where(placed.first)}: {error}") from error


def _document(block: Block, frame: Frame) -> Tree:
    body = block.body
    data = Map(source=frame.source(block.first, block.last))
    for attribute in ("version", "policy_id"):
        data[attribute] = _scalar(body.attribute(attribute), frame)
    data["statement"] = [
        wrap(_statement(inner_body, inner, source))
        for inner_body, inner, wrap, source in blocks(body, "statement", frame)
    ]
    own = render_document(data)
    sources = [_documents(body.attribute(each), frame) for each in ("source_json", "source_policy_documents")]
    overrides = [_documents(body.attribute(each), frame) for each in ("override_policy_documents", "override_json")]
    if not frame.names and getattr(frame.scope, "call", None) is None:
        body.let_go()  # the one instance of a root module's, which is rendered once
    if not any((*sources, *overrides)):
        return own
    return lift(lambda *given: _merged(given[:2], own, given[2:]), [*sources, *overrides])


def _statement(body: Body, frame: Frame, source: Source) -> Map:
    """Without what is not written."""
    statement = Map(source=source)
    for attribute in ("sid", "effect"):
        if (node := body.attribute(attribute)) is not None:
            statement[attribute] = _scalar(node, frame)
    for attribute in _STATEMENT_LISTS:
        if (node := body.attribute(attribute)) is not None:
            statement[attribute] = _values(node, frame)
    for kind, attributes in _INNER.items():
        if found := [
            wrap(_inner(inner_body, attributes, inner, inner_source))
            for inner_body, inner, wrap, inner_source in blocks(body, kind, frame)
        ]:
            statement[kind] = found
        elif kind == "condition" and (written := body.blocks(kind)) and not frame.scope.described:
            statement.source = source._replace(unmade=frame.within(written[0].file).where(written[0].first))
    return statement


def _inner(body: Body, attributes: tuple[str, ...], frame: Frame, source: Source) -> Map:
    block = Map(source=source)
    for name in attributes:
        node = body.attribute(name)
        several = name in _LISTS
        value = _asked_for(node, frame) if several else _scalar(node, frame)
        block[name] = ([] if several else "") if value is None else value
    return block


def _asked_for(node: Node | None, frame: Frame) -> Tree:
    """As `_values`; what is empty as long as a variable with an empty default is given nothing is that variable."""
    value, unset = frame.scope.hanging(partial(_values, node, frame))
    return [as_text(unset)] if unset and value == [] else value


def _scalar(node: Node | None, frame: Frame) -> Tree:
    return None if node is None else _handed_on(evaluate(node, frame))


def _values(node: Node | None, frame: Frame) -> Tree:
    """A list of strings; null elements are empty strings to the provider."""
    if node is None:
        return None
    return _listed(evaluate(node, frame))


def _listed(value: Tree) -> Tree:
    """`["${list}"]` is how Terraform up to 0.11 hands on a list; a later one refuses a list inside a list."""
    if isinstance(value, Choice):
        return Choice(value.name, _listed(value.then), _listed(value.otherwise))
    if not isinstance(value, list):
        return _handed_on(value)
    if type(value) is list and set(map(type, value)) == _TEXT:
        return value
    if len(value) == 1 and isinstance(value[0], Choice):
        return _listed(Choice(value[0].name, _within(value[0].then), _within(value[0].otherwise)))
    inside = [each for item in value for each in (item if isinstance(item, list) else [item])]
    return ["" if each is None else _handed_on(each) for each in inside]


def _within(value: Tree) -> Tree:
    return value if isinstance(value, (list, Choice)) else [value]


def _handed_on(value: Tree) -> Tree:
    """`value` in the words of `policy_document`: an open value is Text there."""
    if type(value) is str:
        return value
    if isinstance(value, (Hole, Encoded)):
        return as_text(value)
    if isinstance(value, Choice):
        return Choice(value.name, _handed_on(value.then), _handed_on(value.otherwise))
    if isinstance(value, Maybe):
        return Maybe(_handed_on(value.value), value.hole)
    if isinstance(value, list):
        return [_handed_on(each) for each in value]
    return as_text(value) if isinstance(value, (bool, int, float)) else value


# --- blocks -------------------------------------------------------------------------------------


def blocks(body: Body, kind: str, frame: Frame) -> Iterator[tuple[Body, Frame, _Wrap, Source]]:
    """Every block of that kind in order: its body, where it is evaluated, what may make it absent, its lines."""
    outer = frame
    for block in body.blocks(kind):
        frame = outer.within(block.file)
        source = frame.source(block.first, block.last)
        if block.kind != "dynamic":
            yield block.body, frame, _always, source
            continue
        content = block.body.blocks("content")
        for_each = block.body.attribute("for_each")
        if not content or for_each is None:
            raise Failure(f"a dynamic `{kind}` block needs `for_each` and `content`")
        value, unset = frame.scope.hanging(partial(evaluate, for_each, frame))
        found = list(_iterations(value, _always))
        if unset and not found and kind == "condition":
            frame = frame.filled()
            found = _given(for_each, frame, unset)
        for bound, wrap in found:
            yield content[0].body, frame.having(**{_iterator(block, kind): bound}), wrap, source


def _given(for_each: Node, frame: Frame, unset: Hole) -> list[tuple[Map, _Wrap]]:
    """What the iterator is bound to once `unset` is given, which decides whether there are those blocks; nothing where
    it decides which they are as well.
    """
    found = list(_iterations(evaluate(for_each, frame), _always))
    sure = all(wrap is _always for _, wrap in found)
    return [(bound, _maybe(_always, unset)) for bound, _ in found] if sure else []


def _always(tree: Tree) -> Tree:
    return tree


def _iterator(block: Block, kind: str) -> str:
    node = block.body.attribute("iterator")
    if isinstance(node, Reference):
        return node.name
    value = getattr(node, "value", None)
    return value if isinstance(value, str) else kind


def _iterations(collection: Tree, wrap: _Wrap) -> Iterator[tuple[Map, _Wrap]]:
    """What the iterator is bound to, time after time; a branch of an open `for_each` wraps its blocks."""
    if isinstance(collection, Failed):
        return
    if isinstance(collection, Choice):
        name = collection.name
        yield from _iterations(collection.then, lambda tree: wrap(Choice(name, tree, ABSENT)))
        yield from _iterations(collection.otherwise, lambda tree: wrap(Choice(name, ABSENT, tree)))
        return
    if collection is None:
        return
    for key, value, maybe in elements(collection):
        hole = maybe.hole if maybe else open_number(collection, key, value)
        yield Map(key=key, value=value), _maybe(wrap, hole) if hole else wrap


def _maybe(wrap: _Wrap, hole: Hole) -> _Wrap:
    return lambda tree: wrap(Maybe(tree, hole))


# --- source and override documents -----------------------------------------------------------------


def _documents(node: Node | None, frame: Frame) -> Tree:
    """A list of documents, its conditions lifted out of the list itself only, or the one of `source_json` or
    `override_json`, which releases 2 to 4 of the provider have.
    """
    return [] if node is None else evaluate(node, frame)


def _merged(sources: Sequence[Tree], own: Tree, overrides: Sequence[Tree]) -> Tree:
    if not any((*sources, *overrides)):
        return own
    try:
        return merge_documents(_read(sources), own, _read(overrides))
    except TypeError as error:  # a Sid that is a list, say
        raise PolicyError(f"the source or override documents are no policies: {error}") from error


def _read(given: Sequence[Tree]) -> list[Tree]:
    """All documents of the arguments `given`, each a list or a document."""
    return [document for each in given for document in _each(each)]


def _each(documents: Tree) -> list[Tree]:
    if isinstance(documents, Hole):
        return [Text((documents,))]
    listed = documents if isinstance(documents, list) else [documents]
    return [_policy(each) for each in listed if each is not None and each != ""]


def _policy(value: Tree) -> Tree:
    if isinstance(value, Choice):
        return Choice(value.name, _policy(value.then), _policy(value.otherwise))
    if isinstance(value, Maybe):
        return _perhaps(_policy(value.value), value.hole)
    if isinstance(value, Encoded):
        return Text((value.tree,)) if isinstance(value.tree, Hole) else value.tree
    if value is None or value is ABSENT or value == "":
        return ABSENT
    if isinstance(value, Failed):
        return ABSENT
    open_text = as_text(value)
    if isinstance(open_text, Text) and open_text.lone:
        return open_text
    return parse_json(open_text)


def _perhaps(policy: Tree, hole: Hole) -> Tree:
    """A policy that may not be there: each of its statements may not."""
    statements = policy.get("Statement") if isinstance(policy, Map) else None
    if not isinstance(statements, list):
        return Maybe(policy, hole)
    return Map({**policy, "Statement": [Maybe(each, hole) for each in statements]}, source=policy.source)

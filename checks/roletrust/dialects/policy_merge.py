"""Policies laid over one another by Sid, as `aws_iam_policy_document` merges them.

The provider reads each source and override document into its own model first, so what that
model has no room for is gone: an empty `Condition` or operator, a number as a condition's value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roletrust.dialects.choosing import chosen
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Text

DOCUMENT = ("Version", "Id", "Statement")
WHO_AND_WHAT = ("Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal")
STATEMENT = ("Sid", "Effect", *WHO_AND_WHAT, "Condition")
CHOICES_BETWEEN_DOCUMENTS = 6


def merge_documents(sources: Iterable[Tree], own: Tree, overrides: Iterable[Tree]) -> Tree:
    """The policy of `own` (a rendered Map) laid over `sources` and under `overrides` (parsed policies).

    A later statement replaces an earlier one of the same Sid.  Two source statements of one Sid
    raise PolicyError, as in the provider.  `None` and ABSENT documents count for nothing.
    Where a document is open as a whole, so is the result: a Choice of policies, or that Text.
    """
    documents = [("source", each) for each in sources] + [("own", own)] + [("override", each) for each in overrides]
    return _merged(documents, 0)


def _merged(documents: list[tuple[str, Tree]], depth: int) -> Tree:
    kept = [(part, _outward(each)) for part, each in documents if each is not None and each is not ABSENT]
    choice = next((document for _, document in kept if isinstance(document, Choice)), None)
    if choice is not None:
        if depth == CHOICES_BETWEEN_DOCUMENTS:
            raise PolicyError(f"more than {CHOICES_BETWEEN_DOCUMENTS} open conditions between policy documents")
        return Choice(
            choice.name,
            _merged([(part, chosen(each, choice.name, True)) for part, each in kept], depth + 1),
            _merged([(part, chosen(each, choice.name, False)) for part, each in kept], depth + 1),
        )
    unknown = next((document for _, document in kept if isinstance(document, (Text, Maybe))), None)
    if unknown is not None:
        return Text((unknown.hole,)) if isinstance(unknown, Maybe) else unknown
    return _laid_over(kept)


def _outward(document: Tree) -> Tree:
    """A policy whose list of statements is open, as an open policy."""
    statements = document.get("Statement") if isinstance(document, Map) else None
    if isinstance(statements, Text):
        return statements
    if not isinstance(statements, Choice):
        return document
    sides = (
        Map({**document, "Statement": [] if side is ABSENT else side}, source=document.source)
        for side in (statements.then, statements.otherwise)
    )
    return Choice(statements.name, *map(_outward, sides))


def _laid_over(documents: list[tuple[str, Tree]]) -> Map:
    """The merge itself, every document being a Map."""
    policy = Map(source=next((each.source for part, each in documents if part == "own"), None))
    statements: list[Tree] = []
    sids: set[str] = set()
    for part, document in documents:
        known = document if part == "own" else _as_the_provider_reads(document)
        if known.get("Id"):
            policy["Id"] = known["Id"]
        if str(known.get("Version", "")) > str(policy.get("Version", "")):
            policy["Version"] = known["Version"]
        added = known.get("Statement", [])
        if part == "source":
            _refuse_repeats(added, sids)
        statements = _with_all(statements, added)
    if statements:
        policy["Statement"] = statements
    return policy


def _refuse_repeats(statements: Sequence[Tree], sids: set[str]) -> None:
    for statement in statements:
        sid = statement.get("Sid") if isinstance(statement, Map) else None
        if not isinstance(sid, str) or not sid:
            continue
        if sid in sids:
            raise PolicyError(f"duplicate sid `{sid}` in source_policy_documents")
        sids.add(sid)


def _with_all(statements: list[Tree], added: Sequence[Tree]) -> list[Tree]:
    """`statements` with each of `added` in the place of its Sid, else at the end."""
    result = list(statements)
    places = _places(result)
    all_closed = all(isinstance(each, Map) for each in result)
    for new in added:
        sid = _sid(new)
        if sid in places:
            result[places[sid]] = new
            continue
        all_closed = all_closed and isinstance(new, Map)
        result.append(new if all_closed else _clear(result, new))
        if sid:
            places[sid] = len(result) - 1
        elif not isinstance(new, Map):
            places = _places(result)
    return [each for each in result if each is not ABSENT]


def _places(statements: list[Tree]) -> dict[Tree, int]:
    return {_sid(each): place for place, each in enumerate(statements) if _sid(each)}


def _clear(statements: list[Tree], new: Tree) -> Tree:
    """Take out of `statements`, in place, what `new` replaces.  Gives `new`, going the same way as what it replaces."""
    cleared = [_cleared(each, new) for each in statements]
    replaces = any(left is not each for left, each in zip(cleared, statements, strict=True))
    statements[:] = cleared
    return Choice(new.hole.name, new.value, ABSENT) if isinstance(new, Maybe) and replaces else new


def _sid(statement: Tree) -> Tree:
    return (statement.get("Sid") or None) if isinstance(statement, Map) else None


def _cleared(old: Tree, new: Tree) -> Tree:
    """What is left of the statement `old` once `new`, added elsewhere, has replaced its own Sid."""
    if isinstance(new, Choice):
        return _between(new.name, _cleared(old, new.then), _cleared(old, new.otherwise), old)
    if isinstance(new, Maybe):
        return _between(new.hole.name, _cleared(old, new.value), old, old)
    if isinstance(old, Choice):
        return _between(old.name, _cleared(old.then, new), _cleared(old.otherwise, new), old)
    if isinstance(old, Maybe):
        return ABSENT if _cleared(old.value, new) is ABSENT else old
    return ABSENT if _sid(old) is not None and _sid(old) == _sid(new) else old


def _between(name: str, then: Tree, otherwise: Tree, old: Tree) -> Tree:
    """The Choice, or `old` itself where nothing changed."""
    unchanged = isinstance(old, Choice) and then is old.then and otherwise is old.otherwise
    if unchanged or (then is old and otherwise is old):
        return old
    return ABSENT if then is ABSENT and otherwise is ABSENT else Choice(name, then, otherwise)


# --- what survives the provider's reading of a JSON document ------------------------------------


def _as_the_provider_reads(document: Tree) -> Map:
    if not isinstance(document, Map):
        raise PolicyError(f"expected a policy to merge, found `{document}`")
    policy = _known_fields(document, DOCUMENT)
    statements = policy.get("Statement", [])
    if isinstance(statements, Map):
        raise PolicyError("the provider merges no policy whose `Statement` is an object: a list is needed")
    if isinstance(statements, list):
        policy["Statement"] = [_statement(each) for each in statements]
    return policy


def _statement(statement: Tree) -> Tree:
    if isinstance(statement, Choice):
        return Choice(statement.name, _statement(statement.then), _statement(statement.otherwise))
    if isinstance(statement, Maybe):
        return Maybe(_statement(statement.value), statement.hole)
    if not isinstance(statement, Map):
        return statement
    known = _known_fields(statement, STATEMENT)
    condition = known.get("Condition")
    if isinstance(condition, Map):
        operators = {operator: _operator(keys) for operator, keys in condition.items()}
        kept = {operator: keys for operator, keys in operators.items() if keys != {}}
        known["Condition"] = Map(kept, source=condition.source, repeated=condition.repeated)
        if not kept:
            del known["Condition"]
    return known


def _operator(keys: Tree) -> Tree:
    if not isinstance(keys, Map):
        return keys
    kept = {key: ("true" if value else "false") if isinstance(value, bool) else value for key, value in keys.items()}
    texts = {key: value for key, value in kept.items() if value is not None and not isinstance(value, (int, float))}
    return Map(texts, source=keys.source, repeated=keys.repeated)


def _known_fields(found: Map, names: Sequence[str]) -> Map:
    """The fields of the provider's model, whose names it reads in any case."""
    by_name = {name.lower(): name for name in names}
    fields = {by_name[key.lower()]: value for key, value in found.items() if key.lower() in by_name}
    kept = {name: value for name, value in fields.items() if value is not None and value != ""}
    return Map(kept, source=found.source, repeated=found.repeated)

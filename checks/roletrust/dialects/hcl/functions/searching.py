"""Functions that search a text: `replace`, and those of patterns."""

from __future__ import annotations

import re

from roletrust.dialects.hcl.functions.arguments import string
from roletrust.dialects.hcl.functions.builtin import Function, known, partly
from roletrust.dialects.hcl.values.encoding import as_text, joined, settled
from roletrust.dialects.hcl.values.names import derived
from roletrust.dialects.hcl.values.values import Encoded, is_open
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Text

WORD = re.compile(r"[A-Za-z0-9_.+=@/-]+")
PLAIN = re.compile(r"[ !#-;=?-\[\]-~]*")  # text that JSON writes as it is, whoever writes it


def _replace(where: str, value: Tree, old: Tree, new: Tree) -> Tree:
    value, new = settled(value), settled(new)
    if isinstance(old, str) and len(old) > 1 and old[0] == old[-1] == "/":
        if is_open(value) or is_open(new):
            return derived("replace", where, value, old, new)
        from roletrust.dialects.hcl.functions.searching_by_pattern import with_replaced  # noqa: PLC0415  # likewise

        return with_replaced(string(value), old[1:-1], string(new))
    if isinstance(value, Encoded) and _is_word(old) and _is_word(new):
        renamed = _renamed(value.tree, old, new)
        return derived("replace", where, value, old, new) if renamed is None else Encoded(renamed)
    if is_open(value) or is_open(old) or (is_open(new) and not isinstance(new, (Hole, Text))):
        return derived("replace", where, value, old, new)
    value, old = string(value), string(old)
    if not is_open(new):
        return value.replace(old, string(new))
    if not old:
        return derived("replace", where, value, old, new)
    pieces: list[str | Text] = []
    for piece in value.split(old):
        pieces += [as_text(new), piece]
    return joined(pieces[1:])


def _is_word(value: Tree) -> bool:
    """Whether it stands inside one text of a JSON document or nowhere, however the document is laid out."""
    return isinstance(value, str) and WORD.fullmatch(value) is not None


def _renamed(tree: Tree, old: str, new: str) -> Tree:
    """A document with one word for another; None where its own text may tell more, or less, than its values."""
    if isinstance(tree, str):
        return tree.replace(old, new) if PLAIN.fullmatch(tree) else None
    if isinstance(tree, Map):
        keys = [(_renamed(key, old, new), _renamed(value, old, new)) for key, value in tree.items()]
        known = all(key is not None and value is not None for key, value in keys) and len(dict(keys)) == len(keys)
        return Map(keys, source=tree.source, repeated=tree.repeated) if known else None
    if type(tree) is list:
        items = [_renamed(item, old, new) for item in tree]
        return None if None in items else items
    return tree if isinstance(tree, bool) and old not in "true false" else None


def _regex(pattern: Tree, value: Tree) -> Tree:
    from roletrust.dialects.hcl.functions.searching_by_pattern import first  # noqa: PLC0415  # for who has patterns

    return first(pattern, value)


def _regexall(pattern: Tree, value: Tree) -> Tree:
    from roletrust.dialects.hcl.functions.searching_by_pattern import every  # noqa: PLC0415  # likewise

    return every(pattern, value)


ROWS: dict[str, Function] = {
    "replace": partly(
        _replace,
        "every occurrence replaced; between slashes, a pattern as RE2 reads it, with `$1` and `$name`",
        "the text or what is sought is not known; of a pattern, anything; else as `regex`",
    ),
    "regex": known(
        _regex,
        "the first match: text, or a list or object of its groups; no match is an error",
        "Unicode classes (`\\pL`), `\\Q`, flag `U`, or the pattern or text is very long",
    ),
    "regexall": known(_regexall, "every match, as `regex` has it", "as `regex`"),
}

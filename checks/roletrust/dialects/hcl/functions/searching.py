"""Functions that search a text: `replace`, and those of patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from roletrust.dialects.hcl.functions.arguments import string
from roletrust.dialects.hcl.functions.builtin import Function, known, partly
from roletrust.dialects.hcl.values.encoding import as_text, joined, settled
from roletrust.dialects.hcl.values.names import derived
from roletrust.dialects.hcl.values.values import Encoded, Failure, Undone, is_open
from roletrust.dialects.matching import Marks, matches, replaced, taken
from roletrust.dialects.patterns import Beyond, Malformed, Pattern, compiled
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Text

WORD = re.compile(r"[A-Za-z0-9_.+=@/-]+")
PLAIN = re.compile(r"[ !#-;=?-\[\]-~]*")  # text that JSON writes as it is, whoever writes it


@contextmanager
def read_by_terraform() -> Iterator[None]:
    """Within it, what is wrong with a pattern is an error of Terraform's, or not worked out."""
    try:
        yield
    except Malformed as error:
        raise Failure(str(error)) from None
    except Beyond as error:
        raise Undone(str(error)) from None


def _replace(where: str, value: Tree, old: Tree, new: Tree) -> Tree:
    value, new = settled(value), settled(new)
    if isinstance(old, str) and len(old) > 1 and old[0] == old[-1] == "/":
        if is_open(value) or is_open(new):
            return derived("replace", where, value, old, new)
        with read_by_terraform():
            return replaced(compiled(old[1:-1]), string(value), string(new))
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
    found = _matched(string(pattern), string(value), once=True)
    if not found:
        raise Failure(f"`{pattern}` does not match")
    return found[0]


def _matched(source: str, value: str, once: bool = False) -> list[Tree]:
    with read_by_terraform():
        pattern = compiled(source)
        if any(pattern.names) and not all(pattern.names):
            raise Failure(f"`{source}` names some groups and others not")
        found = (_groups(pattern, marks, value) for marks in matches(pattern, value))
        return list(islice(found, 1 if once else None))


def _groups(pattern: Pattern, marks: Marks, value: str) -> Tree:
    groups = [taken(marks, number + 1, value) for number in range(len(pattern.names))]
    if not groups:
        return value[marks[0] : marks[1]]
    return Map(zip(pattern.names, groups, strict=True)) if all(pattern.names) else groups


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
    "regexall": known(
        lambda pattern, value: _matched(string(pattern), string(value)), "every match, as `regex` has it", "as `regex`"
    ),
}

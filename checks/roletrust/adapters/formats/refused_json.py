"""JSON files that Checkov's parser refuses: a key twice, numbers and nesting beyond Python's bounds, other tools' text.

What is filled in by another tool before anybody reads the file as JSON is open, as it is in the texts of others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from checkov.common.parsers.json.decoder import Decoder, Mark
from checkov.common.parsers.node import DictNode

from roletrust.adapters.formats.json_files import find, is_terraforms
from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.read_by_roles import is_read
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.data.records import is_trust
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole, Value, text
from roletrust.reading.json_data import BARE
from roletrust.reading.judging import Case
from roletrust.reading.places import FILLED_IN, owner
from roletrust.telling.subject import Dialect, Subject

MOST_DIGITS = 1_000  # of a number; Python reads none of many more
CALL = re.compile(r"\$\{(\w+\([^{}$]*\))\}")
STATEMENT = re.compile(r"%\{|\{%")
OTHERS = re.compile(r'"(?:Resources|planned_values|apiVersion)"\s*:')  # read by other runners


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles in the file, and its bare trust policies.  Raises PolicyError."""
    if is_terraforms(refused.path) or is_read(refused.path):
        return
    try:
        data = read(refused.text)
    except (ValueError, RecursionError) as error:
        if not OTHERS.search(refused.text):
            yield filled_in_later(refused, str(error))
        return
    yield from find(refused.path, data)


def read(written: str) -> Any:
    """What is in `written`, with marks where that is not nested too deep.  Raises ValueError, RecursionError."""
    try:
        return json.loads(written, cls=Lenient)
    except (ValueError, RecursionError):  # the library's own goes deeper, and says more clearly what is wrong
        return json.loads(written, parse_int=number)


def number(written: str) -> int | str:
    """A whole number, or the text of one that is longer than any that means something."""
    return int(written) if len(written) <= MOST_DIGITS else written


class Lenient(Decoder):
    """Checkov's, but that of a key written twice the last one counts, and the object says which was."""

    def __init__(self) -> None:
        super().__init__(parse_int=number)

    def check_duplicates(self, ordered_pairs: list[tuple[str, Any]], beg_mark: Mark, end_mark: Mark) -> DictNode:
        found = DictNode(dict(ordered_pairs), beg_mark, end_mark)
        if len(found) < len(ordered_pairs):
            names = [str(name) for name, _ in ordered_pairs]
            found.repeated = tuple(  # type: ignore[attr-defined]  # read by `marks.py`
                name for index, name in enumerate(names) if name in names[:index]
            )
        return found


def filled_in_later(refused: RefusedFile, why: str) -> Role:
    """The bare trust policy that the file is when its placeholders are filled in.  Raises PolicyError."""
    whole = Source(refused.shown, 1, refused.lines)
    if STATEMENT.search(refused.text):
        raise PolicyError("it is a template with statements, which only the tool that fills it in evaluates")
    value = with_calls_open(opened_text(refused.text, refused.shown), refused.shown)
    if isinstance(value, str):
        raise PolicyError(f"it is no JSON: {why}")
    try:
        tree = parse_json(value, whole)
    except PolicyError as error:
        raise PolicyError(f"it is no JSON when its placeholders are filled in, either: {error}") from None
    if not (isinstance(tree, Map) and "Statement" in tree and is_trust(tree)):
        raise PolicyError(f"it is no JSON before its placeholders are filled in: {why}")
    return Role(BARE, None, lambda: case(refused, tree, whole), (1, refused.lines))


def with_calls_open(value: Value, where: str) -> Value:
    """`value` with a Hole for each `${function(…)}` in it, which stands for a value where a template is filled in."""
    parts: list[str | Hole] = []
    for part in (value,) if isinstance(value, str) else value.parts:
        if isinstance(part, Hole):
            parts.append(part)
            continue
        at = 0
        for found in CALL.finditer(part):
            parts += [part[at : found.start()], Hole(found[1], where)]
            at = found.end()
        parts.append(part[at:])
    return text(*parts)


def case(refused: RefusedFile, tree: Tree, source: Source) -> Case:
    settings = refused.settings
    subject = Subject(BARE, Dialect.JSON, source, owner(settings), "", tree, "", FILLED_IN)
    return Case(subject, settings)

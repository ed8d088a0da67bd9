"""A CloudFormation template as Checkov's parser hands it over: its nodes, keys and lines.

Every node is a dict, list, str or YAML scalar.  Dicts carry keys that Checkov put there
(`__file__`, `__startline__`, `__endline__`), which are no part of the template.  Dicts, lists
and most texts carry `start_mark` and `end_mark`, whose lines count from 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from roletrust.engine.policy.document import Source

Node = Any


SHOWN_IN = "__shown__"
TAKEN = "__taken__"  # of a template that another tool makes: a Taken
NULL_OPERATOR = "Null"  # unquoted, YAML reads the operator's name as no text


class Taken(NamedTuple):
    """What a template was made of: as it was `written`, and by the names of variables what stood for them."""

    written: Node
    values: Mapping[str, Node]


def entries(node: Node) -> dict[str, Node]:
    """What the template itself wrote into a mapping; nothing for any other node."""
    if not isinstance(node, Mapping):
        return {}
    written = ((key, value) for key, value in node.items() if not (isinstance(key, str) and key.startswith("__")))
    return {NULL_OPERATOR if key is None else str(key): value for key, value in written}


def function_of(node: Node) -> tuple[str, Node] | None:
    """The intrinsic function a mapping calls, and its argument; None for an ordinary mapping."""
    found = entries(node)
    called = [name for name in found if name.startswith("Fn::")]
    if len(found) == 1 and "Ref" in found:
        return "Ref", found["Ref"]
    return (called[0], found[called[0]]) if called else None


def plain_text(node: Node) -> str | None:
    """A scalar as CloudFormation turns it into text; None for mappings, lists and null."""
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, (str, int, float)):
        return str(node)
    return node.isoformat() if isinstance(node, date) else None


def texts_written(node: Node) -> Iterator[str]:
    """The texts and numbers that are spelt out in a node, names of what it refers to among them."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, Mapping):
            waiting += entries(each).values()
        elif (text := plain_text(each)) is not None:
            yield text


def first_line(node: Node) -> int:
    """The line a node starts on, from 1; 0 where the parser kept none."""
    line = _mark(node, "start_mark")
    if line >= 0:
        return line + 1
    kept = node.get("__startline__") if isinstance(node, Mapping) else None
    return kept if isinstance(kept, int) else 0


def source_of(node: Node, file: str) -> Source:
    """Where a mapping stands, in `file` if it says no other.

    A block of YAML ends with its last value, not at the next key as its mark says.
    """
    first = first_line(node)
    return Source(shown_in(node) or file, first, max(first, _last_line(node)))


def shown_in(node: Node) -> str:
    """The file, as findings show it, that a mapping was taken from; '' where it stands in the template's own."""
    return str(node.get(SHOWN_IN, "")) if isinstance(node, Mapping) else ""


def text_source(node: Node, file: str, text: str) -> Source:
    """Where the lines of `text` stand, which `node` (a scalar, or the mapping around it) holds.

    A block scalar (`|`) begins on the line after its mark.
    """
    first, newlines = first_line(node), text.rstrip("\n").count("\n")
    lines_spanned = _mark(node, "end_mark") + 1 - first
    if not first or not newlines:
        return Source(file, first, max(first, first + lines_spanned) if newlines else first)
    begins = first + 1 if lines_spanned > newlines else first
    return Source(file, begins, begins + min(newlines, max(lines_spanned, 0)))


def _mark(node: Node, name: str) -> int:
    """The line of a mark, from 0; -1 where there is none."""
    line = getattr(_attributes(node).get(name), "line", None)
    return line if isinstance(line, int) else -1


def _column(node: Node, name: str) -> int:
    column = getattr(_attributes(node).get(name), "column", None)
    return column if isinstance(column, int) else -1


def _attributes(node: Node) -> Mapping[str, Any]:
    """Read past the parser's nodes' own attribute lookup, which raises its own kind of error."""
    return vars(node) if hasattr(node, "__dict__") else {}


def _last_line(node: Node) -> int:
    """The last line with something of `node` on it, from 1."""
    at_least = first_line(node)
    while _is_block(node):
        key, node = [item for item in node.items() if not str(item[0]).startswith("__")][-1]
        at_least = max(at_least, first_line(key), first_line(node))
    if isinstance(node, list) and node:
        return max(at_least, _last_line(node[-1]))
    end = _mark(node, "end_mark")
    ends_before_line = _column(node, "end_mark") == 0 and end > _mark(node, "start_mark")
    return max(at_least, end if ends_before_line else end + 1)


def _is_block(node: Node) -> bool:
    """Whether a mapping is written without braces: it starts where its first key does."""
    if not isinstance(node, Mapping) or not node:
        return False
    first = next(iter(node))
    same = (_mark(first, "start_mark"), _column(first, "start_mark"))
    return same == (_mark(node, "start_mark"), _column(node, "start_mark")) and same[0] >= 0

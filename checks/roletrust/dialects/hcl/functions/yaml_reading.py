"""The events of a YAML text, and what Terraform's own YAML library makes of each.

Only the events come from PyYAML; what a scalar means is decided here: `2012-10-17` is a time stamp that becomes
`2012-10-17T00:00:00Z`, `012` is twelve, `on` is true.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import yaml

from roletrust.dialects.hcl.functions.arguments import string
from roletrust.dialects.hcl.values.names import derived
from roletrust.dialects.hcl.values.operators import number
from roletrust.dialects.hcl.values.values import LONGEST_LIST, Failure, Undone, unwrapped
from roletrust.dialects.policy_json import MARK, OPEN
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.text import Hole, Text, text

_DEEPEST = 50

_WORDS: dict[str, bool | None] = {
    **{each: True for word in ("yes", "true", "on") for each in (word, word.title(), word.upper())},
    **{each: False for word in ("no", "false", "off") for each in (word, word.title(), word.upper())},
    "y": True,
    "Y": True,
    "n": False,
    "N": False,
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
}
_WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?P<rest>.*)", re.DOTALL | re.ASCII)
_ONCE_A_NUMBER = re.compile(r"[-+]?0b[01_]+|[-+]?[0-9]+_[0-9_.]*|[-+]0[ox].*")  # in earlier versions
_PREFIX = "tag:yaml.org,2002:"


class Reader:
    """Goes through the events of one document."""

    def __init__(self, source: str, holes: list[Hole], where: str) -> None:
        self.holes, self.where = holes, where
        self.events: Iterator[Any] = yaml.parse(source, Loader=yaml.SafeLoader)
        self.anchors: dict[str, tuple[Tree, int]] = {}
        self.count = 0

    def document(self) -> Tree:
        try:
            next(self.events)
            if not isinstance(next(self.events), yaml.DocumentStartEvent):
                raise Undone("an empty document")
            tree = self.value(next(self.events), 0)
            next(self.events)
            if not isinstance(next(self.events), yaml.StreamEndEvent):
                raise Failure("more than one YAML document")
        except (yaml.YAMLError, StopIteration) as error:
            raise Undone("YAML that cannot be read") from error
        return tree

    def value(self, event: Any, depth: int) -> Tree:
        before = self.count
        self._counts(1)
        if depth > _DEEPEST:
            raise Undone("YAML that deep")
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise Failure(f"the anchor `{event.anchor}` is not there, or around its own use")
            tree, size = self.anchors[event.anchor]
            self._counts(size)
            return tree
        self.anchors.pop(event.anchor or "", None)
        if isinstance(event, yaml.ScalarEvent):
            tree = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            tree = self._list(event, depth)
        else:
            tree = self._map(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = (tree, self.count - before)
        return tree

    def _counts(self, number_: int) -> None:
        self.count += number_
        if self.count > LONGEST_LIST:
            raise Undone("YAML of that many parts")

    def _list(self, event: Any, depth: int) -> list[Tree]:
        _tagged(event, "seq")
        found: list[Tree] = []
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            found.append(self.value(inner, depth + 1))
        return found

    def _map(self, event: Any, depth: int) -> Map:
        _tagged(event, "map")
        found = Map()
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            if not isinstance(inner, yaml.ScalarEvent):
                raise Failure("a YAML key that is no text")
            merges = inner.value == "<<" and inner.tag is None
            key = None if merges else self._scalar(inner)
            value = self.value(next(self.events), depth + 1)
            if merges:
                if not isinstance(value, dict):
                    raise Undone("the merge of a list")
                found.update(value)
            elif key is None or isinstance(key, (Hole, Text)):
                raise Undone("a YAML key that is not known")
            else:
                found[string(key)] = value
        return found

    def _scalar(self, event: Any) -> Tree:
        tag = (event.tag or "").removeprefix(_PREFIX)
        if tag not in ("", "str"):
            raise Undone(f"the tag `{event.tag}`")
        if OPEN in event.value:
            parts = MARK.split(event.value)
            found = text(*(self.holes[int(part)] if at % 2 else part for at, part in enumerate(parts)))
            known = tag == "str" or event.style in ("'", '"') or _is_text(parts[0], parts[-1])
            return unwrapped(found) if known else derived("yamldecode", self.where, found)
        return event.value if tag == "str" or event.style in ("'", '"') else scalar(event.value)


def _tagged(event: Any, kind: str) -> None:
    if event.tag not in (None, _PREFIX + kind):
        raise Undone(f"the tag `{event.tag}`")


def scalar(written: str) -> Tree:
    """What a scalar without quotes means."""
    if written in _WORDS:
        return _WORDS[written]
    first = written[0]
    if written.lower() in (".nan", ".inf", "+.inf", "-.inf") or _ONCE_A_NUMBER.fullmatch(written):
        raise Undone(f"the number `{written}`")
    if first not in "+-.0123456789":
        return written
    if found := _DATE.fullmatch(written):
        return _date(written, found)
    if _WHOLE.fullmatch(written):
        return int(written, 0) if written[1:2] in ("o", "x") else number(written)
    return number(written) if _FLOAT.fullmatch(written) else written


def _is_text(begin: str, end: str) -> bool:
    """Whether a scalar with that beginning and end is text, whatever stands between."""
    if begin[:1] in tuple("+-.0123456789"):
        return False
    return bool(begin) and not any(each.startswith(begin) and each.endswith(end) for each in _WORDS)


def _date(written: str, found: re.Match[str]) -> str:
    if found["rest"][:1] in ("T", "t", " "):
        raise Undone("the time of a date")
    try:
        day = dt.date(*(int(each) for each in found.groups()[:3]))
    except ValueError:
        return written
    return written if found["rest"] else f"{day.isoformat()}T00:00:00Z"

"""JSON text with the place of every value, also inside of a template that fills in `${…}`."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]

from roletrust.fixing.spans import Code, Entry, Fields, Items, Node, Scalar, Unfixable

SPACE = re.compile(r"[ \t\r\n]*")
BARE = re.compile(r"[^\s,\]}\"$]+")
DEEPEST = 64
NO_JSON = "the policy is no JSON that could be edited in place"


def parsed(text: str, at: int = 0, end: int = -1, templated: bool = False) -> Node:
    """The one value that stands from `at` on.  `templated`: Terraform reads it, to which `$${` is `${`.

    Raises Unfixable where it is no JSON.
    """
    reader = _Reader(text, len(text) if end < 0 else end, templated)
    try:
        node, behind = reader.value(reader.skip(at), 0)
    except (JSONDecodeError, IndexError):
        raise Unfixable(NO_JSON) from None
    if reader.skip(behind) != reader.end:
        raise Unfixable(NO_JSON)
    return node


class _Reader:
    def __init__(self, text: str, end: int, templated: bool) -> None:
        self.text, self.end, self.templated = text, end, templated

    def skip(self, at: int) -> int:
        found = SPACE.match(self.text, at, self.end)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > DEEPEST or at >= self.end:
            raise Unfixable(NO_JSON)
        letter = self.text[at]
        if letter == '"':
            return self.string(at)
        if letter == "{":
            return self.object(at, depth)
        if letter == "[":
            return self.array(at, depth)
        if self.templated and self.text.startswith("${", at):
            behind = self.interpolated(at)
            return Code(at, behind), behind
        bare = BARE.match(self.text, at, self.end)
        if bare is None:
            raise Unfixable(NO_JSON)
        return Scalar(at, bare.end(), bare[0]), bare.end()

    def interpolated(self, at: int) -> int:
        """Behind the `${…}` at `at`."""
        depth = 0
        for place in range(at, self.end):
            depth += {"{": 1, "}": -1}.get(self.text[place], 0)
            if self.text[place] == "}" and not depth:
                return place + 1
        raise Unfixable(NO_JSON)

    def string(self, at: int) -> tuple[Scalar | Code, int]:
        if self.templated and (opened := self._opened(at)):
            return Code(at, opened), opened
        found, behind = scanstring(self.text, at + 1, True)
        said = found.replace("$${", "${").replace("%%{", "%{") if self.templated else found
        return Scalar(at, behind, said), behind

    def _opened(self, at: int) -> int:
        """Behind the string at `at`, where something is filled in there; else 0."""
        place, filled = at + 1, False
        while place < self.end and self.text[place] != '"':
            if self.text[place] == "\\":
                place += 2
            elif self.text.startswith(("$${", "%%{"), place):
                place += 3
            elif self.text.startswith(("${", "%{"), place):
                place, filled = self.interpolated(place), True
            else:
                place += 1
        return place + 1 if filled else 0

    def array(self, at: int, depth: int) -> tuple[Items, int]:
        found: list[Node] = []
        place = self.skip(at + 1)
        while self.text[place] != "]":
            item, place = self.value(place, depth + 1)
            found.append(item)
            place = self.parted(place, "]")
        return Items(at, place + 1, tuple(found)), place + 1

    def object(self, at: int, depth: int) -> tuple[Fields, int]:
        found: list[Entry] = []
        place = self.skip(at + 1)
        while self.text[place] != "}":
            if self.text[place] != '"':
                raise Unfixable(NO_JSON)
            key, place = self.string(place)
            place = self.skip(place)
            if self.text[place] != ":":
                raise Unfixable(NO_JSON)
            item, place = self.value(self.skip(place + 1), depth + 1)
            found.append(Entry(key, item))
            place = self.parted(place, "}")
        return Fields(at, place + 1, tuple(found)), place + 1

    def parted(self, place: int, closing: str) -> int:
        """At the next value, or at what closes the list or object."""
        place = self.skip(place)
        if self.text[place] == ",":
            return self.skip(place + 1)
        if self.text[place] != closing:
            raise Unfixable(NO_JSON)
        return place

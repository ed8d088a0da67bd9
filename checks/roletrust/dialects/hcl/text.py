"""Functions on text.  OPEN ones take `where` first and work around Holes."""

from __future__ import annotations

import base64
import hashlib
import json
import os.path
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from roletrust.dialects.hcl.encoding import as_text, joined, settled
from roletrust.dialects.hcl.names import derived, shown
from roletrust.dialects.hcl.steps import elements
from roletrust.dialects.hcl.values import Encoded, Failure, Owned, Scalar, Spread, is_open, several, unwrapped
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Choice, Map, Maybe, Tree
from roletrust.engine.document import PolicyError
from roletrust.engine.text import Hole, Text, text

_LONGEST_PATTERN = 500
_LONGEST_SUBJECT = 20_000


# --- functions that work around Holes --------------------------------------------------------------


def _join(where: str, separator: Tree, *lists: Tree) -> Tree:
    items: list[Tree] = []
    for each in lists:
        if isinstance(each, Hole) and not isinstance(each, Spread):
            items.append(Hole(f"join({shown(separator)}, {each.name})", where))
        else:
            items += each
    if any(isinstance(each, Maybe) or several(each) for each in items):
        present = [each.value if isinstance(each, Maybe) else each for each in items]
        only = isinstance(present[0], Encoded) and len(present) == 1
        return present[0] if only else derived("join", where, separator, items)
    if len(items) == 1 and isinstance(items[0], Encoded):
        return items[0]
    pieces: list[str | Text] = []
    for item in items:
        pieces += [as_text(separator), as_text(item)]
    return joined(pieces[1:])


_VERB = re.compile(r"%(?:%|(?P<flags>[-+ 0#]*)(?P<width>\d*)(?:\.(?P<precision>\d+))?(?P<verb>[a-zA-Z]))")


def _format(where: str, template: Tree, *args: Tree) -> Tree:
    if not isinstance(template, (str, Text)) or (isinstance(template, Text) and template.lone):
        return derived("format", where, template, *args)
    given = list(args)
    pieces: list[str | Text] = []
    for part in template.parts if isinstance(template, Text) else (template,):
        written = [Text((part,))] if isinstance(part, Hole) else _filled(part, given)
        if written is None:
            return derived("format", where, template, *args)
        pieces += written
    return joined(pieces)


def _filled(template: str, args: list[Tree]) -> list[str | Text] | None:
    """The pieces of a literal part of the template, its arguments taken from `args`; None where they are too open."""
    pieces: list[str | Text] = []
    position = 0
    for found in _VERB.finditer(template):
        pieces.append(template[position : found.start()])
        position = found.end()
        if found.group() == "%%":
            pieces.append("%")
            continue
        if not args:
            raise Failure("`format` has too few arguments")
        plain = found["verb"] in "sv" and not found["flags"] and not found["width"] and not found["precision"]
        if not plain and is_open(args[0]):
            return None
        pieces.append(_formatted(found, args.pop(0), plain))
    rest = template[position:]
    return None if any("%" in piece for piece in [rest, *pieces[::2]] if isinstance(piece, str)) else [*pieces, rest]


def _formatted(found: re.Match[str], value: Tree, plain: bool) -> str | Text:
    verb = found["verb"]
    if verb == "q":
        return json.dumps(str(as_text(value)))
    if plain or verb in "sv":
        shaped = as_text(Encoded(value) if isinstance(value, (list, dict)) else value)
        return shaped if plain else f"%{found['flags'].replace('0', '')}{found['width']}s" % shaped
    if int(found["width"] or 0) > 1000:
        raise Failure("`format` with too large a width")
    precision = f".{found['precision']}" if found["precision"] else ""
    shape = f"%{found['flags']}{found['width']}"
    return f"{shape}{precision}{verb}" % float(value) if verb in "feg" else f"{shape}{verb}" % int(value)


def _formatlist(where: str, template: Tree, *args: Tree) -> Tree:
    lists = [each for each in args if _may_be_list(each)]
    lengths = {len(each) for each in lists if isinstance(each, list)}
    if len(lengths) > 1 or (lengths and any(isinstance(each, Hole) for each in lists)):
        return derived("formatlist", where, template, *args)
    rows: list[Tree] = []
    for number in range(next(iter(lengths), 1)):
        row, hole = [], None
        for each in args:
            listed = list(elements(each))[number if isinstance(each, list) else 0] if _may_be_list(each) else None
            row.append(each if listed is None else listed[1])
            hole = listed[2].hole if listed and listed[2] else hole
        value = _format(where, template, *row)
        rows.append(Maybe(value, hole) if hole else value)
    return rows


def _may_be_list(value: Tree) -> bool:
    return isinstance(value, list) or (isinstance(value, Hole) and not isinstance(value, (Owned, Scalar)))


def _edge(of: str, at_end: bool) -> Callable[..., Tree]:
    """`trimprefix`, `trimsuffix`, `startswith`, `endswith`: what the known edge of a text decides."""

    def implementation(where: str, value: Tree, edge: Tree) -> Tree:
        value, edge = unwrapped(value), unwrapped(edge)
        parts = value.parts if isinstance(value, Text) else (value,)
        known = parts[-1 if at_end else 0]
        if not isinstance(edge, str) or not isinstance(known, str):
            return _undecided(of, where, value, edge)
        has = known.endswith(edge) if at_end else known.startswith(edge)
        if not has and isinstance(value, Text) and len(known) < len(edge) and _may_begin(known, edge, at_end):
            return _undecided(of, where, value, edge)
        if of in ("startswith", "endswith"):
            return has
        if not has or not edge:
            return value
        cut = known[: -len(edge)] if at_end else known[len(edge) :]
        return text(*parts[:-1], cut) if at_end else text(cut, *parts[1:])

    return implementation


def _may_begin(known: str, edge: str, at_end: bool) -> bool:
    return edge.endswith(known) if at_end else edge.startswith(known)


def _undecided(of: str, where: str, value: Tree, edge: Tree) -> Tree:
    hole = derived(of, where, value, edge)
    return Choice(hole.name, True, False) if of in ("startswith", "endswith") else hole


def _trimspace(_where: str, value: Tree) -> Tree:
    if not isinstance(value, Text):
        return value if isinstance(value, (Hole, Encoded)) else str(as_text(value)).strip()
    parts = list(value.parts)
    parts[0] = parts[0].lstrip() if isinstance(parts[0], str) else parts[0]
    parts[-1] = parts[-1].rstrip() if isinstance(parts[-1], str) else parts[-1]
    return text(*parts)


def _jsondecode(_where: str, value: Tree) -> Tree:
    if isinstance(value, Encoded):
        return value.tree
    if isinstance(value, Hole):
        return Hole(f"jsondecode({value.name})", value.where)
    try:
        return _with_holes(parse_json(as_text(value)))
    except PolicyError as error:
        raise Failure(str(error)) from error


def _with_holes(tree: Tree) -> Tree:
    """The parsed JSON with a text that is one Hole as that Hole."""
    if isinstance(tree, list):
        return [_with_holes(each) for each in tree]
    if isinstance(tree, dict):
        return Map({key: _with_holes(each) for key, each in tree.items()})
    return unwrapped(tree)


def _replace(where: str, value: Tree, old: Tree, new: Tree) -> Tree:
    value, new = settled(value), settled(new)
    if isinstance(old, str) and len(old) > 1 and old[0] == old[-1] == "/":
        if is_open(value) or is_open(new):
            return derived("replace", where, value, old, new)
        pattern = _pattern(old[1:-1])
        return pattern.sub(re.sub(r"\$\{?(\w+)\}?", r"\\g<\1>", str(new)), _subject(value))
    if is_open(value) or is_open(old) or (is_open(new) and not isinstance(new, (Hole, Text))):
        return derived("replace", where, value, old, new)
    value, old = str(as_text(value)), str(as_text(old))
    if not is_open(new):
        return value.replace(old, str(as_text(new)))
    pieces: list[str | Text] = []
    for piece in value.split(old) if old else [value]:
        pieces += [as_text(new), piece]
    return joined(pieces[1:])


# --- functions of plain values ------------------------------------------------------------------------


def _pattern(source: str) -> re.Pattern[str]:
    """RE2 syntax as far as Python shares it; nothing long enough to keep a matcher busy."""
    if len(source) > _LONGEST_PATTERN or re.search(r"[+*}]\)?[+*{]|[+*]\)[+*]", source):
        raise Failure("a pattern too involved to be tried")
    try:
        return re.compile(source)
    except (re.error, OverflowError) as error:
        raise Failure(f"`{source}` is no regular expression: {error}") from error


def _subject(value: Tree) -> str:
    subject = str(as_text(value))
    if len(subject) > _LONGEST_SUBJECT:
        raise Failure("a text too long for a regular expression")
    return subject


def _regex(pattern: str, value: Tree) -> Tree:
    found = _pattern(pattern).search(_subject(value))
    if found is None:
        raise Failure(f"`{pattern}` does not match")
    return _groups(found)


def _groups(found: re.Match[str]) -> Tree:
    if found.groupdict():
        return Map(found.groupdict())
    return list(found.groups()) if found.groups() else found.group()


def _substr(value: Tree, start: int, length: int) -> str:
    whole = str(as_text(value))
    rest = whole[start:] if start >= 0 else whole[max(len(whole) + start, 0) :]
    return rest if length < 0 else rest[:length]


def _digest(name: str, encode: bool = False) -> Callable[[str], str]:
    def implementation(value: str) -> str:
        digest = hashlib.new(name, value.encode(), usedforsecurity=False)
        return base64.b64encode(digest.digest()).decode() if encode else digest.hexdigest()

    return implementation


def _title(value: str) -> str:
    return re.sub(r"(^|\s)(\S)", lambda found: found.group(1) + found.group(2).upper(), value)


def _indent(spaces: int, value: str) -> str:
    return value.replace("\n", "\n" + " " * min(int(spaces), 100))


def _of_text(function: Callable[..., Any]) -> Callable[..., Tree]:
    """`function` on its arguments as strings."""

    def implementation(*args: Tree) -> Tree:
        return function(*(str(as_text(each)) for each in args))

    return implementation


OPEN: dict[str, Callable[..., Tree]] = {
    "join": _join,
    "format": _format,
    "formatlist": _formatlist,
    "trimprefix": _edge("trimprefix", False),
    "trimsuffix": _edge("trimsuffix", True),
    "startswith": _edge("startswith", False),
    "endswith": _edge("endswith", True),
    "trimspace": _trimspace,
    "jsondecode": _jsondecode,
    "replace": _replace,
}
PLAIN: dict[str, Callable[..., Tree]] = {
    "upper": _of_text(str.upper),
    "lower": _of_text(str.lower),
    "title": _of_text(_title),
    "trim": _of_text(str.strip),
    "chomp": _of_text(lambda value: value.rstrip("\r\n")),
    "indent": _indent,
    "split": _of_text(lambda separator, value: value.split(separator) if separator else list(value)),
    "strcontains": _of_text(lambda value, part: part in value),
    "substr": _substr,
    "strrev": _of_text(lambda value: value[::-1]),
    "regex": _regex,
    "regexall": lambda pattern, value: [_groups(each) for each in _pattern(pattern).finditer(_subject(value))],
    "abspath": _of_text(str),
    "basename": _of_text(os.path.basename),
    "dirname": _of_text(lambda path: os.path.dirname(path) or "."),
    "urlencode": _of_text(quote_plus),
    "base64encode": _of_text(lambda value: base64.b64encode(value.encode()).decode()),
    "base64decode": _of_text(lambda value: base64.b64decode(value).decode()),
    "md5": _of_text(_digest("md5")),
    "sha1": _of_text(_digest("sha1")),
    "sha256": _of_text(_digest("sha256")),
    "sha512": _of_text(_digest("sha512")),
    "base64sha256": _of_text(_digest("sha256", True)),
    "base64sha512": _of_text(_digest("sha512", True)),
}

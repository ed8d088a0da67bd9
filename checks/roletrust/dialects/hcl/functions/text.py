"""Functions on text.  Those that are `partly` take `where` first and work around Holes."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable

from roletrust.dialects.hcl.functions.arguments import string, strings, whole
from roletrust.dialects.hcl.functions.builtin import Function, known, partly
from roletrust.dialects.hcl.values.encoding import as_text, joined
from roletrust.dialects.hcl.values.names import derived, shown
from roletrust.dialects.hcl.values.values import (
    Encoded,
    Failure,
    Owned,
    Spread,
    Undone,
    is_open,
    several,
    unwrapped,
)
from roletrust.dialects.tree import Choice, Maybe, Tree
from roletrust.engine.text import Hole, Text, text

_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_LONGEST_INDENT = 1000


def _parts(value: Tree) -> tuple[str | Hole, ...]:
    """What a text is made of; raises Failure for what is no text."""
    if value is None:
        raise Failure("null is no text")
    found = as_text(value)
    return found.parts if isinstance(found, Text) else (found,)


# --- letters -----------------------------------------------------------------------------------------------------


def letters(value: str) -> list[str]:
    """The characters as a reader counts them.  Raises Undone where several code points may be one."""
    for each in value:
        if not (each < "\x7f" or unicodedata.category(each)[0] in "LNPSZ") or 0x1100 <= ord(each) < 0x1200:
            raise Undone("letters that are made of several")
        if ord(each) >= 0x1F000 or unicodedata.combining(each):
            raise Undone("letters that are made of several")
    if "\r\n" in value:
        raise Undone("letters that are made of several")
    return list(value)


def _one_by_one(turn: Callable[[str], str]) -> Callable[[str], str]:
    """Go turns each letter into one letter, where Python knows some that become two."""

    def implementation(value: str) -> str:
        turned = [each if each.isascii() and not each.isalpha() else turn(each) for each in value]
        if any(len(each) != 1 for each in turned):
            raise Undone("a letter that becomes two")
        return "".join(turned)

    return implementation


_upper, _lower, _capital = (_one_by_one(turn) for turn in (str.upper, str.lower, str.title))


def _cased(name: str, turn: Callable[[str], str]) -> Callable[..., Tree]:
    """`upper`, `lower`: the known parts turned; an account or partition is the same in either."""

    def implementation(where: str, value: Tree) -> Tree:
        parts = [
            turn(each) if isinstance(each, str) else each if isinstance(each, Owned) else derived(name, where, each)
            for each in _parts(value)
        ]
        return parts[0] if len(parts) == 1 else text(*parts)

    return implementation


def _title(value: Tree) -> str:
    after = [" ", *string(value)]
    return "".join(_capital(each) if _parts_words(after[n]) else each for n, each in enumerate(after[1:]))


def _parts_words(letter: str) -> bool:
    if letter.isascii():
        return not (letter.isalnum() or letter == "_")
    return not (letter.isalpha() or letter.isdigit()) and letter in _SPACE


def _substr(where: str, value: Tree, start: Tree, length: Tree) -> Tree:
    parts, first, count = _parts(value), whole(start), whole(length)
    if len(parts) == 1 and isinstance(parts[0], str):
        found = letters(parts[0])
        if first < 0 and count == 0:
            raise Undone("no letters from the end")
        rest = found[first:] if first >= 0 else found[max(len(found) + first, 0) :]
        return "".join(rest if count < 0 else rest[:count])
    head = letters(parts[0]) if isinstance(parts[0], str) else []
    if first >= 0 and count >= 0 and first + count <= len(head):
        return "".join(head[first : first + count])
    return derived("substr", where, value, start, length)


# --- ends --------------------------------------------------------------------------------------------------------


def _edge(of: str, at_end: bool) -> Callable[..., Tree]:
    """`trimprefix`, `trimsuffix`, `startswith`, `endswith`: what the known edge of a text decides."""

    def implementation(where: str, value: Tree, edge: Tree) -> Tree:
        value, edge = unwrapped(value), _parts(edge)
        parts = (value,) if isinstance(value, Encoded) else _parts(value)
        looked = parts[-1 if at_end else 0]
        if len(edge) > 1 or not isinstance(edge[0], str) or (edge[0] and not isinstance(looked, str)):
            return _undecided(of, where, value, text(*edge))
        sought = edge[0]
        head = looked if isinstance(looked, str) else ""
        has = head.endswith(sought) if at_end else head.startswith(sought)
        if not has and len(parts) > 1 and len(head) < len(sought) and _may_begin(head, sought, at_end):
            return _undecided(of, where, value, sought)
        if of in ("startswith", "endswith"):
            return has
        if not has or not sought:
            return value if isinstance(value, (Encoded, Hole)) else text(*parts)
        cut = head[: -len(sought)] if at_end else head[len(sought) :]
        return unwrapped(text(*parts[:-1], cut) if at_end else text(cut, *parts[1:]))

    return implementation


def _may_begin(head: str, edge: str, at_end: bool) -> bool:
    return edge.endswith(head) if at_end else edge.startswith(head)


def _undecided(of: str, where: str, value: Tree, edge: Tree) -> Tree:
    hole = derived(of, where, value, edge)
    return Choice(hole.name, True, False) if of in ("startswith", "endswith") else hole


def _strcontains(where: str, value: Tree, part: Tree) -> Tree:
    sought = _parts(part)
    if len(sought) == 1 and isinstance(sought[0], str) and not isinstance(value, Encoded):
        looked = _parts(value)
        if any(isinstance(each, str) and sought[0] in each for each in looked):
            return True
        if all(isinstance(each, str) for each in looked):
            return False
    return Choice(derived("strcontains", where, value, part).name, True, False)


def _stripped(value: Tree, cut: str, left: bool = True) -> Tree | None:
    """The text without `cut` at its ends; None where it is not known where it stops."""
    if isinstance(value, Encoded):  # JSON of an object or list begins and ends with a bracket
        return value if isinstance(value.tree, (dict, list)) and not set(cut) & set("[]{}") else None
    parts: list[str | Hole | None] = list(_parts(value))
    if left:
        parts[0] = _bare(parts[0], str.lstrip, cut, alone=len(parts) == 1)
    parts[-1] = _bare(parts[-1], str.rstrip, cut, alone=len(parts) == 1)
    bare = [each for each in parts if each is not None]
    return unwrapped(text(*bare)) if len(bare) == len(parts) else None


def _bare(part: str | Hole | None, strip: Callable[[str, str], str], cut: str, alone: bool) -> str | Hole | None:
    """The part without `cut` at its end; None where what is not known may go on with it."""
    if isinstance(part, str):
        return strip(part, cut) if alone or strip(part, cut) else None
    safe = isinstance(part, Owned) and not any(each.isalnum() or each == "-" for each in cut)
    return part if safe else None


def _trim(where: str, value: Tree, cut: Tree) -> Tree:
    found = None if is_open(cut) else _stripped(value, string(cut))
    return derived("trim", where, value, cut) if found is None else found


def _trimspace(where: str, value: Tree) -> Tree:
    found = _stripped(value, _SPACE)
    return derived("trimspace", where, value) if found is None else found


def _chomp(where: str, value: Tree) -> Tree:
    found = _stripped(value, "\r\n", left=False)
    return derived("chomp", where, value) if found is None else found


# --- joining and splitting -----------------------------------------------------------------------------------------


def _join(where: str, separator: Tree, *lists: Tree) -> Tree:
    if not lists:
        raise Failure("`join` needs a list")
    between = as_text(separator)
    items: list[Tree] = []
    for each in lists:
        if isinstance(each, Hole) and not isinstance(each, Spread):
            items.append(Hole(f"join({shown(separator)}, {each.name})", where))
        elif isinstance(each, list):
            items += each
        else:
            raise Failure(f"`join` of `{shown(each)}`, which is no list")
    if any(isinstance(each, Maybe) or several(each) for each in items):
        present = [each.value if isinstance(each, Maybe) else each for each in items]
        only = isinstance(present[0], Encoded) and len(present) == 1
        return present[0] if only else derived("join", where, separator, items)
    if len(items) == 1 and isinstance(items[0], Encoded):
        return items[0]
    pieces: list[str | Text] = []
    for item in items:
        pieces += [between, as_text(item)]
    return joined(pieces[1:])


def split_at(where: str, name: str, separator: str, value: Tree, most: int = -1) -> list[Tree]:
    """The pieces of a text; from the first Hole on that may hold a separator, one element that is several."""
    pieces: list[list[str | Hole]] = [[]]
    for part in _parts(value):
        if isinstance(part, str):
            room = most - len(pieces) if most >= 0 else -1
            first, *rest = part.split(separator, room) if room else [part]
            pieces[-1].append(first)
            pieces += [[each] for each in rest]
        elif _unsplit(part, separator) or len(pieces) == most:
            pieces[-1].append(part)
        else:
            rest_of = Spread(f"{name}({shown(separator)}, {shown(value)})[{len(pieces) - 1}…]", where)
            return [*(unwrapped(text(*each)) for each in pieces[:-1]), rest_of]
    return [unwrapped(text(*each)) for each in pieces]


def _unsplit(hole: Hole, separator: str) -> bool:
    return isinstance(hole, Owned) and not re.search(r"[\w-]", separator)


def _split(where: str, separator: Tree, value: Tree) -> Tree:
    if is_open(separator):
        return derived("split", where, separator, value)
    if string(separator):
        return split_at(where, "split", string(separator), value)
    return derived("split", where, separator, value) if is_open(value) else list(string(value))


# --- lines and paths ---------------------------------------------------------------------------------------------


def _indent(spaces: Tree, value: Tree) -> str:
    if not 0 <= whole(spaces) <= _LONGEST_INDENT:
        raise Undone("an indentation that long")
    return string(value).replace("\n", "\n" + " " * whole(spaces))


def _clean(path: str) -> str:
    """The path without `.`, `..` and doubled slashes."""
    cleaned = posixpath.normpath(path)
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


def _basename(value: Tree) -> str:
    path = string(value)
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


def _abspath(value: Tree) -> str:
    if not string(value).startswith("/"):
        raise Undone("where Terraform runs")
    return _clean(string(value))


def _pathexpand(value: Tree) -> str:
    if string(value).startswith("~"):
        raise Undone("whose home it is")
    return string(value)


def _strrev(value: Tree) -> str:
    return "".join(reversed(letters(string(value))))


_OPEN_TEXT = "the part that decides is not known"
ROWS: dict[str, Function] = {
    "join": partly(
        _join,
        "the elements as text, the separator between them",
        "the number or order of the elements is not known",
        places=True,
        deep=True,
    ),
    "split": partly(
        _split, "the pieces between the separators", "from the first part on that is not known; the pieces before stay"
    ),
    "startswith": partly(_edge("startswith", False), "whether the text begins so", _OPEN_TEXT, total=True),
    "endswith": partly(_edge("endswith", True), "whether the text ends so", _OPEN_TEXT, total=True),
    "strcontains": partly(_strcontains, "whether the text holds the other", _OPEN_TEXT, total=True),
    "trimprefix": partly(_edge("trimprefix", False), "the text without that beginning", _OPEN_TEXT, total=True),
    "trimsuffix": partly(_edge("trimsuffix", True), "the text without that end", _OPEN_TEXT, total=True),
    "trim": partly(_trim, "the text without those letters at its ends", "an end is not known", total=True),
    "trimspace": partly(
        _trimspace,
        "the text without white space at its ends",
        "an end is not known",
        total=True,
    ),
    "chomp": partly(
        _chomp,
        "the text without line ends at its end",
        "the end is not known",
        total=True,
    ),
    "upper": partly(_cased("upper", _upper), "capital letters", "for the part that is not known", total=True),
    "lower": partly(_cased("lower", _lower), "small letters", "for the part that is not known", total=True),
    "title": known(_title, "a capital after everything that is no letter, digit or `_`", total=True),
    "substr": partly(
        _substr,
        "that many letters from there on; all of them for a negative length",
        "they are not all in the known beginning; letters that are made of several",
    ),
    "strrev": known(_strrev, "the letters in reverse", "letters that are made of several", total=True),
    "indent": known(_indent, "that many spaces after each line end"),
    "basename": known(_basename, "the last part of a path", total=True),
    "dirname": known(
        lambda value: _clean(posixpath.dirname(string(value)) or "."), "the path without its last part", total=True
    ),
    "abspath": known(_abspath, "a path that begins with `/`, tidied", "the path is relative", total=True),
    "pathexpand": known(_pathexpand, "the path as it is", "it begins with `~`", total=True),
    "sort": known(lambda value: sorted(strings(value)), "the texts in the order of their letters' numbers", total=True),
}

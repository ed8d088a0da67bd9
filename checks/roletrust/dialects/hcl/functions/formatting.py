"""`format` and `formatlist`: verbs, flags, widths."""

from __future__ import annotations

import re
from decimal import Decimal

from roletrust.dialects.hcl.functions.arguments import string, truth, whole
from roletrust.dialects.hcl.functions.builtin import Function, partly
from roletrust.dialects.hcl.values.encoding import as_text, joined, json_string, json_text, number_text
from roletrust.dialects.hcl.values.names import derived
from roletrust.dialects.hcl.values.operators import exactly, fraction, number
from roletrust.dialects.hcl.values.traversal import elements
from roletrust.dialects.hcl.values.values import (
    Encoded,
    Failure,
    Fallible,
    Loose,
    Owned,
    Scalar,
    Undone,
    is_open,
    several,
    uncertain,
)
from roletrust.dialects.tree import Maybe, Tree
from roletrust.engine.text import Hole, Text

_VERB = re.compile(
    r"%(?:(?P<percent>%)|(?P<flags>[-+ 0#]*)(?P<width>[1-9]\d*)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d+)\])?"
    r"(?P<verb>[a-zA-Z])|(?P<wrong>.?))",
    re.DOTALL | re.ASCII,
)
_WIDEST = 1000
_BASES = {"b": "b", "o": "o", "d": "d", "x": "x", "X": "X"}


def _format(where: str, template: Tree, *args: Tree) -> Tree:
    if template is None or isinstance(template, (list, dict)):
        raise Failure("`format` needs a text")
    template = as_text(template)
    if isinstance(template, Text) and template.lone:
        return derived("format", where, template.lone, *args)
    pieces: list[str | Text] = []
    used = [0, 0]  # the argument that was last taken, the last of all that were
    for part in template.parts if isinstance(template, Text) else (template,):
        written = [Text((part,))] if isinstance(part, Hole) else _filled(part, args, used, where)
        if written is None:
            if isinstance(template, Text):  # a verb may go on in the unknown part
                return derived("format", where, template, *args)
            raise Failure("a verb of `format` that is none")
        pieces += written
    if used[1] < len(args) and not isinstance(template, Text):
        raise Failure("`format` has too many arguments")
    return joined(pieces)


def _filled(template: str, args: tuple[Tree, ...], used: list[int], where: str) -> list[str | Text] | None:
    """The pieces of a literal part of the template; None where it has something else than verbs after `%`."""
    pieces: list[str | Text] = []
    position = 0
    for found in _VERB.finditer(template):
        pieces.append(template[position : found.start()])
        position = found.end()
        if found["wrong"] is not None:
            return None
        if found["percent"]:
            pieces.append("%")
            continue
        used[0] = int(found["index"]) if found["index"] else used[0] + 1
        used[1] = max(used)
        if not 0 < used[0] <= len(args):
            raise Failure("`format` has too few arguments")
        pieces.append(_formatted(found, args[used[0] - 1], where))
    return [*pieces, template[position:]]


def _formatted(found: re.Match[str], value: Tree, where: str) -> str | Text:
    verb = found["verb"]
    plain = verb in "sv" and not (found["flags"] or found["width"] or found["precision"] is not None)
    if isinstance(value, Encoded):
        value = as_text(value)
    if plain and isinstance(value, (Hole, Text)):
        return as_text(value)
    if is_open(value):
        hole = derived("format", where, re.sub(r"\[\d+\]", "", found.group()), value)
        return Text((Fallible(hole.name, hole.where),))
    if value is None and verb != "v":
        raise Failure("`format` of null")
    if int(found["width"] or 0) > _WIDEST or int(found["precision"] or 0) > _WIDEST:
        raise Undone("too wide")
    return _written(found, verb, value)


def _written(found: re.Match[str], verb: str, value: Tree) -> str:
    if verb == "v":
        return _padded(found, _any(value, "#" in found["flags"]))
    if verb in "sq":
        text = string(value)
        if int(found["precision"] or 0):
            _plainly(text)
            text = text[: int(found["precision"])]
        return _padded(found, json_string(text) if verb == "q" else text)
    if verb == "t":
        return "true" if truth(value) else "false"
    if verb in _BASES:
        if "#" in found["flags"] or found["precision"] is not None:
            raise Undone(f"the verb `{found.group()}`")
        return _signed(found, format(abs(whole(value)), _BASES[verb]), whole(value) < 0)
    if verb in "eEfgG":
        return _decimal(found, verb, exactly(fraction(number(value))))
    raise Failure(f"`{found.group()}` is no verb of `format`")


def _any(value: Tree, as_json: bool) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not as_json:
        return _shortest(value)
    return value if isinstance(value, str) and not as_json else str(json_text(value))


def _shortest(value: float) -> str:
    """As few digits as say it; with an exponent where there are six digits or more before the point."""
    if value == 0:
        return "0"
    digits = number_text(value)
    power = Decimal(digits).adjusted()
    if -4 <= power < 6:
        return digits
    sign, figures, _ = Decimal(digits).normalize().as_tuple()
    first, *rest = map(str, figures)
    mantissa = first + ("." + "".join(rest) if rest else "")
    return f"{'-' * sign}{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _decimal(found: re.Match[str], verb: str, value: float) -> str:
    written = Decimal(number_text(value))
    if verb in "gG" and found["precision"] is None:
        body = _shortest(abs(value))
        return _signed(found, body.upper() if verb == "G" else body, value < 0)
    if "#" in found["flags"]:
        raise Undone(f"the verb `{found.group()}`")
    precision = 6 if found["precision"] is None else int(found["precision"] or 0)
    if verb in "gG":
        raise Undone(f"the verb `{found.group()}`")
    digits = format(abs(written), f".{precision}{verb}")
    if verb in "eE":  # at least two figures, as Go writes it
        mantissa, letter, power = re.split("([eE])", digits)
        digits = f"{mantissa}{letter}{power[0]}{int(power[1:]):02d}"
    _no_tie(written, precision if verb == "f" else precision - written.adjusted(), value)
    return _signed(found, digits, value < 0)


def _no_tie(written: Decimal, places: int, value: float) -> None:
    """Raises Undone where rounding hangs on a binary digit that decimal ones do not show."""
    beyond = abs(written).scaleb(places) % 1
    if beyond == Decimal("0.5") and Decimal(value) != written:
        raise Undone("rounding of a half")


def _signed(found: re.Match[str], body: str, negative: bool) -> str:
    flags, width = found["flags"], int(found["width"] or 0)
    sign = "-" if negative else "+" if "+" in flags else " " if " " in flags else ""
    missing = max(width - len(sign) - len(body), 0)
    if "-" in flags:
        return sign + body + " " * missing
    return sign + "0" * missing + body if "0" in flags else " " * missing + sign + body


def _padded(found: re.Match[str], text: str) -> str:
    width = int(found["width"] or 0)
    if not width:
        return text
    _plainly(text)
    padding = ("0" if "0" in found["flags"] else " ") * max(width - len(text), 0)
    return text + padding if "-" in found["flags"] else padding + text


def _plainly(text: str) -> None:
    """Raises Undone where characters are not counted one by one."""
    if not text.isascii() or "\r\n" in text:
        raise Undone("the width of letters beyond ASCII")


def _formatlist(where: str, template: Tree, *args: Tree) -> Tree:
    lists = [each for each in args if _may_be_list(each)]
    lengths = {len(each) for each in lists if isinstance(each, list)}
    loose = any(map(_loose, lists))
    if len(lengths) > 1 and not loose:
        raise Failure("the lists of `formatlist` are not of one length")
    if (loose and len(lists) > 1) or (lengths and any(isinstance(each, Hole) for each in lists)):
        return derived("formatlist", where, template, *args)
    rows: list[Tree] = []
    for number_ in range(next(iter(lengths), 1)):
        row, hole = [], None
        for each in args:
            listed = list(elements(each))[number_ if isinstance(each, list) else 0] if _may_be_list(each) else None
            row.append(each if listed is None else listed[1])
            hole = listed[2].hole if listed and listed[2] else hole
        value = _format(where, template, *row)
        rows.append(Maybe(value, hole) if hole else value)
    return Loose(rows) if loose else rows


def _may_be_list(value: Tree) -> bool:
    return isinstance(value, list) or (isinstance(value, Hole) and not isinstance(value, (Owned, Scalar)))


def _loose(value: Tree) -> bool:
    if isinstance(value, Hole) or uncertain(value):
        return True
    return any(isinstance(each, Maybe) or several(each) for each in value)


ROWS: dict[str, Function] = {
    "format": partly(
        _format,
        "text with the arguments in place of its verbs: `%s %v %#v %q %d %b %o %x %X %e %f %g %t`, with width, "
        "precision, flags and `[n]`; `%v` writes a number of six digits or more with an exponent, as Terraform does",
        "the text begins with what is not known; `%s` and `%v` keep an unknown argument as a part of the text; "
        "`#` on numbers and precision on whole ones",
        deep=True,
    ),
    "formatlist": partly(
        _formatlist,
        "`format` for each row of the lists, what is no list repeated",
        "the number of elements is not known, and there is another list; else as `format`",
        deep=True,
    ),
}

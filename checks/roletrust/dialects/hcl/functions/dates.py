"""Functions on points in time."""

from __future__ import annotations

import datetime as dt
import re

from roletrust.dialects.hcl.functions.arguments import string
from roletrust.dialects.hcl.functions.builtin import Function, known
from roletrust.dialects.hcl.values.values import Failure, Undone
from roletrust.dialects.tree import Tree

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:Z|([+-])(\d\d):(\d\d))", re.ASCII)
_DURATION = re.compile(r"(?<!\d)(\d+)(h|m|s)", re.ASCII)
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_TOKEN = re.compile(r"'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+|'")


def _time(value: Tree) -> dt.datetime:
    """The point in time of an RFC 3339 text."""
    found = _STAMP.fullmatch(string(value))
    if found is None:
        if re.fullmatch(r"\d{4}-\d\d-\d\d[Tt].*", string(value), re.ASCII):
            raise Undone("fractions of a second")
        raise Failure(f"`{value}` is no point in time")
    *numbers, sign, hours, minutes = found.groups()
    offset = dt.timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        return dt.datetime(*map(int, numbers), tzinfo=dt.timezone(offset))  # type: ignore[misc, arg-type]
    except ValueError as error:
        raise Failure(f"`{value}` is no point in time") from error


def _stamp(time: dt.datetime) -> str:
    written = time.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
    return written + (_offset(time, ":") if time.utcoffset() else "Z")


def _offset(time: dt.datetime, colon: str) -> str:
    digits = time.strftime("%z")
    return digits[:3] + colon + digits[3:5]


def _added(time: Tree, duration: Tree) -> str:
    written = string(duration)
    sign, rest = (-1, written[1:]) if written.startswith("-") else (1, written.removeprefix("+"))
    if rest != "0" and not re.fullmatch(r"(?:\d+[hms])+", rest, re.ASCII):
        raise Undone(f"the duration `{written}`")
    seconds = sum(int(count) * _SECONDS[unit] for count, unit in _DURATION.findall(rest))
    return _stamp(_time(time) + dt.timedelta(seconds=sign * seconds))


def _compared(first: Tree, second: Tree) -> int:
    one, other = _time(first), _time(second)
    return (one > other) - (one < other)


def _date(shape: Tree, time: Tree) -> str:
    point = _time(time)
    pieces = []
    shape, at = string(shape), 0
    while found := _TOKEN.match(shape, at):
        piece, at = found.group(), found.end()
        if piece == "'":
            raise Failure("a quote of `formatdate` that is not closed")
        if piece.startswith("'"):
            pieces.append("'" if piece == "''" else piece[1:-1].replace("''", "'"))
        else:
            pieces.append(_verb(piece, point) if found[1] else piece)
    return "".join(pieces)


def _verb(verb: str, time: dt.datetime) -> str:
    """One verb of `formatdate`."""
    month, day = time.strftime("%B"), time.strftime("%A")
    half = "PM" if time.hour >= 12 else "AM"
    utc = not time.utcoffset()
    known_verbs = {
        "YY": f"{time.year % 100:02d}",
        "YYYY": f"{time.year:04d}",
        "MMM": month[:3],
        "MMMM": month,
        "EEE": day[:3],
        "EEEE": day,
        "AA": half,
        "aa": half.lower(),
        "Z": "Z" if utc else _offset(time, ":"),
        "ZZZ": "UTC" if utc else _offset(time, ""),
        "ZZZZ": _offset(time, ""),
        "ZZZZZ": _offset(time, ":"),
    }
    numbers = {"M": time.month, "D": time.day, "h": time.hour, "H": time.hour % 12 or 12, "m": time.minute}
    for letter, number in {**numbers, "s": time.second}.items():
        known_verbs |= {letter: str(number), letter * 2: f"{number:02d}"}
    if verb not in known_verbs:
        raise Failure(f"`{verb}` is no verb of `formatdate`")
    return known_verbs[verb]


ROWS: dict[str, Function] = {
    "timeadd": known(_added, "the point in time that much later", "fractions of a second, units below one"),
    "timecmp": known(_compared, "-1, 0 or 1", "fractions of a second"),
    "formatdate": known(_date, "the point in time in that form", "fractions of a second"),
}

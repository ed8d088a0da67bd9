"""Formulas and regular expressions of SMT-LIB 2.6, as text; what is plainly true or false is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable

TRUE, FALSE = "true", "false"
ANY_CHARACTER = "re.allchar"
WORD = "a-zA-Z0-9_"  # as the AWS API reference writes `\w`


def conj(parts: Iterable[str]) -> str:
    """All of `parts`."""
    kept = list(dict.fromkeys(each for each in parts if each != TRUE))
    if FALSE in kept:
        return FALSE
    return TRUE if not kept else kept[0] if len(kept) == 1 else f"(and {' '.join(kept)})"


def disj(parts: Iterable[str]) -> str:
    """Some of `parts`."""
    kept = list(dict.fromkeys(each for each in parts if each != FALSE))
    if TRUE in kept:
        return TRUE
    return FALSE if not kept else kept[0] if len(kept) == 1 else f"(or {' '.join(kept)})"


def neg(part: str) -> str:
    """Not `part`."""
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return part[5:-1] if part.startswith("(not ") else f"(not {part})"


def implies(one: str, other: str) -> str:
    return disj((neg(one), other))


def iff(one: str, other: str) -> str:
    """Both or neither."""
    if TRUE in (one, other) or FALSE in (one, other):
        return conj((implies(one, other), implies(other, one)))
    return f"(= {one} {other})"


def quoted(text: str) -> str:
    """A string constant: what is not printable ASCII by its number, a quote doubled."""
    made = "".join(each if " " <= each <= "~" and each != "\\" else f"\\u{{{ord(each):x}}}" for each in text)
    return '"' + made.replace('"', '""') + '"'


def concat(parts: Iterable[str]) -> str:
    """The texts one after another; constants next to each other are joined."""
    joined: list[str] = []
    for each in parts:
        if each == '""':
            continue
        if joined and each.startswith('"') and joined[-1].startswith('"'):
            joined[-1] = joined[-1][:-1] + each[1:]
        else:
            joined.append(each)
    return '""' if not joined else joined[0] if len(joined) == 1 else f"(str.++ {' '.join(joined)})"


def equal(one: str, other: str) -> str:
    """One text is the other; two constants are told apart here."""
    if one == other:
        return TRUE
    if one.startswith('"') and other.startswith('"'):
        return FALSE
    return f"(= {one} {other})"


def within(text: str, language: str) -> str:
    return f"(str.in_re {text} {language})"


def characters(listed: str) -> str:
    """One character of a class as regular expressions write it: `a-z0-9_.`; a `-` at the end is itself."""
    parts: list[str] = []
    at = 0
    while at < len(listed):
        if at + 2 < len(listed) and listed[at + 1] == "-":
            parts.append(f"(re.range {quoted(listed[at])} {quoted(listed[at + 2])})")
            at += 3
        else:
            parts.append(f"(str.to_re {quoted(listed[at])})")
            at += 1
    return parts[0] if len(parts) == 1 else f"(re.union {' '.join(parts)})"


def times(language: str, least: int, most: int | None = None) -> str:
    """From `least` to `most` of `language`; any number from `least` on where `most` is None."""
    if most is not None:
        return f"((_ re.loop {least} {most}) {language})"
    if least <= 1:
        return f"({'re.+' if least else 're.*'} {language})"
    return sequence([f"((_ re.loop {least} {least}) {language})", f"(re.* {language})"])


def sequence(languages: Iterable[str]) -> str:
    kept = list(languages)
    return '(str.to_re "")' if not kept else kept[0] if len(kept) == 1 else f"(re.++ {' '.join(kept)})"


def either(languages: Iterable[str]) -> str:
    kept = list(dict.fromkeys(languages))
    return "re.none" if not kept else kept[0] if len(kept) == 1 else f"(re.union {' '.join(kept)})"


def constant(text: str) -> str:
    """The language of one text."""
    return f"(str.to_re {quoted(text)})"


def in_any_case(text: str) -> str:
    """The language of one text in every spelling that differs in the case of ASCII letters alone."""
    runs = re.findall(r"[A-Za-z]|[^A-Za-z]+", text)
    return sequence(
        either((constant(each.lower()), constant(each.upper())))
        if each.isalpha() and each.isascii()
        else constant(each)
        for each in runs
    )

"""Whether a text of an unknown request is like a value of the policy: wildcards, variables, letter case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from roletrust.engine.text import Hole
from roletrust.proof.carried import listed
from roletrust.proof.logic import FALSE, TRUE, concat, conj, constant, equal, in_any_case, quoted, sequence, within
from roletrust.proof.reading import Piece, Star, Unsupported, Variable
from roletrust.proof.symbols import Request


class Match(NamedTuple):
    """Whether a text is like a value of the policy, and that every variable in it has a value."""

    like: str
    valued: str = TRUE


def fits(pattern: str, text: str) -> bool:
    """Whether a text that is known is like `pattern`, letter by letter: with which of its beginnings what has been read
    of the pattern goes, so that it takes no more steps than the product of their lengths.
    """
    read = {0}
    for each in pattern:
        if each == "*":
            read = set(range(min(read, default=len(text) + 1), len(text) + 1))
        else:
            read = {size + 1 for size in read if size < len(text) and each in ("?", text[size])}
    return len(text) in read


def term(request: Request, piece: Piece, absent: frozenset[str]) -> tuple[str, str]:
    """A variable, or what is open, as a text, and whether it has a value.  `absent`: keys to be read as absent."""
    if isinstance(piece, str):
        return quoted(piece), TRUE
    if isinstance(piece, Hole):
        return open_text(request, piece), TRUE
    assert isinstance(piece, Variable)
    if listed(piece.key):
        raise Unsupported(f"a variable for `{piece.key}`, which holds a list")
    there = FALSE if piece.key in absent else request.present(piece.key)
    if there == FALSE:
        return ('""', FALSE) if piece.default is None else (quoted(piece.default), TRUE)
    if piece.default is None or there == TRUE:
        return request.value(piece.key), there
    return f"(ite {there} {request.value(piece.key)} {quoted(piece.default)})", TRUE


def open_text(request: Request, hole: Hole) -> str:
    """What is open: one ordinary text, not empty and without wildcards, the same wherever it is named."""
    symbol = f"|open {re.sub(r'[|]', '/', str(hole.identity))}|"
    if symbol not in request.declared:
        request.declared[symbol] = "String"
        request.facts += [
            f"(> (str.len {symbol}) 0)",
            f'(not (str.contains {symbol} "*"))',
            f'(not (str.contains {symbol} "?"))',
            f'(not (str.contains {symbol} "$"))',
        ]
    return symbol


def like(request: Request, value: str, pattern: Sequence[Piece], absent: frozenset[str] = frozenset()) -> Match:
    """Whether the text `value` (a term) is like `pattern`."""
    if not any(isinstance(each, (Variable, Hole)) for each in pattern):
        if all(isinstance(each, str) for each in pattern):
            return Match(equal(value, quoted("".join(map(str, pattern)))))
        return Match(within(value, sequence(_regular(each) for each in pattern)))
    terms = [term(request, each, absent) if not isinstance(each, Star) else None for each in pattern]
    valued = conj(each[1] for each in terms if each)
    texts = [each[0] if each else star for each, star in zip(terms, pattern, strict=True)]
    if not any(isinstance(each, Star) for each in texts):
        return Match(conj((valued, equal(value, concat(map(str, texts))))), valued)
    return Match(conj((valued, _by_runs(value, texts))), valued)


def _regular(piece: Piece) -> str:
    if isinstance(piece, Star):
        return "re.all" if piece.many else "re.allchar"
    assert isinstance(piece, str)
    return constant(piece)


def _by_runs(value: str, pattern: Sequence[str | Star | Piece]) -> str:
    """The runs between `*` stand in `value` one after another, the first at its beginning, the last at its end."""
    runs: list[list[str | Star]] = [[]]
    for each in pattern:
        if isinstance(each, Star) and each.many:
            runs.append([])
        else:
            runs[-1].append(each)  # type: ignore[arg-type]
    if len(runs) == 1:
        return conj((f"(= (str.len {value}) {_length(runs[0])})", _at(value, "0", runs[0])))
    first, *middle, last = runs
    parts = [_at(value, "0", first)]
    least = [_length(first), _length(last)]
    at = _length(first)
    for run in middle:
        if not run:
            continue
        if any(isinstance(each, Star) for each in run):
            raise Unsupported("`?` beside a variable between two `*`")
        text = concat(map(str, run))
        found = f"(str.indexof {value} {text} {at})"
        parts.append(f"(>= {found} 0)")
        at = f"(+ {found} {_length(run)})"
    parts.append(f"(<= (+ {at} {_length(last)}) (str.len {value}))")
    parts.append(f"(<= (+ {' '.join(least)}) (str.len {value}))")
    parts.append(_at(value, f"(- (str.len {value}) {_length(last)})", last))
    return conj(parts)


def _length(run: Sequence[str | Star]) -> str:
    lengths = ["1" if isinstance(each, Star) else f"(str.len {each})" for each in run]
    return "0" if not lengths else lengths[0] if len(lengths) == 1 else f"(+ {' '.join(lengths)})"


def _at(value: str, place: str, run: Sequence[str | Star]) -> str:
    """Whether `run` stands in `value` at `place`."""
    parts: list[str] = []
    before: list[str | Star] = []
    for each in run:
        if isinstance(each, Star):
            here = place if not before else f"(+ {place} {_length(before)})"
            parts.append(f"(< {here} (str.len {value}))")
        else:
            here = place if not before else f"(+ {place} {_length(before)})"
            parts.append(equal(f"(str.substr {value} {here} (str.len {each}))", each))
        before.append(each)
    return conj(parts)


def alike(request: Request, value: str, pattern: Sequence[Piece], absent: frozenset[str]) -> Match:
    """Whether the text `value` is `pattern`, letter case apart."""
    if all(isinstance(each, str) for each in pattern):
        return Match(within(value, in_any_case("".join(map(str, pattern)))))
    terms = [term(request, each, absent) for each in pattern]
    valued = conj(each for _, each in terms)
    return Match(
        conj((valued, f"(= (str.to_lower {value}) (str.to_lower {concat(text for text, _ in terms)}))")), valued
    )

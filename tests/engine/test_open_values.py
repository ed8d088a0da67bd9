"""A value with open parts, none of them empty, and a pattern: held against every way to fill what is open."""

from __future__ import annotations

import re
from itertools import product

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.wildcards import matches, tokens
from roletrust.engine.text import Hole, text

LETTERS = "ab"
FILLINGS = ["".join(each) for length in range(1, 4) for each in product(LETTERS, repeat=length)]
PATTERNS = ["".join(each) for length in range(1, 4) for each in product("ab*?", repeat=length)]
SUBJECTS = [each for length in range(1, 4) for each in product("ab_", repeat=length) if each.count("_") in (1, 2)]


def by_filling(pattern: str, subject: tuple[str, ...]) -> Answer:
    """With a filling for each open place (`_`); three letters are as good as more, for so short a pattern."""
    meant = re.compile("".join({"*": ".*", "?": "."}.get(each, each) for each in pattern))
    written = "".join(subject).replace("_", "{}")
    found = {
        meant.fullmatch(written.format(*each)) is not None for each in product(FILLINGS, repeat=subject.count("_"))
    }
    return UNKNOWN if len(found) == 2 else YES if found.pop() else NO


def test_an_open_value_may_match_only_what_some_filling_of_it_matches() -> None:
    for subject in SUBJECTS:
        open_places = (text(Hole(f"open {at}")) if each == "_" else each for at, each in enumerate(subject))
        value = text(*open_places)
        for pattern in PATTERNS:
            found = matches(tokens(pattern, True, False), value)
            meant = by_filling(pattern, subject)
            # That every filling matches is told of a `*` alone.
            assert found is meant or (found, meant) == (UNKNOWN, YES), (pattern, subject)

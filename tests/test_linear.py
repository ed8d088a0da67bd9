"""The time for any text is linear in its size, up to a counted bound: no pattern is ambiguous, no reader goes back.

`make slowest` tries every unit at every length, and many more drawn texts; nothing here looks at a clock.
"""

from __future__ import annotations

import ast
import importlib
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ambiguity import ambiguities
from hostile_text import PER_CHARACTER, READERS, UNITS, Beyond, most, taken, text_of
from running import CHECKS

PACK = CHECKS / "roletrust"
MODULES = sorted(path for path in PACK.rglob("*.py") if path.name != "__init__.py")
THOROUGH = bool(os.environ.get("ROLETRUST_SLOWEST"))

# Patterns that read a text of bounded length: by name, the bound.
BOUNDED = {"dialects/callers/shell.py BEGINS": "NEAR"}
# The reader of HCL's expressions, which is being written anew.
NOT_YET = ("dialects/hcl/plain.py", "dialects/hcl/source.py", "dialects/hcl/syntax.py", "dialects/hcl/template.py")
# How many patterns a module makes as it runs, and why what a scanned file holds is no pattern there.
MADE = {
    "adapters/callers/reported.py": (1, "Checkov's own, for its comments that skip a check"),
    "telling/told.py": (1, "a name, escaped"),
    "dialects/brackets.py": (1, "marks, escaped, and our own patterns: each instance is looked at"),
    "dialects/callers/shell.py": (1, "a word, escaped"),
    "dialects/hcl/source.py": (1, "a word, escaped"),
    "engine/permissions.py": (1, "our own kinds"),
}
MATCHED = {"engine/permissions.py OF_EVERY_SERVICE"}  # handed to a function that matches it from the beginning
SEARCHING = {"search", "finditer", "findall", "sub", "subn", "split"}


def named(path: Path) -> str:
    return path.relative_to(PACK).as_posix()


class Used(NamedTuple):
    where: str
    pattern: re.Pattern[str]
    searched: bool


def patterns_of_modules() -> Iterator[Used]:
    """Every pattern that a module of the pack holds, in tuples and mappings too."""
    for path in MODULES:
        module = importlib.import_module("roletrust." + named(path).removesuffix(".py").replace("/", "."))
        source = path.read_text(encoding="utf-8")
        for name, value in vars(module).items():
            for pattern in within(value):
                ways = set(re.findall(rf"\b{name}\.(\w+)\(", source))
                where = f"{named(path)} {name}"
                yield Used(where, pattern, bool(ways & SEARCHING) or (not ways and where not in MATCHED))


def within(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif type(value).__name__ == "Brackets":
        yield value.opening
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from within(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from within(each)


def written_patterns(path: Path) -> Iterator[tuple[str, ast.expr]]:
    """The calls of `re` in the functions of a module: which function of it, and what is written as the pattern."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.Lambda))]
    for node in {id(each): each for function in inside for each in ast.walk(function)}.values():
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and re.fullmatch(r"re\.(?!escape)\w+", called):
            yield called.removeprefix("re."), node.args[0]


def test_no_pattern_takes_more_than_linear_time() -> None:
    found = {}
    for where, pattern, searched in patterns_of_modules():
        if not where.startswith(NOT_YET) and where not in BOUNDED and (told := ambiguities(pattern, searched)):
            found[where] = (pattern.pattern, told)
    assert found == {}


def test_no_pattern_within_a_function_takes_more_than_linear_time() -> None:
    found: dict[str, list[str]] = {}
    for path in MODULES:
        for way, written in written_patterns(path):
            if isinstance(written, ast.Constant):
                told = ambiguities(re.compile(str(written.value)), way in SEARCHING or way == "compile")
                found |= {f"{named(path)}:{written.lineno}": told} if told else {}
    assert found == {}


def test_a_pattern_that_is_made_as_the_program_runs_is_known() -> None:
    """A pattern of the scanned tree is matched by `dialects/matching.py`, which never goes back."""
    made: Counter[str] = Counter()
    for path in MODULES:
        made[named(path)] += sum(not isinstance(each, ast.Constant) for _, each in written_patterns(path))
    assert +made == {name: count for name, (count, _) in MADE.items()}


@pytest.mark.parametrize(
    ("pattern", "searched", "linear"),
    [
        (r"(a*)*b", False, False),
        (r"(?:a|a)*b", False, False),
        (r"\s*(.*?)\s*\}\}", False, False),
        (r"\{\{.*?\}\}", True, False),
        (r"\{\{.*?\}\}", False, True),
        (r"\w+=", True, False),
        (r"\b\w+=", True, True),
        (r"(?<!\w)\w+=", True, True),
        (r"\w+", True, True),
        (r"(?:a|b)*c", False, True),
        (r"[^/]*/[^/]*/", False, True),
        (r".*a.*b", False, False),
        (r"^a*b", True, True),
        (r'"[^"]*"', True, True),
        (r'"(?:[^"\\]|\\.)*"', True, False),
    ],
)
def test_what_is_ambiguous_is_told(pattern: str, searched: bool, linear: bool) -> None:
    assert (ambiguities(re.compile(pattern), searched) == []) is linear


def units(name: str, count: int) -> list[str]:
    return list(UNITS) if THOROUGH else random.Random(name).sample(UNITS, count)


def beyond(name: str, chosen: list[str], length: int) -> list[str]:
    """The units of which so long a text takes the reader more steps than the law allows."""
    found = []
    for unit in chosen:
        try:
            taken(name, unit, length)
        except Beyond:
            found.append(unit)
    return found


@pytest.mark.parametrize("name", READERS)
def test_what_a_reader_does_is_linear_in_the_text(name: str) -> None:
    some = 12 if READERS[name].bound < 5_000_000 else 4  # what is bounded by a count of its own takes that long
    assert beyond(name, units(name, some), 1_000) == []
    assert beyond(name, units(name, some // 2), 10_000) == []
    assert beyond(name, units(name, 1), 100_000) == []


def test_drawn_texts_find_no_reader_slow() -> None:
    """Units in a row of two to four, repeated: the slowest by steps for a character is told by `make slowest`."""
    drawing = random.Random(20261130)
    slowest = []
    for _ in range(20_000 if THOROUGH else 60):
        name = drawing.choice(list(READERS))
        unit = "".join(drawing.choices(UNITS, k=drawing.randint(2, 4)))
        length = drawing.choice((1_000, 3_000))
        slowest.append((taken(name, unit, length) / length, name, unit, length))
    slowest.sort(reverse=True)
    if THOROUGH:
        for rate, name, unit, length in slowest[:10]:
            print(f"{rate:.0f} steps for a character: {name}, {length} characters of {unit!r}")
    assert slowest[0][0] * slowest[0][3] <= most(READERS[slowest[0][1]], slowest[0][3])


def test_the_law_is_broken_by_a_reader_that_goes_back() -> None:
    """What the count would say of a reader that looks at all of the text for each of its characters."""
    length = 10_000
    assert length * length > most(READERS["a script"], length) > PER_CHARACTER * length
    assert len(text_of("ab", length)) == length

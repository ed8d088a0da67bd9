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
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from ambiguity import ambiguities
from backtracking import drawn, is_slow
from hostile_text import PER_CHARACTER, READERS, UNITS, Beyond, most, taken, text_of
from pattern_automaton import WAYS
from roletrust.dialects.hcl.syntax.lexicon import heredoc_pieces
from roletrust.engine.roles.permissions import _every_one
from roletrust.telling.secrets_told import pattern_of
from running import CHECKS

PACK = CHECKS / "roletrust"
# What builds the page reads the page's own sources, and nothing that is scanned.
MODULES = sorted(
    path
    for path in PACK.rglob("*.py")
    if path.name not in ("__init__.py", "spark_job.py") and path.parent.name != "browser"
)
THOROUGH = bool(os.environ.get("ROLETRUST_SLOWEST"))

# Patterns that read a text of bounded length: by name, the bound.
BOUNDED = {"dialects/callers/shell.py BEGINS": "NEAR"}
# Patterns that are handed on before they are used, and how whoever gets them does.  All others may be used in any way.
HANDED_ON = {
    "dialects/hcl/syntax/lexicon.py _BODY": ("match",),
    "dialects/hcl/syntax/lexicon.py _LINE": ("match",),
    "dialects/hcl/syntax/lexicon.py _NESTED": ("match",),
    "dialects/hcl/syntax/lexicon.py _QUOTED": ("match",),
    "engine/policy/claim_values.py _COMPILED": ("match",),
    "engine/policy/oidc_claims.py _COMPILED": ("match",),
    "engine/roles/permissions.py OF_EVERY_SERVICE": ("match",),
    "proof/claims.py COMPILED": ("match",),
    "rules/tables/presented_issuers.py PRODUCTS": ("fullmatch",),
}
# How many patterns a module makes as it runs, and why what a scanned file holds is no pattern there.
MADE = {
    "adapters/callers/reported.py": (1, "Checkov's own, for its comments that skip a check"),
    "telling/secrets_told.py": (1, "secrets, escaped"),
    "telling/told.py": (1, "a name, escaped"),
    "telling/witness.py": (1, "our own marks"),
    "replying/redaction.py": (1, "words, escaped"),
    "dialects/brackets.py": (1, "marks, escaped, and our own patterns: each instance is looked at"),
    "dialects/callers/shell.py": (1, "a word, escaped"),
    "dialects/cloudformation/loops.py": (1, "names, escaped"),
    "dialects/origin.py": (1, "a value, escaped"),
    "rules/judgement.py": (1, "a name, escaped"),
    "dialects/hcl/syntax/lexicon.py": (
        2,
        "our own brackets: each instance is looked at; and a heredoc's marker, escaped",
    ),
    "engine/roles/permissions.py": (1, "our own kinds"),
    "proof/tokens.py": (2, "what stands around a tenant's name, escaped, and the letters of such names"),
    "rules/analysis/presented.py": (1, "a claim's name, escaped"),
}
MADE_OF_WORDS = {  # the patterns that are made around a word, of some word
    "dialects/hcl/syntax/lexicon.py heredoc_pieces": (heredoc_pieces("EOT"), ("search",)),
    "engine/roles/permissions.py _every_one": (_every_one("iam:PassRole", False), ("match",)),
    "telling/secrets_told.py pattern_of": (re.compile(f"{pattern_of('secret')}|{pattern_of('a')}"), ("search",)),
}
SEARCHING = ("search", "finditer", "findall", "sub", "subn", "split")
METHODS = {"match": "match", "fullmatch": "fullmatch", **dict.fromkeys(SEARCHING, "search")}
TEXT_OF_IT = ("pattern", "flags")


def named(path: Path) -> str:
    return path.relative_to(PACK).as_posix()


class Used(NamedTuple):
    """A pattern, and in which of WAYS it is used."""

    where: str
    pattern: re.Pattern[str]
    ways: Iterable[str]


@cache
def module_of(path: Path) -> tuple[ModuleType, ast.Module]:
    module = importlib.import_module("roletrust." + named(path).removesuffix(".py").replace("/", "."))
    return module, ast.parse(path.read_text(encoding="utf-8"))


def test_the_job_for_spark_has_no_pattern() -> None:
    """It is not imported here: Spark is no tool of the tests."""
    assert not re.search(r"^(?:import|from) re\b", (PACK / "fleet" / "spark_job.py").read_text("utf-8"), re.MULTILINE)


def patterns_of_modules() -> Iterator[Used]:
    """Every pattern that a module of the pack holds, in tuples and mappings too."""
    used = uses()
    for path in MODULES:
        for name, value in vars(module_of(path)[0]).items():
            where = f"{named(path)} {name}"
            for pattern in within(value):
                ways = used.get(id(value), set()) - {""}
                if "" in used.get(id(value), {""}):
                    ways |= {*HANDED_ON.get(where, WAYS)}
                yield Used(where, pattern, ways)


@cache
def uses() -> dict[int, set[str]]:
    """How each thing that modules name is used anywhere, by its `id`: in which of WAYS; in "" where it is handed on."""
    found: dict[int, set[str]] = {}
    for path in MODULES:
        module, tree = module_of(path)
        around = {id(inner): outer for outer in ast.walk(tree) for inner in ast.iter_child_nodes(outer)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                value = vars(module).get(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                value = getattr(vars(module).get(node.value.id), node.attr, None)
            else:
                continue
            beyond = around[id(node)]
            method = beyond.attr if isinstance(beyond, ast.Attribute) else ""
            if value is not None and method not in TEXT_OF_IT:
                found.setdefault(id(value), set()).add(METHODS.get(method, ""))
    return found


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
    inside = [node for node in ast.walk(module_of(path)[1]) if isinstance(node, (ast.FunctionDef, ast.Lambda))]
    for node in {id(each): each for function in inside for each in ast.walk(function)}.values():
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and re.fullmatch(r"re\.(?!escape)\w+", called):
            yield called.removeprefix("re."), node.args[0]


def told(used: Iterable[Used]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What is ambiguous of the patterns, by where they are."""
    ways = {(each.where, each.pattern, way) for each in used if each.where not in BOUNDED for way in each.ways}
    found = {(where, pattern.pattern): ambiguities(pattern, way) for where, pattern, way in sorted(ways, key=str)}
    return {where: (pattern, told) for (where, pattern), told in found.items() if told}


def test_no_pattern_takes_more_than_linear_time() -> None:
    assert told(patterns_of_modules()) == {}
    assert told(Used(where, *made) for where, made in MADE_OF_WORDS.items()) == {}


def test_every_pattern_that_is_handed_on_is_there() -> None:
    handed_on = {
        f"{named(path)} {name}"
        for path in MODULES
        for name, value in vars(module_of(path)[0]).items()
        if list(within(value)) and "" in uses().get(id(value), set())
    }
    assert {*HANDED_ON} <= handed_on


def test_no_pattern_within_a_function_takes_more_than_linear_time() -> None:
    found = []
    for path in MODULES:
        for method, written in written_patterns(path):
            if isinstance(written, ast.Constant):
                ways = [METHODS[method]] if method in METHODS else WAYS
                found.append(Used(f"{named(path)}:{written.lineno}", re.compile(str(written.value)), ways))
    assert told(found) == {}


def test_a_pattern_that_is_made_as_the_program_runs_is_known() -> None:
    """A pattern of the scanned tree is matched by `dialects/matching.py`, which never goes back."""
    made: Counter[str] = Counter()
    for path in MODULES:
        made[named(path)] += sum(not isinstance(each, ast.Constant) for _, each in written_patterns(path))
    assert +made == {name: count for name, (count, _) in MADE.items()}


@pytest.mark.parametrize(
    ("pattern", "way", "linear"),
    [
        (r"(a*)*b", "match", False),
        (r"(?:a|a)*b", "match", False),
        (r"\s*(.*?)\s*\}\}", "match", False),
        (r"\{\{.*?\}\}", "search", False),
        (r"\{\{.*?\}\}", "match", True),
        (r"\w+=", "search", False),
        (r"\b\w+=", "search", True),
        (r"(?<!\w)\w+=", "search", True),
        (r"\w+", "search", True),
        (r"(?:a|b)*c", "match", True),
        (r"[^/]*/[^/]*/", "match", True),
        (r".*a.*b", "match", False),
        (r"^a*b", "search", True),
        (r'"[^"]*"', "search", True),
        (r'"(?:[^"\\]|\\.)*"', "search", False),
        # What looks ahead by a letter tells two ways apart; by more, it goes through the text again and again.
        (r'"(?:[^"$]|\$(?!\{)|\$\{[^}]*\})*"', "match", True),
        (r'"(?:[^"$]|\$|\$\{[^}]*\})*"', "match", False),
        (r"\[(?: *a *(?:,|(?=\])))*\]", "match", True),
        (r"\[(?: *a *(?:,|(?=\]|a)))*\]", "match", True),
        (r"\[(?: *a *(?:,|(?=\]| )))*\]", "match", False),
        (r"(?:a(?=\n|\Z)|a(?=b)|\n|b)*c", "match", True),
        (r"(?:a(?=\n|\Z)|a(?=[b\n])|\n|b)*c", "match", False),
        (r"(?:(?!a*b)a)*", "match", False),
        (r"(?:(?!ab)a)*", "match", True),
        (r"(?!)|a*b", "match", True),
        # Where it may end whatever follows it is not gone back on; but what is tried before may be, at every place.
        (r"\w+\w+", "match", True),
        (r"\w+\w+", "fullmatch", False),
        (r"(?:b|b*c)*", "match", True),
        (r"(?:b*c|b)*", "match", False),
        (r"(?:b|b*c)*", "fullmatch", False),
        (r"(?:(?:ab)*c|a|b)*", "match", False),
        (r"[^\n]*\n|[^\n]+", "search", True),
        (r"[^\n]*\n|[^\n]", "search", False),
        (r"[^\n]*\n|[^\n]", "match", True),
        (r"b|b*c", "search", True),
        (r"b*c|b", "search", False),
        (r"(?:b*c)?", "search", False),
        (r"(?:b*c)??", "search", False),
        (r"a+\b", "search", False),
        (r"aa*?b|a", "search", False),
        (r"a*(?:|a*c)", "match", True),
        (r"a*(?:(?=bb)|a*c)", "match", False),
        (r"a*(?:(?=b)|a*c)", "match", False),
        (r"[ab]*(?:(?<=b)|a*c)", "match", False),
        (r"b*(?:(?<=b)|b*c)", "match", True),
        (r"a*(?:a|a*c)", "match", True),
        (r"a*(?:(?=ab)a|a*c)", "match", False),
        # What is repeated a number of times is taken at its word.
        (r"(?:a{3}b|aaab)*c", "match", False),
        (r"(?:a{3}b|aab)*c", "match", True),
        (r"a{0,3}a{2}b", "search", True),
        (r"(?:a{0,3}b|a)*c", "match", False),
        (r"(?i:a)*A*b", "match", False),
        (r"(?i:a)*(?-i:b)*c", "match", True),
    ],
)
def test_what_is_ambiguous_is_told(pattern: str, way: str, linear: bool) -> None:
    assert (not ambiguities(re.compile(pattern), way)) is linear


def test_no_drawn_pattern_that_is_called_linear_takes_more_steps() -> None:
    """Counted are the steps of a matcher that goes back.  What is called ambiguous may be linear, now and then."""
    drawing = random.Random(20261130)
    called: Counter[bool] = Counter()
    for _ in range(5_000 if THOROUGH else 120):
        pattern, way = drawn(drawing, drawing.randint(3, 5)), drawing.choice(WAYS)
        linear = not ambiguities(re.compile(pattern), way)
        assert not (linear and is_slow(pattern, way)), (pattern, way)
        called[linear] += 1
    assert min(called[True], called[False]) > sum(called.values()) / 8


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

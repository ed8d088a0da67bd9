"""Laws of the evaluator: a Hole filled afterwards is the value filled before; and nothing crashes."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roletrust.dialects.hcl.functions import FUNCTIONS
from roletrust.dialects.hcl.project import Project
from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.engine.document import PolicyError
from roletrust.engine.text import Hole, Text

A, B, L = "var.a", "var.b", "var.l"
ADDRESS = ("resource", "aws_iam_role", "r")
WORDS = ["x", "xy", "arn:x", "1", "A-b"]
VARIABLES = 'variable "a" {{{a}}}\nvariable "b" {{{b}}}\nvariable "l" {{{l}}}\n'

words = st.sampled_from(WORDS)


def expressions() -> tuple[st.SearchStrategy[str], st.SearchStrategy[str], st.SearchStrategy[str]]:
    """Expressions that make a string, a list of strings, a truth value."""
    string: st.SearchStrategy[str] = st.deferred(lambda: strings)
    many: st.SearchStrategy[str] = st.deferred(lambda: lists)
    truth: st.SearchStrategy[str] = st.deferred(lambda: truths)
    plain = words.map(lambda word: f'"{word}"')
    strings = st.one_of(
        plain,
        st.sampled_from([A, B]),
        st.builds('"{}-${{{}}}"'.format, words, string),
        st.builds('"${{{}}}/${{{}}}"'.format, string, string),
        st.builds("({} ? {} : {})".format, truth, string, string),
        st.builds('format("%s:%s", {}, {})'.format, string, string),
        st.builds("coalesce({}, {})".format, string, string),
        st.builds("try({}, {})".format, string, string),
        st.builds("upper({})".format, string),
        st.builds('trimprefix({}, "x")'.format, string),
        st.builds('replace({}, "x", "y")'.format, string),
        st.builds("{}[0]".format, many),
        st.builds("jsondecode(jsonencode({{ k = {} }})).k".format, string),
        st.builds('join(",", {})'.format, many),
        st.builds('"%{{ if {} }}p%{{ else }}q%{{ endif }}"'.format, truth),
        st.builds('lookup({{ x = "1", (A) = {} }}, {}, "none")'.replace("(A)", '"arn:x"').format, string, string),
    )
    lists = st.one_of(
        st.builds("[{}, {}]".format, string, string),
        st.just(L),
        st.builds("concat({}, {})".format, many, many),
        st.builds('[for e in {} : "e-${{e}}"]'.format, many),
        st.builds("[for e in {} : e if {}]".format, many, truth),
        st.builds("compact({})".format, many),
        st.builds("flatten([{}, [{}]])".format, many, many),
        st.builds("({} ? {} : {})".format, truth, many, many),
        st.builds('formatlist("f-%s", {})'.format, many),
    )
    truths = st.one_of(
        st.builds("({} == {})".format, string, string),
        st.builds('({} != "")'.format, string),
        st.builds("(length({}) > 0)".format, many),
        st.builds("contains({}, {})".format, many, string),
        st.builds('startswith({}, "x")'.format, string),
        st.builds("!{}".format, truth),
        st.builds("({} && {})".format, truth, truth),
        st.builds("({} || {})".format, truth, truth),
        st.builds("can({})".format, string),
        st.builds("({} == null)".format, string),
    )
    return strings, lists, truths


STRINGS, LISTS, TRUTHS = expressions()


def evaluated(root: Path, variables: str, expression: str) -> Tree:
    config = (
        f'{variables}resource "aws_iam_role" "r" {{\n  assume_role_policy = jsonencode({{ x = {expression} }})\n}}\n'
    )
    (root / "main.tf").write_text(config, encoding="utf-8")
    found = Project(str(root), [str(root / "main.tf")]).attribute(
        str(root / "main.tf"), (), ADDRESS, "assume_role_policy"
    )
    return found.tree["x"] if isinstance(found.tree, dict) else found.tree


class Undecidable(Exception):
    """A Hole is of no value that can be filled in here: a function of the variables, or a bound."""


def outcomes(tree: Tree, values: dict[str, Any]) -> list[Any]:
    """Every value that `tree` allows, its Holes filled."""
    if isinstance(tree, Choice):
        return outcomes(tree.then, values) + outcomes(tree.otherwise, values)
    if isinstance(tree, Hole):
        return [values[tree.name]] if tree.name in values else _undecidable()
    if isinstance(tree, Text):
        if tree.lone is not None and tree.lone.name in values:
            return [values[tree.lone.name]]
        parts = [[part] if isinstance(part, str) else _each(part, values) for part in tree.parts]
        return ["".join(found) for found in itertools.product(*parts)]
    if isinstance(tree, list):
        ways = [list(_elements(each, values)) for each in tree]
        return [list(itertools.chain.from_iterable(way)) for way in itertools.islice(itertools.product(*ways), 500)]
    return [tree]


def _undecidable() -> Any:
    raise Undecidable


def _each(hole: Hole, values: dict[str, Any]) -> list[str]:
    if hole.name in (L, f"{L}[*]"):
        return list(values[L])
    if hole.name == f"{L}[0]":
        return [values[L][0]]
    return [values[hole.name]] if hole.name in values else _undecidable()


def _elements(each: Tree, values: dict[str, Any]) -> Iterator[list[Any]]:
    """What one element of a list may become: one of several in place of a Spread, none where it may be absent."""
    if each is ABSENT:
        yield []
    elif isinstance(each, Maybe):
        _undecidable()
    elif isinstance(each, Choice):
        yield from _elements(each.then, values)
        yield from _elements(each.otherwise, values)
    elif isinstance(each, Text) and each.lone is not None and each.lone.name == L:
        yield values[L]
    elif isinstance(each, Text) and any(hole.name in (L, f"{L}[*]") for hole in each.holes):
        yield outcomes(each, values)
    else:
        yield from ([found] for found in outcomes(each, values))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(STRINGS, LISTS, TRUTHS), words, words, st.lists(words, min_size=1, max_size=3))
def test_evaluating_and_then_filling_allows_what_filling_and_then_evaluating_gives(
    expression: str, a: str, b: str, many: list[str]
) -> None:
    values = {A: a, B: b, L: many}
    listed = "[" + ", ".join(f'"{each}"' for each in many) + "]"
    given_values = VARIABLES.format(a=f' default = "{a}" ', b=f' default = "{b}" ', l=f" default = {listed} ")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        try:
            filled = evaluated(root, given_values, expression)
        except PolicyError:
            return
        found = evaluated(root, VARIABLES.format(a="", b="", l=""), expression)
    if isinstance(filled, Hole):
        return
    try:
        allowed = outcomes(found, values)
    except Undecidable:
        return
    assert filled in allowed, (expression, found, filled)


ARGUMENTS = st.sampled_from(
    [
        *("null", "true", "0", "-1", '""', '"x"', "[]", '["x", null]', "{}", '{ k = "v" }', A, L),
        *(f"{L}[*]", f'"x${{{A}}}"', f'({A} == "x" ? "y" : null)', f'concat(["x"], {L})', f"jsonencode({A})"),
        *(f"[for e in {L} : e if e == {A}]", f"{{ for e in {L} : e => 1 }}", "jsonencode({ k = 1 })"),
        "data.aws_iam_policy_document.none.json",
    ]
)
DOCUMENT = """
data "aws_iam_policy_document" "d" {{
  override_policy_documents = [{odd}, jsonencode({{ Statement = [{{ Sid = {odd} }}] }})]
  statement {{
    sid     = {sid}
    effect  = {effect}
    actions = {actions}
    principals {{
      type        = {type}
      identifiers = {identifiers}
    }}
    condition {{
      test     = {test}
      variable = "k"
      values   = {values}
    }}
  }}
}}
"""
ORDINARY = {
    "sid": '"S"',
    "effect": '"Allow"',
    "actions": '["a"]',
    "type": '"AWS"',
    "identifiers": '["1"]',
    "test": '"StringEquals"',
    "values": '["v"]',
}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([*FUNCTIONS, "try", "can", "file", "templatefile"]), st.lists(ARGUMENTS, max_size=3))
def test_no_call_whatever_its_arguments_breaks_the_evaluator(name: str, arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(PolicyError):
        evaluated(Path(folder).resolve(), VARIABLES.format(a="", b="", l=""), f"{name}({', '.join(arguments)})")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from([*ORDINARY]), max_size=3), ARGUMENTS)
def test_no_policy_document_whatever_it_holds_breaks_the_evaluator(odd: list[str], value: str) -> None:
    written = {**ORDINARY, **dict.fromkeys(odd, value), "odd": value if len(odd) == 3 else "null"}
    with tempfile.TemporaryDirectory() as folder, suppress(PolicyError):
        path = Path(folder).resolve() / "main.tf"
        path.write_text(VARIABLES.format(a="", b="", l="") + DOCUMENT.format(**written), encoding="utf-8")
        Project(str(path.parent), [str(path)]).document(str(path), (), "d")

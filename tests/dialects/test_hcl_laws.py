"""Laws of the evaluator: a Hole filled afterwards is the value filled before; and nothing crashes."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roletrust.dialects.hcl.functions.functions import FUNCTIONS
from roletrust.dialects.hcl.project.project import Project
from roletrust.dialects.hcl.values.values import is_open, several
from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.engine.policy.document import PolicyError
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
        yield []
        yield from _undecidable() if several(each.value) else _elements(each.value, values)
    elif isinstance(each, Choice):
        yield from _elements(each.then, values)
        yield from _elements(each.otherwise, values)
    elif isinstance(each, Text) and each.lone is not None and each.lone.name == L:
        yield values[L]
    elif isinstance(each, Text) and any(hole.name in (L, f"{L}[*]") for hole in each.holes):
        yield outcomes(each, values)
    else:
        yield from ([found] for found in outcomes(each, values))


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
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


# Elements, keys and maps that are open, where it matters how many they are, and which.
OF_OPEN_ELEMENTS = [
    f'slice(concat(["z"], {L}), 0, 1)',
    f'slice(concat(["z"], {L}), 0, 2)',
    f'slice(concat({L}, ["z"]), 0, 1)',
    f'slice(concat({L}, ["z"]), 1, 2)',
    f'slice(["z", {A}, {B}], 1, 2)',
    f'slice([for e in ["x", "y"] : e if e != {A}], 0, 1)',
    f'slice(["z", "y"], 0, length({L}))',
    f'chunklist(concat(["z"], {L}), 2)[0]',
    f'chunklist(concat(["z"], {L}), 1)[1]',
    f'chunklist(concat({L}, ["z"]), 2)',
    f'chunklist([{A}, {B}, "z"], 2)[1]',
    f'chunklist([for e in ["x", "y", "z"] : e if e != {A}], 2)[0]',
    f'chunklist(["z", "y", "x"], length({L}))[0]',
    f'flatten([[{A}], "z", [["y", {B}]]])',
    f'flatten([{L}, [["z"], {A}]])',
    f'flatten([for e in {L} : [e, "z"]])',
    f'flatten([for e in ["x", "y"] : [e, "z"] if e != {A}])',
    f'flatten([for e in ["x", "y"] : [[e], "z"] if e != {A}])',
    f'flatten([for e in {L} : ["z"] if e == {A}])',
    f'flatten([{L}, "z"])[1]',
    f'length(flatten([{L}, "z"])) == 2 ? "q" : "r"',
    f'flatten({{ x = [["z"]], y = {L} }}["y"])',
    f'lookup({{ x = {A}, ({B}) = "q" }}, "x", "none")',
    f'lookup({{ ({A}) = "q" }}, "x", "none")',
    f'lookup({{ x = "1", z = "2" }}, {A}, "none")',
    f'lookup({{ ({A}) = "q", y = "r" }}, {B}, "none")',
    f'lookup({{ for e in {L} : e => "q" }}, "x", "none")',
    f'lookup({{ for e in {L} : e => e }}, {A}, "none")',
    f'lookup(merge({{ x = "1" }}, {{ ({A}) = {B} }}), "x", "none")',
    f'lookup({A} == "x" ? {{ x = "1" }} : {{ y = "2" }}, "x", {B})',
    f'lookup({{ x = {L} }}, "x", ["z"])[0]',
    f'lookup({{ x = {A}, y = "1" }}, "x", "none")',
    f'lookup({A} == "x" ? {{ x = {B} }} : {{}}, "x", "none")',
]


def test_a_map_that_is_not_known_may_have_the_key_or_not(tmp_path: Path) -> None:
    found = evaluated(tmp_path, 'variable "m" {}\n', 'lookup(var.m, "x", "none")')
    assert isinstance(found, Choice)
    assert [str(found.then), found.otherwise] == ['${var.m["x"]}', "none"]


@pytest.mark.parametrize("expression", OF_OPEN_ELEMENTS)
def test_what_is_made_of_open_elements_allows_every_way_they_turn_out(tmp_path: Path, expression: str) -> None:
    """Asked for by itself, and in a question that a policy may hang on; of a list, as a policy reads it: as a set."""

    def members(value: Any) -> Any:
        return sorted({json.dumps(each) for each in value}) if isinstance(value, list) else value

    for asked in (expression, f'can({expression}) && {expression} == "x"'):
        found = evaluated(tmp_path, VARIABLES.format(a="", b="", l=""), asked)
        for a, b, many in itertools.product("xy", "xz", (["x"], ["y", "x"], ["y", "z", "x"])):
            written = (f" default = {json.dumps(each)} " for each in (a, b, many))
            with suppress(Undecidable, PolicyError):  # what cannot be filled in, and what is an error then
                filled = evaluated(tmp_path, VARIABLES.format(**dict(zip("abl", written, strict=True))), asked)
                allowed = [members(each) for each in outcomes(found, {A: a, B: b, L: many})]
                assert members(filled) in allowed, (a, b, many, found, filled)


# What each function is asked with: `s` text, `n` number, `l` list of texts, `m` map of texts, `t` truth, `p` pattern,
# `f` format, `j` JSON, `y` YAML, `c` address range, `a` ARN, `d` date, `e` encoding, `b` base64; `*`: more of it.
SIGNATURES = {
    **dict.fromkeys(("upper", "lower", "title", "trimspace", "chomp", "strrev", "basename", "dirname"), "s"),
    **dict.fromkeys(("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512"), "s"),
    **dict.fromkeys(("base64encode", "urlencode", "pathexpand", "abspath", "csvdecode", "base64gzip", "bcrypt"), "s"),
    **dict.fromkeys(("filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256", "filebase64sha512"), "s"),
    **dict.fromkeys(("startswith", "endswith", "strcontains", "trim", "trimprefix", "trimsuffix", "split"), "ss"),
    **dict.fromkeys(("abs", "ceil", "floor", "signum"), "n"),
    **dict.fromkeys(("max", "min", "range"), "n*"),
    **dict.fromkeys(("log", "pow"), "nn"),
    **dict.fromkeys(("alltrue", "anytrue"), "T"),
    **dict.fromkeys(("compact", "distinct", "flatten", "sort", "reverse", "one", "sum", "tolist", "toset"), "l"),
    **dict.fromkeys(("concat", "coalescelist", "setunion", "setintersection", "setsubtract", "setproduct"), "ll*"),
    **dict.fromkeys(("keys", "values", "tomap"), "m"),
    **dict.fromkeys(("jsonencode", "yamlencode", "type"), "v"),
    **dict.fromkeys(("tostring", "tonumber", "tobool"), "o"),
    "length": "w",
    **dict.fromkeys(("sensitive", "nonsensitive", "issensitive", "ephemeralasnull"), "v"),
    **dict.fromkeys(("timestamp", "plantimestamp", "uuid"), ""),
    **dict.fromkeys(("provider::aws::arn_parse", "provider::aws::trim_iam_role_path"), "a"),
    "timeadd": "ds",
    "timecmp": "dd",
    "fileset": "ss",
    "formatdate": "sd",
    "uuidv5": "ss",
    "rsadecrypt": "ss",
    "convert": "sv",
    "textencodebase64": "se",
    "textdecodebase64": "be",
    "base64decode": "b",
    "join": "sl*",
    "replace": "pss",
    "regex": "ps",
    "regexall": "ps",
    "substr": "snn",
    "indent": "ns",
    "format": "fs*",
    "formatlist": "fll",
    "jsondecode": "j",
    "yamldecode": "y",
    "parseint": "sn",
    "element": "ln",
    "slice": "lnn",
    "chunklist": "ln",
    "index": "ls",
    "contains": "ls",
    "matchkeys": "lll",
    "zipmap": "ll",
    "merge": "mm*",
    "lookup": "mss",
    "transpose": "M",
    "coalesce": "ss*",
    "cidrhost": "cn",
    "cidrnetmask": "c",
    "cidrsubnet": "cnn",
    "cidrsubnets": "cn*",
    "provider::aws::arn_build": "sssss",
    "list": "s",
    "map": "ss",
}
POOLS = {
    "s": ['"x"', A, B, f'"x-${{{A}}}"', f'"${{{B}}} "', f'({A} == "x" ? "p/q" : {B})', '""', f"{L}[0]", "null", '","'],
    "n": ["0", "1", "2", "-1", "16", f"length({L})", '"1"', f'({A} == "1" ? 1 : 2)'],
    "l": [
        *(f'["x", {A}]', L, f'concat(["z"], {L})', f'["x", "y", {B}, "y"]', "[]", f'toset(["x", {A}, "b"])'),
        *(f"[for e in {L} : e if e != {A}]", f"distinct([{A}, {B}])", f'[for e in {L} : "c"]', f"{L}[*]"),
        *(f'setsubtract(["x", "1"], [{A}])', f'({A} == "x" ? ["q"] : {L})', '["", null, "1"]', f"split({A}, {B})"),
    ],
    "m": [
        *(f'{{ x = "1", y = {A} }}', f'{{ ({A}) = "1", z = "2" }}', "{}", f'{{ x = {B}, ({B}) = "q" }}'),
        f"{{ for e in {L} : e => {A} }}",
    ],
    "M": [f'{{ x = ["1", {A}] }}', '{ x = ["b", "a"], y = ["a"] }'],
    "T": [f'[true, {A} == "x"]', "[]", f'[for e in {L} : e != "x"]', "[false, null]"],
    "p": ['"x"', '"^[a-z]+$"', '"/[^a-z]/"', '"(x)(y)?"', A, '""', '"/(?i)X*/"'],
    "f": ['"%s-%s"', '"%s"', f'"%s${{{A}}}"', '"%5s|%v"', '"%d"', '"%q%%"'],
    "j": [f"jsonencode({{ k = {A}, l = {L} }})", f'"[\\"${{{A}}}\\"]"', '"{}"', A],
    "y": [f'"a: [${{{A}}}, \\"x${{{B}}}\\"]"', '"[on, 012, 2012-10-17]"', f"yamlencode({{ k = {A} }})", A],
    "c": ['"10.0.0.0/8"', f'"10.0.0.0/${{{A}}}"', '"fd00::/64"'],
    "a": [f'"arn:aws:iam::1:role/${{{A}}}"', '"arn:aws:iam::1:role/p/x"', f'"arn:aws:iam::${{{B}}}:role/x"', A],
    "d": ['"2018-01-02T23:12:01Z"', A],
    "e": ['"UTF-8"', '"UTF-16LE"'],
    "b": ['"eA=="', A, f"base64encode({B})"],
    "t": ["true", f'({A} == "x")'],
}
POOLS["o"] = [*POOLS["s"][:-2], *POOLS["n"]]
POOLS["w"] = [*POOLS["s"], *POOLS["l"], *POOLS["m"]]
POOLS["v"] = [*POOLS["s"], *POOLS["n"], *POOLS["l"], *POOLS["m"], *POOLS["t"]]


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A call of any function, with what it asks for; now and then inside another."""
    name = draw(st.sampled_from(sorted(SIGNATURES)))
    kinds = SIGNATURES[name]
    if kinds.endswith("*"):
        kinds = kinds[:-1] + kinds[-2] * draw(st.integers(0, 2))
    inner = f"{name}({', '.join(draw(st.sampled_from(POOLS[kind])) for kind in kinds)})"
    inner = f"jsondecode({inner})" if name == "jsonencode" else inner  # its text has Holes without their quotes
    around = [
        "{}",
        "{}",
        "{}",
        'try({}, "fallback")',
        "[can({})]",
        "length({})",
        "jsondecode(jsonencode([{}]))",
        "[{}, {}]",
    ]
    return draw(st.sampled_from([*around, "({})[0]", "({} == var.a)", "sha256(jsonencode({}))"])).replace("{}", inner)


def every_way(tree: Tree, values: dict[str, Any], root: Path, variables: str) -> list[Any]:
    """Every value that `tree` allows; a Hole has the value of the expression that it is called by."""

    def of(hole: Hole) -> list[Any]:
        if hole.name in values:
            return [values[hole.name]]
        if "…" in hole.name or "[*]" in hole.name:
            _undecidable()
        try:
            found = evaluated(root, variables, hole.name)
        except PolicyError:
            raise Undecidable from None
        if is_open(found):
            _undecidable()
        return [found]

    def ways(tree: Tree) -> list[Any]:
        if isinstance(tree, Choice):
            return ways(tree.then) + ways(tree.otherwise)
        if isinstance(tree, (Hole, Text)):
            parts = [tree] if isinstance(tree, Hole) else list(tree.parts)
            each = [[part] if isinstance(part, str) else of(part) for part in parts]
            return each[0] if len(each) == 1 else ["".join(map(written, way)) for way in itertools.product(*each)]
        if isinstance(tree, list):
            each = [elements(item) for item in tree]
            return [list(itertools.chain(*way)) for way in itertools.islice(itertools.product(*each), 3000)]
        if isinstance(tree, dict):
            if any("${" in key for key in tree):
                _undecidable()
            rows = itertools.islice(itertools.product(*map(ways, tree.values())), 3000)
            return [dict(zip(tree, row, strict=True)) for row in rows]
        return [tree]

    def elements(item: Tree) -> list[list[Any]]:
        if isinstance(item, Maybe):
            there = elements(item.value)  # some of several, or the one, or none
            return [
                list(some)
                for way in there
                for count in range(len(way) + 1)
                for some in itertools.combinations(way, count)
            ]
        if isinstance(item, Choice):
            return elements(item.then) + elements(item.otherwise)
        if item is ABSENT:
            return [[]]
        lone = item.lone if isinstance(item, Text) else item if isinstance(item, Hole) else None
        if lone is not None and lone.name in (L, f"{L}[*]"):
            return [values[L], [values[L]]]  # its elements here, or itself
        return [[way] for way in ways(item)]

    return ways(tree)


def written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def alike(one: Any, other: Any, loosely: bool) -> bool:
    """Whether the values are equal; `loosely`: lists as the sets of their elements, which is all that IAM reads."""
    if isinstance(one, list) and isinstance(other, list):
        if not loosely:
            return len(one) == len(other) and all(alike(a, b, False) for a, b in zip(one, other, strict=True))
        return all(any(alike(a, b, True) for b in other) for a in one) and all(
            any(alike(a, b, True) for b in one) for a in other
        )
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key], loosely) for key in one)
    return type(one) is type(other) and bool(one == other)


def test_every_function_is_asked() -> None:
    assert set(SIGNATURES) == set(FUNCTIONS)


FILLINGS = st.lists(st.tuples(words, words, st.lists(words, min_size=1, max_size=3)), min_size=9, max_size=9)


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(calls(), FILLINGS)
def test_what_a_function_gives_holds_whatever_its_holes_turn_out_to_be(
    expression: str, fillings: list[tuple[str, str, list[str]]]
) -> None:
    loosely = any(name in expression for name in (A, B, L))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        with suppress(PolicyError):  # it fails however it is filled, or not at all
            found = evaluated(root, VARIABLES.format(a="", b="", l=""), expression)
            for a, b, many in fillings if loosely else fillings[:1]:
                _holds(root, expression, found, {A: a, B: b, L: many})


def _holds(root: Path, expression: str, found: Tree, values: dict[str, Any]) -> None:
    listed = "[" + ", ".join(f'"{each}"' for each in values[L]) + "]"
    variables = VARIABLES.format(
        a=f' default = "{values[A]}" ', b=f' default = "{values[B]}" ', l=f" default = {listed} "
    )
    with suppress(PolicyError, Undecidable):
        filled = evaluated(root, variables, expression)
        if not is_open(filled):
            allowed = every_way(found, values, root, variables)
            assert any(alike(filled, each, True) for each in allowed), (expression, found, filled)


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(calls(), words, words, st.lists(words, min_size=1, max_size=3))
def test_a_function_does_not_fail_before_its_holes_are_filled(expression: str, a: str, b: str, many: list[str]) -> None:
    listed = "[" + ", ".join(f'"{each}"' for each in many) + "]"
    given_values = VARIABLES.format(a=f' default = "{a}" ', b=f' default = "{b}" ', l=f" default = {listed} ")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        try:
            evaluated(root, given_values, expression)
        except PolicyError:
            return
        evaluated(root, VARIABLES.format(a="", b="", l=""), expression)


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


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([*FUNCTIONS, "try", "can", "file", "templatefile"]), st.lists(ARGUMENTS, max_size=3))
def test_no_call_whatever_its_arguments_breaks_the_evaluator(name: str, arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(PolicyError):
        evaluated(Path(folder).resolve(), VARIABLES.format(a="", b="", l=""), f"{name}({', '.join(arguments)})")


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from([*ORDINARY]), max_size=3), ARGUMENTS)
def test_no_policy_document_whatever_it_holds_breaks_the_evaluator(odd: list[str], value: str) -> None:
    written = {**ORDINARY, **dict.fromkeys(odd, value), "odd": value if len(odd) == 3 else "null"}
    with tempfile.TemporaryDirectory() as folder, suppress(PolicyError):
        path = Path(folder).resolve() / "main.tf"
        path.write_text(VARIABLES.format(a="", b="", l="") + DOCUMENT.format(**written), encoding="utf-8")
        Project(str(path.parent), [str(path)]).document(str(path), (), "d")

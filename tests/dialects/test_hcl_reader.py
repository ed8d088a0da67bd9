"""The reader of HCL's native syntax: what it makes of expressions, where each node stands, and where it ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark.exceptions import LarkError

from dialects.hcl2_twin import parsed
from roletrust.dialects.hcl.syntax import blocks as syntax
from roletrust.dialects.hcl.syntax import lexicon
from roletrust.dialects.hcl.syntax.blocks import Attribute, chunks, pieces
from roletrust.dialects.hcl.syntax.expressions import attribute_expression, parse_expression
from roletrust.dialects.hcl.syntax.nodes import Literal, Node, Template
from roletrust.engine.policy.document import PolicyError

READ = [
    '"text"',
    '""',
    r'"a \"b\" \\ \n"',
    '"arn:aws:iam::${var.account}:root"',
    '"$${aws:username} 100% $5 %%{a}"',
    '"${f("a")}"',
    '"%{ if a }b%{ endif }"',
    "var.a.b-c",
    "true",
    "null",
    "12",
    "1.5",
    "[]",
    "{}",
    "f()",
    "f (1, [2], { a = 3 },)",
    "f(a...)",
    "f(a).b",
    "a::b::c(d)",
    '["a", "b", ]',
    '["a", "b" # one\n, c]',
    '[ # one\n  "a", // two\n\n  "b"\n]',
    '{ a = 1, "b" : [true], "${c}" = d.e\n  null = null }',
    '{\n  # first\n  a = { b = "c" }\n\n  d = [\n    1\n  ]\n}',
    '{ a = "x" # why\n  b = "y" }',
    "{ a = { b = c }.b\n d = [1][0] + 1 }",
    'jsonencode({\n  Statement = [{\n    Effect = "Allow"\n  }]\n}) # why',
    "{ a = 1\n, b = 2 }",
    "{ (a) = 1 }",
    "a[0]",
    'a["b"][c + 1].d',
    "a[*].b",
    "a.*.b.c[0]",
    "a.0.b",
    "a ? b : c ? d : e",
    "1 + 2 * 3 - 4 % 5 == 6 && !a || b >= -1",
    "(a)",
    "(\n  a\n  + b\n)",
    "[for a in b : a]",
    "[for a, b in c : [a, b] if a != b]",
    "{ for a, b in c : a => b... if d }",
    "{\n  for a in b :\n  a => {\n    c = a\n  }\n}",
    "<<EOF\nx ${y}\nEOF\n",
    "/* why */ 1",
    "{ a = <<EOF\nx\nEOF\n  b = 1 }",
]
ONLY_HERE = [
    "--x",
    "!!a",
    '"${f("a\\"b", "nnn")}"',
    '"a%{ if b == "c" }d%{ endif }"',
    "<<E\nx\nE\n",
    "a[*].b[*]",
    "1e2",
]
NO_EXPRESSION = [
    *("", "[,]", "[1,,]", "{ a }", "{ a = }", "{ a =\n1 }", '"a', "f(", "a b", "a.", "{ a = 1 b = 2", "]", "a[", "?"),
    *(
        "{ a.b = 1 }",
        "{ a = 1 b = 2 }",
        "f(...)",
        "a.b()",
        "[for a in b : a => c]",
        "{ for a in b : a }",
        "1.2.3",
        "a ?",
    ),
    *('"${a', '"${a}', '"%{ if a }"', '"%{ endif }"', '"%{ what }"', "<<E\nx\n", "/* x", "(a", "1 +", "a.0.1", "x = 1"),
]

names = st.sampled_from(["a", "a-b", "var.x", "true", "null", "for", "if", "in", "format", "é"])
strings = st.text(st.sampled_from(list('a:/*$%{}\\" #é')), max_size=6).map(lambda raw: f'"{raw}"')
gaps = st.sampled_from(["", " ", "\n", " # c\n", "\n\n\t"])
marks = st.sampled_from([*"[](){},=:.?!*+-/", "...", "=>", "=="])
words = st.one_of(names, strings, gaps, marks, st.sampled_from(["f(", "{ a = ", "12", "[for a in b : ", "${", "0"]))


def read(text: str, line: int) -> Node:
    return attribute_expression(text, 0, len(text), line)


def told(node: Any, text: str) -> Any:
    """All that a node says; of a template, what is written."""
    if isinstance(node, Template):
        return "Literal", ("text", text[node.start : node.end].removeprefix('"').removesuffix('"')), node.line
    if isinstance(node, Literal) and set("\\$%") & set(raw := text[node.start : node.end]):
        return "Literal", ("text", raw[1:-1]), node.line
    if isinstance(node, list):
        return [told(each, text) for each in node]
    if isinstance(node, tuple):
        return tuple(told(each, text) for each in node)
    if dataclasses.is_dataclass(node):
        fields = [field.name for field in dataclasses.fields(node) if field.compare]
        return type(node).__name__, *(told(getattr(node, each), text) for each in fields)
    return node


def nodes(node: Any) -> Iterator[Any]:
    """`node` and all that is in it."""
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from nodes(each)
    elif dataclasses.is_dataclass(node):
        yield node
        for field in dataclasses.fields(node):
            yield from nodes(getattr(node, field.name))


@pytest.mark.parametrize("text", READ)
def test_the_same_nodes_on_the_same_lines_as_its_twin(text: str) -> None:
    assert told(read(text, 7), text) == told(parsed(text, 7), text)


@given(st.lists(words, max_size=14).map("".join))
def test_what_both_read_of_any_text_is_the_same(text: str) -> None:
    try:
        found, twin = read(text.strip(), 3), parsed(text.strip(), 3)
    except (PolicyError, LarkError):
        return
    assert told(found, text.strip()) == told(twin, text.strip())


@pytest.mark.parametrize("text", ONLY_HERE)
def test_what_terraform_reads_and_its_twin_does_not(text: str) -> None:
    assert read(text, 1).line in (1, 2)


@pytest.mark.parametrize("text", NO_EXPRESSION)
def test_what_is_no_expression_says_where(text: str) -> None:
    with pytest.raises(PolicyError):
        read(text, 1)


@pytest.mark.parametrize("text", [*READ, *ONLY_HERE])
def test_each_node_knows_its_source(text: str) -> None:
    """What stands in the text from its start to its end says the same, read by itself."""
    around = f"  {text}"
    for node in nodes(attribute_expression(around, 1, len(around), 1)):
        if hasattr(node, "start"):
            alone = around[node.start : node.end]
            again = parse_expression(alone + ("\n" if alone.startswith("<<") else ""), node.line)
            heredoc = isinstance(node, Template) and node.heredoc
            key = isinstance(node, Literal) and isinstance(node.value, str) and not alone.startswith('"')
            assert alone.strip() == alone and (key or heredoc or again == node), alone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<<E\n  a\n\n    b\nE\n", "  a\n\n    b\n"),
        ("<<-E\n  a\n \n    b\n  E\n", "a\n \n  b\n"),
        ("<<-E\n  a ${<<E\nb\nE\n}\n    c\nE\n", "a b\n\n  c\n"),
        ('"a\\n ${~ "b" ~} \\tc"', "abc"),
        ("<<E\nx\n  ${~ 1 ~}\n  y\nE\n", "x\n1  y\n"),
        ('"$$${a}%%{b}"', "$${a}%{b}"),
        ('"\\u00e9\\U0001F600\\q"', "é😀q"),
    ],
)
def test_the_text_of_templates(tmp_path: Any, text: str, value: str) -> None:
    from dialects.hcl_world import World

    assert World(tmp_path, "").value(text) == value


@given(st.lists(words, max_size=14).map("".join))
def test_an_attribute_found_by_one_match_ends_where_its_brackets_say(text: str) -> None:
    written = f"x = {text}\ny = 1\n"
    found = syntax._USUAL.match(written)
    if found is not None:
        assert found.end() == lexicon.expression_end(written, found.start(2), len(written))


@pytest.mark.parametrize(
    "text",
    ['"${a}}"', '"${f("a")}}"', '"{${a}"', '"{${f("{")}"', '["}${f("a")}", "}"]', '"${<<E\n"}\nE\n}"', '"${"${"}"}"}"'],
)
def test_a_brace_beside_an_interpolation_is_text(text: str) -> None:
    """It neither opens nor ends anything: each attribute, and the block, ends where it is seen to."""
    written = f"locals {{\n  x = {text}\n  y = 1\n}}\n"
    (block,) = chunks(written)
    assert isinstance(block, syntax.Chunk) and written[block.start : block.end] == written.strip()
    x, y = pieces(written, 1, block.inner, block.end - 1)
    assert isinstance(x, Attribute) and written[x.written[0] : x.written[1]] == text
    assert isinstance(y, Attribute) and (y.name, y.written[2]) == ("y", 3 + text.count("\n"))

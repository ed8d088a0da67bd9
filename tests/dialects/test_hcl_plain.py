"""What is read without the parser is what the parser reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roletrust.dialects.hcl import source, syntax
from roletrust.dialects.hcl.plain import plain_expression
from roletrust.dialects.hcl.source import Chunk, Expression, chunks, pieces
from roletrust.dialects.hcl.syntax import attribute_expression
from samples import write_tree

READ = [
    '"text"',
    '""',
    r'"a \"b\" \\ \n"',
    '"arn:aws:iam::${var.account}:root"',
    '"$${aws:username} 100% $5"',
    "var.a.b-c",
    "true",
    "null",
    "12",
    "[]",
    "{}",
    "f()",
    "f (1, [2], { a = 3 },)",
    '["a", "b", ]',
    '[ # one\n  "a", // two\n\n  "b"\n]',
    '{ a = 1, "b" : [true], "${c}" = d.e\n  null = null }',
    '{\n  # first\n  a = { b = "c" }\n\n  d = [\n    1\n  ]\n}',
    'jsonencode({\n  Statement = [{\n    Effect = "Allow"\n  }]\n}) # why',
    "{ a = 1\n, b = 2 }",
]
LEFT_TO_THE_PARSER = [
    "a[0]",
    "a[*].b",
    "a ? b : c",
    "1 + 2",
    "-1",
    "1.5",
    "!a",
    "(a)",
    "[for a in b : a]",
    "{ for a, b in c : a => b }",
    "f(a...)",
    "f(a).b",
    "a::b::c(d)",
    '"${f("a")}"',
    '"%{ if a }b%{ endif }"',
    "{ (a) = 1 }",
    "{ a.b = 1 }",
    '"%%{a}"',
    "<<E\nx\nE",
    "/* why */ 1",
]
NO_EXPRESSION = ["", "[,]", "[1,,]", "{ a }", "{ a = }", "{ a =\n1 }", '"a', "f(", "a b", "a.", "{ a = 1 b = 2", "]"]

names = st.sampled_from(["a", "a-b", "var.x", "true", "null", "for", "if", "in", "format"])
strings = st.text(st.sampled_from(list('a:/*$%{}\\" #é')), max_size=6).map(lambda raw: f'"{raw}"')
gaps = st.sampled_from(["", " ", "\n", " # c\n", "\n\n\t"])
words = st.one_of(names, strings, gaps, st.sampled_from(list("[](){},=:.0")), st.sampled_from(["f(", "{ a = ", "12"]))


@pytest.mark.parametrize("text", READ)
def test_the_same_nodes_on_the_same_lines(text: str) -> None:
    found = plain_expression(text, 7)
    assert found is not None
    assert found == syntax._parsed(f"x = {text}\n", 6)


@pytest.mark.parametrize("text", LEFT_TO_THE_PARSER + NO_EXPRESSION)
def test_anything_else_is_left_to_the_parser(text: str) -> None:
    assert plain_expression(text, 1) is None


@given(st.lists(words, max_size=14).map("".join))
def test_of_any_text(text: str) -> None:
    found = plain_expression(text.strip(), 3)
    if found is not None:
        assert found == syntax._parsed(f"x = {text.strip()}\n", 2)


@given(st.lists(words, max_size=14).map("".join))
def test_an_attribute_found_by_one_match_ends_where_its_brackets_say(text: str) -> None:
    written = f"x = {text}\ny = 1\n"
    found = source._USUAL.match(written)
    if found is not None:
        assert found.end() == source._expression_end(written, found.start(2))


@pytest.mark.parametrize("text", ['"${a}}"', '"${f("a")}}"', '"{${a}"', '"{${f("{")}"', '["}${f("a")}", "}"]'])
def test_a_brace_beside_an_interpolation_is_text(text: str) -> None:
    """It neither opens nor ends anything: each attribute, and the block, ends where it is seen to."""
    (block,) = chunks(f"locals {{\n  x = {text}\n  y = 1\n}}\n")
    assert list(pieces(block.text, 1)) == [Expression("x", text, 2), Expression("y", "1", 3)]


@pytest.mark.parametrize(
    "text", ['"' + "a" * 100_000, " " * 100_000 + "?", "#" * 100_000, "[" + "a, " * 50_000, "$" * 50_000]
)
def test_what_is_no_expression_is_given_up_at_once(text: str) -> None:
    assert plain_expression(text, 1) is None


def test_a_policy_needs_no_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is a data document or a `jsonencode`: the parser would take most of a scan's time."""
    monkeypatch.setattr(syntax, "_parsed", lambda *_: pytest.fail("parsed"))
    for file in write_tree(tmp_path / "tree", 20).glob("*.tf"):
        for block in chunks(file.read_text()):
            read_all(block)


def read_all(block: Chunk) -> None:
    for piece in pieces(block.text, block.first):
        read_all(piece) if isinstance(piece, Chunk) else attribute_expression(piece.text, piece.first)

"""Roles and policy documents that are cut apart as they are read: the same as what is cut apart level by level."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialects.hcl_world import World
from roletrust.dialects.hcl.syntax.blocks import Block, Body, Chunk, block_of, chunks

KINDS = ("principals", "condition", "statement", "content", "a", "b-c")
NAMES = ("a", "b-c", "count", "type")

values = st.sampled_from(['"x"', '""', '"${var.a}"', "1", "[]", '["a", "b"]', '[\n  "a",\n]', "{ a = 1 }", "f(a)"])
gaps = st.sampled_from(["", "\n", "  ", "# why {\n", "\n  // why }\n", "\t\n\n"])
comments = st.sampled_from(["", " ", " # why }", " // {"])
attributes = st.builds("{}{} = {}{}\n".format, gaps, st.sampled_from(NAMES), values, comments)
one_line = st.builds("{}{} {{ {} = {} }}\n".format, gaps, st.sampled_from(KINDS), st.sampled_from(NAMES), values)
labelled = st.sampled_from(["principals", 'dynamic "condition"', 'dynamic "principals" '])
bodies = st.recursive(
    st.one_of(attributes, one_line, gaps),
    lambda inner: st.builds("{}{} {{{}\n{}}}\n".format, gaps, labelled, gaps, st.lists(inner, max_size=4).map("".join)),
    max_leaves=12,
)
UNUSUAL = ["a = <<E\n}\nE\n", "/* { */\n", 'a = "${f("}")}"\n', "a b\n", "a == 1\n"]


def read(text: str) -> list[Chunk | Block]:
    return list(chunks(text))


def told(body: Body) -> Any:
    """All that a body says."""
    kinds = [[(each.labels, each.first, each.last, told(each.body)) for each in body.blocks(kind)] for kind in KINDS]
    return {name: body.attribute(name) for name in body.names()}, kinds


@given(st.lists(bodies, max_size=5).map("".join))
def test_the_same_as_level_by_level(text: str) -> None:
    written = f'# first\ndata "aws_iam_policy_document" "d" {{\n{text}}}\nlocals {{}}\n'
    (found, after), (chunk, behind) = read(written), chunks(written, at_once=False)
    assert isinstance(found, Block)
    slowly = block_of(chunk)
    assert (found.kind, found.labels, found.first, found.last) == (chunk.kind, chunk.labels, chunk.first, chunk.last)
    assert told(found.body) == told(slowly.body)
    assert after == behind


@given(st.lists(bodies, max_size=5).map("".join))
def test_what_was_let_go_of_is_read_again(text: str) -> None:
    (found,) = read(f'data "aws_iam_policy_document" "d" {{\n{text}}}\n')
    body = block_of(found).body
    before = told(body)
    body.let_go()
    assert told(body) == before


@pytest.mark.parametrize("text", UNUSUAL)
def test_where_something_is_unusual_it_is_cut_later(text: str) -> None:
    first, *_ = read(f'resource "aws_iam_role" "r" {{\n{text}}}\n')
    assert isinstance(first, Chunk)


def test_one_of_another_kind_is_no_more_than_its_text() -> None:
    found = read('resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\nresource "aws_iam_role" "r" {}\n')
    assert [type(each) for each in found] == [Chunk, Block]


@pytest.mark.parametrize("text", ["x = [ }\n y = {]\n", "x = [ }\n"])
def test_many_broken_ones_take_no_longer_than_their_text(text: str) -> None:
    """Each looks as if it held all that come after it."""
    read(f'resource "aws_iam_role" "r" {{\n {text}' * 20_000)


def test_a_document_that_is_asked_for_twice_is_the_same(tmp_path: Path) -> None:
    principals = 'principals {\n    type = "AWS"\n    identifiers = ["*"]\n  }'
    statement = f'statement {{\n  actions = ["sts:AssumeRole"]\n  {principals}\n}}'
    world = World(tmp_path, f'data "aws_iam_policy_document" "d" {{\n{statement}\n}}\n')
    first, second = (world.project.document(world.path("main.tf"), (), "d") for _ in range(2))
    assert first == second
    assert first.tree["Statement"][0]["Principal"] == {"AWS": ["*"]}

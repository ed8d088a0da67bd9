"""Reading HCL is linear in the size of the text, whatever it holds: hostile text of 1,000 up to 100,000 characters.

What is counted is every call and every step of the interpreter on the way; a pattern that went through a text again and
again would be one call, so the whole is also held to an amount of processor time that is a hundred times what it takes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dialects.hcl_world import World
from roletrust.dialects.hcl.syntax.blocks import Block, Body, Chunk, block_of, chunks
from roletrust.dialects.hcl.syntax.expressions import attribute_expression, parse_template
from roletrust.dialects.hcl.values.values import Bound
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

SIZES = (1_000, 10_000, 100_000)
SECONDS = 5.0  # of processor time for 100,000 characters: what is not linear takes minutes
HOSTILE = {
    'a string in an interpolation that holds \\"': '"${f("a\\"b", "' + "n" * 9 + '")}" ',
    "nested interpolations": '"${',
    "nested interpolations and text": '"a${f("b${',
    "interpolations that are never closed": "${ ",
    "escaped quotes": '\\"',
    "quotes": '"',
    "a quote, then text": '"aaaaaaaa',
    "brackets that are never closed": "[",
    "braces": "{ a = ",
    "parentheses": "f(",
    "brackets of one kind closed by another": "[a, {b = (c] } ",
    "closing brackets": "]})",
    "blanks": " ",
    "blanks before a word": "          x",
    "a string and blanks": '"a"                  ',
    "keys and blanks": 'a = "x"          \n          ',
    "comments that are never closed": "/*",
    "comments that are": "/* x */",
    "comments of a line": "# {\n",
    "heredocs that are never closed": "<<E\n",
    "heredocs and interpolations": "<<E\n${",
    "marks": "<",
    "slashes": "/",
    "percent signs": "%{ if a }",
    "ends of directives": "%{ endif }",
    "dollars": "$",
    "dots": "a.",
    "splats": "a[*]",
    "signs": "-",
    "operators": "a + ",
    "conditionals": "a ? b : ",
    "numbers": "1.",
    "exponents": "1e1",
    "digits": "9",
    "commas": "[a,,",
    "entries": "{ a = 1, b = 2, c = {",
    "entries without a comma": "{ a = b c = d ",
    "labels": 'a "b" ',
    "blocks": "a {\n",
    "blocks that are closed": "a {}\n",
    "roles": 'resource "aws_iam_role" "r" {\n x = [ }\n',
    "attributes": "a = b\n",
    "attributes that are none": "a == b\n",
    "carriage returns": "\r",
    "for expressions": "[for a in b : ",
    "spread": "f(a...",
}


def attribute(text: str) -> None:
    attribute_expression(text, 0, len(text), 1)


def in_a_string(text: str) -> None:
    attribute('"' + text + '"')


def in_code(text: str) -> None:
    attribute('"${' + text + '}"')


def in_a_heredoc(text: str) -> None:
    attribute(f"<<-E\n{text}\nE\n")


def template(text: str) -> None:
    parse_template(text, 1)


def file(text: str) -> None:
    for each in chunks(text):
        everything(each)


def role(text: str) -> None:
    file(f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {text}\n}}\n' * 2)


def values(text: str) -> None:
    body = Body(text, 1)
    for name in body.names():
        body.attribute(name)


def everything(block: Chunk | Block) -> None:
    """Reads all that is in it; what cannot be read does not keep the rest from it."""
    body = block_of(block).body
    try:
        names = body.names()
    except PolicyError:
        return
    for name in names:
        try:
            body.attribute(name)
        except (PolicyError, Bound):
            continue
    for each in body._blocks:
        everything(each)


READERS = (attribute, in_a_string, in_code, in_a_heredoc, template, file, role, values)


def work(read: Callable[[str], None], text: str) -> int:
    """How many functions are called, those written in C too, while `read` reads the text."""
    calls = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text)
    except (PolicyError, Bound):
        pass
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_ten_times_the_text_is_no_more_than_ten_times_the_work(read: Callable[[str], None]) -> None:
    for name, piece in HOSTILE.items():
        started = time.process_time()
        small, middle, large = (work(read, piece * (size // len(piece))) for size in SIZES)
        assert middle <= 12 * small + 200 and large <= 12 * middle + 200, (name, small, middle, large)
        assert large <= 12 * SIZES[-1], name
        assert time.process_time() - started < SECONDS, name


def test_what_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    config = 'resource "aws_iam_role" "this" {{\n  assume_role_policy = {}x{}\n}}\n'
    for opening, closing in (("[", "]"), ("f(", ")"), ('"${', '}"'), ("{ a = ", " }"), ("-", ""), ("a ? b : ", "")):
        tree = World(tmp_path, config.format(opening * 150, closing * 150)).trust().tree
        assert isinstance(tree, Hole) and "nested too deeply" in tree.name

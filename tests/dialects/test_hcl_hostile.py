"""Configuration written to hurt: no crash, nothing unbounded, and a reason given."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from dialects.hcl_world import World
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole


def role(expression: str) -> str:
    return f'resource "aws_iam_role" "this" {{\n  assume_role_policy = {expression}\n}}\n'


def hole(tmp_path: Path, config: str) -> str:
    tree = World(tmp_path, config).trust().tree
    assert isinstance(tree, Hole), tree
    return tree.name


def test_cycles_are_named(tmp_path: Path) -> None:
    assert hole(tmp_path, "locals {\n  a = local.b\n  b = local.a\n}\n" + role("local.a")) == "cycle through local.a"


def test_a_cycle_of_documents_is_named(tmp_path: Path) -> None:
    data = (
        'data "aws_iam_policy_document" "{}" {{\n'
        "  source_policy_documents = [data.aws_iam_policy_document.{}.json]\n}}\n"
    )
    config = data.format("a", "b") + data.format("b", "a") + role("data.aws_iam_policy_document.a.json")
    assert hole(tmp_path, config) == "cycle through data.aws_iam_policy_document.a"


def test_a_module_that_calls_itself_ends(tmp_path: Path) -> None:
    config = 'module "a" {\n  source = "./"\n}\noutput "o" { value = module.a.o }\n' + role("module.a.o")
    assert hole(tmp_path, config).endswith("module.a.o")


@pytest.mark.parametrize("depth", [200, 10_000])
def test_nested_parentheses(tmp_path: Path, depth: int) -> None:
    tree = World(tmp_path, role("(" * depth + '"x"' + ")" * depth)).trust().tree
    assert tree == "x" or isinstance(tree, Hole)


@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ("{ a = ", " }"), ("jsonencode(", ")"), ("!", ""), ("-", "")]
)
def test_nesting_without_end(tmp_path: Path, opening: str, closing: str) -> None:
    config = role(opening * 3_000 + "1" + closing * 3_000)
    try:
        tree = World(tmp_path, config).trust().tree
    except PolicyError:
        return
    assert tree is not None


def test_a_chain_of_many_locals(tmp_path: Path) -> None:
    links = "".join(f"  l{n} = local.l{n + 1}\n" for n in range(2_000))
    name = hole(tmp_path, "locals {\n" + links + '  l2000 = "x"\n}\n' + role("local.l0"))
    assert "nested too deeply" in name


def test_text_that_doubles_and_doubles(tmp_path: Path) -> None:
    links = "".join(f'  l{n} = "${{local.l{n + 1}}}${{local.l{n + 1}}}"\n' for n in range(40))
    assert "a text of more than" in hole(tmp_path, "locals {\n" + links + '  l40 = "x"\n}\n' + role("local.l0"))


@pytest.mark.parametrize(
    "shape", ["[local.l{0}, local.l{0}]", "concat(local.l{0}, local.l{0})", "{{ a = local.l{0}, b = local.l{0} }}"]
)
def test_collections_that_double_and_double(tmp_path: Path, shape: str) -> None:
    links = "".join(f"  l{n} = {shape.format(n + 1)}\n" for n in range(40))
    assert hole(tmp_path, "locals {\n" + links + '  l40 = ["x"]\n}\n' + role("jsonencode(local.l0)"))


@pytest.mark.parametrize(
    "expression",
    [
        "range(1000000000)",
        "setproduct(range(1000), range(1000), range(1000))",
        '[for a in range(9999) : [for b in range(9999) : "${a}${b}"]]',
        'format("%1000000000d", 1)',
        'replace("a", "/(a+)+$/", "b")',
        "pow(99999999, 99999999)",
        'parseint("99999999999999999999999999999999999", 36)',
    ],
)
def test_work_without_end(tmp_path: Path, expression: str) -> None:
    started = time.monotonic()
    with suppress(PolicyError):
        World(tmp_path, role(f"jsonencode({expression})")).trust()
    assert time.monotonic() - started < 5


def test_a_line_of_a_megabyte(tmp_path: Path) -> None:
    started = time.monotonic()
    assert len(World(tmp_path, role('"' + "x" * 1_000_000 + '"')).tree()) == 1_000_000
    assert len(World(tmp_path, role('"' + "${1}x" * 9_000 + '"')).tree()) == 18_000
    assert time.monotonic() - started < 5


def test_an_integer_without_end(tmp_path: Path) -> None:
    assert World(tmp_path, role("jsonencode({ x = " + "9" * 10_000 + " })")).trust().tree


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + role('"x"').encode(),
        role('"x"').replace("\n", "\r\n").encode(),
        b"# \xff\xfe latin\n" + role('"x"').encode(),
    ],
)
def test_bytes_that_are_no_plain_utf_8(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "main.tf").write_bytes(content)
    assert World(tmp_path, {}).tree() == "x"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        role('"x').encode(),
        b'resource "aws_iam_role" "this" {',
        b'resource "aws_iam_role" "this" {\n x = = \n}\n',
    ],
)
def test_what_cannot_be_parsed_is_said_with_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "main.tf").write_bytes(content)
    with pytest.raises(PolicyError, match=r"/main\.tf"):
        World(tmp_path, {}).trust()


def test_a_broken_block_does_not_take_its_neighbours_along(tmp_path: Path) -> None:
    config = 'resource "aws_lb" "x" {\n  y = = 1\n}\n' + role('"x"')
    assert World(tmp_path, config).tree() == "x"


def test_a_loop_of_links_is_no_file(tmp_path: Path) -> None:
    os.symlink(tmp_path / "b", tmp_path / "a")
    os.symlink(tmp_path / "a", tmp_path / "b")
    assert World(tmp_path, role('file("a")')).trust().tree == Hole('file("a")')


def test_a_null_byte_in_a_path_opens_nothing(tmp_path: Path) -> None:
    assert isinstance(World(tmp_path, role('file("a\\u0000b")')).trust().tree, Hole)


def test_one_evaluation_that_fails_leaves_the_next_one_well(tmp_path: Path) -> None:
    links = "".join(f"  l{n} = local.l{n + 1}\n" for n in range(2_000))
    world = World(
        tmp_path,
        "locals {\n" + links + '  l2000 = "x"\n}\n' + role("local.l0") + role("local.l1990").replace("this", "b"),
    )
    assert isinstance(world.trust().tree, Hole)
    found = world.project.attribute(world.path("main.tf"), (), ("resource", "aws_iam_role", "b"), "assume_role_policy")
    assert found.tree == "x"

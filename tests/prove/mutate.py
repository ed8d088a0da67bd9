"""`make mutate`: seeds bugs into the engine and the rules, one at a time, and counts those that no test notices.

`python tests/prove/mutate.py [--sample 40] [--seed 1] [--only engine/classes/callers.py]`: a process for each bug, the
tests that are fastest to notice first.  What is left standing is told with its line.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import io
import multiprocessing
import os
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "checks" / "roletrust"
LIMIT = 900  # seconds, after which a bug counts as noticed: it hangs
FIRST = (
    "tests/rules/test_worked_examples.py",
    "tests/engine/test_reach.py",
    "tests/engine/test_living.py",
    "tests/spec/test_decisions.py",
    "tests/rules/test_strangers.py",
    "tests/rules/test_unsatisfiable_trust.py",
    "tests/engine/test_tenants.py",
    "tests/rules/test_oidc_without_subject.py",
)
THEN = (
    "tests/rules",
    "tests/engine/test_laws.py",
    "tests/prove/test_openings.py",
    "tests/prove/test_small_worlds.py",
    "tests/spec/test_authorize_equals_spec.py",
    "tests/engine/test_reach_small_world.py",
)
TOLD_ELSEWHERE = ("managed_", "blast_radius", "landscape", "permissions", "passing", "stations", "calls", "chained")
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min", "any_of": "all_of", "all_of": "any_of"}
ANSWERS = {"YES": "UNKNOWN", "NO": "UNKNOWN", "UNKNOWN": "NO"}


class Bug(NamedTuple):
    """A file, the place in it (how many nodes before), and which of the node's bugs."""

    file: str
    at: int
    line: int
    what: str


def variants(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Every bug that can be seeded at a node: in words, and the node that takes its place."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        changed = copy.deepcopy(node)
        changed.ops[0] = COMPARED[type(node.ops[0])]()
        yield f"{ast.unparse(node)} -> {ast.unparse(changed)}", changed
    elif isinstance(node, ast.BoolOp):
        for at in range(len(node.values)):
            kept = [each for index, each in enumerate(node.values) if index != at]
            one = kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
            yield f"{ast.unparse(node)} without {ast.unparse(node.values[at])}", one
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)} without not", node.operand
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLED:
        yield (
            f"{node.func.id} -> {CALLED[node.func.id]}",
            ast.Call(ast.Name(CALLED[node.func.id]), node.args, node.keywords),
        )
    elif isinstance(node, ast.Name) and node.id in ANSWERS and isinstance(node.ctx, ast.Load):
        yield f"{node.id} -> {ANSWERS[node.id]}", ast.Name(ANSWERS[node.id], ast.Load())
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} -> {not node.value}", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} -> {node.value + 1}", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Expr) and isinstance(node.value, (ast.Yield, ast.YieldFrom)):
        yield f"without {ast.unparse(node)}", ast.Expr(ast.Constant(None))
    elif isinstance(node, ast.Starred) and isinstance(node.ctx, ast.Load):
        yield f"without {ast.unparse(node)}", ast.Starred(ast.Tuple([], ast.Load()), ast.Load())


def bugs(path: Path) -> Iterator[Bug]:
    """Every bug for a file."""
    for at, node in enumerate(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        for what, _ in variants(node):
            yield Bug(path.relative_to(PACK).as_posix(), at, getattr(node, "lineno", 0), what)


def seeded(bug: Bug) -> str:
    """The source of the file with the bug in it."""
    tree = ast.parse((PACK / bug.file).read_text(encoding="utf-8"))
    wanted = next(node for at, node in enumerate(ast.walk(tree)) if at == bug.at)
    change = next(each for what, each in variants(wanted) if what == bug.what)

    class Change(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return ast.copy_location(change, node) if node is wanted else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Change().visit(tree)))


class Seeding(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from a source of our own."""

    def __init__(self, name: str, source: str, path: Path) -> None:
        self.name, self.source, self.path = name, source, path

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(self.path)
        exec(compile(self.source, str(self.path), "exec"), module.__dict__)


def noticed(bug: Bug) -> None:
    """In a process of its own: ends with 0 where no test notices the bug."""
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests")]
    name = "roletrust." + bug.file.removesuffix(".py").replace("/", ".")
    sys.meta_path.insert(0, Seeding(name, seeded(bug), PACK / bug.file))
    import pytest

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        for files in (FIRST, THEN):
            if pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]) != 0:
                os._exit(1)
    os._exit(0)


def survives(bug: Bug) -> bool:
    process = multiprocessing.get_context("fork").Process(target=noticed, args=(bug,))
    process.start()
    process.join(LIMIT)
    if process.is_alive():
        process.kill()
        process.join()
        return False
    return process.exitcode == 0


def main() -> int:
    """0: how many are left standing is a figure, not a failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=0, help="so many of them, by lot; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of a file's path")
    asked = parser.parse_args()
    files = [
        path
        for folder in ("engine", "rules")
        for path in sorted((PACK / folder).glob("*.py"))
        if not path.name.startswith(TOLD_ELSEWHERE) and asked.only in path.as_posix()
    ]
    found = [bug for path in files for bug in bugs(path)]
    chosen = random.Random(asked.seed).sample(found, asked.sample) if asked.sample else found
    standing = []
    for number, bug in enumerate(chosen, 1):
        if survives(bug):
            standing.append(bug)
            print(f"standing: {bug.file}:{bug.line}: {bug.what}", file=sys.stderr, flush=True)
        elif number % 10 == 0:
            print(f"{number} of {len(chosen)}, {len(standing)} standing", file=sys.stderr, flush=True)
    killed = len(chosen) - len(standing)
    print(
        f"{killed} of {len(chosen)} noticed ({100 * killed / max(1, len(chosen)):.1f} %), of {len(found)} bugs in all",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

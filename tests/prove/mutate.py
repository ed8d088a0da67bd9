"""`make mutate`: seeds bugs into the engine and the rules, one at a time, and counts those that no test notices.

`python tests/prove/mutate.py [--sample 20] [--seed 1] [--only engine/classes] [--minutes 20] [--quick] [--write]`: of
each module so many bugs by lot, or of those whose path has this in it.  A bug is tried in a process of its own, against
those of the quick tests that reach its line (reaching.py), then, but for `--quick`, against all, which run in a copy of
the tree with the bug in it; one that runs out of processor time counts as noticed: it hangs.  What came of each is kept
in tests/prove/mutants.jsonl for as long as the line that it is of stands as it was, so that runs add up; what was left
standing is tried again, but for what is argued.  After `--minutes` no further one is begun.  `--write` puts the figures
on the page.  Why some cannot be noticed is argued in argued_mutants.py.
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
import json
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import checkov.cloudformation.runner  # what each process needs is imported once, all but what bugs are seeded into
import checkov.terraform.runner  # noqa: F401
import hypothesis  # noqa: F401
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "checks" / "roletrust"
sys.path[:0] = [str(ROOT / "checks"), str(ROOT / "tests")]

from prove.argued_mutants import ARGUED  # noqa: E402
from prove.reaching import QUIET, Only, Reached, reached  # noqa: E402

RECORD = Path(__file__).with_name("mutants.jsonl")
KEPT = ROOT / "build" / "reached"  # which tests reach which lines
PAGE = ROOT / "docs" / "assurance.md"
BEGIN, END = "<!-- figures of mutants: written by make mutate -->\n", "<!-- end of figures of mutants -->\n"
# Seconds of one core after which a bug counts as noticed, for it hangs: beyond what its tests take, and for all tests.
LIMIT, LAST_LIMIT = 10, 600
SAMPLE, SEED, MINUTES = 20, 1, 60
ENGINE = ("engine/classes", "engine/decision", "engine/policy", "engine/questions", "engine/roles")
QUICK = (  # of which it is measured what they reach
    "tests/engine/test_admission.py",
    "tests/engine/test_blast_radius.py",
    "tests/engine/test_callers.py",
    "tests/engine/test_calls.py",
    "tests/engine/test_chained.py",
    "tests/engine/test_comparison.py",
    "tests/engine/test_landscape.py",
    "tests/engine/test_letting_in.py",
    "tests/engine/test_living.py",
    "tests/engine/test_methods.py",
    "tests/engine/test_open_values.py",
    "tests/engine/test_permissions.py",
    "tests/engine/test_reach.py",
    "tests/engine/test_served.py",
    "tests/engine/test_tenants.py",
    "tests/engine/test_ties.py",
    "tests/rules/test_empty_condition.py",
    "tests/rules/test_finding.py",
    "tests/rules/test_fixes.py",
    "tests/rules/test_fixture_pages.py",
    "tests/rules/test_invalid_trust_policy.py",
    "tests/rules/test_judgement.py",
    "tests/rules/test_manuals.py",
    "tests/rules/test_missing_actions.py",
    "tests/rules/test_oidc_without_subject.py",
    "tests/rules/test_orphaned_principal.py",
    "tests/rules/test_pipeline_tokens.py",
    "tests/rules/test_respelling.py",
    "tests/rules/test_reviving.py",
    "tests/rules/test_saml_without_audience.py",
    "tests/rules/test_service_without_source.py",
    "tests/rules/test_severities.py",
    "tests/rules/test_strangers.py",
    "tests/rules/test_time.py",
    "tests/rules/test_token_refused.py",
    "tests/rules/test_unsatisfiable_trust.py",
    "tests/rules/test_weak_external_id.py",
    "tests/rules/test_whole_accounts.py",
    "tests/rules/test_worked_examples.py",
    "tests/adapters/test_handed.py",
    "tests/adapters/test_sessions.py",
    "tests/prove/test_cases_of_an_outsider.py",
    "tests/prove/test_kept_cases.py",
    "tests/prove/test_undrawn_cases.py",
    "tests/spec/test_decisions.py",
)
ALL = (  # those first that are made for what the engine is asked by one face alone
    "tests/command/test_weakening.py",
    "tests/command/test_command.py",
    "tests/adapters/test_blast_radius.py",
    "tests/adapters/test_chained_callers.py",
    "tests/engine",
    "tests/rules",
    "tests/spec",
    "tests/prove/test_small_worlds.py::test_the_engine_agrees_with_brute_force",
    "tests/adapters",
    "tests/command",
    "tests/diagnosis",
    "tests/fixing",
)
COPY = ROOT / "build" / "mutated"
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


SCOPES = (ast.FunctionDef, ast.ClassDef)


class Bug(NamedTuple):
    """A file, the place in it (how many nodes before), and which of the node's bugs, in numbers and in words."""

    file: str
    at: int
    which: int
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
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitOr, ast.BitAnd)):
        yield f"{ast.unparse(node)} -> {ast.unparse(node.left)}", node.left
        yield f"{ast.unparse(node)} -> {ast.unparse(node.right)}", node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"{ast.unparse(node)} without not", node.operand
    elif isinstance(node, ast.IfExp):
        yield f"{ast.unparse(node)} -> {ast.unparse(node.body)}", node.body
        yield f"{ast.unparse(node)} -> {ast.unparse(node.orelse)}", node.orelse
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLED:
        other = ast.Call(ast.Name(CALLED[node.func.id], ast.Load()), node.args, node.keywords)
        yield f"{ast.unparse(node)} -> {CALLED[node.func.id]}", other
    elif isinstance(node, ast.Name) and node.id in ANSWERS and isinstance(node.ctx, ast.Load):
        yield f"{node.id} -> {ANSWERS[node.id]}", ast.Name(ANSWERS[node.id], ast.Load())
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"{node.value} -> {not node.value}", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} -> {node.value + 1}", ast.Constant(node.value + 1)
    elif isinstance(node, ast.Expr) and isinstance(node.value, (ast.Yield, ast.YieldFrom, ast.Call)):
        yield f"without {ast.unparse(node)}", ast.Expr(ast.Constant(None))
    elif isinstance(node, ast.Starred) and isinstance(node.ctx, ast.Load):
        yield f"without {ast.unparse(node)}", ast.Starred(ast.Tuple([], ast.Load()), ast.Load())


def bugs(path: Path) -> list[Bug]:
    """Every bug for a file, but for those that change no answer: of types, of what is asserted, of costs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    idle = {id(each) for node in ast.walk(tree) for part in _idle(node) for each in ast.walk(part)}
    scopes = {id(each): scope.name for scope in ast.walk(tree) if isinstance(scope, SCOPES) for each in ast.walk(scope)}
    found: list[Bug] = []
    times: Counter[str] = Counter()
    for at, node in enumerate(ast.walk(tree)):
        for which, (change, _) in enumerate(variants(node) if id(node) not in idle else ()):
            what = f"{scopes.get(id(node), 'module')}: {change}"
            times[what] += 1
            what += f" ({times[what]})" if times[what] > 1 else ""
            found.append(Bug(path.relative_to(PACK).as_posix(), at, which, getattr(node, "lineno", 0), what))
    return found


def _idle(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node decides nothing: annotations, assertions (as that lists are as long), what is spent or kept."""
    for name in ("annotation", "returns"):
        if isinstance(part := getattr(node, name, None), ast.AST):
            yield part
    if isinstance(node, ast.Assert) or (isinstance(node, ast.keyword) and node.arg == "strict"):
        yield node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lru_cache":
        yield node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("spend"):
        yield node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value.func
        if isinstance(called, ast.Attribute) and called.attr.startswith("spend"):
            yield node


def seeded(bug: Bug) -> str:
    """The source of the file with the bug in it."""
    tree = ast.parse((PACK / bug.file).read_text(encoding="utf-8"))
    wanted = next(node for at, node in enumerate(ast.walk(tree)) if at == bug.at)
    _, change = list(variants(wanted))[bug.which]

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


def noticed(bug: Bug, known: Reached) -> None:
    """In a process of its own: ends with 0 where no test that reaches the bug notices it."""
    tests = known.by(bug.file, bug.line)
    name = "roletrust." + bug.file.removesuffix(".py").replace("/", ".")
    sys.meta_path.insert(0, Seeding(name, seeded(bug), PACK / bug.file))
    files = sorted({each.partition("::")[0] for each in tests})
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        limit = int(time.process_time()) + LIMIT + int(known.cost(tests))
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        os._exit(1 if files and pytest.main(["-x", *QUIET, *files], plugins=[Only(tests)]) != 0 else 0)


def survives(bug: Bug, known: Reached, last: Sequence[str]) -> bool:
    process = multiprocessing.get_context("fork").Process(target=noticed, args=(bug, known))
    process.start()
    process.join()
    return process.exitcode == 0 and (not last or survives_elsewhere(bug, last))


def survives_elsewhere(bug: Bug, tests: Sequence[str]) -> bool:
    """Whether no test of a copy of the tree notices the bug, those that start the command included."""
    shutil.rmtree(COPY, ignore_errors=True)
    for file in subprocess.check_output(["git", "ls-files", "-z"], text=True).rstrip("\0").split("\0"):
        (COPY / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, COPY / file)
    (COPY / "checks" / "roletrust" / bug.file).write_text(seeded(bug), encoding="utf-8")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (LAST_LIMIT, resource.RLIM_INFINITY))

    command = [sys.executable, "-m", "pytest", "-x", *QUIET, *tests]
    return subprocess.run(command, cwd=COPY, capture_output=True, preexec_fn=limited, check=False).returncode == 0


class Tried(NamedTuple):
    """A bug that was tried."""

    file: str
    line: int
    what: str
    noticed: bool


def recorded() -> list[Tried]:
    """What came of those bugs whose line still stands as it was."""
    if not RECORD.exists():
        return []
    tried = [Tried(**json.loads(line)) for line in RECORD.read_text(encoding="utf-8").splitlines()]
    there = {file: {each.what for each in bugs(PACK / file)} for file in {each.file for each in tried} if exists(file)}
    return [each for each in tried if each.what in there.get(each.file, ())]


def exists(file: str) -> bool:
    return (PACK / file).exists()


def table(tried: Sequence[Tried], argued: dict[tuple[str, str], str]) -> str:
    """The figures for the page, by room; those that cannot be noticed are counted apart."""
    rooms: dict[str, Counter[str]] = {}
    for each in tried:
        how = "noticed" if each.noticed else "argued" if (each.file, each.what) in argued else "standing"
        rooms.setdefault(each.file.rpartition("/")[0], Counter())[how] += 1
    total = sum(rooms.values(), Counter[str]())
    rows = [*sorted(rooms.items()), ("all", total)]
    told = [
        f"| `{room}` | {one.total()} | {one['noticed']} | {one['argued']} | {one['standing']} | {_share(one)} |"
        for room, one in rows
    ]
    heads = ("seeded in", "bugs", "noticed", "argued", "standing", "noticed of those that can be")
    return "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *told, ""])


def _share(one: Counter[str]) -> str:
    able = one["noticed"] + one["standing"]
    return f"{100 * one['noticed'] / able:.1f} %" if able else "none"


def put(text: str) -> None:
    """Write the table into the page, in the place of the last one."""
    before, found, rest = PAGE.read_text("utf-8").partition(BEGIN)
    assert found, f"{PAGE} has no place for the figures of mutants"
    PAGE.write_text(f"{before}{BEGIN}{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


def chosen(only: str, sample: int, seed: int) -> list[Bug]:
    """So many bugs of each module by lot, those modules first that choose the values to try."""
    found: list[Bug] = []
    for path in sorted((*(PACK / "engine").rglob("*.py"), *(PACK / "rules").rglob("*.py"))):
        name = path.relative_to(PACK).as_posix()
        if (
            name.startswith((*ENGINE, "rules/"))
            and "/tables/" not in name
            and "/messages/" not in name
            and only in name
        ):
            every = bugs(path)
            found += random.Random(f"{seed} {name}").sample(every, min(sample, len(every)))
    return found


def key(bug: Bug) -> tuple[str, str]:
    return bug.file, bug.what


def main() -> int:
    """0: how many are left standing is a figure, not a failure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    os.chdir(ROOT)
    before = {(each.file, each.what): each for each in recorded()}
    known = {told for told, each in before.items() if each.noticed}
    standing = {told for told in before.keys() - known - ARGUED.keys() if asked.only in told[0]}
    again = [
        each for file in sorted({file for file, _ in standing}) for each in bugs(PACK / file) if key(each) in standing
    ]
    new = [each for each in chosen(asked.only, asked.sample, asked.seed) if key(each) not in before]
    tests = reached(PACK, QUICK, KEPT)
    last = () if asked.quick else ALL
    began = time.monotonic()
    for bug in (*again, *new):
        if time.monotonic() - began > 60 * asked.minutes:
            break
        found = Tried(bug.file, bug.line, bug.what, not survives(bug, tests, last))
        before[key(bug)] = found
        if not found.noticed:
            sys.stderr.write(f"standing: {bug.file}:{bug.line}: {bug.what}\n")
        RECORD.write_text("".join(json.dumps(each._asdict()) + "\n" for each in before.values()), encoding="utf-8")
    text = table(list(before.values()), ARGUED)
    sys.stderr.write(text)
    if asked.write:
        put(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

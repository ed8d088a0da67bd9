"""What roletrust makes of HCL is what Terraform makes of it: drawn calls, expressions and files, and written ones.

Terraform is the judge.  A value here is Terraform's value, and an error here is an error there; what is not known here
may be anything.  What Terraform refuses may have a value here: docs/terraform.md says where.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dialects import test_hcl_functions
from dialects.drawn_expressions import LOCALS, Drawing, drawn_calls, drawn_files, drawn_tried
from dialects.real_terraform import signatures, values, well_formed
from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.resources import BARE
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.functions.functions import FUNCTIONS
from roletrust.dialects.hcl.syntax.expressions import parse_expression
from roletrust.dialects.hcl.values.encoding import json_text
from roletrust.dialects.hcl.values.values import Bound, Encoded, Failure, is_open
from roletrust.engine.policy.document import PolicyError

DRAWN = int(os.environ.get("DRAWN", "5000"))  # of each kind; more by hand
SEED = int(os.environ.get("SEED", "1"))
UNKNOWN = object()
# What only a run knows, what depends on where it runs, and what cannot be shown as JSON.
NOT_ASKED = {
    *("timestamp", "plantimestamp", "uuid", "bcrypt", "rsadecrypt", "abspath", "pathexpand", "type", "list", "map"),
    *("sensitive", "issensitive", "ephemeralasnull", "fileset", "convert"),
}


class Ours:
    """Expressions as roletrust evaluates them, beside `files`."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
        listed = [str(folder / name) for name in files]
        self.state = State()
        self.directory = Directory(str(folder), str(folder), listed)
        self.scope = Scope(self.directory, self.state, BARE)
        self.file = str(folder / "main.tf")

    def value(self, expression: str) -> Any:
        """Its JSON; None for an error; UNKNOWN where it is not known."""
        return self.made(lambda frame: evaluate(parse_expression(f"jsonencode(\n{expression}\n)", 1), frame))

    def made(self, evaluated: Callable[[Frame], Any]) -> Any:
        self.state.begin()
        try:
            found = evaluated(Frame(self.scope, {}, self.file))
            if not isinstance(found, Encoded) or is_open(found.tree):
                return UNKNOWN
            return json_text(found.tree)
        except Failure:
            return None
        except (Bound, RecursionError):
            return UNKNOWN


def held(expressions: Sequence[str], ours: Sequence[Any], real: Sequence[str | None]) -> None:
    """One difference is one too many; values of what Terraform refuses are few; and most is known."""
    known = [each for each in zip(expressions, ours, real, strict=True) if each[1] is not UNKNOWN]
    wrong = [each for each in known if each[1] != each[2] and each[2] is not None]
    assert wrong == []
    refused = [each for each in known if each[1] is not None and each[2] is None]
    assert len(refused) <= max(1, len(expressions) // 200), refused[:20]
    worth = sum(1 for each in real if each is not None)
    assert sum(1 for _, _, value in known if value is not None) >= 0.9 * worth


def test_functions(tmp_path: Path) -> None:
    known = signatures()
    names = [name for name in FUNCTIONS if name in known and name not in NOT_ASKED]
    drawn = list(dict.fromkeys(islice(drawn_calls(random.Random(SEED), names, known), DRAWN)))
    ours = Ours(tmp_path, {"main.tf": LOCALS})
    held(drawn, [ours.value(each) for each in drawn], values(drawn))


def test_expressions(tmp_path: Path) -> None:
    drawing = Drawing(random.Random(SEED))
    drawn = list(dict.fromkeys(drawing.expression() for _ in range(DRAWN)))
    read = [each for each, is_read in zip(drawn, well_formed(drawn), strict=True) if is_read]
    assert len(read) > 0.9 * len(drawn)
    ours = Ours(tmp_path, {"main.tf": LOCALS})
    held(read, [ours.value(each) for each in read], values(read, {"main.tf": LOCALS}))


def test_files(tmp_path: Path) -> None:
    files = {"main.tf": LOCALS, **drawn_files(random.Random(SEED), DRAWN // 8)}
    ours = Ours(tmp_path, files)
    placed = ours.directory.blocks(("locals",))
    names = [name for each in placed for name in each.body.names() if name.startswith("x")]
    assert len(names) > DRAWN // 4

    def made(name: str) -> Any:
        found = ours.directory.local(name)
        assert found is not None
        return ours.made(lambda frame: Encoded(evaluate(found[0], frame)))

    held(names, [made(name) for name in names], values([f"local.{name}" for name in names], files))


def test_what_is_tried(tmp_path: Path) -> None:
    """Where `try` goes on without a value, a value that Terraform has none of is a wrong one."""
    drawn = list(dict.fromkeys(islice(drawn_tried(random.Random(SEED)), DRAWN // 4)))
    ours = Ours(tmp_path, {"main.tf": LOCALS})
    found = list(zip(drawn, map(ours.value, drawn), values(drawn, {"main.tf": LOCALS}), strict=True))
    wrong = [each for each in found if each[1] is not UNKNOWN and each[1] != each[2]]
    assert len(wrong) <= len(found) // 2000, wrong  # none of those of every day; docs/terraform.md says what they are
    assert sum(1 for each in found if each[1] is not UNKNOWN) > 0.75 * len(found)


def test_the_written_examples_are_terraforms(tmp_path: Path) -> None:
    """Those of functions, as far as they name nothing that only a configuration knows."""
    beside = ("var.", "data.", "provider::", "file", "local.")
    rows = [row for name, each in test_hcl_functions.KNOWN.items() if name not in NOT_ASKED for row in each]
    rows = [(asked, value) for asked, value in rows if not any(word in asked for word in beside)]
    rows = [(asked, value) for asked, value in rows if "${" not in str(value)]
    real = values([asked for asked, _ in rows])
    assert len(real) > 200
    wrong = [(row, its) for row, its in zip(rows, real, strict=True) if its is None or json.loads(its) != row[1]]
    assert wrong == []


TRIED = (
    *('true ? "a" : tonumber("x")', 'true ? "a" : ["x"]', "true ? { a = 1 } : [1]", "[for x in [] : x.y]"),
    *('false && tonumber("x")', 'false && "x"', "true || [1][3]", '{ a = "k", b = tonumber("x") }.a'),
    *('[{ a = "k", b = [1][3] }][0].a', '["k", tonumber("x")][0]', 'merge({ a = "k" }, tostring(null))'),
    *('coalesce(tostring(null), "k")', "length(tostring(null))", "flatten([tostring(null)])"),
    *(
        'lookup({ a = "1" }, "b", ["c"])',
        'lookup(tomap({ a = "1" }), "b", ["c"])',
        'lookup(tomap({ a = "1" }), "b", 5)',
    ),
    *('lookup(tomap({ a = "1" }), "a", ["c"])', 'lookup(tomap({ a = "1" }), "b", "c")', 'lookup({}, "b", ["c"])'),
    *('true ? "" : [sum("")]', 'false ? "${tonumber("x")}" : [1]', 'true ? "a" : { b = tonumber("x") }'),
    *('true ? 5 : "${tonumber("x")}"', 'true ? [1] : [tonumber("x")]', 'true ? "a" : tolist(tonumber("x"))'),
    *("true ? [1] : !tonumber(5)", 'true ? { a = 1 } : 1 < tonumber("x")', "can([1]...)", "try([1]...)"),
    *("-1 * 0", "0 / -2", "0 % -2", "0 * -0.1", "0 * 1"),
    *("true || jsonencode(jsonencode(1))", "true || tolist(true ? null : [1])", "true ? { a = 1 } : { a = 1 || true }"),
    *(
        'matchkeys(["a"], [{ a = "x" }], [{ a = "x" }])',
        "true || [[1][3]]",
        'true || { a = tonumber("x") }',
        "true || 1 + [1][3]",
        'true || !tonumber("x")',
    ),
    *('false && "${[[1][3]]}"', "true || (true ? [[1][3]] : [1])", "true || tolist([1][3])", '"1" || "0"'),
    *("[for x in [] : x if 1]", "[for x in [] : x if [1][3]]", "{ for k, v in {} : k => v if length(v) }"),
    *("[for x in [] : x if x.y]", '[for x in [] : x if startswith(x, "a")]', "[[for x in [] : x if null]]"),
    *('true ? "a" : (true ? [[1][3]] : [1])', "true ? [1] : [[[1][3]]]", "true ? [] : [[1][3], 1]"),
    *('true ? true : "x${[1][3]}"', "true ? true : 1 + [1][3]", '"1" ? "a" : "b"', '!"0"'),
)


def test_where_terraform_has_an_error_a_value_that_is_tried_is_its_own_or_not_known(tmp_path: Path) -> None:
    tried = [each for one in TRIED for each in (f'try({one}, "other")', f"can({one})")]
    ours = [Ours(tmp_path, {}).value(each) for each in tried]
    found = list(zip(tried, ours, values(tried), strict=True))
    assert [each for each in found if each[1] is not UNKNOWN and each[1] != each[2]] == []
    assert sum(value is not UNKNOWN for value in ours) == 57


def test_terraform_is_asked() -> None:
    """The judge refuses what is no Terraform, and says what a value is."""
    assert values(["1 + 1", "[for a in [1] : a]", "nosuch(1)"]) == ["2", "[1]", None]
    wrong = ["1 +", "{ a }", '"${a"']
    assert well_formed([*wrong, "1"]) == [False, False, False, True]
    for expression in wrong:
        with pytest.raises(PolicyError):
            parse_expression(expression, 1)

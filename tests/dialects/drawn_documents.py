"""Trust documents drawn at random, with variables wherever Terraform takes one, and values drawn for those."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.project.project import Project

OWN, VENDOR, OTHER, THIRD = "111122223333", "123456789012", "210987654321", "333344445555"
ID = "7f9c2b1e-8d1c-4a55"


def principal(dice: random.Random) -> str:
    account = dice.choice([OWN, VENDOR, OTHER])
    return (
        account if dice.random() < 0.3 else f"arn:aws:iam::{account}:{dice.choice(['root', 'role/reader', 'user/ci'])}"
    )


# What each variable may be: an ordinary value of its place.
VALUES: dict[str, Any] = {
    "account": lambda dice: dice.choice([OWN, VENDOR, OTHER]),
    "arn": principal,
    "arns": lambda dice: [principal(dice) for _ in range(dice.randint(1, 3))],
    "pin": lambda dice: dice.choice([f"arn:aws:iam::{VENDOR}:role/reader", f"arn:aws:iam::{OWN}:user/ci"]),
    "id": lambda dice: dice.choice([ID, "0b44d7f2-55aa-4c1d", "customer-4711"]),
    "on": lambda dice: dice.random() < 0.5,
    "some": lambda dice: dice.sample([OWN, VENDOR, OTHER], dice.randint(0, 3)),  # over which blocks are made, or none
}
VARIABLES = "".join(f'variable "{name}" {{}}\n' for name in VALUES)


# --- documents -----------------------------------------------------------------------------------

# Expressions for a list of principals.  `EACH` is the account that a repeated statement is made for.
IDENTIFIERS = [
    f'["arn:aws:iam::{VENDOR}:root"]',
    f'["arn:aws:iam::{VENDOR}:role/reader"]',
    f'["{OWN}"]',
    '["*"]',
    '["arn:aws:iam::EACH:root"]',
    '["arn:aws:iam::EACH:role/reader", var.arn]',
    '["arn:aws:iam::${var.account}:root"]',
    '["arn:aws:iam::${var.account}:role/reader"]',
    "[var.account]",
    "[var.arn]",
    "var.arns",
    f'concat(["{VENDOR}"], var.arns)',
    "[for each in var.arns : each]",
    "distinct(compact(flatten([var.arns, [var.arn]])))",
    f'[var.on ? var.arn : "{THIRD}"]',
    f'var.on ? var.arns : ["{OWN}"]',
    "[coalesce(null, var.arn)]",
    'formatlist("arn:aws:iam::%s:root", [var.account])',
    f'[for id in ["{VENDOR}", "{OTHER}"] : "arn:aws:iam::${{id}}:root" if id != var.account]',
]
# Operator, key, values.
CONDITIONS = [
    ("StringEquals", "sts:ExternalId", f'["{ID}"]'),
    ("StringEquals", "sts:ExternalId", "[var.id]"),
    ("StringEquals", "sts:ExternalId", '["x-${var.id}"]'),
    ("StringEquals", "sts:ExternalId", f'[var.on ? var.id : "{ID}"]'),
    ("StringEquals", "sts:ExternalId", "var.on ? [var.id] : []"),
    ("StringEquals", "sts:ExternalId", '[var.on ? "" : var.id]'),
    ("StringEqualsIfExists", "sts:ExternalId", "[var.id]"),
    ("StringNotEquals", "sts:ExternalId", "[var.id]"),
    ("StringNotEquals", "sts:ExternalId", f'[var.id, "{ID}"]'),
    ("StringLike", "sts:ExternalId", '["${var.id}*"]'),
    ("StringLike", "sts:ExternalId", '["*"]'),
    ("Null", "sts:ExternalId", "[tostring(var.on)]"),
    ("Null", "sts:ExternalId", '["false"]'),
    ("ArnEquals", "aws:PrincipalArn", "[var.pin]"),
    ("ArnLike", "aws:PrincipalArn", '["arn:aws:iam::${var.account}:role/*"]'),
    ("ArnNotEquals", "aws:PrincipalArn", "[var.pin]"),
    ("StringEquals", "aws:PrincipalAccount", "[var.account]"),
    ("StringNotEquals", "aws:PrincipalAccount", f'[var.account, "{VENDOR}"]'),
    ("Bool", "aws:MultiFactorAuthPresent", "[tostring(var.on)]"),
    ("StringEquals", "aws:PrincipalTag/team", "[var.id]"),
]
# What a dynamic block is made for, and what its value is then.
OPTIONAL = "var.on ? [1] : []"
OVER_ACCOUNTS = ["var.some", f'concat(["{THIRD}"], var.some)', "toset(var.some)"]
REPEATS = [*OVER_ACCOUNTS, OPTIONAL, "var.id == null ? [] : [1]"]

conditions = st.tuples(st.sampled_from(CONDITIONS), st.sampled_from([None, None, *REPEATS]))
Statement = tuple[str, str, list[tuple[tuple[str, str, str], "str | None"]], "str | None"]


def drawn_statement(*repeats: str | None) -> st.SearchStrategy[Statement]:
    effects, identifiers = st.sampled_from(["Allow", "Allow", "Allow", "Deny"]), st.sampled_from(IDENTIFIERS)
    return st.tuples(effects, identifiers, st.lists(conditions, max_size=3), st.sampled_from(repeats))


statements, once = drawn_statement(None, None, None, *REPEATS), drawn_statement(None, OPTIONAL)


def named(identifiers: str, each: str, repeat: str | None) -> str:
    return identifiers.replace("EACH", f"${{{each}}}" if repeat in OVER_ACCOUNTS else VENDOR)


def block(statement: Statement) -> str:
    """The statement in a data document."""
    effect, identifiers, tested, repeat = statement
    inside = f'effect = "{effect}"\nactions = ["sts:AssumeRole"]\n'
    inside += f'principals {{\n  type = "AWS"\n  identifiers = {named(identifiers, "statement.value", repeat)}\n}}\n'
    for (test, variable, values), each in tested:
        inside += repeated("condition", f'test = "{test}"\nvariable = "{variable}"\nvalues = {values}\n', each)
    return repeated("statement", inside, repeat)


def repeated(kind: str, inside: str, repeat: str | None) -> str:
    if repeat is None:
        return f"{kind} {{\n{inside}}}\n"
    return f'dynamic "{kind}" {{\nfor_each = {repeat}\ncontent {{\n{inside}}}\n}}\n'


def as_document(drawn: list[Statement]) -> str:
    return f'data "aws_iam_policy_document" "d" {{\n{"".join(map(block, drawn))}}}\n' + role(
        "data.aws_iam_policy_document.d.json"
    )


def as_object(drawn: list[Statement]) -> str:
    """The same in `jsonencode`: a statement that is repeated is a list of them, a condition an object or none."""
    return role(f'jsonencode({{ Version = "2012-10-17", Statement = concat({", ".join(map(listed, drawn))}) }})')


def as_text(drawn: list[Statement]) -> str:
    """The same inside a heredoc."""
    encoded = f"jsonencode(concat({', '.join(map(listed, drawn))}))"
    return role(f'<<EOF\n{{"Version": "2012-10-17", "Statement": ${{{encoded}}}}}\nEOF\n')


def listed(statement: Statement) -> str:
    effect, identifiers, tested, repeat = statement
    trusted = named(identifiers, "one", repeat)
    made = f'{{ Effect = "{effect}", Principal = {{ AWS = {trusted} }}, Action = "sts:AssumeRole" }}'
    always = [operator(*test) for test, each in tested if each != OPTIONAL]
    perhaps = [operator(*test) for test, each in tested if each == OPTIONAL]
    if always:
        with_perhaps = "".join(f", var.on ? {each} : {{}}" for each in perhaps)
        made = f"merge({made}, {{ Condition = merge({', '.join(always)}{with_perhaps}) }})"
    elif perhaps:
        made = f"merge({made}, var.on ? {{ Condition = merge({', '.join(perhaps)}) }} : {{}})"
    return f"[{made}]" if repeat is None else f"[for one in {repeat} : {made}]"


def operator(test: str, variable: str, values: str) -> str:
    return f'{{ {test} = {{ "{variable}" = {values} }} }}'


def role(expression: str) -> str:
    return f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {expression}\n}}\n'


def of(statement: st.SearchStrategy[Statement], *written: Callable[[list[Statement]], str]) -> st.SearchStrategy[str]:
    several = st.lists(statement, min_size=1, max_size=3)
    return st.one_of(*(several.map(each) for each in written))


# In the text of these each value stands for itself; a list of statements inside a text is one Hole.
precise = st.one_of(of(statements, as_document, as_object), of(once, as_text))
configurations = of(statements, as_document, as_object, as_text)


# --- on disk -------------------------------------------------------------------------------------


def fillings(seed: int, count: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    return [{name: value(dice) for name, value in VALUES.items()} for _ in range(count)]


def trust(project: Project, root: Path, number: int | None = None) -> Evaluated:
    """The policy with its variables unknown, or as that call fills them."""
    calls = () if number is None else (ModuleCall(str(root / "main.tf"), f"f{number}"),)
    address = ("resource", "aws_iam_role", "r")
    return project.attribute(str(root / "m" / "main.tf"), calls, address, "assume_role_policy")


def laid_out(root: Path, configuration: str, filled: list[dict[str, Any]]) -> Project:
    """The configuration as the module `m`, called once with each of the values."""
    (root / "m").mkdir()
    (root / "m" / "main.tf").write_text(VARIABLES + configuration, encoding="utf-8")
    calls = [
        f'module "f{number}" {{\n  source = "./m"\n'
        + "".join(f"  {name} = {json.dumps(value)}\n" for name, value in filling.items())
        + "}\n"
        for number, filling in enumerate(filled)
    ]
    (root / "main.tf").write_text("".join(calls), encoding="utf-8")
    return Project(str(root), [str(root / "main.tf"), str(root / "m" / "main.tf")])

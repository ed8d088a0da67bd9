"""How a role comes by its policies, in each way that a framework has to write it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.test_blast_radius import ADMIN, INNER, VENDOR, Role, aws, fails, hcl, of_plan, passes, told, verdict
from scanning import Scan, cloudformation, plan, terraform, terraform_json, write

Json = dict[str, Any]
ROLE = hcl("a", Role())
ALL = 'jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })'
FEW = ALL.replace('Action = "*"', 'Action = "s3:GetObject"')
POLICY = f'resource "aws_iam_policy" "p" {{\n  name = "p"\n  policy = {ALL}\n}}\n'
ADMIN_ARN = aws(ADMIN)


def attached(arn: str, role: str = "aws_iam_role.a.name", more: str = "") -> str:
    return f'resource "aws_iam_role_policy_attachment" "x" {{\n  role = {role}\n  policy_arn = {arn}\n{more}}}\n'


def inside(more: str) -> str:
    return ROLE.replace("{\n", "{\n" + more + "\n", 1)


# --- Terraform ---------------------------------------------------------------------------------------------------

HELD: dict[str, str] = {
    "an attachment by name": ROLE + attached(f'"{ADMIN_ARN}"'),
    "an attachment by id": ROLE + attached(f'"{ADMIN_ARN}"', "aws_iam_role.a.id"),
    "an attachment by the name itself": ROLE + attached(f'"{ADMIN_ARN}"', '"a"'),
    "a policy of the scan": ROLE + POLICY + attached("aws_iam_policy.p.arn"),
    "a policy of the scan by its id": ROLE + POLICY + attached("aws_iam_policy.p.id"),
    "a policy in every partition": ROLE
    + 'data "aws_partition" "current" {}\n'
    + attached('"arn:${data.aws_partition.current.partition}:iam::aws:policy/AdministratorAccess"'),
    "a role without a name": ROLE.replace('  name = "a"\n', "") + POLICY + attached("aws_iam_policy.p.arn"),
    "a role with a name that begins so": ROLE.replace("name =", "name_prefix =") + attached(f'"{ADMIN_ARN}"'),
    "a role whose name is not known": 'variable "n" {}\n'
    + ROLE.replace('"a"\n', "var.n\n")
    + attached(f'"{ADMIN_ARN}"'),
    "attachments for each of a set": ROLE
    + attached("each.value", more=f'  for_each = toset(["{aws("SecurityAudit")}", "{ADMIN_ARN}"])\n'),
    "attachments by number": ROLE
    + f'locals {{\n  all = ["{ADMIN_ARN}"]\n}}\n'
    + attached("local.all[count.index]", more="  count = length(local.all)\n"),
    "an attachment to several roles": ROLE
    + 'resource "aws_iam_policy_attachment" "x" {\n  name = "x"\n  roles = ["b", aws_iam_role.a.name]\n'
    + f'  policy_arn = "{ADMIN_ARN}"\n}}\n',
    "attachments and no others": ROLE
    + 'resource "aws_iam_role_policy_attachments_exclusive" "x" {\n  role_name = aws_iam_role.a.name\n'
    + f'  policy_arns = ["{ADMIN_ARN}"]\n}}\n',
    "ARNs in the role": inside(f'  managed_policy_arns = ["{ADMIN_ARN}"]'),
    "a policy in the role": inside(f'  inline_policy {{\n    name = "x"\n    policy = {ALL}\n  }}'),
    "a policy in the role, if there is one": inside(
        '  dynamic "inline_policy" {\n    for_each = ["x"]\n    content {\n      name = inline_policy.value\n'
        f"      policy = {ALL}\n    }}\n  }}"
    ),
    "a policy document": ROLE
    + 'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["*"]\n    resources = ["*"]\n  }\n}\n'
    + 'resource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.a.id\n'
    + "  policy = data.aws_iam_policy_document.d.json\n}\n",
    "text": ROLE
    + 'resource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.a.id\n  policy = <<-EOT\n'
    + '  {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\n  EOT\n}\n',
    "a role made under the same condition": 'variable "on" {}\n'
    + inside("  count = var.on ? 1 : 0")
    + attached(f'"{ADMIN_ARN}"', "aws_iam_role.a[0].name", "  count = var.on ? 1 : 0\n"),
}


@pytest.mark.parametrize("case", HELD)
def test_terraform_gives_a_role_a_policy_by(case: str, tmp_path: Path) -> None:
    found = terraform(write(tmp_path, {"main.tf": HELD[case]}))
    assert [role for rule, role in found.failed if rule == "14"], case
    assert "is an administrator by " in told(found, next(r for n, r in found.failed if n == "14").rpartition(".")[2])


NOT_HELD: dict[str, str] = {
    "another role's attachment": ROLE + hcl("b", Role([])) + attached(f'"{ADMIN_ARN}"', "aws_iam_role.b.name"),
    "an attachment that is not made": ROLE + attached(f'"{ADMIN_ARN}"', more="  count = 0\n"),
    "a policy that nobody attaches": ROLE + POLICY,
    "a policy that allows little": ROLE + POLICY.replace(ALL, FEW) + attached("aws_iam_policy.p.arn"),
    "another role that has no name": ROLE.replace('  name = "a"\n', "")
    + 'resource "aws_iam_role" "b" {\n  assume_role_policy = aws_iam_role.a.assume_role_policy\n}\n'.replace(
        "aws_iam_role.a.assume_role_policy", '"{}"'
    )
    + attached(f'"{ADMIN_ARN}"', "aws_iam_role.b.name"),
    "an attachment by a name that somebody wrote": ROLE.replace('  name = "a"\n', "")
    + attached(f'"{ADMIN_ARN}"', '"written"'),
    "an empty policy in the role": inside("  inline_policy {}"),
    "an attachment made where the role is not": 'variable "on" {}\n'
    + inside("  count = var.on ? 1 : 0")
    + attached(f'"{ADMIN_ARN}"', '"a"', "  count = var.on ? 0 : 1\n"),
    "a boundary that is a policy of the scan": inside("  permissions_boundary = aws_iam_policy.p.arn")
    + POLICY.replace(ALL, FEW)
    + attached(f'"{ADMIN_ARN}"'),
    "no boundary, by a variable": 'variable "b" {\n  default = null\n}\n' + inside("  permissions_boundary = var.b"),
}


@pytest.mark.parametrize("case", NOT_HELD)
def test_a_role_of_terraform_does_not_hold(case: str, tmp_path: Path) -> None:
    found = terraform(write(tmp_path, {"main.tf": NOT_HELD[case]}))
    assert not [role for rule, role in found.failed if rule == "14"], told(found)
    assert any(role.startswith("aws_iam_role.a") for rule, role in found.passed if rule == "14")


OPEN: dict[str, str] = {
    "what a policy of AWS's says that is newer than the tables": ROLE + attached(f'"{aws("AmazonNewestService")}"'),
    "which policy is attached": 'variable "p" {}\n' + ROLE + attached("var.p"),
    "to which role it is attached": 'variable "r" {}\n' + ROLE + attached(f'"{ADMIN_ARN}"', "var.r"),
    "which policies there are": 'variable "p" {}\n' + inside("  managed_policy_arns = var.p"),
    "what a policy says": 'variable "p" {}\n' + ROLE + POLICY.replace(ALL, "var.p") + attached("aws_iam_policy.p.arn"),
    "which action is allowed": 'variable "p" {}\n'
    + ROLE
    + POLICY.replace('Action = "*"', "Action = var.p")
    + attached("aws_iam_policy.p.arn"),
    "what the boundary leaves": 'variable "b" {}\n'
    + inside("  permissions_boundary = var.b")
    + attached(f'"{ADMIN_ARN}"'),
    "who gets in": 'variable "who" {}\n'
    + ROLE.replace(f'"arn:aws:iam::{VENDOR}:root"', "var.who")
    + attached(f'"{ADMIN_ARN}"'),
    "in which account it is attached": 'provider "aws" {\n  alias = "other"\n}\n'
    + ROLE
    + attached(f'"{ADMIN_ARN}"', '"a"', "  provider = aws.other\n"),
    "whether any is attached": 'variable "p" {\n  type = set(string)\n}\n'
    + ROLE
    + attached(f'"{ADMIN_ARN}"', more="  for_each = var.p\n"),
}


@pytest.mark.parametrize("case", OPEN)
def test_it_is_neither_passed_nor_failed_where_it_is_not_known(case: str, tmp_path: Path) -> None:
    assert verdict(terraform(write(tmp_path, {"main.tf": OPEN[case]}))) == "nothing"


def test_the_condition_on_which_it_is_attached_is_told(tmp_path: Path) -> None:
    text = 'variable "on" {}\n' + ROLE + attached(f'"{ADMIN_ARN}"', more="  count = var.on ? 1 : 0\n")
    assert told(terraform(write(tmp_path, {"main.tf": text}))).endswith("(where `var.on` is true)")


def test_a_condition_that_shuts_the_vendor_out_where_it_makes_an_administrator_is_no_finding(tmp_path: Path) -> None:
    who = f'{{ AWS = var.on ? "arn:aws:iam::{VENDOR}:root" : "arn:aws:iam::987654321098:root" }}'
    text = ROLE.replace(json.dumps({"AWS": f"arn:aws:iam::{VENDOR}:root"}, indent=2).replace('": ', '" = '), "WHO")
    start, _, rest = ROLE.partition('"Principal" = {')
    text = start + '"Principal" = ' + who + rest.partition("}")[2]
    settings = {".roletrust.yaml": 'own_accounts: ["987654321098"]', "v.tf": 'variable "on" {}\n'}
    never = attached(f'"{ADMIN_ARN}"', more="  count = var.on ? 0 : 1\n")
    assert verdict(terraform(write(tmp_path / "1", {**settings, "main.tf": text + never}))) == "passes"
    then = attached(f'"{ADMIN_ARN}"', more="  count = var.on ? 1 : 0\n")
    assert verdict(terraform(write(tmp_path / "2", {**settings, "main.tf": text + then}))) == "fails"


MODULE = ROLE + 'output "name" {\n  value = aws_iam_role.a.name\n}\n'
CALL = 'module "m" {\n  source = "./m"\n}\n'


def test_what_is_attached_outside_of_the_roles_module_counts(tmp_path: Path) -> None:
    files = {"m/main.tf": MODULE, "main.tf": CALL + attached(f'"{ADMIN_ARN}"', "module.m.name")}
    assert "(/main.tf:4-7)" in told(terraform(write(tmp_path, files)))


def test_what_a_module_attaches_to_the_role_that_it_is_given_counts(tmp_path: Path) -> None:
    inner = 'variable "role" {}\nvariable "arn" {}\n' + attached("var.arn", "var.role")
    call = f'module "m" {{\n  source = "./m"\n  role = aws_iam_role.a.name\n  arn = "{ADMIN_ARN}"\n}}\n'
    assert verdict(terraform(write(tmp_path, {"m/main.tf": inner, "main.tf": ROLE + call}))) == "fails"


def test_each_instance_of_a_role_has_its_own(tmp_path: Path) -> None:
    made = inside('  for_each = toset(["one", "two"])').replace('name = "a"', "name = each.key")
    text = made + attached(f'"{ADMIN_ARN}"', 'aws_iam_role.a["one"].name')
    found = terraform(write(tmp_path, {"main.tf": text}))
    assert {role for rule, role in found.failed if rule == "14"} == {'aws_iam_role.a["one"]'}
    assert {role for rule, role in found.passed if rule == "14"} == {'aws_iam_role.a["two"]'}


def test_a_role_of_the_same_name_in_another_root_module_is_another_role(tmp_path: Path) -> None:
    files = {"one/main.tf": ROLE + attached(f'"{ADMIN_ARN}"', '"a"'), "two/main.tf": ROLE}
    found = terraform(write(tmp_path, files))
    assert [each.file_path for each in found.report.failed_checks if each.check_id == "CKV_TRUST_14"] == [
        "/one/main.tf"
    ]


@pytest.mark.parametrize("split", ["0", "1"])
def test_split_graphs_make_no_difference(split: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_SPLIT_GRAPH", split)
    files = {"one/main.tf": ROLE + attached(f'"{ADMIN_ARN}"'), "two/main.tf": ROLE}
    found = terraform(write(tmp_path, files))
    assert [each.file_path for each in found.report.failed_checks if each.check_id == "CKV_TRUST_14"] == [
        "/one/main.tf"
    ]


def test_json_syntax_is_read_as_well(tmp_path: Path) -> None:
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": VENDOR},
             "Action": "sts:AssumeRole"}]}  # fmt: skip
    data = {
        "resource": {
            "aws_iam_role": {"a": {"name": "a", "assume_role_policy": json.dumps(trust)}},
            "aws_iam_role_policy_attachment": {"x": {"role": "${aws_iam_role.a.name}", "policy_arn": ADMIN_ARN}},
        }
    }
    assert verdict(terraform_json(write(tmp_path, {"main.tf.json": json.dumps(data, indent=1)}))) == "fails"


def test_the_cloud_control_role_is_read_as_well(tmp_path: Path) -> None:
    text = ROLE.replace("aws_iam_role", "awscc_iam_role").replace("assume_role_policy", "assume_role_policy_document")
    more = f'  policies = [{{ policy_name = "x", policy_document = {ALL} }}]'
    text = text.replace("  name =", "  role_name =")
    found = terraform(write(tmp_path, {"main.tf": text.replace("{\n", "{\n" + more + "\n", 1)}))
    assert verdict(found) == "fails"
    found = terraform(write(tmp_path / "2", {"main.tf": text.replace("{\n", "{\n" + more.replace(ALL, FEW) + "\n", 1)}))
    assert verdict(found) == "passes"


# --- from another root module ------------------------------------------------------------------------------------

ADMINISTRATOR = inside(f'  managed_policy_arns = ["{ADMIN_ARN}"]')
LITERAL = attached(f'"{ADMIN_ARN}"', '"a"')
INLINE = f'resource "aws_iam_role_policy" "x" {{\n  role = "a"\n  policy = {ALL}\n}}\n'
OF_SEVERAL = f"""resource "aws_iam_policy_attachment" "x" {{
  name       = "x"
  roles      = ["b", "a"]
  policy_arn = "{ADMIN_ARN}"
}}
"""
EXCLUSIVE = f"""resource "aws_iam_role_policy_attachments_exclusive" "x" {{
  role_name   = "a"
  policy_arns = ["{ADMIN_ARN}"]
}}
"""
LOOKED_UP = 'data "aws_iam_role" "d" {\n  name = "a"\n}\n'
WRITES_IT = ALL.replace('Action = "*", Resource = "*"', 'Action = "iam:CreatePolicyVersion", Resource = "*:policy/p"')


def proving(account: str) -> str:
    return f'provider "aws" {{\n  allowed_account_ids = ["{account}"]\n}}\n'


BY_NAME: dict[str, tuple[str, str, str]] = {
    "an attachment": ("nothing", ROLE, LITERAL),
    "a policy": ("nothing", ROLE, INLINE),
    "an attachment to several": ("nothing", ROLE, OF_SEVERAL),
    "attachments and no others": ("nothing", ROLE, EXCLUSIVE),
    "a policy of that module": ("nothing", ROLE, POLICY + attached("aws_iam_policy.p.arn", '"a"')),
    "a policy that is not known": ("nothing", ROLE, attached('"arn:aws:iam::987654321098:policy/p"', '"a"')),
    "the name that a variable has by default": (
        "nothing",
        ROLE,
        'variable "r" {\n  default = "a"\n}\n' + attached(f'"{ADMIN_ARN}"', "var.r"),
    ),
    "a role that is looked up": ("nothing", ROLE, LOOKED_UP + attached(f'"{ADMIN_ARN}"', "data.aws_iam_role.d.name")),
    "a role that is looked up, by its id": (
        "nothing",
        ROLE,
        LOOKED_UP + attached(f'"{ADMIN_ARN}"', "data.aws_iam_role.d.id"),
    ),
    "for each of some names": (
        "nothing",
        ROLE,
        attached(f'"{ADMIN_ARN}"', "each.value", '  for_each = toset(["a", "b"])\n'),
    ),
    "the policy that it may write": (
        "nothing",
        ROLE + f'resource "aws_iam_role_policy" "w" {{\n  role = aws_iam_role.a.id\n  policy = {WRITES_IT}\n}}\n',
        POLICY.replace(ALL, FEW) + attached("aws_iam_policy.p.arn", '"a"'),
    ),
    "a policy of AWS's that allows little": ("passes", ROLE, attached(f'"{aws("SecurityAudit")}"', '"a"')),
    "a policy that allows little": (
        "passes",
        ROLE,
        POLICY.replace(ALL, FEW) + attached("aws_iam_policy.p.arn", '"a"'),
    ),
    "more than the boundary lets it": (
        "passes",
        inside(f'  permissions_boundary = "{aws("SecurityAudit")}"'),
        LITERAL,
    ),
    "what a Deny forbids": (
        "passes",
        inside(f'  inline_policy {{\n    name = "x"\n    policy = {ALL.replace("Allow", "Deny")}\n  }}'),
        LITERAL,
    ),
    "a Deny, to an administrator": (
        "nothing",
        ADMINISTRATOR,
        INLINE.replace("Allow", "Deny"),
    ),
    "a Deny of little, to an administrator": (
        "fails",
        ADMINISTRATOR,
        INLINE.replace("Allow", "Deny").replace('Action = "*"', 'Action = "s3:*"'),
    ),
    "more, to an administrator": ("fails", ADMINISTRATOR, LITERAL),
    "to another name": ("passes", ROLE, attached(f'"{ADMIN_ARN}"', '"b"')),
    "to a name that is not known": ("passes", ROLE, 'variable "r" {}\n' + attached(f'"{ADMIN_ARN}"', "var.r")),
    "to a role whose name is not known": ("passes", 'variable "n" {}\n' + ROLE.replace('"a"\n', "var.n\n"), LITERAL),
    "to a role that has no name": ("passes", ROLE.replace('  name = "a"\n', ""), LITERAL),
    "to a role that has one of two names": (
        "nothing",
        'variable "on" {}\n' + ROLE.replace('"a"\n', 'var.on ? "a" : "b"\n'),
        LITERAL,
    ),
    "to its own role of that name": ("passes", ROLE, ROLE + LITERAL),
    "by reference": (
        "passes",
        ROLE,
        ROLE.replace('"a" {', '"b" {') + attached(f'"{ADMIN_ARN}"', "aws_iam_role.b.name"),
    ),
    "by reference, through a local": (
        "passes",
        ROLE,
        ROLE + "locals {\n  r = aws_iam_role.a.name\n}\n" + attached(f'"{ADMIN_ARN}"', "local.r"),
    ),
    "by what a role of its own says": (
        "nothing",
        ROLE,
        ROLE.replace('name = "a"', 'name = "b"\n  description = "a"')
        + attached(f'"{ADMIN_ARN}"', "aws_iam_role.a.description"),
    ),
    "to its own role that may not be there": (
        "nothing",
        ROLE,
        'variable "on" {}\n' + inside("  count = var.on ? 1 : 0") + LITERAL,
    ),
    "to its own role that may have another name": (
        "nothing",
        ROLE,
        'variable "on" {}\n' + ROLE.replace('"a"\n', 'var.on ? "a" : "b"\n') + LITERAL,
    ),
    "where its own role is there": (
        "passes",
        ROLE,
        'variable "on" {}\n'
        + inside("  count = var.on ? 1 : 0")
        + attached(f'"{ADMIN_ARN}"', "aws_iam_role.a[0].name", "  count = var.on ? 1 : 0\n"),
    ),
    "to its own role in another account": (
        "nothing",
        ROLE,
        'provider "aws" {\n  alias = "other"\n}\n' + inside("  provider = aws.other") + LITERAL,
    ),
    "in another account": ("passes", proving(VENDOR) + ROLE, proving("987654321098") + LITERAL),
    "in the same account": ("fails", proving("987654321098") + ROLE, proving("987654321098") + LITERAL),
    "a policy of that module in the same account": (
        "fails",
        proving("987654321098") + ROLE,
        proving("987654321098") + POLICY + attached("aws_iam_policy.p.arn", '"a"'),
    ),
    "a Deny in the same account": (
        "passes",
        proving("987654321098") + ADMINISTRATOR,
        proving("987654321098") + INLINE.replace("Allow", "Deny"),
    ),
    "on a condition in the same account": (
        "nothing",
        proving("987654321098") + ROLE,
        proving("987654321098") + 'variable "on" {}\n' + LITERAL.replace("{\n", "{\n  count = var.on ? 1 : 0\n", 1),
    ),
    "on a condition that is called as the role's": (
        "nothing",
        proving("987654321098") + 'variable "on" {}\n' + inside("  count = var.on ? 1 : 0"),
        proving("987654321098") + 'variable "on" {}\n' + LITERAL.replace("{\n", "{\n  count = var.on ? 0 : 1\n", 1),
    ),
}


@pytest.mark.parametrize("case", BY_NAME)
def test_another_root_module_attaches_by_name(case: str, tmp_path: Path) -> None:
    expected, one, other = BY_NAME[case]
    found = terraform(write(tmp_path, {"one/main.tf": one, "other/main.tf": other}))
    assert verdict_of(found, "/one/main.tf") == expected


def verdict_of(scan: Scan, file: str) -> str:
    """By rule 14, on the role of that file."""
    said = [(name, each) for name in ("failed", "passed") for each in getattr(scan.report, f"{name}_checks")]
    found = [name for name, each in said if (each.check_id, each.file_path) == ("CKV_TRUST_14", file)]
    return {"failed": "fails", "passed": "passes"}[found[0]] if found else "nothing"


def test_a_way_through_a_role_that_may_be_given_more_elsewhere_is_not_decided(tmp_path: Path) -> None:
    step = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::987654321098:role/b"}
    files = {
        "one/main.tf": proving("987654321098") + hcl("a", Role(holds=[step])) + hcl("b", replace(INNER, holds=[])),
        "other/main.tf": LITERAL.replace('"a"', '"b"'),
    }
    found = terraform(write(tmp_path, files))
    assert ("14", "aws_iam_role.a") not in found.failed | found.passed


@pytest.mark.parametrize("split", ["0", "1"])
@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_what_is_attached_by_name_is_found_in_split_graphs(
    split: str, order: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_SPLIT_GRAPH", split)
    role, other = order
    found = terraform(write(tmp_path, {f"{role}/main.tf": ROLE, f"{other}/main.tf": LITERAL}))
    assert verdict_of(found, f"/{role}/main.tf") == "nothing"


def test_what_a_module_attaches_by_the_name_that_another_root_module_gives_it_counts(tmp_path: Path) -> None:
    inner = 'variable "role" {}\n' + attached(f'"{ADMIN_ARN}"', "var.role")
    call = 'module "m" {\n  source = "../m"\n  role = "a"\n}\n'
    found = terraform(write(tmp_path, {"m/main.tf": inner, "one/main.tf": ROLE, "other/main.tf": call}))
    assert verdict_of(found, "/one/main.tf") == "nothing"


# --- plans -------------------------------------------------------------------------------------------------------


def planned(*resources: tuple[str, str, Json, Json, Json]) -> str:
    """`resources`: type, name, values, what is unknown of them, the configuration's expressions."""
    made = [
        {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name} for kind, name, *_ in resources
    ]
    changes = [
        {**each, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}}
        for each, (_, _, values, unknown, _) in zip(made, resources, strict=True)
    ]
    written = [
        {**each, "provider_config_key": "aws", "expressions": expressions}
        for each, (*_, expressions) in zip(made, resources, strict=True)
    ]
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.8",
            "planned_values": {
                "root_module": {
                    "resources": [
                        {**each, "values": values} for each, (_, _, values, *_) in zip(made, resources, strict=True)
                    ]
                }
            },
            "resource_changes": changes,
            "configuration": {"root_module": {"resources": written}},
        },
        indent=1,
    )


TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": VENDOR},
                    "Action": "sts:AssumeRole"}]})  # fmt: skip
MADE: tuple[Any, ...] = ("aws_iam_role", "a", {"assume_role_policy": TRUST}, {"name": True, "arn": True}, {})
HOLDS_ALL = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
TO_A = {"role": {"references": ["aws_iam_role.a.name", "aws_iam_role.a"]}}
TO_P = {"policy_arn": {"references": ["aws_iam_policy.p.arn", "aws_iam_policy.p"]}}
P: tuple[Any, ...] = ("aws_iam_policy", "p", {"policy": HOLDS_ALL}, {"arn": True}, {})
BOTH_OPEN: tuple[Any, ...] = (
    "aws_iam_role_policy_attachment",
    "x",
    {},
    {"role": True, "policy_arn": True},
    {**TO_A, **TO_P},
)

PLANNED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "a name that is not known yet": (
        "fails",
        (MADE, ("aws_iam_role_policy_attachment", "x", {"policy_arn": ADMIN_ARN}, {"role": True}, TO_A)),
    ),
    "an ARN that is not known yet": ("fails", (MADE, P, BOTH_OPEN)),
    "another policy that is not attached": ("passes", (MADE, P)),
    "a variable that is not known": (
        "nothing",
        (
            MADE,
            ("aws_iam_role_policy_attachment", "x", {}, {"role": True, "policy_arn": True},
             {**TO_A, "policy_arn": {"references": ["data.aws_iam_policy.q.arn", "data.aws_iam_policy.q"]}}),
        ),
    ),
    "the attachment of a role that is not known": (
        "nothing",
        (
            MADE,
            ("aws_iam_role_policy_attachment", "x", {"policy_arn": ADMIN_ARN}, {"role": True},
             {"role": {"references": ["data.external.x.result", "data.external.x"]}}),
        ),
    ),
    "the attachment of another role": (
        "passes",
        (
            MADE,
            ("aws_iam_role", "b", {"assume_role_policy": TRUST.replace(VENDOR, "987654321098")}, {"name": True}, {}),
            ("aws_iam_role_policy_attachment", "x", {"policy_arn": ADMIN_ARN}, {"role": True},
             {"role": {"references": ["aws_iam_role.b.name", "aws_iam_role.b"]}}),
        ),
    ),
    "an inline policy": (
        "fails",
        ((*MADE[:2], {"assume_role_policy": TRUST, "inline_policy": [{"name": "x", "policy": HOLDS_ALL}]}, {}, {}),),
    ),
    "a boundary that is not known yet": (
        "nothing",
        (
            (*MADE[:2], {"assume_role_policy": TRUST, "managed_policy_arns": [ADMIN_ARN]},
             {"permissions_boundary": True}, {"permissions_boundary": {"references": ["var.b"]}}),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANNED)
def test_a_plan_tells_of(case: str, tmp_path: Path) -> None:
    expected, resources = PLANNED[case]
    assert verdict(plan(write(tmp_path, {"tfplan.json": planned(*resources)}))) == expected


# --- CloudFormation ----------------------------------------------------------------------------------------------

FROM_VENDOR: Json = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": VENDOR},
               "Action": "sts:AssumeRole"}]}  # fmt: skip
DOCUMENT: Json = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
PARAMETERS = {"Stage": {"Type": "String"}, "Arn": {"Type": "String"}}
CONDITIONS = {"Prod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}}


def stack(properties: Json, **others: Json) -> str:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": FROM_VENDOR, **properties}}
    resources = {"a": role, **others}
    return json.dumps({"Parameters": PARAMETERS, "Conditions": CONDITIONS, "Resources": resources}, indent=1)


def of_kind(kind: str, properties: Json, condition: str = "") -> Json:
    found: Json = {"Type": f"AWS::IAM::{kind}", "Properties": properties}
    return {**found, "Condition": condition} if condition else found


POLICIES: dict[str, tuple[str, str]] = {
    "its own": ("fails", stack({"Policies": [{"PolicyName": "x", "PolicyDocument": DOCUMENT}]})),
    "ARNs in every partition": (
        "fails",
        stack({"ManagedPolicyArns": [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"}]}),
    ),
    "a policy": ("fails", stack({}, p=of_kind("Policy", {"Roles": [{"Ref": "a"}], "PolicyDocument": DOCUMENT}))),
    "a policy by the role's name": (
        "fails",
        stack({"RoleName": "x"}, p=of_kind("Policy", {"Roles": ["x"], "PolicyDocument": DOCUMENT})),
    ),
    "a role policy": (
        "fails",
        stack({}, p=of_kind("RolePolicy", {"RoleName": {"Ref": "a"}, "PolicyDocument": DOCUMENT})),
    ),
    "a managed policy": (
        "fails",
        stack({}, p=of_kind("ManagedPolicy", {"Roles": [{"Ref": "a"}], "PolicyDocument": DOCUMENT})),
    ),
    "a managed policy by reference": (
        "fails",
        stack({"ManagedPolicyArns": [{"Ref": "p"}]}, p=of_kind("ManagedPolicy", {"PolicyDocument": DOCUMENT})),
    ),
    "another role's policy": (
        "passes",
        stack(
            {},
            b=of_kind("Role", {"AssumeRolePolicyDocument": {**FROM_VENDOR, "Statement": []}}),
            p=of_kind("Policy", {"Roles": [{"Ref": "b"}], "PolicyDocument": DOCUMENT}),
        ),
    ),
    "a managed policy that nobody holds": (
        "passes",
        stack({}, p=of_kind("ManagedPolicy", {"PolicyDocument": DOCUMENT})),
    ),
    "a boundary of the template": (
        "passes",
        stack(
            {"ManagedPolicyArns": [ADMIN_ARN], "PermissionsBoundary": {"Ref": "p"}},
            p=of_kind(
                "ManagedPolicy",
                {"PolicyDocument": {**DOCUMENT, "Statement": {**DOCUMENT["Statement"], "Action": "s3:GetObject"}}},
            ),
        ),
    ),
    "an ARN that is not known": ("nothing", stack({"ManagedPolicyArns": [{"Ref": "Arn"}]})),
    "an imported boundary": (
        "nothing",
        stack({"ManagedPolicyArns": [ADMIN_ARN], "PermissionsBoundary": {"Fn::ImportValue": "bound"}}),
    ),
    "a policy on a condition": (
        "fails",
        stack({}, p=of_kind("Policy", {"Roles": [{"Ref": "a"}], "PolicyDocument": DOCUMENT}, "Prod")),
    ),
    "a policy of its own on a condition": (
        "fails",
        stack(
            {
                "Policies": [
                    {"Fn::If": ["Prod", {"PolicyName": "x", "PolicyDocument": DOCUMENT}, {"Ref": "AWS::NoValue"}]}
                ]
            }
        ),
    ),
}


@pytest.mark.parametrize("case", POLICIES)
def test_a_template_gives_a_role(case: str, tmp_path: Path) -> None:
    expected, text = POLICIES[case]
    found = cloudformation(write(tmp_path, {"t.json": text}))
    assert verdict(found) == expected
    if "condition" in case:
        assert told(found).endswith("(where `Prod` is true)")


def template(condition: str = "", **resources: Json) -> str:
    found = {each: {**made, "Condition": condition} if condition else made for each, made in resources.items()}
    return json.dumps({"Parameters": PARAMETERS, "Conditions": CONDITIONS, "Resources": found}, indent=1)


def given(document: Json = DOCUMENT, roles: Any = ("x",), kind: str = "Policy") -> Json:
    named = {"RoleName": roles[0]} if kind == "RolePolicy" else {"Roles": roles}
    return of_kind(kind, {**named, "PolicyDocument": document})


LITTLE: Json = {**DOCUMENT, "Statement": {**DOCUMENT["Statement"], "Action": "s3:GetObject"}}
FORBIDDING: Json = {**DOCUMENT, "Statement": {**DOCUMENT["Statement"], "Effect": "Deny"}}
OTHER_ROLE = of_kind("Role", {"RoleName": "x", "AssumeRolePolicyDocument": {**FROM_VENDOR, "Statement": []}})
X = {"RoleName": "x"}
WRITES = {"Effect": "Allow", "Action": "iam:CreatePolicyVersion", "Resource": "*:policy/p"}
WRITING = [{"PolicyName": "w", "PolicyDocument": {**DOCUMENT, "Statement": WRITES}}]
BY_ANOTHER_TEMPLATE: dict[str, tuple[str, Json, str]] = {
    "a policy": ("nothing", X, template(p=given())),
    "a role policy": ("nothing", X, template(p=given(kind="RolePolicy"))),
    "a managed policy": ("nothing", X, template(p=given(kind="ManagedPolicy"))),
    "a policy on a condition": ("nothing", X, template("Prod", p=given())),
    "a policy that is not known": ("nothing", X, template(p=given({"Fn::ImportValue": "document"}))),
    "a policy, by one of two names": ("nothing", X, template(p=given(roles={"Fn::If": ["Prod", ["x"], ["y"]]}))),
    "a policy, of two names": ("nothing", {"RoleName": {"Fn::If": ["Prod", "x", "y"]}}, template(p=given())),
    "the policy that it may write": (
        "nothing",
        {**X, "Policies": WRITING},
        template(p=given(LITTLE, kind="ManagedPolicy")),
    ),
    "a policy that allows little": ("passes", X, template(p=given(LITTLE))),
    "more than the boundary lets it": (
        "passes",
        {**X, "PermissionsBoundary": aws("SecurityAudit")},
        template(p=given()),
    ),
    "a Deny, to an administrator": ("nothing", {**X, "ManagedPolicyArns": [ADMIN_ARN]}, template(p=given(FORBIDDING))),
    "more, to an administrator": ("fails", {**X, "ManagedPolicyArns": [ADMIN_ARN]}, template(p=given())),
    "a policy, to another name": ("passes", X, template(p=given(roles=["y"]))),
    "a policy, to a name that is not known": ("passes", X, template(p=given(roles=[{"Ref": "Stage"}]))),
    "a policy, to a role whose name is not known": ("passes", {"RoleName": {"Ref": "Stage"}}, template(p=given())),
    "a policy, to a role that has no name": ("passes", {}, template(p=given())),
    "a policy, to its own role by reference": ("passes", X, template(b=OTHER_ROLE, p=given(roles=[{"Ref": "b"}]))),
    "a policy, to its own role by name": ("passes", X, template(b=OTHER_ROLE, p=given())),
    "a policy, where its own role is there": ("passes", X, template("Prod", b=OTHER_ROLE, p=given())),
    "a policy, to its own role that may not be there": (
        "nothing",
        X,
        template(b={**OTHER_ROLE, "Condition": "Prod"}, p=given()),
    ),
    "a policy, to its own role that may have another name": (
        "nothing",
        X,
        template(
            b=of_kind("Role", {**OTHER_ROLE["Properties"], "RoleName": {"Fn::If": ["Prod", "x", "y"]}}),
            p=given(),
        ),
    ),
}


@pytest.mark.parametrize("case", BY_ANOTHER_TEMPLATE)
@pytest.mark.parametrize("first", ["other", "zone"])
def test_another_template_attaches_by_name(first: str, case: str, tmp_path: Path) -> None:
    expected, properties, other = BY_ANOTHER_TEMPLATE[case]
    found = cloudformation(write(tmp_path, {"t.json": stack(properties), f"{first}.json": other}))
    assert verdict_of(found, "/t.json") == expected


def test_a_template_that_is_scanned_by_itself_is_judged_by_itself(tmp_path: Path) -> None:
    folder = write(tmp_path, {"t.json": stack(X), "other.json": template(p=given())})
    assert verdict(cloudformation(folder, "t.json")) == "passes"
    assert verdict(cloudformation(folder, "t.json", "other.json")) == "nothing"


def test_what_a_nested_stack_attaches_by_the_name_that_it_is_given_counts(tmp_path: Path) -> None:
    inner = json.loads(template(p=given(roles=[{"Ref": "Role"}])))
    inner["Parameters"] = {"Role": {"Type": "String"}}
    outer = json.loads(stack(X))
    made = {"TemplateURL": "./inner.json", "Parameters": {"Role": {"Ref": "a"}}}
    outer["Resources"]["Inner"] = {"Type": "AWS::CloudFormation::Stack", "Properties": made}
    found = cloudformation(write(tmp_path, {"t.json": json.dumps(outer, indent=1), "inner.json": json.dumps(inner)}))
    assert verdict_of(found, "/t.json") == "nothing"


def test_the_role_that_sam_makes_holds_the_functions_policies(tmp_path: Path) -> None:
    def function(policies: Any) -> Scan:
        made = {"Type": "AWS::Serverless::Function", "Properties": {"AssumeRolePolicyDocument": FROM_VENDOR,
                "Policies": policies}}  # fmt: skip
        text = json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"a": made}}, indent=1)
        return cloudformation(write(tmp_path / str(len(str(policies))), {"t.json": text}))

    assert verdict(function([ADMIN])) == "fails"
    assert verdict(function(ADMIN_ARN)) == "fails"
    assert verdict(function([DOCUMENT])) == "fails"
    assert verdict(function(["SecurityAudit"])) == "passes"
    assert verdict(function([{"S3ReadPolicy": {"BucketName": "x"}}])) == "nothing"


def test_a_plan_and_its_source_agree_where_both_know(tmp_path: Path) -> None:
    role = Role(managed=[ADMIN])
    assert fails(of_plan(tmp_path, a=role)) == {"a"}
    assert passes(of_plan(tmp_path / "2", a=Role())) == {"a"}

"""A value is changed where it comes from, and not where it is named; and only if that means the same for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixing.repairs import EVERY_RULE, repaired
from roletrust.fixing.repairing import Repairing
from roletrust.fixing.supplied import Supplied

ID, VENDOR, OTHER = "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41", "123456789012", "111122223333"
GIVEN = Supplied(external_ids={"": ID})


def role(external_id: str, account: str = f'"{VENDOR}"') -> str:
    return f"""data "aws_iam_policy_document" "trust" {{
  statement {{
    actions = ["sts:AssumeRole"]

    principals {{
      type        = "AWS"
      identifiers = ["arn:aws:iam::${{{account}}}:role/reader"]
    }}

    condition {{
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [{external_id}]
    }}
  }}
}}

resource "aws_iam_role" "this" {{
  assume_role_policy = data.aws_iam_policy_document.trust.json
}}
"""


VARIABLE = 'variable "external_id" {\n  type    = string # of the vendor\n  default = "changeme"\n}\n'
LOCAL = "locals {\n  ids = { }\n  external_id = var.external_id\n}\n"
CALL = 'module "vendor" {\n  source      = "./modules/role"\n  external_id = "changeme"\n}\n'
BLANK = 'variable "external_id" {}\n'
UNIT = 'terraform {\n  source = "../../modules//role"\n}\n\n'
TEMPLATE = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": '
    f'{{"AWS": "arn:aws:iam::{VENDOR}:role/reader"}}, "Condition": {{"StringEquals": '
    '{"sts:ExternalId": "${id}"}}}]}\n'
)
RENDERED = """data "template_file" "trust" {
  template = file("${path.module}/trust.json.tpl")
  vars     = { id = var.external_id }
}

resource "aws_iam_role" "this" {
  assume_role_policy = data.template_file.trust.rendered
}
"""
CALLED = """resource "aws_iam_role" "this" {
  assume_role_policy = templatefile("trust.json.tpl", { id = "changeme" })
}
"""
TREES: dict[str, tuple[dict[str, str], str]] = {
    "the default of a variable": ({"main.tf": role("var.external_id"), "variables.tf": VARIABLE}, "variables.tf"),
    "a local, and the variable that it is": (
        {"main.tf": role("local.external_id"), "locals.tf": LOCAL, "variables.tf": VARIABLE},
        "variables.tf",
    ),
    "a variable file": (
        {
            "main.tf": role("var.external_id"),
            "variables.tf": BLANK,
            "terraform.tfvars": '# of prod\nexternal_id = "changeme"\n',
        },
        "terraform.tfvars",
    ),
    "the argument in a module's call": (
        {"main.tf": CALL, "modules/role/main.tf": role("var.external_id"), "modules/role/variables.tf": BLANK},
        "main.tf",
    ),
    "the inputs of Terragrunt": (
        {
            "modules/role/main.tf": role("var.external_id"),
            "modules/role/variables.tf": BLANK,
            "live/prod/terragrunt.hcl": UNIT + 'inputs = {\n  external_id = "changeme" # of prod\n}\n',
        },
        "live/prod/terragrunt.hcl",
    ),
    "the inputs of the file that Terragrunt's includes": (
        {
            "modules/role/main.tf": role("var.external_id"),
            "modules/role/variables.tf": BLANK,
            "live/root.hcl": "inputs = {\n  external_id = local.id\n}\n\n" + 'locals {\n  id = "changeme"\n}\n',
            "live/prod/terragrunt.hcl": UNIT + 'include {\n  path = find_in_parent_folders("root.hcl")\n}\n',
        },
        "live/root.hcl",
    ),
    "a list in a local": (
        {
            "main.tf": role("local.ids").replace("[local.ids]", "local.ids"),
            "locals.tf": 'locals {\n  ids = [\n    "changeme", # old\n  ]\n}\n',
        },
        "locals.tf",
    ),
    "what is filled into a template": ({"main.tf": CALLED, "trust.json.tpl": TEMPLATE}, "main.tf"),
    "a variable file of what is filled into a template": (
        {"main.tf": RENDERED + BLANK, "trust.json.tpl": TEMPLATE, "terraform.tfvars": 'external_id = "changeme"\n'},
        "terraform.tfvars",
    ),
    "the default of a parameter": (
        {
            "role.yaml": "Parameters:\n  ExternalId:\n    Type: String # of the vendor\n    Default: changeme\n"
            "Resources:\n  Vendor:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
            "        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal:\n"
            f"              AWS: arn:aws:iam::{VENDOR}:role/reader\n            Action: sts:AssumeRole\n"
            "            Condition:\n              StringEquals:\n                sts:ExternalId: !Ref ExternalId\n"
        },
        "role.yaml",
    ),
}


def laid_out(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("name", TREES)
def test_it_is_changed_where_it_comes_from(name: str, tmp_path: Path) -> None:
    files, where = TREES[name]
    outcomes, changed = repaired(laid_out(tmp_path, files), GIVEN)
    assert [each.fixed for each in outcomes] == [["CKV_TRUST_5"]]
    text = files[where].replace('"changeme"', f'"{ID}"').replace("Default: changeme", f'Default: "{ID}"')
    assert changed == {tmp_path / where: text}


def of_units(**values: str) -> dict[str, str]:
    """A module that several units of Terragrunt run, each giving it a value; '' for none, which is the default then."""
    default = 'variable "external_id" {\n  default = "changeme"\n}\n'
    given = {name: f'inputs = {{\n  external_id = "{value}" # of {name}\n}}\n' for name, value in values.items()}
    units = {f"live/{name}/terragrunt.hcl": UNIT + (given[name] if value else "") for name, value in values.items()}
    return {"modules/role/main.tf": role("var.external_id"), "modules/role/variables.tf": default, **units}


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"prod": "changeme", "test": "changeme"}, ("live/prod/terragrunt.hcl", "live/test/terragrunt.hcl")),
        ({"prod": "changeme", "test": ID[::-1]}, ("live/prod/terragrunt.hcl",)),
        ({"prod": "changeme", "test": ""}, ("live/prod/terragrunt.hcl", "modules/role/variables.tf")),
    ],
    ids=["the same value", "another value", "the default"],
)
def test_a_value_that_several_units_give_is_changed_in_each_that_gives_it(
    tmp_path: Path, values: dict[str, str], where: tuple[str, ...]
) -> None:
    files = of_units(**values)
    outcomes, changed = repaired(laid_out(tmp_path, files), GIVEN)
    assert [each.fixed for each in outcomes] == [["CKV_TRUST_5"]]
    assert changed == {tmp_path / name: files[name].replace('"changeme"', f'"{ID}"') for name in where}


def test_what_several_roles_take_is_not_changed_for_one_of_them(tmp_path: Path) -> None:
    second = role("var.external_id", f'"{OTHER}"').replace("trust", "other").replace('"this"', '"second"')
    laid_out(tmp_path, {"main.tf": role("var.external_id"), "second.tf": second, "variables.tf": VARIABLE})
    outcomes, changed = repaired(tmp_path, Supplied(external_ids={VENDOR: ID, OTHER: ID[::-1]}))
    assert not changed
    assert len(outcomes) == 2
    assert all("takes the same value, and would need another one" in each.left["CKV_TRUST_5"] for each in outcomes)


def test_an_id_that_another_stranger_holds_already_is_refused(tmp_path: Path) -> None:
    second = role(f'"{ID}"', f'"{OTHER}"').replace("trust", "other").replace('"this"', '"second"')
    laid_out(tmp_path, {"main.tf": role("var.external_id"), "second.tf": second, "variables.tf": VARIABLE})
    outcomes, changed = repaired(tmp_path, GIVEN)
    assert not changed
    assert ["CKV_TRUST_13 would find" in each.left["CKV_TRUST_5"] for each in outcomes] == [True]


def test_a_template_that_two_roles_fill_in_differently_is_changed_for_the_one_where_that_is_filled_in(
    tmp_path: Path,
) -> None:
    other = CALLED.replace("this", "other").replace("changeme", ID[::-1])
    outcomes, changed = repaired(laid_out(tmp_path, {"main.tf": CALLED, "o.tf": other, "trust.json.tpl": TEMPLATE}))
    assert (changed, [each.fixed for each in outcomes]) == ({}, [[]])


def test_a_value_that_is_set_nowhere_in_sight_is_left_and_named(tmp_path: Path) -> None:
    files = {
        "main.tf": role("var.ids[0]"),
        "variables.tf": 'variable "ids" {\n  default = ["changeme"]\n}\n',
    }
    outcomes, changed = repaired(laid_out(tmp_path, files), GIVEN)
    assert not changed
    (left,) = (each.left for each in outcomes)
    assert "its value is what `var.ids[0]` is" in left["CKV_TRUST_5"]


def test_a_statement_is_changed_where_it_is_handed_to_a_module(tmp_path: Path) -> None:
    statement = f'{{ Effect = "Allow", Principal = {{ AWS = "{VENDOR}" }}, Action = "sts:AssumeRole" }}'
    module = (
        'variable "statements" {}\nresource "aws_iam_role" "r" {\n  assume_role_policy = jsonencode({\n'
        '    Version   = "2012-10-17"\n    Statement = var.statements\n  })\n}\n'
    )
    call = f'module "r" {{\n  source     = "./m"\n  statements = [{statement}] # the vendor\n}}\n'
    _, changed = repaired(laid_out(tmp_path, {"main.tf": call, "m/main.tf": module}))
    assert list(changed) == [tmp_path / "main.tf"]
    assert changed[tmp_path / "main.tf"].endswith(" # the vendor\n}\n")


def test_a_dynamic_block_is_changed_where_all_that_it_makes_become_the_same(tmp_path: Path) -> None:
    text = (
        'data "aws_iam_policy_document" "trust" {\n  dynamic "statement" {\n    for_each = ["a", "b"]\n    content {\n'
        '      sid     = statement.value\n      actions = ["sts:AssumeRole"]\n      principals {\n'
        f'        type        = "AWS"\n        identifiers = ["arn:aws:iam::{VENDOR}:role/${{statement.value}}"]\n'
        "      }\n    }\n  }\n}\n"
        'resource "aws_iam_role" "r" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n'
    )
    outcomes, changed = repaired(laid_out(tmp_path, {"main.tf": text}), GIVEN)
    assert [each.left for each in outcomes] == [{}]
    assert changed[tmp_path / "main.tf"].count("sts:ExternalId") == 1


def test_a_principal_that_a_function_makes_does_not_hide_its_statement(tmp_path: Path) -> None:
    text = (
        "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
        "        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal:\n"
        "              Service: {'Fn::Join': ['', [states., amazonaws.com]]}\n            Action: sts:AssumeRole\n"
    )
    _, changed = repaired(laid_out(tmp_path, {"role.yaml": text}))
    pad = " " * 12
    added = f'{pad}Condition:\n{pad}  StringEquals:\n{pad}    aws:SourceAccount: !Sub "${{AWS::AccountId}}"\n'
    assert changed == {tmp_path / "role.yaml": text + added}


def test_of_a_list_with_dashes_the_first_few_are_taken_out(tmp_path: Path) -> None:
    services = ("ssm", "events", "ec2")
    head = (
        "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n"
        "        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Principal:\n"
        "              Service:\n"
    )
    tail = "            Action:\n              - 'sts:AssumeRole'\n      Path: /\n"
    listed = {each: f"                - {each}.amazonaws.com\n" for each in services}
    _, changed = repaired(laid_out(tmp_path, {"role.yaml": head + "".join(listed.values()) + tail}))
    text = changed[tmp_path / "role.yaml"]
    assert text.startswith(head + listed["ec2"] + tail.partition("      Path")[0])
    assert text.count(listed["ssm"] + listed["events"]) == 1 and text.endswith("      Path: /\n")


def test_only_what_is_asked_for_is_read_and_repaired(tmp_path: Path) -> None:
    files, _ = TREES["the argument in a module's call"]
    laid_out(tmp_path, files)
    work = Repairing([str(tmp_path)], (), EVERY_RULE - {"CKV_TRUST_5"}, GIVEN)
    assert (work.outcomes(), work.files) == ([], {})

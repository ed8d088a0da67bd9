"""Where the values of variables come from, through Checkov's own runner: environment, files, terragrunt, validation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.test_terraform_files import OTHER, OWN, OWNED, ROLE, VENDOR, accounts, role, scan
from scanning import terraform, write

A = 'variable "a" {\n}\n'
FOURTH = "444455556666"
OF_THE_ENVIRONMENT = "\u2039var.a\u203a"  # what the environment gives is decided with, and told by its name


def variable(kind: str, more: str = "") -> str:
    return f'variable "a" {{\n  type = {kind}\n{more}}}\n'


# --- the environment: https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name --


def test_an_environment_variable_gives_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_a", VENDOR)
    assert accounts(scan(tmp_path, {"main.tf": A + role("var.a")})) == [OF_THE_ENVIRONMENT]


def test_the_environment_wins_over_a_default_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_a", VENDOR)
    main = {"main.tf": variable("string", f'  default = "{OWN}"\n') + role("var.a")}
    assert accounts(scan(tmp_path / "env", main)) == [OF_THE_ENVIRONMENT]
    assert accounts(scan(tmp_path / "file", {**main, "terraform.tfvars": f'a = "{OTHER}"\n'})) == [OTHER]


ORDER = ["terraform.tfvars", "terraform.tfvars.json", "a.auto.tfvars", "b.auto.tfvars.json", "c.auto.tfvars"]


@pytest.mark.parametrize("last", range(len(ORDER) + 1))
def test_of_the_files_of_values_the_later_ones_win(tmp_path: Path, last: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_a", OWN)
    values = [f"{number:012}" for number in range(1, 7)]
    files = {"main.tf": A + role("var.a")}
    for name, value in list(zip([*ORDER, "named.tfvars"], values, strict=True))[: last + 1]:
        files[name] = json.dumps({"a": value}) if name.endswith("json") else f'a = "{value}"\n'
    named = [str(tmp_path / "named.tfvars")] if last == len(ORDER) else []
    assert accounts(scan(tmp_path, files, var_files=named)) == [values[last]]


@pytest.mark.parametrize(
    ("kind", "text", "used"),
    [
        ("list(string)", f'["{VENDOR}"]', "var.a"),
        ("set(string)", f'["{VENDOR}"]', "tolist(var.a)[0]"),
        ("map(string)", f'{{ id = "{VENDOR}" }}', "var.a.id"),
        ("object({ id = string, x = optional(number, 1) })", f'{{"id": "{VENDOR}"}}', "var.a.id"),
        ("any", f'{{ ids = ["{VENDOR}"] }}', "var.a.ids"),
        ("string", VENDOR, "var.a"),
        ("number", "1", f'var.a == 1 ? "{VENDOR}" : "{OWN}"'),
        ("bool", "true", f'var.a ? "{VENDOR}" : "{OWN}"'),
    ],
)
def test_the_environment_is_read_by_the_type_of_the_variable(
    tmp_path: Path, kind: str, text: str, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_VAR_a", text)
    told = OF_THE_ENVIRONMENT if VENDOR in text else VENDOR
    assert accounts(scan(tmp_path, {"main.tf": variable(kind) + role(used)})) == [told]


@pytest.mark.parametrize("text", ["[", "local.x", 'file("/etc/passwd")'])
def test_what_terraform_would_not_take_from_the_environment_is_open(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_VAR_a", text)
    found = scan(tmp_path, {"main.tf": variable("list(string)") + role("var.a")})
    assert (found.rules(ROLE), ("1", ROLE) in found.passed) == ({"90"}, False)


def test_the_environment_is_for_root_modules_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_a", OWN)
    files = {"main.tf": f'module "m" {{\n  source = "./m"\n  a = "{VENDOR}"\n}}\n', "m/main.tf": A + role("var.a")}
    assert accounts(scan(tmp_path, files), f"module.m.{ROLE}") == [VENDOR]


def test_a_hidden_file_of_values_counts_too(tmp_path: Path) -> None:
    """As those do that Terragrunt leaves behind."""
    assert accounts(scan(tmp_path, {"main.tf": A + role("var.a"), ".x.auto.tfvars": f'a = "{VENDOR}"\n'})) == [VENDOR]


@pytest.mark.parametrize("start", ["tree", "."])
def test_a_file_of_values_reads_no_other_file(tmp_path: Path, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terraform allows no function there, and the working directory is not the scanned one."""
    files = {"secret": VENDOR, "tree/main.tf": A + role("var.a"), "tree/terraform.tfvars": 'a = file("../secret")\n'}
    write(tmp_path, files)
    monkeypatch.chdir(tmp_path / start)
    assert terraform(tmp_path / "tree").rules(ROLE) == {"90"}
    (tmp_path / "tree" / "terraform.tfvars").write_text('a = file("secret")\n')
    monkeypatch.chdir(tmp_path)
    assert terraform(tmp_path / "tree").rules(ROLE) == {"90"}


# --- terragrunt: https://terragrunt.gruntwork.io/docs/features/inputs/ ----------------------------------------


def inputs(**values: str) -> str:
    return "inputs = {\n" + "".join(f'  {name} = "{value}"\n' for name, value in values.items()) + "}\n"


def source(path: str) -> str:
    return f'terraform {{\n  source = "{path}"\n}}\n'


def test_inputs_beside_the_module_give_its_values(tmp_path: Path) -> None:
    files = {"main.tf": A + role("var.a"), "terragrunt.hcl": inputs(a=VENDOR)}
    assert accounts(scan(tmp_path, files)) == [VENDOR]


@pytest.mark.parametrize("path", ["../../modules/m", "../../modules//m", "../..//modules/m"])
def test_inputs_reach_the_module_that_is_their_source(tmp_path: Path, path: str) -> None:
    files = {"modules/m/main.tf": A + role("var.a"), "live/x/terragrunt.hcl": source(path) + inputs(a=VENDOR)}
    assert accounts(scan(tmp_path, files)) == [VENDOR]


def test_inputs_win_over_defaults_and_the_rest_wins_over_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terragrunt hands inputs to Terraform in its environment, where they do not replace what is there."""
    files = {
        "main.tf": variable("string", f'  default = "{OWN}"\n') + role("var.a"),
        "terragrunt.hcl": inputs(a=VENDOR),
    }
    assert accounts(scan(tmp_path / "inputs", files)) == [VENDOR]
    monkeypatch.setenv("TF_VAR_a", OTHER)
    assert accounts(scan(tmp_path / "env", files)) == [OF_THE_ENVIRONMENT]
    assert accounts(scan(tmp_path / "file", {**files, "x.auto.tfvars": f'a = "{FOURTH}"\n'})) == [FOURTH]


def test_inputs_may_be_made_of_locals_and_functions(tmp_path: Path) -> None:
    unit = (
        f'locals {{\n  id = "{VENDOR}"\n}}\ninputs = merge({{ b = 1 }}, {{ a = "arn:aws:iam::${{local.id}}:root" }})\n'
    )
    assert accounts(scan(tmp_path, {"main.tf": A + role("var.a"), "terragrunt.hcl": unit})) == [VENDOR]


@pytest.mark.parametrize("value", ["dependency.accounts.outputs.vendor", 'get_env("VENDOR")', "include.root.locals.x"])
def test_inputs_that_plain_hcl_does_not_tell_are_open(tmp_path: Path, value: str) -> None:
    files = {"main.tf": A + role("var.a"), "terragrunt.hcl": f"inputs = {{\n  a = {value}\n}}\n"}
    found = scan(tmp_path, files)
    assert (found.rules(ROLE), ("1", ROLE) in found.passed) == ({"90"}, False)
    assert value.partition("(")[0] in found.record("90", ROLE).check_name


@pytest.mark.parametrize("unknown", ["local.x.inputs", 'local.x.on ? { a = "1" } : {}'])
def test_where_the_inputs_are_not_known_a_default_may_not_hold(tmp_path: Path, unknown: str) -> None:
    unit = f'locals {{\n  x = read_terragrunt_config("x.hcl")\n}}\ninputs = {unknown}\n'
    main = OWNED + variable("string", f'  default = "{OWN}"\n') + role("var.a")
    found = scan(tmp_path, {"main.tf": main, "terragrunt.hcl": unit})
    assert (found.rules(ROLE), ("1", ROLE) in found.passed) == ({"90"}, False)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("find_in_parent_folders()", "terragrunt.hcl"),
        ('find_in_parent_folders("root.hcl")', "root.hcl"),
        ('"../root.hcl"', "root.hcl"),
    ],
)
def test_inputs_of_an_included_file_are_under_the_own_ones(tmp_path: Path, path: str, name: str) -> None:
    include = f'include "root" {{\n  path = {path}\n}}\ninclude "self" {{\n  path = "terragrunt.hcl"\n}}\n'
    files = {
        "main.tf": 'variable "a" {}\nvariable "b" {}\n' + role("[var.a, var.b]"),
        f"../{name}": inputs(a=VENDOR, b=FOURTH),
        "terragrunt.hcl": include + inputs(b=OTHER),
    }
    write(tmp_path / "tree" / "unit", files)
    assert sorted(accounts(terraform(tmp_path / "tree"))) == [VENDOR, OTHER]
    alone = terraform(tmp_path / "tree" / "unit")  # the included file is no part of this scan
    assert accounts(alone) == [OTHER]


def test_a_module_run_several_times_is_judged_for_each(tmp_path: Path) -> None:
    """In `dev` the own account gets in, in `prod` a vendor's does: that is found, and said where."""
    files = {
        "modules/m/main.tf": OWNED + A + role("var.a"),
        "live/dev/terragrunt.hcl": source("../../modules/m") + inputs(a=OWN),
        "live/prod/terragrunt.hcl": source("../../modules/m") + inputs(a=VENDOR),
    }
    found = scan(tmp_path, files)
    assert accounts(found) == [VENDOR]
    assert "/live/dev/terragrunt.hcl" in "\n".join(found.record("1", ROLE).details)


ROOT_HCL = 'include "root" {\n  path = find_in_parent_folders("root.hcl")\n%s}\n'
LOCALS = f'locals {{\n  vendor = "{VENDOR}"\n}}\n'
AROUND = {  # the files of one unit, by what Terragrunt makes of them: the accounts that its module lets in
    "a list of the parent's joins the own one": (
        [VENDOR, FOURTH],
        {
            "root.hcl": f'inputs = {{\n  a = ["{VENDOR}"]\n}}\n',
            "app/terragrunt.hcl": ROOT_HCL % '  merge_strategy = "deep"\n' + f'inputs = {{\n  a = ["{FOURTH}"]\n}}\n',
        },
    ),
    "an object of the parent's keeps what the own one has not": (
        [VENDOR],
        {
            "root.hcl": f'inputs = {{\n  a = {{ arn = "{VENDOR}" }}\n}}\n',
            "app/terragrunt.hcl": ROOT_HCL % '  merge_strategy = "deep"\n' + "inputs = {\n  a = { name = 1 }\n}\n",
        },
    ),
    "a parent that is read only": (
        [FOURTH],
        {
            "root.hcl": inputs(a=VENDOR) + LOCALS.replace(VENDOR, FOURTH),
            "app/terragrunt.hcl": ROOT_HCL % '  expose = true\n  merge_strategy = "no_merge"\n'
            + "inputs = {\n  b = include.root.locals.vendor\n}\n",
        },
    ),
    "a file that is found above": (
        [VENDOR],
        {
            "account.hcl": LOCALS,
            "app/terragrunt.hcl": 'locals {\n  of = read_terragrunt_config(find_in_parent_folders("account.hcl"))\n}\n'
            "inputs = {\n  a = local.of.locals.vendor\n}\n",
        },
    ),
    "what a parent reads for the unit": (
        [VENDOR],
        {
            "root.hcl": 'locals {\n  of = read_terragrunt_config(find_in_parent_folders("account.hcl"))\n}\n'
            "inputs = merge(local.of.locals, { a = local.of.inputs.x })\n",
            "account.hcl": inputs(x=OTHER).replace(OTHER, FOURTH),
            "app/account.hcl": inputs(x=VENDOR),
            "app/in/terragrunt.hcl": ROOT_HCL % "",
        },
    ),
    "YAML that is found above": (
        [VENDOR],
        {
            "common.yaml": f'vendor: "{VENDOR}"\n',
            "app/terragrunt.hcl": "inputs = {\n  a = yamldecode(file(find_in_parent_folders("
            '"common.yaml"))).vendor\n}\n',
        },
    ),
    "the folders between": (
        [VENDOR],
        {
            "root.hcl": f'inputs = {{\n  a = path_relative_to_include() == "app/in" ? "{VENDOR}" : "{FOURTH}"\n}}\n',
            "app/in/terragrunt.hcl": ROOT_HCL % "",
        },
    ),
}
TAKEN = 'variable "a" {\n  default = null\n}\nvariable "b" {\n  default = null\n}\n'
FLAT = "flatten([for each in [var.a, var.b] : try([each.arn], each) if each != null])"


def test_terragrunt_merges_and_reads_what_is_around_a_unit(tmp_path: Path) -> None:
    """https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#include and /docs/reference/hcl/functions/"""
    source_found = '  source = "${dirname(find_in_parent_folders("top.hcl"))}//m"\n'
    for number, (_, files) in enumerate(AROUND.values()):
        unit = next(name for name in files if name.endswith("terragrunt.hcl"))
        run = {unit: files[unit] + f"terraform {{\n{source_found}}}\n", "top.hcl": "", "m/main.tf": TAKEN + role(FLAT)}
        write(tmp_path / f"{number}", {**files, **run})
    found = terraform(tmp_path)
    records = [each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_1"]
    results: dict[str, Any] = {each.file_path.split("/")[1]: each.check_result for each in records}
    told = {number: [each["account"] for each in result["accounts"]] for number, result in results.items()}
    assert told == {f"{number}": accounts for number, (accounts, _) in enumerate(AROUND.values())}


def test_a_unit_that_only_includes_others_is_found(tmp_path: Path) -> None:
    """Checkov lists no file of such blocks; the source is the parent's, from the unit's directory on."""
    files = {
        "m/main.tf": A + role("var.a"),
        "live/root.hcl": source("../../m") + inputs(a=VENDOR),
        "live/x/terragrunt.hcl": ROOT_HCL % "",
    }
    assert accounts(scan(tmp_path, files)) == [VENDOR]


GENERATED = """locals {
  of = read_terragrunt_config(find_in_parent_folders("account.hcl"))
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<EOF
provider "aws" {
  region              = "${get_env("REGION")}"
  allowed_account_ids = ["${local.of.inputs.a}"]
}
EOF
}
"""


@pytest.mark.parametrize(("accounts_run_in", "rules"), [([VENDOR], {"7"}), ([VENDOR, FOURTH], {"2"}), ([], {"1", "2"})])
def test_a_provider_that_terragrunt_generates_proves_the_own_account(
    tmp_path: Path, accounts_run_in: list[str], rules: set[str]
) -> None:
    """Where units run the module in several accounts, each is one that the configuration works in, too."""
    files = {"m/main.tf": A + role("var.a"), "live/root.hcl": GENERATED if accounts_run_in else ""}
    for account in accounts_run_in or [VENDOR]:
        files[f"live/{account}/account.hcl"] = inputs(a=account)
        files[f"live/{account}/x/terragrunt.hcl"] = ROOT_HCL % "" + source("../../../m") + inputs(a=account)
    assert scan(tmp_path, files).rules(ROLE) == rules


@pytest.mark.parametrize("text", ["inputs = ", "inputs = {", 'include "a" {\n  path = "terragrunt.hcl"\n}\n', "\0"])
def test_a_broken_terragrunt_file_changes_nothing(tmp_path: Path, text: str) -> None:
    files = {"main.tf": variable("string", f'  default = "{VENDOR}"\n') + role("var.a"), "terragrunt.hcl": text}
    assert accounts(scan(tmp_path, files)) == [VENDOR]


# --- validation: https://developer.hashicorp.com/terraform/language/values/variables#custom-validation-rules -----


def validated(*conditions: str) -> str:
    blocks = "".join(
        f'  validation {{\n    condition     = {each}\n    error_message = "no"\n  }}\n' for each in conditions
    )
    return variable("string", blocks)


@pytest.mark.parametrize(
    "conditions",
    [
        [f'contains(["{OWN}", "{VENDOR}"], var.a)'],
        [f'var.a == "{OWN}" || "{VENDOR}" == var.a'],
        [f'contains(["{OWN}", "{VENDOR}"], var.a) && length(var.a) > 0'],
        [f'contains(["{OWN}", "{VENDOR}", "{OTHER}"], var.a)', f'contains(["{VENDOR}", "{OWN}"], var.a)'],
    ],
)
def test_a_variable_that_must_be_one_of_a_few_is_any_of_them(tmp_path: Path, conditions: list[str]) -> None:
    found = scan(tmp_path, {"main.tf": OWNED + validated(*conditions) + role("var.a")})
    assert (found.rules(ROLE), accounts(found)) == ({"1", "2", "7"}, [VENDOR])


def test_where_all_that_are_listed_are_right_the_role_passes(tmp_path: Path) -> None:
    principals = f'lookup({{ dev = "{OWN}", test = "{OWN}", prod = "{VENDOR}" }}, var.a)'
    text = OWNED + validated('contains(["dev", "test"], var.a)') + role(principals)
    assert scan(tmp_path, {"main.tf": text}).rules(ROLE) == {"7"}


@pytest.mark.parametrize(
    "condition",
    [
        'can(regex("^[0-9]{11,12}$", var.a))',
        "length(var.a) > 0",
        f'!contains(["{OWN}"], var.a)',
        f'var.a != "{OWN}"',
        f'var.a == "{OWN}" || length(var.a) > 3',
        f'contains(["{OWN}"], lower(var.a))',
        f'contains(["{OWN}"], var.b)',
        f'contains([local.x, "{OWN}"], var.a)',
        "contains([], var.a)",
        'contains(["1", "2", "3", "4", "5"], var.a)',
        "contains(",
    ],
)
def test_what_a_validation_does_not_list_stays_open(tmp_path: Path, condition: str) -> None:
    found = scan(tmp_path, {"main.tf": OWNED + role("var.a"), "vars.tf": validated(condition)})
    assert (found.rules(ROLE), ("1", ROLE) in found.passed) == ({"90"}, False)


def test_validations_of_many_variables_make_no_policy_too_large(tmp_path: Path) -> None:
    names = "abcdefgh"
    texts = [validated(f'contains(["x", "y", "z"], var.{each})').replace('"a"', f'"{each}"', 1) for each in names]
    key = "-".join(f"${{var.{each}}}" for each in names)
    found = scan(tmp_path, {"main.tf": "".join(texts) + role(f'"arn:aws:iam::{VENDOR}:role/{key}"')})
    assert "90" not in found.rules(ROLE)


# --- data sources and resources that carry a value ---------------------------------------------------------------

STATEMENT = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
    '"Principal": {"AWS": "%s"}}]}'
)


def carried(policy: str) -> str:
    return f'resource "aws_iam_role" "r" {{\n  assume_role_policy = {policy}\n}}\n'


CARRIED = {
    "template_file": (
        'data "template_file" "t" {\n  template = file("${path.module}/t.json.tpl")\n'
        f'  vars = {{\n    account = "{VENDOR}"\n  }}\n}}\n' + carried("data.template_file.t.rendered")
    ),
    "template_file with its template in place": (
        f'data "template_file" "t" {{\n  template = <<-EOT\n    {STATEMENT % "$${account}"}\n  EOT\n'
        f'  vars = {{\n    account = "{VENDOR}"\n  }}\n}}\n' + carried("data.template_file.t.rendered")
    ),
    "data.local_file": 'data "local_file" "t" {\n  filename = "t.json.txt"\n}\n' + carried("data.local_file.t.content"),
    "data.local_file in base 64": (
        'data "local_file" "t" {\n  filename = "t.json.txt"\n}\n'
        + carried("base64decode(data.local_file.t.content_base64)")
    ),
    "data.local_sensitive_file": (
        'data "local_sensitive_file" "t" {\n  filename = "t.json.txt"\n}\n'
        + carried("data.local_sensitive_file.t.content")
    ),
    "local_file": (
        f'resource "local_file" "t" {{\n  filename = "out.txt"\n  content  = jsonencode({STATEMENT % VENDOR})\n}}\n'
        + carried("local_file.t.content")
    ),
    "read back from a local_file": (
        f'resource "local_file" "t" {{\n  filename = "out.txt"\n  content  = jsonencode({STATEMENT % VENDOR})\n}}\n'
        'data "local_file" "back" {\n  filename = local_file.t.filename\n}\n' + carried("data.local_file.back.content")
    ),
    "terraform_data": (
        f'resource "terraform_data" "t" {{\n  input = "{VENDOR}"\n}}\n' + role("terraform_data.t.output")
    ),
}


PROVIDER = """%s "aws_iam_openid_connect_provider" "gh" {
  url            = "https://%s"
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = %saws_iam_openid_connect_provider.gh.arn }
      Condition = { StringEquals = {
        "${%saws_iam_openid_connect_provider.gh.url}:sub" = "repo:octo-org/octo-repo:ref:refs/heads/main"
        "${%saws_iam_openid_connect_provider.gh.url}:aud" = "sts.amazonaws.com"
      } }
    }]
  })
}
"""


@pytest.mark.parametrize("kind", ["resource", "data"])
def test_the_url_of_an_oidc_provider_has_no_scheme_once_it_is_there(tmp_path: Path, kind: str) -> None:
    """AWS gives it back without, and the provider reads it anew; whatever is open in it stays so."""
    data = "data." * (kind == "data")
    issuer = "token.actions.githubusercontent.com"
    files = {
        "known/main.tf": PROVIDER % (kind, issuer, data, data, data),
        "open/main.tf": 'variable "host" {}\n' + PROVIDER % (kind, "${var.host}", data, data, data),
        "none/main.tf": (PROVIDER % (kind, issuer, data, data, data)).replace("url            =", "u ="),
    }
    found = terraform(write(tmp_path, files))
    assert found.failed == set()
    assert len([each for each in found.report.passed_checks if each.check_id == "CKV_TRUST_6"]) == 3


@pytest.mark.parametrize("carrier", CARRIED)
def test_a_value_that_the_configuration_tells_is_known(tmp_path: Path, carrier: str) -> None:
    files = {"t.json.tpl": STATEMENT % "${account}", "t.json.txt": STATEMENT % VENDOR}
    assert accounts(scan(tmp_path, {"main.tf": CARRIED[carrier], **files})) == [VENDOR]


@pytest.mark.parametrize(
    "value",
    [
        "data.http.x.response_body",
        "data.aws_ssm_parameter.x.value",
        "data.aws_secretsmanager_secret_version.x.secret_string",
        "data.terraform_remote_state.x.outputs.policy",
        'data.external.x.result["policy"]',
        "data.local_file.x.content",
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_what_stands_outside_of_the_configuration_is_named(tmp_path: Path, value: str, whole: bool) -> None:
    kind = value.split(".")[1]
    data = f'data "{kind}" "x" {{\n  name     = "n"\n  filename = "made-by-a-script.txt"\n}}\n'
    found = scan(tmp_path, {"main.tf": data + (carried(value) if whole else role(value))})
    assert (found.rules(ROLE), ("1", ROLE) in found.passed) == ({"90"}, False)
    assert f"data.{kind}.x" in found.record("90", ROLE).check_name


def test_what_an_open_list_may_hold_is_looked_through_as_arguments(tmp_path: Path) -> None:
    """The account of a name among those of another state; and a map of all tasks of all services."""
    main = """locals {
  hub = coalesce([for each in data.terraform_remote_state.o.outputs.accounts : each.id if each.name == "hub"]...)
}
resource "aws_iam_role" "each" {
  for_each = merge([
    for name, service in var.services : {
      for task, what in service["tasks"] : "${name}_${task}" => merge(what, { of = name })
    }
  ]...)
  name               = each.value["of"]
  assume_role_policy = templatefile("t.json.tpl", { account = "123456789012" })
}
"""
    services = 'variable "services" {\n  type = any\n}\n'
    files = {
        "main.tf": main + services + role('"arn:aws:iam::${local.hub}:root"'),
        "t.json.tpl": STATEMENT % "${account}",
    }
    found = scan(tmp_path, files)
    assert found.rules("aws_iam_role.each") >= {"1", "2"}
    assert (
        "any role or user of account `data.terraform_remote_state.o.outputs.accounts[*].id`"
        in found.record("2", ROLE).check_name
    )
    assert "90" not in found.rules("aws_iam_role.each")


def test_an_account_that_is_looked_up_in_the_own_organization_stays_one_of_it(tmp_path: Path) -> None:
    found = '[for each in data.aws_organizations_organization.o.accounts : each.id if each.name == "hub"]'
    hub = f"locals {{\n  hub = coalesce({found}...)\n}}\n"
    main = 'data "aws_organizations_organization" "o" {}\n' + hub + role('"arn:aws:iam::${local.hub}:role/x"')
    assert ("1", ROLE) in scan(tmp_path, {"main.tf": main}).passed

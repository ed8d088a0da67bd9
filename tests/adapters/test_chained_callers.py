"""Callers of which it is known which role calls: its session is asked for, and its own policies are spoken of."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from running import PROJECTS
from scanning import Scan, cloudformation, in_full, kubernetes, pipeline, plan, terraform, terraform_json, write

Json = dict[str, Any]
HERE, THERE = "111122223333", "444455556666"
ID, OTHER = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41", "c03d5a72-91fe-4b60-8a8e-5e7d1f26b9d3"
ASKING = {"StringEquals": {"sts:ExternalId": ID}}
CI, DEPLOY = "aws_iam_role.ci.arn", "aws_iam_role.deploy.arn"
PROVIDERS = f"""provider "aws" {{
  allowed_account_ids = ["{HERE}"]
}}
provider "aws" {{
  alias               = "there"
  allowed_account_ids = ["{THERE}"]
}}
"""


def allow(principal: str, condition: Json | None = None) -> Json:
    found = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": principal}}
    return {**found, "Condition": condition} if condition else found


def encoded(*statements: Json) -> str:
    return f"jsonencode({json.dumps({'Version': '2012-10-17', 'Statement': statements})})".replace('": ', '" = ')


def role(name: str, *statements: Json, inside: str = "", there: bool = False) -> str:
    elsewhere = "  provider = aws.there\n" if there else ""
    return (
        f'resource "aws_iam_role" "{name}" {{\n{elsewhere}  name = "{name}"\n{inside}'
        f"  assume_role_policy = {encoded(*statements)}\n}}\n"
    )


def policy(*grants: Json, of: str = "ci") -> str:
    held = f"  role = aws_iam_role.{of}.name\n  policy = {encoded(*grants)}\n"
    return f'resource "aws_iam_role_policy" "{of}" {{\n{held}}}\n'


def may(resource: str, action: str = "sts:AssumeRole", effect: str = "Allow", **more: Any) -> Json:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def assume(arn: str, external_id: str = "") -> str:
    sent = f'\n    external_id = "{external_id}"' if external_id else ""
    return f"  assume_role {{\n    role_arn = {arn}{sent}\n  }}\n"


def provider(*inside: str) -> str:
    return f'provider "aws" {{\n  alias = "chain"\n{"".join(inside)}}}\n'


def scanned(folder: Path, *texts: str) -> Scan:
    return terraform(write(folder, {"main.tf": "".join((PROVIDERS, *texts))}))


def of(scan: Scan) -> tuple[set[str], set[str]]:
    return tuple({name for rule, name in found if rule == "15"} for found in (scan.failed, scan.passed))  # type: ignore[return-value]


def told(scan: Scan, caller: str = "aws.chain") -> str:
    return in_full(scan.record("15", caller))


def advice(scan: Scan, caller: str = "aws.chain") -> str:
    found: Any = scan.record("15", caller).check_result
    return str(found["fix"]["advice"])


TOKEN = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
CI_ROLE = role("ci", TOKEN)
Answer = tuple[set[str], set[str]]
FAILS: Answer = {"aws.chain"}, set()
PASSES: Answer = set(), {"aws.chain"}
NOTHING: Answer = set(), set()
CHAIN = provider(assume(CI), assume(DEPLOY))


# --- which role calls --------------------------------------------------------------------------------------------


def test_a_role_that_is_let_in_without_an_id_is_not_refused_though_its_account_is(tmp_path: Path) -> None:
    deploy = role("deploy", allow(HERE, ASKING), allow("${aws_iam_role.ci.arn}"), there=True)
    assert of(scanned(tmp_path, CHAIN, CI_ROLE, deploy)) == PASSES


def test_that_another_role_is_let_in_without_an_id_does_not_help_the_one_that_calls(tmp_path: Path) -> None:
    other = role("other", TOKEN)
    deploy = role("deploy", allow(HERE, ASKING), allow("${aws_iam_role.other.arn}"), there=True)
    found = scanned(tmp_path, CHAIN, CI_ROLE, other, deploy)
    assert of(found) == FAILS
    assert "lets sessions of aws_iam_role.ci in only with one, through statement 1: STS answers AccessDenied" in told(
        found
    )
    alone = provider(assume(DEPLOY))  # whoever calls: it may be the other one
    assert of(scanned(tmp_path / "alone", alone, CI_ROLE, other, deploy)) == PASSES


def test_a_role_that_is_let_in_with_no_id_at_all_is_no_matter_of_the_id(tmp_path: Path) -> None:
    deploy = role("deploy", allow("999988887777", ASKING), there=True)
    assert of(scanned(tmp_path, CHAIN, CI_ROLE, deploy)) == PASSES
    assert of(scanned(tmp_path / "alone", provider(assume(DEPLOY)), deploy)) == FAILS


def test_the_first_of_several_may_be_called_by_anybody(tmp_path: Path) -> None:
    ci = role("ci", allow(HERE, ASKING))
    deploy = role("deploy", allow("${aws_iam_role.ci.arn}"), there=True)
    found = scanned(tmp_path, CHAIN, ci, deploy)
    assert of(found) == FAILS
    assert f"aws_iam_role.ci (/main.tf:19) lets account {HERE} in only with one" in told(found)


LIST = f"  assume_role = [{{ role_arn = {CI} }}, {{ role_arn = {DEPLOY} }}]\n"
DYNAMIC = (
    f'  dynamic "assume_role" {{\n    for_each = [{CI}, {DEPLOY}]\n'
    "    content {\n      role_arn = assume_role.value\n    }\n  }\n"
)
BY_TOKEN = f"  assume_role_with_web_identity {{\n    role_arn = {CI}\n  }}\n" + assume(DEPLOY)
OTHERS = role("other", TOKEN) + role(
    "deploy", allow(HERE, ASKING), allow("${aws_iam_role.other.arn}"), there=True
)  # refuses the role of CI without an id, and lets another one in


@pytest.mark.parametrize("inside", [LIST, DYNAMIC, BY_TOKEN, assume("local.ci") + assume(DEPLOY)])
def test_all_ways_to_write_a_chain_are_read(inside: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, f"locals {{\n  ci = {CI}\n}}\n", provider(inside), CI_ROLE, OTHERS)
    assert of(found) == FAILS
    assert "sessions of aws_iam_role.ci in only with one" in told(found)


MAYBE = f'  dynamic "assume_role" {{\n    for_each = var.x\n    content {{\n      role_arn = {CI}\n    }}\n  }}\n'


@pytest.mark.parametrize("before", [MAYBE, assume("var.x"), assume(CI) + assume("var.x"), assume(CI) + MAYBE])
def test_a_role_before_that_is_not_known_may_be_anybody(before: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, 'variable "x" {}\n', provider(before, assume(DEPLOY)), CI_ROLE, OTHERS)
    assert of(found) == PASSES


def test_a_chain_in_a_list_with_a_part_that_is_not_known_may_be_anybodys(tmp_path: Path) -> None:
    inside = LIST.replace("}, {", "}, var.x, {")
    assert of(scanned(tmp_path, 'variable "x" {}\n', provider(inside), CI_ROLE, OTHERS)) == PASSES


def test_a_role_that_the_scan_does_not_hold_is_told_by_its_arn(tmp_path: Path) -> None:
    arn = f"arn:aws:iam::{HERE}:role/elsewhere"
    chain = provider(assume(f'"{arn}"'), assume(DEPLOY))
    found = scanned(tmp_path, chain, OTHERS)
    assert of(found) == FAILS
    assert f"sessions of {arn} in only with one" in told(found)
    named = scanned(tmp_path / "named", chain, role("deploy", allow(HERE, ASKING), allow(arn), there=True))
    assert of(named) == PASSES


def test_a_role_that_may_be_of_the_same_account_may_be_the_one_that_is_named(tmp_path: Path) -> None:
    chain = provider(assume(f'"arn:aws:iam::{HERE}:role/ci"'), assume(DEPLOY))
    deploy = role("deploy", allow(HERE, ASKING), allow("${aws_iam_role.ci.arn}"))
    found = terraform(write(tmp_path, {"main.tf": chain + CI_ROLE + deploy}))  # of no account that is known
    assert of(found) == NOTHING


def test_what_is_not_known_of_the_session_is_told_where_anybody_is_refused(tmp_path: Path) -> None:
    open_role = 'variable "principal" {}\n' + role("deploy", allow("${var.principal}", ASKING), there=True)
    found = scanned(tmp_path, CHAIN, CI_ROLE, open_role)
    assert of(found) == FAILS
    assert "lets account `var.principal` in only with one" in told(found)


def test_terraforms_json_is_read_likewise(tmp_path: Path) -> None:
    def made(name: str, *statements: Json) -> Json:
        return {"name": name, "assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": statements})}

    roles = {
        "ci": made("ci", TOKEN),
        "deploy": made("deploy", allow(HERE, ASKING), allow(f"arn:aws:iam::{HERE}:role/other")),
    }
    chain = [{"role_arn": f"${{{CI}}}"}, {"role_arn": f"${{{DEPLOY}}}"}]
    data = {"provider": {"aws": [{"allowed_account_ids": [HERE]}, {"alias": "chain", "assume_role": chain}]},
            "resource": {"aws_iam_role": roles}}  # fmt: skip
    found = terraform_json(write(tmp_path, {"main.tf.json": json.dumps(data, indent=1)}))
    assert of(found) == ({"provider.aws.chain"}, set())


# --- what its own policies lack ----------------------------------------------------------------------------------

ASKS = role("deploy", allow(HERE, ASKING), there=True)
CALLER = "aws_iam_role.ci (/main.tf:19), which calls,"
LACKS = f"; besides, no policy that the scan attaches to {CALLER} allows sts:AssumeRole on it"
SOMETHING = may("*", "s3:GetObject")
BOUNDARY = f'resource "aws_iam_policy" "b" {{\n  name = "b"\n  policy = {encoded(SOMETHING)}\n}}\n'


def test_a_role_none_of_whose_policies_allows_the_call_is_told_so_in_the_same_finding(tmp_path: Path) -> None:
    found = scanned(tmp_path, CHAIN, CI_ROLE, policy(SOMETHING), ASKS)
    assert LACKS in told(found)
    assert advice(found) == (
        "give `external_id` the external id that the role accepts; "
        "and allow `sts:AssumeRole` on the role in a policy of aws_iam_role.ci"
    )
    result: Any = found.record("15", "aws.chain").check_result
    assert [each["role"] for each in result["roles"]] == ["aws_iam_role.deploy", "aws_iam_role.ci"]


@pytest.mark.parametrize(
    "grant",
    [
        may("${aws_iam_role.deploy.arn}"),
        may(f"arn:aws:iam::{THERE}:role/*"),
        may("arn:aws:iam::*:role/deploy", "sts:*"),
        may("*", Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}),  # it may hold
        may("${var.roles}"),
    ],
)
def test_a_role_that_is_allowed_the_call_or_may_be_is_not(grant: Json, tmp_path: Path) -> None:
    found = scanned(tmp_path, 'variable "roles" {}\n', CHAIN, CI_ROLE, policy(SOMETHING, grant), ASKS)
    assert of(found) == FAILS
    assert "besides" not in told(found)
    assert advice(found) == "give `external_id` the external id that the role accepts"


def test_a_deny_is_named(tmp_path: Path) -> None:
    found = scanned(tmp_path, CHAIN, CI_ROLE, policy(may("*"), may(f"arn:aws:iam::{THERE}:*", effect="Deny")), ASKS)
    deny = "statement 2 of aws_iam_role_policy.ci (/main.tf:"
    assert f"; besides, {deny}" in told(found)
    assert f"denies {CALLER} sts:AssumeRole on it" in told(found)
    assert f"; and let aws_iam_role.ci call, which {deny}" in advice(found)
    other = scanned(
        tmp_path / "other", CHAIN, CI_ROLE, policy(may("*"), may(f"arn:aws:iam::{HERE}:*", effect="Deny")), ASKS
    )
    assert "besides" not in told(other)


def test_a_boundary_that_does_not_allow_the_call_is_named(tmp_path: Path) -> None:
    bounded = role("ci", TOKEN, inside="  permissions_boundary = aws_iam_policy.b.arn\n")
    found = scanned(tmp_path, CHAIN, bounded, policy(may("*")), BOUNDARY, ASKS)
    bound = "aws_iam_role.ci (/main.tf:20), which calls, does not allow sts:AssumeRole on it"
    assert f"; besides, the permissions boundary of {bound}" in told(found)
    assert "in the permissions boundary of aws_iam_role.ci" in advice(found)
    wide = BOUNDARY.replace("s3:GetObject", "sts:AssumeRole")
    assert "besides" not in told(scanned(tmp_path / "wide", CHAIN, bounded, policy(may("*")), wide, ASKS))


ATTACHED = 'resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.ci.name\n  policy_arn = ARN\n}\n'


@pytest.mark.parametrize(
    "more", ["", policy(SOMETHING) + 'variable "p" {}\n' + ATTACHED.replace("ARN", "var.p")], ids=["none", "open"]
)
def test_policies_that_are_not_known_say_nothing(more: str, tmp_path: Path) -> None:
    found = scanned(tmp_path, CHAIN, CI_ROLE, more, ASKS)
    assert of(found) == FAILS
    assert "besides" not in told(found)


def test_a_role_that_a_policy_of_the_same_account_names_needs_no_allow(tmp_path: Path) -> None:
    named = role("deploy", allow("${aws_iam_role.ci.arn}", ASKING))
    found = scanned(tmp_path / "named", CHAIN, CI_ROLE, policy(SOMETHING), named)
    assert of(found) == FAILS
    assert "besides" not in told(found)
    denied = scanned(tmp_path / "denied", CHAIN, CI_ROLE, policy(may("*", effect="Deny")), named)
    assert "statement 1 of aws_iam_role_policy.ci" in told(denied)
    for principal, there in (("${aws_iam_role.ci.arn}", True), (HERE, False)):
        needing = role("deploy", allow(principal, ASKING), there=there)
        found = scanned(tmp_path / f"needing{there}", CHAIN, CI_ROLE, policy(SOMETHING), needing)
        assert "no policy that the scan attaches to aws_iam_role.ci (" in told(found)


def test_what_its_policies_lack_is_no_finding_of_its_own(tmp_path: Path) -> None:
    sending = provider(assume(CI), assume(DEPLOY, ID))
    assert of(scanned(tmp_path, sending, CI_ROLE, policy(SOMETHING), ASKS)) == PASSES


def test_policies_that_name_an_account_are_not_compared_with_a_role_of_an_unknown_one(tmp_path: Path) -> None:
    texts = CHAIN, CI_ROLE, policy(may(f"arn:aws:iam::{THERE}:role/deploy")), role("deploy", allow(THERE, ASKING))
    found = terraform(write(tmp_path, {"main.tf": "".join(texts), ".roletrust.yaml": "own_accounts: []\n"}))
    assert "besides" not in "".join(in_full(each) for each in found.report.failed_checks)


# --- other callers -----------------------------------------------------------------------------------------------


def planned(*chain: Json) -> str:
    def resource(kind: str, name: str, values: Json) -> tuple[Json, Json]:
        return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}, values

    created = {"actions": ["create"], "before": None}
    ci = {"name": "ci", "assume_role_policy": json.dumps({"Statement": [TOKEN]})}
    made = [resource("aws_iam_role", "ci", ci)]
    trust = {"Statement": [allow(HERE, ASKING), allow(f"arn:aws:iam::{HERE}:role/other")]}
    made.append(resource("aws_iam_role", "deploy", {"name": "deploy", "assume_role_policy": json.dumps(trust)}))
    grants = {"role": "ci", "policy": json.dumps({"Statement": [SOMETHING]})}
    made.append(resource("aws_iam_role_policy", "ci", grants))
    expressions = {"assume_role": list(chain)}
    return json.dumps({
        "format_version": "1.2", "terraform_version": "1.9.8",
        "planned_values": {"root_module": {"resources": [{**place, "values": values} for place, values in made]}},
        "resource_changes": [
            {**place, "change": {**created, "after": values, "after_unknown": {"arn": True}}} for place, values in made
        ],
        "configuration": {
            "provider_config": {
                "aws": {"name": "aws", "expressions": {"allowed_account_ids": {"constant_value": [HERE]}}},
                "aws.chain": {"name": "aws", "alias": "chain", "expressions": expressions},
            },
            "root_module": {"resources": [{**place, "provider_config_key": "aws"} for place, _ in made]},
        },
    }, indent=1)  # fmt: skip


def refers(name: str) -> Json:
    return {"role_arn": {"references": [f"aws_iam_role.{name}.arn", f"aws_iam_role.{name}"]}}


def test_the_chains_of_a_plan_are_read_likewise(tmp_path: Path) -> None:
    found = plan(write(tmp_path / "chain", {"tfplan.json": planned(refers("ci"), refers("deploy"))}))
    assert of(found) == FAILS
    assert "sessions of aws_iam_role.ci in only with one" in told(found)
    assert "no policy that the scan attaches to aws_iam_role.ci (" in told(found)
    alone = plan(write(tmp_path / "alone", {"tfplan.json": planned(refers("deploy"))}))
    assert of(alone) == PASSES
    unknown = planned(refers("ci"), {"role_arn": {"references": ["var.x"]}}, refers("deploy"))
    assert of(plan(write(tmp_path / "unknown", {"tfplan.json": unknown}))) == PASSES


ADMINISTRATION = "AWSCloudFormationStackSetAdministrationRole"


def template(administration: Json, *trust: Json, named: str = ADMINISTRATION, **of_set: Any) -> str:
    """A stack set with both of its roles; the execution role of the same account lets in as `trust` says."""

    def made(name: str, *statements: Json, **more: Any) -> Json:
        document = {"Version": "2012-10-17", "Statement": statements}
        return {
            "Type": "AWS::IAM::Role",
            "Properties": {"RoleName": name, "AssumeRolePolicyDocument": document, **more},
        }

    service = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "cloudformation.amazonaws.com"}}
    stack_set = {"StackSetName": "s", "PermissionModel": "SELF_MANAGED", "ExecutionRoleName": "Execution", **of_set}
    return json.dumps({"Resources": {
        "Administration": made(named, service, **administration),
        "Other": made("Other", TOKEN),
        "Execution": made("Execution", *trust),
        "Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": stack_set},
    }}, indent=1)  # fmt: skip


def named(role: str) -> Json:
    return {"Fn::GetAtt": [role, "Arn"]}


ROOT = {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}
FOR_OTHER = allow(ROOT, ASKING), allow(named("Other"))  # type: ignore[arg-type]
FOR_ADMINISTRATION = allow(ROOT, ASKING), allow(named("Administration"))  # type: ignore[arg-type]
STACK_SET = "AWS::CloudFormation::StackSet.Set"


def test_a_template_may_be_scanned_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "here", {"t.json": template({}, *FOR_OTHER)})
    monkeypatch.chdir(tmp_path)
    assert of(cloudformation(Path("here"))) == ({STACK_SET}, set())


def stacks(folder: Path, text: str) -> Scan:
    return cloudformation(write(folder, {"t.json": text}))


@pytest.mark.parametrize(
    ("name", "of_set"),
    [
        (ADMINISTRATION, {}),
        ("Custom", {"AdministrationRoleARN": named("Administration")}),
        ("Custom", {"AdministrationRoleARN": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/Custom"}}),
    ],
)
def test_a_stack_set_calls_through_its_administration_role(name: str, of_set: Json, tmp_path: Path) -> None:
    found = stacks(tmp_path / "bad", template({}, *FOR_OTHER, named=name, **of_set))
    assert of(found) == ({STACK_SET}, set())
    assert "lets sessions of AWS::IAM::Role.Administration in only with one" in told(found, STACK_SET)
    good = stacks(tmp_path / "good", template({}, *FOR_ADMINISTRATION, named=name, **of_set))
    assert of(good) == (set(), {STACK_SET})


def test_a_stack_set_whose_administration_role_is_not_known_may_call_through_any(tmp_path: Path) -> None:
    elsewhere = template({}, *FOR_OTHER, named="Custom")
    assert of(stacks(tmp_path / "usual", elsewhere)) == (set(), {STACK_SET})
    parameter = json.loads(template({}, *FOR_OTHER, AdministrationRoleARN={"Ref": "Role"}))
    parameter["Parameters"] = {"Role": {"Type": "String"}}
    assert of(stacks(tmp_path / "parameter", json.dumps(parameter))) == (set(), {STACK_SET})


def held(resource: Any) -> Json:
    document = {"Version": "2012-10-17", "Statement": [may(resource)]}
    return {"Policies": [{"PolicyName": "p", "PolicyDocument": document}]}


def test_an_administration_role_that_may_assume_the_usual_role_only_is_told(tmp_path: Path) -> None:
    usual = stacks(
        tmp_path / "usual", template(held("arn:*:iam::*:role/AWSCloudFormationStackSetExecutionRole"), *FOR_OTHER)
    )
    assert "no policy that the scan attaches to AWS::IAM::Role.Administration (/t.json:" in told(usual, STACK_SET)
    assert "and allow `sts:AssumeRole` on the role in a policy of AWS::IAM" in advice(usual, STACK_SET)
    this = stacks(tmp_path / "this", template(held("arn:*:iam::*:role/Execution"), *FOR_OTHER))
    assert "besides" not in told(this, STACK_SET)


def test_terraforms_stack_sets_call_through_theirs(tmp_path: Path) -> None:
    arn = "  administration_role_arn = aws_iam_role.ci.arn\n"
    stack_set = (
        f'resource "aws_cloudformation_stack_set" "s" {{\n  name = "s"\n{arn}  execution_role_name = "deploy"\n}}\n'
    )
    found = scanned(tmp_path / "bad", stack_set, CI_ROLE, policy(SOMETHING), OTHERS)
    assert of(found) == ({"aws_cloudformation_stack_set.s"}, set())
    assert "sessions of aws_iam_role.ci in only with one" in told(found, "aws_cloudformation_stack_set.s")
    assert "no policy that the scan attaches to aws_iam_role.ci (" in told(found, "aws_cloudformation_stack_set.s")
    without = scanned(tmp_path / "without", stack_set.replace(arn, ""), CI_ROLE, policy(SOMETHING), OTHERS)
    assert of(without) == (set(), {"aws_cloudformation_stack_set.s"})


CI_ARN, DEPLOY_ARN = f"arn:aws:iam::{HERE}:role/ci", f"arn:aws:iam::{THERE}:role/deploy"
PROFILES = f"""[profile base]
role_arn = {CI_ARN}
credential_source = Ec2InstanceMetadata

[profile deploy]
role_arn = {DEPLOY_ARN}
source_profile = base
"""


def profiles(folder: Path, text: str) -> Scan:
    files = {"main.tf": "".join((PROVIDERS, CI_ROLE, policy(SOMETHING), OTHERS)), "aws/config": text}
    return terraform(write(folder, files))


DEPLOY_ROLE = "aws_iam_role.deploy"


def test_a_profile_calls_with_the_role_of_its_source_profile(tmp_path: Path) -> None:
    found = profiles(tmp_path, PROFILES)
    assert DEPLOY_ROLE in of(found)[0]
    assert "profile deploy (/aws/config:5-7) sends no external id" in told(found, DEPLOY_ROLE)
    assert "sessions of aws_iam_role.ci in only with one" in told(found, DEPLOY_ROLE)
    assert "no policy that the scan attaches to aws_iam_role.ci (" in told(found, DEPLOY_ROLE)


@pytest.mark.parametrize(
    "text",
    [
        PROFILES.replace("credential_source = Ec2InstanceMetadata", "aws_access_key_id = AKIA"),
        PROFILES.replace("credential_source", "aws_access_key_id = AKIA\ncredential_source"),
        PROFILES.replace("source_profile = base", "source_profile = other"),
        PROFILES.replace("source_profile = base", "source_profile = deploy"),
        PROFILES + "[base]\nrole_arn = arn:aws:iam::111122223333:role/x\ncredential_source = Environment\n",
        PROFILES.replace(CI_ARN, "arn:aws:iam::${ACCOUNT}:role/ci"),
    ],
)
def test_a_profile_whose_source_profile_may_be_anybody_is_let_in_as_anybody(text: str, tmp_path: Path) -> None:
    assert of(profiles(tmp_path, text)) == (set(), {DEPLOY_ROLE})


def test_nor_is_it_known_where_a_file_of_credentials_may_give_it_keys(tmp_path: Path) -> None:
    write(tmp_path, {"aws/credentials": "[base]\naws_access_key_id = AKIA\naws_secret_access_key = x\n"})
    assert of(profiles(tmp_path, PROFILES)) == (set(), {DEPLOY_ROLE})


STEPS = f"""on: push
permissions:
  id-token: write
jobs:
  deploy:
    runs-on: x
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: {CI_ARN}
          aws-region: eu-west-1
      - uses: actions/checkout@v5
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: {DEPLOY_ARN}
          role-chaining: true
          aws-region: eu-west-1
"""
STEP = "jobs(deploy).steps[3]"


def workflow(folder: Path, text: str, *grants: Json) -> Scan:
    main = "".join((PROVIDERS, CI_ROLE, policy(*(grants or (SOMETHING,))), OTHERS))
    return pipeline("github_actions", write(folder, {"main.tf": main, ".github/workflows/x.yml": text}))


def test_a_step_that_chains_roles_calls_with_the_one_of_the_step_before(tmp_path: Path) -> None:
    found = workflow(tmp_path, STEPS)
    assert of(found)[0] == {STEP}
    assert "sessions of aws_iam_role.ci in only with one" in told(found, STEP)
    assert "no policy that the scan attaches to aws_iam_role.ci (" in told(found, STEP)


def test_a_pipelines_role_that_may_assume_the_other_one_is_not_told_to_lack_that(tmp_path: Path) -> None:
    found = workflow(tmp_path / "may", STEPS, may(DEPLOY_ARN))
    assert STEP in of(found)[0]
    assert "besides" not in told(found, STEP)
    denied = workflow(tmp_path / "denied", STEPS, may("*"), may(DEPLOY_ARN, effect="Deny"))
    assert "besides, statement 2 of aws_iam_role_policy.ci (/main.tf:" in told(denied, STEP)


def test_a_policy_of_a_pipelines_role_may_stand_in_a_module_that_is_called(tmp_path: Path) -> None:
    module = 'variable "role" {}\n' + policy(SOMETHING).replace("aws_iam_role.ci.name", "var.role")
    call = 'module "m" {\n  source = "./m"\n  role = aws_iam_role.ci.name\n}\n'
    for grant, lacks in ((SOMETHING, True), (may("*"), False)):
        folder = write(tmp_path / str(lacks), {"m/main.tf": module.replace(encoded(SOMETHING), encoded(grant))})
        write(folder, {"call.tf": call})
        found = workflow(folder, STEPS)
        assert ("besides" in told(found, STEP)) is lacks


def test_a_pipelines_roles_in_a_template_are_spoken_of_likewise(tmp_path: Path) -> None:
    text = json.loads(template(held("arn:aws:iam::*:role/x"), *FOR_OTHER, named="ci"))
    text["Resources"]["Execution"]["Properties"]["RoleName"] = "deploy"
    steps = STEPS.replace(THERE, HERE)
    files = {"t.json": json.dumps(text), ".roletrust.yaml": f'own_accounts: ["{HERE}"]\n'}
    found = pipeline("github_actions", write(tmp_path, {**files, ".github/workflows/x.yml": steps}))
    assert "no policy that the scan attaches to AWS::IAM::Role.Administration (/t.json:" in told(found, STEP)


@pytest.mark.parametrize(
    "text", ["resource {", 'resource "aws_iam_role_policy" "x" {\n  role = \n', "\x00", 'module "m" {}']
)
def test_what_cannot_be_read_beside_them_breaks_nothing(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"other/x.tf": text})
    assert "no policy that the scan attaches" in told(workflow(tmp_path, STEPS), STEP)


CHECKOUT, CHAINING = "      - uses: actions/checkout@v5\n", "          role-chaining: true\n"
FIRST = "@v6\n        with:\n          role-to-assume: arn:aws:iam::1"


@pytest.mark.parametrize(
    ("once", "instead"),
    [
        (CHECKOUT, "      - uses: somebody/elses@v5\n"),
        (CHECKOUT, "      - run: ./login.sh\n"),
        (CHECKOUT, "      - uses: actions/github-script@v8\n        with:\n          script: await login(core)\n"),
        (CHAINING, f"{CHAINING}          aws-profile: x\n"),
        (CHAINING, f"{CHAINING}          aws-access-key-id: x\n"),
        (FIRST, FIRST.replace("with:\n", "with:\n          output-env-credentials: false\n")),
        (FIRST, FIRST.replace("with:", "if: github.ref == 'x'\n        with:")),
        (CI_ARN, "${{ vars.ROLE }}"),
        ("    steps:\n", "    env:\n      AWS_ACCESS_KEY_ID: x\n    steps:\n"),
        (f"{CHECKOUT}      - uses", f"{CHECKOUT}      - if: always()\n        uses"),
    ],
)
def test_a_step_that_may_call_with_other_credentials_is_let_in_as_anybody(
    once: str, instead: str, tmp_path: Path
) -> None:
    assert once in STEPS
    found = workflow(tmp_path, STEPS.replace(once, instead, 1))
    assert (STEP in of(found)[0], STEP in of(found)[1]) == (False, True)


CHAINED = f"""apiVersion: aws.upbound.io/v1beta1
kind: ProviderConfig
metadata:
  name: chain
spec:
  credentials: {{source: IRSA}}
  assumeRoleChain:
    - roleARN: {CI_ARN}
    - roleARN: {DEPLOY_ARN}
"""


def test_each_role_of_crossplanes_chain_is_assumed_by_the_one_before(tmp_path: Path) -> None:
    def scan(folder: Path, text: str) -> Scan:
        main = PROVIDERS + CI_ROLE + OTHERS
        return kubernetes(write(folder, {"main.tf": main, "p.yaml": text}))

    found = scan(tmp_path / "chain", CHAINED)
    assert "sessions of aws_iam_role.ci in only with one" in told(found, "ProviderConfig.default.chain")
    alone = CHAINED.replace(f"    - roleARN: {CI_ARN}\n", "")
    assert of(scan(tmp_path / "alone", alone))[0] == set()


# --- a repository of chains ----------------------------------------------------------------------------------------

CHAINS = PROJECTS / "chains"
EXPECTED = re.compile(
    r'^ *# expect: (.+)\n *(?:provider "aws" \{\n  alias = "(\w+)"|\[profile ([\w-]+)\]|([\w-]+):)', re.MULTILINE
)


def answered(found: Scan) -> dict[str, str]:
    """By caller, what a scan says of it; of profiles, which are told of at the role, those that fail."""
    answers = {name: "accepted" for rule, name in found.passed if rule == "15"}
    for record in found.report.failed_checks:
        result: Any = record.check_result
        for each in [result, *result.get("others", ())] if record.check_id == "CKV_TRUST_15" else ():
            name = each["caller"]["name"].partition(" (")[0] if "profile " in each["reason"] else record.resource
            answers[name] = "refused, and not allowed" if "; besides, " in each["reason"] else "refused"
    return {re.split(r"[. ]", re.sub(r"jobs\(([\w-]+)\).*", r"\1", name))[-1]: said for name, said in answers.items()}


def test_the_chains_of_a_repository_are_told_what_its_comments_say(tmp_path: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(CHAINS.rglob("*")) if path.is_file())
    expected = {next(filter(None, names)): said for said, *names in EXPECTED.findall(text)}
    shutil.copytree(CHAINS, tmp_path, dirs_exist_ok=True)
    steps = re.search(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert steps
    folder = write(tmp_path, {".github/workflows/deploy.yml": steps[1]})
    answers = {**answered(terraform(folder)), **answered(cloudformation(folder))}
    answers |= answered(pipeline("github_actions", folder))
    assert (len(expected), set(expected.values())) == (15, {"refused", "accepted", "refused, and not allowed"})
    assert {name: answers.get(name, "accepted") for name in expected} == expected
    assert set(answers) - set(expected) <= {"deploy", "audit"}

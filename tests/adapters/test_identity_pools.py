"""The roles of identity pools of Amazon Cognito, and the tokens that the pools' identities have for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command.asked import roletrust
from rules.trusting import Json
from scanning import Scan, cloudformation, in_full, plan, terraform, write

ISSUER = "cognito-identity.amazonaws.com"
CHINA = "cognito-identity.cn-north-1.amazonaws.com.cn"


def policy(amr: str | list[str], aud: str = "", issuer: str = ISSUER) -> Json:
    condition = {
        "ForAnyValue:StringLike": {f"{ISSUER}:amr": amr},
        **({"StringEquals": {f"{ISSUER}:aud": aud}} if aud else {}),
    }
    allowed = {"Effect": "Allow", "Principal": {"Federated": issuer}, "Action": "sts:AssumeRoleWithWebIdentity"}
    return {"Version": "2012-10-17", "Statement": [{**allowed, "Condition": condition}]}


POLICIES = {
    "users": policy("authenticated"),
    "guests": policy("unauthenticated"),
    "anybody": policy(["authenticated", "unauthenticated"]),
    "by_google": policy("accounts.google.com"),
    "of_another_pool": policy("authenticated", "eu-west-1:another"),
    "of_the_service": policy("authenticated", issuer="graph.facebook.com"),
    "in_china": policy("unauthenticated", issuer=CHINA),
}
# What the roles of each pool are: of users, and of guests.
POOLS: dict[str, dict[str, str]] = {
    "right": {"authenticated": "users", "unauthenticated": "guests"},
    "swapped": {"authenticated": "guests", "unauthenticated": "users"},
    "one_for_all": {"authenticated": "guests", "unauthenticated": "guests"},
    "either": {"authenticated": "anybody", "unauthenticated": "anybody"},
    "by_provider": {"authenticated": "by_google"},
    "elsewhere": {"authenticated": "of_another_pool"},
    "issued_by_another": {"authenticated": "of_the_service"},
    "of_a_partition": {"authenticated": "in_china"},
    "without_guests": {"unauthenticated": "users"},
}
REFUSED = {"swapped", "issued_by_another"}


def terraform_of(name: str, roles: dict[str, str]) -> str:
    guests = "false" if name == "without_guests" else "true"
    attached = "\n    ".join(f"{kind} = aws_iam_role.{role}.arn" for kind, role in roles.items())
    return f"""\
resource "aws_cognito_identity_pool" "{name}" {{
  identity_pool_name               = "{name}"
  allow_unauthenticated_identities = {guests}
}}
resource "aws_cognito_identity_pool_roles_attachment" "{name}" {{
  identity_pool_id = aws_cognito_identity_pool.{name}.id
  roles = {{
    {attached}
  }}
}}
"""


def resources_of(name: str, roles: dict[str, str]) -> Json:
    pool = {"AllowUnauthenticatedIdentities": name != "without_guests"}
    attached = {kind: {"Fn::GetAtt": [role.replace("_", ""), "Arn"]} for kind, role in roles.items()}
    properties = {"IdentityPoolId": {"Ref": f"{name.replace('_', '')}Pool"}, "Roles": attached}
    return {
        f"{name.replace('_', '')}Pool": {"Type": "AWS::Cognito::IdentityPool", "Properties": pool},
        name.replace("_", ""): {"Type": "AWS::Cognito::IdentityPoolRoleAttachment", "Properties": properties},
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [
        f'resource "aws_iam_role" "{name}" {{\n  name = "{name}"\n  assume_role_policy = {json.dumps(written)}\n}}\n'
        for name, written in ((each, json.dumps(POLICIES[each])) for each in POLICIES)
    ]
    return write(
        tmp_path_factory.mktemp("pools"),
        {"main.tf": "".join((*made, *(terraform_of(name, roles) for name, roles in POOLS.items())))},
    )


@pytest.fixture(scope="module")
def scan(tree: Path) -> Scan:
    return terraform(tree)


def named(scan: Scan, rule: str = "16") -> set[str]:
    return {resource.rpartition(".")[2] for each, resource in scan.failed if each == rule}


def test_a_pool_whose_identities_get_no_role_is_told_of(scan: Scan) -> None:
    """One that has no guests, or whose role asks how users logged in, is not; nor is one of another partition."""
    assert named(scan) == REFUSED


def test_both_kinds_of_identities_are_told_of_and_what_cognito_answers(scan: Scan) -> None:
    told = in_full(scan.record("16", "aws_cognito_identity_pool_roles_attachment.swapped"))
    assert "a token of Amazon Cognito whose `amr` is `authenticated`, and aws_iam_role.guests" in told
    assert "a token of Amazon Cognito whose `amr` is `unauthenticated`, and aws_iam_role.users" in told
    assert "InvalidIdentityPoolConfigurationException" in told


def test_a_template_tells_the_same(tmp_path: Path) -> None:
    roles = {
        name.replace("_", ""): {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": each}}
        for name, each in POLICIES.items()
    }
    resources = {**roles, **{key: each for name, one in POOLS.items() for key, each in resources_of(name, one).items()}}
    write(tmp_path, {"pools.template": json.dumps({"Resources": resources}, indent=1)})
    assert named(cloudformation(tmp_path)) == {each.replace("_", "") for each in REFUSED}


# Of roles that a plan makes it does not tell which is for whom: these get neither kind of identities, or the one kind.
IN_A_PLAN: dict[str, dict[str, str]] = {
    **{name: POOLS[name] for name in ("right", "swapped", "one_for_all", "issued_by_another", "without_guests")},
    "neither": {"authenticated": "users", "unauthenticated": "of_the_service"},
    "for_users_alone": {"authenticated": "guests"},
}


OWN_ACCOUNT = {"constant_value": ["123456789012"]}


def resource(kind: str, name: str, after: Json, unknown: Json, written: Json) -> tuple[Json, Json]:
    """A resource that a plan makes: its change, and its block."""
    known = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}
    change = {"actions": ["create"], "before": None, "after": after, "after_unknown": unknown}
    return {**known, "change": change}, {**known, "expressions": written, "provider_config_key": "aws"}


def attachment(name: str, roles: dict[str, str], applied: bool) -> tuple[Json, Json]:
    """`applied`: whether the roles are there already, so that the plan knows their ARNs."""
    named = [each for role in roles.values() for each in (f"aws_iam_role.{role}.arn", f"aws_iam_role.{role}")]
    pool = f"aws_cognito_identity_pool.{name}"
    written = {"identity_pool_id": {"references": [f"{pool}.id", pool]}, "roles": {"references": named}}
    arns = {kind: f"arn:aws:iam::123456789012:role/{role}" for kind, role in roles.items()}
    after, unknown = {"roles": arns if applied else {}}, {"roles": {} if applied else dict.fromkeys(roles, True)}
    return resource("aws_cognito_identity_pool_roles_attachment", name, after, unknown, written)


@pytest.mark.parametrize(
    ("applied", "refused"),
    [(False, {"issued_by_another", "neither", "for_users_alone"}), (True, REFUSED | {"neither", "for_users_alone"})],
)
def test_a_plan_tells_the_same_as_far_as_it_knows_which_role_is_whose(
    tmp_path: Path, applied: bool, refused: set[str]
) -> None:
    made = [attachment(name, roles, applied) for name, roles in IN_A_PLAN.items()]
    for name in IN_A_PLAN:
        guests = {"allow_unauthenticated_identities": name not in ("without_guests", "for_users_alone")}
        made.append(resource("aws_cognito_identity_pool", name, guests, {}, {}))
    for name, written in POLICIES.items():
        arn = {"arn": f"arn:aws:iam::123456789012:role/{name}"} if applied else {}
        after = {"name": name, "assume_role_policy": json.dumps(written), **arn}
        made.append(resource("aws_iam_role", name, after, {}, {}))
    values = [{**change, "values": change["change"]["after"]} for change, _ in made]
    content = {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": values}},
        "resource_changes": [change for change, _ in made],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"allowed_account_ids": OWN_ACCOUNT}}},
            "root_module": {"resources": [block for _, block in made]},
        },
    }
    assert named(plan(write(tmp_path, {"tfplan.json": json.dumps(content)}))) == refused


def test_the_command_tells_the_same(tree: Path) -> None:
    done = roletrust("check", tree, "--output-format", "json", cwd=tree)
    found = {
        each["role"].rpartition(".")[2]
        for each in json.loads(done.stdout)["findings"]
        if each["rule"] == "CKV_TRUST_16"
    }
    assert found == REFUSED

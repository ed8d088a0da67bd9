"""What outsiders can do once they are in, as Checkov reports it: one story in Terraform, plans and CloudFormation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from policy_sentry.querying.actions import get_actions_with_access_level

from engine.plain_landscapes import NAMES, Plain, expected, held, landscapes, trust
from roletrust.adapters import decision
from roletrust.engine.roles.methods import METHODS
from roletrust.engine.roles.taking import WHOLES
from roletrust.reading.holdings import HoldingsOnDemand
from roletrust.rules.messages.means import TAKEN
from scanning import Scan, cloudformation, in_full, plan, terraform, write

Json = dict[str, Any]
VENDOR, OTHER, OWN = "123456789012", "210987654321", "987654321098"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
HEADLINE = "Outsiders can get an administrator's permissions through the role"
ADMIN, READ_ONLY = "AdministratorAccess", "SecurityAudit"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
GITHUB = "arn:aws:iam::987654321098:oidc-provider/token.actions.githubusercontent.com"


def trusting(principal: Any = f"arn:aws:iam::{VENDOR}:root", external_id: str = ID) -> Json:
    asked = {"Condition": {"StringEquals": {"sts:ExternalId": external_id}}} if external_id else {}
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", **asked}


def of_pool(method: str) -> Json:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:7f9c2b1e-40d3-4c52-9b7e-0d6a3f2c8e41"},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": method},
        },
    }


def arn(role: str) -> str:
    return f"arn:aws:iam::{OWN}:role/{role}"


@dataclass(frozen=True)
class Role:
    """A role, in no dialect yet: who may assume it, its statements, AWS's policies that it holds, its boundary."""

    trust: Sequence[Json] = (trusting(),)
    holds: Sequence[Json] = ()
    managed: Sequence[str] = ()
    boundary: str = ""


INNER = Role([trusting(f"arn:aws:iam::{OWN}:root", "")], [EVERYTHING])


def policy(statements: Sequence[Json]) -> Json:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def aws(name: str) -> str:
    return f"arn:aws:iam::aws:policy/{name}"


def hcl(name: str, role: Role) -> str:
    bound = f'\n  permissions_boundary = "{aws(role.boundary)}"' if role.boundary else ""
    text = f"""resource "aws_iam_role" "{name}" {{
  name = "{name}"{bound}
  assume_role_policy = jsonencode({encoded(policy(role.trust))})
}}
"""
    if role.holds:
        text += f"""resource "aws_iam_role_policy" "{name}" {{
  role = aws_iam_role.{name}.id
  policy = jsonencode({encoded(policy(role.holds))})
}}
"""
    for number, each in enumerate(role.managed):
        text += f"""resource "aws_iam_role_policy_attachment" "{name}_{number}" {{
  role       = aws_iam_role.{name}.name
  policy_arn = "{aws(each)}"
}}
"""
    return text


def encoded(value: Json) -> str:
    return json.dumps(value, indent=2).replace('": ', '" = ')


def stack(roles: Mapping[str, Role]) -> str:
    resources: Json = {}
    for name, role in roles.items():
        properties: Json = {"RoleName": name, "AssumeRolePolicyDocument": policy(role.trust)}
        properties |= {"ManagedPolicyArns": [aws(each) for each in role.managed]} if role.managed else {}
        properties |= {"PermissionsBoundary": aws(role.boundary)} if role.boundary else {}
        resources[name] = {"Type": "AWS::IAM::Role", "Properties": properties}
        if role.holds:
            held = {"PolicyName": name, "Roles": [{"Ref": name}], "PolicyDocument": policy(role.holds)}
            resources[f"{name}Policy"] = {"Type": "AWS::IAM::Policy", "Properties": held}
    return json.dumps({"Resources": resources}, indent=2)


def changes(roles: Mapping[str, Role]) -> str:
    made: list[Json] = []
    for name, role in roles.items():
        values: Json = {"name": name, "assume_role_policy": json.dumps(policy(role.trust))}
        values |= {"permissions_boundary": aws(role.boundary)} if role.boundary else {}
        made.append(resource("aws_iam_role", name, values))
        if role.holds:
            held = {"role": name, "policy": json.dumps(policy(role.holds))}
            made.append(resource("aws_iam_role_policy", name, held))
        for number, each in enumerate(role.managed):
            attached = {"role": name, "policy_arn": aws(each)}
            made.append(resource("aws_iam_role_policy_attachment", f"{name}_{number}", attached))
    changed = [{**each, "change": {"actions": ["create"], "before": None, "after": each["values"]}} for each in made]
    values = {"root_module": {"resources": made}}
    return json.dumps(
        {"format_version": "1.2", "terraform_version": "1.9.8", "planned_values": values, "resource_changes": changed},
        indent=1,
    )


def resource(kind: str, name: str, values: Json) -> Json:
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "values": values}


def source(folder: Path, **roles: Role) -> Scan:
    return terraform(write(own(folder), {f"{name}.tf": hcl(name, each) for name, each in roles.items()}))


def of_plan(folder: Path, **roles: Role) -> Scan:
    return plan(write(own(folder), {"tfplan.json": changes(roles)}))


def stacks(folder: Path, **roles: Role) -> Scan:
    return cloudformation(write(own(folder), {"t.json": stack(roles)}))


def own(folder: Path) -> Path:
    return write(folder, {".roletrust.yaml": f'own_accounts: ["{OWN}"]'})


Scanned = Callable[..., Scan]
FRAMEWORKS = (source, of_plan, stacks)
in_each = pytest.mark.parametrize("scanned", FRAMEWORKS, ids=lambda each: each.__name__)


def fails(scan: Scan) -> set[str]:
    return {role.rpartition(".")[2] for rule, role in scan.failed if rule == "14"}


def passes(scan: Scan) -> set[str]:
    return {role.rpartition(".")[2] for rule, role in scan.passed if rule == "14"}


def told(scan: Scan, name: str = "a") -> str:
    return next(
        in_full(each)
        for each in scan.report.failed_checks
        if each.check_id == "CKV_TRUST_14" and each.resource.rpartition(".")[2] == name
    )


def verdict(scan: Scan, name: str = "a") -> str:
    return "fails" if name in fails(scan) else "passes" if name in passes(scan) else "nothing"


# --- what an outsider can do -------------------------------------------------------------------------------------


@in_each
def test_an_administrator_is_reported_with_who_gets_in_and_by_which_statement(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=Role(holds=[EVERYTHING]), b=Role(holds=[{**EVERYTHING, "Action": "s3:List*"}]))
    assert (fails(found), passes(found)) == ({"a"}, {"b"})
    assert told(found).startswith(f"{HEADLINE}: account {VENDOR} gets in through statement 1; the role is an adm")
    assert "is an administrator by statement 1 of " in told(found)


CAN: dict[str, tuple[Role, str]] = {
    "an AWS managed policy": (Role(managed=[ADMIN]), "is an administrator by the AWS managed policy AdministratorAcc"),
    "one that is harmless beside it": (Role(managed=[READ_ONLY, ADMIN]), "is an administrator by the AWS managed"),
    "a method": (
        Role(holds=[{**EVERYTHING, "Action": "iam:CreatePolicyVersion"}]),
        "can become an administrator by a new version of a policy (iam:CreatePolicyVersion), which statement 1 of",
    ),
    "a method that takes two policies": (
        Role(holds=[{**EVERYTHING, "Action": "iam:PassRole"}], managed=["AmazonEC2FullAccess"]),
        "by an instance with a role (iam:PassRole and ec2:RunInstances), which statement 1 of",
    ),
    "itself, whose policies it may write": (
        Role(holds=[{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": arn("a")}]),
        "can become an administrator by a policy inside a role (iam:PutRolePolicy)",
    ),
    "a boundary that is no bound": (Role(managed=[ADMIN], boundary=ADMIN), "is an administrator"),
    "anyone": (Role([trusting("*", "")], managed=[ADMIN]), "any AWS account gets in through statement 1"),
    "anyone's token": (
        Role(
            [
                {
                    "Effect": "Allow",
                    "Principal": {"Federated": GITHUB},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {
                        "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
                        "StringLike": {"token.actions.githubusercontent.com:sub": "repo:*"},
                    },
                }
            ],
            managed=[ADMIN],
        ),
        "statement 1 lets in a token of GitHub Actions that any other organization can get",
    ),
    "guests of an identity pool": (
        Role([of_pool("unauthenticated")], managed=[ADMIN]),
        "statement 1 lets in the guests of an identity pool, who are anybody",
    ),
}


@pytest.mark.parametrize("case", CAN)
@in_each
def test_it_is_said_what_he_can_do_and_how(scanned: Scanned, case: str, tmp_path: Path) -> None:
    role, words = CAN[case]
    assert words in told(scanned(tmp_path, a=role))


CANNOT: dict[str, Role] = {
    "nobody from outside gets in": Role([trusting(f"arn:aws:iam::{OWN}:root")], [EVERYTHING]),
    "only a service gets in": Role([{**trusting(), "Principal": {"Service": "ec2.amazonaws.com"}}], [EVERYTHING]),
    "a Deny of the trust policy keeps him out": Role(
        [trusting(), {**trusting("*", ""), "Effect": "Deny"}], [EVERYTHING]
    ),
    "it holds nothing": Role(),
    "AWS's policy is harmless": Role(managed=[READ_ONLY]),
    "the boundary leaves nothing": Role(managed=[ADMIN], boundary=READ_ONLY),
    "a Deny takes it away": Role(managed=[ADMIN], holds=[{**EVERYTHING, "Effect": "Deny"}]),
    "it is about some resources alone": Role(
        holds=[{"Effect": "Allow", "Action": "iam:PutRolePolicy", "Resource": arn("app")}]
    ),
    "whoever is of the identity pool logged in": Role([of_pool("authenticated")], managed=[ADMIN]),
    "the tokens are of one repository": Role(
        [
            {
                "Effect": "Allow",
                "Principal": {"Federated": GITHUB},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": "repo:acme/infra:ref:refs/heads/main",
                    }
                },
            }
        ],
        managed=[ADMIN],
    ),
}


@pytest.mark.parametrize("case", CANNOT)
@in_each
def test_it_passes_where_he_can_not(scanned: Scanned, case: str, tmp_path: Path) -> None:
    assert passes(scanned(tmp_path, a=CANNOT[case])) == {"a"}


@in_each
def test_an_account_that_may_be_of_the_readers_house_is_to_be_listed_as_such(scanned: Scanned, tmp_path: Path) -> None:
    """A member account's OrganizationAccountAccessRole is a finding until the settings name the management account."""
    listed = f"if account {VENDOR} is your own, list it in own_accounts of .roletrust.yaml"
    assert listed in advice(scanned(tmp_path / "one", a=Role(managed=[ADMIN])))
    both = Role([trusting(), trusting(OTHER)], managed=[ADMIN])
    assert "if any of these accounts is your own" in advice(scanned(tmp_path / "two", a=both))
    assert "own_accounts" not in advice(scanned(tmp_path / "any", a=Role([trusting("*", "")], managed=[ADMIN])))


def test_a_trusted_account_may_be_an_administrator(tmp_path: Path) -> None:
    text = f'trusted_accounts: {{"{VENDOR}": our own other company}}'
    found = terraform(write(tmp_path, {".roletrust.yaml": text, "main.tf": hcl("a", Role(managed=[ADMIN]))}))
    assert passes(found) == {"a"}


@in_each
def test_conditions_on_what_it_may_do_leave_it_undecided(scanned: Scanned, tmp_path: Path) -> None:
    tied = {**EVERYTHING, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}
    assert verdict(scanned(tmp_path, a=Role(holds=[tied]))) == "nothing"


OWN_POLICY = {
    "the policy that is attached to it": ("team", "fails"),
    "a policy whose name begins so": ("te*", "fails"),
    "another policy": ("other", "passes"),
}


@pytest.mark.parametrize("case", OWN_POLICY)
def test_who_may_write_a_policy_that_he_holds_has_what_he_writes(case: str, tmp_path: Path) -> None:
    """IAM User Guide, CreatePolicyVersion with SetAsDefault: the new version is in force at once."""
    name, expected = OWN_POLICY[case]
    may = policy(
        [{"Effect": "Allow", "Action": "iam:CreatePolicyVersion", "Resource": f"arn:aws:iam::{OWN}:policy/{name}"}]
    )
    text = f"""{hcl("a", Role())}
resource "aws_iam_policy" "team" {{
  name   = "team"
  policy = jsonencode({encoded(may)})
}}
resource "aws_iam_role_policy_attachment" "team" {{
  role       = aws_iam_role.a.name
  policy_arn = aws_iam_policy.team.arn
}}
"""
    template = json.loads(stack({"a": Role()}))
    held = {"ManagedPolicyName": "team", "Roles": [{"Ref": "a"}], "PolicyDocument": may}
    template["Resources"]["team"] = {"Type": "AWS::IAM::ManagedPolicy", "Properties": held}
    assert verdict(terraform(write(own(tmp_path / "1"), {"main.tf": text}))) == expected
    assert verdict(cloudformation(write(own(tmp_path / "2"), {"t.json": json.dumps(template)}))) == expected


@in_each
def test_the_record_is_whole(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=Role(managed=[ADMIN]))
    record = next(each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_14")
    result: Any = record.check_result
    assert record.severity and record.severity.name == "HIGH"
    assert (result["answer"], result["rule"]) == ("yes", "privileged-external-role")
    assert result["accounts"] == [{"account": VENDOR, "whose": "external"}]
    assert ID in result["command"]
    assert "a permissions boundary" in result["fix"]["advice"]
    assert "in place of the AWS managed policy AdministratorAccess" in result["fix"]["advice"]
    assert json.dumps({key: each for key, each in result.items() if key not in ("entity", "result")})


# --- from role to role -------------------------------------------------------------------------------------------


def to(role: str, action: str = "sts:AssumeRole") -> Json:
    return {"Effect": "Allow", "Action": action, "Resource": arn(role)}


@in_each
def test_a_way_through_another_role_is_told_hop_by_hop(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=Role(holds=[to("b")]), b=INNER)
    assert (fails(found), passes(found)) == ({"a"}, {"b"})
    words = told(found)
    assert "the role may assume " in words
    assert ": its statement 1 lets the role in, and statement 1 of " in words
    assert "; that role is an administrator by statement 1 of " in words
    record = next(each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_14")
    result: Any = record.check_result
    assert [each["role"].rpartition(".")[2] for each in result["roles"]] == ["b"]


@in_each
def test_two_hops_are_as_good_as_one(scanned: Scanned, tmp_path: Path) -> None:
    middle = replace(INNER, holds=[to("c", "sts:*")])
    found = scanned(tmp_path, a=Role(holds=[to("b")]), b=middle, c=INNER)
    assert (fails(found), passes(found)) == ({"a"}, {"b", "c"})
    assert told(found).count("may assume") == 2


NO_WAY: dict[str, tuple[Role, Role]] = {
    "the role may not assume it": (Role(holds=[to("other")]), INNER),
    "the role holds nothing": (Role(), INNER),
    "a Deny forbids it": (Role(holds=[to("b"), {**to("b"), "Effect": "Deny"}]), INNER),
    "the boundary forbids it": (Role(holds=[to("b")], boundary=READ_ONLY), INNER),
    "it is another action": (Role(holds=[to("b", "sts:TagSession")]), INNER),
    "the other trusts another role": (Role(holds=[to("b")]), replace(INNER, trust=[trusting(arn("other"), "")])),
    "the other trusts a service": (
        Role(holds=[to("b")]),
        replace(INNER, trust=[{**trusting(), "Principal": {"Service": "ec2.amazonaws.com"}}]),
    ),
    "the other denies this role": (
        Role(holds=[to("b")]),
        replace(INNER, trust=[*INNER.trust, {**trusting(arn("a"), ""), "Effect": "Deny"}]),
    ),
    "the other wants a user's second factor": (
        Role(holds=[to("b")]),
        replace(
            INNER,
            trust=[
                {**INNER.trust[0], "Condition": {"StringEquals": {"aws:PrincipalArn": arn("other")}}},
            ],
        ),
    ),
    "the other is no administrator": (Role(holds=[to("b")]), replace(INNER, holds=[])),
}


@pytest.mark.parametrize("case", NO_WAY)
@in_each
def test_a_hop_takes_both_policies(scanned: Scanned, case: str, tmp_path: Path) -> None:
    one, other = NO_WAY[case]
    assert verdict(scanned(tmp_path, a=one, b=other)) == "passes"


def between(folder: Path, providers: str) -> Scan:
    """A role that outsiders get into, of one provider, which may assume a role of the other by reference."""
    text = f"""{providers}
resource "aws_iam_role" "a" {{
  provider           = aws.dev
  name               = "a"
  assume_role_policy = jsonencode({encoded(policy([trusting()]))})
}}
resource "aws_iam_role_policy" "a" {{
  provider = aws.dev
  role     = aws_iam_role.a.id
  policy   = jsonencode({{
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.b.arn }}]
  }})
}}
resource "aws_iam_role" "b" {{
  provider            = aws.prod
  name                = "b"
  managed_policy_arns = ["{aws(ADMIN)}"]
  assume_role_policy  = jsonencode({{
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = aws_iam_role.a.arn }} }}]
  }})
}}
"""
    return terraform(write(folder, {"main.tf": text}))


def test_a_way_leads_from_provider_to_provider_whether_their_accounts_are_known_or_not(tmp_path: Path) -> None:
    def configured(alias: str, argument: str) -> str:
        return f'provider "aws" {{\n  alias = "{alias}"\n  {argument}\n}}\n'

    known = configured("dev", f'allowed_account_ids = ["{OTHER}"]') + configured(
        "prod", f'allowed_account_ids = ["{OWN}"]'
    )
    opened = configured("dev", 'profile = "dev"') + configured("prod", 'profile = "prod"')
    for number, providers in enumerate((known, opened)):
        assert "the role may assume aws_iam_role.b" in told(between(tmp_path / str(number), providers))


@in_each
def test_within_one_account_it_is_enough_to_be_named(scanned: Scanned, tmp_path: Path) -> None:
    """STS API reference, AssumeRole: a principal that the trust policy names needs no policy of its own."""
    named = replace(INNER, trust=[trusting(arn("a"), "")])
    assert "it names the role as principal" in told(scanned(tmp_path / "1", a=Role(), b=named))
    assert "do not name the role as a principal" in str(advice(scanned(tmp_path / "2", a=Role(), b=named)))
    forbidden = Role(holds=[{**to("b"), "Effect": "Deny"}])
    assert verdict(scanned(tmp_path / "3", a=forbidden, b=named)) == "passes"


@in_each
def test_where_the_grant_alone_is_not_enough_to_take_away_it_is_said(scanned: Scanned, tmp_path: Path) -> None:
    """As above: who is named, or is one of everybody, in his own account gets in without the grant, too."""
    rest = ", and name neither the role nor everybody as a principal in "
    may = Role(holds=[to("b")])
    assert rest not in advice(scanned(tmp_path / "account", a=may, b=INNER))
    named = replace(INNER, trust=[*INNER.trust, trusting(arn("a"), "")])
    assert rest in advice(scanned(tmp_path / "named", a=may, b=named))
    own = {**trusting("*", ""), "Condition": {"StringEquals": {"aws:PrincipalAccount": OWN}}}
    assert rest in advice(scanned(tmp_path / "everybody", a=may, b=replace(INNER, trust=[own])))
    other = replace(INNER, trust=[*INNER.trust, trusting(arn("other"), "")])
    assert rest not in advice(scanned(tmp_path / "other", a=may, b=other))


def advice(found: Scan) -> str:
    record = next(each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_14")
    result: Any = record.check_result
    return str(result["fix"]["advice"])


@in_each
def test_roles_that_assume_each_other_go_nowhere(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=Role(holds=[to("b")]), b=replace(INNER, holds=[to("b"), to("a")]))
    assert passes(found) == {"a", "b"}


@in_each
def test_of_two_ways_the_shorter_one_is_told(scanned: Scanned, tmp_path: Path) -> None:
    anywhere = {**to("b"), "Resource": f"arn:aws:iam::{OWN}:role/*"}
    found = scanned(tmp_path, a=Role(holds=[anywhere]), b=replace(INNER, holds=[to("c")]), c=INNER)
    assert told(found).count("may assume") == 1


def chain(names: str) -> dict[str, Role]:
    """Each may assume the next; the last is an administrator."""
    steps = {one: replace(INNER, holds=[to(other)]) for one, other in pairwise(names)}
    return {**steps, names[0]: Role(holds=[to(names[1])]), names[-1]: INNER}


@in_each
def test_a_way_that_is_too_long_leaves_it_undecided(scanned: Scanned, tmp_path: Path) -> None:
    assert told(scanned(tmp_path / "4", **chain("abcde"))).count("may assume") == 4
    assert verdict(scanned(tmp_path / "5", **chain("abcdef"))) == "nothing"


# --- roles that are passed ---------------------------------------------------------------------------------------

STARTS = {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": "*"}
PASSES = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": arn("b")}
SERVING = Role([{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}])
PASSED = replace(SERVING, holds=[EVERYTHING])


def tied(service: str) -> Json:
    return {**PASSES, "Condition": {"StringEquals": {"iam:PassedToService": service}}}


@in_each
def test_a_way_through_a_role_that_is_passed_is_told_with_all_that_it_takes(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=Role(holds=[tied("ec2.amazonaws.com"), STARTS]), b=PASSED)
    assert (fails(found), passes(found)) == ({"a"}, {"b"})
    words = told(found)
    assert "; the role may pass " in words
    assert " to ec2.amazonaws.com, by an instance with a role (an instance profile with it is presumed): its " in words
    assert ": its statement 1 lets ec2.amazonaws.com in, " in words
    assert " allows iam:PassRole, and statement 2 of " in words
    assert "; that role is an administrator by statement 1 of " in words
    assert "out of what statement 1 of " in advice(found)
    assert "or ec2:RunInstances out of statement 2 of " in advice(found)


NOT_PASSED: dict[str, tuple[Role, Role]] = {
    "it is harmless": (Role(holds=[PASSES, STARTS]), SERVING),
    "another role is passed": (Role(holds=[{**PASSES, "Resource": arn("other")}, STARTS]), PASSED),
    "it lets no such service in": (Role(holds=[PASSES, {**STARTS, "Action": "glue:CreateDevEndpoint"}]), PASSED),
    "it lets an account in, and no service": (Role(holds=[PASSES, STARTS]), INNER),
    "it is passed to another service": (Role(holds=[tied("glue.amazonaws.com"), STARTS]), PASSED),
    "nothing is started": (Role(holds=[PASSES]), PASSED),
    "a Deny forbids to pass it": (Role(holds=[PASSES, STARTS, {**PASSES, "Effect": "Deny"}]), PASSED),
    "the boundary forbids to pass it": (Role(holds=[PASSES, STARTS], boundary="AmazonEC2FullAccess"), PASSED),
    "any role is passed to another service": (
        Role(holds=[{**tied("glue.amazonaws.com"), "Resource": "*"}, STARTS]),
        PASSED,
    ),
}


@pytest.mark.parametrize("case", NOT_PASSED)
@in_each
def test_to_pass_a_role_is_no_way_by_itself(scanned: Scanned, case: str, tmp_path: Path) -> None:
    one, other = NOT_PASSED[case]
    assert verdict(scanned(tmp_path, a=one, b=other)) == "passes"


# --- data ----------------------------------------------------------------------------------------------------------

OF_DATA = "Outsiders can read data wherever it lies through the role"
READS = {"Effect": "Allow", "Action": ["s3:GetObject", "secretsmanager:GetSecretValue"], "Resource": "*"}


@pytest.fixture
def data_exposure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"settings": f'own_accounts: ["{OWN}"]\ndata_exposure: true'})
    monkeypatch.setenv("ROLETRUST_CONFIG", str(tmp_path / "settings"))


@in_each
def test_who_reads_data_is_no_finding_by_itself(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path, a=Role(holds=[READS]), b=Role(managed=["ReadOnlyAccess"]))
    assert passes(found) == {"a", "b"}


@pytest.mark.usefixtures("data_exposure")
@in_each
def test_who_reads_data_is_one_where_the_settings_say_so(scanned: Scanned, tmp_path: Path) -> None:
    some = {**READS, "Resource": ["arn:aws:s3:::logs/*", f"arn:aws:secretsmanager:*:{OWN}:secret:app-*"]}
    found = scanned(tmp_path / "1", a=Role(holds=[READS]), b=Role(holds=[some]), c=Role(managed=["ReadOnlyAccess"]))
    assert (fails(found), passes(found)) == ({"a", "c"}, {"b"})
    words = told(found)
    assert words.startswith(f"{OF_DATA}: account {VENDOR} gets in through statement 1; the role can read every object")
    assert "every object in S3 and every secret (s3:GetObject and secretsmanager:GetSecretValue), which st" in words
    assert "which the AWS managed policy ReadOnlyAccess (" in told(found, "c")


@pytest.mark.usefixtures("data_exposure")
@in_each
def test_the_way_to_data_is_told_hop_by_hop(scanned: Scanned, tmp_path: Path) -> None:
    found = scanned(tmp_path / "1", a=Role(holds=[to("b")]), b=replace(INNER, holds=[READS]))
    assert (fails(found), passes(found)) == ({"a"}, {"b"})
    assert "; that role can read every object in S3" in told(found)


NO_DATA: dict[str, Role] = {
    "a Deny takes it away": Role(holds=[READS, {**READS, "Action": "*", "Effect": "Deny"}]),
    "the boundary leaves nothing": Role(holds=[READS], boundary=READ_ONLY),
    "nobody from outside gets in": Role([trusting(f"arn:aws:iam::{OWN}:root")], [READS]),
    "it writes": Role(holds=[{**READS, "Action": "s3:PutObject"}]),
}


@pytest.mark.usefixtures("data_exposure")
@pytest.mark.parametrize("case", NO_DATA)
@in_each
def test_it_passes_where_he_reads_nothing(scanned: Scanned, case: str, tmp_path: Path) -> None:
    assert passes(scanned(tmp_path / "1", a=NO_DATA[case])) == {"a"}


@pytest.mark.usefixtures("data_exposure")
@in_each
def test_a_condition_on_reading_leaves_it_undecided(scanned: Scanned, tmp_path: Path) -> None:
    open_to_some = {**READS, "Condition": {"StringEquals": {"aws:ResourceTag/team": "red"}}}
    assert verdict(scanned(tmp_path / "1", a=Role(holds=[open_to_some]))) == "nothing"


@in_each
def test_an_administrator_is_told_to_read_data_where_another_policy_lets_him(scanned: Scanned, tmp_path: Path) -> None:
    writes = {**EVERYTHING, "Action": "iam:PutRolePolicy"}
    found = scanned(tmp_path, a=Role(holds=[writes, READS]), b=Role(holds=[EVERYTHING]))
    assert told(found).startswith(f"{HEADLINE}: ")
    assert "; the role can read every object in S3 and every secret (" in told(found)
    assert "read" not in told(found, "b").removeprefix(HEADLINE)


# --- whole services ------------------------------------------------------------------------------------------------

OF_SERVICES = "Outsiders can delete or take over all that a service holds through the role"


def may_all(action: Any, **more: Any) -> Role:
    return Role(holds=[{**EVERYTHING, "Action": action, **more}])


NO_METHOD = ["iam:*", "sts:*", *sorted({f"{one.partition(':')[0]}:*" for each in METHODS for one in each.actions})]
TAKES: dict[str, tuple[Role, str]] = {
    "s3": (may_all("s3:*"), "delete or take over every bucket and object of S3 (s3:DeleteBucket, s3:DeleteObject, "),
    "arn": (may_all("s3:*", Resource=["arn:aws:s3:::*"]), "delete or take over every bucket and object of S3"),
    "keys": (may_all("kms:*"), "delete or take over every key of KMS (kms:ScheduleKeyDeletion, kms:PutKeyPolicy)"),
    "ec2": (Role(managed=["AmazonEC2FullAccess"]), "which the AWS managed policy AmazonEC2FullAccess ("),
    "several": (may_all(["kms:*", "rds:*"]), "every database of RDS and every key of KMS"),
    "many": (
        may_all([f"{each}:*" for each in ("kms", "rds", "ecr", "es", "fsx")]),
        ", and what 2 more services hold, ",
    ),
    "all_but": (may_all("", Action=None, NotAction=NO_METHOD), " more services hold, which statement 1 of"),
    "passes": (may_all("iam:PassRole"), "can pass every role of the account to any service (iam:PassRole), which st"),
    "some_left": (
        Role(holds=[{**EVERYTHING, "Action": "s3:*"}, {**EVERYTHING, "Action": "s3:Delete*", "Effect": "Deny"}]),
        "delete or take over every bucket and object of S3 (s3:PutBucketPolicy)",
    ),
    "hop": (Role(holds=[to("inner")]), "; that role can delete or take over every table of DynamoDB"),
}
TAKES_NOTHING: dict[str, Role] = {
    "one_action": may_all(["s3:DeleteObject", "ec2:TerminateInstances"]),
    "reading": may_all("s3:Get*"),
    "one_bucket": may_all("s3:*", Resource=["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]),
    "denied": Role(holds=[{**EVERYTHING, "Action": "kms:*"}, {**EVERYTHING, "Action": "kms:*", "Effect": "Deny"}]),
    "bounded": replace(may_all("kms:*"), boundary=READ_ONLY),
    "ours": Role([trusting(f"arn:aws:iam::{OWN}:root")], [{**EVERYTHING, "Action": "s3:*"}]),
    "passes_to_one": may_all(
        "iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    ),
    "no_such": may_all("cloudwatch:*"),
}
INNER_TABLES = Role([trusting(f"arn:aws:iam::{OWN}:root", "")], [{**EVERYTHING, "Action": "dynamodb:*"}])


def without_none(role: Role) -> Role:
    return replace(role, holds=[{key: each for key, each in one.items() if each is not None} for one in role.holds])


@pytest.fixture(scope="module")
def of_services(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    roles = {name: without_none(role) for name, (role, _) in TAKES.items()}
    tied = may_all("s3:*", Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})
    return source(tmp_path_factory.mktemp("scan"), **roles, **TAKES_NOTHING, inner=INNER_TABLES, tied=tied)


def test_who_may_do_all_there_is_in_a_service_is_a_finding_of_its_own_severity(of_services: Scan) -> None:
    assert (fails(of_services), passes(of_services)) == ({*TAKES}, {*TAKES_NOTHING, "inner"})
    graveness = {str(e.severity) for e in of_services.report.failed_checks if e.check_id == "CKV_TRUST_14"}
    assert graveness == {"MEDIUM"}
    for name, (_, words) in TAKES.items():
        assert told(of_services, name).startswith(f"{OF_SERVICES}: account {VENDOR} gets in through statement 1; the r")
        assert words in told(of_services, name)


def test_what_hangs_on_a_condition_is_told_as_undecided(of_services: Scan) -> None:
    undecided = {role.rpartition(".")[2] for rule, role in of_services.failed if rule == "91"}
    assert undecided == {"tied"}


def test_the_settings_switch_it_off(tmp_path: Path) -> None:
    text = f'own_accounts: ["{OWN}"]\nservice_takeover: false\n'
    write(tmp_path, {".roletrust.yaml": text, "main.tf": hcl("a", may_all("s3:*")) + hcl("b", Role(managed=[ADMIN]))})
    assert (fails(found := terraform(tmp_path)), passes(found)) == ({"b"}, {"a"})


def test_the_actions_are_those_that_write_or_give_permissions_and_all_have_words() -> None:
    levels = ("Write", "Permissions management")
    graver = {action for level in levels for action in get_actions_with_access_level("all", level)}
    assert {action for each in WHOLES for action in each} <= graver
    assert {each[0].partition(":")[0] for each in WHOLES} == TAKEN.keys()


# --- one story ---------------------------------------------------------------------------------------------------


@in_each
@given(landscapes)
@settings(max_examples=12)
def test_of_plain_policies_just_those_roles_are_reported_from_which_there_is_a_way(
    scanned: Scanned, landscape: list[Plain]
) -> None:
    roles = {name: Role(trust(each), held(each)) for name, each in zip(NAMES, landscape, strict=False)}
    with TemporaryDirectory() as folder:
        found = scanned(Path(folder).resolve(), **roles)
    assert fails(found) == expected(landscape)
    assert passes(found) == set(roles) - expected(landscape)


def test_what_the_files_are_called_makes_no_difference(tmp_path: Path) -> None:
    roles = {"a": Role(holds=[to("b")]), "b": replace(INNER, holds=[to("c")]), "c": INNER}
    for number, names in enumerate(permutations(("x.tf", "y.tf", "z.tf"))):
        files = {name: hcl(role, each) for name, (role, each) in zip(names, roles.items(), strict=True)}
        found = terraform(write(own(tmp_path / str(number)), files))
        assert (fails(found), told(found).count("may assume")) == ({"a"}, 2)


# --- what it costs -----------------------------------------------------------------------------------------------


def test_nothing_is_gathered_of_roles_that_no_outsider_gets_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(HoldingsOnDemand, "_gathered", property(asked.append))
    inside = {f"r{number}": replace(INNER, managed=[ADMIN]) for number in range(5)}
    assert passes(source(tmp_path, **inside)) == set(inside)
    assert asked == []


@in_each
def test_what_breaks_on_the_way_is_heard(
    scanned: Scanned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(_: object) -> Any:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(decision, "_shown", set())
    monkeypatch.setattr(HoldingsOnDemand, "_gathered", property(breaks))
    found = scanned(tmp_path, a=Role(managed=[ADMIN]), b=INNER)
    assert ("90", "a") in {(rule, role.rpartition(".")[2]) for rule, role in found.failed}
    assert (fails(found), passes(found)) == (set(), {"b"})
    heard = capsys.readouterr()
    assert ("ZeroDivisionError" in heard.err, heard.out) == (True, "")

"""Who is an administrator, and who can become one, by the identity policies that a role holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roletrust.dialects.identity_policy import read_grants
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.document import Effect, PolicyError
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.exposure import READING, exposure
from roletrust.engine.roles.methods import METHODS, PASSING, Method
from roletrust.engine.roles.permissions import UNNAMED, Allowed, Grant, Permissions, Power, denied, may, mentions, power
from roletrust.engine.roles.taking import WHOLES, unnamed
from roletrust.engine.tables.managed_policies import TOLD, managed_grants
from roletrust.engine.text import Hole, Means, text

Json = dict[str, Any]
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def allow(*actions: str, resource: Any = "*", **more: Any) -> Json:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions: str, resource: Any = "*", **more: Any) -> Json:
    return {**allow(*actions, resource=resource, **more), "Effect": "Deny"}


def holding(*statements: Any, **more: Any) -> Permissions:
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return Permissions(read_grants(policy, "the policy"), **more)


def found(*statements: Any, **more: Any) -> Power:
    return power(holding(*statements, **more))


@pytest.mark.parametrize("action", ["*", "*:*", ["s3:Get*", "*"]])
@pytest.mark.parametrize("resource", ["*", ["arn:aws:s3:::mine", "*"]])
def test_every_action_on_every_resource_is_an_administrators(action: Any, resource: Any) -> None:
    assert found({"Effect": "Allow", "Action": action, "Resource": resource}).answer is YES
    assert found({"Effect": "Allow", "Action": action, "Resource": resource}).by == ""


def test_a_deny_of_something_else_takes_nothing_from_an_administrator() -> None:
    assert found(EVERYTHING, deny("organizations:*")) == found(EVERYTHING)


def test_without_iam_it_is_no_administrator_but_may_have_a_way() -> None:
    one = found(EVERYTHING, deny("iam:*"))
    assert (one.answer, one.by) == (YES, "the code of a function that has a role")
    assert found({"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}).by == one.by
    assert found(EVERYTHING, deny("iam:*", "lambda:*", "glue:*")).answer is NO


@pytest.mark.parametrize("method", METHODS, ids=lambda each: each[0])
def test_each_method_takes_all_of_its_actions(method: Method) -> None:
    by, actions, service = method
    assert (service is not None) is (PASSING in actions)
    assert power(holding(allow(*actions)), [method])[:3] == (YES, by, actions)
    assert power(holding(*[allow(each.upper()) for each in actions]), [method]).answer is YES
    for missing in actions:
        others = [each for each in actions if each != missing]
        assert power(holding(allow(*others, "s3:*")), [method]).answer is NO
        assert power(holding(allow(*actions), deny(missing)), [method]).answer is NO


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("*", YES),
        ("arn:aws:iam::*:role/*", YES),
        ("arn:aws:iam::123456789012:role/*", YES),
        ("arn:aws:iam::123456789012:*", YES),
        ("arn:aws:iam::123456789012:role/app-*", NO),
        ("arn:aws:iam::123456789012:role/app", NO),
        ([], NO),
    ],
)
def test_it_counts_where_every_resource_of_the_kind_is_meant(resource: Any, expected: object) -> None:
    assert found(allow("iam:AttachRolePolicy", resource=resource)).answer is expected


def test_a_deny_on_some_resources_leaves_the_others() -> None:
    some = "arn:aws:iam::123456789012:role/admin"
    assert found(allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", resource=some)).answer is YES
    spared = {"Effect": "Deny", "Action": "iam:*", "NotResource": some}
    assert found(allow("iam:PutRolePolicy"), spared).answer is YES


def test_conditions_leave_it_open_on_either_side() -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert found(allow("iam:PutRolePolicy", Condition=condition)).answer is UNKNOWN
    assert found(allow("iam:PutRolePolicy"), deny("iam:*", Condition=condition)).answer is UNKNOWN


def test_a_permissions_boundary_holds_back_what_it_does_not_allow() -> None:
    assert found(EVERYTHING, boundary=holding(allow("s3:*", "sqs:*"))).answer is NO
    assert found(EVERYTHING, boundary=holding(EVERYTHING)) == found(EVERYTHING)
    assert found(EVERYTHING, boundary=holding(EVERYTHING, deny("iam:*", "lambda:*", "glue:*"))).answer is NO
    assert found(allow("s3:*"), boundary=holding(EVERYTHING)).answer is NO


def test_a_permissions_boundary_that_is_not_known_leaves_it_open() -> None:
    hole = Hole("var.boundary")
    opened = found(EVERYTHING, boundary=Permissions(unread=(hole,)))
    assert (opened.answer, opened.holes) == (UNKNOWN, (hole,))


ITSELF = "arn:aws:iam::123456789012:role/app"


def test_a_role_that_may_write_its_own_policies_needs_no_other() -> None:
    assert found(allow("iam:PutRolePolicy", resource=ITSELF), arn=ITSELF).by == "a policy inside a role"
    assert found(allow("iam:PutRolePolicy", resource=ITSELF), arn=ITSELF + "-two").answer is NO
    assert found(allow("iam:CreateAccessKey", resource=ITSELF), arn=ITSELF).answer is NO
    own = text("arn:aws:iam::", Hole("own account", "", Means.OWN_ACCOUNT), ":role/app")
    assert found(allow("iam:PutRolePolicy", resource=own), arn=own).answer is YES


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:AttachRolePolicy", "arn:aws:iam::*:user/*"),
        ("iam:AttachRolePolicy", "arn:aws:s3:::*"),
        ("iam:CreateAccessKey", "arn:aws:iam::*:role/*"),
        ("iam:CreatePolicyVersion", "arn:aws:iam::*:role/*"),
        ("lambda:UpdateFunctionCode", "arn:aws:iam::*:role/*"),
        ("lambda:*", "arn:aws:lambda:*:*:layer:*"),
        ("glue:*", "arn:aws:glue:*:*:database/*"),
        ("*", "arn:aws:s3:::*"),
    ],
)
def test_a_resource_of_another_kind_counts_for_nothing(action: str, resource: str) -> None:
    assert found(allow(action, resource=resource)).answer is NO
    assert found(allow(action, resource="*")).answer is YES


def test_a_deny_on_resources_of_another_kind_takes_nothing_away() -> None:
    code = allow("lambda:UpdateFunctionCode")
    assert found(code, deny("lambda:*", resource="arn:aws:lambda:*:*:layer:*")).answer is YES
    assert found(code, deny("lambda:*", resource="arn:aws:lambda:*:*:function:*")).answer is NO


def test_an_instance_takes_leave_for_all_that_it_is_made_of() -> None:
    starts, image = allow("iam:PassRole"), "arn:aws:ec2:*::image/*"
    instance = "arn:aws:ec2:*:*:instance/*"
    profile = {"ArnEquals": {"ec2:InstanceProfile": "arn:aws:iam::123456789012:instance-profile/harmless"}}
    tied = allow("ec2:RunInstances", resource=instance, Condition=profile)
    assert found(starts, allow("ec2:RunInstances", resource=[instance, image])).answer is YES
    assert found(starts, tied, allow("ec2:RunInstances", resource=image)).answer is UNKNOWN
    assert found(starts, allow("ec2:RunInstances"), deny("ec2:*", resource=image)).answer is NO
    assert found(starts, allow("ec2:RunInstances"), deny("ec2:*", resource="arn:aws:ec2:*:*:key-pair/*")).answer is YES


@pytest.mark.parametrize("action", ["ssm:GetParameter", "s3:GetObject", "secretsmanager:GetSecretValue"])
def test_a_kind_and_a_wildcard_is_all_of_it(action: str) -> None:
    service = action.partition(":")[0]
    kind = {"ssm": "parameter*", "s3": "**", "secretsmanager": "secret*"}[service]
    assert exposure(holding(allow(action, resource=f"arn:aws:{service}:*:*:{kind}"))).answer is YES
    assert exposure(holding(allow(action, resource=f"arn:aws:{service}:*:*:x{kind}"))).answer is NO
    assert found(allow("iam:PutRolePolicy", resource="arn:aws:iam::*:role*")).answer is YES
    assert found(allow("iam:PutRolePolicy", resource="arn:aws:iam::*:roles*")).answer is NO


def test_who_may_do_all_to_all_users_can_become_one_but_is_none() -> None:
    assert found(allow("*", resource="arn:aws:iam::*:user/*")).by == "attaching a policy to a user"


def may_assume(permissions: Permissions, role: str) -> Allowed:
    return may(permissions, "sts:AssumeRole", role)


def test_a_role_may_assume_just_those_that_it_is_allowed_to() -> None:
    one, other = ITSELF, ITSELF + "-two"
    assert may_assume(holding(allow("sts:AssumeRole", resource=one)), one).answer is YES
    assert may_assume(holding(allow("sts:AssumeRole", resource=[other, one])), one).answer is YES
    assert may_assume(holding(allow("sts:AssumeRole", resource=one)), other).answer is NO
    assert may_assume(holding(allow("sts:*"), deny("sts:AssumeRole", resource=other)), other).answer is NO
    assert may_assume(holding(allow("sts:*"), boundary=holding(allow("s3:*"))), one).answer is NO
    assert may_assume(holding({"Effect": "Allow", "Action": "sts:*", "NotResource": one}), one).answer is NO
    assert denied(holding(deny("sts:*", resource=one)), "sts:AssumeRole", one).answer is YES
    assert denied(holding(boundary=holding(allow("s3:*"))), "sts:AssumeRole", one).answer is YES
    assert denied(holding(), "sts:AssumeRole", one).answer is NO


def test_what_is_not_read_leaves_a_no_open_and_changes_no_yes() -> None:
    unread = (Hole("aws_iam_policy.p.arn", "main.tf:3"),)
    assert found(allow("s3:*"), unread=unread)[:1] == (UNKNOWN,)
    assert found(allow("s3:*"), unread=unread).holes == unread
    assert (found(EVERYTHING, unread=unread).answer, found(EVERYTHING, unread=unread).holes) == (YES, ())


def test_an_action_that_is_not_known_leaves_it_open_and_is_named() -> None:
    hole = Hole("var.action")
    opened = found({"Effect": "Allow", "Action": text("iam:", hole), "Resource": "*"})
    assert (opened.answer, opened.holes) == (UNKNOWN, (hole,))


def test_the_grants_that_allow_it_are_told() -> None:
    one = found(allow("iam:PassRole"), allow("s3:*"), allow("ec2:*"))
    assert [each.actions for each in one.through] == [("iam:PassRole",), ("ec2:*",)]
    assert all(each.policy == "the policy" for each in one.through)


def test_json_text_is_read_as_well() -> None:
    read = read_grants(json.dumps({"Version": "2012-10-17", "Statement": EVERYTHING}), "the policy")
    assert may(Permissions(read), "iam:PassRole").answer is YES


@pytest.mark.parametrize(
    "tree", [None, 3, [], {}, {"Statement": "all"}, {"Statement": {"Effect": "Perhaps"}}, Hole("x")]
)
def test_what_is_no_policy_is_refused(tree: Any) -> None:
    with pytest.raises(PolicyError):
        read_grants(tree, "the policy")


# --- the service that a role is passed to ------------------------------------------------------------------------


def passing(operator: str, *services: Any, **more: Any) -> Json:
    return allow("iam:PassRole", Condition={operator: {"iam:PassedToService": list(services)}, **more})


EC2, LAMBDA = "ec2.amazonaws.com", "lambda.amazonaws.com"


@pytest.mark.parametrize(
    ("passes", "expected"),
    [
        (passing("StringEquals", EC2), YES),
        (passing("StringEquals", LAMBDA, EC2), YES),
        (passing("StringLike", "ec2.*"), YES),
        (passing("StringNotEquals", LAMBDA), YES),
        (passing("StringEquals", LAMBDA), NO),
        (passing("StringNotEquals", EC2), NO),
        (passing("StringEquals", LAMBDA, Bool={"aws:MultiFactorAuthPresent": "true"}), NO),
        (passing("StringEquals", EC2, Bool={"aws:MultiFactorAuthPresent": "true"}), UNKNOWN),
        (passing("StringEquals", Hole("var.service")), UNKNOWN),
        (passing("StringEquals", 3), UNKNOWN),
    ],
)
def test_the_condition_on_the_service_that_a_role_is_passed_to_counts(passes: Json, expected: object) -> None:
    assert found(passes, allow("ec2:RunInstances")).answer is expected


def test_each_service_is_asked_for_by_its_own_name() -> None:
    of_app_runner = passing("StringEquals", "apprunner.amazonaws.com")
    assert found(of_app_runner, allow("apprunner:CreateService")).answer is YES
    assert found(of_app_runner, allow("ec2:RunInstances")).answer is NO
    both = passing("StringEquals", "glue.amazonaws.com"), allow("ec2:RunInstances", "glue:CreateDevEndpoint")
    assert found(*both).by == "a development endpoint with a role"


def test_a_deny_for_one_service_leaves_the_others() -> None:
    kept = {**passing("StringEquals", EC2), "Effect": "Deny"}
    all_of_it = allow("iam:PassRole", "ec2:RunInstances", "glue:CreateDevEndpoint")
    assert found(all_of_it, kept).by == "a development endpoint with a role"


def test_a_request_for_another_action_says_nothing_of_such_a_service() -> None:
    tied = {**allow("iam:PutRolePolicy"), "Condition": passing("StringEquals", EC2)["Condition"]}
    assert found(tied).answer is NO
    assert found({**tied, "Condition": passing("StringEqualsIfExists", EC2)["Condition"]}).answer is YES


def test_a_service_that_is_not_known_is_named() -> None:
    hole = Hole("var.service")
    assert found(passing("StringEquals", text(hole)), allow("ec2:RunInstances")).holes == (hole,)


# --- AWS's own policies ------------------------------------------------------------------------------------------

POWERFUL = {
    "AdministratorAccess": "",
    "IAMFullAccess": "a new version of a policy",
    "PowerUserAccess": "the code of a function that has a role",
    "AWSLambda_FullAccess": "a function with a role",
    "AWSAppRunnerFullAccess": "a service of App Runner with a role",
    "AWSGlueServiceRole": "the key of a development endpoint that has a role",
}


def of_aws(name: str) -> tuple[Grant, ...]:
    found = managed_grants(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", POWERFUL)
def test_aws_own_policies_have_the_power_that_their_documents_give(name: str) -> None:
    found = power(Permissions(of_aws(name)))
    assert (found.answer, found.by) == (YES, POWERFUL[name])
    assert {each.policy for each in found.through} == {name}


@pytest.mark.parametrize("name", ["ReadOnlyAccess", "SecurityAudit", "AmazonS3FullAccess"])
def test_others_have_none(name: str) -> None:
    assert power(Permissions(of_aws(name))).answer is NO


@pytest.mark.parametrize("name", ["Administrator", "AmazonNewestServiceFullAccess", "securityaudit", ""])
def test_a_policy_that_aws_has_not_published_by_then_says_nobody_knows_what(name: str) -> None:
    assert managed_grants(name) is None


def test_two_policies_together_can_do_what_neither_does() -> None:
    assert power(Permissions(of_aws("AmazonEC2FullAccess"))).answer is NO
    both = of_aws("AmazonEC2FullAccess") + holding(allow("iam:PassRole")).grants
    assert (power(Permissions(both)).answer, power(Permissions(both)).by) == (YES, "an instance with a role")


def test_a_policy_of_aws_that_denies_takes_away() -> None:
    assert power(Permissions(of_aws("AdministratorAccess") + of_aws("AWSDenyAll"))).answer is NO
    quarantined = of_aws("IAMFullAccess") + of_aws("AWSCompromisedKeyQuarantineV3")
    assert "iam:AttachRolePolicy" not in power(Permissions(quarantined)).actions


def test_the_actions_that_are_listed_are_those_that_are_asked_for() -> None:
    """An action that is missing is newer than the tables: `tests/tables/managed_policies.py` writes them."""
    asked = {action for method in METHODS for action in method.actions} | {*READING, ASSUME_ROLE}
    for each in WHOLES:
        asked |= {unnamed(each[0].partition(":")[0]), *each}
    listed = {action for name in TOLD for each in of_aws(name) for action in each.actions}
    grants = [Grant(Effect.ALLOW, (each,), ("*",)) for each in listed]
    assert all(any(mentions(each, action) for action in (*asked, UNNAMED)) for each in grants)
    without = {
        action for action in asked if not any(mentions(each, action) for each in grants if each.actions != ("*",))
    }
    assert without == {unnamed(each) for each in ("aoss", "fsx", "payments")}  # of which no policy of AWS's has all
    assert listed >= {*READING, ASSUME_ROLE, PASSING}


# --- data ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", READING)
def test_each_action_that_reads_data_counts_by_itself_on_every_resource_of_its_kind(action: str) -> None:
    one = exposure(holding(allow(action)))
    assert (one.answer, one.actions, one.reads) == (YES, (action,), True)
    assert exposure(holding(allow(action), deny(action))).answer is NO
    assert exposure(holding(allow(action), boundary=holding(allow("ec2:*")))).answer is NO
    assert exposure(holding(allow(action, Condition={"Bool": {"aws:SecureTransport": "true"}}))).answer is UNKNOWN


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        ("s3:GetObject", "arn:aws:s3:::*", YES),
        ("s3:GetObject", "arn:aws:s3:::*/*", YES),
        ("s3:GetObject", "arn:aws:s3:::logs/*", NO),
        ("s3:GetObject", "arn:aws:s3:::logs*", NO),
        ("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/*", YES),
        ("ssm:GetParameter", "arn:aws:ssm:*:*:document/*", NO),
        ("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/app/*", NO),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:*", YES),
        ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:app-*", NO),
    ],
)
def test_some_buckets_parameters_or_secrets_are_not_all(action: str, resource: str, expected: object) -> None:
    assert exposure(holding(allow(action, resource=resource))).answer is expected


@pytest.mark.parametrize("action", READING)
def test_who_is_denied_all_but_some_does_not_read_every_one(action: str) -> None:
    service = action.partition(":")[0]
    some, all_of_them = f"arn:aws:{service}:::app-*", f"arn:aws:{service}:*:*:*"
    assert exposure(holding(allow(action), {**deny(action), "NotResource": some})).answer is NO
    assert exposure(holding(allow(action), {**deny(action), "NotResource": [some, all_of_them]})).answer is YES
    assert exposure(holding({**allow(action), "NotResource": some})).answer is YES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AmazonSecurityLakePermissionsBoundary", NO),
        ("ReadOnlyAccess", YES),
        ("AmazonS3ReadOnlyAccess", YES),
        ("SecretsManagerReadWrite", YES),
        ("AdministratorAccess", YES),
        ("SecurityAudit", NO),
        ("ViewOnlyAccess", NO),
    ],
)
def test_aws_own_policies_read_what_their_documents_say(name: str, expected: object) -> None:
    assert exposure(Permissions(of_aws(name))).answer is expected


UNDER_A_CONDITION = {"Condition": {"StringLike": {"iam:AWSServiceName": "elasticache.amazonaws.com"}}}


@pytest.mark.parametrize(
    ("pattern", "condition", "answer"),
    [
        ("arn:aws:iam::*:role/aws-service-role/elasticache.amazonaws.com/*", UNDER_A_CONDITION, NO),
        ("arn:aws:iam::*:role/vend*", UNDER_A_CONDITION, UNKNOWN),
        ("arn:aws:iam::*:role/vend*", {}, YES),
        ("arn:aws:iam::1234*:role/vendor", {}, UNKNOWN),
        ("arn:aws:iam::1234*:role/vendors", {}, NO),
    ],
)
def test_an_own_account_that_is_open_is_twelve_digits_and_no_path(pattern: str, condition: Json, answer: Any) -> None:
    arn = text("arn:aws:iam::", Hole("own account", "", Means.OWN_ACCOUNT), ":role/vendor")
    assert found(allow("iam:PutRolePolicy", resource=pattern, **condition), arn=arn).answer is answer


def test_what_hangs_on_a_condition_that_is_not_read_names_its_statement() -> None:
    arn = "arn:aws:iam::111122223333:role/vendor"
    unsure = found(allow("s3:*"), allow("iam:PutRolePolicy", resource=arn, **UNDER_A_CONDITION), arn=arn)
    assert unsure.doubt == (
        "whether it can become an administrator by a policy inside a role (iam:PutRolePolicy) hangs on the conditions "
        "of statement 2 of the policy, which are not evaluated"
    )
    denied_perhaps = found(EVERYTHING, deny("*", **UNDER_A_CONDITION))
    assert denied_perhaps.doubt.startswith("whether it is an administrator hangs on the conditions of a Deny, which")
    assert found(EVERYTHING).doubt == "", "what is sure hangs on nothing"


def test_a_grant_is_held_where_each_of_its_conditions_goes_its_way() -> None:
    (grant,) = holding(EVERYTHING).grants
    held = Permissions((grant._replace(ways=(("var.a", True), ("var.b", False))),))
    assert power(held.given((("var.a", True), ("var.b", False)))).answer is YES
    assert power(held.given((("var.a", True), ("var.b", True)))).answer is NO

"""CloudFormation and SAM templates, read by Checkov's own parser, and what their trust policies come to."""

from __future__ import annotations

import json
import os
import tempfile
import textwrap
import time
from typing import Any

import pytest
from checkov.cloudformation.parser import parse

from roletrust.dialects.cloudformation.intrinsics import Evaluated, Template
from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import Policy, PolicyError, Source
from roletrust.engine.text import Hole, Means, Text
from trees import plain

PARAMETERS = """
  Account: {Type: String}
  Preset: {Type: String, Default: "111122223333"}
  Blank: {Type: String, Default: ""}
  Number: {Type: Number, Default: 444455556666}
  Env: {Type: String, AllowedValues: [dev, stage, prod], Default: dev}
  Single: {Type: String, AllowedValues: [only]}
  Several: {Type: String, AllowedValues: [a, b]}
  Wrong: {Type: String, AllowedValues: [a, b], Default: c}
  Needed: {Type: String, Default: "", AllowedPattern: "^[a-z0-9-]+$"}
  Optional: {Type: String, Default: "", AllowedPattern: "^[a-z0-9-]*$"}
  Alternatives: {Type: String, Default: "", AllowedPattern: "^$|^[a-z]+$"}
  Short: {Type: String, Default: "", MinLength: 2}
  Secret: {Type: String, NoEcho: true, Default: s3cret}
  Accounts: {Type: CommaDelimitedList, Default: "111122223333, 222233334444"}
  OpenAccounts: {Type: CommaDelimitedList}
  Numbers: {Type: List<Number>, Default: "1,2"}
  NoAccounts: {Type: CommaDelimitedList, Default: ""}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /shared/account}
  StoredName: {Type: "AWS::SSM::Parameter::Name", Default: /shared/account}
"""


def template(text: str, suffix: str = ".yaml") -> Template:
    """The template `text` as the runner would hand it over, under the name `/role.yaml`."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"role{suffix}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        data, _ = parse(path)
    assert isinstance(data, dict)
    return Template(data, f"/role{suffix}")


def evaluated(document: str, sections: str = "", role: str = "") -> Evaluated | None:
    """The trust policy of a role whose AssumeRolePolicyDocument is `document`."""
    inner = textwrap.indent(textwrap.dedent(document).strip("\n"), " " * 8)
    top = textwrap.dedent(sections)
    text = (
        f"Parameters:{PARAMETERS}{top}\nResources:\n  Role:\n    Type: AWS::IAM::Role\n"
        f"{textwrap.indent(textwrap.dedent(role), ' ' * 4)}\n    Properties:\n"
        f"      AssumeRolePolicyDocument:\n{inner}\n"
    )
    return template(text).trust("Role")


def value(expression: str, sections: str = "", role: str = "") -> Any:
    """What `expression` comes to as the value `V` of a trust policy."""
    found = evaluated(f"V: {expression}", sections, role)
    assert found is not None
    assert set(found.tree) <= {"V"}
    return plain(found.tree.get("V", "absent"))


def ways(found: Evaluated | None) -> dict[tuple[tuple[str, bool], ...], Any]:
    """Every way the policy can turn out, by the conditions taken."""
    assert found is not None
    return {way.conditions: plain(way.tree) for way in variants(found.tree)}


def policy(found: Evaluated | None) -> Policy:
    assert found is not None
    return read_policy(found.tree)


# --- the traps ------------------------------------------------------------------------------------


def test_trap_1_an_empty_condition_is_empty_although_checkov_fills_it() -> None:
    document = """
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {AWS: "111122223333"}
            Action: sts:AssumeRole
            Condition: {}
    """
    found = evaluated(document)
    assert found is not None
    assert found.tree["Statement"][0]["Condition"] == {}
    assert [each.operator for each in policy(found).statements[0].empty] == [""]
    assert policy(found).statements[0].conditions == ()


EXTERNAL_ID_IF_ANY = """
    Statement:
      - Effect: Allow
        Principal: {AWS: "111122223333"}
        Action: sts:AssumeRole
        Condition: !If
          - HasId
          - StringEquals: {"sts:ExternalId": !Ref Blank}
          - !Ref AWS::NoValue
"""


@pytest.mark.parametrize(
    "condition",
    [
        '!Not [!Equals [!Ref Blank, ""]]',
        '!Not [!Equals ["", !Ref Blank]]',
        '!Not [!Equals [!Sub "${Blank}", ""]]',
        '!Not [!Equals [!Join ["", [!Ref Blank]], ""]]',
        '!Not [{"Fn::Or": [!Equals [!Ref Blank, ""], !Equals [a, b]]}]',
    ],
)
def test_trap_2_a_default_is_not_presumed_in_a_branch_that_excludes_it(condition: str) -> None:
    found = ways(evaluated(EXTERNAL_ID_IF_ANY, f"Conditions:\n  HasId: {condition}"))
    conditions = [way["Statement"][0].get("Condition") for way in found.values()]
    assert sorted(conditions, key=str) == [None, {"StringEquals": {"sts:ExternalId": "${Blank}"}}]


def test_trap_2_a_default_is_what_a_branch_without_it_says() -> None:
    sections = 'Conditions:\n  NoId: !Equals [!Ref Blank, ""]'
    assert value('!If [NoId, !Sub "<${Blank}>", !Sub "<${Blank}>"]', sections) == ("if", "NoId", "<>", "<${Blank}>")


def test_trap_2_a_parameter_is_the_same_inside_and_outside_a_condition() -> None:
    sections = "Conditions:\n  IsProd: !Equals [!Ref Env, prod]"
    found = evaluated("{A: !If [IsProd, x, y], B: !Ref Env}", sections)
    assert ways(found) == {
        (("IsProd", True),): {"A": "x", "B": "prod"},
        (("IsProd", False),): {"A": "y", "B": "dev"},
    }


def test_trap_2_a_parameter_kept_in_ssm_is_not_its_name() -> None:
    assert value("!Ref Stored") == "${Stored}"
    assert value('!Sub "arn:aws:iam::${Stored}:root"') == "arn:aws:iam::${Stored}:root"
    assert value("!Ref StoredName") == "/shared/account"


def test_trap_2_a_default_may_be_a_number() -> None:
    assert value("!Ref Number") == "444455556666"
    assert value('!Sub "arn:aws:iam::${Number}:root"') == "arn:aws:iam::444455556666:root"


def test_trap_9_a_role_whose_condition_is_never_true_does_not_exist() -> None:
    assert evaluated("{}", "Conditions:\n  Never: !Equals [a, b]", "Condition: Never") is None


# --- parameters and pseudo parameters -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Account", "${Account}"),
        ("Preset", "111122223333"),
        ("Blank", "${Blank}"),
        ("Env", "dev"),
        ("Single", "only"),
        ("Several", "${Several}"),
        ("Wrong", "${Wrong}"),
        ("Needed", "${Needed}"),
        ("Optional", "${Optional}"),
        ("Alternatives", "${Alternatives}"),
        ("Short", "${Short}"),
        ("Secret", "s3cret"),
        ("Accounts", ["111122223333", "222233334444"]),
        ("OpenAccounts", "${OpenAccounts}"),
        ("Numbers", ["1", "2"]),
        ("NoAccounts", "${NoAccounts}"),
        ("Nowhere", "${Nowhere}"),
        ("AWS::AccountId", "${AWS::AccountId}"),
        ("AWS::Partition", "${AWS::Partition}"),
        ("AWS::Region", "${AWS::Region}"),
        ("AWS::StackName", "${AWS::StackName}"),
        ("AWS::URLSuffix", "amazonaws.com"),
        ("AWS::NoValue", "absent"),
    ],
)
def test_a_parameter_is_its_only_value_or_its_default_or_open(name: str, expected: Any) -> None:
    assert value(f'!Ref "{name}"') == expected


def test_the_own_account_and_partition_are_known_for_what_they_are() -> None:
    found = evaluated('V: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root/${Account}"')
    assert found is not None
    assert [hole.means for hole in found.tree["V"].holes] == [Means.OWN_PARTITION, Means.OWN_ACCOUNT, Means.VALUE]


def test_a_hole_says_where_it_is() -> None:
    found = evaluated("A: x\nV: !Ref Account")
    assert found is not None
    hole = found.tree["V"].lone
    assert hole == Hole("Account")
    assert hole.where == "/role.yaml:29"


def test_service_principals_are_the_same_in_every_partition() -> None:
    assert value('!Sub "ec2.${AWS::URLSuffix}"') == "ec2.amazonaws.com"


# --- functions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('!Sub "${Account}-${!aws:username}-$5-${ Preset }"', "${Account}-${aws:username}-$5-111122223333"),
        ('!Sub ["${a}/${Account}/${b}", {a: !Ref Preset, b: x}]', "111122223333/${Account}/x"),
        ('!Sub ["${Account}", {Account: mine}]', "mine"),
        ('!Sub "${Nested.Outputs.RoleArn}"', "${Nested.Outputs.RoleArn}"),
        ('!Sub "a ${Accounts} b"', "${text at line 28}"),
        ("!Sub [!Ref Account, {}]", "${Fn::Sub at line 28}"),
        ('{"Fn::Sub": []}', "${Fn::Sub at line 28}"),
        ('"${Account}"', "${Account}"),
    ],
)
def test_sub_fills_in_names_and_leaves_escaped_ones(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('!Join ["", ["arn:aws:iam::", !Ref Account, ":root"]]', "arn:aws:iam::${Account}:root"),
        ('!Join [",", !Ref Accounts]', "111122223333,222233334444"),
        ('!Join [",", !Ref OpenAccounts]', "${Fn::Join OpenAccounts}"),
        ('!Join ["-", [a, !Ref "AWS::NoValue", 7, true]]', "a-7-true"),
        ('!Join ["-", [a, !If [IsProd, b, !Ref "AWS::NoValue"]]]', ("if", "IsProd", "a-b", "a")),
        ('!Join ["-", !Split ["/", !Ref Account]]', "${Fn::Join at line 29}"),
        ("!Join [a]", "${Fn::Join at line 29}"),
    ],
)
def test_join_puts_the_delimiter_between_what_is_there(expression: str, expected: Any) -> None:
    assert value(expression, "Conditions:\n  IsProd: !Equals [!Ref Env, prod]") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('!Split [",", "a,b"]', ["a", "b"]),
        ('!Split [",", !Ref Account]', "${Account}"),
        ('!Split ["/", !Sub "a/${Account}"]', "${Fn::Split a/${Account}}"),
        ('!Split [":", !Sub "${AWS::AccountId}:x"]', ["${AWS::AccountId}", "x"]),
        ('!Select [1, !Split [",", "a,b"]]', "b"),
        ('!Select ["0", !Ref Accounts]', "111122223333"),
        ("!Select [0, !Ref OpenAccounts]", "${OpenAccounts[0]}"),
        ('!Select [1, !Split ["/", !Sub "a/${Account}"]]', "${Fn::Split a/${Account}[1]}"),
        ('!Select [0, !Split ["/", !Sub "a/${Account}"]]', "a"),
        ('!Select [4, !Split [":", !GetAtt Role.Arn]]', "${AWS::AccountId}"),
        ("!Select [9, [a, b]]", "${Fn::Select at line 28}"),
        ("!Select [!Ref Account, [a, b]]", "${Fn::Select at line 28}"),
        ("!Select [0]", "${Fn::Select at line 28}"),
        ('!Split ["", a]', "${Fn::Split at line 28}"),
        ("!Split [a]", "${Fn::Split at line 28}"),
        # a list that was joined by the same delimiter comes apart into itself
        ('!Split [",", !Join [",", [a, !Join [",", !Ref OpenAccounts]]]]', ["a", "${OpenAccounts}"]),
        ('!Split [",", !Join [",", [!Join [",", !Ref OpenAccounts], a, b]]]', ["${OpenAccounts}", "a", "b"]),
        ('!Split [",", !Sub ["a,${L}", {L: !Join [",", !Ref OpenAccounts]}]]', ["a", "${OpenAccounts}"]),
        ('!Split [",", !Join [",", !Ref OpenAccounts]]', ["${OpenAccounts}"]),
        ('!Split [",", !Join [",", [a, !Join [";", !Ref OpenAccounts]]]]', "${Fn::Split a,${Fn::Join OpenAccounts}}"),
        ('!Split [",", !Sub ["a${L}", {L: !Join [",", !Ref OpenAccounts]}]]', "${Fn::Split a${Fn::Join OpenAccounts}}"),
        ('!Split [",", !Sub ["${L}a", {L: !Join [",", !Ref OpenAccounts]}]]', "${Fn::Split ${Fn::Join OpenAccounts}a}"),
        ('!Select [0, !Split [",", !Join [",", [a, !Join [",", !Ref OpenAccounts]]]]]', "a"),
        (
            '!Select [1, !Split [",", !Join [",", [a, !Join [",", !Ref OpenAccounts]]]]]',
            "${Fn::Split a,${Fn::Join OpenAccounts}[1]}",
        ),
    ],
)
def test_split_and_select_go_as_far_as_no_hole_may_hide_the_delimiter(expression: str, expected: Any) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!FindInMap [Map, one, a]", "1"),
        ("!FindInMap [Map, !Ref Env, a]", "d"),
        ('!FindInMap [Map, !Ref "AWS::Region", same]', "s"),
        ('!FindInMap [Map, !Ref "AWS::Region", a]', "${Fn::FindInMap Map AWS::Region a}"),
        ("!FindInMap [Map, one, list]", ["x", "y"]),
        ('!FindInMap [Map, "111122223333", name]', "n"),
        ("!FindInMap [Map, gone, a]", "${Fn::FindInMap Map gone a}"),
        ("!FindInMap [Map, gone, a, {DefaultValue: !Ref Preset}]", "111122223333"),
        ("!FindInMap [Map, !Ref Account, b, {DefaultValue: x}]", "${Fn::FindInMap Map Account b}"),
        ("!FindInMap [!Ref Account, one, a]", "${Fn::FindInMap Account one a}"),
        ("!FindInMap [Map, !If [IsProd, one, dev], a]", ("if", "IsProd", "1", "d")),
        ("!FindInMap [Map]", "${Fn::FindInMap at line 36}"),
    ],
)
def test_find_in_map_is_known_where_every_reachable_value_agrees(expression: str, expected: Any) -> None:
    sections = """
        Mappings:
          Map:
            one: {a: "1", same: s, list: [x, y]}
            dev: {a: d, same: s}
            111122223333: {name: n, same: s}
        Conditions:
          IsProd: !Equals [!Ref Env, prod]
    """
    assert value(expression, sections) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!ImportValue partner-account", "${Fn::ImportValue partner-account}"),
        ('{"Fn::ImportValue": !Sub "${Account}-id"}', "${Fn::ImportValue ${Account}-id}"),
        ("!ImportValue [a]", "${Fn::ImportValue ?}"),
        ("!Base64 x", "${Fn::Base64 at line 28}"),
        ("{a: 1, 'Fn::ForEach::X': []}", "${Fn::ForEach::X at line 28}"),
        ("!Transform {Name: Macro}", "${Fn::Transform at line 28}"),
        ("{Ref: [a]}", "${Ref at line 28}"),
        ("!GetAtt Other", "${Fn::GetAtt at line 28}"),
        ('"{{resolve:ssm:/partner/account}}"', "${resolve:ssm:/partner/account}"),
        ('!Sub "arn:aws:iam::{{resolve:ssm:/${Account}/id}}:root"', "arn:aws:iam::${resolve:ssm:/${Account}/id}:root"),
        ("!If [a]", "${Fn::If at line 28}"),
    ],
)
def test_what_the_template_does_not_say_is_a_hole_of_its_name(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_two_calls_of_an_unknown_function_are_two_unknowns() -> None:
    found = evaluated("A: !Base64 x\nB: !Base64 x")
    assert found is not None
    assert found.tree["A"] != found.tree["B"]


# --- resources ------------------------------------------------------------------------------------

RESOURCES = """
  Named:
    Type: AWS::IAM::Role
    Properties: {RoleName: deploy, Path: /ci/}
  Unnamed: {Type: AWS::IAM::Role}
  Branching:
    Type: AWS::IAM::Role
    Properties: {RoleName: !If [IsProd, live, !Ref "AWS::NoValue"], Path: !Ref Account}
  Circular:
    Type: AWS::IAM::Role
    Properties: {RoleName: !Ref Circular}
  Person: {Type: AWS::IAM::User, Properties: {UserName: !Sub "${Account}-bot"}}
  Issuer:
    Type: AWS::IAM::OIDCProvider
    Properties: {Url: https://token.actions.githubusercontent.com}
  OpenIssuer: {Type: AWS::IAM::OIDCProvider, Properties: {Url: !Sub "https://${Account}/x"}}
  NoIssuer: {Type: AWS::IAM::OIDCProvider}
  Saml: {Type: AWS::IAM::SAMLProvider, Properties: {Name: okta}}
  Fn: {Type: AWS::Serverless::Function}
  FnWithRole: {Type: AWS::Serverless::Function, Properties: {Role: x}}
  Queue: {Type: AWS::SQS::Queue}
"""
OWN = "arn:${AWS::Partition}:iam::${AWS::AccountId}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref Named", "deploy"),
        ("!Ref Unnamed", "${Unnamed}"),
        ("!GetAtt Named.Arn", f"{OWN}:role/ci/deploy"),
        ('{"Fn::GetAtt": [Named, Arn]}', f"{OWN}:role/ci/deploy"),
        ('{"Fn::GetAtt": Named.Arn}', f"{OWN}:role/ci/deploy"),
        ('!Sub "${Named.Arn}"', f"{OWN}:role/ci/deploy"),
        ("!GetAtt Unnamed.Arn", f"{OWN}:role/${{Unnamed}}"),
        ("!GetAtt Named.RoleId", "${Named.RoleId}"),
        ("!Ref Person", "${Account}-bot"),
        ("!GetAtt Person.Arn", f"{OWN}:user/${{Account}}-bot"),
        ("!Ref Issuer", f"{OWN}:oidc-provider/token.actions.githubusercontent.com"),
        ("!GetAtt Issuer.Arn", f"{OWN}:oidc-provider/token.actions.githubusercontent.com"),
        ("!Ref OpenIssuer", f"{OWN}:oidc-provider/${{Account}}/x"),
        ("!Ref NoIssuer", f"{OWN}:oidc-provider/${{NoIssuer}}"),
        ("!Ref Saml", f"{OWN}:saml-provider/okta"),
        ("!GetAtt FnRole.Arn", f"{OWN}:role/${{FnRole}}"),
        ("!GetAtt FnWithRoleRole.Arn", "${FnWithRoleRole.Arn}"),
        ("!Ref Queue", "${Queue}"),
        ("!GetAtt Queue.Arn", "${Queue.Arn}"),
        (
            "!GetAtt Branching.Arn",
            ("if", "IsProd", f"{OWN}:role${{Account}}live", f"{OWN}:role${{Account}}${{Branching}}"),
        ),
    ],
)
def test_iam_identities_of_the_stack_live_in_its_own_account(expression: str, expected: Any) -> None:
    text = (
        f"Parameters:{PARAMETERS}Conditions:\n  IsProd: !Equals [!Ref Env, prod]\nResources:{RESOURCES}"
        f"  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {{V: {expression}}}\n"
    )
    found = template(text).trust("Role")
    assert found is not None
    assert plain(found.tree) == {"V": expected}


def test_a_name_that_goes_in_a_circle_is_told() -> None:
    role = "{Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: !Ref Circular}}"
    with pytest.raises(PolicyError, match="nested deeper than 80 at line"):
        template(f"Resources:{RESOURCES}  Role: {role}\n").trust("Role")


# --- conditions -----------------------------------------------------------------------------------

CONDITIONS = """
    Conditions:
      HasId: !Not [!Equals [!Ref Blank, ""]]
      NoId: !Equals [!Ref Blank, ""]
      IsProd: !Equals [!Ref Env, prod]
      IsDev: !Equals [dev, !Ref Env]
      IsStage: !Equals [!Ref Env, stage]
      IsOther: !Equals [!Ref Env, other]
      Both: !And [!Condition HasId, !Condition IsProd]
      Either: !Or [!Condition HasId, !Condition IsProd]
      NotProd: !Not [{Condition: IsProd}]
      Always: !Equals [!Ref Single, only]
      Never: !And [!Condition IsProd, !Condition IsDev]
      Joined: !Equals [!Sub "${Account}-${Several}", x-a]
      SameTwice: !Equals [!Ref Account, !Ref Account]
      TwoParameters: !Equals [!Ref Several, !Ref Account]
      EmptyList: !Equals [!Join ["", !Ref OpenAccounts], ""]
      EmptyFirst: !Equals [!Select [0, !Ref OpenAccounts], ""]
      Region: !Equals [!Ref "AWS::Region", us-east-1]
      China: !Equals [!Ref "AWS::Partition", aws-cn]
      Mine: !Equals [!Ref "AWS::AccountId", "111122223333"]
      Mapped: !Equals [!FindInMap [M, !Ref Env, live], true]
      MustHaveId: !Equals [!Ref Needed, ""]
      Contains: {"Fn::Contains": [[a], !Ref Account]}
      Circle: !Not [!Condition Round]
      Round: !Not [!Condition Circle]
      Odd: !Equals [a]
      AList: !Equals [[a, b], !Ref Account]
      Branching: !Equals [!If [IsProd, a, b], a]
      InStore: !Equals [!Ref Stored, mine]
      NotACondition: text
    Mappings:
      M: {prod: {live: true}, stage: {live: false}, dev: {live: false}}
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("HasId", ("if", "HasId", "yes", "no")),
        ("NoId", ("if", "HasId", "no", "yes")),
        ("NotProd", ("if", "IsProd", "no", "yes")),
        ("IsOther", "no"),
        ("Both", ("if", "HasId", ("if", "IsProd", "yes", "no"), "no")),
        ("Either", ("if", "HasId", "yes", ("if", "IsProd", "yes", "no"))),
        ("Always", "yes"),
        ("Never", "no"),
        ("SameTwice", "yes"),
        ("Joined", ("if", "Joined", "yes", "no")),
        ("TwoParameters", ("if", "TwoParameters", "yes", "no")),
        ("Contains", ("if", "Fn::Contains ... ... (line 44)", "yes", "no")),
        ("Undefined", ("if", "Undefined", "yes", "no")),
        ("MustHaveId", "no"),
        ("Mine", ("if", "Mine", "yes", "no")),
        ("AList", ("if", "AList", "yes", "no")),
        ("Branching", ("if", "Branching", "yes", "no")),
        ("InStore", ("if", "InStore", "yes", "no")),
        ("NotACondition", ("if", "text (line 51)", "yes", "no")),
    ],
)
def test_a_condition_folds_or_comes_down_to_the_conditions_it_is_made_of(condition: str, expected: Any) -> None:
    assert value(f"!If [{condition}, yes, no]".replace("yes", '"yes"').replace("no]", '"no"]'), CONDITIONS) == expected


def test_conditions_about_one_parameter_are_never_true_together() -> None:
    document = "{A: !If [IsProd, p, '-'], B: !If [IsDev, d, '-'], C: !If [IsStage, s, '-'], D: !Ref Env}"
    found = ways(evaluated(document, CONDITIONS))
    assert sorted(tuple(way.values()) for way in found.values()) == [
        ("-", "-", "s", "stage"),
        ("-", "d", "-", "dev"),
        ("p", "-", "-", "prod"),
    ]


def test_a_parameter_of_several_conditions_is_one_value_in_one_text() -> None:
    assert value("!Sub '${Env}/${Env}/${Blank}'", CONDITIONS, "Condition: HasId") == "dev/dev/${Blank}"
    found = value("[!If [IsDev, !Sub '${Env}+${Env}', x], !If [IsProd, y, z]]", CONDITIONS)
    assert found == [("if", "IsProd", "x", ("if", "IsDev", "dev+dev", "x")), ("if", "IsProd", "y", "z")]


def test_what_is_left_of_the_allowed_values_is_known() -> None:
    assert value("!If [IsProd, !Ref Env, !If [IsDev, !Ref Env, !Ref Env]]", CONDITIONS) == (
        "if",
        "IsProd",
        "prod",
        ("if", "IsDev", "dev", "stage"),
    )


def test_a_branch_knows_the_value_its_condition_compares() -> None:
    assert value("!If [Region, !Ref 'AWS::Region', x]", CONDITIONS) == ("if", "Region", "us-east-1", "x")
    assert value("!If [China, !Ref 'AWS::Partition', x]", CONDITIONS) == ("if", "China", "aws-cn", "x")
    assert value("!If [Mine, !Ref 'AWS::AccountId', x]", CONDITIONS) == ("if", "Mine", "${AWS::AccountId}", "x")
    assert value("!If [EmptyList, x, !Ref OpenAccounts]", CONDITIONS) == ("if", "EmptyList", "x", "${OpenAccounts}")
    assert value("!If [EmptyFirst, !Ref OpenAccounts, x]", CONDITIONS) == ("if", "EmptyList", [""], "x")


def test_a_map_decides_a_condition_once_its_key_is_known() -> None:
    nested = "!If [IsProd, !If [Mapped, a, b], !If [Mapped, c, d]]"
    assert value(nested, CONDITIONS) == ("if", "IsProd", "a", ("if", "Mapped", "c", "d"))


def test_conditions_that_go_in_a_circle_are_told() -> None:
    with pytest.raises(PolicyError, match="conditions go in a circle: Circle -> Round -> Circle"):
        value("!If [Circle, a, b]", CONDITIONS)


def test_a_comparison_of_one_value_is_told_only_to_the_policy_that_uses_it() -> None:
    with pytest.raises(PolicyError, match="`Fn::Equals` compares two values"):
        value("!If [Odd, a, b]", CONDITIONS)
    assert value("!If [Always, a, b]", CONDITIONS) == "a"


def test_inside_a_conditional_role_its_condition_is_true() -> None:
    assert value("!If [HasId, a, b]", CONDITIONS, "Condition: HasId") == "a"
    assert value("!If [NoId, a, b]", CONDITIONS, "Condition: Both") == "b"
    assert value("!Ref Blank", CONDITIONS, "Condition: HasId") == "${Blank}"
    assert value("!Ref Blank", CONDITIONS, "Condition: Always") == "${Blank}"


def test_a_role_on_one_of_two_conditions_exists_only_where_either_is_true() -> None:
    found = evaluated("{A: !If [HasId, i, '-'], B: !If [IsProd, p, '-']}", CONDITIONS, "Condition: Either")
    assert sorted(tuple(way.values()) for way in ways(found).values()) == [("-", "p"), ("i", "-"), ("i", "p")]


def test_no_value_takes_its_key_or_element_away() -> None:
    found = evaluated(
        "{A: [x, !Ref 'AWS::NoValue', !If [HasId, y, !Ref 'AWS::NoValue']], B: !Ref 'AWS::NoValue'}", CONDITIONS
    )
    assert list(ways(found).values()) == [{"A": ["x", "y"]}, {"A": ["x"]}]


# --- documents ------------------------------------------------------------------------------------


def test_a_document_may_be_json_text() -> None:
    text = """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: |
                {"Statement": [
                  {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
                ]}

              RoleName: x
    """
    found = template(textwrap.dedent(text)).trust("Role")
    assert found is not None
    assert isinstance(found.tree, str)
    assert found.source == Source("/role.yaml", 7, 9)
    assert read_policy(parse_json(found.tree, found.source)).statements[0].source.first == 8


def test_json_text_may_be_substituted() -> None:
    found = evaluated("""!Sub '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "${Account}"}}]}'""")
    assert found is not None
    assert isinstance(found.tree, Text)
    assert str(read_policy(parse_json(found.tree, found.source)).statements[0].principals[0].value) == "${Account}"
    assert found.source == Source("/role.yaml", 28, 28)


def test_substituted_json_text_begins_on_the_line_after_its_mark() -> None:
    found = evaluated('!Sub\n  - |\n    {"Statement":\n      "${a}"}\n  - {a: !Ref Account}')
    assert found is not None
    assert found.source == Source("/role.yaml", 30, 31)
    assert evaluated('Fn::Sub: |\n  {"Statement":\n    []}') == Evaluated(
        '{"Statement":\n  []}\n', Source("/role.yaml", 29, 30)
    )


def test_a_document_turned_into_json_text_is_read_as_written() -> None:
    assert value("1") == 1
    found = evaluated("Fn::ToJsonString:\n  V: !Ref Preset")
    assert found is not None
    assert found.tree == {"V": "111122223333"}


def test_scalars_stay_what_they_are_and_a_date_is_its_text() -> None:
    found = evaluated("{Version: 2012-10-17, A: true, B: 3600, C: 1.5, D: '2012-10-17'}")
    assert found is not None
    assert found.tree == {"Version": "2012-10-17", "A": True, "B": 3600, "C": 1.5, "D": "2012-10-17"}


def test_a_whole_document_that_is_open_is_a_hole() -> None:
    found = evaluated("!Transform {Name: Macro}")
    assert found is not None
    assert plain(found.tree) == "${Fn::Transform at line 28}"
    either = evaluated("!If [IsProd, {V: 1}, !Ref Account]", CONDITIONS)
    assert either is not None
    assert plain(either.tree) == ("if", "IsProd", {"V": 1}, "${Account}")


def test_lines_in_yaml_end_with_the_last_value() -> None:
    document = """
        Statement:
          - Effect: Allow
            Principal: {AWS: "1",
              Service: x
            }
            Condition:
              StringEquals:
                k:
                  - a
                  - b

          # a comment of the next statement
          - Effect: Deny
            Principal: "*"
    """
    found = evaluated(document)
    assert found is not None
    first, second = found.tree["Statement"]
    assert found.source == Source("/role.yaml", 28, 41)
    assert first.source == Source("/role.yaml", 29, 37)
    assert first["Principal"].source == Source("/role.yaml", 30, 32)
    assert first["Condition"]["StringEquals"].source == Source("/role.yaml", 35, 37)
    assert second.source == Source("/role.yaml", 40, 41)


@pytest.mark.parametrize("indent", ["  ", "\t"])
def test_lines_in_json_are_those_of_the_braces(indent: str) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": {"Condition": {}}}}}
    found = template(json.dumps({"Resources": {"Role": role}}, indent=indent), ".json").trust("Role")
    assert found is not None
    assert found.tree == {"Statement": {"Condition": {}}}
    assert found.source == Source("/role.json", 6, 10)
    assert found.tree["Statement"].source == Source("/role.json", 7, 9)


# --- SAM ------------------------------------------------------------------------------------------

SAM = """
Globals:
  Function:
    AssumeRolePolicyDocument:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: {Service: edgelambda.amazonaws.com}}]
Resources:
  Plain: {Type: AWS::Serverless::Function}
  WithRole: {Type: AWS::Serverless::Function, Properties: {Role: !GetAtt X.Arn, AssumeRolePolicyDocument: {}}}
  Own:
    Type: AWS::Serverless::Function
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}}]
        Id: own
  Queue: {Type: AWS::SQS::Queue}
"""


def test_sam_functions_inherit_what_globals_say() -> None:
    sam = template(SAM)
    inherited, own = sam.trust("Plain"), sam.trust("Own")
    assert inherited is not None
    assert own is not None
    edge = {"Effect": "Allow", "Principal": {"Service": "edgelambda.amazonaws.com"}}
    assert inherited.tree == {"Version": "2012-10-17", "Statement": [edge]}
    assert inherited.source == Source("/role.yaml", 5, 6)
    mine = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}
    assert own.tree == {"Version": "2012-10-17", "Statement": [edge, mine], "Id": "own"}
    assert own.source == Source("/role.yaml", 14, 15)


def test_there_is_no_trust_policy_where_sam_makes_no_role() -> None:
    assert template(SAM).trust("WithRole") is None
    assert template(SAM.replace("AssumeRolePolicyDocument", "Description")).trust("Plain") is None
    assert template(SAM).trust("Queue") is None
    assert template(SAM).trust("Nobody") is None


def test_the_template_knows_its_resources() -> None:
    assert "Queue" in template(SAM).resources
    assert "Nobody" not in template(SAM).resources


# --- bad input ------------------------------------------------------------------------------------


def test_a_role_without_a_trust_policy_is_told() -> None:
    with pytest.raises(PolicyError, match="`Role` has no AssumeRolePolicyDocument"):
        template("Resources:\n  Role: {Type: AWS::IAM::Role}\n").trust("Role")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"Resources": []},
        {"Resources": {"Role": 5}},
        {"Resources": {"Role": {"Type": ["AWS::IAM::Role"]}}},
        {"Resources": {"Role": {"Type": "AWS::SQS::Queue", "Properties": "x"}}, "Conditions": 7, "Parameters": [1]},
        {"Resources": {"Fn::ForEach::Roles": ["X", ["a"], {}]}, "Mappings": "x", "Globals": {"Function": 1}},
    ],
)
def test_a_template_of_any_shape_is_no_crash(data: Any) -> None:
    assert Template(data, "/x").trust("Role") is None


@pytest.mark.parametrize(
    "parameter",
    [5, {"Type": 5}, {"AllowedValues": "x"}, {"Default": [1]}, {"MinLength": "x"}, {"AllowedPattern": "((a+)+)+$"}],
)
def test_a_parameter_of_any_shape_is_no_crash(parameter: Any) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"V": {"Ref": "P"}}}}
    found = Template({"Parameters": {"P": parameter}, "Resources": {"Role": role}}, "/x").trust("Role")
    assert found is not None
    assert plain(found.tree) == {"V": "${P}"}


def direct(document: Any, **sections: Any) -> Any:
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document}}
    found = Template({"Resources": {"Role": role}, **sections}, "/x").trust("Role")
    return found and plain(found.tree)


def test_deep_nesting_is_told() -> None:
    deep: Any = "x"
    for _ in range(500):
        deep = {"Fn::Join": ["", [deep]]}
    with pytest.raises(PolicyError, match="nested deeper than 80"):
        direct(deep)


def test_aliases_that_multiply_are_told_in_time() -> None:
    bomb: Any = ["x"]
    for _ in range(30):
        bomb = [bomb, bomb]
    begun = time.process_time()
    with pytest.raises(PolicyError, match="expands to more than 300000 values"):
        direct(bomb)
    with pytest.raises(PolicyError, match="expands to more than 50000 values"):
        direct({"Fn::If": ["C", 1, 2]}, Conditions={"C": {"Fn::Equals": [{"Fn::Join": ["", bomb]}, "x"]}})
    assert time.process_time() - begun < 10


def test_text_that_multiplies_is_told() -> None:
    text: Any = "x" * 1000
    for _ in range(20):
        text = {"Fn::Sub": ["${a}${a}", {"a": text}]}
    with pytest.raises(PolicyError, match="text longer than 1000000 characters"):
        direct(text)


def test_conditions_that_multiply_are_told_in_time() -> None:
    conditions: dict[str, Any] = {"C0": {"Fn::Equals": [{"Ref": "P"}, "x"]}}
    for number in range(1, 40):
        conditions[f"C{number}"] = {"Fn::And": [{"Condition": f"C{number - 1}"}] * 2}
    with pytest.raises(PolicyError, match="the condition `C20` takes more than 10000 steps"):
        direct({"Fn::If": ["C20", 1, 2]}, Conditions=conditions, Parameters={"P": {"Type": "String"}})
    with pytest.raises(PolicyError, match="nested deeper than 50"):
        direct({"Fn::If": ["C39", 1, 2]}, Conditions=conditions, Parameters={"P": {"Type": "String"}})


def test_a_value_of_too_many_conditions_is_told() -> None:
    names = [f"P{number}" for number in range(8)]
    conditions = {name: {"Fn::Equals": [{"Ref": name}, "x"]} for name in names}
    parts = [{"Fn::If": [name, "a", "b"]} for name in names]
    with pytest.raises(PolicyError, match="one value depends on more than 6 open conditions"):
        direct({"V": {"Fn::Join": ["", parts]}}, Conditions=conditions)


def test_five_hundred_roles_of_a_large_template_take_no_longer_each() -> None:
    conditions = {f"C{number}": {"Fn::Equals": [{"Ref": "P"}, str(number)]} for number in range(100)}
    statement = {"Effect": "Allow", "Principal": {"AWS": {"Fn::If": ["C5", {"Ref": "P"}, "x"]}}}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [statement]}}}
    data = {
        "Resources": {f"R{number}": role for number in range(500)},
        "Conditions": conditions,
        "Parameters": {"P": {"Type": "String"}},
    }
    begun = time.process_time()
    large = Template(data, "/x")
    assert all(large.trust(f"R{number}") for number in range(500))
    assert time.process_time() - begun < 2

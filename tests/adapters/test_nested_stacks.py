"""Templates of the tree that are nested in each other, through Checkov's own runner."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dialects.tellings import yaml
from scanning import Scan, cloudformation, in_full, pipeline, write

Json = dict[str, Any]
ROLE = "AWS::IAM::Role.R"
ID = "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41"
OTHER = "c03d5a72-91fe-4b60-8a8e-5e7d1f26b9d3"
VENDOR = "123456789012"
WRITTEN: tuple[tuple[str, Callable[[Any], str]], ...] = (("json", json.dumps), ("yaml", yaml))


def ref(name: str) -> Json:
    return {"Ref": name}


def parameter(**more: Any) -> Json:
    return {"Type": "String", **more}


def statement(principal: Any, external_id: Any = None) -> Json:
    found: Json = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    if external_id is not None:
        found["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return found


def role(*statements: Json, **properties: Any) -> Json:
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": policy, **properties}}


def child(parameters: Json | None = None, **more: Any) -> Json:
    """A template whose role trusts the `Account`, with the `ExternalId`."""
    declared = {"Account": parameter(), "ExternalId": parameter()} if parameters is None else parameters
    return {"Parameters": declared, "Resources": {"R": role(statement(ref("Account"), ref("ExternalId")))}, **more}


def stack(parameters: Any = None, url: str = "./child.json", **more: Any) -> Json:
    given = {} if parameters is None else {"Parameters": parameters}
    return {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url, **given}, **more}


def given(external_id: Any = ID, account: Any = VENDOR) -> Json:
    return {"Account": account, "ExternalId": external_id}


def parent(*stacks: Json, **sections: Any) -> Json:
    return {"Resources": {f"S{number}": each for number, each in enumerate(stacks, 1)}, **sections}


def scan(folder: Path, **templates: Json) -> Scan:
    return cloudformation(write(folder, {f"{name}.json": json.dumps(each) for name, each in templates.items()}))


def rules(found: Scan) -> tuple[set[str], set[str]]:
    """Which rules fail, and which pass, of the role, but those about all roles."""
    alike = [{rule for rule, name in each if name == ROLE and int(rule) < 13} for each in (found.failed, found.passed)]
    return alike[0], alike[1]


def is_decided(found: Scan) -> bool:
    """Whether it is known whose the trusted account is."""
    return ("2", ROLE) in {*found.failed, *found.passed}


def flat(folder: Path, external_id: Any, account: Any = VENDOR) -> Scan:
    """The same role with its parameters written out."""
    return scan(folder, child={"Resources": {"R": role(statement(account, external_id))}})


# --- what a parent gives ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("external_id", [ID, "", "12345", "*"])
@pytest.mark.parametrize("ending", [0, 1])
def test_what_the_parent_gives_is_what_the_role_has(tmp_path: Path, external_id: str, ending: int) -> None:
    kind, written = WRITTEN[ending]
    nested = {
        f"child.{kind}": written(child()),
        f"root.{kind}": written(parent(stack(given(external_id), f"./child.{kind}"))),
    }
    found = cloudformation(write(tmp_path / "nested", nested))
    told = rules(found)
    assert told == rules(flat(tmp_path / "flat", external_id))
    assert ("90", ROLE) in found.passed


def test_without_a_parent_the_same_is_not_known(tmp_path: Path) -> None:
    assert is_decided(scan(tmp_path / "in", child=child(), root=parent(stack(given()))))
    assert not is_decided(scan(tmp_path / "not", child=child(), root=parent(stack(given(), url="./other.json"))))


def test_a_safe_default_does_not_hide_what_the_parent_gives(tmp_path: Path) -> None:
    declared = {"Account": parameter(Default=VENDOR), "ExternalId": parameter(Default=ID)}
    assert "3" not in scan(tmp_path / "default", child=child(declared), root=parent(stack())).rules(ROLE)
    found = scan(tmp_path / "given", child=child(declared), root=parent(stack({"ExternalId": ""})))
    assert {"3", "6"} <= found.rules(ROLE)
    record = found.record("3", ROLE)
    assert record.check_name.endswith("; the role's template is nested as `S1 of /root.json`")
    result: Any = record.check_result
    assert result["nested"] == ["S1 of /root.json"]


def test_a_stack_that_gives_nothing_in_some_ways_leaves_the_defaults_there(tmp_path: Path) -> None:
    declared = {"Account": parameter(Default=VENDOR), "ExternalId": parameter(Default="")}
    either = {"Fn::If": ["Given", {"ExternalId": ID}, {"Ref": "AWS::NoValue"}]}
    conditions = {"Given": {"Fn::Equals": [ref("Stage"), "production"]}}
    root = parent(stack(either), Parameters={"Stage": parameter()}, Conditions=conditions)
    assert {"2", "3", "6"} == scan(tmp_path, child=child(declared), root=root).rules(ROLE)


def test_an_unsafe_default_that_the_parent_replaces_is_none(tmp_path: Path) -> None:
    declared = {"Account": parameter(), "ExternalId": parameter(Default="")}
    assert scan(tmp_path / "given", child=child(declared), root=parent(stack(given()))).rules(ROLE) == {"2"}
    assert {"3", "6"} <= scan(tmp_path / "not", child=child(declared), root=parent(stack({"Account": VENDOR}))).rules(
        ROLE
    )


def test_one_stack_of_several_is_enough_for_a_finding(tmp_path: Path) -> None:
    good, bad = stack(given()), stack(given(""))
    assert scan(tmp_path / "good", child=child(), root=parent(good, stack(given(OTHER)))).rules(ROLE) == {"2"}
    found = scan(tmp_path / "bad", child=child(), root=parent(good, bad))
    assert {"2", "3", "6"} <= found.rules(ROLE)
    assert "called as S1 of /root.json" in in_full(found.record("3", ROLE))


def test_stacks_of_several_parents_are_told_apart_by_their_files(tmp_path: Path) -> None:
    found = scan(tmp_path, child=child(), one=parent(stack(given())), other=parent(stack(given(""))))
    assert "`S1 of /one.json` and `S1 of /other.json`" in in_full(found.record("3", ROLE))


def test_a_role_that_no_parameter_decides_is_told_of_as_ever(tmp_path: Path) -> None:
    made = child()
    made["Resources"]["R"] = role(statement(VENDOR))
    assert "nested" not in scan(tmp_path, child=made, root=parent(stack(given()))).record("1", ROLE).check_name


# --- in the scope of the parent -------------------------------------------------------------------------------------

SCOPE: Mapping[str, tuple[Any, Json]] = {
    "a default": (ref("Id"), {"Parameters": {"Id": parameter(Default=ID)}}),
    "a substitution": ({"Fn::Sub": "${Id}"}, {"Parameters": {"Id": parameter(Default=ID)}}),
    "a join": ({"Fn::Join": ["-", ["7f9c2b1e", "4a55-4c1d-9b7e-0d6a3f2c8e41"]]}, {}),
    "a mapping": ({"Fn::FindInMap": ["Ids", "vendor", "id"]}, {"Mappings": {"Ids": {"vendor": {"id": ID}}}}),
    "the only value": (ref("Id"), {"Parameters": {"Id": parameter(AllowedValues=[ID])}}),
}


@pytest.mark.parametrize("how", SCOPE)
def test_values_are_evaluated_where_the_parent_writes_them(tmp_path: Path, how: str) -> None:
    value, sections = SCOPE[how]
    found = scan(tmp_path, child=child(), root=parent(stack(given(value)), **sections))
    assert rules(found) == rules(flat(tmp_path / "flat", ID))


def test_a_parameter_of_the_parent_is_not_the_one_of_its_name_below(tmp_path: Path) -> None:
    declared = {"Account": parameter(Default=VENDOR), "ExternalId": parameter(Default="")}
    root = parent(stack({"ExternalId": ref("Account")}), Parameters={"Account": parameter(Default=ID)})
    assert scan(tmp_path, child=child(declared), root=root).rules(ROLE) == {"2"}


@pytest.mark.parametrize("bad", [False, True])
def test_each_way_of_the_parents_conditions_is_judged(tmp_path: Path, bad: bool) -> None:
    sections = {
        "Parameters": {"Stage": parameter()},
        "Conditions": {"IsProd": {"Fn::Equals": [ref("Stage"), "prod"]}},
    }
    value = {"Fn::If": ["IsProd", ID, "" if bad else OTHER]}
    found = scan(tmp_path, child=child(), root=parent(stack(given(value)), **sections))
    assert ("3" in found.rules(ROLE)) is bad
    assert ("90", ROLE) in found.passed
    if bad:
        assert "`IsProd of /root.json` is false" in in_full(found.record("3", ROLE))


def test_conditions_of_one_name_in_two_templates_are_two(tmp_path: Path) -> None:
    """Were they one, the way in which both are on their wrong side would never be judged."""
    sections = {
        "Parameters": {"Stage": parameter()},
        "Conditions": {"IsProd": {"Fn::Equals": [ref("Stage"), "prod"]}},
    }
    made = child({"Account": parameter(), "ExternalId": parameter(), "Stage": parameter()})
    made["Conditions"] = sections["Conditions"]
    made["Resources"]["R"] = role(statement(VENDOR, {"Fn::If": ["IsProd", ID, ref("ExternalId")]}))
    root = parent(stack({**given({"Fn::If": ["IsProd", "", ID]}), "Stage": ref("Other")}), **sections)
    root["Parameters"]["Other"] = parameter()
    assert "3" in scan(tmp_path, child=made, root=root).rules(ROLE)


def test_a_literal_decides_the_conditions_of_the_nested_template(tmp_path: Path) -> None:
    conditions = {"HasId": {"Fn::Not": [{"Fn::Equals": [ref("ExternalId"), ""]}]}}
    made = child(Conditions=conditions)
    made["Resources"]["R"] = role({"Fn::If": ["HasId", statement(VENDOR, ref("ExternalId")), statement(VENDOR)]})
    assert scan(tmp_path / "with", child=made, root=parent(stack(given()))).rules(ROLE) == {"2"}
    assert "1" in scan(tmp_path / "without", child=made, root=parent(stack(given("")))).rules(ROLE)


def test_a_default_of_the_parent_may_be_replaced_and_a_literal_not(tmp_path: Path) -> None:
    conditions = {"HasId": {"Fn::Not": [{"Fn::Equals": [ref("ExternalId"), ""]}]}}
    made = child(Conditions=conditions)
    made["Resources"]["R"] = role({"Fn::If": ["HasId", statement(VENDOR, ref("ExternalId")), statement(VENDOR)]})
    root = parent(stack(given(ref("Id"))), Parameters={"Id": parameter(Default=ID)})
    assert "1" in scan(tmp_path / "default", child=made, root=root).rules(ROLE)
    root["Parameters"]["Id"]["MinLength"] = 2
    assert scan(tmp_path / "bound", child=made, root=root).rules(ROLE) == {"2"}


def test_the_condition_of_the_stack_holds_below(tmp_path: Path) -> None:
    conditions = {"HasId": {"Fn::Not": [{"Fn::Equals": [ref("ExternalId"), ""]}]}}
    made = child(Conditions=conditions)
    made["Resources"]["R"] = role({"Fn::If": ["HasId", statement(VENDOR, ref("ExternalId")), statement(VENDOR)]})
    declared = {"ExternalId": parameter(Default=ID)}
    free = parent(stack(given(ref("ExternalId"))), Parameters=declared, Conditions=conditions)
    bound = parent(stack(given(ref("ExternalId")), Condition="HasId"), Parameters=declared, Conditions=conditions)
    assert "1" in scan(tmp_path / "free", child=made, root=free).rules(ROLE)
    assert "1" not in scan(tmp_path / "bound", child=made, root=bound).rules(ROLE)


def test_a_stack_that_is_never_made_gives_nothing(tmp_path: Path) -> None:
    conditions = {"Never": {"Fn::Equals": ["a", "b"]}}
    root = parent(stack(given("")), stack(given()), Conditions=conditions)
    assert "3" in scan(tmp_path / "made", child=child(), root=root).rules(ROLE)
    root["Resources"]["S1"]["Condition"] = "Never"
    assert scan(tmp_path / "never", child=child(), root=root).rules(ROLE) == {"2"}


def test_the_account_of_the_parent_is_the_roles_own(tmp_path: Path) -> None:
    found = scan(tmp_path, child=child(), root=parent(stack(given(account=ref("AWS::AccountId")))))
    assert found.rules(ROLE) == {"7"}


@pytest.mark.parametrize("account", [VENDOR, "210987654321"])
def test_lists_are_handed_over_as_text(tmp_path: Path, account: str) -> None:
    declared = {"Account": {"Type": "CommaDelimitedList"}, "ExternalId": parameter()}
    both = {"Fn::Join": [",", ["210987654321", ref("AWS::AccountId")]]}
    found = scan(tmp_path, child=child(declared), root=parent(stack(given(None, both) | {"ExternalId": ID})))
    reason = in_full(found.record("2", ROLE))
    assert "210987654321" in reason
    assert "7" in found.rules(ROLE)
    assert (account in reason) is (account != VENDOR)


def test_the_name_of_the_role_is_the_given_one(tmp_path: Path) -> None:
    made = child({**child()["Parameters"], "Name": parameter(Default="by-default")})
    made["Resources"]["R"]["Properties"]["RoleName"] = ref("Name")
    found = scan(tmp_path, child=made, root=parent(stack({**given(), "Name": "given"})))
    result: Any = found.record("2", ROLE).check_result
    assert "role/given" in str(result["command"])


# --- what a nested stack gives back ---------------------------------------------------------------------------------


def test_an_output_of_one_stack_goes_into_another(tmp_path: Path) -> None:
    ids = {"Parameters": {"Which": parameter()}, "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}
    ids["Outputs"] = {"Id": {"Value": ref("Which")}}
    output = {"Fn::GetAtt": ["S2", "Outputs.Id"]}
    for name, value in (("good", ID), ("bad", "")):
        root = parent(stack(given(output)), stack({"Which": value}, "ids.json"))
        assert rules(scan(tmp_path / name, child=child(), ids=ids, root=root)) == rules(
            flat(tmp_path / "flat" / name, value)
        )


def test_an_output_is_known_in_the_parents_own_roles(tmp_path: Path) -> None:
    made = {"Resources": {"Caller": role(statement(VENDOR, ID), RoleName="caller")}}
    made["Outputs"] = {"Arn": {"Value": {"Fn::GetAtt": ["Caller", "Arn"]}}}
    root = parent(stack())
    root["Resources"]["R"] = role(statement({"Fn::GetAtt": ["S1", "Outputs.Arn"]}))
    found = scan(tmp_path, child=made, root=root)
    assert found.rules(ROLE) == set()
    assert ("1", ROLE) in found.passed


def test_stacks_that_want_each_others_outputs_are_not_known(tmp_path: Path) -> None:
    made = child(Outputs={"Id": {"Value": ref("ExternalId")}})
    first, second = ({"Fn::GetAtt": [name, "Outputs.Id"]} for name in ("S1", "S2"))
    found = scan(tmp_path, child=made, root=parent(stack(given(second)), stack(given(first))))
    assert rules(found) == rules(flat(tmp_path / "flat", ref("Id")))


# --- which template it is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("./child.json", True),
        ("child.json", True),
        ("sub/../child.json", True),
        ("../child.json", False),
        ("./Child.json", False),
        ("https://s3.amazonaws.com/bucket/child.json", False),
        ("s3://bucket/child.json", False),
    ],
)
def test_a_path_is_taken_from_the_parents_directory(tmp_path: Path, url: str, followed: bool) -> None:
    found = scan(tmp_path, child=child(), root=parent(stack(given(), url)))
    assert is_decided(found) is followed


def test_a_template_in_another_directory_is_found(tmp_path: Path) -> None:
    files = {
        "infra/roles/child.json": json.dumps(child()),
        "envs/root.json": json.dumps(parent(stack(given(""), "../infra/roles/child.json"))),
    }
    found = cloudformation(write(tmp_path, files))
    assert found.record("3", ROLE).check_name.endswith("`S1 of /envs/root.json`")


def test_what_a_link_leads_to_outside_of_the_tree_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "outside", {"root.json": json.dumps(parent(stack(given(""), "../tree/child.json")))})
    write(tmp_path / "tree", {"child.json": json.dumps(child())})
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "outside")
    assert not is_decided(cloudformation(tmp_path / "tree"))


def test_sams_applications_are_nested_stacks(tmp_path: Path) -> None:
    application = {
        "Type": "AWS::Serverless::Application",
        "Properties": {"Location": "child.json", "Parameters": given("")},
    }
    assert "3" in scan(tmp_path, child=child(), root=parent(application)).rules(ROLE)


def test_the_cdks_nested_stacks_are_found_by_what_it_notes(tmp_path: Path) -> None:
    made = stack(given(""), Metadata={"aws:asset:path": "child.json", "aws:asset:property": "TemplateURL"})
    made["Properties"]["TemplateURL"] = {"Fn::Sub": "https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/1234.json"}
    assert "3" in scan(tmp_path / "noted", child=child(), root=parent(made)).rules(ROLE)
    del made["Metadata"]
    assert "3" not in scan(tmp_path / "not", child=child(), root=parent(made)).rules(ROLE)


def test_a_stack_set_sets_parameters_too_for_other_accounts(tmp_path: Path) -> None:
    pairs = [
        {"ParameterKey": "ExternalId", "ParameterValue": ""},
        {"ParameterKey": "Account", "ParameterValue": VENDOR},
    ]
    made = {"Type": "AWS::CloudFormation::StackSet", "Properties": {"TemplateURL": "child.json", "Parameters": pairs}}
    assert "3" in scan(tmp_path / "set", child=child(), root=parent(made)).rules(ROLE)
    pairs[0]["ParameterValue"] = ID
    pairs[1]["ParameterValue"] = ref("AWS::AccountId")  # type: ignore[assignment]
    assert "7" not in scan(tmp_path / "account", child=child(), root=parent(made)).rules(ROLE)


def test_stacks_in_stacks_hand_on(tmp_path: Path) -> None:
    middle = parent(stack(given(ref("Id"), ref("Whose"))), Parameters={"Id": parameter(), "Whose": parameter()})
    root = parent(stack({"Id": "", "Whose": VENDOR}, "middle.json"))
    found = scan(tmp_path, child=child(), middle=middle, root=root)
    assert found.record("3", ROLE).check_name.endswith("`S1 of /middle.json as S1 of /root.json`")


def test_templates_that_nest_each_other_are_judged_by_themselves(tmp_path: Path) -> None:
    one, other = child(), child()
    one["Resources"]["S"], other["Resources"]["S"] = stack(given(""), "two.json"), stack(given(""), "child.json")
    found = scan(tmp_path, child=one, two=other)
    assert "3" not in found.rules(ROLE)
    assert not is_decided(found)


def test_more_ways_than_the_bound_are_undecided(tmp_path: Path) -> None:
    few = [stack(given(f"{number:032x}")) for number in range(32)]
    assert ("90", ROLE) in scan(tmp_path / "few", child=child(), root=parent(*few)).passed
    many = [*few, stack(given(OTHER))]
    found = scan(tmp_path / "many", child=child(), root=parent(*many))
    assert "nested in more than 32 different ways" in found.record("90", ROLE).check_name
    same = [stack(given()) for _ in range(40)]
    assert ("90", ROLE) in scan(tmp_path / "same", child=child(), root=parent(*same)).passed


def test_one_file_alone_is_judged_by_itself(tmp_path: Path) -> None:
    folder = write(tmp_path, {"child.json": json.dumps(child()), "root.json": json.dumps(parent(stack(given())))})
    assert not is_decided(cloudformation(folder, "child.json"))
    assert is_decided(cloudformation(folder, "child.json", "root.json"))


@pytest.mark.parametrize(
    "parameters",
    [[], "text", None, {"Fn::Transform": {}}, {"Account": []}, {"Account": {"a": 1}, "ExternalId": None}, {"Ref": "X"}],
)
def test_parameters_that_are_none_break_nothing(tmp_path: Path, parameters: Any) -> None:
    made = stack()
    made["Properties"]["Parameters"] = parameters
    found = scan(tmp_path, child=child(), root=parent(made))
    assert rules(found) == rules(scan(tmp_path / "alone", child=child()))


# --- laws -----------------------------------------------------------------------------------------------------------


def test_files_and_resources_may_come_in_any_order(tmp_path: Path) -> None:
    stacks = {"S1": stack(given("")), "S2": stack(given(), DependsOn="S1"), "S3": stack(given(OTHER), "./child.json")}
    told = []
    for number, order in enumerate((["S1", "S2", "S3"], ["S3", "S2", "S1"])):
        files = {
            "child.json": json.dumps(child()),
            "root.json": json.dumps({"Resources": {name: stacks[name] for name in order}}),
        }
        names = sorted(files, reverse=bool(number))
        folder = write(tmp_path / str(number), {name: files[name] for name in names})
        found = cloudformation(folder)
        told.append({(each.check_id, in_full(each), each.resource) for each in found.report.failed_checks})
        assert cloudformation(folder, *names).failed == found.failed
    assert told[0] == told[1]
    assert any("compares with a blank" in name for _, name, _ in told[0])


def test_names_of_templates_stacks_and_parameters_make_no_difference(tmp_path: Path) -> None:
    found = scan(
        tmp_path / "one",
        child=child(),
        root=parent(stack(given("")), stack(given(ref("P"))), Parameters={"P": parameter()}),
    )
    text = json.dumps(child()).replace('ExternalId"}', 'Other"}').replace('"ExternalId": {"Type', '"Other": {"Type')
    root = {
        "Resources": {
            "Z": stack({"Account": VENDOR, "Other": ""}, "a.json"),
            "Y": stack({"Account": VENDOR, "Other": ref("ExternalId")}, "a.json"),
        }
    }
    root["Parameters"] = {"ExternalId": parameter()}
    renamed = cloudformation(write(tmp_path / "two", {"a.json": text, "b.json": json.dumps(root)}))
    assert "Other" in text
    assert rules(renamed) == rules(found)


@pytest.mark.parametrize("value", [ID, "", "vendor", "{{resolve:ssm:/id}}"])
@pytest.mark.parametrize("conditional", [False, True])
def test_a_nested_stack_tells_what_the_default_of_its_parameter_would(
    tmp_path: Path, value: str, conditional: bool
) -> None:
    made = child({"Account": parameter(Default=VENDOR), "ExternalId": parameter()})
    if conditional:
        made["Conditions"] = {"HasId": {"Fn::Not": [{"Fn::Equals": [ref("ExternalId"), ""]}]}}
        made["Resources"]["R"] = role({"Fn::If": ["HasId", statement(VENDOR, ref("ExternalId")), statement(VENDOR)]})
    nested = scan(
        tmp_path / "nested",
        child=made,
        root=parent(stack({"ExternalId": ref("P")}), Parameters={"P": parameter(Default=value)}),
    )
    made["Parameters"]["ExternalId"]["Default"] = value
    assert rules(nested) == rules(scan(tmp_path / "flat", child=made))


# --- the rules about all roles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mine", [ID, OTHER])
def test_ids_that_parents_give_are_compared(tmp_path: Path, mine: str) -> None:
    other = {"Resources": {"Q": role(statement("210987654321", ID))}}
    found = scan(tmp_path, child=child(), root=parent(stack(given(mine))), other=other)
    assert (("13", ROLE) in found.failed) is (mine == ID)
    assert (("13", ROLE) in found.passed) is (mine != ID)


@pytest.mark.parametrize("policy", ["AdministratorAccess", "ReadOnlyAccess"])
def test_policies_that_a_parent_gives_are_held(tmp_path: Path, policy: str) -> None:
    made = child({**child()["Parameters"], "Policy": parameter()})
    made["Resources"]["R"]["Properties"]["ManagedPolicyArns"] = [ref("Policy")]
    arn = f"arn:aws:iam::aws:policy/{policy}"
    found = scan(tmp_path / "one", child=made, root=parent(stack({**given(), "Policy": arn})))
    assert (("14", ROLE) in found.failed) is (policy == "AdministratorAccess")
    two = parent(
        stack({**given(), "Policy": arn}), stack({**given(), "Policy": "arn:aws:iam::aws:policy/job-function/Billing"})
    )
    assert ("14", ROLE) not in scan(tmp_path / "two", child=made, root=two).failed


@pytest.mark.parametrize("sent", [ID, OTHER])
def test_a_pipelines_call_is_answered_by_what_the_parent_gives(tmp_path: Path, sent: str) -> None:
    made = child({"Account": parameter(Default="111111111111"), "ExternalId": parameter(Default=OTHER)})
    made["Resources"]["R"]["Properties"]["RoleName"] = "deploy"
    step = {
        "uses": "aws-actions/configure-aws-credentials@v4",
        "with": {
            "aws-access-key-id": "${{ secrets.KEY }}",
            "role-to-assume": "arn:aws:iam::999999999999:role/deploy",
            "role-external-id": sent,
        },
    }
    workflow = {"name": "deploy", "on": "push", "jobs": {"deploy": {"runs-on": "ubuntu-latest", "steps": [step]}}}
    files = {
        ".roletrust.yaml": 'own_accounts: ["999999999999"]\n',
        "child.json": json.dumps(made),
        "root.json": json.dumps(parent(stack({"ExternalId": ID}))),
        ".github/workflows/deploy.yml": yaml(workflow) + "\n",
    }
    found = pipeline("github_actions", write(tmp_path, files))
    assert bool([rule for rule, _ in found.failed if rule == "15"]) is (sent != ID)

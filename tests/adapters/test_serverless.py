"""The Serverless Framework's services and the CDK's synthesized templates, through Checkov's own runners."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.twins import SETTINGS, TWINS, V, root, trust
from dialects.tellings import resource, yaml
from roletrust.dialects.cloudformation.serverless import Service
from roletrust.engine.policy.document import PolicyError
from scanning import Scan, cloudformation, json_files, serverless, write

ROLE = "AWS::IAM::Role.role"
FLAWED = trust(root(V))
PARTNER = "arn:aws:iam::${self:custom.partner}:root"


def service(policy: Any, **more: Any) -> str:
    resources = {"Resources": resource(policy, RoleName="vendor-access")["Resources"]}
    return yaml({"service": "s", "provider": {"name": "aws"}, **more, "resources": resources}) + "\n"


def scan(folder: Path, text: str, name: str = "serverless.yml", **files: str) -> Scan:
    return serverless(write(folder, {name: text, **files}))


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
def test_each_rule_tells_a_flaw_from_its_twin(tmp_path: Path, rule: str, which: int) -> None:
    found = scan(tmp_path, service(TWINS[rule][which]), **SETTINGS)
    assert ((rule, ROLE) in found.failed) is (which == 0)
    assert ((rule, ROLE) in found.passed) is (which == 1)
    assert ("90", ROLE) in found.passed


def test_the_record_says_which_statement_and_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result: Any = scan(Path(), service(FLAWED), "api/serverless.yml").record("1", ROLE).check_result
    assert result["statement"] == {"number": 1, "sid": "Entry", "file": "/api/serverless.yml", "lines": [14, 18]}
    assert "role/vendor-access" in result["command"]


@pytest.mark.parametrize(
    "principal",
    [
        PARTNER,
        "arn:aws:iam::${self:custom.absent, '123456789012'}:root",
        'arn:aws:iam::${opt:partner, "123456789012"}:root',
        "${self:custom.arn}",
        {"Fn::Sub": PARTNER},
        {"Fn::Sub": ["arn:aws:iam::${P}:root", {"P": "${self:custom.partner}"}]},
    ],
)
def test_a_variable_is_what_the_file_says_it_is(tmp_path: Path, principal: Any) -> None:
    custom = {"partner": V, "arn": PARTNER}
    assert scan(tmp_path, service(trust(principal), custom=custom)).rules(ROLE) == {"1", "2"}


def test_a_whole_policy_may_be_a_variable(tmp_path: Path) -> None:
    custom = {"partner": V, "trust": trust(PARTNER)}
    assert scan(tmp_path, service("${self:custom.trust}", custom=custom)).rules(ROLE) == {"1", "2"}


@pytest.mark.parametrize(
    "variable", ["opt:partner", "env:PARTNER", "ssm:/partner", "cf:other.Partner", "self:custom.no"]
)
@pytest.mark.parametrize("sub", [False, True])
def test_a_variable_that_the_file_leaves_open_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, sub: bool
) -> None:
    monkeypatch.setenv("PARTNER", V)  # where it is scanned is not where it is deployed
    principal = f"arn:aws:iam::${{{variable}}}:root"
    found = scan(tmp_path, service(trust({"Fn::Sub": principal} if sub else principal)))
    assert found.rules(ROLE) == {"2"}
    assert f"depends on {variable}" in str(found.record("2", ROLE).check_result)


@pytest.mark.parametrize("account", ["${aws:accountId}", {"Fn::Sub": "${AWS::AccountId}"}, {"Ref": "AWS::AccountId"}])
def test_the_services_own_account_is_the_roles(tmp_path: Path, account: Any) -> None:
    assert scan(tmp_path, service(trust(account))).rules(ROLE) == {"7"}


def test_a_policy_variable_of_iam_is_none_of_the_framework(tmp_path: Path) -> None:
    condition = {"StringEquals": {"sts:ExternalId": "7f9c2b1e-40d3-4c52", "sts:RoleSessionName": "${aws:username}"}}
    found = scan(tmp_path, service(trust(root(V), condition)))
    assert found.rules(ROLE) == {"2"}


@pytest.mark.parametrize(
    ("variable", "file", "data"),
    [
        ("file(trust.json)", "trust.json", FLAWED),
        ("file(./iam/trust.yml)", "iam/trust.yml", FLAWED),
        ("file(iam/roles.yml):trusts.vendor", "iam/roles.yml", {"trusts": {"vendor": FLAWED}}),
        ("file(${self:custom.stage}.yml)", "prod.yml", FLAWED),
        ("file(${opt:stage, 'prod'}.yml)", "prod.yml", FLAWED),
        ("file(../shared.yml)", "../shared.yml", FLAWED),
        ("file(outer.yml)", "outer.yml", {**FLAWED, "Statement": "${self:custom.statements}"}),
    ],
)
def test_a_variable_may_point_into_a_file(tmp_path: Path, variable: str, file: str, data: Any) -> None:
    text = service(f"${{{variable}}}", custom={"stage": "prod", "statements": FLAWED["Statement"]})
    found = scan(tmp_path, text, "api/serverless.yml", **{f"api/{file}": yaml(data)})
    assert found.rules(ROLE) == {"1", "2"}


def test_a_statement_of_another_file_is_told_with_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = yaml(FLAWED)
    result: Any = scan(Path(), service("${file(iam/t.yml)}"), **{"iam/t.yml": text}).record("1", ROLE).check_result
    assert result["statement"]["file"] == "/iam/t.yml"
    assert "Sid" in text.splitlines()[result["statement"]["lines"][0] - 1]


@pytest.mark.parametrize(
    ("variable", "files"),
    [
        ("file(absent.yml)", {}),
        ("file(trust.js)", {"trust.js": "module.exports = {}"}),
        ("file(broken.yml)", {"broken.yml": "a: ["}),
        ("file(trust.yml):no.such", {"trust.yml": "a: b"}),
        ("file(self.yml)", {"self.yml": "${file(self.yml)}"}),
    ],
)
def test_a_policy_in_a_file_that_cannot_be_read_is_undecided(
    tmp_path: Path, variable: str, files: dict[str, str]
) -> None:
    found = scan(tmp_path, service(f"${{{variable}}}"), **files)
    assert found.rules(ROLE) == {"90"}
    assert "file(" in found.record("90", ROLE).check_name


def test_no_file_is_read_that_lies_farther_out(tmp_path: Path) -> None:
    write(tmp_path, {"trust.yml": yaml(FLAWED)})
    for path in (str(tmp_path / "trust.yml"), "../trust.yml"):
        assert scan(tmp_path / "api", service(f"${{file({path})}}")).rules(ROLE) == {"90"}


# --- roles that Checkov passes over --------------------------------------------------------------------------------

WHOLE = "complete"  # as Checkov calls a service as a whole


def made(policy: Any, name: str = "role") -> Any:
    return {"Resources": {name: resource(policy)["Resources"]["role"]}}


def listing(resources: Any) -> str:
    return yaml({"service": "s", "provider": {"name": "aws"}, "resources": resources}) + "\n"


@pytest.mark.parametrize("rule", TWINS)
@pytest.mark.parametrize("which", [0, 1], ids=["flawed", "fixed"])
@pytest.mark.parametrize(
    "resources",
    [
        [{"Outputs": {}}, "@"],
        ["${file(r.yml)}"],
        "${file(r.yml)}",
        {"Resources": "${file(r.yml):Resources}"},
        {"Resources": {"role": "${file(r.yml):Resources.role}"}},
    ],
    ids=["a list", "a list of files", "a file", "a section of a file", "a resource of a file"],
)
def test_each_rule_tells_a_flaw_from_its_twin_where_checkov_looks_not(
    tmp_path: Path, resources: Any, rule: str, which: int
) -> None:
    given = made(TWINS[rule][which])
    held = [given if each == "@" else each for each in resources] if isinstance(resources, list) else resources
    found = scan(tmp_path, listing(held), **{"r.yml": yaml(given), **SETTINGS})
    name = ROLE if resources == ["${file(r.yml)}"] else WHOLE  # the last of a list of files Checkov hands over
    assert {name for _, name in found.failed | found.passed} == {name}
    assert ((rule, name) in found.failed) is (which == 0)
    assert ((rule, name) in found.passed) is (which == 1)
    assert ("90", name) in found.passed


def test_the_finding_names_the_role_and_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    record = scan(Path(), listing([made(FLAWED, "A"), "${file(r.yml)}"]), **{"r.yml": yaml(made(FLAWED, "B"))})
    found: Any = record.record("1", WHOLE)
    assert found.check_name.endswith("(in `A`, which it makes, and so for `B`)")
    assert found.check_result["statement"]["file"] == "/serverless.yml"


def test_a_role_is_reported_once(tmp_path: Path) -> None:
    here = resource(FLAWED)["Resources"]["role"]
    text = listing({"Resources": {"Here": here, "${self:service}There": here, "File": "${file(r.yml)}"}})
    found = scan(tmp_path, text, **{"r.yml": yaml(here)})
    result: Any = found.record("1", WHOLE).check_result
    assert result["held"] == {"role": "sThere", "others": ["File"]}
    assert {name for _, name in found.failed} == {WHOLE, "AWS::IAM::Role.Here"}


def test_of_a_list_of_files_none_is_lost(tmp_path: Path) -> None:
    files = {f"{name}.yml": yaml(made(FLAWED, name)) for name in "ABC"}
    found = scan(tmp_path, listing([f"${{file({name})}}" for name in files]), **files)
    result: Any = found.record("1", WHOLE).check_result
    assert result["held"] == {"role": "A", "others": ["B"]}
    assert found.rules("AWS::IAM::Role.C") == {"1", "2"}


def test_elements_of_a_list_that_say_more_of_one_role_are_merged(tmp_path: Path) -> None:
    guarded = trust(root(V), {"StringEquals": {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}})
    more = {"Resources": {"role": {"Properties": {"AssumeRolePolicyDocument": guarded}}}}
    assert scan(tmp_path, listing([made(FLAWED), more])).rules(WHOLE) == {"2"}


@pytest.mark.parametrize("resources", [[], ["${file(no.yml)}"], "${file(no.yml)}", [3], "x", [{"Resources": "x"}]])
def test_a_list_without_a_role_is_not_reported(tmp_path: Path, resources: Any) -> None:
    assert not scan(tmp_path, listing(resources)).report.get_all_records()


def test_one_role_of_a_list_that_cannot_be_read_loses_no_other(tmp_path: Path) -> None:
    bad = made({"Statement": [{"Effect": "Perhaps"}]}, "Bad")
    found = scan(tmp_path, listing([bad, made(FLAWED)]))
    assert found.rules(WHOLE) >= {"1", "2", "11"}


@pytest.mark.parametrize("custom", [{"partner": "${self:custom.partner}"}, {"partner": "x${self:custom.partner}"}])
def test_a_variable_that_points_at_itself_is_survived(tmp_path: Path, custom: Any) -> None:
    found = scan(tmp_path, service(trust(PARTNER), custom=custom))
    assert found.rules(ROLE) == {"2"}
    assert "self:custom.partner" in str(found.record("2", ROLE).details)


@pytest.mark.parametrize("trust", [{"Statement": "${self:custom.t}"}, ["${self:custom.t}", "${self:custom.t}"]])
def test_variables_cannot_make_much_of_little(trust: Any) -> None:
    """Of such a file Checkov's own reader overflows, so the dialect is asked by itself."""
    with pytest.raises(PolicyError, match="nested deeper"):
        Service({"custom": {"t": trust}, "resources": {"R": "${self:custom.t}"}}).template()
    doubled = Service({"custom": {"t": "${self:custom.t}" * 2}, "resources": {"R": "${self:custom.t}"}}).template()
    assert len(str(doubled)) < 100_000_000


def test_the_role_that_the_framework_makes_by_itself_is_not_reported(tmp_path: Path) -> None:
    functions = {"f": {"handler": "a.b"}}
    text = yaml(
        {"service": "s", "provider": {"name": "aws", "iam": {"role": {"statements": []}}}, "functions": functions}
    )
    assert not scan(tmp_path, text + "\n").report.get_all_records()


def cdk(policy: Any) -> str:
    """A template as `cdk synth` writes it."""
    made = resource(policy)["Resources"]["role"]
    made["Metadata"] = {"aws:cdk:path": "Stack/Vendor/Resource"}
    return json.dumps({"Resources": {"role": made}, "Parameters": {}}, indent=1)


@pytest.mark.parametrize("rule", [rule for rule in TWINS if rule != "7"])
def test_a_synthesized_template_is_judged_where_the_cdk_puts_it(tmp_path: Path, rule: str) -> None:
    flawed, fixed = (cdk(each) for each in TWINS[rule])
    files = {"cdk.out/Stack.template.json": flawed, "cdk.out/StackNested1A2B.nested.template.json": fixed}
    found = cloudformation(write(tmp_path, files))
    paths = {record.file_path for record in found.report.failed_checks if record.check_id == f"CKV_TRUST_{rule}"}
    assert paths == {"/cdk.out/Stack.template.json"}


MANIFEST = {
    "Dev": ("Dev.template.json", "aws://111122223333/eu-west-1"),
    "Prod": ("Prod.template.json", "aws://444455556666/unknown-region"),
    "Any": ("Any.template.json", "aws://unknown-account/unknown-region"),
}


def manifest(**stacks: tuple[str, str]) -> str:
    """As the CDK writes it beside the templates."""
    made = {
        name: {"type": "aws:cloudformation:stack", "environment": where, "properties": {"templateFile": file}}
        for name, (file, where) in stacks.items()
    }
    return json.dumps({"version": "36.0.0", "artifacts": {"Tree": {"type": "cdk:tree"}, **made}})


def test_the_account_of_a_stack_is_the_one_in_the_manifest_beside_it(tmp_path: Path) -> None:
    """The CDK writes an account that it knows out; to the manifest of another stack, or of none, it is anybody's."""
    own = cdk(trust(root("111122223333")))
    one = {"Dev": MANIFEST["Dev"]}
    files = {
        "app/cdk.out/manifest.json": manifest(**MANIFEST),
        "app/cdk.out/Dev.template.json": own,
        "app/cdk.out/Prod.template.json": own,
        "app/cdk.out/Any.template.json": own,
        "app/cdk.out/DevNested1A2B.nested.template.json": own,
        "one/cdk.out/manifest.json": manifest(**one),
        "one/cdk.out/DevNested1A2B.nested.template.json": own,
        "one/cdk.out/StackSetTemplate.template.json": own,
        "none/cdk.out/Dev.template.json": own,
        "broken/cdk.out/manifest.json": '{"artifacts": [',
        "broken/cdk.out/Dev.template.json": own,
    }
    found = cloudformation(write(tmp_path, files))
    told: dict[str, set[str]] = {}
    for record in found.report.failed_checks:
        told.setdefault(record.file_path, set()).add(record.check_id.removeprefix("CKV_TRUST_"))
    assert told == {
        "/app/cdk.out/Dev.template.json": {"7"},
        "/app/cdk.out/Prod.template.json": {"2"},  # an account that the app works in, too
        "/app/cdk.out/Any.template.json": {"1", "2"},
        "/app/cdk.out/DevNested1A2B.nested.template.json": {"1", "2"},
        "/one/cdk.out/DevNested1A2B.nested.template.json": {"7"},
        "/one/cdk.out/StackSetTemplate.template.json": {"1", "2"},
        "/none/cdk.out/Dev.template.json": {"1", "2"},
        "/broken/cdk.out/Dev.template.json": {"1", "2"},
    }


def test_what_the_cdk_writes_beside_its_templates_is_not_judged_again(tmp_path: Path) -> None:
    props = {
        "aws:cdk:cloudformation:type": "AWS::IAM::Role",
        "aws:cdk:cloudformation:props": {"assumeRolePolicyDocument": FLAWED},
    }
    tree = {"version": "tree-0.1", "tree": {"id": "App", "attributes": props}}
    files = {"cdk.out/tree.json": json.dumps(tree), "cdk.out/Stack.template.json": cdk(FLAWED)}
    assert not json_files(write(tmp_path, files)).report.get_all_records()

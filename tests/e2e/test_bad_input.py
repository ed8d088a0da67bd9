"""Bad input: no crash, no result of a neighbour lost, no pass; what cannot be decided says what and where.

What Checkov's own parser refuses has tests of its own (`adapters/test_refused_files.py`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from running import CHECKS, checkov
from scanning import Scan, cloudformation, others, plan, terraform, write

ACCOUNT = "123456789012"
STATEMENT = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}


def policy(**more: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{**STATEMENT, **more}]})


def hcl(expression: str, name: str = "bad", more: str = "") -> str:
    return f'resource "aws_iam_role" "{name}" {{\n{more}  assume_role_policy = {expression}\n}}\n'


def quoted(text: str) -> str:
    return json.dumps(text).replace("${", "$${")


def encoded(**more: str) -> str:
    """A `jsonencode`, each argument an element of its statement as HCL."""
    elements = {"Effect": '"Allow"', "Principal": f'{{ AWS = "{ACCOUNT}" }}', "Action": '"sts:AssumeRole"', **more}
    inside = ", ".join(f"{name} = {value}" for name, value in elements.items())
    return f'jsonencode({{ Version = "2012-10-17", Statement = [{{ {inside} }}] }})'


GOOD = hcl(encoded(), "good")


def resource(trust: str, name: str) -> dict[str, Any]:
    head = {"address": f"aws_iam_role.{name}", "mode": "managed", "type": "aws_iam_role", "name": name}
    return {**head, "values": {"assume_role_policy": trust}}


def planned(trust: str) -> str:
    resources = [resource(trust, "bad"), resource(policy(), "good")]
    changes = [
        {**each, "change": {"actions": ["create"], "before": None, "after": each["values"]}} for each in resources
    ]
    whole = {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes}
    return json.dumps({**whole, "planned_values": {"root_module": {"resources": resources}}}, indent=1)


def template(trust: str) -> str:
    def role(document: Any) -> dict[str, Any]:
        return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document}}

    return json.dumps({"Resources": {"bad": role(trust), "good": role(json.loads(policy()))}}, indent=1)


FRAMEWORKS = {"terraform": terraform, "plan": plan, "cloudformation": cloudformation}


def files_of(framework: str, trust: str) -> dict[str, str | bytes]:
    """One role whose policy is the text `trust`, and its neighbour."""
    if framework == "terraform":
        return {"main.tf": hcl(quoted(trust)), "good.tf": GOOD}
    return {"tfplan.json": planned(trust)} if framework == "plan" else {"template.json": template(trust)}


def scan_text(framework: str, folder: Path, trust: str) -> Scan:
    return FRAMEWORKS[framework](write(folder, files_of(framework, trust)))


def scan_each(framework: str, folder: Path, cases: Mapping[str, Mapping[str, str | bytes]]) -> Scan:
    """The files of each case in a folder of its name, all in one scan."""
    for name, files in cases.items():
        write(folder / name, files)
    return FRAMEWORKS[framework](folder)


def of(scan: Scan, name: str) -> tuple[set[str], set[str]]:
    """What fails and what passes on the role of that name."""
    return tuple({rule for rule, role in found if role.endswith(f".{name}")} for found in (scan.failed, scan.passed))  # type: ignore[return-value]


def assert_only_it_is_undecided(scan: Scan, said: str = "") -> None:
    assert of(scan, "good") == ({"1", "2"}, others("1", "2"))
    assert of(scan, "bad") in (({"90"}, set()), ({"11"}, set()))
    record = next(each for each in scan.report.failed_checks if each.resource.endswith(".bad"))
    assert said in record.check_name
    assert "itself broke" not in record.check_name


# --- text that is no policy, in each framework -----------------------------------------------------

UNREADABLE = {
    "malformed": ('{"Statement": [', "the text ends too early"),
    "trailing comma": (policy().replace('"sts:AssumeRole"', '"sts:AssumeRole",'), "a `,` before `}`"),
    "number": ("7", "a number, not an object"),
    "null": ("null", "null, not an object"),
    "list": ("[]", "a list, not an object"),
    "true": ("true", "true or false, not an object"),
    "empty": ("", "the policy text is empty"),
    "blank": (" \n ", "the policy text is empty"),
    "no statement": ("{}", "has no `Statement`"),
    "statement is a number": ('{"Statement": 7}', "statement 1 is a number"),
    "no effect": ('{"Statement": {"Principal": "*"}}', "no `Effect`"),
    "effect is a number": (policy(Effect=1), "`Effect` is `1`"),
    "principal is a number": (policy(Principal=7), "`Principal` is `7`"),
    "account is an object": (policy(Principal={"AWS": {"a": "b"}}), "holds an object, not text"),
    "condition is a number": (policy(Condition=7), "`Condition` is a number"),
    "condition in a list": (policy(Condition=[1]), "`Condition` is a list"),
    "said twice": (policy().replace('"Effect"', '"Effect": "Deny", "Effect"'), "`Effect` twice"),
    "NaN": ('{"Statement": NaN}', "not JSON"),
    "raw null byte": (policy().replace("sts:", "sts\0:"), "not JSON"),
    "unknown principal type": (policy(Principal={"AWD": ACCOUNT}), "`AWD`"),
}


@pytest.fixture(scope="module", params=FRAMEWORKS)
def unreadable(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scan:
    cases = {name: files_of(request.param, text) for name, (text, _) in UNREADABLE.items()}
    return scan_each(request.param, tmp_path_factory.mktemp("unreadable"), cases)


@pytest.mark.parametrize("name", UNREADABLE)
def test_text_that_is_no_policy(unreadable: Scan, name: str) -> None:
    assert_only_it_is_undecided(unreadable.within(name), UNREADABLE[name][1])


@pytest.mark.parametrize("framework", ["terraform", "cloudformation"])  # Checkov itself falls over such a plan
def test_deep_nesting(tmp_path: Path, framework: str) -> None:
    deep = policy().replace('"sts:AssumeRole"', "[" * 200 + '"sts:AssumeRole"' + "]" * 200)
    assert_only_it_is_undecided(scan_text(framework, tmp_path / "inside", deep), "deep")
    assert_only_it_is_undecided(scan_text(framework, tmp_path / "whole", "[" * 10_000 + "]" * 10_000), "deep")


# --- odd, but a policy -----------------------------------------------------------------------------

ODD = {
    "byte order mark": "\ufeff" + policy(),
}
INVALID = {
    "null byte in the sid": policy(Sid="a\0b"),
    "half a surrogate pair": policy(Sid="\ud800"),
    "colours and newlines": policy(Sid="\x1b[31m\nPASSED\r"),
    "a megabyte of sid": policy(Sid="x" * 1_000_000),
}


@pytest.fixture(scope="module", params=["terraform", "plan"])
def odd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scan:
    cases = {name: files_of(request.param, text) for name, text in {**ODD, **INVALID}.items()}
    return scan_each(request.param, tmp_path_factory.mktemp("odd"), cases)


@pytest.mark.parametrize("name", [*ODD, *INVALID])
def test_odd_policies_are_decided(odd: Scan, name: str) -> None:
    scan = odd.within(name)
    assert of(scan, "good") == ({"1", "2"}, others("1", "2"))
    assert of(scan, "bad") == (({"11"}, {"90"}) if name in INVALID else ({"1", "2"}, others("1", "2")))
    for record in scan.report.failed_checks:
        assert all(line.isprintable() for line in (record.check_name, *record.details))


def test_a_megabyte_of_statements(tmp_path: Path) -> None:
    statements = [{**STATEMENT, "Sid": f"S{number}", "Principal": {"AWS": [f"arn:aws:iam::{number:012}:role/r{each}"]}}
                  for number in range(1, 5000) for each in (1,)]  # fmt: skip
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    started = time.perf_counter()
    scan = scan_text("terraform", tmp_path, text + " " * (1_000_000 - len(text)))
    assert of(scan, "bad")[0] == {"11"}
    assert of(scan, "good")[0] == {"1", "2"}
    assert time.perf_counter() - started < 30


BOMBS = [
    ["*a" * 200 + "*b"],
    ["*a" * count + "*b" for count in range(20, 60)],
    ["*" * 5000 + "a?" * 200],
]


@pytest.mark.parametrize("patterns", BOMBS, ids=["long", "many", "stars"])
def test_wildcard_bombs(tmp_path: Path, patterns: list[str]) -> None:
    arns = [f"arn:aws:iam::{ACCOUNT}:role/{each}" for each in patterns]
    started = time.perf_counter()
    scan = scan_text("terraform", tmp_path, policy(Condition={"StringLike": {"aws:PrincipalArn": arns}}))
    failed, passed = of(scan, "bad")
    assert failed
    assert not {"1", "90"} <= passed
    assert of(scan, "good")[0] == {"1", "2"}
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize(
    "text",
    [
        policy().replace(f'"{ACCOUNT}"', "9" * 4000),
        policy(Condition={"NumericLessThan": {"aws:MultiFactorAuthAge": 10**4000}}),
        policy(Principal={"AWS": "12345678\x009012"}),
    ],
    ids=["enormous account", "enormous operand", "null byte in the account"],
)
def test_values_that_cannot_be_are_no_pass(tmp_path: Path, text: str) -> None:
    assert_only_it_is_undecided(scan_text("terraform", tmp_path, text))


# --- HCL -------------------------------------------------------------------------------------------


def merging(name: str, other: str) -> str:
    source = f"source_policy_documents = [data.aws_iam_policy_document.{other}.json]"
    return f'data "aws_iam_policy_document" "{name}" {{\n  {source}\n}}\n'


TERNARIES = ", ".join(f'"aws:PrincipalTag/t{number}" = var.v{number} ? "a" : "b"' for number in range(40))
HCL = {
    "cyclic locals": (hcl("local.a") + "locals {\n  a = local.b\n  b = local.a\n}\n", "cycle through local.a"),
    "cyclic documents": (
        hcl("data.aws_iam_policy_document.a.json") + merging("a", "b") + merging("b", "a"),
        "cycle through data.aws_iam_policy_document.a",
    ),
    "itself": (hcl("aws_iam_role.bad.assume_role_policy"), "/itself/main.tf:2"),
    "unknown function": (hcl('frobnicate("x")'), 'frobnicate("x") (/unknown function/main.tf:2)'),
    "number": (hcl("7"), "a number, not an object"),
    "true": (hcl("true"), "true or false"),
    "null": (hcl("null"), "no trust policy"),
    "list": (hcl("[]"), "a list"),
    "object": (hcl("{}"), "no `Statement`"),
    "file outside": (hcl('file("/etc/passwd")'), 'etc/passwd") (/file outside/main.tf:2)'),
    "file further up": (hcl('file("../../../../../etc/passwd")'), 'etc/passwd") (/file further up/main.tf:2)'),
    "no such file": (hcl('file("none.json")'), 'file("none.json") (/no such file/main.tf:2)'),
    "a directory": (hcl('file("${path.module}")'), 'file(".") (/a directory/main.tf:2)'),
    "endless range": (hcl(encoded(Principal="{ AWS = [for n in range(100000000) : n] }")), "more than 1024 numbers"),
    "more ways than can be told": (hcl(encoded(Condition=f"{{ StringEquals = {{ {TERNARIES} }} }}")), "64 ways"),
}


@pytest.fixture(scope="module")
def no_policies(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    cases = {name: {"main.tf": text, "good.tf": GOOD} for name, (text, _) in HCL.items()}
    return scan_each("terraform", tmp_path_factory.mktemp("hcl"), cases)


@pytest.mark.parametrize("name", HCL)
def test_hcl_that_comes_to_no_policy(no_policies: Scan, name: str) -> None:
    assert_only_it_is_undecided(no_policies.within(name), HCL[name][1])


ODD_HCL = {
    "byte order mark": "\ufeff" + hcl(encoded()),
    "windows line ends": hcl(encoded()).replace("\n", "\r\n"),
    "deep parentheses": hcl("(" * 300 + encoded() + ")" * 300),
    "a line of a megabyte": hcl(encoded() + " # " + "x" * 1_000_000),
    "a module that calls itself": 'module "m" {\n  source = "./"\n}\n' + hcl(encoded()),
    "a null byte": hcl(encoded() + " # a\0b"),
}


@pytest.fixture(scope="module")
def odd_hcl(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    cases = {name: {"main.tf": text, "good.tf": GOOD} for name, text in ODD_HCL.items()}
    return scan_each("terraform", tmp_path_factory.mktemp("odd"), cases)


@pytest.mark.parametrize("name", ODD_HCL)
def test_odd_hcl_is_decided(odd_hcl: Scan, name: str) -> None:
    scan = odd_hcl.within(name)
    assert of(scan, "good") == of(scan, "bad") == ({"1", "2"}, others("1", "2"))


REFUSED = {
    "no utf-8": ("# caf\xe9\n" + hcl(encoded())).encode("latin-1"),
    "malformed": hcl(encoded())[:-20].encode(),
    "10,000 parentheses": hcl("(" * 10_000 + encoded() + ")" * 10_000).encode(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_checkov_refuses_costs_no_other(tmp_path: Path, name: str) -> None:
    scan = terraform(write(tmp_path, {"bad.tf": REFUSED[name], "good.tf": GOOD, "empty.tf": ""}))
    assert of(scan, "good") == ({"1", "2"}, others("1", "2"))
    assert [Path(each).name for each in scan.report.parsing_errors] == ["bad.tf"]
    assert [each for each in scan.report.failed_checks if each.file_path == "/bad.tf"]
    passed = [each for each in scan.report.passed_checks if each.file_path == "/bad.tf"]
    assert bool(passed) is (name != "malformed")  # the others are read by roletrust's own reader, and decided


def test_a_file_whose_blocks_are_needed_is_refused(tmp_path: Path) -> None:
    locals_file = b"# caf\xe9\nlocals {\n  trust = 7\n}\n"
    scan = terraform(write(tmp_path, {"main.tf": hcl("local.trust"), "good.tf": GOOD, "locals.tf": locals_file}))
    assert_only_it_is_undecided(scan, "local.trust")


# --- CloudFormation --------------------------------------------------------------------------------


def role(name: str, document: str) -> str:
    return f"  {name}:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {document}\n"


def trusting(principal: str) -> str:
    statement = f'{{Effect: Allow, Principal: {{AWS: {principal}}}, Action: "sts:AssumeRole"}}'
    return f'{{Version: "2012-10-17", Statement: [{statement}]}}'


def of_yaml(document: str, head: str = "") -> dict[str, str | bytes]:
    return {"template.yaml": f"{head}Resources:\n{role('good', trusting(repr(ACCOUNT)))}{role('bad', document)}"}


YAML = {
    "unknown function": ("!Frob x", "Fn::Frob at line 9"),
    "true": ("true", "true or false"),
    "number": ("7", "a number"),
    "list": ("[]", "a list"),
    "malformed text": ("'{\"Statement\": ['", "the text ends too early"),
    "cyclic conditions": ("!If [A, {}, {}]", "circle"),
}


CYCLE = "Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n"
NOTHING = ["!Frob x", "!Ref Nowhere", "!Join [1]", "!Select [9, [a]]", "!FindInMap [A, B, C]"]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    cases = {name: of_yaml(document, CYCLE * ("cyclic" in name)) for name, (document, _) in YAML.items()}
    nothing = {principal: of_yaml(trusting(principal)) for principal in NOTHING}
    return scan_each("cloudformation", tmp_path_factory.mktemp("templates"), cases | nothing)


@pytest.mark.parametrize("name", YAML)
def test_templates_that_come_to_no_policy(templates: Scan, name: str) -> None:
    assert_only_it_is_undecided(templates.within(name), YAML[name][1])


@pytest.mark.parametrize("principal", NOTHING)
def test_functions_that_come_to_nothing_are_holes(templates: Scan, principal: str) -> None:
    scan = templates.within(principal)
    assert of(scan, "bad") == ({"90"}, others("1", "2", "90"))
    assert of(scan, "good") == ({"1", "2"}, others("1", "2"))


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16"])
def test_templates_in_any_encoding_that_checkov_reads(tmp_path: Path, encoding: str) -> None:
    text = f"# caf\xe9\nResources:\n{role('bad', trusting(repr(ACCOUNT)))}".encode(encoding)
    assert of(cloudformation(write(tmp_path, {"template.yaml": text})), "bad")[0] == {"1", "2"}


@pytest.mark.parametrize(
    "text", ["", "Resources:\n  bad:\n    Type: AWS::IAM::Role\n   x", '{"Resources": {"a": 1, "a": 2}}']
)
def test_a_template_that_checkov_refuses_costs_no_other(tmp_path: Path, text: str) -> None:
    good = f"Resources:\n{role('good', trusting(repr(ACCOUNT)))}"
    scan = cloudformation(write(tmp_path, {"bad.yaml": text, "good.yaml": good}))
    assert of(scan, "good") == ({"1", "2"}, others("1", "2"))


# --- all of it at once, by the command line --------------------------------------------------------


def test_a_directory_of_bad_input_by_the_command_line(tmp_path: Path) -> None:
    for number, (text, _) in enumerate(UNREADABLE.values()):
        files = {"main.tf": hcl(quoted(text)), "template.json": template(text), "tfplan.json": planned(text)}
        write(tmp_path / f"text{number}", files)
    for number, (text, _) in enumerate(HCL.values()):
        write(tmp_path / f"hcl{number}", {"main.tf": text})
    write(tmp_path, {f"refused{number}.tf": text for number, text in enumerate(REFUSED.values())})
    write(tmp_path, {"good.tf": GOOD, "empty.tf": "", "empty.yaml": ""})
    done = checkov(
        *("-d", ".", "--external-checks-dir", CHECKS, "--skip-download", "-c", "CKV_TRUST_*", "-o", "json"),
        *("--framework", "terraform", "terraform_plan", "cloudformation"),
        cwd=tmp_path,
    )
    undecided = [each for each in done.records("failed") if each["check_id"] in ("CKV_TRUST_11", "CKV_TRUST_90")]
    read = [each for each in undecided if not each["file_path"].startswith("/refused")]
    assert len(read) == 3 * len(UNREADABLE) + len(HCL)
    told = {each["file_path"] for each in done.records("failed")}
    assert told >= {f"/refused{number}.tf" for number in range(len(REFUSED))}
    passed = [each for each in done.records("passed") if each["resource"].endswith(".bad")]
    assert {each["file_path"] for each in passed} <= {"/refused0.tf", "/refused2.tf"}  # which our own reader reads
    assert {role for _, role in done.failed} >= {"aws_iam_role.good", "AWS::IAM::Role.good"}
    assert ("CKV_TRUST_1", "aws_iam_role.good") in done.failed
    assert "Traceback" not in done.stderr
    assert "roletrust itself broke" not in done.stdout
    assert done.status == 1

"""Every reader of scanned text, the text that hurts each most, and a count of the steps that it takes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple

from roletrust.diagnosis.error_text import refusals_in
from roletrust.diagnosis.forms.every import calls
from roletrust.dialects.attachment import managed_name
from roletrust.dialects.callers import aws_profiles, github_actions, kubernetes_objects, pipelines, python_source, shell
from roletrust.dialects.callers.written import written
from roletrust.dialects.cloudformation import intrinsics, parameters, serverless
from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.data.records import records
from roletrust.dialects.hcl.functions import functions
from roletrust.dialects.hcl.syntax import tf_json
from roletrust.dialects.members import is_member
from roletrust.dialects.plan import references
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.role_modules import catalog, versions
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Effect, Source
from roletrust.engine.policy.wildcards import matches, tokens
from roletrust.engine.roles.permissions import Grant, Permissions, power
from roletrust.reading.ansible_lookup import LOOKUP
from roletrust.reading.callers.repository_files import Wanted
from roletrust.reading.policies import policies_of
from roletrust.replying.redaction import Redaction
from roletrust.rules.judgement import judge
from running import CHECKS

PACK = str(CHECKS / "roletrust")
ROLE = "arn:aws:iam::123456789012:role/x"
Read = Callable[[str], object]

UNITS = (
    *("{{", "{{ ", "{{-", "}}", "${{ ", "${{", "${{ if ", "$[[ ", "$[[", "$[", "<<", "<< parameters.a >>", "$(", "${"),
    *("<<# parameters.a >>", "<</ parameters.a >>", " ", "\t", "\n", "\\\n", "\\", "'", "''", '"', '\\"', "`", "["),
    *("]", "(", ")", "{", "}", "<", "=", ":", ",", ".", "-", "#", "/", "a", "a=", "A=1 \\\n", "A=1\n", "A=$A\n", "9"),
    *("*", "*a", "a*", "?", "*?", "**/", "*/", "aA9_", "é", "\ue000", "&&", "||", "!", ";fi\n", "if a; then\n"),
    *("cat <<A\n", "task.setvariable variable=a;", "[profile a]\n", "role_arn = a\n", "${AWS::AccountId}", "${a:b}"),
    *(" is not authorized to perform: sts:AssumeRole on resource: ", "User: ", "role/a", "Value '' at 'externalId' "),
    *("${aws:username}", "${self:a}", "${self:", "{{resolve:", "[a]*", "(a|b)", "[^a]", "(a*)*", "a.b[0]", "arn:aws:"),
)


class Beyond(BaseException):
    """It takes more steps than the law allows."""


class Reader(NamedTuple):
    """`bound`: steps that are counted by the reader itself, and bounded, whatever the text."""

    read: Read
    bound: int = 300_000


def steps(read: Callable[[], object], most: int) -> int:
    """The lines of the pack that `read` runs.  Raises Beyond past `most`."""
    count = 0

    def line(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        if count > most:
            raise Beyond
        return line

    def call(frame: FrameType, event: str, argument: object) -> Any:
        return line if frame.f_code.co_filename.startswith(PACK) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        read()
    finally:
        sys.settrace(before)
    return count


def text_of(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def mapping(found: object) -> Tree:
    """`found` as a file of YAML has it."""
    if isinstance(found, dict):
        return Map({key: mapping(value) for key, value in found.items()}, source=Source("/f.yml", 1, 9))
    if isinstance(found, list):
        return [mapping(each) for each in found]
    return written(str(found), 3, file="/f.yml")


def called(role: str, script: str = "") -> str:
    return f"aws sts assume-role --role-arn {role} {script}"


def workflow(text: str) -> object:
    inputs = {"role-to-assume": f"{ROLE}{text}", "role-external-id": text, "aws-access-key-id": "x"}
    step = {"uses": "aws-actions/configure-aws-credentials@v4", "with": inputs, "if": text}
    run = {"run": called('"$A"', text), "name": text, "env": {"A": text}}
    tree = {"env": {"A": text}, "jobs": {"a": {"steps": [step, {**step, "if": "true"}, run]}}}
    return list(github_actions.calls(mapping(tree), "/f.yml"))


def of_pipeline(product: pipelines.Product, around: Callable[[str], object]) -> Read:
    return lambda text: list(pipelines.calls(mapping(around(text)), "/f.yml", product))


def in_gitlab(text: str) -> object:
    return {"variables": {"A": text}, "a": {"script": [called('"$A"'), text], "before_script": [text]}}


def in_circleci(text: str) -> object:
    steps = [{"run": {"command": called('"$A"', text)}}, {"run": f"{text} BASH_ENV"}]
    job = {"parameters": {"a": {"default": text}}, "environment": {"A": text}, "steps": steps}
    return {"jobs": {"j": job}, "workflows": {"w": {"jobs": [{"j": {"a": text}}]}}}


def in_azure(text: str) -> object:
    step = {"bash": called('"$(A)"', text), "env": {"A": text}}
    steps = [step, {f"${{{{ if {text} }}}}": [step]}, {f"${{{{ {text}": [step]}, {"bash": f"task.setvariable {text}"}]
    return {
        "parameters": [{"name": "p", "default": text}],
        "variables": {"A": text, "B": f"$[ {text} ]"},
        "steps": steps,
    }


def in_bitbucket(text: str) -> object:
    return {"pipelines": {"default": [{"step": {"script": [called(text), text]}}]}}


def in_shell(text: str) -> object:
    scripts = (called(text), text + called("$A"), f"A={text}\n" + called("$A"), f"{text}\n{called(ROLE, text)}\n{text}")
    return [list(shell.calls(each, Source("/f.sh", 1), "f")) for each in scripts]


def in_python(text: str) -> object:
    return list(
        python_source.calls(f"A = {text!r}\nc.assume_role(RoleArn=A.format({text!r}), ExternalId=f'{{A}}')", "f", "f")
    )


def in_profiles(text: str) -> object:
    return list(aws_profiles.calls(f"[profile {text}]\nrole_arn = {text}\n{text}\nsource_profile={text}\n[{text}", "f"))


def in_kubernetes(text: str) -> object:
    spec = {"provider": {"aws": {"role": text, "externalID": text}}}
    tree = {"apiVersion": "external-secrets.io/v1", "kind": "SecretStore", "spec": spec}
    return list(kubernetes_objects.calls(mapping(tree), "f", "f"))


def template(resource: object, text: str) -> object:
    data: Any = {
        "Parameters": {"P": {"Type": "String", "Default": text, "AllowedPattern": text}, "Q": {"Type": "String"}},
        "Conditions": {"C": {"Fn::Equals": [{"Ref": "P"}, text]}},
        "Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": resource}}},
    }
    return intrinsics.Template(data, "/t.yml").trust("R")


def in_template(text: str) -> object:
    sub: Any = {"Fn::Sub": text}
    joined = {"Fn::Join": [text[:50], [text, {"Ref": "P"}, {"Fn::Split": [text[:1], {"Ref": "Q"}]}]]}
    branch = {"Fn::If": ["C", text, {"Fn::Select": [0, {"Fn::Split": [text[:1], text]}]}]}
    return template({"Statement": [{"Principal": {"AWS": [sub, joined, branch, text]}}]}, text)


def in_serverless(text: str) -> object:
    data: Any = {"provider": {}, "a": text, "resources": {"Resources": {"R": text, "S": {"Fn::Sub": text}}}}
    return serverless.Service(data).template()


def in_functions(name: str) -> Read:
    """A function of Terraform's, with the text in each place that it takes."""

    def read(text: str) -> object:
        if name.startswith("regex"):
            with suppress(Exception):
                return functions.call(name, [text, text], "/f.tf:1")
        for arguments in (
            [text],
            [text, text],
            ["a", text],
            [text, "a"],
            [f"/{text}/", text, text],
            [text, text, text],
        ):
            with suppress(Exception):
                functions.call(name, arguments, "/f.tf:1")
        return None

    return read


def policy(text: str) -> Tree:
    condition = {"StringLike": {"sts:ExternalId": text, "aws:PrincipalArn": [f"{ROLE}{text}", f"*{text}"]}}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Condition": condition}
    federated = {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": text}}
    subject = {**federated, "Condition": {"StringLike": {f"{text[:50]}:sub": text, text: text}}}
    who = {"AWS": [f"{ROLE}{text}", text], "Service": text}
    denied = {"Effect": "Deny", "NotPrincipal": who, "Action": text, "Sid": text, "Condition": {text: {text: text}}}
    return mapping({"Version": "2012-10-17", "Statement": [{**statement, "Principal": who}, subject, denied]})


def plain(tree: Tree) -> Any:
    if isinstance(tree, Map):
        return Map({key: plain(value) for key, value in tree.items()}, source=tree.source)
    return [plain(each) for each in tree] if isinstance(tree, list) else str(tree)


def judged(text: str) -> object:
    found = policies_of(plain(policy(text)), Source("/f.json", 1, 2))
    return judge(found.policies, Owner(), now=0)


def held(text: str) -> object:
    grant = Grant(Effect.ALLOW, (text, "sts:AssumeRole"), (f"{ROLE}{text}", text))
    return power(Permissions((grant,), arn=f"{ROLE}{text}"))


def globbed(text: str) -> object:
    name = "a" * len(text)
    return [
        matches(tokens(each, True, True), other) for each in (text, f"{text}b") for other in (text, name, f"{name}c")
    ]


def allowed(text: str) -> object:
    return [parameters.may_fit(text[:900], "a" * len(text)), parameters.may_fit("(a|b|[^c]*)*d", text)]


def in_plan(text: str) -> object:
    expression = {"references": [text, f"{text}.a", f'aws_iam_role.a["{text}"].arn', f"module.{text}.b"]}
    return references.references(expression), references.ATTRIBUTE.fullmatch(text), references.MODULE.fullmatch(text)


def in_source(text: str) -> object:
    return [catalog.called(each, text) for each in (text, f"git::https://github.com/{text}?ref={text}", f"a/{text}//b")]


def in_json(text: str) -> object:
    for each in (f'{{"a": "{text}", {text}', text, f'["{text}'):
        with suppress(Exception):
            parse_json(each)
    return None


def in_records(text: str) -> object:
    role = {"RoleName": text, "Arn": f"{ROLE}{text}", "AssumeRolePolicyDocument": text}
    return list(records({"Roles": [role], text: role}, "/f.json"))


def in_tf_json(text: str) -> object:
    with suppress(Exception):
        return list(tf_json.parse_blocks(f'{{"resource": {{"aws_iam_role": {{"{text}": {{"name": "{text}"}}}}}}}}'))
    return None


def in_error(text: str) -> object:
    said = f"User: {ROLE}{text} is not authorized to perform: sts:AssumeRole on resource: {text}"
    event = {"eventName": "AssumeRole", "userIdentity": {"arn": text}, "eventSource": "sts.amazonaws.com"}
    return refusals_in(text), refusals_in(said), refusals_in(json.dumps(event | {"errorMessage": text}))


def in_given(text: str) -> object:
    for file in ("a.sh", "a.py", "a.tf", "a.yml", "config"):
        for each in (
            text,
            f'aws sts assume-role --role-arn {ROLE} --external-id {text}\nassume_role(RoleArn="{text}")',
        ):
            for given in calls(each, file):
                given.changed("external_id", "other-id")
    return None


STRINGS = ("regex", "regexall", "replace", "format", "formatdate", "timeadd", "csvdecode", "yamldecode", "jsondecode")
MORE = ("split", "trim", "indent", "cidrhost", "uuidv5", "startswith", "title", "strrev", "urlencode", "base64decode")

READERS: dict[str, Reader] = {
    "an error message": Reader(in_error),
    "a call that is given": Reader(in_given, 900_000),
    "an output to redact": Reader(lambda text: Redaction().redacted(f"{ROLE}{text} {text}")),
    "a placeholder in data": Reader(lambda text: opened_text(text, "f")),
    "a lookup of Ansible's": Reader(
        lambda text: (LOOKUP.match(text), LOOKUP.match("{{ lookup('file', 'a') | " + text))
    ),
    "a workflow of GitHub's": Reader(workflow),
    "a pipeline of GitLab's": Reader(of_pipeline(pipelines.GITLAB, in_gitlab)),
    "a pipeline of CircleCI's": Reader(of_pipeline(pipelines.CIRCLECI, in_circleci)),
    "a pipeline of Azure's": Reader(of_pipeline(pipelines.AZURE, in_azure)),
    "a pipeline of Bitbucket's": Reader(of_pipeline(pipelines.BITBUCKET, in_bitbucket)),
    "a script": Reader(in_shell),
    "a program": Reader(in_python),
    "profiles": Reader(in_profiles),
    "an object of Kubernetes": Reader(in_kubernetes),
    "a template": Reader(in_template),
    "a service of Serverless'": Reader(in_serverless),
    "a pattern of a parameter": Reader(allowed, 6_000_000),
    "a plan": Reader(in_plan),
    "the source of a module": Reader(in_source),
    "a constraint on versions": Reader(versions.allowed),
    "JSON": Reader(in_json),
    "a dump of roles": Reader(in_records),
    "Terraform's JSON": Reader(in_tf_json),
    "names": Reader(lambda text: (is_member(text), managed_name(f"arn:aws:iam::aws:policy/{text}"))),
    "wildcards": Reader(globbed),
    "a pattern for files": Reader(lambda text: Wanted(f"*{text}*").takes("a" * len(text)), 30_000_000),
    "what a role holds": Reader(held),
    "a trust policy": Reader(judged, 60_000_000),
    **{f"{name}()": Reader(in_functions(name), 6_000_000) for name in (*STRINGS, *MORE)},
}
PER_CHARACTER = 300


def most(reader: Reader, length: int) -> int:
    return reader.bound + PER_CHARACTER * length


def taken(name: str, unit: str, length: int) -> int:
    """The steps that a reader takes for so long a text of `unit`.  Raises Beyond."""
    reader, text = READERS[name], text_of(unit, length)
    return steps(lambda: reader.read(text), most(reader, length))

"""Programs that assume a role: shell scripts, Python, profiles of the AWS CLI."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trusts import trust
from roletrust.dialects.brackets import Brackets
from roletrust.dialects.callers import aws_profiles, python_source, shell
from roletrust.dialects.callers.marks import marked
from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call, fate
from roletrust.engine.text import Hole, Value, text

ROLE = "arn:aws:iam::123456789012:role/vendor-access"
ID = "7f9c2b1e-4a55-4c1d"


def in_shell(script: str, **environment: Value) -> list[Call]:
    return list(shell.calls(dedent(script), Source("/deploy.sh", 1), "/deploy.sh", environment))


def in_python(source: str) -> list[Call]:
    return list(python_source.calls(dedent(source), "/app.py", "/app.py"))


def in_config(config: str) -> list[Call]:
    return list(aws_profiles.calls(dedent(config), "/.aws/config"))


def sent(calls: list[Call]) -> list[tuple[str, str | None]]:
    return [(str(each.role), None if each.external_id is None else str(each.external_id)) for each in calls]


# --- shell -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        "aws sts assume-role --role-arn {role} --external-id {id}",
        "aws sts assume-role --external-id={id} --role-arn={role}",
        "aws --profile p --region=eu-west-1 sts assume-role --role-arn '{role}' --external-id \"{id}\"",
        "CREDS=$(aws sts assume-role --role-arn {role} --external-id {id} --output json)",
        'CREDS="$(aws sts assume-role --role-arn "{role}" --external-id "{id}" | jq .Credentials)"',
        "CREDS=`aws sts assume-role --role-arn {role} --external-id {id}`",
        "aws sts assume-role \\\n  --role-arn {role} \\\n  --role-session-name s \\\n  --external-id {id} > out.json",
        "aws sts assume-role > out.json 2>&1 --role-arn {role} --external-id {id}",
        "ROLE={role}\nexport ID='{id}'\naws sts assume-role --role-arn $ROLE --external-id \"${{ID}}\"",
        (
            'ACCOUNT=123456789012\nROLE="arn:aws:iam::${{ACCOUNT}}:role/vendor-access"\nif true; then\n'
            "  AWS_PROFILE=x aws sts assume-role --role-arn $ROLE --external-id {id}\nfi"
        ),
        "set -e; eval $(aws sts assume-role --role-arn ${{ROLE:-{role}}} --external-id {id})",
        "true && /usr/bin/aws sts assume-role --role-arn {role} --external-id {id} || exit 1",
    ],
)
def test_a_command_is_read_with_its_id(script: str) -> None:
    assert sent(in_shell(script.format(role=ROLE, id=ID))) == [(ROLE, ID)]


@pytest.mark.parametrize("file", ["out.json", "$file", '"$file"', "${file}.json", "$file 2>&1"])
def test_where_the_answer_is_written_to_is_nothing_that_is_sent(file: str) -> None:
    assert sent(in_shell(f"aws sts assume-role --role-arn {ROLE} > {file}")) == [(ROLE, None)]


def test_a_command_without_the_option_sends_none_and_stands_on_its_lines() -> None:
    found = in_shell(f"#!/bin/sh\n\naws sts assume-role \\\n  --role-arn {ROLE}\n\necho done\n")
    assert sent(found) == [(ROLE, None)]
    assert (found[0].source, found[0].setting) == (Source("/deploy.sh", 3, 4), "--external-id")


@pytest.mark.parametrize(
    "script",
    [
        'aws sts assume-role --role-arn {role} --external-id ""',
        'EXTERNAL_ID=""\naws sts assume-role --role-arn {role} --external-id "$EXTERNAL_ID"',
        'EXTERNAL_ID=\naws sts assume-role --role-arn {role} --external-id "$EXTERNAL_ID"',
        'aws sts assume-role --role-arn {role} --external-id "${{EXTERNAL_ID:-}}"',
        'EXTERNAL_ID="${{EXTERNAL_ID:-}}"\naws sts assume-role --role-arn {role} --external-id "$EXTERNAL_ID"',
    ],
)
def test_an_id_that_is_empty_or_so_by_default_is_empty(script: str) -> None:
    assert sent(in_shell(script.format(role=ROLE))) == [(ROLE, "")]


@pytest.mark.parametrize(
    "script",
    [
        'aws sts assume-role --role-arn {role} --external-id "$EXTERNAL_ID"',
        'aws sts assume-role --role-arn {role} "$@"',
        'aws sts assume-role --role-arn {role} "${{args[@]}}"',
        "aws sts assume-role --role-arn {role} $EXTRA",
        'aws sts assume-role --role-arn {role} ${{EXTERNAL_ID:+--external-id "$EXTERNAL_ID"}}',
        "aws sts assume-role --role-arn {role} --cli-input-json file://input.json",
        'aws sts assume-role --role-arn {role} --external-id "$(cat id)"',
        'ID=""\nread -r ID\naws sts assume-role --role-arn {role} --external-id "$ID"',
        'ID=""\nif test -f id; then\n  ID=$(cat id)\nfi\naws sts assume-role --role-arn {role} --external-id "$ID"',
        'f() {{ aws sts assume-role --role-arn {role} --external-id "${{ID:-}}"; }}\nID=x\nf',
        'ID="" true\naws sts assume-role --role-arn {role} --external-id "$ID"',
        'case $1 in\n a) ID=""\n ;;\nesac\naws sts assume-role --role-arn {role} --external-id "$ID"',
        'for ID in a b; do aws sts assume-role --role-arn {role} --external-id "$ID"; done',
        'ID="" ; ID=$2\naws sts assume-role --role-arn {role} --external-id "${{ID:-}}"',
    ],
)
def test_an_id_that_the_script_does_not_tell_is_open(script: str) -> None:
    (found,) = in_shell(script.format(role=ROLE))
    assert found.role == ROLE
    assert found.external_id is not None and not isinstance(found.external_id, str)


@pytest.mark.parametrize(
    "script",
    [
        "# aws sts assume-role --role-arn {role}",
        "true  # && aws sts assume-role --role-arn {role}",
        "echo 'aws sts assume-role --role-arn {role}'",
        'echo "aws sts assume-role --role-arn {role}"',
        "cat <<EOF\naws sts assume-role --role-arn {role}\nEOF",
        "aws sts assume-role-with-web-identity --role-arn {role}",
        "aws sts get-caller-identity",
        "aws sts assume-role --role-session-name s",
        "aws sts assume-role --role-arn 'open",
        "aws sts assume-role --role-arn {role} `\n  --external-id x",
        "aws sts assume-role --role-arn {role} ^\n  --external-id x",
        "my-aws sts assume-role --role-arn {role}",
        "aws sts assume-role --role-arn {role} --external-id $env:ID",
        "aws sts assume-role --role-arn $Env:ROLE --external-id x",
        "aws sts assume-role --role-arn {role} --external-id=${{env:ID}}",
        "aws sts assume-role --role-arn {role} --external-id %ID%",
    ],
)
def test_what_is_no_call_or_cannot_be_told_from_its_surroundings_is_none(script: str) -> None:
    assert in_shell(script.format(role=ROLE)) == []


def test_the_environment_of_the_caller_counts_and_the_script_comes_before_it() -> None:
    script = 'aws sts assume-role --role-arn "$ROLE" --external-id "$ID"'
    assert sent(in_shell(script, ROLE=ROLE, ID=ID)) == [(ROLE, ID)]
    assert sent(in_shell(f"ID={ID}\n{script}", ROLE=ROLE, ID="other")) == [(ROLE, ID)]


def test_a_value_of_the_surrounding_language_stays_open_within_an_arn() -> None:
    hole = text(Hole("vars.ACCOUNT"))
    script = marked("aws sts assume-role --role-arn arn:aws:iam::@@:role/x", Brackets(names="@@"), lambda _: hole)
    (found,) = shell.calls(script, Source("/w.yml", 1), "step")
    assert found.role == text("arn:aws:iam::", Hole("vars.ACCOUNT"), ":role/x")


SHELL = st.lists(
    st.sampled_from(
        [
            "aws sts assume-role",
            " --role-arn ",
            " --external-id ",
            "$X",
            "${X:-",
            "}",
            "$(",
            ")",
            '"',
            "'",
            "`",
            "\\\n",
            "\n",
            "if ",
            "fi",
            "X=",
            "X=$X$X",
            "<<EOF",
            "EOF",
            ">",
            "&",
            ";",
            "#",
            "a",
            " ",
            "\ue000",
            "(",
            "${X[@]}",
        ]
    ),
    max_size=40,
).map("".join)


@given(SHELL)
def test_no_script_breaks_the_reader(script: str) -> None:
    for each in in_shell(script):
        assert each.role


@given(st.permutations([f"--role-arn {ROLE}", f"--external-id {ID}", "--role-session-name s", "--output json"]))
def test_the_order_of_options_never_matters(options: list[str]) -> None:
    assert sent(in_shell(f"aws sts assume-role {' '.join(options)}")) == [(ROLE, ID)]


@pytest.mark.parametrize(
    "script",
    [
        "aws " + "--a b " * 30_000,
        "aws --a aws " * 15_000,
        "A=a " * 40_000 + "aws sts assume-role --role-arn x",
        "\n".join(f"X{n + 1}=$X{n}$X{n}" for n in range(2_000)) + "\naws sts assume-role --role-arn $X2000",
        "<<A\n" * 30_000 + "aws sts assume-role",
        "aws sts assume-role --role-arn " + "${X:-" * 5_000,
        "aws sts assume-role --role-arn " + "$(" * 10_000,
        "if true\n" * 20_000 + "aws sts assume-role --role-arn x",
    ],
)
def test_a_hostile_script_ends(script: str) -> None:
    assert len(in_shell(script)) <= 1


# --- Python ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "import boto3\nboto3.client('sts').assume_role(RoleArn='{role}', RoleSessionName='s', ExternalId='{id}')",
        "ROLE = '{role}'\nID: str = '{id}'\ndef f(sts):\n    return sts.assume_role(RoleArn=ROLE, ExternalId=ID)",
        (
            "def f(c):\n    account = '123456789012'\n    arn = f'arn:aws:iam::{{account}}:role/vendor-access'\n"
            "    c.assume_role(RoleArn=arn, ExternalId='{id}')"
        ),
        "args = {{'RoleArn': '{role}', 'ExternalId': '{id}'}}\nsts.assume_role(**args)",
        (
            "async def f(c):\n  await c.assume_role(ExternalId='{id}', RoleArn=START + NAME)\n"
            "NAME = 'vendor-access'\nSTART = 'arn:aws:iam::123456789012:role/'"
        ),
        "import os\nsts.assume_role(RoleArn=os.environ.get('ROLE', '{role}'), ExternalId='{id}')",
    ],
)
def test_a_call_of_boto3_is_read_with_its_id(source: str) -> None:
    assert sent(in_python(source.format(role=ROLE, id=ID))) == [(ROLE, ID)]


def test_a_call_of_boto3_without_the_argument_sends_none_and_stands_on_its_lines() -> None:
    (found,) = in_python(f"x = 1\nsts.assume_role(\n    RoleArn='{ROLE}',\n    RoleSessionName='s',\n)\n")
    assert (found.external_id, found.source, found.setting) == (None, Source("/app.py", 2, 5), "ExternalId")


@pytest.mark.parametrize("default", ["os.environ.get('X', '')", "os.getenv('X', '')", "''", "EMPTY"])
def test_an_id_that_is_empty_by_default_in_python_is_empty(default: str) -> None:
    assert sent(in_python(f"import os\nEMPTY = ''\nsts.assume_role(RoleArn='{ROLE}', ExternalId={default})")) == [
        (ROLE, "")
    ]


@pytest.mark.parametrize(
    "source",
    [
        "sts.assume_role(RoleArn='{role}', ExternalId=os.environ['X'])",
        "sts.assume_role(RoleArn='{role}', ExternalId=os.environ.get('X'))",
        "sts.assume_role(RoleArn='{role}', **more)",
        "def f(id=''):\n    sts.assume_role(RoleArn='{role}', ExternalId=id)",
        "ID = ''\nif x:\n    ID = 'y'\nsts.assume_role(RoleArn='{role}', ExternalId=ID)",
        "ID = ''\ndef g():\n    global ID\n    ID = g()\ndef f():\n  sts.assume_role(RoleArn='{role}', ExternalId=ID)",
        "args = {{'RoleArn': '{role}'}}\nif x:\n    args['ExternalId'] = x\nsts.assume_role(RoleArn='{role}', **args)",
        "args = {{}}\nargs.update(ExternalId='x')\nsts.assume_role(RoleArn='{role}', **args)",
        "ID = ''\n[sts.assume_role(RoleArn='{role}', ExternalId=ID) for ID in ids]",
    ],
)
def test_an_id_that_the_program_does_not_tell_is_open(source: str) -> None:
    (found,) = in_python(source.format(role=ROLE))
    assert found.role == ROLE
    assert found.external_id is not None and not isinstance(found.external_id, str)


@pytest.mark.parametrize(
    "source",
    [
        "assume_role(RoleArn='x')",
        "sts.assume_role('x')",
        "sts.assume_role(RoleArn=",
        "print 'assume_role'",
        "# sts.assume_role(RoleArn='x')",
        "assume_role\0",
        "x = sts.assume_role" + "(" * 5_000,
        "sts.assume_role(RoleArn=" + "-" * 20_000 + "1)",
        "sts.assume_role(RoleArn='x')" + ".a" * 50_000,
    ],
)
def test_what_is_no_call_of_boto3_or_no_python_is_none(source: str) -> None:
    assert len(in_python(source)) <= (1 if ".a.a" in source else 0)


def test_a_deep_expression_is_open() -> None:
    (found,) = in_python("sts.assume_role(RoleArn='a'" + "+'a'" * 500 + ")")
    assert not isinstance(found.role, str)


# --- profiles --------------------------------------------------------------------------------------------------------

CONFIG = f"""\
[default]
region = eu-west-1

[profile vendor]
role_arn = {ROLE}
source_profile = default
external_id = {ID}  # theirs
[profile forgotten]
role_arn={ROLE}
credential_source=Ec2InstanceMetadata
s3 =
  external_id = none

[profile token]
role_arn = {ROLE}
web_identity_token_file = /token
[profile incomplete]
role_arn = {ROLE}
"""


def test_profiles_that_assume_a_role_are_read_with_their_ids() -> None:
    found = in_config(CONFIG)
    assert [(each.label, each.external_id) for each in found] == [
        ("profile vendor", ID),
        ("profile forgotten", None),
        ("profile token", None),
    ]
    assert found[0].source == Source("/.aws/config", 4, 7)
    assert found[2].action == "sts:AssumeRoleWithWebIdentity"


@given(st.text(alphabet="[]profile role_arn=\n\t#;", max_size=200))
def test_no_config_breaks_the_reader(config: str) -> None:
    in_config(f"role_arn\n{config}")


# --- laws, with the role that is asked for ---------------------------------------------------------------------------

REQUIRING = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": ID}},
}
# Ways to write a value, by what is written before the call and in it; `{}` is the value.
IN_SHELL = [
    ("", "{}"),
    ("", '"{}"'),
    ("", "'{}'"),
    ("X={}\n", '"$X"'),
    ("export X='{}'\n", "$X"),
    ('readonly X="{}"\n', '"${{X}}"'),
    ("Y={}\nX=$Y\n", '"$X"'),
    ("", '"${{UNSET:-{}}}"'),
    ("X=\nY={}\n", '"${{X:-$Y}}"'),
]
IN_PYTHON = [
    ("", "'{}'"),
    ("X = '{}'\n", "X"),
    ("Y = '{}'\nX = Y\n", "X"),
    ("X = '{}'\n", "f'{{X}}'"),
    ("", "os.environ.get('X', '{}')"),
    ("", "os.getenv('X', '{}')"),
    ("X = '{}'\n", "X + ''"),
]
# `X=` inside a value would look like one more assignment, which leaves X open.
VALUES = st.one_of(st.just(ID), st.text(alphabet="abcXYZ019,.@:/-", min_size=2, max_size=20))


def answers(calls: list[Call]) -> list[Answer]:
    return [fate(trust(REQUIRING), each).answer for each in calls]


@given(value=VALUES, way=st.sampled_from(IN_SHELL), role=st.sampled_from(IN_SHELL))
def test_however_a_script_writes_it_the_right_id_is_never_refused_and_another_always(
    value: str, way: tuple[str, str], role: tuple[str, str]
) -> None:
    before = role[0].replace("X", "R").replace("Y", "Q").format(ROLE) + way[0].format(value)
    asked = role[1].replace("X", "R").replace("Y", "Q").format(ROLE)
    sending = f"{before}aws sts assume-role --role-arn {asked} --external-id {way[1].format(value)}\n"
    assert answers(in_shell(sending)) == [NO if value == ID else YES]
    assert answers(in_shell(f"{before}aws sts assume-role --role-arn {asked}\n")) == [YES]


@given(value=VALUES, way=st.sampled_from(IN_PYTHON))
def test_however_a_program_writes_it_the_right_id_is_never_refused_and_another_always(
    value: str, way: tuple[str, str]
) -> None:
    before, written = way[0].format(value), way[1].format(value)
    sending = f"{before}sts.assume_role(RoleArn='{ROLE}', ExternalId={written})\n"
    assert answers(in_python(sending)) == [NO if value == ID else YES]
    assert answers(in_python(f"{before}sts.assume_role(RoleArn='{ROLE}')\n")) == [YES]


@given(value=VALUES)
def test_however_a_profile_writes_it_the_right_id_is_never_refused_and_another_always(value: str) -> None:
    profile = f"[profile v]\nrole_arn = {ROLE}\nsource_profile = default\n"
    assert answers(in_config(f"{profile}external_id = {value}\n")) == [NO if value == ID else YES]
    assert answers(in_config(profile)) == [YES]


@given(
    before=st.sampled_from(["if x; then\n{}fi\n", "for y in 1; do\n{}done\n", "{}read X\n", "{}X=$1\n", "Z=1 {}true\n"])
)
def test_a_value_that_may_be_another_is_neither_refused_nor_accepted(before: str) -> None:
    script = before.format("X=other-id\n") + f'aws sts assume-role --role-arn {ROLE} --external-id "$X"\n'
    assert answers(in_shell(script)) == [UNKNOWN]

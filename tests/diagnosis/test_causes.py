"""Each cause is found by the role's policy, whatever form message and call have, and the corrected call is let in."""

from __future__ import annotations

import json
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from diagnosis.told import (
    APP,
    CALLS,
    ID,
    MESSAGES,
    OF_IDS,
    OURS,
    PASSING,
    ROLE,
    ROOT,
    THEIRS,
    USER,
    WITH_ID,
    Told,
    call,
    message,
    trusting,
)
from roletrust.diagnosis.causes import CAUSES
from roletrust.diagnosis.correction import chosen, corrected
from roletrust.diagnosis.diagnose import Found, diagnosed
from roletrust.diagnosis.error_text import refusals_in
from roletrust.diagnosis.forms.every import calls
from roletrust.diagnosis.forms.given import MFA_SERIAL
from roletrust.diagnosis.refusals import role_of
from roletrust.engine.answer import YES
from roletrust.engine.decision.authorizer import authorize
from roletrust.engine.policy.document import Policy
from roletrust.engine.policy.request import ASSUME_ROLE, Caller, Kind, Request
from roletrust.engine.questions.trust import Trust
from roletrust.reading.roles import found_in_text
from roletrust.replying.roles import Read, read, trusts_of
from roletrust.rules.messages.wording import placeholder

GITHUB_TOKENS = "token.actions.githubusercontent.com"
IDS = [(form, kind, told) for form in MESSAGES for kind in CALLS for told in OF_IDS]


def trust_of(policy: str, account: str = OURS) -> Trust:
    """The policy, as that of a role in `account`."""
    with TemporaryDirectory() as folder:
        role = read(next(iter(found_in_text(policy, "trust.json", folder))))
    assert isinstance(role, Read)
    ((_, trust),) = trusts_of(role)
    return Trust(trust.policy, trust.owner._replace(own=frozenset({account}), proved=account), trust.now)


def found_by(text: str, policy: str, given: tuple[str, str] | None = None, **sent: str) -> tuple[list[Found], str]:
    """The causes, and the text of the call as the first of them corrects it."""
    (refusal,) = refusals_in(text)
    trust = trust_of(policy)
    made = chosen(calls(given[1], given[0]), refusal) if given else None
    assert given is None or made is not None
    found = list(diagnosed(refusal, trust, made, sent))
    return found, corrected(found[0], refusal, trust, made, sent).text if made and found else ""


def allowed(policy: Policy, who: str, external_id: str | None) -> bool:
    """Whether the policy allows the request, by the authorizer alone."""
    kind = Kind.USER if ":user/" in who else Kind.ROLE_SESSION
    context = {} if external_id is None else {"sts:ExternalId": (external_id,)}
    return authorize(policy, Request(ASSUME_ROLE, Caller(kind, role_of(who), "build-7"), context)).answer is YES


@pytest.mark.parametrize(("form", "kind", "told"), IDS, ids=[f"{form} {kind}: {told.name}" for form, kind, told in IDS])
def test_what_is_wrong_with_the_id_is_told_and_put_right(form: str, kind: str, told: Told) -> None:
    given = call(kind, told.external_id)
    found, right = found_by(message(form), told.policy, given)
    assert found[0].cause.name in told.causes
    assert [each.certain for each in found] == [True]
    (again,) = calls(right, given[0])
    assert again.call.external_id == ID
    policy = trust_of(told.policy).policy
    before = calls(given[1], given[0])[0].call.external_id
    assert not allowed(policy, APP, None if before is None else str(before))
    assert allowed(policy, APP, str(again.call.external_id))
    assert changed_lines(given[1], right) == 1


def changed_lines(before: str, after: str) -> int:
    """How many lines of the corrected text are new."""
    return sum(line not in before.splitlines() for line in after.splitlines())


PINNED = trusting(ArnEquals={"aws:PrincipalArn": f"arn:aws:iam::{THEIRS}:role/other"})
MFA = trusting(Bool={"aws:MultiFactorAuthPresent": "true"})
DENY = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
OTHER_IDS = {"StringEquals": {"sts:ExternalId": [ID, "another-one-1"]}}
POLICIES: dict[str, tuple[str, str, tuple[str, ...], bool]] = {
    "the account of somebody else": (trusting("arn:aws:iam::999988887777:root"), APP, ("caller-not-named",), True),
    "another role of the account": (trusting(f"arn:aws:iam::{THEIRS}:role/x"), APP, ("caller-not-named",), True),
    "another user": (trusting(f"arn:aws:iam::{THEIRS}:user/bob"), USER, ("caller-not-named",), True),
    "another session of the role": (
        trusting(f"arn:aws:sts::{THEIRS}:assumed-role/app/other"),
        APP,
        ("caller-not-named",),
        True,
    ),
    "a pin to another": (PINNED, APP, ("caller-pinned-to-another",), True),
    "a pin by account": (
        trusting("*", StringEquals={"aws:PrincipalAccount": "999988887777"}),
        APP,
        ("caller-pinned-to-another",),
        True,
    ),
    "a deleted role": (trusting("AROAEXAMPLEEXAMPLE12"), APP, ("principal-deleted",), True),
    "a deleted user": (trusting("AIDAEXAMPLEEXAMPLE12"), USER, ("principal-deleted",), True),
    "the same role of another partition": (
        trusting(f"arn:aws-cn:iam::{THEIRS}:role/app"),
        APP,
        ("wrong-partition",),
        True,
    ),
    "MFA": (MFA, USER, ("mfa-missing", "callers-own-policy"), False),
    "MFA of the session of a role": (MFA, APP, ("mfa-missing",), True),
    "MFA within an hour": (
        trusting(NumericLessThan={"aws:MultiFactorAuthAge": "3600"}),
        USER,
        ("mfa-missing", "callers-own-policy"),
        False,
    ),
    "a session tag": (
        trusting(ROOT, PASSING, StringEquals={"aws:RequestTag/team": "a"}),
        APP,
        ("session-tags-missing", "callers-own-policy"),
        False,
    ),
    "a source identity": (
        trusting(ROOT, PASSING, StringEquals={"sts:SourceIdentity": "alice"}),
        APP,
        ("source-identity-missing", "callers-own-policy"),
        False,
    ),
    "a session name": (
        trusting(StringEquals={"sts:RoleSessionName": "nightly"}),
        APP,
        ("session-name", "callers-own-policy"),
        False,
    ),
    "a network": (
        trusting(IpAddress={"aws:SourceIp": "203.0.113.0/24"}),
        APP,
        ("network", "callers-own-policy"),
        False,
    ),
    "an endpoint": (trusting(StringEquals={"aws:SourceVpce": "vpce-1"}), APP, ("network", "callers-own-policy"), False),
    "an organization": (
        trusting("*", StringEquals={"aws:PrincipalOrgID": "o-abcdefghij"}),
        APP,
        ("organization", "callers-own-policy"),
        False,
    ),
    "a tag on the caller": (
        trusting(StringEquals={"aws:PrincipalTag/team": "a"}),
        APP,
        ("principal-tag", "callers-own-policy"),
        False,
    ),
    "an external id, of which it is not known whether it was sent": (
        WITH_ID,
        APP,
        ("external-id-missing", "callers-own-policy"),
        False,
    ),
    "an external id and MFA": (
        trusting(StringEquals={"sts:ExternalId": ID}, Bool={"aws:MultiFactorAuthPresent": "true"}),
        USER,
        ("external-id-missing", "mfa-missing", "callers-own-policy"),
        False,
    ),
    "the account, and nothing more": (trusting(), APP, ("callers-own-policy",), False),
    "the caller by name": (trusting(f"arn:aws:iam::{THEIRS}:role/app"), APP, ("callers-own-policy",), False),
    "the caller with a path": (
        trusting(f"arn:aws:iam::{THEIRS}:role/service-role/app"),
        APP,
        ("callers-own-policy",),
        False,
    ),
    "a condition that nobody meets": (
        trusting(StringEquals={"sts:ExternalId": []}),
        APP,
        ("impossible-condition",),
        True,
    ),
    "two values at once": (
        trusting(StringEquals={"sts:ExternalId": ID}, StringNotEquals={"sts:ExternalId": ID}),
        APP,
        ("impossible-condition",),
        True,
    ),
    "a Deny of the caller": (
        trusting("*", {**DENY, "Principal": {"AWS": f"arn:aws:iam::{THEIRS}:root"}}),
        APP,
        ("explicit-deny",),
        True,
    ),
    "a Deny without MFA": (
        trusting(
            f"arn:aws:iam::{THEIRS}:root", {**DENY, "Condition": {"Null": {"aws:MultiFactorAuthPresent": "true"}}}
        ),
        USER,
        ("mfa-missing", "callers-own-policy"),
        False,
    ),
}


WRONG = "not-the-right-one"
BY_NAME = {
    "a.sh": f'ID={WRONG}\naws sts assume-role --role-arn {ROLE} --role-session-name build --external-id "$ID"\n',
    "a.py": f'import boto3\nID = "{WRONG}"\nboto3.client("sts").assume_role(RoleArn="{ROLE}", ExternalId=ID)\n',
    "main.tf": f"""variable "id" {{
  default = "{WRONG}"
}}
provider "aws" {{
  assume_role {{
    role_arn    = "{ROLE}"
    external_id = var.id
  }}
}}
""",
}


@pytest.mark.parametrize("file", BY_NAME)
def test_an_id_that_is_a_variables_is_put_right_where_the_variable_has_it_from(file: str) -> None:
    text = BY_NAME[file]
    assert found_by(message("cli"), WITH_ID, (file, text))[1] == text.replace(WRONG, ID)
    twice = f"# {WRONG}\n{text}"  # then it is not known which of the two is meant
    assert found_by(message("cli"), WITH_ID, (file, twice))[1] == ""


def test_an_id_that_another_call_sends_as_well_is_left_to_its_author() -> None:
    script = BY_NAME["a.sh"]
    other = script + script.partition("\n")[2].replace(":role/", ":role/another-")
    assert found_by(message("cli"), WITH_ID, ("a.sh", other))[1] == ""


DEVICE = f"arn:aws:iam::{THEIRS}:mfa/{placeholder('device')}"


@pytest.mark.parametrize(
    ("form", "added"),
    [
        ("shell", (f"--serial-number '{DEVICE}'", f"--token-code '{placeholder('code')}'")),
        ("profile", (f"mfa_serial = {DEVICE}\n",)),  # the CLI asks for the code
        ("python", (f'SerialNumber="{DEVICE}"', f'TokenCode="{placeholder("code")}"')),
    ],
)
def test_a_call_without_mfa_is_put_right_as_far_as_anybody_can(form: str, added: tuple[str, ...]) -> None:
    given = call(form, None)
    found, right = found_by(message("cli", USER), MFA, given)
    assert found[0].cause.name == "mfa-missing"
    assert [each for each in added if each not in right] == []
    (again,) = calls(right, given[0])
    assert MFA_SERIAL in again.settings
    assert found_by(message("cli"), MFA, given)[1] == ""  # a role's session has no device


@pytest.mark.parametrize("name", POLICIES)
def test_what_a_policy_wants_is_the_cause(name: str) -> None:
    policy, who, causes, certain = POLICIES[name]
    found, _ = found_by(message("cli", who), policy)
    assert tuple(each.cause.name for each in found) == causes
    assert found[0].certain is certain
    assert all(each.decides for each in found if not each.certain)


@pytest.mark.parametrize(
    "name", [each for each, row in POLICIES.items() if row[3] and row[2][0] != "impossible-condition"]
)
def test_a_certain_cause_is_one_that_the_authorizer_sees(name: str) -> None:
    """Whatever is sent, the policy alone refuses the caller."""
    policy, who, _, _ = POLICIES[name]
    read = trust_of(policy).policy
    assert not any(allowed(read, who, each) for each in (None, ID, "some-other-id"))


def test_two_ids_are_the_owners_to_choose_from() -> None:
    given = call("shell", None)
    found, right = found_by(message("cli"), trusting(**OTHER_IDS), given)
    assert [(each.cause.name, each.certain) for each in found] == [("external-id-missing", True)]
    assert "accepts 2" in found[0].detail
    assert right == ""


def test_of_two_ids_the_one_in_the_same_letters_is_meant() -> None:
    _, right = found_by(message("cli"), trusting(**OTHER_IDS), call("shell", "Another-One-1"))
    assert "--external-id another-one-1 " in right


def test_an_id_in_blanks_is_one_without() -> None:
    found, right = found_by(message("cli"), WITH_ID, call("python", f" {ID}\n"))
    assert found[0].cause.name == "external-id-blank"
    assert f'ExternalId="{ID}"' in right


def test_an_id_that_the_role_does_not_take_is_left_out() -> None:
    policy = trusting(Null={"sts:ExternalId": "true"})
    for kind in CALLS:
        given = call(kind, ID)
        found, right = found_by(message("cli"), policy, given)
        assert found[0].cause.name == "external-id-needless", kind
        assert right == call(kind, None)[1]


def test_an_id_that_the_script_does_not_spell_stays_open() -> None:
    name, text = call("shell", None)
    text = text.replace(ROLE, f'{ROLE} --external-id "$EXTERNAL_ID"')
    found, right = found_by(message("cli"), WITH_ID, (name, text))
    assert found[0].cause.name == "external-id-missing"
    assert not found[0].certain
    assert right == ""


def test_what_a_corrected_call_needs_besides_is_told() -> None:
    policy = trusting(StringEquals={"sts:ExternalId": ID}, Bool={"aws:MultiFactorAuthPresent": "true"})
    (refusal,) = refusals_in(message("cli", USER))
    made = chosen(calls(call("shell", None)[1], "deploy.sh"), refusal)
    assert made is not None
    (found,) = diagnosed(refusal, trust_of(policy), made, {})
    right = corrected(found, refusal, trust_of(policy), made, {})
    assert (found.cause.name, right.provided) == ("external-id-missing", ("aws:multifactorauthpresent",))
    assert ID in right.text


def test_a_key_is_the_same_however_the_policy_spells_it() -> None:
    found, right = found_by(message("cli"), trusting(StringEquals={"STS:externalID": ID}), call("shell", "another-one"))
    assert [(each.cause.name, each.certain) for each in found] == [("external-id-wrong", True)]
    assert f"--external-id {ID} " in right


def test_a_call_that_would_still_be_refused_is_not_shown_as_the_right_one() -> None:
    name, text = call("shell", None)
    found, right = found_by(message("cli"), WITH_ID, (name, text.replace("build", "x")))
    assert [each.cause.name for each in found] == ["external-id-missing", "session-name-illegal"]
    assert right == ""


def test_an_id_that_a_variable_gives_is_to_be_put_right_there() -> None:
    name, text = call("terraform", None)
    text = text.replace(f'"{ROLE}"\n', f'"{ROLE}"\n    external_id = local.id\n') + 'locals {\n  id = "old-id"\n}\n'
    found, right = found_by(message("cli"), WITH_ID, (name, text))
    assert [(each.cause.name, each.certain) for each in found] == [("external-id-wrong", True)]
    assert "the call sends what `local.id` (/main.tf:" in found[0].detail
    assert right == text.replace("old-id", ID)


def test_two_things_that_are_both_wanting_are_both_told() -> None:
    policy = trusting(ROOT, PASSING, StringEquals={"sts:ExternalId": ID, "sts:SourceIdentity": "alice"})
    found, _ = found_by(message("cli"), policy, call("shell", None))
    assert [(each.cause.name, each.certain) for each in found] == [
        ("external-id-missing", True),
        ("source-identity-missing", True),
    ]


def test_of_two_things_that_would_each_help_neither_is_certain() -> None:
    by_name = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{THEIRS}:role/other"},
        "Action": "sts:AssumeRole",
    }
    found, _ = found_by(
        message("cli"),
        trusting(f"arn:aws:iam::{THEIRS}:root", by_name, StringEquals={"sts:ExternalId": ID}),
        call("shell", None),
    )
    assert [each.cause.name for each in found] == ["external-id-missing", "caller-not-named"]
    assert not any(each.certain for each in found)
    assert all(each.decides for each in found)


TAGGED = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{THEIRS}:root"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
            }
        ],
    }
)


@pytest.mark.parametrize(("policy", "said"), [(trusting(), "no statement"), (TAGGED, "the caller's own policy")])
@pytest.mark.parametrize("form", MESSAGES)
def test_tags_are_left_out_of_a_call_that_may_not_pass_them(form: str, policy: str, said: str) -> None:
    name, text = call("shell", None)
    tagged = text.replace(ROLE, f"{ROLE} --tags Key=a,Value=b Key=c,Value=d")
    found, right = found_by(message(form, action="sts:TagSession"), policy, (name, tagged))
    assert found[0].cause.name == "session-tags-not-allowed"
    assert said in found[0].detail
    assert right == text


def test_an_action_is_told_to_skip_its_tags() -> None:
    given = call("workflow", None)
    _, right = found_by(message("action", action="sts:TagSession"), trusting(), given)
    assert "          role-skip-session-tagging: true\n" in right


def test_a_source_identity_is_left_out_of_a_call_that_may_not_set_one() -> None:
    name, text = call("terraform", None)
    with_one = text.replace(f'"{ROLE}"\n', f'"{ROLE}"\n    source_identity = "alice"\n')
    found, right = found_by(message("cli", action="sts:SetSourceIdentity"), trusting(), (name, with_one))
    assert found[0].cause.name == "source-identity-not-allowed"
    assert right == text


LONG = {
    "shell": (" --duration-seconds 43200", " --duration-seconds 3600"),
    "python": ("    DurationSeconds=43200,\n", "    DurationSeconds=3600,\n"),
    "terraform": ('    duration = "12h"\n', '    duration = "3600s"\n'),
    "workflow": ("          role-duration-seconds: 43200\n", "          role-duration-seconds: 3600\n"),
    "profile": ("duration_seconds = 43200\n", "duration_seconds = 3600\n"),
}


@pytest.mark.parametrize("kind", LONG)
def test_a_session_is_made_as_short_as_it_has_to_be(kind: str) -> None:
    name, template, _ = CALLS[kind]
    text = (
        "An error occurred (ValidationError) when calling the AssumeRole operation: The requested DurationSeconds "
        "exceeds the 1 hour session limit for roles assumed by role chaining."
    )
    before, after = (template.format(sent=each) for each in LONG[kind])
    found, right = found_by(text, trusting(), (name, before))
    assert (found[0].cause.name, found[0].certain) == ("duration-too-long", True)
    assert right == after


def by_token(
    condition: dict[str, Any], provider: str = f"arn:aws:iam::{OURS}:oidc-provider/token.actions.githubusercontent.com"
) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


GITHUBS = "token.actions.githubusercontent.com"
REFUSED = "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity"
OF_MAIN = {f"{GITHUBS}:aud": "sts.amazonaws.com", f"{GITHUBS}:sub": "repo:org/app:ref:refs/heads/main"}


@pytest.mark.parametrize(
    ("sent", "causes", "certain"),
    [
        ({}, ("token-audience", "token-subject"), False),
        ({"sub": "repo:org/app:ref:refs/heads/dev", "aud": "sts.amazonaws.com"}, ("token-subject",), True),
        ({"sub": "repo:org/app:pull_request", "aud": "sts.amazonaws.com"}, ("token-subject",), True),
        ({"sub": "repo:Org/app:ref:refs/heads/main", "aud": "sts.amazonaws.com"}, ("token-subject",), True),
        ({"sub": "repo:org/app:ref:refs/heads/main", "aud": "https://github.com/org"}, ("token-audience",), True),
    ],
)
def test_a_tokens_claims_are_compared_where_they_are_known(
    sent: dict[str, str], causes: tuple[str, ...], certain: bool
) -> None:
    claims = {f"{GITHUBS}:{key}": value for key, value in sent.items()}
    (refusal,) = refusals_in(REFUSED)
    found = list(diagnosed(refusal, trust_of(by_token({"StringEquals": OF_MAIN})), None, claims))
    assert tuple(each.cause.name for each in found) == causes
    assert found[0].certain is certain


def test_a_provider_of_another_account_is_none_of_the_roles() -> None:
    (refusal,) = refusals_in(REFUSED)
    other = f"arn:aws:iam::{THEIRS}:oidc-provider/{GITHUBS}"
    found = list(diagnosed(refusal, trust_of(by_token({"StringEquals": OF_MAIN}, other)), None, {}))
    assert [each.cause.name for each in found] == ["provider-of-another-account"]


LAMBDA = "The role defined for the function cannot be assumed by Lambda."


@pytest.mark.parametrize(
    ("service", "condition", "causes"),
    [
        ("ec2.amazonaws.com", {}, ("service-not-named",)),
        ("lambda.amazonaws.com", {}, ("service-not-named",)),
        (
            "lambda.amazonaws.com",
            {"StringEquals": {"aws:SourceAccount": THEIRS}},
            ("service-source", "service-not-named"),
        ),
    ],
)
def test_a_service_that_cannot_assume_the_role(
    service: str, condition: dict[str, Any], causes: tuple[str, ...]
) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    found, _ = found_by(LAMBDA, json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert tuple(each.cause.name for each in found) == causes
    assert found[0].certain is (service != "lambda.amazonaws.com")


def test_a_denial_that_the_message_names_is_no_matter_of_the_trust_policy() -> None:
    said = f"{message('cli').strip()} with an explicit deny in a service control policy"
    found, right = found_by(said, WITH_ID, call("shell", None))
    assert [(each.cause.name, each.certain) for each in found] == [("explicit-deny", True)]
    assert right == ""


def test_a_denial_by_the_trust_policy_that_the_given_one_does_not_make_is_doubted() -> None:
    said = f"{message('cli').strip()} with an explicit deny in a resource-based policy"
    found, _ = found_by(said, WITH_ID, call("shell", None))
    assert [(each.cause.name, each.certain) for each in found] == [("explicit-deny", False)]
    assert "which trust policy" in found[0].decides


@pytest.mark.parametrize("named", ["role trust policy", "resource-based policy"])
def test_where_the_message_names_the_trust_policy_the_callers_own_is_no_cause(named: str) -> None:
    said = f"{message('cli').strip()} because no {named} allows the sts:AssumeRole action"
    (allowed,), _ = found_by(said, WITH_ID, call("shell", ID))
    assert (allowed.cause.name, allowed.decides) == ("undecided", "which trust policy the role has in AWS")
    assert [each.cause.name for each in found_by(said, WITH_ID)[0]] == ["external-id-missing"]
    (refusal,) = refusals_in(said)
    assert [each.cause.name for each in diagnosed(refusal, None, None, {})] == [
        "caller-not-named",
        "external-id-missing",
    ]


def test_an_explicit_denial_by_the_trust_policy_is_certain_without_it() -> None:
    (refusal,) = refusals_in(f"{message('cli').strip()} with an explicit deny in the role trust policy")
    (found,) = diagnosed(refusal, None, None, {})
    assert (found.cause.name, found.certain) == ("explicit-deny", True)


@pytest.mark.parametrize(
    ("asked", "wanted", "right"),
    [
        ("          audience: https://example.com\n", "sts.amazonaws.com", "          audience: sts.amazonaws.com\n"),
        ("", "https://acme.example", "          audience: https://acme.example\n"),
        ("", "sts.amazonaws.com", ""),
        ("          audience: ${{ vars.AUDIENCE }}\n", "https://acme.example", ""),
    ],
    ids=["another one", "by default", "the right one", "not known"],
)
def test_the_audience_that_a_workflow_asks_for_is_put_right(asked: str, wanted: str, right: str) -> None:
    policy = json.loads(trusting(StringEquals={f"{GITHUB_TOKENS}:aud": wanted, f"{GITHUB_TOKENS}:sub": "repo:a/b:x"}))
    provider = f"arn:aws:iam::{OURS}:oidc-provider/{GITHUB_TOKENS}"
    policy["Statement"][0] |= {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
    step = (
        "on: push\njobs:\n  a:\n    permissions: {id-token: write}\n    runs-on: x\n    steps:\n"
        f"      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: {ROLE}\n"
    )
    said = "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity"
    sent = {f"{GITHUB_TOKENS}:sub": "repo:a/b:x"}
    found, text = found_by(said, json.dumps(policy), ("a.yml", step + asked), **sent)
    assert text == (step + right if right else "")
    assert ("token-audience", True) in [(each.cause.name, each.certain) for each in found] or not right


def test_an_account_that_the_message_hides_is_not_guessed() -> None:
    found, _ = found_by(message("cli", who="arn:aws:iam::***:user/alice"), trusting())
    assert [each.cause.name for each in found] == ["undecided"]


def test_every_cause_that_a_message_can_have_is_in_the_table() -> None:
    assert {each for row in POLICIES.values() for each in row[2]} <= set(CAUSES)

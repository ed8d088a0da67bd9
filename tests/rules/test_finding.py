"""The finding as it is read: one line, the lines under it, the facts."""

from __future__ import annotations

import json
import shlex

from roletrust.adapters.finding import present
from roletrust.adapters.subject import Dialect, Subject
from roletrust.engine.accounts import Owner
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.document import Condition, Effect, Principal, Source, Statement
from roletrust.engine.request import FREE, Caller, Kind, Request
from roletrust.engine.text import Hole, text
from roletrust.rules.external_account_without_external_id import RULE
from roletrust.rules.judgement import Judgement, undecided
from roletrust.rules.rule import Fix, Verdict

VENDOR, OWN = "123456789012", "987654321098"
PARTNER = text(Hole("var.partner", "main.tf:3"))
STATEMENT = Statement(
    2, Effect.ALLOW, (Principal("AWS", VENDOR),), ("sts:AssumeRole",), sid="Vendor", source=Source("trust.tf", 12, 20)
)
WITNESS = Request(
    "sts:AssumeRole",
    Caller(Kind.ROLE_SESSION, f"arn:aws:iam::{VENDOR}:role/any", "any"),
    {"aws:RequestTag/team": ("red",), "sts:SourceIdentity": ("jo",), "aws:SourceIp": FREE},
)
CHOSEN = "--role-session-name witness --source-identity jo --tags Key=team,Value=red"
KEYS = "aws:RequestTag/team=red, sts:SourceIdentity=jo, aws:SourceIp=anything, no sts:ExternalId"
FIX = Fix("require it", STATEMENT, (Condition("StringEquals", "sts:ExternalId", ("7f9c2b1e",)),))
FLAW = Verdict(YES, "account 1 gets in", (VENDOR, PARTNER), STATEMENT, WITNESS, FIX)
SUBJECT = Subject(
    "aws_iam_role.vendor", Dialect.HCL_DOCUMENT, Source("main.tf", 1, 9), Owner(frozenset({OWN})), "vendor"
)


def test_the_name_is_the_headline_then_the_reason() -> None:
    assert present(Judgement(RULE, FLAW), SUBJECT).name == f"{RULE.headline}: account 1 gets in"


def test_the_name_of_no_finding_is_the_headline() -> None:
    assert present(Judgement(RULE, Verdict(NO)), SUBJECT).name == RULE.headline
    assert present(undecided("bad")["CKV_TRUST_1"], SUBJECT).name == RULE.headline


def test_the_name_says_under_which_branches() -> None:
    found = present(Judgement(RULE, FLAW, (("IsProd", False), ("var.open", True))), SUBJECT)
    assert found.name.endswith("account 1 gets in (where `IsProd` is false and `var.open` is true)")
    assert "Where: `IsProd` is false and `var.open` is true" in found.details


def test_the_details_are_witness_statement_fix_and_page() -> None:
    assert (
        "\n".join(present(Judgement(RULE, FLAW), SUBJECT).details)
        == f"""\
Witness: aws sts assume-role --role-arn arn:aws:iam::987654321098:role/vendor {CHOSEN}
  called by a session of the role arn:aws:iam::123456789012:role/any, with {KEYS}
Statement: statement 2 ("Vendor"), trust.tf:12-20
Fix: require it
  in statement 2 ("Vendor"):
    condition {{
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["7f9c2b1e"]
    }}
AWS: {RULE.guideline}"""
    )


def test_the_command_can_be_run_whatever_the_policy_holds() -> None:
    request = Request("sts:AssumeRole", WITNESS.caller, {"sts:ExternalId": ("a; rm -rf $HOME",)})
    line = present(Judgement(RULE, Verdict(YES, "x", witness=request)), SUBJECT).details[0]
    assert shlex.split(line)[-2:] == ["--external-id", "a; rm -rf $HOME"]


def test_a_value_that_begins_like_an_option_is_tied_to_its_parameter() -> None:
    request = Request("sts:AssumeRole", WITNESS.caller, {"sts:ExternalId": ("---",)})
    line = present(Judgement(RULE, Verdict(YES, "x", witness=request)), SUBJECT).details[0]
    assert line.endswith("--external-id=---")


def test_keys_are_spelt_as_the_statement_spells_them() -> None:
    statement = Statement(1, Effect.ALLOW, (), (), (Condition("StringEquals", "aws:RequestTag/Team", ("red",)),))
    request = Request("sts:AssumeRole", WITNESS.caller, {"aws:requesttag/team": ("red",), "sts:externalid": ("ab",)})
    found = present(Judgement(RULE, Verdict(YES, "x", statement=statement, witness=request)), SUBJECT)
    assert found.details[0].endswith("--external-id ab --tags Key=Team,Value=red")
    assert found.details[1].endswith("with aws:RequestTag/Team=red, sts:ExternalId=ab")
    assert set(found.facts["witness"]["context"]) == {"aws:RequestTag/Team", "sts:ExternalId"}


def test_an_unknown_role_is_left_for_the_reader_to_name() -> None:
    subject = Subject("aws_iam_role.this", Dialect.JSON, Source("main.tf"))
    line = present(Judgement(RULE, FLAW), subject).details[0]
    assert "--role-arn arn:aws:iam::YOUR_ACCOUNT:role/THIS_ROLE" in line


def test_the_facts_are_json_and_hold_what_the_text_says() -> None:
    verdict = Verdict(YES, "why", (VENDOR, PARTNER, OWN), STATEMENT, WITNESS, FIX, (Hole("var.partner", "main.tf:3"),))
    found = present(Judgement(RULE, verdict, (("IsProd", True),)), SUBJECT).facts
    assert json.loads(json.dumps(found)) == {
        "answer": "yes",
        "rule": "external-account-without-external-id",
        "reason": "why",
        "accounts": [
            {"account": VENDOR, "whose": "external"},
            {"account": "${var.partner}", "whose": "unknown"},
            {"account": OWN, "whose": "own"},
        ],
        "witness": WITNESS.to_json(),
        "command": f"aws sts assume-role --role-arn arn:aws:iam::{OWN}:role/vendor {CHOSEN}",
        "statement": {"number": 2, "sid": "Vendor", "file": "trust.tf", "lines": [12, 20]},
        "fix": {
            "advice": "require it",
            "text": 'condition {\n  test     = "StringEquals"\n  variable = "sts:ExternalId"\n'
            '  values   = ["7f9c2b1e"]\n}',
        },
        "holes": [{"name": "var.partner", "where": "main.tf:3"}],
        "conditions": [{"condition": "IsProd", "is": True}],
    }


def test_a_statement_without_lines_of_its_own_stands_where_the_policy_does() -> None:
    verdict = Verdict(YES, "why", statement=Statement(1, Effect.ALLOW, (), ()))
    found = present(Judgement(RULE, verdict), SUBJECT)
    assert "Statement: statement 1, main.tf:1-9" in found.details
    assert found.facts["statement"] == {"number": 1, "sid": "", "file": "main.tf", "lines": [1, 9]}


def test_an_undecided_policy_names_what_is_unknown() -> None:
    verdict = Verdict(UNKNOWN, holes=(Hole("var.partner", "main.tf:3"), Hole("Partner")))
    found = present(Judgement(RULE, verdict), SUBJECT)
    assert "Unknown: var.partner (main.tf:3)" in found.details
    assert "Unknown: Partner" in found.details


def test_a_policy_that_could_not_be_read_says_why_in_the_facts() -> None:
    found = undecided("trust.json:4: expected `}`")
    assert present(found["CKV_TRUST_1"], SUBJECT).facts["reason"] == "trust.json:4: expected `}`"
    assert present(found["CKV_TRUST_90"], SUBJECT).name.endswith(": trust.json:4: expected `}`")


def test_text_of_the_policy_cannot_leave_its_line() -> None:
    statement = Statement(1, Effect.ALLOW, (), (), sid="a\nPASSED \x1b[32m")
    found = present(Judgement(RULE, Verdict(YES, f"through {statement.label}", statement=statement)), SUBJECT)
    assert all(line.isprintable() for line in (found.name, *found.details))


def test_a_policy_without_place_and_a_verdict_without_fix_say_nothing_of_them() -> None:
    found = present(Judgement(RULE, Verdict(YES, "why")), Subject("role", Dialect.JSON, Source()))
    assert found.details == [f"AWS: {RULE.guideline}"]


def test_a_list_of_values_is_shown_as_one() -> None:
    request = Request("sts:AssumeRole", WITNESS.caller, {"aws:TagKeys": ("a", "b")})
    found = present(Judgement(RULE, Verdict(YES, "x", witness=request)), SUBJECT)
    assert "with aws:TagKeys=[a, b], no sts:ExternalId" in found.details[1]

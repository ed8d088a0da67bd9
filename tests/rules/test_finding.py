"""The finding as it is read: one line, the lines under it, the facts."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

import pytest

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Condition, Effect, Principal, Source, Statement
from roletrust.engine.policy.request import FREE, Caller, Kind, Request
from roletrust.engine.text import Fresh, Hole, Value, text
from roletrust.rules.catalog import RULES
from roletrust.rules.external_account_without_external_id import RULE
from roletrust.rules.fixes.repair import Change, Repair
from roletrust.rules.judgement import Judgement, Mending, undecided
from roletrust.rules.messages.wording import if_listed
from roletrust.rules.rule import Fix, Rule, Verdict
from roletrust.telling.finding import present
from roletrust.telling.subject import Dialect, Subject

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
PROD, PROD_OPEN = ((("IsProd", True),),), ((("IsProd", False), ("var.open", True)),)
CHANGE = Change(STATEMENT, (STATEMENT._replace(conditions=FIX.conditions),))
FLAW = Verdict(YES, "account 1 gets in", (VENDOR, PARTNER), STATEMENT, WITNESS, FIX)
SUBJECT = Subject(
    "aws_iam_role.vendor", Dialect.HCL_DOCUMENT, Source("main.tf", 1, 9), Owner(frozenset({OWN})), "vendor"
)


def mending(*changes: Change) -> Mending:
    """The repair of a role that consists of `changes`, and closes the finding."""
    return Mending(lambda: Repair(changes, frozenset({RULE.id})))


def test_the_name_is_the_headline_then_the_reason() -> None:
    assert present(Judgement(RULE, FLAW), SUBJECT).name == f"{RULE.headline}: account 1 gets in"


def test_the_name_of_no_finding_is_the_headline() -> None:
    assert present(Judgement(RULE, Verdict(NO)), SUBJECT).name == RULE.headline
    assert present(undecided("bad")["CKV_TRUST_1"], SUBJECT).name == RULE.headline


def test_the_name_says_under_which_branches() -> None:
    found = present(Judgement(RULE, FLAW, PROD_OPEN, mending=mending(CHANGE._replace(branches=PROD_OPEN))), SUBJECT)
    assert found.name.endswith("account 1 gets in (where `IsProd` is false and `var.open` is true)")
    assert "Where: `IsProd` is false and `var.open` is true" in found.details
    inside = "inside the branch where `IsProd` is false and `var.open` is true"
    assert f'  in statement 2 ("Vendor"), {inside}:' in found.details


def test_branches_that_have_nothing_in_common_are_listed() -> None:
    found = present(Judgement(RULE, FLAW, ((("A", True),), (("B", False),))), SUBJECT)
    assert found.name.endswith("account 1 gets in (where `A` is true, or `B` is false)")
    assert found.facts["conditions"] == [[{"condition": "A", "is": True}], [{"condition": "B", "is": False}]]


def test_what_is_found_in_other_branches_is_told_with_them() -> None:
    elsewhere = tuple((f"account {number} gets in", ((("A", False), (f"B{number}", True)),)) for number in range(2, 5))
    found = present(Judgement(RULE, FLAW, ((("A", True),),), elsewhere), SUBJECT)
    assert found.facts["reason"] == (
        "account 1 gets in (where `A` is true); "
        "account 2 gets in (where `A` is false and `B2` is true); "
        "account 3 gets in (where `A` is false and `B3` is true); and 1 more"
    )
    whole = f"{RULE.headline}: {found.facts['reason']}"
    assert found.name == f"{whole.partition('; account 3')[0]}; more in the details"
    assert found.details[0] == f"Why: {whole}"
    assert "Also: account 4 gets in (where `A` is false and `B4` is true)" in found.details


ANYONE = (Fresh("000000000000"), Fresh("210987654321"))


def test_an_account_that_stands_for_any_is_no_number_in_the_facts_and_the_witness_says_so() -> None:
    caller = Caller(Kind.USER, "arn:aws:iam::000000000000:user/any")
    verdict = Verdict(YES, "why", (VENDOR, *ANYONE), witness=Request("sts:AssumeRole", caller))
    found = present(Judgement(RULE, verdict), SUBJECT)
    assert found.facts["accounts"] == [
        {"account": VENDOR, "whose": "external"},
        {"account": "any AWS account", "whose": "external"},
    ]
    assert found.details[1].endswith("no sts:ExternalId (000000000000 stands for any AWS account)")
    assert found.facts["witness"]["stand_in"] == {"000000000000": "any AWS account"}


def test_an_account_the_policy_names_stands_for_itself() -> None:
    caller = Caller(Kind.USER, f"arn:aws:iam::{VENDOR}:user/any")
    verdict = Verdict(YES, "why", (VENDOR, *ANYONE), witness=Request("sts:AssumeRole", caller))
    found = present(Judgement(RULE, verdict), SUBJECT)
    assert "stands for" not in "\n".join(found.details)
    assert "stand_in" not in found.facts["witness"]


def test_passed_checks_list_each_account_once() -> None:
    facts = present(Judgement(RULE, Verdict(NO, accounts=(*ANYONE, PARTNER, PARTNER, VENDOR))), SUBJECT).facts
    assert [each["account"] for each in facts["accounts"]] == ["any AWS account", "${var.partner}", VENDOR]


PLAN = Subject("aws_iam_role.vendor", Dialect.JSON, Source("/tfplan.json"))


@pytest.mark.parametrize(
    ("subject", "hole", "how"),
    [
        (SUBJECT, Hole("var.p", "/main.tf:3"), "a default, a --var-file, or a scan of the plan"),
        (replace(SUBJECT, dialect=Dialect.HCL_OBJECT), Hole("var.p"), "a default, a --var-file, or a scan of the plan"),
        (
            Subject("aws_iam_role.vendor", Dialect.JSON, Source("/trust.json")),
            Hole("var.p", "/main.tf:3"),
            "a default, a --var-file, or a scan of the plan",
        ),
        (
            SUBJECT,
            Hole("data.terraform_remote_state.s.outputs.arn"),
            "a scan of the plan, which holds what the other state says",
        ),
        (SUBJECT, Hole("data.aws_ssm_parameter.p.value"), "a scan of the plan, which holds what the data source says"),
        (
            SUBJECT,
            Hole("module.m.data.aws_ssm_parameter.p.value"),
            "a scan of the plan, which holds what the data source says",
        ),
        (PLAN, Hole("var.p", "/tfplan.json"), "a plan that is made once it is known, after a first apply"),
        (
            Subject("R", Dialect.CFN_YAML, Source("/t.yaml")),
            Hole("Partner", "/t.yaml:3"),
            "a parameter's default or AllowedValues, or a literal value in its place",
        ),
        (
            Subject("R", Dialect.CFN_JSON, Source("/t.json")),
            Hole("Partner", "/t.json:3"),
            "a parameter's default or AllowedValues, or a literal value in its place",
        ),
    ],
)
def test_how_to_make_a_value_known_is_said_in_the_words_of_the_framework(
    subject: Subject, hole: Hole, how: str
) -> None:
    verdict = Verdict(YES, "why", holes=(hole,), fix=Fix(f"make `{hole.name}` known", decides=True))
    found = present(Judgement(RULE, verdict), subject)
    assert f"Fix: make `{hole.name}` known: {how}" in found.details
    assert found.facts["fix"]["advice"] == f"make `{hole.name}` known: {how}"


def test_a_value_of_the_block_itself_is_told_with_the_block() -> None:
    holes = (Hole("each.value"), Hole("each.key", "main.tf:4"), Hole("var.x"), Hole("count.index.y"))
    reason = "CKV_TRUST_1 depends on each.value and count.index.y, not xeach.value or each.value.z"
    found = present(Judgement(RULE, Verdict(YES, reason, holes=holes)), SUBJECT)
    block = "aws_iam_role.vendor (main.tf:1-9)"
    assert [line for line in found.details if line.startswith("Unknown")] == [
        f"Unknown: each.value of {block}",
        "Unknown: each.key (main.tf:4)",
        "Unknown: var.x",
        f"Unknown: count.index.y of {block}",
    ]
    assert found.facts["reason"].endswith(
        f"depends on each.value of {block} and count.index.y of {block}, not xeach.value or each.value.z"
    )
    assert found.facts["holes"][0] == {"name": "each.value", "where": "aws_iam_role.vendor (main.tf:1-9)"}


def test_a_pasted_statement_is_told_with_what_it_takes_over() -> None:
    beside = STATEMENT._replace(number=3, conditions=FIX.conditions)
    change = Change(STATEMENT, (STATEMENT, beside), ((("A", True),),))
    found = present(Judgement(RULE, FLAW, mending=mending(change)), SUBJECT)
    place = (
        f'as a statement of its own; take {VENDOR} out of statement 2 ("Vendor"), inside the branch where `A` is true'
    )
    assert f"  {place}:" in found.details
    assert found.facts["fix"]["place"] == place


def test_the_details_are_witness_statement_fix_and_page() -> None:
    assert (
        "\n".join(present(Judgement(RULE, FLAW, mending=mending(CHANGE)), SUBJECT).details)
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


def test_every_change_is_told_the_one_of_the_findings_own_statement_first() -> None:
    other = Statement(1, Effect.ALLOW, STATEMENT.principals, STATEMENT.actions)
    repair = (Change(other, (other._replace(conditions=FIX.conditions),)), CHANGE)
    found = present(Judgement(RULE, FLAW, mending=mending(*repair)), SUBJECT)
    assert found.facts["fix"]["place"] == 'in statement 2 ("Vendor")'
    assert [each["place"] for each in found.facts["fix"]["also"]] == ["in statement 1"]
    assert [line for line in found.details if line.startswith("  in statement")] == [
        '  in statement 2 ("Vendor"):',
        "  in statement 1:",
    ]


@pytest.mark.parametrize("reason", ["; ".join(["a clause of some length"] * count) for count in (1, 5, 6, 20)])
def test_what_stands_in_one_line_has_200_characters_and_further_clauses_are_in_the_details(reason: str) -> None:
    found = present(Judgement(RULE, FLAW._replace(reason=reason)), SUBJECT)
    assert len(found.name) <= 200
    whole = f"{RULE.headline}: {reason}"
    assert (found.name == whole) is (f"Why: {whole}" not in found.details)


def test_a_name_that_is_longer_than_the_line_is_told_by_its_beginning() -> None:
    found = present(Judgement(RULE, FLAW._replace(reason=f"it depends on {'module.accounts.' * 20}id")), SUBJECT)
    assert "it depends on module.accounts.module" in found.name
    assert found.name.endswith(" …; more in the details")


def test_a_name_that_is_cut_stays_between_its_backticks() -> None:
    found = present(Judgement(RULE, FLAW._replace(reason=f"account `{'data.accounts.' * 20}id` gets in")), SUBJECT)
    assert len(found.name) <= 200
    assert found.name.endswith("…`; more in the details") and found.name.count("`") == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_headline_of_every_rule_has_200_characters_where_its_first_clause_has_more(rule: Rule) -> None:
    reason = f"{'account 123456789012, ' * 20}gets in; and so on"
    found = present(Judgement(rule, FLAW._replace(reason=reason)), replace(SUBJECT, nested=("Outer.Inner",)))
    assert len(found.name) <= 200
    assert found.name.endswith("…; more in the details; the role's template is nested as `Outer.Inner`")
    assert f"{rule.headline}: {reason}" in found.details[0]


def test_a_value_that_is_open_is_in_a_variable_of_the_shell() -> None:
    request = Request("sts:AssumeRole", WITNESS.caller, {"sts:ExternalId": (PARTNER,)})
    line = present(Judgement(RULE, Verdict(YES, "x", witness=request)), SUBJECT).details[0]
    assert line.endswith('--external-id "$EXTERNAL_ID"')


def test_a_key_that_the_reader_refers_to_is_a_reference_in_hcl() -> None:
    conditions = tuple(
        Condition("StringEquals", key, ("x",)) for key in ("${local.issuer}:sub", "${module.a.url}:aud", "a:b")
    )
    change = Change(STATEMENT, (STATEMENT._replace(conditions=conditions),))
    text = present(Judgement(RULE, FLAW, mending=mending(change)), SUBJECT).facts["fix"]["text"]
    assert [line.split(" = ")[1] for line in text.splitlines() if "variable" in line] == [
        '"${local.issuer}:sub"',
        '"\u2039module.a.url\u203a:aud"',
        '"a:b"',
    ]


def test_where_no_change_does_it_there_is_advice_in_words_alone() -> None:
    found = present(Judgement(RULE, FLAW), SUBJECT)
    assert found.facts["fix"] == {"advice": "require it", "place": "", "text": ""}
    assert not any(line.startswith("  in statement") for line in found.details)


def test_an_unknown_role_is_left_for_the_reader_to_name() -> None:
    subject = Subject("aws_iam_role.this", Dialect.JSON, Source("main.tf"))
    line = present(Judgement(RULE, FLAW), subject).details[0]
    assert "--role-arn arn:aws:iam::YOUR_ACCOUNT:role/THIS_ROLE" in line


def test_the_facts_are_json_and_hold_what_the_text_says() -> None:
    verdict = Verdict(YES, "why", (VENDOR, PARTNER, OWN), STATEMENT, WITNESS, FIX, (Hole("var.partner", "main.tf:3"),))
    found = present(Judgement(RULE, verdict, PROD, mending=mending(CHANGE._replace(branches=PROD))), SUBJECT).facts
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
            "place": 'in statement 2 ("Vendor"), inside the branch where `IsProd` is true',
            "text": 'condition {\n  test     = "StringEquals"\n  variable = "sts:ExternalId"\n'
            '  values   = ["7f9c2b1e"]\n}',
        },
        "holes": [{"name": "var.partner", "where": "main.tf:3"}],
        "conditions": [[{"condition": "IsProd", "is": True}]],
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


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        (["111122223333"], "if 111122223333 is yours, or one you trust, list it under own_accounts"),
        (["111122223333", "444455556666"], "if 111122223333 or 444455556666 is yours, or one you trust, list it under"),
        ([text(Hole("var.hub"))], "if `var.hub` is yours, or one you trust, list it by that name under own_accounts"),
        ([text(Hole("`aws sts whoami`"))], "if `aws sts whoami` is yours, or one you trust, list it by that name"),
        (
            [text(Hole("var.hub")), "111122223333"],
            "if 111122223333 or `var.hub` is yours, or one you trust, list it und",
        ),
    ],
)
def test_advice_names_the_accounts_that_may_be_the_readers_own(accounts: list[Value], said: str) -> None:
    assert if_listed(accounts).startswith(said)

"""What the reader is given to paste: valid in the reader's dialect, and it closes the finding."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import yaml
from hcl2.api import load

from roletrust.engine.policy.document import Condition, Effect, Emptiness, Empty, Principal, Source, Statement
from roletrust.engine.text import Hole, Means, Value, text
from roletrust.rules.fixes.repair import Change
from roletrust.telling.fixes import Edit, edits
from roletrust.telling.subject import Dialect, Subject

ID, ARN = "sts:ExternalId", "aws:PrincipalArn"
ADDED = Condition("StringEquals", ID, ("7f9c2b1e-4a55",))
LOOSE = Condition("StringEqualsIfExists", ID, ("7f9c2b1e-4a55",))
OTHER = Condition("StringNotLike", ID, ("x*",))
MFA = Condition("Bool", "aws:MultiFactorAuthPresent", ("true",))
ORG = Condition("StringEquals", "aws:PrincipalOrgID", ("o-a1b2c3d4e5", "o-b1b2c3d4e5"))
OBJECTS = [dialect for dialect in Dialect if dialect is not Dialect.HCL_DOCUMENT]
FILES = {Dialect.HCL_DOCUMENT: "main.tf", Dialect.HCL_OBJECT: "main.tf", Dialect.JSON: "role.json"}


def change(*new: Condition, had: tuple[Condition, ...] = (), empty: tuple[Emptiness, ...] = ()) -> Change:
    principals = (Principal("AWS", "123456789012"),)
    old = Statement(2, Effect.ALLOW, principals, ("sts:AssumeRole",), had, "Vendor", empty=empty)
    return Change(old, (old._replace(conditions=new, empty=()),))


def edit(made: Change, dialect: Dialect) -> Edit:
    (found,) = edits([made], Subject("a role", dialect, Source(FILES.get(dialect, "template.yaml"))))
    return found


def paste(made: Change, dialect: Dialect, file: str) -> str:
    (found,) = edits([made], Subject("a role", dialect, Source(file)))
    return found.text


class Loader(yaml.SafeLoader):
    """YAML with `!Sub`."""


def sub(loader: Loader, node: yaml.Node) -> dict[str, str]:
    assert isinstance(node, yaml.ScalarNode)
    return {"Fn::Sub": str(loader.construct_scalar(node))}


Loader.add_constructor("!Sub", sub)


def plain(value: Any) -> Any:
    """What the HCL parser hands over, without the quotes it keeps and the blocks it lists."""
    if isinstance(value, dict):
        return {key.strip('"'): plain(each) for key, each in value.items() if not key.startswith("__")}
    return [plain(each) for each in value] if isinstance(value, list) else value


def parsed(text: str, dialect: Dialect) -> Any:
    """The `Condition` that IAM is given once `text` is pasted."""
    if dialect in (Dialect.CFN_YAML, Dialect.YAML):
        return yaml.load(text, Loader)["Condition"]
    if dialect is Dialect.HCL_OBJECT:
        (written,) = plain(load(io.StringIO(f"x = {{\n{text}\n}}")))["x"]
        return written["Condition"]
    return json.loads(f"{{{text}}}")["Condition"]


@pytest.mark.parametrize("dialect", OBJECTS)
def test_the_text_is_the_condition_in_the_readers_dialect(dialect: Dialect) -> None:
    text = paste(change(ADDED), dialect, FILES.get(dialect, "template.yaml"))
    assert parsed(text, dialect) == {"StringEquals": {ID: "7f9c2b1e-4a55"}}


@pytest.mark.parametrize("dialect", OBJECTS)
def test_what_stays_is_not_repeated(dialect: Dialect) -> None:
    text = paste(change(MFA, ORG, ADDED, had=(MFA, ORG)), dialect, FILES.get(dialect, "template.yaml"))
    assert parsed(text, dialect) == {"StringEquals": {ID: "7f9c2b1e-4a55"}}


@pytest.mark.parametrize("dialect", OBJECTS)
def test_all_that_is_asked_of_a_key_that_changes_is_written(dialect: Dialect) -> None:
    text = paste(change(ADDED, OTHER, had=(LOOSE, OTHER)), dialect, FILES.get(dialect, "template.yaml"))
    assert parsed(text, dialect) == {"StringEquals": {ID: "7f9c2b1e-4a55"}, "StringNotLike": {ID: "x*"}}


@pytest.mark.parametrize("dialect", OBJECTS)
def test_a_set_operator_is_a_key_as_well(dialect: Dialect) -> None:
    paths = Condition("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", ("o-a1b2c3d4e5/*",))
    text = paste(change(paths), dialect, FILES.get(dialect, "template.yaml"))
    assert parsed(text, dialect)["ForAnyValue:StringLike"] == {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}


def test_a_data_document_is_given_the_block_alone() -> None:
    assert paste(change(MFA, ADDED, had=(MFA,)), Dialect.HCL_DOCUMENT, "main.tf") == (
        'condition {\n  test     = "StringEquals"\n  variable = "sts:ExternalId"\n  values   = ["7f9c2b1e-4a55"]\n}'
    )


EMPTY, OPERATOR = Emptiness(Empty.BLOCK), Emptiness(Empty.OPERATOR, "StringEquals")


@pytest.mark.parametrize(
    ("made", "dialect", "place"),
    [
        (change(ADDED), Dialect.JSON, ""),
        (change(MFA, ADDED, had=(MFA,)), Dialect.HCL_DOCUMENT, ""),
        (change(ADDED, MFA, had=(LOOSE, MFA)), Dialect.HCL_DOCUMENT, ", in place of its condition on sts:ExternalId"),
        (change(ADDED, had=(LOOSE,)), Dialect.JSON, ", in place of its Condition"),
        (change(ADDED, empty=(EMPTY,)), Dialect.JSON, ", in place of its Condition"),
        (change(empty=(EMPTY,)), Dialect.JSON, ", delete its empty Condition"),
        (change(MFA, had=(MFA,), empty=(OPERATOR,)), Dialect.JSON, ", delete StringEquals, which is empty"),
        (change(MFA, ADDED, had=(MFA,)), Dialect.JSON, ", into its Condition"),
        (
            change(ADDED, MFA, had=(LOOSE, MFA)),
            Dialect.JSON,
            ", into its Condition, in place of its condition on sts:ExternalId",
        ),
        (change(ORG, ADDED, had=(ORG,)), Dialect.JSON, ", into its Condition (under the StringEquals that it has)"),
    ],
)
def test_it_says_where_the_text_goes(made: Change, dialect: Dialect, place: str) -> None:
    assert edit(made, dialect).place == f'in statement 2 ("Vendor"){place}'


def test_what_is_only_deleted_has_no_text() -> None:
    assert edit(change(empty=(EMPTY,)), Dialect.JSON).text == ""


VAR = Hole("var.vendor_id", "variables.tf:3")
OWN = Hole("data.aws_caller_identity.current.account_id", "main.tf:2", Means.OWN_ACCOUNT)
CALLERS = Hole("data.aws_caller_identity.current.account_id", "/live/main.tf:2", Means.OWN_ACCOUNT)
CALLED = Hole("module.a.data.aws_caller_identity.b.account_id", "/modules/a/main.tf:2", Means.OWN_ACCOUNT)
PARTITION = Hole("module.a.data.aws_partition.b.partition", "/modules/a/main.tf:2", Means.OWN_PARTITION)
PARAMETER, ACCOUNT = Hole("VendorId"), Hole("AWS::AccountId", means=Means.OWN_ACCOUNT)


@pytest.mark.parametrize(
    ("dialect", "file", "value", "written"),
    [
        (Dialect.HCL_DOCUMENT, "main.tf", text(VAR), "[var.vendor_id]"),
        (Dialect.HCL_OBJECT, "main.tf", text(VAR), '"sts:ExternalId" = var.vendor_id'),
        (Dialect.HCL_OBJECT, "main.tf", text("a-", OWN), '"a-${data.aws_caller_identity.current.account_id}"'),
        (Dialect.HCL_OBJECT, "main.tf", text(Hole("what ever?")), '"\u2039what ever?\u203a"'),
        (Dialect.HCL_OBJECT, "main.tf", "a${aws:username}%{b", '"a$${aws:username}%%{b"'),
        (Dialect.JSON, "main.tf", text(VAR), '"${var.vendor_id}"'),
        (Dialect.HCL_OBJECT, "/modules/a/main.tf", text("a-", CALLERS), '"a-\u2039id of this account\u203a"'),
        (Dialect.HCL_DOCUMENT, "/modules/a/main.tf", text(CALLED), '["\u2039id of this account\u203a"]'),
        (Dialect.HCL_DOCUMENT, "/modules/a/x.tf", text("arn:", PARTITION), '["arn:\u2039partition\u203a"]'),
        (Dialect.HCL_DOCUMENT, "/live/iam.tf", text(CALLERS), "[data.aws_caller_identity.current.account_id]"),
        (Dialect.JSON, "/live/trust.tpl", text(CALLERS, "${a}"), '"\u2039id of this account\u203a$${a}"'),
        (Dialect.JSON, "/live/trust.json.tftpl", text(Hole("var.x", "/live/a.tf:1")), '"\u2039var.x\u203a"'),
        (Dialect.HCL_OBJECT, "/live/a.tf", text("a", Hole("var.x")), '"a\u2039var.x\u203a"'),
        (Dialect.HCL_OBJECT, "/live/a.tf", text("a", Hole("each.value", "/live/a.tf:1")), '"a\u2039each.value\u203a"'),
        (Dialect.HCL_OBJECT, "/live/a.tf", text("a", Hole("var.x[*]", "/live/a.tf:1")), '"a\u2039var.x[*]\u203a"'),
        (Dialect.HCL_OBJECT, "/live/a.tf", text(Hole("var.x[*]", "/live/a.tf:1")), "[for each in var.x : each]"),
        (Dialect.HCL_DOCUMENT, "/live/a.tf", text(Hole("var.x[*]", "/live/a.tf:1")), "[for each in var.x : each]"),
        (Dialect.HCL_OBJECT, "/live/a.tf", text("a", Hole('var.x["k"].id', "/live/v.tf:1-3")), 'a${var.x["k"].id}"'),
        (Dialect.JSON, "main.tf", "${aws:username}", '"$${aws:username}"'),
        (Dialect.JSON, "plan.json", text(VAR), '"\u2039var.vendor_id\u203a"'),
        (Dialect.JSON, "policy.json", "${aws:username}", '"${aws:username}"'),
        (Dialect.CFN_YAML, "t.yaml", text(PARAMETER), '!Sub "${VendorId}"'),
        (Dialect.CFN_YAML, "t.yaml", text("${aws:userid}", ACCOUNT), '!Sub "${!aws:userid}${AWS::AccountId}"'),
        (Dialect.CFN_YAML, "t.yaml", "${aws:userid}", '"${aws:userid}"'),
        (Dialect.CFN_YAML, "t.yaml", text(Hole("ImportValue x")), '"\u2039ImportValue x\u203a"'),
        (Dialect.CFN_JSON, "t.json", text(PARAMETER), '{"Fn::Sub": "${VendorId}"}'),
    ],
)
def test_values_are_written_as_the_file_would(dialect: Dialect, file: str, value: Value, written: str) -> None:
    assert written in paste(change(Condition("StringEquals", ID, (value,))), dialect, file)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_placeholder_stays_one_that_iam_refuses(dialect: Dialect) -> None:
    condition = Condition("StringEquals", ID, ("\u2039external id issued by 123456789012\u203a",))
    text = paste(change(condition), dialect, FILES.get(dialect, "template.yaml"))
    assert any(ord(character) > 0xFF for character in text)


EC2 = (Principal("Service", "ec2.amazonaws.com"),)
MOVED = (Principal("AWS", "123456789012"), Principal("AWS", text("arn:aws:iam::", VAR, ":root")))


def apart(*moved: Principal, dialect: Dialect, actions: tuple[str, ...] = ("sts:AssumeRole",)) -> Edit:
    """What to paste for principals that are to have a statement of their own."""
    statement = Statement(2, Effect.ALLOW, (*moved, *EC2), actions, (MFA,), "Vendor")
    own = statement._replace(number=3, sid="", principals=moved, conditions=(MFA, ADDED))
    return edit(Change(statement, (statement._replace(principals=EC2), own)), dialect)


WHOLE = {
    "Effect": "Allow",
    "Principal": {"AWS": "123456789012"},
    "Action": "sts:AssumeRole",
    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}, "StringEquals": {ID: "7f9c2b1e-4a55"}},
}


def statement_of(text: str, dialect: Dialect) -> Any:
    """The statement that IAM is given once `text` is pasted."""
    if dialect in (Dialect.CFN_YAML, Dialect.YAML):
        (written,) = yaml.load(text, Loader)
        return written
    if dialect is Dialect.HCL_OBJECT:
        ((written,),) = plain(load(io.StringIO(f"x = [\n{text}\n]")))["x"]
        return written
    return json.loads(text)


@pytest.mark.parametrize("dialect", OBJECTS)
def test_a_statement_of_its_own_is_whole(dialect: Dialect) -> None:
    assert statement_of(apart(MOVED[0], dialect=dialect).text, dialect) == WHOLE


@pytest.mark.parametrize("dialect", OBJECTS)
def test_a_statement_of_its_own_keeps_every_action_and_everyone(dialect: Dialect) -> None:
    actions = ("sts:AssumeRole", "sts:TagSession")
    found = statement_of(apart(Principal("*", "*"), dialect=dialect, actions=actions).text, dialect)
    assert (found["Principal"], found["Action"]) == ({"AWS": "*"}, list(actions))


def test_a_data_document_is_given_the_whole_block() -> None:
    written = apart(*MOVED, dialect=Dialect.HCL_DOCUMENT).text
    assert (
        written
        == """\
statement {
  effect  = "Allow"
  actions = ["sts:AssumeRole"]

  principals {
    type        = "AWS"
    identifiers = ["123456789012", "arn:aws:iam::${var.vendor_id}:root"]
  }

  condition {
    test     = "Bool"
    variable = "aws:MultiFactorAuthPresent"
    values   = ["true"]
  }

  condition {
    test     = "StringEquals"
    variable = "sts:ExternalId"
    values   = ["7f9c2b1e-4a55"]
  }
}"""
    )
    load(io.StringIO(f'data "aws_iam_policy_document" "d" {{\n{written}\n}}'))


def test_a_statement_of_its_own_says_what_to_take_out_of_the_old_one() -> None:
    taken = 'take 123456789012 and arn:aws:iam::${var.vendor_id}:root out of statement 2 ("Vendor")'
    for dialect in Dialect:
        assert apart(*MOVED, dialect=dialect).place == f"as a statement of its own; {taken}"


def test_inside_a_branch_the_other_branch_is_kept() -> None:
    branches = ((("IsProd", True),), (("A", False), ("B", True)))
    found = edit(change(ADDED, had=(LOOSE,))._replace(branches=branches), Dialect.JSON)
    assert found.place == (
        'in statement 2 ("Vendor"), in place of its Condition, '
        "inside the branch where `IsProd` is true, or `A` is false and `B` is true"
    )


@pytest.mark.parametrize("dialect", [Dialect.JSON, Dialect.HCL_OBJECT])
def test_negated_actions_stay_negated(dialect: Dialect) -> None:
    old = Statement(1, Effect.ALLOW, (*MOVED[:1], *EC2), ("sts:TagSession",), negated_actions=True)
    own = old._replace(number=2, principals=MOVED[:1], conditions=(ADDED,))
    written = edit(Change(old, (old._replace(principals=EC2), own)), dialect).text
    assert statement_of(written, dialect)["NotAction"] == "sts:TagSession"


def test_principals_that_are_a_list_by_name_stay_one_list() -> None:
    some = Principal("AWS", text(Hole("var.x[*]", "/live/a.tf:1")))
    old = Statement(1, Effect.ALLOW, (some, *EC2), ("sts:AssumeRole",))
    beside = old._replace(principals=(some, Principal("AWS", "123456789012")), conditions=(ADDED,))
    made = Change(old, (old._replace(principals=EC2), beside))
    for dialect, written in (
        (Dialect.HCL_OBJECT, 'AWS = flatten([[for each in var.x : each], "123456789012"])'),
        (Dialect.HCL_DOCUMENT, 'identifiers = flatten([[for each in var.x : each], "123456789012"])'),
    ):
        (found,) = edits([made], Subject("a role", dialect, Source("/live/a.tf")))
        assert written in found.text

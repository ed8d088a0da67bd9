"""Generated policies for the laws: near each other, so that statements and conditions interact."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
VENDOR, PARTNER = "123456789012", "210987000000"
IDS = ("7f9c2b1e-vendor", "7F9C2B1E-VENDOR", "7f9c2b1e-*", "other-id-0001", "*")
PRINCIPALS = (
    "*",
    VENDOR,
    f"arn:aws:iam::{VENDOR}:root",
    f"arn:aws:iam::{VENDOR}:role/deploy",
    f"arn:aws:iam::{VENDOR}:user/ops/ann",
    f"arn:aws:sts::{VENDOR}:assumed-role/deploy/nightly",
    f"arn:aws:iam::{PARTNER}:root",
)
VALUES = {
    "sts:ExternalId": IDS,
    "aws:PrincipalArn": (
        f"arn:aws:iam::{VENDOR}:role/deploy",
        f"arn:aws:iam::{VENDOR}:role/dep*",
        f"arn:aws:iam::{VENDOR}:role/*",
        "arn:aws:iam::*:user/ops/*",
    ),
    "aws:PrincipalTag/team": ("red", "re?", "*d", "blue"),
    "sts:RoleSessionName": ("nightly", "${aws:username}", "${aws:PrincipalTag/team}"),
    "aws:PrincipalOrgID": ("o-abcdefghij", "o-klmnopqrst"),
}
TEXT_OPERATORS = ("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotLike")
QUALIFIERS = ("{}", "{}IfExists", "ForAllValues:{}", "ForAnyValue:{}")


@st.composite
def conditions(draw: st.DrawFn) -> Json:
    """No, one or two operators."""
    block: Json = {}
    for _ in range(draw(st.integers(0, 2))):
        shape = draw(st.sampled_from(("text", "text", "null", "mfa", "arn")))
        if shape == "null":
            key = draw(st.sampled_from(sorted(VALUES)))
            block["Null"] = {key: draw(st.sampled_from(("true", "false")))}
        elif shape == "mfa":
            operator = draw(st.sampled_from(("Bool", "BoolIfExists")))
            block[operator] = {"aws:MultiFactorAuthPresent": draw(st.sampled_from(("true", "false")))}
        elif shape == "arn":
            operator = draw(st.sampled_from(("ArnLike", "ArnNotLike", "ArnEqualsIfExists")))
            block[operator] = {"aws:PrincipalArn": [draw(st.sampled_from(VALUES["aws:PrincipalArn"]))]}
        else:
            key = draw(st.sampled_from(sorted(VALUES)))
            operator = draw(st.sampled_from(QUALIFIERS)).format(draw(st.sampled_from(TEXT_OPERATORS)))
            block[operator] = {key: draw(st.lists(st.sampled_from(VALUES[key]), min_size=0, max_size=2, unique=True))}
    return block


@st.composite
def statements(draw: st.DrawFn, effects: tuple[str, ...] = ("Allow", "Allow", "Deny")) -> Json:
    """One statement."""
    found: Json = {
        "Effect": draw(st.sampled_from(effects)),
        "Principal": {"AWS": draw(st.lists(st.sampled_from(PRINCIPALS), min_size=1, max_size=2, unique=True))},
        "Action": draw(st.sampled_from(("sts:AssumeRole", "sts:*", "sts:TagSession"))),
    }
    if block := draw(conditions()):
        found["Condition"] = block
    return found


def policies() -> st.SearchStrategy[list[Json]]:
    """The statements of one policy."""
    return st.lists(statements(), min_size=1, max_size=4)

"""Texts that stand in the place of a value which somebody has still to fill in, told by their shape."""

from __future__ import annotations

import re

# `xxxxxxxx`, `<account id>`, `YOUR_ACCOUNT_ID` where an account stands, `Replace with the id of ...`: of what a trust
# policy compares, no account, ARN, id of an organization or external id is written so.
SHAPES = re.compile(
    r"(?<![0-9A-Za-z])(?:[xX]{4,}|<[^<>]{1,80}>)(?![0-9A-Za-z])"
    r"|(?:\A|(?<=::))(?:(?:[a-z]+[_-])*account[_-]?(?:id|number)|your[_-][a-z_-]*account[a-z_-]*)(?=:|\Z)"
    r"|\A\s*(?:replace|insert|enter|fill in|put|provide)\s+\S.*\s",
    re.IGNORECASE,
)


def is_to_fill_in(text: str) -> bool:
    """Whether `text`, or a part of it, only stands for what it is to be replaced by."""
    return SHAPES.search(text) is not None

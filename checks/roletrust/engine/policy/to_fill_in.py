"""Texts that stand in the place of a value which somebody has still to fill in, told by their shape."""

from __future__ import annotations

import re

from roletrust.engine.text import Text, Value

# `xxxxxxxx`, `<account id>`, `YOUR_ACCOUNT_ID` where an account stands, `Replace with the id of ...`: of what a trust
# policy compares, no account, ARN, id of an organization or external id is written so.
SHAPES = re.compile(
    r"(?<![0-9A-Za-z])(?:[xX]{4,}|<[^<>]{1,80}>)(?![0-9A-Za-z])"
    r"|\A\s*(?:replace|insert|enter|fill in|put|provide)\s+\S+\s",
    re.IGNORECASE,
)
WORDS = re.compile(r"[a-z_-]+")
OF_AN_ACCOUNT = re.compile(r"account[_-]?(?:id|number)\Z")
IN_ITS_PLACE = re.compile(r"(?:(?:replace|change|fill)[_-]?(?:me|this|in)|todo|tbd)\Z")  # where an account stands


def is_to_fill_in(value: Value) -> bool:
    """Whether `value`, or a part of it, only stands for what it is to be replaced by."""
    parts = value.parts if isinstance(value, Text) else (value,)
    return any(_stands_for_another(part) for part in parts if isinstance(part, str))


def _stands_for_another(text: str) -> bool:
    if SHAPES.search(text):
        return True
    first, *behind = (each.partition(":")[0].lower() for each in text.split("::"))
    return any(map(is_an_account_to_fill_in, (first, *behind))) or any(map(IN_ITS_PLACE.match, behind))


def is_an_account_to_fill_in(name: str) -> bool:
    if not WORDS.fullmatch(name):
        return False
    return bool(OF_AN_ACCOUNT.search(name)) or (name.startswith(("your-", "your_")) and "account" in name)

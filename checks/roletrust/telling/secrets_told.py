"""What must not be told: each secret text is replaced by what it is called, in everything that is said of a role."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

SHORTEST = 4  # characters of a text that is replaced wherever it stands; a shorter one only where it stands alone
QUOTES = "\"'`"
REFERENCE = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
AS_THEY_ARE = ("answer", "rule")  # of the facts, which say nothing of the policy


def called(name: str) -> str:
    """How a secret is told."""
    return f"\u2039{name}\u203a"


def masked(said: Any, secrets: Mapping[str, str]) -> Any:
    """`said`, a text or JSON, without the `secrets`, whose names are told in their place."""
    if not secrets:
        return said
    if isinstance(said, str):
        return _masking(frozenset(secrets.items()))(said)
    if isinstance(said, Mapping):
        kept = {key: value for key, value in said.items() if key in AS_THEY_ARE}
        return {masked(key, secrets): masked(value, secrets) for key, value in said.items()} | kept
    return [masked(each, secrets) for each in said] if isinstance(said, (list, tuple)) else said


def in_hcl(text: str, secrets: Mapping[str, str]) -> str:
    """`text` of HCL with a reference in the place of each quoted text that is the value of a variable."""
    for secret, name in secrets.items():
        if REFERENCE.match(name):
            text = text.replace(f'"{secret}"', name)
    return text


@lru_cache(maxsize=16)
def _masking(secrets: frozenset[tuple[str, str]]) -> Callable[[str], str]:
    names = dict(secrets)
    patterns = [pattern_of(each) for each in sorted(names, key=len, reverse=True) if each.strip()]
    if not patterns:
        return str
    found = re.compile("|".join(patterns))
    return lambda text: called(names[text]) if text in names else found.sub(lambda each: called(names[each[0]]), text)


def pattern_of(secret: str) -> str:
    literal = re.escape(secret)
    return literal if len(secret) >= SHORTEST else f"(?<=[{QUOTES}]){literal}(?=[{QUOTES}])"

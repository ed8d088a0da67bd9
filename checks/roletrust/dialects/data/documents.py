"""A policy as JSON data holds it: an object, or text, percent-encoded where AWS's API returned it so."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from roletrust.dialects.data.marks import Lines
from roletrust.dialects.policy_json import parse_json, parse_literally
from roletrust.dialects.tree import Tree


def document(policy: Any, lines: Lines, file: str, is_last: bool = False) -> Tree:
    """The policy as a Tree.  `is_last`: in its container.  Raises PolicyError for text that is no JSON."""
    if isinstance(policy, str):
        return parse_literally(unquote(policy)) if policy.lstrip().startswith("%") else parse_json(policy)
    return lines.tree(policy, file, is_last)

"""Defaults that stand for nothing given: empty ones, and those that nobody means.

A variable, parameter or input that has such a default, and is given no value, is not known.  What is given is
what it is, empty or not; so is what a policy says itself.
"""

from __future__ import annotations

import re

from roletrust.dialects.tree import Tree
from roletrust.engine.policy.to_fill_in import is_to_fill_in

NOBODYS = re.compile(r"(?<![0-9A-Za-z])([0-9])\1{11}(?![0-9A-Za-z])")  # `111111111111`


def stands_for_nothing(default: Tree) -> bool:
    """Whether `default` is null, blank, empty, a list of such, or a text that is to be replaced."""
    if isinstance(default, int):
        default = str(default)
    if isinstance(default, str):
        return not default.strip() or is_to_fill_in(default) or NOBODYS.search(default) is not None
    if isinstance(default, list):
        return all(stands_for_nothing(each) for each in default)
    return default is None or default == {}

"""Version constraints of module calls, as far as they say which release Terraform takes: the newest one allowed."""

from __future__ import annotations

import re

Version = tuple[int, int, int]

NEVER: Version = (10**9, 0, 0)  # after every release
_ONE = re.compile(r"\s*(?:(=|!=|>=|<=|>|<|~>)\s*)?v?(\d{1,9}(?:\.\d{1,9}){0,2})\s*\Z", re.ASCII)


def shown(version: Version) -> str:
    return ".".join(map(str, version))


def allowed(constraint: str) -> tuple[Version, Version] | None:
    """The first version that `constraint` allows and the first above all of them; None where it cannot be read.

    Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
    """
    low, high = (0, 0, 0), NEVER
    for part in constraint.split(","):
        found = _ONE.match(part)
        if found is None:
            return None
        numbers = [int(each) for each in found[2].split(".")]
        first, above = _range(found[1] or "", numbers)
        low, high = max(low, first), min(high, above)
    return low, high


def _range(operator: str, numbers: list[int]) -> tuple[Version, Version]:
    version = _padded(numbers)
    following = (version[0], version[1], version[2] + 1)
    if operator == "~>":
        return version, _padded([*numbers[:-2], numbers[-2] + 1]) if len(numbers) > 1 else NEVER
    return {
        "": (version, following),
        "=": (version, following),
        "!=": ((0, 0, 0), NEVER),
        ">": (following, NEVER),
        ">=": (version, NEVER),
        "<": ((0, 0, 0), version),
        "<=": ((0, 0, 0), following),
    }[operator]


def _padded(numbers: list[int]) -> Version:
    first, second, third = [*numbers, 0, 0][:3]
    return first, second, third

"""What one well-known module makes of its inputs: a small module of our own, for the evaluator of Terraform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from roletrust.dialects.role_modules.versions import Version, shown

_SINCE = re.compile(r"\blocal\.v(\d+)_(\d+)(?:_(\d+))?\b")
_READ = re.compile(r"\bvar\.([\w-]+)")


@dataclass(frozen=True)
class Input:
    """Where a caller of the module can write a condition.

    `key`: the condition key the input is for; `*` takes conditions as objects of `test`, `variable` and `values`.
    `inside`: what of another input it stands in; '' for an input of its own.
    """

    name: str
    key: str = "*"
    since: Version = (0, 0, 0)
    inside: str = ""

    @property
    def first(self) -> str:
        """The release that had it first."""
        return shown(self.since)


@dataclass(frozen=True)
class Model:
    """A module by its registry address, from release `since` up to `until`, which is described no more.

    `read`: the last release whose source was read for this.  `inputs`: a line `name = default` for each.
    `text`: the module's `aws_iam_role` resources (`roles`) and what their trust policies are made of, in HCL.  It may
    ask `local.v5_23`: is it release 5.23.0 or a later one?  `writes`: the inputs for conditions.
    """

    name: str
    since: Version
    until: Version
    read: str
    inputs: str
    text: str
    writes: tuple[Input, ...] = ()
    roles: tuple[str, ...] = ("this",)

    @cached_property
    def changes(self) -> Sequence[Version]:
        """The releases at which something changed, oldest first; the first is `since`."""
        asked = {(int(a), int(b), int(c or 0)) for a, b, c in _SINCE.findall(self.inputs + self.text)}
        return (self.since, *sorted(each for each in asked if each > self.since))

    @cached_property
    def reads(self) -> Sequence[str]:
        """The inputs that trust policies are made of, or that say whether there is a role."""
        return tuple(sorted(set(_READ.findall(self.text))))

    def before(self, end: Version) -> Release | None:
        """The newest range of releases that has one before `end`; None where there is none."""
        begun = [each for each in self.changes if each < min(end, self.until)]
        return Release(self, begun[-1]) if begun else None

    @property
    def releases(self) -> Iterator[Release]:
        return (Release(self, each) for each in self.changes)


@dataclass(frozen=True)
class Release:
    """A Model in the releases from `since` to the next change."""

    model: Model = field(repr=False)
    since: Version

    @property
    def until(self) -> Version:
        return next((each for each in self.model.changes if each > self.since), self.model.until)

    @property
    def versions(self) -> str:
        """```>= 5.52.0, < 6.0.0```"""
        return f">= {shown(self.since)}, < {shown(self.until)}"

    @property
    def label(self) -> str:
        return f"{self.model.name} {self.versions}"

    @property
    def writes(self) -> Sequence[Input]:
        return tuple(each for each in self.model.writes if each.since <= self.since)

    def hcl(self) -> str:
        """The module as Terraform text."""
        variables = (line.partition("=") for line in self.model.inputs.strip().splitlines())
        declared = [f'variable "{name.strip()}" {{\n  default = {value.strip()}\n}}' for name, _, value in variables]
        asked = sorted({match.group() for match in _SINCE.finditer(self.model.inputs + self.model.text)})
        answers = [f"  {each.removeprefix('local.')} = {str(_version(each) <= self.since).lower()}" for each in asked]
        return "\n".join([*declared, "locals {", *answers, "}", self.model.text])


def _version(asked: str) -> Version:
    found = _SINCE.fullmatch(asked)
    assert found is not None  # `asked` was found by the same pattern
    return int(found[1]), int(found[2]), int(found[3] or 0)

"""Findings that the reader takes back where the role is written, as Checkov has it.

Checkov, "Suppressing and skipping policies":
https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from roletrust.engine.policy.document import Source

COMMENT = re.compile(r"(?:checkov|bridgecrew|cortex):skip= *([A-Za-z_\d-]+(?:,[A-Za-z_\d-]+)*)(?::([^\n]*))?")
METADATA = re.compile(
    r"\bid[\"']?\s*:\s*[\"']?(CKV_TRUST_\d+)()\b"
)  # in a resource's `Metadata: {checkov: {skip: [...]}}`
ANNOTATION = re.compile(r"checkov\.io/skip\d*[\"']?\s*:\s*[\"']?([A-Za-z_\d-]+)(?:=([^\n\"']*))?")
UNSAID = "no reason given"


class Skip(NamedTuple):
    """One rule that is skipped, by its id, and why; `line`: where that is said."""

    rule: str
    reason: str
    line: int


class Written(NamedTuple):
    """Where a role is written: its block, resource, task or object, and what can skip a rule in these lines."""

    source: Source
    forms: tuple[re.Pattern[str], ...] = (COMMENT,)
    inside: bool = False  # whether the first line and the last are not looked at

    def lengthened(self) -> Written:
        """The same with one more line in it."""
        return self._replace(source=self.source._replace(last=self.source.last + 1))

    def skips(self, text: str) -> Iterator[Skip]:
        """What is skipped there; `text`: of the whole file."""
        first, last = self.source.first + self.inside, self.source.last - self.inside
        for number, line in enumerate(text.split("\n")[max(first - 1, 0) : last], first):
            for found in (match for form in self.forms for match in form.finditer(line)):
                for rule in found[1].split(","):
                    yield Skip(rule, (found[2] or "").strip() or UNSAID, number)

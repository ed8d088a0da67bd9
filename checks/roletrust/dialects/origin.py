"""Where a text stands that a policy takes by name: the default of a variable, a local, a mapping, a file of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

ITSELF = ""  # the name of the policy as one
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Origin:
    """`name`: what it is, as `the default of variable "x"`; ITSELF for what the policy spells out.  `where`: file:line.

    `texts`: gives what is written there; it is asked for only where a finding is told.
    """

    name: str
    where: str
    texts: Callable[[], Iterable[str]] = field(compare=False)

    def has(self, value: str) -> bool:
        """Whether `value` is written there, alone or in a longer text."""
        edge = [r"(?<!\w)" if WORD.match(value[:1]) else "", r"(?!\w)" if WORD.match(value[-1:]) else ""]
        alone = re.compile(edge[0] + re.escape(value) + edge[1])
        return any(text == value or (len(value) > 1 and alone.search(text)) for text in self.texts())


def origins_of(value: str, among: Sequence[Origin]) -> list[Origin]:
    """Where `value` comes from, of the places that a policy was made of; nowhere if it may be the policy's own."""
    found = [each for each in among if each.has(value)] if value else []
    return [] if any(each.name == ITSELF for each in found) else found

"""Where a text stands that a policy takes by name: the default of a variable, a local, a mapping, a file of values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

ITSELF = ""  # the name of the policy as one
WORD = re.compile(r"\w")
LINE = re.compile(r":[0-9]+\Z")


class Spelt(str):
    """A text as it is spelt out on `line`, from 1."""

    __slots__ = ("line",)

    line: int

    @classmethod
    def on(cls, line: int, text: str) -> Spelt:
        found = cls(text)
        found.line = line
        return found


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
        return self._holding(value) is not None

    def spot(self, value: str) -> str:
        """Where `value`, which is written there, stands, as closely as that is known."""
        line = getattr(self._holding(value), "line", 0)
        return LINE.sub(f":{line}", self.where) if line else self.where

    def _holding(self, value: str) -> str | None:
        edge = [r"(?<!\w)" if WORD.match(value[:1]) else "", r"(?!\w)" if WORD.match(value[-1:]) else ""]
        alone = re.compile(edge[0] + re.escape(value) + edge[1])
        return next((text for text in self.texts() if text == value or (len(value) > 1 and alone.search(text))), None)


def origins_of(value: str, among: Sequence[Origin]) -> list[Origin]:
    """Where `value` comes from, of the places that a policy was made of; nowhere if it may be the policy's own.

    A blank one is in every text: it comes from where it is all there is, if there is one such place.
    """
    if value.strip():
        found = [each for each in among if each.has(value)]
        return [] if any(each.name == ITSELF for each in found) else found
    found = list(dict.fromkeys(each for each in among if each.name != ITSELF and value in each.texts()))
    spelt = any(f'"{value}"' in text or value == text for each in among if each.name == ITSELF for text in each.texts())
    return found if len(found) == 1 and not spelt else []

"""What stands between marks in a text: `${{ … }}`, `{{ … }}`, `$[[ … ]]`, and names that a pattern finds beside them.

In time linear in the text, whatever is opened and never closed: what a mark closes is looked for once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Between(NamedTuple):
    """What is written from `start` to `end`, marks included; `inside`: what stands between them, without blanks."""

    start: int
    end: int
    inside: str


class Brackets:
    """`pairs`: marks that open and close.  `names`: a pattern, linear where it is searched for, whose groups are names.

    `whole`: marks that count only around a text as a whole.
    """

    def __init__(self, *pairs: tuple[str, str], names: str = "", whole: tuple[str, str] | None = None) -> None:
        self.closing = dict(pairs)
        marks = "|".join([*map(re.escape, self.closing), *([names] if names else [])])
        self.opening = re.compile(marks)
        self.whole = whole

    def find(self, written: str) -> Iterator[Between]:
        """From left to right, none within another: what is opened reaches to the first mark that closes it."""
        if self.whole and (inside := self.around(written, *self.whole)) is not None:
            yield Between(0, len(written), inside)
            return
        at = 0
        open_to_the_end: set[str] = set()
        while found := self.opening.search(written, at):
            closing = self.closing.get(found[0])
            at = found.end()
            if closing is None:
                yield Between(found.start(), at, next((each for each in found.groups() if each), found[0]))
            elif closing not in open_to_the_end:
                end = written.find(closing, at)
                if end < 0:
                    open_to_the_end.add(closing)
                    continue
                yield Between(found.start(), end + len(closing), written[at:end].strip())
                at = end + len(closing)

    @staticmethod
    def around(written: str, opening: str, closing: str) -> str | None:
        """What `written` holds between the two marks that it begins and ends with; None where it does not."""
        if not written.startswith(opening) or not written.endswith(closing):
            return None
        inside = written[len(opening) : -len(closing)]
        return inside.strip() if len(written) >= len(opening) + len(closing) else None

"""CloudFormation's and SAM's templates that Checkov's parser refuses, read by our own reader.

And what it passes over in others: loops, and what begins on the first line, of which it finds no lines to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.reading.judging import Case
from roletrust.reading.marked_text import parsed
from roletrust.reading.templates import cases, template_of


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles of the template; none of what is no template.  Raises PolicyError."""
    file = template_of(parsed(refused.text), refused.text, refused.shown, refused.root)
    for held in cases(file, refused.shown, refused.path) if file else ():
        if held.name not in refused.told and (found := held.case()):
            source = found.subject.source
            yield Role(held.name, None, partial(same, found), (source.first, source.last or source.first))


def same(case: Case) -> Case:
    return case

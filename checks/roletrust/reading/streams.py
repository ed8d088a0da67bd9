"""Dumps of roles that are too large to be read at one go: the elements of their lists, one after the other.

What `aws iam get-account-authorization-details` and `aws iam list-roles` print is an object of lists, what AWS Config
delivers and `aws configservice select-aggregate-resource-config` prints is one with a list, and what inventories print
is one list.  Of such a file no more is in memory than the element that is looked at, and the managed policies of the
account, which roles hold by name.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
https://docs.aws.amazon.com/config/latest/developerguide/example-s3-snapshot.html
https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TextIO

from roletrust.dialects.data.attached_policies import Policies, RoleOfData
from roletrust.dialects.data.records import Record, records, unwrapped
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.role import Gathered
from roletrust.reading.configuration import Configuration
from roletrust.reading.held import Held
from roletrust.reading.json_data import case_of, label_of
from roletrust.reading.marked_text import parsed
from roletrust.reading.packed import opened

CHUNK = 1 << 18  # characters that are read at a time
LONGEST = 64_000_000  # characters of one element
LISTS = re.compile(  # how such a file begins: with a list, of Config's also with what it says of itself
    r'\s*(?:\{\s*(?:"\w+"\s*:\s*"[^"]*"\s*,\s*)*"(?:\w+DetailList|Roles|Policies|configurationItems|Results)"\s*:\s*\['
    r"|\[\s*\{)"
)
POLICIES = "Policies"
OF_CONFIG = ("configurationItems", "Results")  # in which managed policies stand beside roles
VERSIONS = "olicyVersionList"  # which has them alone, and begins with a large letter or a small one
BLANK = re.compile(r"[\s,]*")
DECODER = json.JSONDecoder()


class Element(NamedTuple):
    """One element of a list.  `name`: the list's, '' of the only one; `number`: which it is; `line`: its first."""

    name: str
    number: int
    text: str
    line: int


def is_dump(path: str) -> bool:
    """Whether the file at `path` begins as a dump does.  Raises what is UNREADABLE."""
    with opened(path) as file:
        return bool(LISTS.match(file.read(4096)))


def cases(path: str, shown: str, settings: Configuration) -> Iterator[Held]:
    """Each role in the dump at `path`.  Raises what is UNREADABLE: PolicyError where it is no JSON, saying where."""
    known: list[Any] = []
    policies = Policies(known)  # which is asked when all are known
    taken: set[int] = set()
    with opened(path) as file:
        for each in Reader(file).elements():
            if managed_policy(each, known):
                continue
            for at, found in enumerate(records_in(each, shown)):
                label = called(found, taken)
                yield Held(
                    label, partial(case_of, found, label, settings), partial(holdings, each, at, shown, policies)
                )


def managed_policy(element: Element, known: list[Any]) -> bool:
    """Whether an element is a customer's policy, which is then added to those `known`.  Raises PolicyError."""
    found = element.name == POLICIES or (element.name in OF_CONFIG and VERSIONS in element.text)
    if found:
        known.append(unwrapped(element.name, parsed(element.text, element.line)))
    return found


def called(record: Record, taken: set[int]) -> str:
    """What a report calls a role, as no other; `taken`: the hashes of what is, for there may be many."""
    label = label_of(record)
    if hash(label) in taken:
        label = f"{label} at {record.path}"
    taken.add(hash(label))
    return label


def records_in(element: Element, shown: str) -> Iterator[Record]:
    """The roles in an element."""
    place = f"{element.name}[{element.number}]"
    for record in records(unwrapped(element.name, parsed(element.text, element.line)), shown):
        yield replace(record, path=f"{place}.{record.path}" if record.path else place)


def holdings(element: Element, at: int, shown: str, policies: Policies) -> Gathered:
    """What the role `at` that place in an element holds.  INVARIANT (small): until then its text alone is kept."""
    return RoleOfData(list(records_in(element, shown))[at], policies)


class Reader:
    """Reads the elements of the lists in a file of JSON."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._text, self._at, self._line = file, "", 0, 1

    def elements(self) -> Iterator[Element]:
        """Raises PolicyError where it is no JSON, or more than one value."""
        if self._next() == "[":
            self._step()
            yield from self._list("")
        else:
            yield from self._lists()
        if not self._is_at_end():
            raise PolicyError(f"more follows in line {self._line}, after its end: put each dump into a file of its own")

    def _lists(self) -> Iterator[Element]:
        self._expect("{")
        while self._next() != "}":
            name = self._value()[0]
            self._expect(":")
            if self._next() == "[":
                self._step()
                yield from self._list(str(name))
            else:
                self._value()
        self._step()

    def _list(self, name: str) -> Iterator[Element]:
        number = 0
        while self._next() != "]":
            line = self._line
            yield Element(name, number, self._value()[1], line)
            number += 1
        self._step()

    def _next(self) -> str:
        """The character that comes next, after blanks and commas.  Raises PolicyError at the end of the file."""
        if self._is_at_end():
            raise PolicyError(f"it ends in line {self._line}, before its lists do")
        return self._text[self._at]

    def _is_at_end(self) -> bool:
        """Whether nothing comes after blanks and commas, which are passed."""
        while True:
            blank = BLANK.match(self._text, self._at)
            self._step(blank.end() - self._at if blank else 0)
            if self._at < len(self._text):
                return False
            if not self._more(CHUNK):
                return True

    def _expect(self, mark: str) -> None:
        if self._next() != mark:
            raise PolicyError(f"`{mark}` is expected in line {self._line}")
        self._step()

    def _value(self) -> tuple[Any, str]:
        """The value that comes next, and its text.  Raises PolicyError."""
        self._next()
        size = CHUNK
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if len(self._text) - self._at > LONGEST or not self._more(size):
                    raise PolicyError(f"what begins in line {self._line} is no JSON: {error}") from None
                size *= 2  # so that of a long one not each piece is gone through again
                continue
            text = self._text[self._at : end]
            self._step(end - self._at)
            return value, text

    def _step(self, characters: int = 1) -> None:
        self._line += self._text.count("\n", self._at, self._at + characters)
        self._at += characters

    def _more(self, characters: int) -> bool:
        """Read on, and let go of what is behind; whether there was more."""
        read = self._file.read(characters)
        self._text, self._at = self._text[self._at :] + read, 0
        return bool(read)

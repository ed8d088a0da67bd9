"""A large dump of roles: cut into parts that are judged by themselves, and of which a role is read anew when asked for.

What the rules about all roles need of a role is taken down when it is judged; its policies are kept as text, packed.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from roletrust.dialects.data.attached_policies import Policies, RoleOfData
from roletrust.dialects.data.records import Record
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.role import Gathered, Home
from roletrust.engine.text import Value
from roletrust.reading.configuration import load
from roletrust.reading.found import Dump
from roletrust.reading.json_data import case_of
from roletrust.reading.judging import Case, told
from roletrust.reading.packed import UNREADABLE, how_far, opened
from roletrust.reading.streams import Element, Reader, managed_policy, records_in
from roletrust.rules.judgement import trusts

if TYPE_CHECKING:
    from roletrust.engine.roles.permissions import Permissions

LONG = 200_000  # characters of the elements in a part
QUICK = 1  # of zlib: what is packed is soon read again


class Part(NamedTuple):
    """Some elements of a dump, one after the other.  `number`: which part; `done`: how much of the file that is, of 1.

    `root`: where findings show the file from; `shown` and `settings`: as `shown` and `root` of its Dump.
    """

    number: int
    shown: str
    settings: str
    root: str
    elements: Sequence[Element]
    done: float


def parts(dump: Dump, root: str, known: list[Any]) -> Iterator[Part]:
    """All of a dump but the customer's policies, which are added to those `known`.

    Raises what is UNREADABLE, after the part before it.
    """
    number, size = 0, max(os.path.getsize(dump.path), 1)
    with opened(dump.path) as file:
        waiting: list[Element] = []
        length = 0
        try:
            for each in Reader(file).elements():
                if managed_policy(each, known):
                    continue
                waiting.append(each)
                length += len(each.text)
                if length >= LONG:
                    yield Part(number, dump.shown, dump.root, root, waiting, how_far(file) / size)
                    number, waiting, length = number + 1, [], 0
        except UNREADABLE:
            yield Part(number, dump.shown, dump.root, root, waiting, 1)
            raise
        yield Part(number, dump.shown, dump.root, root, waiting, 1)


def packed(elements: Iterable[Element]) -> bytes:
    """The elements in few bytes: of one account, most are much alike."""
    return zlib.compress(json.dumps(list(elements)).encode(), QUICK)


class Texts:
    """The elements of one part, `packed`; `policies`: the customer's, of all of the dump."""

    __slots__ = ("packed", "policies", "settings", "shown")

    def __init__(self, packed: bytes, shown: str, settings: str, policies: Policies) -> None:
        self.packed, self.shown, self.settings, self.policies = packed, shown, settings, policies


class Again:
    """One role of a dump, and what is known of it beside its trust policy.

    `arn`, `home`, `problem`: as those of `Holdings`.
    INVARIANT (small): no more is kept of it than this, and what it takes to read it anew.
    """

    __slots__ = ("_at", "_element", "_texts", "arn", "home", "label", "problem")
    longest_session = None  # no call is looked for that is of a role in data

    def __init__(self, texts: Texts, place: tuple[int, int], label: str, arn: str, home: Home, problem: str) -> None:
        """`place`: the element, and which role in it."""
        self._texts, (self._element, self._at), self.label = texts, place, label
        self.arn: Value = arn
        self.home, self.problem = home, problem

    def record(self) -> Record:
        element = _elements(self._texts)[self._element]
        return list(records_in(element, self._texts.shown))[self._at]

    def case(self) -> Case:
        return case_of(self.record(), self.label, load(self._texts.settings))

    def gathered(self) -> Gathered:
        return RoleOfData(self.record(), self._texts.policies)

    def __call__(self, way: int = 0) -> Policy:
        """That way that its trust policy can turn out."""
        return _anew(self).policies[way]

    @property
    def trusts(self) -> Sequence[Trust]:
        return _anew(self).trusts

    @property
    def permissions(self) -> Permissions:
        return _anew(self).gathered.permissions


class Anew(NamedTuple):
    """A role as it was read anew."""

    policies: Sequence[Policy]
    trusts: Sequence[Trust]
    gathered: Gathered


@lru_cache(maxsize=4)
def _elements(texts: Texts) -> Sequence[Element]:
    return [Element(*each) for each in json.loads(zlib.decompress(texts.packed))]


@lru_cache(maxsize=64)
def _anew(role: Again) -> Anew:
    subject = role.case().subject
    read = told(subject).policies
    ways = trusts(read, subject.owner._replace(role=subject.role))
    return Anew([policy for _, policy in read], [trust for _, trust in ways], role.gathered())

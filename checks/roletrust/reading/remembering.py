"""Roles judged, and what was found of a policy remembered: a fleet repeats a few of them thousands of times."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from roletrust.engine.answer import YES
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Source
from roletrust.reading.configuration import Configuration
from roletrust.reading.judging import Case, Judged, judged, judged_alike
from roletrust.rules.judgement import Judgement

MOST = 1_000  # policies that are remembered at a time
BY_ID = "externalid"  # a policy that says so is judged by the name of its role as well: is the id easy to guess?
Key = tuple[str, str, tuple[Source, ...]]  # what a policy says, whose account it is in, and where it stands


class Known(NamedTuple):
    """What was found of a policy, and what that hangs on besides its text."""

    owner: Owner
    configuration: Configuration
    judgements: Mapping[str, Judgement]


class Remembering:
    """Judges as `judged` does.  `repairs`: whether findings are to tell how to repair the policy.

    INVARIANT: what is remembered is a judgement of the same text, for the same owner, by the same settings; and where
    more is told of a place than where a statement stands, of the same place as well.
    """

    def __init__(self, repairs: bool = True) -> None:
        self._repairs = repairs
        self._known: dict[Key, Known] = {}

    def __call__(self, case: Case) -> Judged:
        subject = case.subject
        written = text_of(subject.tree)
        owner = subject.owner._replace(role=subject.role if BY_ID in written.lower() else "")
        anywhere: Key = written, owner.account, ()
        here: Key = written, owner.account, (subject.source, *places_of(subject.tree))
        for key in (anywhere, here):
            known = self._known.get(key)
            if known and known[:2] == (owner, case.configuration):
                return judged_alike(case, known.judgements)
        found = judged(case)
        told = found.judgements if self._repairs else without_repairs(found.judgements)
        if written and not found.problem:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[anywhere if is_movable(told) else here] = Known(owner, case.configuration, told)
        return Judged(case, told, found.trusts, found.problem)


@lru_cache(maxsize=2)
def _of_this_process(repairs: bool) -> Remembering:
    return Remembering(repairs)


def remembered(repairs: bool, case: Case) -> Judged:
    """The role of `case`, judged by what this process remembers."""
    return _of_this_process(repairs)(case)


def text_of(tree: Any) -> str:
    """What a tree says, wherever it stands; '' where it is not all plain JSON with each key once."""
    return json.dumps(tree) if is_plain(tree) else ""


def is_plain(tree: Any) -> bool:
    if isinstance(tree, dict):
        return not getattr(tree, "repeated", ()) and all(map(is_plain, tree.values()))
    if isinstance(tree, list):
        return all(map(is_plain, tree))
    return tree is None or isinstance(tree, (str, int, float))


def places_of(tree: Any) -> Iterator[Source]:
    """Where each object of a tree stands."""
    if isinstance(tree, dict):
        yield getattr(tree, "source", Source())
        for each in tree.values():
            yield from places_of(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from places_of(each)


def is_movable(judgements: Mapping[str, Judgement]) -> bool:
    """Whether no finding tells a place but its statement's, nor how to repair it there."""
    return not any(
        each.errors or (each.verdict.answer is YES and (each.mending or each.branches or each.verdict.holes))
        for each in judgements.values()
    )


def without_repairs(judgements: Mapping[str, Judgement]) -> dict[str, Judgement]:
    return {rule: each._replace(mending=None) for rule, each in judgements.items()}

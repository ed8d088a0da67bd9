"""Records, and what is worked out once, as the engine makes them, next to the standard library's."""

from __future__ import annotations

import pickle
import typing

from roletrust.engine.named_tuple import NamedTuple
from roletrust.engine.once import once


class Ours(NamedTuple):
    """A condition, as it is told."""

    key: str
    values: tuple[str, ...] = ()
    maybe: str | None = None

    @property
    def told(self) -> str:
        return f"{self.key} {len(self.values)}"

    @classmethod
    def of(cls, key: str) -> Ours:
        return cls(key, ("a",))


class Theirs(typing.NamedTuple):
    """A condition, as it is told."""

    key: str
    values: tuple[str, ...] = ()
    maybe: str | None = None


def test_a_record_is_what_typing_makes() -> None:
    ours, theirs = Ours("aws:username", maybe="x"), Theirs("aws:username", maybe="x")
    assert ours == tuple(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (Ours._fields, Ours._field_defaults) == (Theirs._fields, Theirs._field_defaults)
    assert (Ours.__doc__, Ours.__module__, Ours.__qualname__) == (Theirs.__doc__, Theirs.__module__, "Ours")
    assert ours._replace(values=("b",)) == tuple(theirs._replace(values=("b",)))
    assert list(Ours.__annotations__) == list(Theirs.__annotations__)


def test_a_record_has_the_methods_that_are_written_in_it() -> None:
    assert Ours.of("aws:username").told == "aws:username 1"


def test_a_record_goes_from_process_to_process() -> None:
    assert pickle.loads(pickle.dumps(Ours.of("aws:userid"))) == Ours.of("aws:userid")  # our own


class Counting:
    def __init__(self) -> None:
        self.times = 0

    @once
    def answer(self) -> int:
        """How often it was worked out."""
        self.times += 1
        return self.times


def test_what_is_worked_out_once_is_kept_for_each_by_itself() -> None:
    one, other = Counting(), Counting()
    assert (one.answer, one.answer, one.times, other.times) == (1, 1, 1, 0)
    assert Counting.answer.__doc__ == "How often it was worked out."

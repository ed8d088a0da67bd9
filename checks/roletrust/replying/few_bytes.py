"""What is found of many roles, kept in few bytes until it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import overload

from roletrust.replying.findings import Reported

QUICK = 1  # of zlib: what is packed is soon read again


def in_few_bytes(found: Sequence[Sequence[Reported]]) -> bytes:
    """What is found of some roles."""
    import pickle  # noqa: PLC0415  # for who has a large dump
    import zlib  # noqa: PLC0415

    return zlib.compress(pickle.dumps([[each[:4] for each in of_role] for of_role in found]), QUICK)


class Packed:
    """What is found of some roles, `in_few_bytes`."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def of_role(self, index: int, findings: int) -> Sequence[Reported]:
        return OfOne(self, index, findings) if findings else ()


@lru_cache(maxsize=4)
def _unpacked(every: Packed) -> list[list[Reported]]:
    import pickle  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    found = pickle.loads(zlib.decompress(every.data))  # noqa: S301  # of this run
    return [[Reported(*each) for each in of_role] for of_role in found]


class OfOne(Sequence[Reported]):
    """What is found of one role, which is unpacked where it is looked at."""

    __slots__ = ("_every", "_findings", "_index")

    def __init__(self, every: Packed, index: int, findings: int) -> None:
        self._every, self._index, self._findings = every, index, findings

    def __len__(self) -> int:
        return self._findings

    @overload
    def __getitem__(self, at: int) -> Reported: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Reported]: ...
    def __getitem__(self, at: int | slice) -> Reported | Sequence[Reported]:
        return _unpacked(self._every)[self._index][at]

    def __iter__(self) -> Iterator[Reported]:
        return iter(_unpacked(self._every)[self._index])

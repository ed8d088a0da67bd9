"""Text that may hold what the configuration leaves open.

A policy value is plain `str`, or `Text`: literal pieces and Holes in order.
A Hole stands for one ordinary value of its place (legal, not empty, without
wildcards), or for a list of such values where a list may stand.
"""

from __future__ import annotations

import re
from typing import Union

from roletrust.engine.constant import Constant

# INVARIANT: the name of a Hole that is cut ends in this; two of one name are one value, and nobody has written it.
APART = re.compile(r"… #[0-9a-f]{8}")


def as_told(text: str) -> str:
    """`text` as the reader is told it: of a long name its beginning alone, without what tells it from others."""
    return APART.sub("…", text)


class Means(Constant):
    """What is known of a Hole although its text is not."""

    VALUE = "value"
    OWN_ACCOUNT = "own account"  # the account that holds the role itself
    OWN_PARTITION = "own partition"  # aws, aws-cn, ...: wherever the role is
    OWN_ORGANIZATION = "own organization"  # that of the role's own account
    MEMBER_ACCOUNT = "account of the own organization"  # some account of the organization that the role's is in
    ACCOUNT_BESIDE = "account of the same configuration"  # one that the configuration of the role works in, too

    ACCOUNT = "account"  # some account, whose is not known
    PRINCIPAL_ID = "id of a role or user"  # one that IAM has given out in the own account


EMPTY, MISSING, NO_FILE = "empty default", "no default", "no such file"
OWN = (Means.OWN_ACCOUNT, Means.OWN_PARTITION, Means.OWN_ORGANIZATION)


class Hole:
    """An unresolved value: `name` as the reader's file calls it, `where` as `file:line` or ''.

    `unset`: why nothing gives it a value, where that is all: EMPTY, it has a default that stands for nothing, or
    MISSING, it is a variable or parameter that has none, or NO_FILE, it is of a file that is not in the tree; '' for
    what is not known otherwise.
    Two Holes of the same name are the same unknown value; so are two that mean the OWN account, however named.
    INVARIANT: never changed once made.
    """

    __slots__ = ("means", "name", "unset", "where")

    def __init__(self, name: str, where: str = "", means: Means = Means.VALUE, unset: str = "") -> None:
        self.name, self.where, self.means, self.unset = name, where, means, unset

    def __repr__(self) -> str:
        return f"Hole{(self.name, self.where, self.means.value)}"

    @property
    def identity(self) -> str | Means:
        """What makes two Holes the same unknown value."""
        return self.means if self.means in OWN else self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hole) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)


class Recased(Hole):
    """What differs from the Hole `of` in letter case alone, if anything does."""

    __slots__ = ("of",)

    def __init__(self, of: Hole) -> None:
        super().__init__(f"{of.name}, in another letter case", of.where)
        self.of = of


class Text:
    """Literal pieces and Holes.  INVARIANT: at least one Hole, no two adjacent `str`, no empty `str`; never changed.

    `fresh`: its literal pieces are chosen to differ from every value the policy names, as Fresh text is.
    """

    __slots__ = ("fresh", "parts")

    def __init__(self, parts: tuple[str | Hole, ...], fresh: bool = False) -> None:
        self.parts, self.fresh = parts, fresh

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self.parts == other.parts

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return f"Text{self.parts}"

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else "${" + part.name + "}" for part in self.parts)

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def lone(self) -> Hole | None:
        """The Hole, where the whole text is one Hole and nothing else."""
        only = self.parts[0]
        return only if len(self.parts) == 1 and isinstance(only, Hole) else None


Value = Union[str, Text]


class Fresh(str):
    """Literal text chosen to differ from every value the policy names, open ones included."""

    __slots__ = ()


class Stranger(Fresh):
    """The ARN of a principal of an account that the policy does not name, not even by an open value."""

    __slots__ = ()


class Namesake(Stranger):
    """The same, of a name that the policy itself spells, or its patterns ask for: only the account is chosen freely."""

    __slots__ = ()


class Unthought(Fresh):
    """The name or ARN of somebody nobody thought of: no open value holds it either."""

    __slots__ = ()


def freshened(value: Value) -> Value:
    """`value`, marked as chosen to differ from every value the policy names."""
    return Fresh(value) if isinstance(value, str) else Text(value.parts, fresh=True)


def is_fresh(value: Value) -> bool:
    """Whether `value` was chosen to differ from every value the policy names."""
    return value.fresh if isinstance(value, Text) else isinstance(value, Fresh)


def text(*parts: str | Hole | Text) -> Value:
    """Join `parts` into one Value: plain `str` if no Hole is among them."""
    try:
        return "".join(parts)  # type: ignore[arg-type]  # most texts have no Hole
    except TypeError:
        return _open_text(parts)


def with_held(value: Value, hole: Hole, held: Value) -> Value:
    """`value`, in which `hole` holds `held`."""
    return value if isinstance(value, str) else text(*(held if part == hole else part for part in value.parts))


def _open_text(parts: tuple[str | Hole | Text, ...]) -> Value:
    pieces = [piece for part in parts for piece in (part.parts if isinstance(part, Text) else (part,))]
    if not any(isinstance(piece, Hole) for piece in pieces):
        return "".join(str(piece) for piece in pieces)
    joined: list[str | Hole] = []
    run: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            run.append(piece)
            continue
        joined += ["".join(run), piece]
        run = []
    return Text(tuple(piece for piece in (*joined, "".join(run)) if piece != ""))


def holes_of(value: Value) -> tuple[Hole, ...]:
    """The Holes inside `value`, in order; none for plain text."""
    return value.holes if isinstance(value, Text) else ()

"""A trust policy, read: frozen, one-or-many already flattened, source lines kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.engine.constant import Constant
from roletrust.engine.text import Hole, Value, holes_of


class PolicyError(Exception):
    """The document is not a policy.  The message says what and where, in the reader's words."""


class Refused(PolicyError):
    """The document is not a policy, and nothing that is still open could make it one: IAM refuses it."""


class Effect(Constant):
    ALLOW = "Allow"
    DENY = "Deny"


class Source(NamedTuple):
    """Where a piece of the policy stands: file as the scan names it, first and last line (1-based; 0: not known).

    `rendered`: it is a text that a template came to, whose lines are not those of the file.
    `unmade`: where a block is written in it of which nothing comes, a condition that a variable may ask for; else ''.
    """

    file: str = ""
    first: int = 0
    last: int = 0
    rendered: bool = False
    unmade: str = ""

    def __str__(self) -> str:
        if not self.first:
            return self.file
        lines = str(self.first) if self.last in (0, self.first) else f"{self.first}-{self.last}"
        return f"{self.file}:{lines}" if self.file else f"line {lines}"


class Principal(NamedTuple):
    """One principal: `kind` is `AWS`, `Service`, `Federated` or `CanonicalUser` (`*` for a bare star)."""

    kind: str
    value: Value
    maybe: Hole | None = None  # the block exists only if this turns out so


class Condition(NamedTuple):
    """One operator on one key.  `values` is empty only where the policy wrote an empty list."""

    operator: str
    key: str
    values: tuple[Value, ...]
    maybe: Hole | None = None
    source: Source = Source()

    def __eq__(self, other: object) -> bool:
        """Whether they say the same, wherever they stand."""
        return isinstance(other, Condition) and self[:-1] == other[:-1]

    def __hash__(self) -> int:
        return hash(self[:-1])


class Empty(Constant):
    """Emptiness that leaves no Condition behind."""

    BLOCK = "Condition"  # "Condition": {}
    OPERATOR = "operator"  # "StringEquals": {}


class Emptiness(NamedTuple):
    """An empty `Condition` block, or an operator (named) without keys."""

    what: Empty
    operator: str = ""


class Statement(NamedTuple):
    """One statement.  `number` counts from 1 in the document the reader wrote.

    `negated_principals` / `negated_actions`: the lists are NotPrincipal / NotAction.
    `flaws`: what IAM would refuse in it, in words; evaluation goes on where it still means something.
    """

    number: int
    effect: Effect
    principals: tuple[Principal, ...]
    actions: tuple[Value, ...]
    conditions: tuple[Condition, ...] = ()
    sid: str = ""
    negated_principals: bool = False
    negated_actions: bool = False
    empty: tuple[Emptiness, ...] = ()
    maybe: Hole | None = None
    flaws: tuple[str, ...] = ()
    source: Source = Source()

    def __eq__(self, other: object) -> bool:
        """Whether they say the same, wherever they stand."""
        return isinstance(other, Statement) and self[:-1] == other[:-1]

    def __hash__(self) -> int:
        return hash(self[:-1])

    @property
    def allows(self) -> bool:
        return self.effect is Effect.ALLOW

    def with_condition(self, old: Condition, *new: Condition) -> Statement:
        """The same with `new` in the place of its condition `old`."""
        kept = (each for one in self.conditions for each in (new if one is old else (one,)))
        return self._replace(conditions=tuple(kept))

    @property
    def label(self) -> str:
        """How findings name it: `statement 2 ("Vendor")`."""
        return f'statement {self.number} ("{self.sid}")' if self.sid else f"statement {self.number}"


DELETE_IT = "; delete it"  # ends a flaw that an element has by being there, which it names first


def to_delete(statement: Statement) -> list[str]:
    """The elements that the statement must not have, and is the same without."""
    return [flaw.split("`")[1] for flaw in statement.flaws if flaw.endswith(DELETE_IT)]


class Policy(NamedTuple):
    """A whole trust policy.  `version` is as written, '' where absent (IAM then reads 2008-10-17).

    `flaws`: what IAM would refuse in the document itself.
    `size`: its characters without white space; open values count for nothing.
    """

    statements: tuple[Statement, ...]
    version: str = ""
    id: str = ""
    flaws: tuple[str, ...] = ()
    size: int = 0

    def __eq__(self, other: object) -> bool:
        """Whether they say the same, however long it is as written."""
        return isinstance(other, Policy) and self[:-1] == other[:-1]

    def __hash__(self) -> int:
        return hash(self[:-1])

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` in it are policy variables (2012-10-17 only) rather than literal text."""
        return self.version == "2012-10-17"

    def holes(self) -> Iterator[Hole]:
        """Every Hole in it, in reading order, repeats included."""
        for statement in self.statements:
            if statement.maybe:
                yield statement.maybe
            for principal in statement.principals:
                if principal.maybe:
                    yield principal.maybe
                if not isinstance(principal.value, str):
                    yield from principal.value.holes
            for action in statement.actions:
                yield from holes_of(action)
            for condition in statement.conditions:
                if condition.maybe:
                    yield condition.maybe
                for value in condition.values:
                    if not isinstance(value, str):
                        yield from value.holes

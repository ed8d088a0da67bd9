"""From a value of the evaluator to the Tree that leaves it."""

from __future__ import annotations

from collections.abc import Callable

from roletrust.dialects.hcl.values.encoding import json_text
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import (
    Bound,
    Encoded,
    Expansion,
    Failed,
    Failure,
    Lazy,
    OpenKey,
    Owned,
    Unfilled,
    attempt,
)
from roletrust.dialects.members import meaning
from roletrust.dialects.tree import ABSENT, Choice, Map, Maybe, Tree
from roletrust.engine.policy.context_keys import LITERAL_IN_KEY, OPEN_IN_KEY
from roletrust.engine.text import Hole, Means, Text, text

MOST_NODES = 200_000

Provider = tuple[str, str]

_MEANS = {"account": Means.OWN_ACCOUNT, "partition": Means.OWN_PARTITION}


def _key(key: str) -> str:
    """A key as text: what is open in it as `${name}`, and its own `${` as what is literal."""
    return str(key) if type(key) is OpenKey else key.replace(OPEN_IN_KEY, LITERAL_IN_KEY)


class Finish:
    """`own` is the provider of the role; `accounts` gives the literal accounts a provider proves."""

    def __init__(self, own: Provider, accounts: Callable[[Provider], frozenset[str]]) -> None:
        self.own = own
        self.accounts = accounts
        self._left = MOST_NODES

    def tree(self, value: Tree) -> Tree:
        """The whole: an encoded document is its tree, a lone unknown is a Hole.  Raises Failure, Bound."""
        if isinstance(value, Choice):
            return self._choice(value, self.tree)
        if isinstance(value, Encoded):
            return self.tree(value.tree)
        if isinstance(value, Failed):
            raise Failure(value.message)
        found = self._one(value)
        return found.lone if isinstance(found, Text) and found.lone else found

    def _choice(self, value: Choice, each: Callable[[Tree], Tree]) -> Tree:
        then, otherwise = attempt(lambda: each(value.then)), attempt(lambda: each(value.otherwise))
        if isinstance(then, Failed):
            return each(value.otherwise)
        return then if isinstance(otherwise, Failed) else Choice(value.name, then, otherwise)

    def _one(self, value: Tree) -> Tree:
        self._counts(1)
        return self._inner(value)

    def _inner(self, value: Tree) -> Tree:
        """INVARIANT: what is counted is `value` itself, by who asks, and here what is directly in it."""
        if isinstance(value, str) or value is None or isinstance(value, (int, float)) or value is ABSENT:
            return value
        if isinstance(value, Map):
            self._counts(len(value))
            entries = {_key(key): each if type(each) is str else self._inner(each) for key, each in value.items()}
            return Map(entries, source=value.source, repeated=value.repeated)
        if isinstance(value, dict):
            self._counts(len(value))
            return Map({_key(key): self._inner(each) for key, each in value.items()})
        if isinstance(value, Unfilled):
            return [text(self._hole(value.hole))]
        if isinstance(value, list):
            self._counts(len(value))
            return [each if type(each) is str else self._inner(each) for each in value]
        return self._open(value)

    def _counts(self, parts: int) -> None:
        self._left -= parts
        if self._left < 0:
            raise Bound(f"the policy has more than {MOST_NODES} parts")

    def _open(self, value: Tree) -> Tree:
        if isinstance(value, Text):
            parts = tuple(part if isinstance(part, str) else self._hole(part) for part in value.parts)
            as_before = list(map(type, parts)).count(str) == list(map(type, value.parts)).count(str)
            return Text(parts) if as_before else text(*parts)
        if isinstance(value, Hole):
            return text(self._hole(value))
        if isinstance(value, Choice):
            return self._choice(value, self._one)
        if isinstance(value, Maybe):
            return Maybe(self._one(value.value), Hole(value.hole.name, value.hole.where, unset=value.hole.unset))
        if isinstance(value, Encoded):
            return self._one(json_text(value.tree))
        if isinstance(value, (Expansion, Lazy)):
            return text(value.hole)
        raise Failure(value.message if isinstance(value, Failed) else f"`{shown(value)}` has no JSON")

    def _hole(self, hole: Hole) -> Hole | str:
        if not isinstance(hole, Owned):
            means = hole.means if hole.means is not Means.VALUE else meaning(hole.name)
            return Hole(hole.name, hole.where, means, hole.unset)
        if hole.provider == self.own or hole.what == "partition":  # no role lets in, or is, another partition's
            name = f"own {hole.what}" if hole.name.startswith(f"{hole.what} of ") else hole.name
            return Hole(name, hole.where, _MEANS[hole.what])
        known = self.accounts(hole.provider)
        return next(iter(known)) if len(known) == 1 else Hole(hole.name, hole.where, Means.ACCOUNT_BESIDE)

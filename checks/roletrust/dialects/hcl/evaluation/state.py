"""What one evaluation shares across every scope it visits: its budget, what is under way, what it used."""

from __future__ import annotations

from collections.abc import Callable

from roletrust.dialects.hcl.values.values import Bound
from roletrust.dialects.origin import Origin
from roletrust.dialects.secret_texts import texts_in
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.text import Hole, Text

MOST_STEPS = 300_000

Document = tuple[str, str]  # absolute file, name; of a file that a function reads, ''
Registered = tuple[str, frozenset[str]]  # an OIDC provider's issuer, and the audiences it registers


class State:
    """Kept by a Project; `begin` starts the account of one evaluation anew."""

    def __init__(self) -> None:
        self.steps = 0
        self.documents: set[Document] = set()
        self.registered: set[Registered] = set()
        self.presumed = False
        self.defaults: dict[Hole, None] = {}  # variables that nothing gives a value but a default that is empty
        self.origins: dict[Origin, None] = {}  # where texts stand that were taken by name
        self.secrets: dict[str, str] = {}  # texts that must not be told, with what to call them
        self._running: set[tuple[object, ...]] = set()
        self._stands: dict[int, tuple[Tree, Source]] = {}
        self._known: dict[
            tuple[object, ...],
            tuple[Tree, frozenset[Document], frozenset[Registered], bool, tuple[Hole, ...], tuple[Origin, ...]],
        ] = {}

    def begin(self) -> None:
        self.steps = MOST_STEPS
        self.documents, self.registered = set(), set()
        self.presumed = False
        self.defaults = {}
        self.origins = {}
        self._running.clear()

    def keep_secret(self, value: Tree, name: str) -> None:
        """Notes that the texts in `value` must not be told; `name`: what to call them."""
        self.secrets.update((each, name) for each in texts_in(value))

    def spend(self) -> None:
        """One step of work.  Raises Bound when there were too many."""
        self.steps -= 1
        if self.steps < 0:
            raise Bound(f"the policy takes more than {MOST_STEPS} steps to evaluate")

    def comes_from(self, origin: Origin) -> None:
        """Notes that what is evaluated takes texts by name, and where they stand."""
        self.origins[origin] = None

    def unset(self) -> Hole | None:
        """What stands for a value that only an empty default gives: the first such variable; None where none is."""
        return next(iter(self.defaults), None)

    def hanging(self, thunk: Callable[[], Tree]) -> tuple[Tree, Hole | None]:
        """The value of `thunk`, and what `unset` is of it alone."""
        earlier, self.defaults = self.defaults, {}
        try:
            return thunk(), self.unset()
        finally:
            self.defaults = {**earlier, **self.defaults}

    def presume(self) -> None:
        """Notes that an open value was taken for an ordinary one: not empty, not null."""
        self.presumed = True

    def aside(self, thunk: Callable[[], Tree]) -> Tree:
        """The value of `thunk`, which is looked at, but not used: what it presumes, and reads, does not count."""
        documents, presumed, defaults = set(self.documents), self.presumed, dict(self.defaults)
        origins = dict(self.origins)
        try:
            return thunk()
        finally:
            self.documents, self.presumed, self.defaults = documents, presumed, defaults
            self.origins = origins

    def once(self, key: tuple[object, ...], name: str, thunk: Callable[[], Tree]) -> Tree:
        """The value of `thunk`, remembered under `key` with what it used and whether it presumed.

        A cycle is a Hole.
        """
        known = self._known.get(key)
        if known is None:
            if key in self._running:
                return Hole(f"cycle through {name}")
            outside, self.documents = self.documents, set()
            elsewhere, self.registered = self.registered, set()
            before, self.presumed = self.presumed, False
            earlier, self.defaults = self.defaults, {}
            around, self.origins = self.origins, {}
            self._running.add(key)
            try:
                value = thunk()
                used = frozenset(self.documents), frozenset(self.registered)
                known = self._known[key] = (value, *used, self.presumed, tuple(self.defaults), tuple(self.origins))
            finally:
                self._running.discard(key)
                self.documents, self.registered = outside, elsewhere
                self.presumed |= before
                self.defaults, self.origins = earlier, around
        self.documents |= known[1]
        self.registered |= known[2]
        self.presumed |= known[3]
        self.defaults.update(dict.fromkeys(known[4]))
        self.origins.update(dict.fromkeys(known[5]))
        return known[0]

    def stands(self, value: Tree, source: Source) -> Tree:
        """Remembers where the text `value` stands."""
        if isinstance(value, (str, Text)):
            self._stands[id(value)] = (value, source)
        return value

    def standing(self, value: Tree) -> Source | None:
        """Where `value` stands, if it was remembered."""
        found = self._stands.get(id(value))
        return found[1] if found else None

"""How much work an exact answer may take before it is UNKNOWN instead.

Counts, never clocks: the same policy gets the same answer on every machine.
"""

from __future__ import annotations


class TooMany(Exception):
    """An exact answer would need more than a stated bound; the message says of what."""


STATES = 4_000  # of the joint pattern automaton of one key
STARTS = 400  # ways in which the keys that one policy variable compares can begin, all together
STEPS = 400_000  # through the patterns of one key, all states together
PATTERNS = 4_000  # characters of the patterns of one key that are walked together
TOKENS = 100_000  # pieces (literal runs and wildcards) of the patterns of one key
ENTRIES = 20_000  # values, or combinations of values, of keys that hang together
LISTED = 8  # elements whose every subset is a value of a multivalued key
COMPARISONS = 400_000  # of a principal or condition with a caller or value, for all questions about one policy
WAYS = 256  # in which what goes along with the call may be allowed, for one Allow of it
BRANCHES = 20_000  # of the search for a way around all Denies, for all questions about one policy
CALLER = 30  # comparisons that asking for one caller costs, whatever the policy
GROUP = 20  # comparisons that listing what a key, or keys that hang together, can hold costs
STEPS_PER_COMPARISON = 4
OPEN_COSTS = 10  # plain comparisons that comparing open text costs
WORDS = 256  # accounts that patterns tell apart
CALLERS = 20_000  # different callers of one account


class Budget:
    """What the questions about one policy may still spend."""

    def __init__(self) -> None:
        self._left = {"comparisons": COMPARISONS, "branches": BRANCHES}

    def spend_steps(self, steps: int) -> None:
        """For steps through patterns, of which a handful cost what one comparison does.  Raises TooMany."""
        self.spend("comparisons", steps // STEPS_PER_COMPARISON)

    def spend(self, what: str, amount: int = 1) -> None:
        """Raises TooMany when more than the bound is spent."""
        self._left[what] -= amount
        if self._left[what] < 0:
            raise TooMany(f"an exact answer needs too many {what}")

"""Who gets in by one policy, as a short table: classes of requests that are disjoint, and together are all that get in.

A row is an Allow for some of its principals, less what the Denies turn away, less what an earlier row lets in.  Each is
made as short as can be proved: a Deny that none of the row's requests meets is not in it, nor an earlier row that
shares none; a row without requests of its own is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, YES, Answer
from roletrust.engine.classes.reach import Reach
from roletrust.engine.decision.along import passing
from roletrust.engine.decision.authorizer import Ready, allowed, context_of, ready
from roletrust.engine.decision.whole_call import WholeCall
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy, Principal, Statement
from roletrust.engine.policy.grounding import Grounded, grounded, unnamed
from roletrust.engine.policy.principals import Who
from roletrust.engine.policy.request import ACTIONS, ASSUME_ROLE, Request
from roletrust.engine.questions.conjunction import common

ENTRANCES = (ASSUME_ROLE, *dict.fromkeys(action for action in ACTIONS.values() if action != ASSUME_ROLE))


class Row(NamedTuple):
    """One class of requests that get in.

    `action`: the call.  `statement`: the Allow, with those of its principals that the row is for.
    `denies`: the Denies that turn some of the callers away.  `apart_from`: the earlier rows (their positions in the
    table) whose requests are not this one's.
    `found`: YES with a request of the row, or UNKNOWN with what it hangs on whether the row has any.
    """

    action: str
    statement: Statement
    denies: tuple[Statement, ...]
    apart_from: tuple[int, ...]
    found: Reach


class Table:
    """The rows of one policy; `owner` is whose role it is, `now` the moment from which on requests come (seconds)."""

    def __init__(self, policy: Policy, owner: Owner = Owner(), now: int | None = None) -> None:
        self._policy, self._now = policy, now
        self._ground: Grounded = grounded(policy, owner)
        self._stranger = unnamed(self._ground.policy, owner.own | set(owner.trusted))
        self._written = {
            id(one): other for one, other in zip(self._ground.policy.statements, policy.statements, strict=True)
        }
        self._parts: list[tuple[Ready, list[Ready], list[int]]] = []
        self.rows: list[Row] = []
        for action in ENTRANCES:
            self._add(action)

    def covers(self, request: Request) -> Answer:
        """Whether `request` is in the table: what STS answers, by the table alone."""
        context = context_of(request)
        besides = [
            max(allowed(ready(self._ground.policy, action), request.caller, context), ~sent)
            for action, sent in passing(request.caller, context)
        ]
        return min([max(self._let_in(request), default=NO), *besides])

    def covering(self, request: Request) -> list[Row]:
        """The rows that cover `request` for sure: one at most."""
        surely = [found is YES for found in self._let_in(request)]
        return [
            row for at, row in enumerate(self.rows) if surely[at] and not any(surely[one] for one in row.apart_from)
        ]

    def _let_in(self, request: Request) -> list[Answer]:
        """For each row, whether its Allow lets `request` in and its Denies do not turn it away."""
        context = context_of(request)
        found = []
        for row, (part, denies, _) in zip(self.rows, self._parts, strict=True):
            asked = row.action.lower() == request.action.lower()
            out = [~each.answer(request.caller, context) for each in denies]
            found.append(min([part.answer(request.caller, context), *out]) if asked else NO)
        return found

    def _add(self, action: str) -> None:
        statements = [each for each in ready(self._ground.policy, action) if each.by_action is not NO]
        denies = [each for each in statements if each.denies]
        call = WholeCall(self._ground.policy, action, statements)
        first = len(self.rows)
        for each in statements:
            for part, stopping, earlier in () if each.denies else self._split(each, denies, first):
                others = [*denies, *call.denies, *(self._parts[at][0] for at in earlier)]
                found = max((self._common([way], others) for way in call.ways(part)), key=lambda each: each.answer)
                if found.answer is not NO:
                    self._parts.append((part, stopping, earlier))
                    self.rows.append(self._row(action, part, stopping, earlier, found))

    def _split(
        self, allow: Ready, denies: Sequence[Ready], first: int
    ) -> Iterator[tuple[Ready, list[Ready], list[int]]]:
        """The Allow, cut where its principals meet other Denies or other rows, each part with those that it meets."""
        if allow.statement.negated_principals:
            yield allow, list(denies), list(range(first, len(self.rows)))
            return
        groups: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Who]] = {}
        for someone in dict.fromkeys(allow.principals.whos):
            alone = allow.only(lambda who, someone=someone: who == someone)  # type: ignore[misc]
            meets = tuple(at for at, deny in enumerate(denies) if self._common([alone, deny], []).answer is not NO)
            rows = range(first, len(self.rows))
            shares = tuple(at for at in rows if self._common([alone, self._parts[at][0]], []).answer is not NO)
            groups.setdefault((meets, shares), []).append(someone)
        for (meets, shares), some in groups.items():
            part = allow.only(lambda who, some=some: who in some)  # type: ignore[misc]
            yield part, [denies[at] for at in meets], list(shares)

    def _common(self, required: Sequence[Ready], excluded: Sequence[Ready]) -> Reach:
        return common(required, excluded, self._stranger, self._now)

    def _row(self, action: str, part: Ready, denies: Sequence[Ready], earlier: Sequence[int], found: Reach) -> Row:
        """In the words of the policy as it was written."""
        if found.witness is not None:
            found = found._replace(witness=self._ground.request(found.witness))
        written = next(each for each in self._policy.statements if each.number == part.statement.number)
        kept = tuple(
            Principal(each.kind, self._ground.shown(each.value), each.maybe) for each in part.statement.principals
        )
        stopping = tuple(self._written[id(each.statement)] for each in denies)
        return Row(action, written._replace(principals=kept), stopping, tuple(earlier), found)

"""Does a policy let in whom it should, keep out whom it should, and nobody else?

A class of requests is written as a statement: it is for its principals, and its conditions are what they send.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roletrust.engine.answer import NO, YES
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.decision.authorizer import Ready
from roletrust.engine.decision.whole_call import keys_asked, whole_call
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Condition, Policy, Statement
from roletrust.engine.policy.grounding import Grounded, grounded, unnamed
from roletrust.engine.policy.request import ACTIONS
from roletrust.engine.questions.conjunction import common

UNSENT = ("sts:ExternalId", "aws:TagKeys", "sts:SourceIdentity")  # what a caller chooses to send, or not to


class Expectation:
    """What is expected of one `policy`; `owner`: whose role it is, `now`: the moment from which on requests come."""

    def __init__(self, policy: Policy, owner: Owner, classes: Sequence[Statement], now: int | None = None) -> None:
        """`classes`: every class that will be asked for."""
        both = policy._replace(statements=(*policy.statements, *classes))
        self._ground: Grounded = grounded(both, owner)
        self._now = now
        self._stranger = unnamed(self._ground.policy, owner.own | set(owner.trusted))
        at = len(policy.statements)
        self._policy = policy._replace(statements=self._ground.policy.statements[:at])
        self._asked = keys_asked(self._ground.policy.statements)
        spelt = self._ground.policy.statements[at:]
        self._spelt = {id(written): grounded_one for written, grounded_one in zip(classes, spelt, strict=True)}

    def lets_in(self, wanted: Statement) -> Reach:
        """Does some request of the class get in?"""
        perhaps = NOBODY
        for action in ACTIONS.values():
            allows, denies = self._sides(action)
            asked = self._class(wanted, action)
            for allow in allows if asked else ():
                found = self._shown(common([allow, *asked], denies, self._stranger, self._now))
                if found.answer is YES:
                    return found
                perhaps = perhaps if found.answer is NO else found
        return perhaps

    def lets_in_others(self, classes: Iterable[Statement]) -> Reach:
        """Does a request get in that is of none of `classes`?"""
        known, perhaps = list(classes), NOBODY
        for action in dict.fromkeys(ACTIONS.values()):
            allows, denies = self._sides(action)
            apart = [one for each in known for one in self._class(each, action)]
            for allow in allows:
                found = self._shown(common([allow], [*denies, *apart], self._stranger, self._now))
                if found.answer is YES:
                    return found
                perhaps = perhaps if found.answer is NO else found
        return perhaps

    def _sides(self, action: str) -> tuple[list[Ready], list[Ready]]:
        every = whole_call(self._policy, action, self._asked)
        return [each for each in every if not each.denies], [each for each in every if each.denies]

    def _class(self, wanted: Statement, action: str) -> list[Ready]:
        spelt = Ready(self._spelt[id(wanted)], action.lower(), variables=False)
        return [spelt] if spelt.by_action is not NO else []

    def _shown(self, found: Reach) -> Reach:
        """In the words of the policy as it was written."""
        return found._replace(witness=self._ground.request(found.witness)) if found.witness else found


def unsent(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """That a caller sends no more than the keys that `conditions` name, of those that it chooses to send."""
    named = {each.key.lower() for each in conditions}
    tagged = any(key.startswith("aws:requesttag/") for key in named)
    left = [key for key in UNSENT if key.lower() not in named and not (tagged and key == "aws:TagKeys")]
    return tuple(Condition("Null", key, ("true",)) for key in left)

"""The questions the rules ask of one trust policy, each answered once."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from roletrust.engine.accounts import Owner, Whose
from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.authorizer import Ready
from roletrust.engine.callers import Question, Sends
from roletrust.engine.conditions import EXTERNAL_ID_KEY
from roletrust.engine.constant import Constant
from roletrust.engine.document import Policy, Statement
from roletrust.engine.domains import EPOCH_TIME, TIME
from roletrust.engine.grounding import grounded, unnamed
from roletrust.engine.living import ALIVE, Contradiction, Living
from roletrust.engine.principals import Form, Who
from roletrust.engine.reach import Door, Reach
from roletrust.engine.singled_out import singled_out
from roletrust.engine.text import Value


class Use(Constant):
    """What a policy makes of the external id of one external account (docs/semantics.md, "External id classes")."""

    ENFORCED = "enforced"
    PRESENCE_ONLY = "any id will do"
    FORBIDDEN = "an id must not be sent"
    NOT_ENFORCED = "not enforced"
    DEAD = "nobody gets in"
    UNKNOWN = "unknown"


class Trust:
    """One policy, and what is known of its owner.

    `now`: seconds since 1970, for conditions on dates that are past; None: no date is.
    """

    def __init__(self, policy: Policy, owner: Owner = Owner(), now: int | None = None) -> None:
        self.policy = policy
        self.now = now
        self.owner = owner
        self._ground = grounded(policy, owner)
        self._answers: dict[tuple[Value, Sends, bool], Reach] = {}

    @cached_property
    def _door(self) -> Door:
        return Door.of(self._ground.policy)

    @cached_property
    def _front_door(self) -> Door:
        """The policy with those principals alone that trust an account as a whole."""
        kept = [each if each.denies else each.only(_may_be_whole) for each in self._door.statements]
        if all(one is other for one, other in zip(kept, self._door.statements, strict=True)):
            return self._door
        return Door(kept, self._door.budget)

    @cached_property
    def _names_external_id(self) -> bool:
        return any(test.key == EXTERNAL_ID_KEY for each in self._door.statements for test in each.tests)

    @cached_property
    def _admitting(self) -> list[Ready]:
        return [each for each in self._door.statements if not each.denies]

    def whose(self, account: Value) -> Whose:
        """Classify one of `accounts()`."""
        return self.owner.whose(account)

    def accounts(self) -> tuple[Value, ...]:
        """Every account of which an Allow may admit some AWS principal, in reading order.

        Fresh stands for all accounts named nowhere; open accounts are Text.
        """
        found: dict[Value, None] = {}
        anyone = False
        for each in self._admitting:
            if each.statement.negated_principals:
                anyone = True
                continue
            for someone in each.principals.whos:
                anyone = anyone or someone.form is Form.EVERYONE
                if someone.account:
                    found[someone.account] = None
        if anyone:
            found.update(dict.fromkeys(singled_out(self._door.statements)))
            found[unnamed(self._ground.policy, self._ground.account or "")] = None
        return tuple(self._ground.shown(account) for account in found)

    def whole_accounts(self) -> tuple[Value, ...]:
        """The accounts that an Allow may trust as a whole, by `:root` or bare id."""
        found: dict[Value, None] = {}
        for each in self._front_door.statements:
            if not each.denies:
                found.update((someone.account, None) for someone in each.principals.whos)
        return tuple(self._ground.shown(account) for account in found)

    def without_external_id(self, account: Value) -> Reach:
        """Can some AWS principal of `account` assume the role without an external id?"""
        return self._ask(account, Sends.NONE)

    def as_a_whole(self, account: Value) -> Reach:
        """Does trusting `account` as a whole let in a principal nobody thought of, given the right external id?"""
        return self._ask(account, Sends.ANY, arbitrary=True)

    def alive(self, statement: Statement) -> Reach:
        """Can some request, of any caller, satisfy an Allow `statement` of the policy, and no Deny?

        UNKNOWN only beyond the bounds: open values are presumed to be ordinary ones.
        """
        entered = (each for each in self._answers.values() if each.answer is YES and each.through)
        if any(each.through is statement and not _at_a_time(each) for each in entered):
            return ALIVE
        return self._living.alive(self._grounded(statement))

    def contradiction(self, statement: Statement) -> Contradiction:
        """Why `statement`, which nobody satisfies, is dead."""
        return self._living.contradiction(self._grounded(statement))

    @cached_property
    def _living(self) -> Living:
        return Living(self._ground.policy, self.now, self._door.statements)

    def _grounded(self, statement: Statement) -> Statement:
        if self._ground.policy is self.policy:
            return statement
        pairs = zip(self.policy.statements, self._ground.policy.statements, strict=True)
        return next(other for one, other in pairs if one is statement)

    def external_id_use(self, account: Value) -> Use:
        """The class of external id use for `account`."""
        absent = self._ask(account, Sends.NONE).answer
        if not self._names_external_id:
            return {YES: Use.NOT_ENFORCED, UNKNOWN: Use.UNKNOWN, NO: Use.DEAD}[absent]
        if absent is not NO:
            some = self._ask(account, Sends.SOME).answer
            if some is NO:
                return Use.FORBIDDEN
            return Use.NOT_ENFORCED if absent is YES and some is YES else Use.UNKNOWN
        unnamed = self._ask(account, Sends.FRESH).answer
        if unnamed is not NO:
            return Use.PRESENCE_ONLY if unnamed is YES else Use.UNKNOWN
        named = self._ask(account, Sends.SOME).answer
        return {YES: Use.ENFORCED, UNKNOWN: Use.UNKNOWN, NO: Use.DEAD}[named]

    def _ask(self, account: Value, sends: Sends, arbitrary: bool = False) -> Reach:
        asked = (account, sends, arbitrary)
        if asked not in self._answers:
            outside = self.whose(account) in (Whose.EXTERNAL, Whose.UNKNOWN)
            question = Question(self._ground.value(account), sends, arbitrary, outside, self.owner.organizations)
            self._answers[asked] = self._shown((self._front_door if arbitrary else self._door).reach(question))
        return self._answers[asked]

    def _shown(self, found: Reach) -> Reach:
        """An answer in the words of the policy as it was written."""
        if found.answer is NO:
            return found
        number = found.through.number if found.through else 0
        through = next((each for each in self.policy.statements if each.number == number), None)
        if through is found.through and self._ground.policy is self.policy:
            return found
        return replace(found, witness=found.witness and self._ground.request(found.witness), through=through)


def _at_a_time(found: Reach) -> bool:
    """Whether a witness needs a certain time, which may be past."""
    return found.witness is not None and not {TIME, EPOCH_TIME}.isdisjoint(found.witness.context)


def _may_be_whole(someone: Who) -> bool:
    return someone.form in (Form.ACCOUNT, Form.OPEN)

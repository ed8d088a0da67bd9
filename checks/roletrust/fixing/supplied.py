"""What only a person knows, given on the command line, in place of what a repair leaves open."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from roletrust.engine.policy.document import Condition, Principal, Statement
from roletrust.engine.policy.request import arn_field
from roletrust.engine.text import Hole, Means, Value, text
from roletrust.fixing.spans import Unfixable
from roletrust.rules.fixes.drafting import PLACE
from roletrust.rules.fixes.subjects import condition as of_subjects
from roletrust.rules.messages.wording import EXTERNAL_ID, PRINCIPAL_ARN
from roletrust.rules.tables import vendors

PRINCIPAL = "Principal"  # what `--value` names a principal by, as it does a condition by its key
RANDOM_BYTES = 16  # of an external id that is generated: 128 bits


class Wanting(Unfixable):
    """What nobody has supplied, and the option that does."""


class Question(NamedTuple):
    """What only a person knows.  `option`: which would supply it; `whose`: the account, or the key, that it is about.

    `said`: what is wanted, and of whom.
    """

    option: str
    whose: str
    said: str


def unasked(question: Question) -> str:
    """Nobody is there to ask."""
    return ""


@dataclass
class Supplied:
    """By option.  `external_ids`: by account, '' for whichever; `values`: by condition key, in lower case.

    `account`: the account that holds the roles.  `generate`: external ids are made up, one for each account.
    `ask`: what a person answers where nothing is supplied, each question once; '' leaves it open.
    """

    external_ids: Mapping[str, str] = field(default_factory=dict)
    generate: bool = False
    pins: Sequence[str] = ()
    subjects: Sequence[str] = ()
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    account: str = ""
    ask: Callable[[Question], str] = unasked
    _made: dict[str, str] = field(default_factory=dict)
    _answers: dict[Question, str] = field(default_factory=dict)

    def filled(self, statement: Statement, old: Statement, own_account: Value | None) -> Statement:
        """`statement`, which is to stand in place of `old`, with nothing left open.  Raises Wanting."""
        principals = tuple(each if each in old.principals else self._principal(each) for each in statement.principals)
        conditions = tuple(
            each if each in old.conditions else self._condition(each, own_account) for each in statement.conditions
        )
        return statement._replace(principals=principals, conditions=conditions)

    def _asked(self, option: str, whose: str, said: str, how: str) -> str:
        """A person's answer.  Raises Wanting where there is none; `how`: what would supply it on a command line."""
        question = Question(option, whose, said)
        if question not in self._answers:
            self._answers[question] = self.ask(question)
        if not self._answers[question]:
            raise Wanting(f"{said}: {how}")
        return self._answers[question]

    def _principal(self, principal: Principal) -> Principal:
        wanting = PLACE.search(str(principal.value))
        if not wanting:
            return principal
        given = self.values.get(PRINCIPAL.lower())
        said, how = f"{wanting[1]}, nobody but you knows", f"--value {PRINCIPAL}={PLACE.sub('…', str(principal.value))}"
        value = given[0] if given else self._asked("--value", PRINCIPAL, said, how)
        return principal._replace(value=value)

    def _condition(self, condition: Condition, own_account: Value | None) -> Condition:
        found: dict[Value, None] = {}
        for value in condition.values:
            found.update(dict.fromkeys(self._values(condition, value, own_account)))
        filled = condition._replace(values=tuple(found))
        if filled.values != condition.values and condition.key.lower().endswith(":sub"):
            return of_subjects(condition.key, tuple(map(str, filled.values)))
        return filled

    def _values(self, condition: Condition, value: Value, own_account: Value | None) -> Sequence[Value]:
        if not isinstance(value, str) and any(_is_account(hole) for hole in value.holes):
            value = self._own(value, own_account)
        written = str(value)
        wanting = PLACE.search(written)
        if not wanting:
            return (value,)
        key = condition.key.lower()
        if key in self.values:
            return self.values[key]
        if key == EXTERNAL_ID.lower():
            return (self._external_id(wanting[1].rpartition(" ")[2]),)
        if key == PRINCIPAL_ARN.lower():
            return self._pins(value, wanting[1])
        if key.endswith(":sub"):
            said, how = "whose tokens are meant, nobody but you knows", f"--subject {PLACE.sub('…', written)}"
            return self.subjects or (self._asked("--subject", written, said, how),)
        said, how = f"{wanting[1]}, nobody but you knows", f"--value {condition.key}=…"
        return (self._asked("--value", condition.key, said, how),)

    def _external_id(self, issuer: str) -> str:
        """Of the account `issuer`, or of whoever it is."""
        account = issuer if issuer.isdigit() else ""
        given = self.external_ids.get(account) or self.external_ids.get("")
        if given:
            if not self.external_ids.get(account):
                self._only(account)
            return given
        if self.generate and account not in vendors.names():
            return self._made.setdefault(account, secrets.token_hex(RANDOM_BYTES))
        vendor = vendors.names().get(account)
        whose = vendor or (f"account {account}" if account else "the third party")
        how = f"--external-id {account}=…" if vendor else "--external-id …, or --generate where you are the vendor"
        return self._asked("--external-id", account, f"the external id comes from {whose}", how)

    def _only(self, account: str) -> None:
        """Raises Wanting where the id that is given for whichever account is another one's already."""
        first = self._made.setdefault("used for", account)
        if first != account:
            raise Wanting(f"{first} and {account} would share one external id: --external-id {account}=…")

    def _pins(self, value: Value, what: str) -> Sequence[Value]:
        """Those of the account and the kind (a role, a user) that `value` asks for, the account as it says it."""
        account, kind = arn_field(value, 4), what.partition(" ")[0]
        known = isinstance(account, str)
        whose = f"account {account}" if known else "its account"
        said = f"which {kind} of {whose} needs it, nobody but you knows"

        def names(pins: Sequence[str]) -> list[str]:
            mine = [each for each in pins if not known or arn_field(each, 4) == account]
            return [name for each in mine if (name := str(arn_field(each, 5))).startswith(f"{kind}/")]

        found = names(self.pins) or names([self._asked("--pin", whose, said, "--pin ARN")])
        if not found:
            raise Wanting(f"{said}: --pin ARN")
        return [_named(value, name.partition("/")[2]) for name in found]

    def _own(self, value: Value, own_account: Value | None) -> Value:
        """With the account of the role written as the file can say it."""
        said = "the account that holds the role is not known here"
        own = own_account or self.account or self._asked("--account", "", said, "--account …")
        parts = [] if isinstance(value, str) else value.parts
        return text(*(own if isinstance(part, Hole) and _is_account(part) else part for part in parts))


def _is_account(hole: Hole) -> bool:
    """Whether it stands for the role's own account, whatever that is called where the policy is written."""
    return hole.means is Means.OWN_ACCOUNT and hole.name == "AWS::AccountId"


def _named(value: Value, name: str) -> Value:
    """`value` with `name` in its open place."""
    parts = (value,) if isinstance(value, str) else value.parts
    return text(*(part if isinstance(part, Hole) else PLACE.sub(lambda _: name, part) for part in parts))

"""One role of a scan, taken down cheaply: by what its trust policy spells out, and by what it is called.

Whether the policy means it is asked of the engine only where it makes a difference: of an external id that is spelt out
for accounts of different owners, or of a call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, Union

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.reach import NOBODY, Reach
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.document import Source
from roletrust.engine.policy.request import Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, Text, Value, holes_of, is_fresh, text

if TYPE_CHECKING:
    from roletrust.engine.policy.document import Policy
    from roletrust.engine.roles.permissions import Permissions

ANYBODY = text(Hole("anybody"))  # may be the ARN of any role


class Place(NamedTuple):
    """What a role is called in its framework, and where its trust policy stands.

    INVARIANT (identity): each role of a scan has one of its own, for all ways its policy can turn out.
    """

    label: str
    source: Source = Source()


class Home(NamedTuple):
    """The configuration of a role's provider: roles of the same one are in one account.

    `root`: what it is part of, and where names mean the same; `account`: what the other parts call its account.
    """

    root: object = None
    account: str = ""


class Gathered(Protocol):
    """What a framework knows of a role, its trust policy apart.

    `arn`: as its own configuration names it, '' where it cannot be told; `home`: what configuration that is.
    `longest_session`: seconds that a session may last, None where that is not known.
    """

    @property
    def arn(self) -> Value: ...
    @property
    def home(self) -> Home: ...
    @property
    def permissions(self) -> Permissions: ...
    @property
    def longest_session(self) -> int | None: ...


class Holdings(Gathered, Protocol):
    """What is known of a role when it is asked for.

    `trusts`: each way its trust policy can turn out; `problem`: why that cannot be read.
    """

    @property
    def trusts(self) -> Sequence[Trust]: ...
    @property
    def problem(self) -> str: ...


Kept = Union["Policy", "Callable[[], Policy]"]  # what is kept of a policy: itself, or how it is read anew


class Open(NamedTuple):
    """A role of which it is open whether it accepts some id, and what would tell.

    `accounts`: those that may get in with it; none where its policy is not known, for the `doubt`.
    """

    place: Place
    holes: tuple[Hole, ...] = ()
    doubt: str = ""
    accounts: tuple[Value, ...] = ()


class Role:
    """One way that a role's trust policy can turn out.  `ways`: how open conditions go there.

    `accounts`: whose users and roles may get in; `names`: the ARNs of those that are named, ANYBODY for those named
    otherwise; `services`: of AWS, that may.  `may_admit_others`: whether anybody may who is not of its owner.
    `holdings`: what else there is to know of the role, worked out when it is asked for.
    `claims`: the accounts that may need an external id (not the role's own, nor a stranger, who stands for many), each
    with an id that is spelt out for it.  `open`: what keeps open whether there are more of them.  `trust`: of a policy
    that asks for the external id.
    """

    __slots__ = (
        *("accounts", "claims", "holdings", "names", "open"),
        *("_asks", "_guesses", "_now", "_policy", "may_admit_others", "owner", "place", "services", "ways"),
    )

    def __init__(
        self,
        place: Place,
        trust: Trust | None = None,
        doubt: str = "",
        holdings: Holdings | None = None,
        ways: tuple[tuple[str, bool], ...] = (),
    ) -> None:
        self.place, self.ways, self.holdings = place, ways, holdings
        self.accounts = trust.accounts() if trust and holdings else ()
        self.names = trust.entities if trust and holdings else ()
        self.names += (ANYBODY,) if trust and holdings and trust.names_without_arn else ()
        self.services = trust.named(Kind.SERVICE) if trust and holdings else ()
        self.owner = trust.owner if trust else Owner()
        # INVARIANT (small): the policy alone is kept.  What a Trust works out takes many times the room.
        self._policy: Kept | None = trust.policy if trust else None
        self._now = trust.now if trust else 0
        self._asks = bool(trust and trust.names_external_id)
        self.may_admit_others = bool(trust and holdings and _may_admit_others(trust))
        self.open = Open(place, doubt=doubt) if doubt else None
        self.claims: Sequence[tuple[str, str]] = ()
        self._guesses: dict[str, Reach] | None = None  # how accounts get in with an id that is not spelt out
        if trust and self._asks:
            self._take_down(trust)

    def _take_down(self, trust: Trust) -> None:
        strangers = trust.strangers()
        asked = [each for each in trust.accounts() if each not in strangers and trust.whose(each) is not Whose.OWN]
        known = [each for each in asked if isinstance(each, str)]
        self.claims = tuple((account, each) for account in known for each in trust.external_ids(account))
        unknown = (each for each in asked if isinstance(each, Text) and trust.whose(each) is Whose.UNKNOWN)
        texts = [*trust.open_external_ids(), *unknown]
        if texts and any(trust.with_any_external_id(account).answer is not NO for account in asked):
            holes = tuple(dict.fromkeys(hole for each in texts for hole in holes_of(each)))
            self.open = Open(self.place, holes, accounts=tuple(asked))

    def let_go(self) -> None:
        """Keep nothing but what was taken down.  INVARIANT: `taken_up` comes before anything else is asked."""
        del self._policy, self.owner, self.holdings
        self.accounts, self.names, self.services = map(_bare, (self.accounts, self.names, self.services))
        self.claims = tuple((str(account), str(external_id)) for account, external_id in self.claims)

    def taken_up(self, owner: Owner, holdings: Holdings | None, policy: Callable[[], Policy] | None) -> None:
        """Give back what was let go of: the policy is read anew wherever it is asked; None where it cannot be read."""
        self.owner, self.holdings, self._policy = owner, holdings, policy

    @property
    def made_ready(self) -> Trust | None:
        """Its policy: to be asked, and let go of; None where it cannot be read."""
        policy = self._policy() if callable(self._policy) else self._policy
        return Trust(policy, self.owner, self._now) if policy else None

    @property
    def entered(self) -> Trust | None:
        """Likewise, if it `may_admit_others`."""
        return self.made_ready if self.may_admit_others else None

    @property
    def trust(self) -> Trust | None:
        """Likewise, if it asks for the external id."""
        return self.made_ready if self._asks else None

    def entry(self, account: str, external_id: str) -> Reach:
        """How somebody of `account` gets in with just that id; nobody, where an id that is not spelt out does too.

        INVARIANT (dead end): an id is held by whom it alone lets in; a role that asks for none holds nothing of it.
        """
        trust = self.trust
        if trust is None:
            return NOBODY
        self._guesses = {} if self._guesses is None else self._guesses
        if account not in self._guesses:
            self._guesses[account] = trust.with_a_guess(account, frozenset())
        guess = self._guesses[account]
        found = NOBODY if guess.answer is YES else trust.with_the_id(account, external_id)
        return guess if guess.answer is UNKNOWN and found.answer is not NO else found


def _bare(values: Sequence[Value]) -> tuple[Value, ...]:
    """The same, without what a reader has noted of where a text stands."""
    return tuple(str(each) if isinstance(each, str) and not is_fresh(each) else each for each in values)


def _may_admit_others(trust: Trust) -> bool:
    """Whether it is for accounts that are not surely the owner's, or for the bearers of tokens."""
    return any(trust.whose(each) is not Whose.OWN for each in trust.accounts()) or bool(trust.named(Kind.OIDC))

"""Who gets into a role that is not of its owner, as rules 1, 2, 4 and 9 find them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN
from roletrust.engine.classes.reach import Reach
from roletrust.engine.policy.accounts import Whose
from roletrust.engine.policy.request import Kind
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.role import Role
from roletrust.engine.text import Hole, Value, holes_of, is_fresh
from roletrust.rules.analysis.token_classes import Tokens
from roletrust.rules.fixes.foreign_tokens import found_in, reason
from roletrust.rules.messages.entrance import gets_in
from roletrust.rules.tables.federation import providers


class Outsider(NamedTuple):
    """Somebody who is not of the role's owner, and how he gets in, or may (UNKNOWN, by `holes` as well).

    `account`: his account; None for the bearer of a token, of whom `words` say how he gets in, and `called` who he is.
    """

    account: Value | None
    entry: Reach
    holes: tuple[Hole, ...] = ()
    words: str = ""
    called: str = ""


def is_closed(role: Role) -> bool:
    """Whether `role` is surely for nobody but its owner."""
    return not role.may_admit_others and not (role.open and role.open.doubt)


def outsiders(role: Role) -> tuple[Outsider, ...]:
    """Those who surely get in, or may: whatever external id they need, they are taken to have."""
    trust = role.entered
    found = (*from_other_accounts(trust, (Whose.EXTERNAL, Whose.UNKNOWN)), *_bearers(trust)) if trust else ()
    return tuple(each for each in found if each.entry.answer is not NO)


def from_other_accounts(trust: Trust, asked: Sequence[Whose]) -> Iterator[Outsider]:
    """Those of accounts that are `asked` about; one of which it is not known whose it is may be external."""
    for account in trust.accounts():
        whose = trust.whose(account)
        if whose not in asked:
            continue
        entry = trust.with_any_external_id(account)
        if whose is Whose.UNKNOWN:
            yield Outsider(account, at_most_perhaps(entry), holes_of(account))
        else:
            yield Outsider(account, entry)


def at_most_perhaps(entry: Reach) -> Reach:
    return entry._replace(answer=min(entry.answer, UNKNOWN))


def _bearers(trust: Trust) -> Iterator[Outsider]:
    """The bearers of other organizations' tokens, of an issuer that many share, or may; and guests of one's own."""
    for name in providers(trust, Kind.OIDC):
        tokens = Tokens(trust, name)
        if tokens.tells_guests:
            guests = trust.visited(tokens.of_guests())
            where = guests.through.label if guests.through else "the policy"
            words = f"{where} lets in the guests of an identity pool, who are anybody"
            yield Outsider(None, guests, (), words, f"anybody, as a guest of {tokens.called}")
        if tokens.row or not tokens.issuer:
            strangers = next(found_in(trust, tokens))
            words = reason(strangers) if strangers.entry.answer is not NO else ""
            called = f"anybody's token of {tokens.called}"
            yield Outsider(None, strangers.entry, holes_of(name), words, called)


def entering(outsiders: Sequence[Outsider], role: Role) -> str:
    """`account 1 gets in through statement 1; statement 2 lets in a token that any other organization can get`"""
    accounts = [(each.account, each.entry) for each in outsiders if each.account is not None]
    words = [each.words for each in outsiders if each.words]
    return "; ".join([*([gets_in(accounts, role.owner)] if accounts else []), *words])


def if_own(accounts: Iterable[Value | None]) -> str:
    """For outsiders that may be of the reader's house: every account that the settings do not list is an outsider's."""
    named = list(dict.fromkeys(each for each in accounts if isinstance(each, str) and not is_fresh(each)))
    whose = f"account {named[0]} is" if len(named) == 1 else "any of these accounts is"
    return f"; if {whose} your own, list it in own_accounts of .roletrust.yaml" if named else ""

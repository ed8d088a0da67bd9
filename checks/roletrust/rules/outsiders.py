"""Who gets into a role that is not of its owner, as rules 1, 2, 4 and 9 find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roletrust.engine.accounts import Whose
from roletrust.engine.answer import NO, UNKNOWN
from roletrust.engine.landscape import Outsider, Role
from roletrust.engine.reach import Reach
from roletrust.engine.request import Kind
from roletrust.engine.text import holes_of
from roletrust.engine.trust import Trust
from roletrust.rules.entrance import gets_in
from roletrust.rules.federation import providers
from roletrust.rules.foreign_tokens import found_in, reason
from roletrust.rules.tokens import Tokens


def outsiders(trust: Trust) -> tuple[Outsider, ...]:
    """Those who surely get in, or may: whatever external id they need, they are taken to have."""
    return tuple(each for each in (*_accounts(trust), *_bearers(trust)) if each.entry.answer is not NO)


def _accounts(trust: Trust) -> Iterator[Outsider]:
    """External accounts, and any; one of which it is not known whose it is may be external."""
    for account in trust.accounts():
        whose = trust.whose(account)
        if whose is Whose.EXTERNAL:
            yield Outsider(account, trust.with_any_external_id(account))
        elif whose is Whose.UNKNOWN:
            yield Outsider(account, at_most_perhaps(trust.with_any_external_id(account)), holes_of(account))


def at_most_perhaps(entry: Reach) -> Reach:
    return entry._replace(answer=min(entry.answer, UNKNOWN))


def _bearers(trust: Trust) -> Iterator[Outsider]:
    """The bearers of other organizations' tokens, of an issuer that many share, or may."""
    for name in providers(trust, Kind.OIDC):
        tokens = Tokens(trust, name)
        if tokens.row or not tokens.issuer:
            strangers = next(found_in(trust, tokens))
            words = reason(strangers) if strangers.entry.answer is not NO else ""
            yield Outsider(None, strangers.entry, holes_of(name), words)


def entering(outsiders: Sequence[Outsider], role: Role) -> str:
    """`account 1 gets in through statement 1; statement 2 lets in a token that any other organization can get`"""
    accounts = [(each.account, each.entry) for each in outsiders if each.account is not None]
    words = [each.words for each in outsiders if each.words]
    return "; ".join([*([gets_in(accounts, role.owner)] if accounts else []), *words])

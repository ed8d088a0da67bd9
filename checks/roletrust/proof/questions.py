"""The questions of the rules, as formulas over an unknown request: docs/semantics.md 8 to 10, and the rules' manuals.

A case is one kind of caller.  A NO says that no case can be met (`perhaps`); a YES, that some case is met (`surely`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.policy.document import Effect, Policy, Principal, Statement
from roletrust.engine.text import Hole, Means, Text, Value, text
from roletrust.proof.carried import ACCOUNT, ACTIONS, OIDC, ORGANIZATION, SAML, SERVICE, SESSION, USER, listed
from roletrust.proof.logic import conj, disj, equal, neg, quoted
from roletrust.proof.pairs import NO, YES, Pair, all_of
from roletrust.proof.patterns import like, open_text
from roletrust.proof.reading import Piece, fields, pieces
from roletrust.proof.statements import ACCOUNTS, BESIDES, WITH_EVERYONE, action, deciding, policy
from roletrust.proof.symbols import (
    CHAIN,
    ENDS_OF_CHAIN,
    SOURCE_ORG,
    TAG_KEYS,
    Request,
    names_are_unique,
)

OF_THE_OWNERS = (Means.MEMBER_ACCOUNT, Means.ACCOUNT_BESIDE)  # open accounts that no third party has
EXTERNAL_ID, ORG, USER_ID = "sts:externalid", "aws:principalorgid", "aws:userid"
BUILT_IN = ("accounts.google.com", "graph.facebook.com", "www.amazon.com", "cognito-identity.amazonaws.com")
NAME_LENGTH = 25
NAME_LETTERS = "zqxkjwv" + "0123456789" + "abcdefghilmnoprstuy" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "_+=,.@-"
FRESH_ID = "7ZQ9XK7WVJ3ZQ7XK9"


class Facts(NamedTuple):
    """What is known beside the policy: accounts of the owner's, accounts it trusts, its organizations; the time.

    `account`: the one that the role is in, '' where that is not known.  `beside`: those of `trusted` that are asked of
    as accounts that are trusted as a whole all the same: of the owner's, but listed nowhere.
    """

    own: frozenset[str] = frozenset()
    trusted: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    account: str = ""
    now: int | None = None
    beside: frozenset[str] = frozenset()


class Case(NamedTuple):
    """One kind of caller: what has to hold for it to be a flaw (`met`), of its requests."""

    label: str
    requests: tuple[Request, ...]
    met: Pair

    def script(self, surely: bool) -> str:
        """What a solver is to read: `sat` where such a request exists."""
        facts = [fact for each in self.requests for fact in each.assertions()]
        declared = {symbol: sort for each in self.requests for symbol, sort in each.declared.items()}
        lines = [f"; {self.label}", *(f"(declare-const {symbol} {sort})" for symbol, sort in declared.items())]
        formula = self.met.surely if surely else self.met.perhaps
        return "\n".join([*lines, *(f"(assert {fact})" for fact in dict.fromkeys(facts)), f"(assert {formula})"])


# --- the policy as it stands


def spelt(read: Policy, facts: Facts) -> tuple[Policy, Facts]:
    """The policy with the own account, others of the owner's and the partition put in, and the facts with those
    accounts: ones that nothing names, where they are not known.
    """
    unnamed = _unnamed(read, facts)
    account = facts.account or next(unnamed)
    ours = {hole: next(unnamed) for hole in read.holes() if hole.means in OF_THE_OWNERS}
    known = {Means.OWN_ACCOUNT: account, Means.OWN_PARTITION: partition_of(read)}

    def told(part: str | Hole) -> str | Hole:
        return ours.get(part, known.get(part.means, part)) if isinstance(part, Hole) else part

    def put(value: Value) -> Value:
        return value if isinstance(value, str) else text(*map(told, value.parts))

    statements = tuple(
        each._replace(
            principals=tuple(one._replace(value=put(one.value)) for one in each.principals),
            conditions=tuple(one._replace(values=tuple(map(put, one.values))) for one in each.conditions),
        )
        for each in read.statements
    )
    beside = facts.beside | set(ours.values())
    return read._replace(statements=statements), facts._replace(
        account=account, trusted=facts.trusted | beside, beside=beside
    )


def _unnamed(read: Policy, facts: Facts) -> Iterator[str]:
    """Accounts that nothing names."""
    taken = named_accounts(read) | facts.own | facts.trusted
    return (each for each in (f"{number:012d}" for number in range(10**11, 10**11 + 10**6)) if each not in taken)


def written(read: Policy) -> Iterator[Value]:
    """Every value of the policy's principals and conditions."""
    for each in read.statements:
        yield from (one.value for one in each.principals)
        yield from (value for one in each.conditions for value in one.values)


def partition_of(read: Policy) -> str:
    """The one partition that the policy names, else `aws`."""
    found = partitions_of(read)
    return found[0] if len(found) == 1 else "aws"


def partitions_of(read: Policy) -> list[str]:
    """The partitions that the policy names."""
    return sorted({each for value in written(read) for each in re.findall(r"arn:(aws[a-z0-9-]*):", str(value))})


def named_accounts(read: Policy) -> frozenset[str]:
    """Every account that the policy spells out."""
    digits = re.findall(r"[0-9]{12,}", " ".join(str(value) for value in written(read)))
    return frozenset(each[at : at + 12] for each in digits for at in range(len(each) - 11))


def organizations_of(read: Policy, facts: Facts) -> frozenset[str]:
    """The owner's organizations: those that are known, else those that the policy spells out."""
    if facts.organizations:
        return facts.organizations
    keys = (ORG, "aws:principalorgpaths", "aws:sourceorgid", "aws:sourceorgpaths")
    return frozenset(
        value.partition("/")[0].lower()
        for each in read.statements
        for one in each.conditions
        if one.key.lower() in keys
        for value in one.values
        if isinstance(value, str)
    )


def of_no_organization_of_ours(request: Request, key: str, read: Policy, facts: Facts) -> list[str]:
    """That what `key` holds is none of the owner's, nor, where those are not known, what is open in the policy."""
    found = [neg(equal(request.text(key, ORGANIZATION), quoted(each))) for each in organizations_of(read, facts)]
    if not facts.organizations:
        keys = (ORG, "aws:principalorgpaths", SOURCE_ORG, "aws:sourceorgpaths")
        conditions = (one for each in read.statements for one in each.conditions if one.key.lower() in keys)
        for value in (value for one in conditions for value in one.values if isinstance(value, Text)):
            begins = _before_a_slash(pieces(value, False, False))
            found.append(neg(like(request, request.text(key, ORGANIZATION), begins).like))
            if len(begins) == 1 and isinstance(begins[0], Hole):  # which may be the beginning of a path
                path = open_text(request, begins[0])
                found.append(f"(not (str.prefixof (str.++ {request.text(key, ORGANIZATION)} {quoted('/')}) {path}))")
    return found


def _before_a_slash(found: Sequence[Piece]) -> tuple[Piece, ...]:
    kept: list[Piece] = []
    for each in found:
        if isinstance(each, str) and "/" in each:
            return (*kept, each.partition("/")[0]) if each[0] != "/" else tuple(kept)
        kept.append(each)
    return tuple(kept)


def unique_ids(read: Policy) -> list[str]:
    """The unique ids (without `AIDA`, `AROA`) that the policy spells out."""
    return sorted(set(re.findall(r"A(?:ID|RO)A([A-Z0-9]{12,})", " ".join(str(value) for value in written(read)))))


def entities(read: Policy) -> list[str]:
    """The roles and users that principal elements name, which exist."""
    return [
        one.value
        for each in read.statements
        for one in each.principals
        if one.kind == "AWS" and isinstance(one.value, str) and re.search(r":(user|role)/", one.value)
    ]


def sizes(read: Policy) -> dict[str, int]:
    """How many elements of a list conditions can tell apart: one for each, and one for each tag that is passed."""
    counted: dict[str, int] = {}
    for each in read.statements:
        for one in each.conditions:
            if listed(one.key.lower()):
                counted[one.key.lower()] = counted.get(one.key.lower(), 0) + 1
    if TAG_KEYS in counted:
        tags = {
            one.key.lower() for each in read.statements for one in each.conditions if "requesttag/" in one.key.lower()
        }
        counted[TAG_KEYS] += len(tags)
    ends = sum(key in tested(read) for key in ENDS_OF_CHAIN)
    if ends:
        counted[CHAIN] = counted.get(CHAIN, 0) + ends
    return {key: min(size, 6) for key, size in counted.items()}


def tested(read: Policy) -> set[str]:
    """The keys that conditions test (lower case)."""
    return {one.key.lower() for each in read.statements for one in each.conditions}


# --- users and role sessions


def _caller(read: Policy, facts: Facts, kind: str, account: str, name: str, outside: bool) -> Request:
    request = Request(kind, name=name, account=account, sizes=sizes(read), partition=partition_of(read))
    request.facts += names_are_unique(request, entities(read))
    confined(request, read, facts, outside)
    return request


def confined(request: Request, read: Policy, facts: Facts, outside: bool) -> None:
    """What is known of whoever asks: from when on, and, of an outsider, of which organizations it is not."""
    if outside:
        request.facts += of_no_organization_of_ours(request, ORG, read, facts)
    if facts.now is not None:
        request.facts.append(f"(>= {request.number('aws:currenttime')} {facts.now})")


def _strange(request: Request, read: Policy) -> str:
    """A stranger has none of the unique ids that the policy spells out: AWS gives each once."""
    return conj(neg(equal(request.id, quoted(each))) for each in unique_ids(read))


def _of_callers(read: Policy) -> Policy:
    """The policy with AWS principals alone: the account that an identity provider is in is nobody's who calls."""

    def kept(each: Statement) -> Statement:
        return each._replace(principals=tuple(one for one in each.principals if one.kind in ("AWS", "*")))

    return read._replace(statements=tuple(map(kept, read.statements)))


def _is_named(request: Request, read: Policy) -> str:
    """That the caller's account is one that the policy spells out, or that an open value of it may turn out to be."""
    spelt_ones = [equal(request.account, quoted(each)) for each in sorted(named_accounts(read))]
    principals = (fields(pieces(each, False, False)) for each in written(read) if isinstance(each, Text))
    accounts = [cut[4] for cut in principals if len(cut) == 6]
    accounts += [
        pieces(value, False, False)
        for each in read.statements
        for one in each.conditions
        if one.key.lower() == "aws:principalaccount"
        for value in one.values
        if isinstance(value, Text)
    ]
    return disj((*spelt_ones, *(like(request, request.account, each).like for each in accounts)))


def _told_in_part(read: Policy) -> Policy:
    """The policy but for principals that are open as a whole: each names the account of whoever it turns out to be."""

    def told(one: Principal) -> bool:
        return not isinstance(one.value, Text) or len(fields(pieces(one.value, False, False))) == 6

    return read._replace(
        statements=tuple(
            each._replace(principals=tuple(one for one in each.principals if one.kind != "AWS" or told(one)))
            for each in read.statements
        )
    )


def outsider(account: str, facts: Facts) -> list[str]:
    """That an account is none of the owner's, nor one that it trusts."""
    known = sorted({*facts.own, *facts.trusted, facts.account})
    return [ACCOUNT.holds(account), *(neg(equal(account, quoted(each))) for each in known)]


def external_without_id(read: Policy, facts: Facts) -> Iterator[Case]:
    """Rule 1: somebody of an external account that the policy names gets in without an external id, and with one.

    (Else the id is forbidden.)  Of those whom it does not name rule 4 speaks.
    """
    ground, facts = spelt(read, facts)
    asks = EXTERNAL_ID in tested(ground)
    for kind in (USER, SESSION):
        for other in (USER, SESSION) if asks else (kind,):
            account = "|account|"
            first = _caller(ground, facts, kind, account, "without", outside=True)
            first.declared[account] = "String"
            first.facts += outsider(account, facts)
            first.facts.append(_is_named(first, _of_callers(_naming(ground, ACTIONS[kind]))))
            first.never.add(EXTERNAL_ID)
            met = [policy(first, ground)]
            requests = [first]
            if asks:
                second = _caller(ground, facts, other, account, "with", outside=True)
                met += [policy(second, ground), _just(second.present(EXTERNAL_ID))]
                requests.append(second)
            label = f"a {kind} of an external account, without an external id"
            yield Case(label, tuple(requests), all_of(met))


def _just(formula: str) -> Pair:
    return Pair(formula, formula)


def anyone(read: Policy, facts: Facts) -> Iterator[Case]:
    """Rule 4: somebody of an account that the policy names nowhere gets in, with whatever external id."""
    found, facts = spelt(read, facts)
    ground = _told_in_part(found)
    for kind in (USER, SESSION):
        account = "|account|"
        request = _caller(ground, facts, kind, account, "caller", outside=True)
        request.declared[account] = "String"
        request.facts += [*outsider(account, facts), neg(_is_named(request, ground)), _strange(request, ground)]
        yield Case(f"a {kind} of an account that is named nowhere", (request,), policy(request, ground))


def whole_account(read: Policy, facts: Facts, own: bool, member: bool = False) -> Iterator[Case]:
    """Rules 2 and 7: a principal nobody thought of, of an account that an Allow trusts as a whole, gets in.

    `member`: the account may be in the owner's organization.
    """
    ground, facts = spelt(read, facts)
    ours = {*facts.own, facts.account}
    everyone, name = _picked_out(ground), _fresh_name(ground)
    for account in dict.fromkeys((*_trusted_as_a_whole(ground), *everyone)):
        if (account in ours) is not own or account in facts.trusted - facts.beside:
            continue
        for kind in (USER, SESSION):
            word = "user" if kind == USER else "role"
            request = Request(
                kind,
                name="caller",
                account=quoted(account),
                arn=(f"{word}/{name}", name),
                sizes=sizes(ground),
                partition=partition_of(ground),
                unique=FRESH_ID,
            )
            confined(request, ground, facts, outside=not (own or member))
            request.never |= {each for each in tested(ground) if each.startswith("aws:principaltag/")}
            request.untagged = True
            yield Case(
                f"any {kind} of {account}",
                (request,),
                policy(request, ground, whole=WITH_EVERYONE if account in everyone else ACCOUNTS),
            )


def _fresh_name(read: Policy) -> str:
    """A name that no pattern is like but by its wildcards: of a letter that the policy's values do not have."""
    used = "".join(map(str, written(read)))
    return NAME_LENGTH * next((each for each in NAME_LETTERS if each not in used), NAME_LETTERS[0])


def _trusted_as_a_whole(read: Policy) -> list[str]:
    found: dict[str, None] = {}
    for each in read.statements:
        if each.effect is Effect.ALLOW and not each.negated_principals:
            for one in each.principals:
                parts = re.fullmatch(r"([0-9]{12})|arn:[^:]*:iam::([0-9]{12}):root", str(one.value))
                if one.kind == "AWS" and parts:
                    found[parts.group(1) or parts.group(2)] = None
    return list(found)


def _naming(read: Policy, wanted: str) -> Policy:
    """The statements whose accounts are asked for by themselves: those that decide the call, and Allows for what
    everybody who is let in needs besides.
    """
    found = deciding(read, wanted)
    return found._replace(statements=(*found.statements, *_beside_everyone(read, wanted)))


def _beside_everyone(read: Policy, wanted: str) -> list[Statement]:
    """The Allows of what goes along with the call, where an Allow of the call for everyone is none of that itself."""
    calls = [each for each in read.statements if _for_everyone(each) and action(each, wanted) != NO]
    keys = tested(deciding(read, wanted))
    passed = [
        beside
        for beside, beginnings in BESIDES.items()
        if any(key.startswith(beginnings) for key in keys)
        and any(action(each, beside) != YES or _asks_id(each) for each in calls)
    ]
    allows = [each for each in read.statements if each.effect is Effect.ALLOW and action(each, wanted) == NO]
    return [each for each in allows if any(action(each, beside) != NO for beside in passed)]


def _asks_id(each: Statement) -> bool:
    return any(one.key.lower() == EXTERNAL_ID for one in each.conditions)


def _picked_out(read: Policy) -> list[str]:
    """The accounts that are singled out of everyone: by conditions of an Allow for everyone, or of a Deny, or by an
    Allow of what everybody needs besides, which also trusts accounts as a whole.
    """
    besides = _beside_everyone(read, ACTIONS[USER])
    telling = [each for each in read.statements if each.effect is Effect.DENY or _for_everyone(each)] + besides
    if not any(_for_everyone(each) for each in telling):
        return []
    whole = _trusted_as_a_whole(read._replace(statements=tuple(besides)))
    values = [
        str(value)
        for each in telling
        for one in each.conditions
        if one.key.lower() in ("aws:principalaccount", "aws:principalarn")
        for value in one.values
    ]
    found = [re.fullmatch(r"([0-9]{12})|arn:[^:]*:iam::([0-9]{12}):.*", value) for value in values]
    return list(dict.fromkeys([*whole, *(each.group(1) or each.group(2) for each in found if each)]))


def _for_everyone(each: Statement) -> bool:
    named = {(one.kind, str(one.value)) for one in each.principals}
    return (
        each.effect is Effect.ALLOW and not each.negated_principals and not named.isdisjoint((("AWS", "*"), ("*", "*")))
    )


# --- whoever there is


def alive(read: Policy, facts: Facts, number: int) -> Iterator[Case]:
    """Rule 6: some request comes in through the Allow of this number, as if it were the only one."""
    ground, _ = spelt(read, facts)
    only = next(each for each in ground.statements if each.number == number)
    kinds = {one.kind for one in only.principals}
    if kinds & {"AWS", "*"} or only.negated_principals:
        for kind in (USER, SESSION):
            account = "|account|"
            request = _caller(ground, facts, kind, account, "caller", outside=False)
            request.declared[account] = "String"
            request.facts.append(ACCOUNT.holds(account))
            yield Case(f"a {kind}", (request,), policy(request, ground, only))
    for one in only.principals:
        for kind in _kinds(one.kind, one.value):
            name = "|the caller's name|"
            issuer = _issuer(one.value) if kind == OIDC else ""
            request = Request(kind, name="caller", caller_name=name, issuer=issuer, sizes=sizes(ground))
            request.declared[name] = "String"
            if isinstance(one.value, str):
                request.facts.append(equal(name, quoted(one.value)))
            confined(request, ground, facts, outside=False)
            yield Case(f"{kind} {one.value}", (request,), policy(request, ground, only))


def _kinds(kind: str, value: Value) -> Sequence[str]:
    if kind == "Service":
        return (SERVICE,)
    if kind != "Federated":
        return ()
    if ":saml-provider/" in str(value):
        return (SAML,)
    return (OIDC,) if isinstance(value, str) else (SAML, OIDC)


def _issuer(value: Value) -> str:
    if isinstance(value, Text):
        return ""
    return (value.partition(":oidc-provider/")[2] or value).lower()


def admitted(read: Policy, kind: str) -> list[str]:
    """The services (or providers) that Allows name."""
    return list(
        dict.fromkeys(
            one.value
            for each in read.statements
            if each.effect is Effect.ALLOW and not each.negated_principals
            for one in each.principals
            if one.kind == kind and isinstance(one.value, str)
        )
    )


def is_asked(each: Statement) -> bool:
    """Whether rule 6 asks about a statement: it lets somebody in, by a call, and names nobody by unique id."""
    ids = any(re.fullmatch(r"A[A-Z]{3}[A-Z0-9]{12,}", str(one.value)) for one in each.principals)
    calls = any(action(each, call) != NO for call in ACTIONS.values())
    return each.effect is Effect.ALLOW and calls and not ids

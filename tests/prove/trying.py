"""Brute force: whether some request of a class is allowed, by trying the callers and values of a small world.

Requests are built as docs/semantics.md section 2 says; no value is outside of its key's language.  No code of the
engine's is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from prove.meaning import NO, UNKNOWN, YES, Term, Values, term

Json = dict[str, Any]
NONE, SOME, ANY = "none", "some", "any"
CALL = "sts:AssumeRole"
ALONG = {"sts:TagSession": "aws:requesttag/", "sts:SetSourceIdentity": "sts:sourceidentity"}
SESSION = re.compile(r"[\w+=,.@-]{2,64}\Z", re.ASCII)
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}\Z", re.ASCII)
USER_IDS = ("AIDAAAAAAAAAAAAAAAAA2", "AIDAAAAAAAAAAAAAAAAB2", "AIDAZZZZZZZZZZZZZZZZ7")
ROLE_IDS = ("AROAAAAAAAAAAAAAAAAA2", "AROAZZZZZZZZZZZZZZZZ7")
WORDS = tuple("".join(each) for size in (2, 3) for each in product("ab", repeat=size))
MORE = ("YWI=", "YWFi", "AB", "Ab", "aB", "AAB", "Aab", "A-b", "ab-ab", "a-b", "ba-ab", "aab-ba", "zq9", "zq9-x7")
TEXTS = (*WORDS, *MORE)
PEOPLE = ("a", "b", "ab", "aa", "ba", "bb", "aab", "aba", "abb", "AB", "Ab", "zq9", "a-b")
PATHS = ("", "p/")
STEPS, OF_ONE = 12_000, 1_500  # tried for one account, and for one of its callers
OUTSIDE_ORGANIZATIONS = ("o-zzzzzzzzzz", "o-ayyyyyyyyy", "o-bxxxxxxxxx")


class Caller(NamedTuple):
    """Who calls: `kind` as the specification names it."""

    kind: str
    arn: str
    session: str = ""

    @property
    def account(self) -> str:
        return self.arn.split(":")[4]

    @property
    def name(self) -> str:
        return self.arn.rsplit("/", 1)[-1]

    def implied(self) -> dict[str, Values]:
        user = self.kind == "user"
        return {
            "aws:principalarn": (self.arn,),
            "aws:principalaccount": (self.account,),
            "aws:principaltype": ("User" if user else "AssumedRole",),
            "aws:username": (self.name,) if user else None,
            "aws:principalisawsservice": ("false",),
        }


class Statement(NamedTuple):
    """One statement, made ready."""

    allows: bool
    principals: tuple[str, ...]
    terms: tuple[Term, ...]
    actions: frozenset[str] = frozenset((CALL,))

    def terms_for(self, action: str) -> tuple[Term, ...]:
        """What it asks of a request for `action`: of what goes along with a call nobody says whether it sees the id."""
        return self.terms if action == CALL else tuple(map(without_id, self.terms))


class World(NamedTuple):
    """A policy, made ready, and what it names.  `empties`: whether callers have tags without a value."""

    statements: tuple[Statement, ...]
    keys: frozenset[str]
    people: tuple[str, ...]  # ARNs of roles and users that principal elements name
    organizations: frozenset[str]
    unique: frozenset[str]
    empties: bool = True


def without_id(one: Term) -> Term:
    """A term, but for the external id: what it asks of that has no answer."""
    return Term(one.keys, lambda given: UNKNOWN) if one.keys[0] == "sts:externalid" else one


def several(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(each) for each in values)


def world(policy: Json) -> World:
    """`policy` made ready."""
    variables = policy.get("Version") == "2012-10-17"
    statements = []
    for each in policy["Statement"]:
        block = each.get("Condition", {})
        deny = each["Effect"] == "Deny"
        terms = [
            term(written, key, several(values), deny, variables)
            for written, keys in block.items()
            for key, values in keys.items()
        ]
        named = several(each["Action"])
        actions = frozenset(action for action in (CALL, *ALONG) if action in named or "sts:*" in named)
        statements.append(Statement(not deny, several(each["Principal"]["AWS"]), tuple(terms), actions))
    written = " ".join(
        value
        for each in policy["Statement"]
        for keys in each.get("Condition", {}).values()
        for values in keys.values()
        for value in several(values)
    )
    people = [who for each in statements for who in each.principals if ":user/" in who or ":role/" in who]
    return World(
        tuple(statements),
        frozenset(key for each in statements for one in each.terms for key in one.keys),
        tuple(people),
        frozenset(each.lower() for each in re.findall(r"o-[a-zA-Z]{10}", written, re.IGNORECASE)),
        frozenset(re.findall(r"A(?:ID|RO)A[A-Z0-9]{16,}", written)),
    )


def meant(principal: str, caller: Caller) -> bool:
    """Whether a principal element is the caller."""
    if principal in ("*", caller.account, caller.arn):
        return True
    if principal == f"arn:aws:iam::{caller.account}:root":
        return True
    session = f"arn:aws:sts::{caller.account}:assumed-role/{caller.name}/{caller.session}"
    return caller.kind == "role-session" and principal == session


def exists(caller: Caller, people: Sequence[str]) -> bool:
    """A name is one role's, or one user's, whatever its path and case; a principal element's role or user exists."""
    for arn in people:
        other = Caller(caller.kind, arn)
        same = arn.split(":")[5].split("/")[0] == caller.arn.split(":")[5].split("/")[0]
        if same and other.account == caller.account and other.name.lower() == caller.name.lower() and arn != caller.arn:
            return False
    return True


def callers(account: str, found: World) -> Iterator[Caller]:
    """Those that principal elements or conditions could tell apart, and all of them where names are tied."""
    telling = {"aws:principalarn", "aws:username"} & found.keys
    names = PEOPLE if telling else ("ab", "zq9")
    paths = PATHS if "aws:principalarn" in found.keys or found.people else ("",)
    named = any(":assumed-role/" in who for each in found.statements for who in each.principals)
    sessions = (*(("aab",) if named else ()), *(("ab",) if "aws:userid" in found.keys else ()), "any-session")
    for name in names:
        for path in paths:
            user = Caller("user", f"arn:aws:iam::{account}:user/{path}{name}")
            if exists(user, found.people):
                yield user
            role = f"arn:aws:iam::{account}:role/{path}{name}"
            for session in sessions:
                caller = Caller("role-session", role, session)
                if exists(caller, found.people):
                    yield caller


@lru_cache(maxsize=4096)
def domain(
    key: str,
    kind: str,
    sends: str,
    outside: bool,
    spelt: frozenset[str],
    session: str,
    stranger: bool,
    unique: frozenset[str],
) -> tuple[Values, ...]:
    """What a caller can bring under `key`; `spelt`: organizations that the policy names."""
    one: list[Values] = [(each,) for each in TEXTS]
    if key == "sts:externalid":
        return (*([] if sends == SOME else [None]), *([] if sends == NONE else one))
    if key == "sts:rolesessionname":
        return tuple(one)
    if key == "sts:sourceidentity" or key.startswith("aws:requesttag/"):
        more: list[Values] = [("",), ("a",), ("b",)] if key.startswith("aws:requesttag/") else []
        return (None, *one, *more)
    if key.startswith("aws:principaltag/"):
        return (None, *one, ("",), ("a",), ("b",), ("o-aaaaaaaaaa",), ("o-zzzzzzzzzz",))
    if key == "aws:principalorgid":
        inside = () if outside else ("o-aaaaaaaaaa", "o-bbbbbbbbbb")
        return (None, *((each,) for each in (*OUTSIDE_ORGANIZATIONS, *inside) if not outside or each not in spelt))
    if key == "aws:userid":
        ids_ = USER_IDS if kind == "user" else tuple(f"{each}:{session}" for each in ROLE_IDS)
        return tuple((each,) for each in ids_ if not (stranger and each.split(":")[0] in unique))
    if key == "aws:multifactorauthpresent":
        return (None, ("false",), ("true",)) if kind == "user" else (None, ("false",))
    if key == "aws:multifactorauthage":
        return (None, ("0",), ("60",), ("61",), ("3600",), ("3601",)) if kind == "user" else (None,)
    if key == "aws:currenttime":
        return tuple((f"{year}-01-01T00:00:0{second}Z",) for year in (2029, 2030, 2031) for second in (0, 1))
    if key == "aws:sourceip":
        return (None, ("203.0.113.7",), ("203.0.113.8",), ("198.51.100.1",))
    raise AssertionError(f"no world for {key}")


WITH_MFA = Term(
    ("aws:multifactorauthage", "aws:multifactorauthpresent"),
    lambda given: NO if given[0] is not None and given[1] != ("true",) else YES,
)


TAG = re.compile(r"[\w .:/=+@-]{0,256}\Z")
NAME = re.compile(r"[\w+=,.@-]{1,64}\Z", re.ASCII)
PRINCIPAL = re.compile(r"arn:aws:iam::([0-9]{12}):(user|role)(/[!-~]+)?/([\w+=,.@-]{1,64})\Z", re.ASCII)
LANGUAGES = {
    "sts:externalid": EXTERNAL_ID,
    "sts:rolesessionname": SESSION,
    "sts:sourceidentity": SESSION,
    "aws:principalorgid": re.compile(r"o-[a-z0-9]{10,32}\Z"),
    "aws:multifactorauthpresent": re.compile(r"true\Z|false\Z"),
    "aws:multifactorauthage": re.compile(r"[0-9]+\Z"),
}
UNIQUE = {
    "user": re.compile(r"AIDA[A-Z0-9]{12,}\Z"),
    "role-session": re.compile(r"AROA[A-Z0-9]{12,}:[\w+=,.@-]{2,64}\Z"),
}


def impossible(request: Json, account: str, sends: str, found: World) -> str:
    """Why no caller of the class can make the request; '' where one can."""
    caller = Caller(request["caller"]["kind"], request["caller"]["arn"], request["caller"].get("session", ""))
    context = {key.lower(): values for key, values in request["context"].items()}
    parts = PRINCIPAL.match(caller.arn)
    if not parts or parts.group(1) != account or (parts.group(2) == "user") is not (caller.kind == "user"):
        return f"no caller of {account}: {caller.arn}"
    if not exists(caller, found.people):
        return f"another has the name of {caller.arn}"
    if sends != ANY and "sts:externalid" in found.keys and ("sts:externalid" in context) is not (sends == SOME):
        return f"it sends {context.get('sts:externalid')}"
    for key, values in context.items():
        language = TAG if key.startswith(("aws:requesttag/", "aws:principaltag/")) else LANGUAGES.get(key)
        language = UNIQUE[caller.kind] if key == "aws:userid" else language
        if language and not all(language.match(value) for value in values):
            return f"{key} is never {values}"
    if caller.kind != "user" and "aws:userid" in context and context["aws:userid"] != [_named(context, caller)]:
        return f"{context['aws:userid']} is no id of a session that is called {caller.session}"
    organization = context.get("aws:principalorgid")
    if organization and organization[0] in found.organizations:
        return f"{organization} is the owner's"
    if "aws:multifactorauthage" in context and context.get("aws:multifactorauthpresent", ["true"]) != ["true"]:
        return "no MFA has an age"
    return (
        "a session has MFA" if caller.kind != "user" and context.get("aws:multifactorauthpresent") == ["true"] else ""
    )


def _named(context: dict[str, list[str]], caller: Caller) -> str:
    return f"{context['aws:userid'][0].split(':')[0]}:{caller.session}"


class Found(NamedTuple):
    """The best answer that some request has, and the request."""

    answer: int
    request: Json | None = None


def best(
    found: World, account: str, sends: str, outside: bool, stranger: bool = False, only: int | None = None
) -> Found:
    """The best answer of all requests by callers of `account`; `only`: the one Allow that counts."""
    highest = Found(NO)
    counting = [each for at, each in enumerate(found.statements) if each.allows and only in (None, at)]
    if not any(who == "*" or account in who for each in counting for who in each.principals):
        return highest
    left = [STEPS]
    for caller in callers(account, found):
        answer = of_caller(found, caller, sends, outside, stranger, only, left)
        if answer.answer > highest.answer:
            highest = answer
        if highest.answer == YES:
            break
    return highest


def of_caller(
    found: World, caller: Caller, sends: str, outside: bool, stranger: bool, only: int | None, left: list[int]
) -> Found:
    concerned = [each for each in found.statements if any(meant(who, caller) for who in each.principals)]
    counting = [found.statements[only]] if only is not None else found.statements
    allows = [
        each for each in concerned if each.allows and CALL in each.actions and any(each is one for one in counting)
    ]
    if not allows:
        return Found(NO)
    known = caller.implied()

    def values(key: str) -> tuple[Values, ...]:
        if key in known:
            return (known[key],)
        listed = domain(key, caller.kind, sends, outside, found.organizations, caller.session, stranger, found.unique)
        return listed if found.empties else tuple(given for given in listed if given != ("",))

    highest = Found(NO)
    ways = [(allow, way) for allow in allows for way in along(concerned, found.keys)]
    for allow, way in ways:
        for sure in (True, False):
            if sure is False and highest.answer >= UNKNOWN:
                break
            context = solved(
                allow._replace(terms=(*allow.terms, *way.asked)),
                way.denies,
                lambda key, way=way: (None,) if key in way.unsent else values(key),
                sure,
                left,
            )
            if context is not None:
                request = {
                    "action": "sts:AssumeRole",
                    "caller": {
                        "kind": caller.kind,
                        "arn": caller.arn,
                        **({"session": caller.session} if caller.session else {}),
                    },
                    "context": {
                        key: list(given) for key, given in context.items() if given is not None and key not in known
                    },
                }
                if sure:
                    return Found(YES, request)
                highest = Found(UNKNOWN, request)
    return highest


class Along(NamedTuple):
    """How what goes along with a call is allowed: what is asked besides, every Deny, and the keys that are not sent."""

    asked: tuple[Term, ...]
    denies: tuple[Statement, ...]
    unsent: frozenset[str]


def along(concerned: Sequence[Statement], keys: frozenset[str]) -> list[Along]:
    """Every way: of each action that some key takes, the key not sent, or one of the Allows of the action."""
    ways = [Along((), tuple(each for each in concerned if not each.allows and CALL in each.actions), frozenset())]
    for action, beginning in ALONG.items():
        sending = frozenset(key for key in keys if key.startswith(beginning))
        if not sending:
            continue
        terms = [(each.allows, each.terms_for(action)) for each in concerned if action in each.actions]
        denies = tuple(Statement(False, (), asked) for allows, asked in terms if not allows)
        without = [way._replace(unsent=way.unsent | sending) for way in ways]
        ways = without + [
            Along((*way.asked, *asked), (*way.denies, *denies), way.unsent)
            for way in ways
            for allows, asked in terms
            if allows
        ]
    return ways


def solved(
    allow: Statement, denies: Sequence[Statement], values: Any, sure: bool, left: list[int]
) -> dict[str, Values] | None:
    """A context that meets `allow` and no Deny (`sure`), or that may (not `sure`)."""
    needed = YES if sure else UNKNOWN
    keys = dict.fromkeys(key for each in (allow, *denies) for one in each.terms for key in one.keys)
    if "aws:multifactorauthage" in keys:
        keys["aws:multifactorauthpresent"] = None
    domains = {key: values(key) for key in keys}
    terms = list(allow.terms)
    if "aws:multifactorauthage" in keys:
        terms.append(WITH_MFA)
    rest: list[Term] = []
    for one in terms:  # conditions on one key: what of its values meets them
        if len(one.keys) == 1:
            (key,) = one.keys
            domains[key] = tuple(given for given in domains[key] if one.answer((given,)) >= needed)
        else:
            rest.append(one)
    clauses: list[tuple[Term, ...]] = []
    for deny in denies:
        if not deny.terms:
            return None
        if len(deny.terms) == 1 and len(deny.terms[0].keys) == 1:
            (one,) = deny.terms
            (key,) = one.keys
            domains[key] = tuple(given for given in domains[key] if one.answer((given,)) <= YES - needed)
        else:
            clauses.append(deny.terms)
    if not all(domains.values()):
        return None
    together = list(
        dict.fromkeys(key for one in (*rest, *(one for clause in clauses for one in clause)) for key in one.keys)
    )
    together.sort(key=lambda key: len(domains[key]))
    tests = [(True, (one,)) for one in rest] + [(False, clause) for clause in clauses]
    asked: list[list[tuple[bool, tuple[tuple[Term, tuple[int, ...]], ...]]]] = [[] for _ in together]
    for holds, some in tests:
        last = max(together.index(key) for one in some for key in one.keys)
        placed = tuple((one, tuple(together.index(key) for key in one.keys)) for one in some)
        asked[last].append((holds, placed))
    mine = [min(OF_ONE, left[0])]
    before = mine[0]
    chosen = _extend([], [domains[key] for key in together], asked, needed, mine)
    left[0] -= before - max(mine[0], 0)
    if chosen is None:
        return None
    given = dict(zip(together, chosen, strict=True))
    return {key: given.get(key, domains[key][0]) for key in keys}


def _extend(
    chosen: list[Values],
    domains: Sequence[tuple[Values, ...]],
    asked: Sequence[Sequence[tuple[bool, tuple[tuple[Term, tuple[int, ...]], ...]]]],
    needed: int,
    left: list[int],
) -> list[Values] | None:
    """Backtracking, each test asked as soon as its keys are chosen; `left`: steps."""
    at = len(chosen)
    if at == len(domains):
        return list(chosen)
    for given in domains[at]:
        left[0] -= 1
        if left[0] < 0:
            return None
        chosen.append(given)
        for holds, terms in asked[at]:
            if holds:
                if any(one.answer(tuple([chosen[place] for place in places])) < needed for one, places in terms):
                    break
            elif all(one.answer(tuple([chosen[place] for place in places])) > YES - needed for one, places in terms):
                break
        else:
            if (found := _extend(chosen, domains, asked, needed, left)) is not None:
                return found
        chosen.pop()
    return None

"""What a statement, and a policy, says of an unknown request.  Written from docs/semantics.md, sections 0 and 4."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roletrust.engine.policy.document import Effect, Policy, Principal, Statement
from roletrust.engine.text import Text, Value
from roletrust.proof.carried import ACTIONS, OIDC, SAML, SERVICE, SESSION, USER
from roletrust.proof.logic import FALSE, conj, disj, equal, neg, quoted
from roletrust.proof.meanings import condition
from roletrust.proof.pairs import NO, OPEN, YES, Pair, all_of, any_of, opposite, sure
from roletrust.proof.patterns import fits, like
from roletrust.proof.reading import fields, pieces
from roletrust.proof.symbols import Request

EXTERNAL_ID = "sts:externalid"
ACCOUNTS, WITH_EVERYONE = "whole accounts", "whole accounts, and everyone"
# What a call takes besides, and the keys by which it passes what takes it.
BESIDES = {
    "sts:tagsession": ("aws:requesttag/", "aws:tagkeys", "sts:transitivetagkeys"),
    "sts:setsourceidentity": ("sts:sourceidentity",),
}
ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"


def statement(request: Request, each: Statement, variables: bool, wanted: str, whole: str = "") -> Pair:
    """What a statement says of the request as one for the action `wanted` (lower case).

    `whole`: which of its principals alone count, ACCOUNTS or WITH_EVERYONE; '' for all.
    """
    deny = each.effect is Effect.DENY
    who = principals(request, each, deny, whole)
    spellings = {(one.operator.lower(), one.key.lower()): set[str]() for one in each.conditions}
    for one in each.conditions:
        spellings[one.operator.lower(), one.key.lower()].add(one.key)
    tests = [
        OPEN
        if len(spellings[one.operator.lower(), one.key.lower()]) > 1
        or (wanted in BESIDES and one.key.lower() == EXTERNAL_ID)
        else condition(request, one, deny, variables)
        for one in each.conditions
    ]
    found = all_of((action(each, wanted), who, *tests))
    return Pair(FALSE, found.perhaps) if each.maybe else found


def action(each: Statement, wanted: str) -> Pair:
    """Whether a statement covers the action (lower case)."""
    found = []
    for value in each.actions:
        if not isinstance(value, str):
            found.append(OPEN)
            continue
        found.append(YES if fits(value.lower(), wanted) else NO)
    covered = any_of(found)
    return opposite(covered) if each.negated_actions else covered


def principals(request: Request, each: Statement, deny: bool, whole: str) -> Pair:
    """Whether the request's caller is one of a statement's principals."""
    found = any_of(principal(request, one, deny, whole) for one in each.principals)
    if not each.negated_principals:
        return found
    return Pair(FALSE, neg(found.surely)) if deny else opposite(found)


def principal(request: Request, one: Principal, deny: bool, whole: str) -> Pair:
    """Whether one principal element is the caller."""
    found = _principal(request, one.kind, one.value, deny, whole)
    return Pair(FALSE, found.perhaps) if one.maybe else found


def _principal(request: Request, kind: str, value: Value, deny: bool, whole: str) -> Pair:
    signs = request.kind in (USER, SESSION)
    if kind == "*" or (kind == "AWS" and value == "*"):
        if whole == ACCOUNTS:
            return NO
        return YES if signs else OPEN if deny else NO
    if kind == "AWS":
        return _of_account(request, value, whole) if signs else NO
    named = {"Service": (SERVICE,), "Federated": (SAML, OIDC)}.get(kind, ())
    if request.kind not in named or value == "*":
        return NO
    return sure(like(request, request.caller_name, pieces(value, False, False)).like)


def _of_account(request: Request, value: Value, whole: str) -> Pair:
    if not isinstance(value, str):
        return _of_open(request, value, whole)
    if re.fullmatch(r"[0-9]{12}", value):
        return sure(equal(request.account, quoted(value)))
    parts = value.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not re.fullmatch(r"[0-9]{12}", parts[4]):
        return NO
    here = conj((equal(request.partition, quoted(parts[1])), equal(request.account, quoted(parts[4]))))
    resource = parts[5]
    if parts[2] == "iam" and resource == "root":
        return sure(here)
    if whole or "*" in resource or "?" in resource:
        return NO
    session = re.fullmatch(r"assumed-role/([^/]+)/([^/]+)", resource)
    if parts[2] == "sts" and session and request.kind == SESSION:
        return sure(
            conj(
                (
                    here,
                    equal(request.person, quoted(session.group(1))),
                    equal(request.session, quoted(session.group(2))),
                )
            )
        )
    if parts[2] == "iam" and resource.startswith("user/" if request.kind == USER else "role/"):
        return sure(conj((here, equal(request.resource, quoted(resource)))))
    return NO


def _of_open(request: Request, value: Text, whole: str) -> Pair:
    """A principal of which not all is known: of some account, or some user or role of a known one."""
    cut = fields(pieces(value, False, False))
    if len(cut) != 6:
        return OPEN
    here = like(request, request.account, cut[4]).like
    if cut[5] == ("root",):
        return sure(here)
    return NO if whole else Pair(FALSE, conj((here, like(request, request.resource, cut[5]).like)))


def policy(request: Request, read: Policy, only: Statement | None = None, whole: str = "") -> Pair:
    """Whether the request is allowed, and what it takes besides.

    `only`: the one Allow of the call that counts; `whole`: as of `statement`.
    """
    kept = [each for each in read.statements if each.effect is Effect.DENY or only is None or each is only]
    call = decided(request, kept, read.has_variables, ACTIONS[request.kind], whole)
    besides = (
        any_of(
            (
                opposite(sure(passes(request, read, wanted))),
                decided(request, read.statements, read.has_variables, wanted),
            )
        )
        for wanted in BESIDES
    )
    return all_of((call, *besides))


def decided(request: Request, statements: Sequence[Statement], variables: bool, wanted: str, whole: str = "") -> Pair:
    """Whether some Allow among `statements` covers the action `wanted`, and no Deny does."""
    said = [
        (each, statement(request, each, variables, wanted, whole if each.effect is Effect.ALLOW else ""))
        for each in statements
    ]
    allowed = any_of(found for each, found in said if each.effect is Effect.ALLOW)
    denied = any_of(found for each, found in said if each.effect is Effect.DENY)
    return all_of((allowed, opposite(denied)))


def passes(request: Request, whole: Policy, wanted: str) -> str:
    """Whether the request passes what takes the action `wanted`: of the keys that the policy asks about."""
    always = equal(request.caller_name, quoted(ROLES_ANYWHERE)) if request.kind == SERVICE else FALSE
    return disj((always, *(request.present(key) for key in asked(whole) if key.startswith(BESIDES[wanted]))))


def asked(whole: Policy) -> list[str]:
    """The keys (lower case) that conditions test, or that policy variables in them read."""
    conditions = [one for each in whole.statements for one in each.conditions]
    texts = [str(value) for one in conditions for value in one.values] if whole.has_variables else []
    read = [key for text in texts for key in re.findall(r"\$\{([^{},]+)", text)]
    return list(dict.fromkeys(key.lower() for key in (*(one.key for one in conditions), *read)))


def deciding(whole: Policy, wanted: str) -> Policy:
    """The policy with those statements alone that decide calls of the action `wanted` (lower case).

    Those of what a call passes are among them where the others ask about it; an Allow of that alone lets nobody in, so
    that it stands there without principals.
    """
    actions = [wanted]
    for _ in BESIDES:
        kept = whole._replace(statements=tuple(each for each in whole.statements if _covers(each, actions)))
        passed = [each for each, keys in BESIDES.items() if any(key.startswith(keys) for key in asked(kept))]
        actions = [wanted, *passed]
    return whole._replace(
        statements=tuple(
            each if each.effect is Effect.DENY or _covers(each, [wanted]) else each._replace(principals=())
            for each in whole.statements
            if _covers(each, actions)
        )
    )


def _covers(each: Statement, actions: Sequence[str]) -> bool:
    return any(action(each, one) != NO for one in actions)

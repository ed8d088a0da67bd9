"""What a condition, a statement and a policy say of an unknown request, as formulas: for sure, and perhaps.

Written from docs/semantics.md.  Each is a pair: the formula of when it holds for sure, and of when it may hold (also
where AWS does not say, or nobody knows what a key holds).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from roletrust.engine.document import Condition, Effect, Policy, Principal, Statement
from roletrust.engine.text import Hole, Text, Value
from roletrust.proof.carried import ACTIONS, OIDC, SAML, SERVICE, SESSION, TAGS, USER, listed
from roletrust.proof.logic import (
    FALSE,
    TRUE,
    concat,
    conj,
    constant,
    disj,
    equal,
    implies,
    in_any_case,
    neg,
    quoted,
    sequence,
    within,
)
from roletrust.proof.reading import (
    ARNS,
    ORDERS,
    STRINGS,
    Operator,
    Piece,
    Star,
    Unsupported,
    Variable,
    fields,
    operator,
    pieces,
)
from roletrust.proof.symbols import ADDRESSES, NUMBERS, TIMES, Request


class Pair(NamedTuple):
    """When something holds for sure, and when it may."""

    surely: str
    perhaps: str


YES, NO, OPEN = Pair(TRUE, TRUE), Pair(FALSE, FALSE), Pair(FALSE, TRUE)


def sure(formula: str) -> Pair:
    return Pair(formula, formula)


def all_of(parts: Iterable[Pair]) -> Pair:
    parts = list(parts)
    return Pair(conj(each.surely for each in parts), conj(each.perhaps for each in parts))


def any_of(parts: Iterable[Pair]) -> Pair:
    parts = list(parts)
    return Pair(disj(each.surely for each in parts), disj(each.perhaps for each in parts))


def opposite(part: Pair) -> Pair:
    return Pair(neg(part.perhaps), neg(part.surely))


# --- texts against patterns


class Match(NamedTuple):
    """Whether a text is like a value of the policy, and that every variable in it has a value."""

    like: str
    valued: str = TRUE


def term(request: Request, piece: Piece, absent: frozenset[str]) -> tuple[str, str]:
    """A variable, or what is open, as a text, and whether it has a value.  `absent`: keys to be read as absent."""
    if isinstance(piece, str):
        return quoted(piece), TRUE
    if isinstance(piece, Hole):
        return open_text(request, piece), TRUE
    assert isinstance(piece, Variable)
    if listed(piece.key):
        raise Unsupported(f"a variable for `{piece.key}`, which holds a list")
    there = FALSE if piece.key in absent else request.present(piece.key)
    if there == FALSE:
        return ('""', FALSE) if piece.default is None else (quoted(piece.default), TRUE)
    if piece.default is None or there == TRUE:
        return request.value(piece.key), there
    return f"(ite {there} {request.value(piece.key)} {quoted(piece.default)})", TRUE


def open_text(request: Request, hole: Hole) -> str:
    """What is open: one ordinary text, not empty and without wildcards, the same wherever it is named."""
    symbol = f"|open {re.sub(r'[|]', '/', str(hole.identity))}|"
    if symbol not in request.declared:
        request.declared[symbol] = "String"
        request.facts += [
            f"(> (str.len {symbol}) 0)",
            f'(not (str.contains {symbol} "*"))',
            f'(not (str.contains {symbol} "?"))',
            f'(not (str.contains {symbol} "$"))',
        ]
    return symbol


def like(request: Request, value: str, pattern: Sequence[Piece], absent: frozenset[str] = frozenset()) -> Match:
    """Whether the text `value` (a term) is like `pattern`."""
    if not any(isinstance(each, (Variable, Hole)) for each in pattern):
        if all(isinstance(each, str) for each in pattern):
            return Match(equal(value, quoted("".join(map(str, pattern)))))
        return Match(within(value, sequence(_regular(each) for each in pattern)))
    terms = [term(request, each, absent) if not isinstance(each, Star) else None for each in pattern]
    valued = conj(each[1] for each in terms if each)
    texts = [each[0] if each else star for each, star in zip(terms, pattern, strict=True)]
    if not any(isinstance(each, Star) for each in texts):
        return Match(conj((valued, equal(value, concat(map(str, texts))))), valued)
    return Match(conj((valued, _by_runs(value, texts))), valued)


def _regular(piece: Piece) -> str:
    if isinstance(piece, Star):
        return "re.all" if piece.many else "re.allchar"
    assert isinstance(piece, str)
    return constant(piece)


def _by_runs(value: str, pattern: Sequence[str | Star | Piece]) -> str:
    """The runs between `*` stand in `value` one after another, the first at its beginning, the last at its end."""
    runs: list[list[str | Star]] = [[]]
    for each in pattern:
        if isinstance(each, Star) and each.many:
            runs.append([])
        else:
            runs[-1].append(each)  # type: ignore[arg-type]
    if len(runs) == 1:
        return conj((f"(= (str.len {value}) {_length(runs[0])})", _at(value, "0", runs[0])))
    first, *middle, last = runs
    parts = [_at(value, "0", first)]
    least = [_length(first), _length(last)]
    at = _length(first)
    for run in middle:
        if not run:
            continue
        if any(isinstance(each, Star) for each in run):
            raise Unsupported("`?` beside a variable between two `*`")
        text = concat(map(str, run))
        found = f"(str.indexof {value} {text} {at})"
        parts.append(f"(>= {found} 0)")
        at = f"(+ {found} {_length(run)})"
    parts.append(f"(<= (+ {at} {_length(last)}) (str.len {value}))")
    parts.append(f"(<= (+ {' '.join(least)}) (str.len {value}))")
    parts.append(_at(value, f"(- (str.len {value}) {_length(last)})", last))
    return conj(parts)


def _length(run: Sequence[str | Star]) -> str:
    lengths = ["1" if isinstance(each, Star) else f"(str.len {each})" for each in run]
    return "0" if not lengths else lengths[0] if len(lengths) == 1 else f"(+ {' '.join(lengths)})"


def _at(value: str, place: str, run: Sequence[str | Star]) -> str:
    """Whether `run` stands in `value` at `place`."""
    parts: list[str] = []
    before: list[str | Star] = []
    for each in run:
        if isinstance(each, Star):
            here = place if not before else f"(+ {place} {_length(before)})"
            parts.append(f"(< {here} (str.len {value}))")
        else:
            here = place if not before else f"(+ {place} {_length(before)})"
            parts.append(equal(f"(str.substr {value} {here} (str.len {each}))", each))
        before.append(each)
    return conj(parts)


def alike(request: Request, value: str, pattern: Sequence[Piece], absent: frozenset[str]) -> Match:
    """Whether the text `value` is `pattern`, letter case apart."""
    if all(isinstance(each, str) for each in pattern):
        return Match(within(value, in_any_case("".join(map(str, pattern)))))
    terms = [term(request, each, absent) for each in pattern]
    valued = conj(each for _, each in terms)
    return Match(
        conj((valued, f"(= (str.to_lower {value}) (str.to_lower {concat(text for text, _ in terms)}))")), valued
    )


# --- conditions


def condition(request: Request, written: Condition, deny: bool, variables: bool) -> Pair:
    """What one condition says of the request."""
    how, key = operator(written.operator), written.key.lower()
    if how is None:
        return OPEN
    found = _read(request, how, key, written.values, deny, variables)
    if any(request.fated(each) for each in _keys(how, key, written.values, variables)):
        found = Pair(found.surely if found.surely in (TRUE, FALSE) else FALSE, found.perhaps)
    return OPEN if written.maybe and found.surely != TRUE else found


def _keys(how: Operator, key: str, values: Sequence[Value], variables: bool) -> list[str]:
    """The keys that a condition reads, its own first."""
    reads = variables and how.takes_variables
    named = [each.key for value in values for each in pieces(value, False, reads) if isinstance(each, Variable)]
    return list(dict.fromkeys((key, *named)))


def _read(request: Request, how: Operator, key: str, values: Sequence[Value], deny: bool, variables: bool) -> Pair:
    """In every reading: the empty value of a tag may be none."""
    tags = [
        each for each in _keys(how, key, values, variables) if each.startswith(TAGS) and request.present(each) != FALSE
    ]
    readings: list[tuple[str, Pair]] = []
    for size in range(len(tags) + 1):
        for absent in combinations(tags, size):
            empty = conj(conj((request.present(each), equal(request.value(each), '""'))) for each in absent)
            readings.append((empty, _holds(request, how, key, values, deny, variables, frozenset(absent))))
    return Pair(
        conj(implies(when, each.surely) for when, each in readings),
        disj(conj((when, each.perhaps)) for when, each in readings),
    )


def _holds(
    request: Request,
    how: Operator,
    key: str,
    values: Sequence[Value],
    deny: bool,
    variables: bool,
    absent: frozenset[str],
) -> Pair:
    there = FALSE if key in absent else request.present(key)
    if how.base == "null":
        return _null(how, there, values, deny)
    missing = sure(
        TRUE if how.quantifier == "all" or (not how.quantifier and (how.if_exists or how.negated)) else FALSE
    )
    if deny and not values:
        return Pair(conj((missing.surely, neg(there))), TRUE)
    if there == FALSE:
        return missing
    if listed(key):
        held = _of_list(request, how, key, values, deny, variables, absent)
    else:
        held = _of_value(request, how, key, request.value, values, variables, absent, there)
    return Pair(
        conj((implies(there, held.surely), implies(neg(there), missing.surely))),
        disj((conj((there, held.perhaps)), conj((neg(there), missing.perhaps)))),
    )


def _null(how: Operator, there: str, values: Sequence[Value], deny: bool) -> Pair:
    if how.if_exists or any(not isinstance(each, str) for each in values):
        return OPEN
    asked = {str(each).lower() for each in values}
    plain = sure(disj((neg(there) if "true" in asked else FALSE, there if "false" in asked else FALSE)))
    if not values and deny:
        plain = OPEN
    if not how.quantifier:
        return plain
    other = TRUE if how.quantifier == "all" else FALSE
    return Pair(conj((plain.surely, other)), disj((plain.perhaps, other)))


def _of_list(
    request: Request,
    how: Operator,
    key: str,
    values: Sequence[Value],
    deny: bool,
    variables: bool,
    absent: frozenset[str],
) -> Pair:
    if not how.quantifier:
        return OPEN if deny and how.negated else NO
    each = [
        (there, _of_value(request, how, key, lambda _, text=text: text, values, variables, absent, TRUE))
        for there, text in request.elements(key)
    ]
    if how.quantifier == "any":
        return any_of(Pair(conj((there, one.surely)), conj((there, one.perhaps))) for there, one in each)
    return all_of(Pair(implies(there, one.surely), implies(there, one.perhaps)) for there, one in each)


def _of_value(
    request: Request,
    how: Operator,
    key: str,
    read: object,
    values: Sequence[Value],
    variables: bool,
    absent: frozenset[str],
    there: str,
) -> Pair:
    """One value of the request against all values of the policy."""
    found = any_of(_one(request, how, key, read, each, variables, absent) for each in values)
    return opposite(found) if how.negated else found


def _one(
    request: Request, how: Operator, key: str, read: object, value: Value, variables: bool, absent: frozenset[str]
) -> Pair:
    """Whether one value of the request is like one of the policy's, before negation."""
    assert callable(read)
    incomparable = OPEN if how.negated else NO
    if how.base in STRINGS:
        _, folds, wild = STRINGS[how.base]
        pattern = pieces(value, wild, variables)
        compare = alike if folds else like
        return sure(compare(request, str(read(key)), pattern, absent).like)
    if how.base in ARNS:
        if key == "sts:externalid":
            return incomparable
        return _arn(request, key, read, pieces(value, True, variables), absent, incomparable)
    if not isinstance(value, str):
        return OPEN
    if how.base == "bool":
        return sure(within(str(read(key)), in_any_case(value))) if value.lower() in ("true", "false") else incomparable
    if how.base == "binaryequals":
        return sure(equal(str(read(key)), quoted(value)))
    if how.base in ("ipaddress", "notipaddress"):
        return _address(request, key, value, incomparable)
    return _ordered(request, how, key, value, incomparable)


def _arn(
    request: Request, key: str, read: object, pattern: tuple[Piece, ...], absent: frozenset[str], incomparable: Pair
) -> Pair:
    assert callable(read)
    cut = fields(pattern)
    if len(cut) == 1 and len(pattern) == 1 and isinstance(pattern[0], (Hole, Variable)):
        made = like(request, str(read(key)), pattern, absent)
        return Pair(made.like, made.like)
    if len(cut) != 6 or cut[0] != ("arn",):
        return incomparable
    if any(isinstance(each, Variable) and each.key != "aws:principalaccount" for part in cut[:5] for each in part):
        raise Unsupported("a variable in front of an ARN's resource")
    is_arn, parts = request.arn_of(key) if not listed(key) else request.split(str(read(key)), f"{key} {read(key)}")
    matches = [like(request, part, one, absent) for part, one in zip(parts, cut, strict=True)]
    joined = conj(each.like for each in matches)
    valued = conj(each.valued for each in matches)
    certain = sure(conj((is_arn, joined)))
    if incomparable == NO or is_arn == TRUE:
        return certain
    return Pair(certain.surely, disj((certain.perhaps, conj((neg(is_arn), valued)))))


def _ordered(request: Request, how: Operator, key: str, value: str, incomparable: Pair) -> Pair:
    family = "numeric" if how.base.startswith("numeric") else "date"
    known = _number(value) if family == "numeric" else moment(value)
    if known is None:
        return incomparable
    if key not in (NUMBERS if family == "numeric" else TIMES):
        if key == "aws:epochtime" and family == "numeric":
            return sure(_compare(request.number(key), ORDERS[how.base[7:]], known))
        raise Unsupported(f"{how.base} on `{key}`")
    return sure(_compare(request.number(key), ORDERS[how.base.removeprefix(family)], known))


def _compare(term_: str, order: str, known: Fraction) -> str:
    left = term_ if known.denominator == 1 else f"(* {known.denominator} {term_})"
    right = str(known.numerator) if known.numerator >= 0 else f"(- {-known.numerator})"
    return f"({order} {left} {right})"


def _number(value: str) -> Fraction | None:
    return Fraction(value) if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", value) else None


def moment(value: str) -> Fraction | None:
    """Seconds since 1970 of a date as policies write it; None where it is none."""
    if re.fullmatch(r"-?[0-9]+", value):
        return Fraction(int(value))
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?", value, re.ASCII):
        return None
    whole = re.sub(r"\.\d+", "", value).replace("Z", "+00:00")
    try:
        found = datetime.fromisoformat(whole)
    except ValueError:
        return None
    fraction = re.search(r"\.\d+", value)
    zoned = found if found.tzinfo else found.replace(tzinfo=timezone.utc)
    return Fraction(int(zoned.timestamp())) + Fraction(fraction.group() if fraction else 0)


def _address(request: Request, key: str, value: str, incomparable: Pair) -> Pair:
    if key not in ADDRESSES:
        raise Unsupported(f"an address in `{key}`")
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return incomparable
    six, number = request.address(key)
    low, high = int(network.network_address), int(network.broadcast_address)
    version = six if network.version == 6 else neg(six)
    return sure(conj((version, f"(<= {low} {number})", f"(<= {number} {high})")))


# --- statements


def statement(request: Request, each: Statement, variables: bool, whole: bool = False) -> Pair:
    """What a statement says of the request.  `whole`: of its principals only those count that are whole accounts."""
    deny = each.effect is Effect.DENY
    who = principals(request, each, deny, whole)
    spellings = {(one.operator.lower(), one.key.lower()): set[str]() for one in each.conditions}
    for one in each.conditions:
        spellings[one.operator.lower(), one.key.lower()].add(one.key)
    tests = [
        OPEN if len(spellings[one.operator.lower(), one.key.lower()]) > 1 else condition(request, one, deny, variables)
        for one in each.conditions
    ]
    found = all_of((action(each, ACTIONS[request.kind]), who, *tests))
    return Pair(FALSE, found.perhaps) if each.maybe else found


def action(each: Statement, wanted: str) -> Pair:
    """Whether a statement covers the action (lower case)."""
    found = []
    for value in each.actions:
        if not isinstance(value, str):
            found.append(OPEN)
            continue
        pattern = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in value.lower())
        found.append(YES if re.fullmatch(pattern, wanted, re.DOTALL) else NO)
    covered = any_of(found)
    return opposite(covered) if each.negated_actions else covered


def principals(request: Request, each: Statement, deny: bool, whole: bool) -> Pair:
    """Whether the request's caller is one of a statement's principals."""
    found = any_of(principal(request, one, deny, whole) for one in each.principals)
    if not each.negated_principals:
        return found
    return Pair(FALSE, neg(found.surely)) if deny else opposite(found)


def principal(request: Request, one: Principal, deny: bool, whole: bool) -> Pair:
    """Whether one principal element is the caller."""
    found = _principal(request, one.kind, one.value, deny, whole)
    return Pair(FALSE, found.perhaps) if one.maybe else found


def _principal(request: Request, kind: str, value: Value, deny: bool, whole: bool) -> Pair:
    signs = request.kind in (USER, SESSION)
    if kind == "*" or (kind == "AWS" and value == "*"):
        if whole:
            return NO
        return YES if signs else OPEN if deny else NO
    if kind == "AWS":
        return _of_account(request, value, whole) if signs else NO
    named = {"Service": (SERVICE,), "Federated": (SAML, OIDC)}.get(kind, ())
    if request.kind not in named or value == "*":
        return NO
    return sure(like(request, request.caller_name, pieces(value, False, False)).like)


def _of_account(request: Request, value: Value, whole: bool) -> Pair:
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


def _of_open(request: Request, value: Text, whole: bool) -> Pair:
    """A principal of which not all is known: of some account, or some user or role of a known one."""
    cut = fields(pieces(value, False, False))
    if len(cut) != 6:
        return OPEN
    here = like(request, request.account, cut[4]).like
    if cut[5] == ("root",):
        return sure(here)
    return NO if whole else Pair(FALSE, conj((here, like(request, request.resource, cut[5]).like)))


def policy(request: Request, whole: Policy, only: Statement | None = None, accounts: bool = False) -> Pair:
    """Whether the request is allowed.  `only`: the one Allow that counts; `accounts`: whole accounts alone are let in."""
    said = [
        (each, statement(request, each, whole.has_variables, accounts and each.effect is Effect.ALLOW))
        for each in whole.statements
        if each.effect is Effect.DENY or only is None or each is only
    ]
    allowed = any_of(found for each, found in said if each.effect is Effect.ALLOW)
    denied = any_of(found for each, found in said if each.effect is Effect.DENY)
    return all_of((allowed, opposite(denied)))

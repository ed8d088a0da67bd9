"""IAM trust evaluation, written for reading: small, recursive, slow, and sharing no code with the product.

In comes a policy as plain JSON and a request (`action`, `caller`, `context`); out comes `YES`, `NO` or `UNKNOWN`.
The numbers in the docstrings are the sections of the semantics this file restates.  Where AWS's documents are silent
or contradict each other (1.9) the answer is UNKNOWN, or the default that the docstring states.

A context key is absent (not listed), present with a list of values, or `"free"`: perhaps absent, perhaps anything.
"""

from __future__ import annotations

import base64
import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Final, Literal

Answer = Literal["YES", "NO", "UNKNOWN"]
YES: Final = "YES"
NO: Final = "NO"
UNKNOWN: Final = "UNKNOWN"

Json = dict[str, Any]


# ---------------------------------------------------------------- 0. three answers


def fact(true: bool) -> Answer:
    """A plain fact as an answer."""
    return YES if true else NO


def negation(answer: Answer) -> Answer:
    """Kleene NOT (0): unknown stays unknown."""
    opposite: dict[Answer, Answer] = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}
    return opposite[answer]


def all_of(answers: Iterable[Answer]) -> Answer:
    """Kleene AND (0): one NO decides; YES for no answers at all."""
    answers = list(answers)
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def any_of(answers: Iterable[Answer]) -> Answer:
    """Kleene OR (0): one YES decides; NO for no answers at all."""
    return negation(all_of(negation(answer) for answer in answers))


def agreed(answers: Iterable[Answer]) -> Answer:
    """1.9, one question read in several ways: what all readings say, else UNKNOWN."""
    said = set(answers)
    return said.pop() if len(said) == 1 else UNKNOWN


# ---------------------------------------------------------------- 1.4 wildcards


@dataclass(frozen=True)
class Piece:
    """One character of a policy value; `wild` where it is a `*` or `?` that stands for other characters."""

    character: str
    wild: bool = False


Pattern = tuple[Piece, ...]


def literal(text: str) -> Pattern:
    """`text` as a pattern that stands for itself only."""
    return tuple(Piece(character) for character in text)


def pattern(text: str) -> Pattern:
    """`text` as a pattern in which every `*` and `?` is wild."""
    return tuple(Piece(character, character in "*?") for character in text)


def text_of(pieces: Pattern) -> str:
    """The characters of a pattern, the wild ones as they are written."""
    return "".join(piece.character for piece in pieces)


def like(pieces: Pattern, text: str) -> bool:
    """1.4: `*` stands for any characters, none included and newline, `:` and `/` too; `?` for exactly one."""
    if not pieces:
        return text == ""
    head, rest = pieces[0], pieces[1:]
    if head.wild and head.character == "*":
        return like(rest, text) or (text != "" and like(pieces, text[1:]))
    return text != "" and (head.wild or head.character == text[0]) and like(rest, text[1:])


# ---------------------------------------------------------------- 2. the request's context

# None is the value of a key that is present with a value nobody knows.
Context = dict[str, tuple[str | None, ...]]

MULTIVALUED = frozenset(
    key.lower()
    for key in (
        "aws:PrincipalOrgPaths",
        "aws:SourceOrgPaths",
        "aws:TagKeys",
        "sts:TransitiveTagKeys",
        "aws:CalledVia",
        "aws:PrincipalServiceNamesList",
    )
)
TAGS = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "iam:resourcetag/")


def multivalued(key: str) -> bool:
    """1.2: whether `key` holds a list by its nature, so that IAM asks for a set operator."""
    return key.lower() in MULTIVALUED or key.lower().endswith(":amr")


def implied(caller: Json) -> dict[str, list[str]]:
    """Section 2, the keys that the caller brings along by being who it is."""
    kind, arn = caller["kind"], caller["arn"]
    if kind == "user":
        return {
            "aws:principalarn": [arn],
            "aws:principalaccount": [account_of(arn)],
            "aws:principaltype": ["User"],
            "aws:username": [arn.split("/")[-1]],
            "aws:principalisawsservice": ["false"],
        }
    if kind == "role-session":
        return {
            "aws:principalarn": [arn],
            "aws:principalaccount": [account_of(arn)],
            "aws:principaltype": ["AssumedRole"],
            "aws:principalisawsservice": ["false"],
        }
    if kind == "service":
        return {"aws:principalservicename": [arn], "aws:principalisawsservice": ["true"]}
    return {}


def facts(request: Json) -> dict[str, Any]:
    """1.3: the request's keys by lower-case name; what the request lists beats what its caller implies."""
    given = {key.lower(): values for key, values in request.get("context", {}).items()}
    return {**implied(request["caller"]), **given}


def readings(keys: Iterable[str], request: Json) -> list[Context]:
    """1.9: every way to read what the request says of `keys`.

    A free key is absent, or present with an unknown value.  The empty string as a tag's value is a null value in
    AWS's words, so it is read as present and as absent (1.2).
    """
    known = facts(request)
    wanted = sorted({key.lower() for key in keys})
    ways = product(*(readings_of(key, known.get(key)) for key in wanted))
    return [{key: values for key, values in zip(wanted, way, strict=True) if values is not None} for way in ways]


def readings_of(key: str, said: Any) -> list[tuple[str | None, ...] | None]:
    """The ways to read one key: a tuple of values where it is present, None where it is absent."""
    if said is None:
        return [None]
    if said == "free":
        return [None, (None,)]
    if said == [""] and key.startswith(TAGS):
        return [None, ("",)]
    return [tuple(said)]


# ---------------------------------------------------------------- 1.5 policy variables

VARIABLE = re.compile(r"\$\{([^{}]*)\}")
NAMED = re.compile(r"([^\s,':]+:[^,']*[^\s,'])(?:, '([^']*)')?")


def variables_in(text: str) -> list[str]:
    """The keys that the variables of `text` name."""
    names = (NAMED.fullmatch(inside) for inside in VARIABLE.findall(text))
    return [name.group(1) for name in names if name]


def resolved(text: str, context: Context, own_wildcards: bool) -> Pattern | Literal["NO", "UNKNOWN"]:
    """1.5: `text` with its variables replaced: NO where one has no value, UNKNOWN where nobody can say.

    `own_wildcards`: whether a `*` or `?` inside a variable's value is wild (the documents are silent).
    """
    plain_and_inside = enumerate(VARIABLE.split(text))
    parts = [value_of(part, context, own_wildcards) if odd % 2 else unvaried(part) for odd, part in plain_and_inside]
    if NO in parts:
        return NO
    if UNKNOWN in parts:
        return UNKNOWN
    return tuple(piece for part in parts if not isinstance(part, str) for piece in part)


def unvaried(text: str) -> Pattern | Literal["UNKNOWN"]:
    """Text between variables; a variable that never ends is an error whose meaning nobody documents."""
    return UNKNOWN if "${" in text else pattern(text)


def value_of(inside: str, context: Context, own_wildcards: bool) -> Pattern | Literal["NO", "UNKNOWN"]:
    """1.5: what `${inside}` stands for: a literal `*`, `?` or `$`; a key's value; its default; nothing (NO)."""
    if inside in ("*", "?", "$"):
        return literal(inside)
    named = NAMED.fullmatch(inside)
    if not named:
        return UNKNOWN
    key, default = named.group(1).lower(), named.group(2)
    values = context.get(key, ())
    if values and (multivalued(key) or len(values) > 1):
        return UNKNOWN  # multivalued keys may not be variables
    value = values[0] if values else default
    if value is None:
        return UNKNOWN if values else NO
    return pattern(value) if own_wildcards else literal(value)


# ---------------------------------------------------------------- 1.1, 1.4 operators: what a value is compared to

# A comparison answers None where the operand or the value is not what the operator compares.
Comparison = Callable[[str, Pattern], bool | None]


def same_text(value: str, operand: Pattern) -> bool | None:
    """StringEquals: character by character; `*` is a star (1.4)."""
    return value == text_of(operand)


def same_letters(value: str, operand: Pattern) -> bool | None:
    """StringEqualsIgnoreCase."""
    return value.lower() == text_of(operand).lower()


def like_text(value: str, operand: Pattern) -> bool | None:
    """StringLike."""
    return like(operand, value)


def like_arn(value: str, operand: Pattern) -> bool | None:
    """1.4: ArnEquals and ArnLike alike: six parts, each compared to its own; the sixth may hold more colons.

    What has fewer parts, or does not begin with `arn:`, is no ARN.
    """
    values, operands = value.split(":", 5), arn_parts(operand, 5)
    if len(values) != 6 or len(operands) != 6 or values[0] != "arn" or operands[0] != literal("arn"):
        return None
    return all(like(part, text) for part, text in zip(operands, values, strict=True))


def arn_parts(pieces: Pattern, colons: int) -> list[Pattern]:
    """`pieces` cut at the first `colons` colons."""
    at = next((index for index, piece in enumerate(pieces) if piece == Piece(":")), None)
    if at is None or colons == 0:
        return [pieces]
    return [pieces[:at], *arn_parts(pieces[at + 1 :], colons - 1)]


def number(text: str) -> Decimal | None:
    """A decimal number, exactly."""
    return Decimal(text) if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text) else None


def instant(text: str) -> Fraction | None:
    """Seconds since 1970: from a whole number, an ISO 8601 date (its midnight, UTC) or date and time with zone."""
    if re.fullmatch(r"-?[0-9]+", text):
        return Fraction(int(text))
    day_, time_, zone_ = r"(\d{4})-(\d{2})-(\d{2})", r"(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?", r"(Z|[+-]\d{2}:\d{2})"
    found = re.fullmatch(f"{day_}(?:T{time_}{zone_})?", text, re.ASCII)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups("0")
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=timezone.utc)
    except ValueError:
        return None
    whole = (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(seconds=1)
    return whole + Fraction(fraction) - offset(zone)


def offset(zone: str) -> int:
    """Seconds that a clock in `zone` (`Z`, `+02:00`; '0' for none) is ahead of UTC."""
    if zone in ("Z", "0"):
        return 0
    ahead = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
    return -ahead if zone[0] == "-" else ahead


def truth(text: str) -> bool | None:
    """1.4: `true` and `false` in any case."""
    return {"true": True, "false": False}.get(text.lower())


def data(text: str) -> bytes | None:
    """The bytes that base64 `text` stands for."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def within(value: str, operand: Pattern) -> bool | None:
    """1.4, IpAddress: an address without prefix is that address alone; host bits of a range are ignored."""
    try:
        address, range_ = ipaddress.ip_address(value), ipaddress.ip_network(text_of(operand), strict=False)
    except ValueError:
        return None
    return address.version == range_.version and address in range_


def ordered(read: Callable[[str], Any], holds: Callable[[Any, Any], bool]) -> Comparison:
    """The comparison that reads both sides by `read` and asks `holds`."""

    def compare(value: str, operand: Pattern) -> bool | None:
        left, right = read(value), read(text_of(operand))
        return None if left is None or right is None else holds(left, right)

    return compare


def equal(left: Any, right: Any) -> bool:
    """Both the same."""
    return bool(left == right)


@dataclass(frozen=True)
class Row:
    """One operator: how it compares, whether it is negated, whether its values may hold policy variables (1.5)."""

    compare: Comparison
    negated: bool = False
    variables: bool = False


ROWS = {
    "StringEquals": Row(same_text, variables=True),
    "StringNotEquals": Row(same_text, negated=True, variables=True),
    "StringEqualsIgnoreCase": Row(same_letters, variables=True),
    "StringNotEqualsIgnoreCase": Row(same_letters, negated=True, variables=True),
    "StringLike": Row(like_text, variables=True),
    "StringNotLike": Row(like_text, negated=True, variables=True),
    "NumericEquals": Row(ordered(number, equal)),
    "NumericNotEquals": Row(ordered(number, equal), negated=True),
    "NumericLessThan": Row(ordered(number, lambda value, operand: value < operand)),
    "NumericLessThanEquals": Row(ordered(number, lambda value, operand: value <= operand)),
    "NumericGreaterThan": Row(ordered(number, lambda value, operand: value > operand)),
    "NumericGreaterThanEquals": Row(ordered(number, lambda value, operand: value >= operand)),
    "DateEquals": Row(ordered(instant, equal)),
    "DateNotEquals": Row(ordered(instant, equal), negated=True),
    "DateLessThan": Row(ordered(instant, lambda value, operand: value < operand)),
    "DateLessThanEquals": Row(ordered(instant, lambda value, operand: value <= operand)),
    "DateGreaterThan": Row(ordered(instant, lambda value, operand: value > operand)),
    "DateGreaterThanEquals": Row(ordered(instant, lambda value, operand: value >= operand)),
    "Bool": Row(ordered(truth, equal)),
    "BinaryEquals": Row(ordered(data, equal)),
    "IpAddress": Row(within),
    "NotIpAddress": Row(within, negated=True),
    "ArnEquals": Row(like_arn, variables=True),
    "ArnNotEquals": Row(like_arn, negated=True, variables=True),
    "ArnLike": Row(like_arn, variables=True),
    "ArnNotLike": Row(like_arn, negated=True, variables=True),
}
BY_NAME = {name.lower(): row for name, row in ROWS.items()}


@dataclass(frozen=True)
class Operator:
    """A written operator, taken apart; `base` in lower case."""

    base: str
    quantifier: Literal["", "all", "any"] = ""
    if_exists: bool = False

    @property
    def row(self) -> Row:
        return BY_NAME[self.base]


def operator_of(written: str) -> Operator | None:
    """1.3: an operator's name in any case; None where IAM knows no such operator."""
    parts = re.fullmatch(r"(forallvalues:|foranyvalue:)?([a-z]+?)(ifexists)?", written.lower())
    if not parts or parts.group(2) not in (*BY_NAME, "null"):
        return None
    quantifiers: dict[str | None, Literal["", "all", "any"]] = {None: "", "forallvalues:": "all", "foranyvalue:": "any"}
    return Operator(parts.group(2), quantifiers[parts.group(1)], parts.group(3) is not None)


# ---------------------------------------------------------------- 1.1 absence


def when_absent(operator: Operator) -> Answer:
    """1.1, the table's three reduction rules: set operator first, then IfExists, then negation."""
    if operator.quantifier:
        return fact(operator.quantifier == "all")
    if operator.if_exists:
        return YES
    return fact(operator.row.negated)


# ---------------------------------------------------------------- 1.1, 1.2, 1.9 one condition


@dataclass(frozen=True)
class Condition:
    """One operator on one key, with what its reading depends on: Allow or Deny, and the policy's version (1.5)."""

    operator: Operator
    key: str
    values: tuple[str, ...]
    deny: bool
    version: str

    @property
    def variables(self) -> bool:
        """1.5: only 2012-10-17 knows variables, and only String and Arn operators."""
        return self.version == "2012-10-17" and self.operator.base != "null" and self.operator.row.variables

    @property
    def keys(self) -> list[str]:
        """The keys on which the answer depends."""
        named = [name for value in self.values for name in variables_in(value)] if self.variables else []
        return [self.key, *named]


def holds(condition: Condition, request: Json) -> Answer:
    """1.1, 1.2: whether one condition holds, in every reading of what the request leaves open."""
    extra = request["action"].lower() in ("sts:tagsession", "sts:setsourceidentity")
    if condition.key.lower() == "sts:externalid" and extra:
        return UNKNOWN  # 7.3: nobody says whether the key exists there
    decide_in = null_holds if condition.operator.base == "null" else compared
    return agreed(decide_in(condition, context) for context in readings(condition.keys, request))


def null_holds(condition: Condition, context: Context) -> Answer:
    """1.1, 1.2, 1.9: `Null` asks for absence.

    With IfExists it is invalid.  With a set operator AWS's finding text says always true (ForAllValues) or always
    false (ForAnyValue), others ignore the set operator: what both say, else UNKNOWN.
    """
    operator = condition.operator
    if operator.if_exists:
        return UNKNOWN
    plain = null_plainly(condition, context)
    return agreed([plain, fact(operator.quantifier == "all")]) if operator.quantifier else plain


def null_plainly(condition: Condition, context: Context) -> Answer:
    """1.2: "true" holds where the key is absent, "false" where it is present; several values are alternatives."""
    if not condition.values and condition.deny:
        return UNKNOWN  # 1.6
    asked = {truth(value) for value in condition.values}
    values = context.get(condition.key.lower())
    if values == ():
        return agreed([fact(True in asked), fact(False in asked)])
    return fact((values is None) in asked)


def compared(condition: Condition, context: Context) -> Answer:
    """1.1, 1.2, 1.6: every operator but Null."""
    operator, values = condition.operator, context.get(condition.key.lower())
    if not values:
        zero = values == () and not operator.quantifier
        answer = UNKNOWN if zero else when_absent(operator)
        return UNKNOWN if condition.deny and not condition.values and answer != YES else answer
    if condition.deny and not condition.values:
        return UNKNOWN
    if not operator.quantifier and (multivalued(condition.key) or len(values) > 1):
        return UNKNOWN if condition.deny and operator.row.negated else NO
    each = [value_holds(condition, value, context) for value in values]
    return any_of(each) if operator.quantifier == "any" else all_of(each)


def value_holds(condition: Condition, value: str | None, context: Context) -> Answer:
    """1.2: one request value against all policy values: OR, or NOR where the operator is negated."""
    matches = any_of(one_matches(condition, value, operand, context) for operand in condition.values)
    return negation(matches) if condition.operator.row.negated else matches


def one_matches(condition: Condition, value: str | None, operand: str, context: Context) -> Answer:
    """1.4, 1.5, 1.9: one request value against one policy value, before negation.

    What cannot be compared does not match; under a negated operator nobody knows.  A variable without value matches
    nothing, negated or not.
    """
    row = condition.operator.row
    not_comparable: Answer = UNKNOWN if row.negated else NO
    if condition.key.lower() == "sts:externalid" and row.compare is like_arn:
        return not_comparable
    return agreed(
        not_comparable if answer is None else answer
        for answer in (one_reading(condition, value, operand, context, own) for own in (False, True))
    )


def one_reading(
    condition: Condition, value: str | None, operand: str, context: Context, own_wildcards: bool
) -> Answer | None:
    """`one_matches` where a variable's own wildcards are wild, or are not; None where it cannot be compared."""
    pieces = resolved(operand, context, own_wildcards) if condition.variables else pattern(operand)
    if isinstance(pieces, str):
        return pieces
    if value is None:
        return UNKNOWN
    same = condition.operator.row.compare(value, pieces)
    return None if same is None else fact(same)


# ---------------------------------------------------------------- 4. principals

CALLS = {
    "user": "sts:assumerole",
    "role-session": "sts:assumerole",
    "service": "sts:assumerole",
    "saml": "sts:assumerolewithsaml",
    "oidc": "sts:assumerolewithwebidentity",
}


def possible(request: Json) -> bool:
    """Section 2: whether such a caller ever makes such a call; each may add tags and a source identity to its own."""
    own = CALLS[request["caller"]["kind"]]
    return request["action"].lower() in (own, "sts:tagsession", "sts:setsourceidentity")


def account_of(arn: str) -> str:
    """The account in an ARN."""
    return arn.split(":")[4]


def principal_matches(statement: Json, request: Json) -> Answer:
    """Section 4: OR over every principal; NotPrincipal, which IAM refuses in trust policies, as that section says."""
    if not possible(request):
        return NO
    deny = statement["Effect"] == "Deny"
    if "NotPrincipal" in statement:
        listed = any_principal(statement["NotPrincipal"], request["caller"], deny)
        if deny and not (listed == YES and spared(statement["NotPrincipal"], request["caller"])):
            return UNKNOWN
        return negation(listed)
    return any_principal(statement.get("Principal", {}), request["caller"], deny)


def spared(element: Any, caller: Json) -> bool:
    """Section 4: whether a Deny with NotPrincipal names all that it has to, of a user the account beside the name."""
    kind: str = caller["kind"]
    if kind == "role-session" or element == "*":
        return kind not in ("user", "role-session")
    if kind != "user":
        return True
    listed, account = several(element.get("AWS", [])), account_of(caller["arn"])
    root = f"arn:{caller['arn'].split(':')[1]}:iam::{account}:root"
    return bool({"*", caller["arn"]} & {*listed}) and bool({account, root} & {*listed})


def any_principal(element: Any, caller: Json, deny: bool) -> Answer:
    """Section 4: OR over the kinds and their lists; a bare star is read as `{"AWS": "*"}`."""
    if element == "*":
        return any_principal({"AWS": "*"}, caller, deny)
    by_kind = element.items() if element else ()
    return any_of(one_principal(kind, value, caller, deny) for kind, values in by_kind for value in several(values))


def one_principal(kind: str, value: str, caller: Json, deny: bool) -> Answer:
    """Section 4: whether one principal is the caller.  A CanonicalUser is nobody here."""
    if kind == "AWS":
        return aws_principal(value, caller, deny)
    if kind == "Service":
        return fact(caller["kind"] == "service" and caller["arn"] == value)
    if kind == "Federated":
        return fact(caller["kind"] in ("saml", "oidc") and caller["arn"] == value)
    return NO


def aws_principal(value: str, caller: Json, deny: bool) -> Answer:
    """Section 4, the AWS forms.  Wildcards inside, unique ids and federated users match nobody that can call."""
    if caller["kind"] not in ("user", "role-session"):
        # Whether the star covers services and federated callers is undocumented: assume not, but never deny by it.
        return agreed([NO, fact(value == "*" and deny)])
    if value == "*":
        return YES
    if re.fullmatch(r"[0-9]{12}", value):
        return fact(value == account_of(caller["arn"]))
    return fact(value in names_of(caller))


def names_of(caller: Json) -> list[str]:
    """Every ARN by which a policy can name a user or a role session: itself, its account, its session."""
    arn = caller["arn"]
    _, partition, _, _, account, resource = arn.split(":", 5)
    root = f"arn:{partition}:iam::{account}:root"
    if caller["kind"] == "user":
        return [arn, root]
    name = resource.split("/")[-1]
    return [arn, root, f"arn:{partition}:sts::{account}:assumed-role/{name}/{caller['session']}"]


# ---------------------------------------------------------------- 1.3, 1.6 statements


def several(one_or_many: Any) -> list[str]:
    """A scalar or a list of scalars as a list of texts; JSON booleans and numbers as JSON writes them (1.4)."""
    values = one_or_many if isinstance(one_or_many, list) else [one_or_many]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in values]


def action_matches(statement: Json, request: Json) -> Answer:
    """1.3: actions in any case, with wildcards; NotAction is every other action (section 3)."""
    written = several(statement.get("Action", statement.get("NotAction", [])))
    action = request["action"].lower()
    listed = any_of(fact(like(pattern(each.lower()), action)) for each in written)
    return negation(listed) if "NotAction" in statement else listed


def conditions_hold(statement: Json, policy: Json, request: Json) -> Answer:
    """1.2, 1.6: AND over operators and over keys; nothing to test is a test passed.

    1.9: an unknown operator, and a key spelled in two ways under one operator, are UNKNOWN.
    """
    written = [
        (name, key, values) for name, block in statement.get("Condition", {}).items() for key, values in block.items()
    ]
    deny, version = statement["Effect"] == "Deny", policy.get("Version", "")
    answers: list[Answer] = []
    for name, key, values in written:
        operator = operator_of(name)
        spellings = {
            other for also, other, _ in written if (also.lower(), other.lower()) == (name.lower(), key.lower())
        }
        if operator is None or len(spellings) > 1:
            answers.append(UNKNOWN)
        else:
            answers.append(holds(Condition(operator, key, tuple(several(values)), deny, version), request))
    return all_of(answers)


def match(statement: Json, policy: Json, request: Json) -> Answer:
    """Section 0: whether a statement speaks of this request."""
    return all_of(
        [
            principal_matches(statement, request),
            action_matches(statement, request),
            conditions_hold(statement, policy, request),
        ]
    )


# ---------------------------------------------------------------- 0, 5. the decision


def decide(policy: Json, request: Json) -> Answer:
    """Section 0, 7.3: a call that passes tags or a source identity takes further actions, all of them allowed."""
    found = [decide_one(policy, request)]
    if request["action"].lower() in CALLS.values():
        for action, passes in (("sts:TagSession", passes_tags), ("sts:SetSourceIdentity", passes_identity)):
            allowed = decide_one(policy, {**request, "action": action})
            found.append(any_of([negation(passes(request)), allowed]))
    return all_of(found)


def passes_tags(request: Json) -> Answer:
    """7.3: session tags, their keys, or those of them that are transitive; Roles Anywhere always passes some."""
    found = [
        passed(values)
        for key, values in request.get("context", {}).items()
        if key.lower() in ("aws:tagkeys", "sts:transitivetagkeys") or key.lower().startswith("aws:requesttag/")
    ]
    return any_of([*found, fact(is_roles_anywhere(request["caller"]))])


def passes_identity(request: Json) -> Answer:
    """7.3: a source identity, set by the call or inherited; Roles Anywhere always passes one."""
    found = [
        passed(values) for key, values in request.get("context", {}).items() if key.lower() == "sts:sourceidentity"
    ]
    return any_of([*found, fact(is_roles_anywhere(request["caller"]))])


def passed(values: Any) -> Answer:
    """Whether something is passed under a key: a list of no values passes nothing, a free key perhaps something."""
    return UNKNOWN if values == "free" else fact(bool(values))


def is_roles_anywhere(caller: Json) -> bool:
    """Section 2: the service that passes the fields of a certificate whenever it assumes a role."""
    return (caller["kind"], caller["arn"]) == ("service", "rolesanywhere.amazonaws.com")


def decide_one(policy: Json, request: Json) -> Answer:
    """Section 0: an action is allowed where some Allow speaks of it and no Deny does; order never matters."""
    written = policy["Statement"]
    statements = written if isinstance(written, list) else [written]
    allowed = any_of(match(each, policy, request) for each in statements if each["Effect"] == "Allow")
    denied = any_of(match(each, policy, request) for each in statements if each["Effect"] == "Deny")
    return all_of([negation(denied), allowed])

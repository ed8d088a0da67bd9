"""What IAM refuses in a policy that can be read.

Texts in quotation marks are IAM's own (MalformedPolicyDocument); CODES are those of ValidatePolicy of severity ERROR
("IAM policy validation check reference").  What it only warns of is not here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from roletrust.engine.answer import NO
from roletrust.engine.decision.authorizer import CALLS, TAGGING
from roletrust.engine.policy.document import Policy, Principal, Statement
from roletrust.engine.policy.principals import Form, is_unique_id, who
from roletrust.engine.policy.request import Kind, arn_field
from roletrust.engine.policy.to_fill_in import is_to_fill_in
from roletrust.engine.policy.wildcards import matches, tokens
from roletrust.engine.text import Hole, Value
from roletrust.rules.analysis.condition_validation import refused_conditions
from roletrust.rules.messages.wording import listed

# "IAM and AWS STS quotas": characters of a trust policy, without white space.
USUAL, LONGEST = 2_048, 8_192
VERSIONS = ("", "2008-10-17", "2012-10-17")
ACTIONS = (*dict.fromkeys(CALLS.values()), *sorted(TAGGING))
SID = re.compile(r"[0-9A-Za-z]*\Z")
DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
BARE = re.compile(r"[a-z0-9-]+\Z")  # a service without the domain that its name ends with
PROVIDER = re.compile(r"arn:[^:]+:iam::[0-9]{12}:(saml|oidc)-provider/\S+\Z")
OF_A_PROVIDER = re.compile(r"arn:[^:]+:iam::[^:]+:(saml|oidc)-provider/.+\Z")  # of an account, however it is written
# IAM and STS API references: roleNameType, userNameType and roleSessionNameType, pathType.
NAME, NAME_SAID = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}\Z"), "letters, digits and _+=,.@-, 64 of them at most"
PATH = re.compile(r"(/|/[!-~]+/)\Z")
FORBIDDEN = re.compile("[^\t\n\r\u0020-\u00ff]")


# Errors of the validator's that IAM itself takes.
ACCEPTED = (
    "MISMATCHED_ACTION_FOR_PRINCIPAL",
    "NULL_WITH_IF_EXISTS",
    "MISSING_TAG_KEY_IN_CONDITION",
    "INVALID_CONDITION_MULTIPLE_BOOLEAN",
    "INVALID_GLOBAL_CONDITION_KEY",
    "INVALID_SERVICE_CONDITION_KEY",
)


TO_FILL_IN = "it is still to be filled in"


class Refusal(NamedTuple):
    """One reason: `told` names the statement.  `maybe`: what it hangs on, where it need not be there.

    `final`: IAM refuses the document; else AWS's validator calls it an error, and IAM takes it.
    """

    told: str
    statement: Statement | None = None
    maybe: Hole | None = None

    @property
    def final(self) -> bool:
        return not any(f"({code})" in self.told for code in ACCEPTED)

    @property
    def is_to_fill_in(self) -> bool:
        """Whether it is no more than that a value has yet to be put in the place of what stands for it."""
        return self.told.endswith(TO_FILL_IN)


def refusals(policy: Policy) -> Iterator[Refusal]:
    """Everything IAM refuses in `policy`, from top to bottom."""
    for each in (*policy.flaws, *of_document(policy)):
        yield Refusal(each)
    yield from of_sids(policy)
    yield from of_partitions(policy)
    for statement in policy.statements:
        for flaw in (*statement.flaws, *of_actions(statement)):
            yield Refusal(f"in {statement.label}, {flaw}", statement, statement.maybe)
        for flaw, maybe in (*of_principals(statement), *refused_conditions(statement, policy.has_variables)):
            yield Refusal(f"in {statement.label}, {flaw}", statement, statement.maybe or maybe)


def of_document(policy: Policy) -> Iterator[str]:
    if policy.version not in VERSIONS:
        yield f"`Version` is `{policy.version}`, not 2012-10-17 or 2008-10-17 (INVALID_VERSION)"


def of_sids(policy: Policy) -> Iterator[Refusal]:
    """Of each Sid that stands several times, at the last statement that has it."""
    last = {each.sid: each for each in policy.statements if each.sid and not each.maybe}
    sids = [each.sid for each in policy.statements if each.sid and not each.maybe]
    for sid, times in Counter(sids).items() if len(last) < len(sids) else ():
        if times > 1:
            yield Refusal(f"the Sid `{sid}` stands {times} times (UNIQUE_SIDS_REQUIRED)", last[sid])


def of_partitions(policy: Policy) -> Iterator[Refusal]:
    """Of principals of several partitions, at the first statement with one of another than the first."""
    found: dict[str, Statement] = {}
    for each in policy.statements:
        for one in each.principals:
            partition = "" if one.maybe else arn_field(one.value, 1)
            if partition and isinstance(partition, str):
                found.setdefault(partition, each)
    if len(found) > 1:
        told = f"it names principals of the partitions {listed([*found])}, and trust never crosses partitions"
        yield Refusal(told, [*found.values()][1])


def of_actions(statement: Statement) -> Iterator[str]:
    if not SID.match(statement.sid):
        yield f'the Sid `{statement.sid[:40]}` is malformed (IAM: "Statement IDs (SID) must be alpha-numeric")'
    for action in statement.actions:
        if isinstance(action, str) and ":" not in action and action != "*":
            said = '(IAM: "Actions/Conditions must be prefaced by a vendor")'
            write = f"; write `sts:{action}`" if covered((f"sts:{action}",)) else ""
            yield f"the action `{action}` lacks its service {said}{write}"
        elif not statement.negated_actions and not covered((action,)):
            yield f'the action is `{action}` (IAM: "AssumeRole policy may only specify STS AssumeRole actions")'


@lru_cache(maxsize=1024)
def covered(actions: tuple[Value, ...]) -> frozenset[str]:
    """Those of ACTIONS that `actions` cover."""
    return frozenset(each for each in ACTIONS if any(covers(action, each) for action in actions))


def covers(action: Value, one: str) -> bool:
    if isinstance(action, str) and "*" not in action and "?" not in action:
        return action.lower() == one
    return matches(tokens(action, True, False), one, fold=True) is not NO


def of_principals(statement: Statement) -> Iterator[tuple[str, Hole | None]]:
    allowed = covered(statement.actions) - TAGGING
    fit = bool(allowed) and statement.allows and not statement.negated_actions
    for principal in statement.principals if not statement.negated_principals else ():
        if why := of_principal(principal) or (mismatch(principal, statement, allowed) if fit else ""):
            yield why, principal.maybe


def of_principal(principal: Principal) -> str:
    """Why IAM refuses it; '' where it does not.  Whether an account, role or user exists is not known here."""
    why, value = refused(principal.kind, principal.value), principal.value
    if why and (value == "" or is_to_fill_in(value)):
        return f"`{principal.kind}` is `{value}`: {TO_FILL_IN}"
    return why


@lru_cache(maxsize=4096)
def refused(kind: str, value: Value) -> str:
    if kind == "*":
        return (
            'the principal is a bare `*` (IAM: "AssumeRolepolicy contained an invalid principal"); write {"AWS": "*"}'
        )
    someone = who(Principal(kind, value))
    invalid = f'`{kind}` is `{value}` (IAM: "Invalid principal in policy")'
    if not isinstance(value, str):
        return f"{invalid}: {someone.text}" if someone.form is Form.NOTHING and kind != "CanonicalUser" else ""
    if FORBIDDEN.search(value):
        return f"{invalid}: IAM takes no characters beyond U+00FF"
    if kind == "AWS":
        federated = ":federated-user/" in value and arn_field(value, 2) == "sts"
        known = someone.form is not Form.NOTHING or is_unique_id(value) or federated  # ids are rule 12's
        session = arn_field(value, 2) == "sts" and ":assumed-role/" in value  # with a name that none has, nobody's
        why = misnamed(value) if session or someone.form in (Form.ENTITY, Form.SESSION) else ""
        return f"{invalid}: {why or someone.text}" if why or not known else ""
    if kind == "Service" and not DOMAIN.match(value):
        write = f"; write `{value}.amazonaws.com`" if BARE.match(value) else ""
        return f"{invalid}: a service is named like `ec2.amazonaws.com` (INVALID_SERVICE_PRINCIPAL_FORMAT){write}"
    if kind == "Federated" and not (DOMAIN.match(value) or PROVIDER.match(value)):
        why = "an account has 12 digits" if OF_A_PROVIDER.match(value) else "it is no provider"
        return f"{invalid}: {why} (INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY)"
    return ""


def misnamed(arn: str) -> str:
    """Why the ARN of a user, role or session can be nobody's, by the names in it; '' where it can."""
    kind, _, rest = str(arn_field(arn, 5)).partition("/")
    if kind == "assumed-role":
        role, _, session = rest.partition("/")
        if not session:
            return "it names a session of a role, and not which"
        return "" if NAME.match(role) and NAME.match(session) else f"the names of roles and sessions have {NAME_SAID}"
    path, _, name = f"/{rest}".rpartition("/")
    if not NAME.match(name):
        return f"the name of a {kind} has {NAME_SAID}" if name else f"it names no {kind}"
    return "" if PATH.match(f"{path}/") else "a path has no blanks"


def mismatch(principal: Principal, statement: Statement, allowed: frozenset[str]) -> str:
    """Of a principal that can call nothing of what is `allowed`, to others."""
    value = principal.value
    if not isinstance(value, str) or principal.kind == "CanonicalUser" or callable_by(principal.kind, value) in allowed:
        return ""
    actions = listed([str(action) for action in statement.actions])
    return f"`{principal.kind}` `{value}` cannot call {actions} (MISMATCHED_ACTION_FOR_PRINCIPAL)"


def callable_by(kind: str, value: str) -> str:
    """The one call that a principal can make."""
    if kind != "Federated":
        return CALLS[Kind.USER]
    return CALLS[Kind.SAML if ":saml-provider/" in value else Kind.OIDC]

"""The own account and partition, put into a policy as literals, and out of an answer again.

The role's own account is no literal one, unless it is known to be (docs/semantics.md, "Whose account"): so where
its id is not known, an id that nothing names stands for it.  Its partition is that of the principals it trusts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from roletrust.engine.policy.accounts import OF_THE_OWNERS, Owner
from roletrust.engine.policy.document import Condition, Policy, Principal, Statement
from roletrust.engine.policy.request import Caller, Request, arn_field
from roletrust.engine.text import OWN, Fresh, Hole, Means, Text, Value, freshened, is_fresh, text, with_held

DIGITS = re.compile(r"[0-9]{12,}")
PARTITION_NAMED = re.compile(r"arn:(aws-[a-z0-9-]+):")


def unnamed(policy: Policy, apart_from: Collection[str] = ()) -> Fresh:
    """A 12-digit account that the policy's text does not hold, and that is none of `apart_from`."""
    taken = {each[at : at + 12] for each in DIGITS.findall(" ".join(_texts(policy))) for at in range(len(each) - 11)}
    candidate = 210987654321
    while str(candidate) in taken or str(candidate) in apart_from:
        candidate += 1
    return Fresh(candidate)


def _texts(policy: Policy) -> list[str]:
    values = [value for each in policy.statements for part in each.conditions for value in part.values]
    return [str(value) for value in (*values, *(each.value for part in policy.statements for each in part.principals))]


OF_THE_ROLE = {
    "${aws:resourceaccount}": Hole("aws:ResourceAccount", "", Means.OWN_ACCOUNT),
    "${aws:resourceorgid}": Hole("aws:ResourceOrgID", "", Means.OWN_ORGANIZATION),
}
VARIABLES = re.compile(r"(\$\{aws:Resource(?:Account|OrgID)\})", re.IGNORECASE)
OF_THE_CALLER = re.compile(r"\$\{(aws:[A-Za-z]+)\}")
EXCHANGEABLE = ("stringequals", "stringnotequals", "stringlike", "stringnotlike")  # of two values, one of them fixed
SOME_ORGANIZATION = "o-ownorganization"


class Grounded(NamedTuple):
    """A policy without Holes for the own account and partition.

    `account`: what stands for the own account; None where the policy has none, or it is known.
    """

    policy: Policy
    account: str | None = None
    hole: Hole | None = None

    def value(self, shown: Value) -> Value:
        """`shown`, as the grounded policy has it."""
        return with_held(shown, self.hole, self.account) if self.account and self.hole else shown

    def shown(self, value: Value) -> Value:
        """`value` of an answer, with the own account as the reader knows it."""
        if not self.account or not self.hole:
            return value
        pieces: list[str | Hole] = []
        for part in value.parts if isinstance(value, Text) else (value,):
            if isinstance(part, Hole):
                pieces.append(part)
                continue
            first, *more = part.split(self.account)
            pieces += [first, *(piece for each in more for piece in (self.hole, each))]
        found = text(*pieces)
        return freshened(found) if is_fresh(value) else found

    def request(self, witness: Request) -> Request:
        """A witness, with the own account as the reader knows it."""
        if not self.account:
            return witness
        caller = Caller(witness.caller.kind, self.shown(witness.caller.arn), witness.caller.session)
        context = {
            key: tuple(self.shown(value) for value in values) if isinstance(values, tuple) else values
            for key, values in witness.context.items()
        }
        return Request(witness.action, caller, context)


def grounded(written: Policy, owner: Owner) -> Grounded:
    """`written` with the own account, partition and organization spelt out: as known, else as nothing else is."""
    policy = with_accounts_told(of_the_role(written))
    own = {hole for hole in policy.holes() if hole.means in OWN}
    if not own:
        return Grounded(policy)
    spelt = what_stands_for_own(policy, owner)

    ready = _rewritten(policy, lambda written: spelt_out(written, spelt))
    hole = next((each for each in own if each.means is Means.OWN_ACCOUNT), None)
    return Grounded(ready, None if owner.account else spelt[Means.OWN_ACCOUNT], hole)


def of_the_role(policy: Policy) -> Policy:
    """`policy` with what it asks of the role's own account and organization by policy variables as what they are.

    `${aws:ResourceAccount}` and `${aws:ResourceOrgID}` are the same in every request for the role, so that they are
    Holes with a meaning; a condition that compares the key of the one with a variable of the caller's is turned round.
    """
    if not policy.has_variables or not any("${aws:" in each.lower() for each in _texts(policy)):
        return policy
    turned = [each._replace(conditions=tuple(map(_turned, each.conditions))) for each in policy.statements]
    return _rewritten(policy._replace(statements=tuple(turned)), _of_the_role)


def with_accounts_told(policy: Policy) -> Policy:
    """`policy` in which an open value that is the account of some principal's ARN is one as a principal by itself."""
    open_ones = [each.value for one in policy.statements for each in one.principals if isinstance(each.value, Text)]
    if not any(each.lone and each.lone.means is Means.VALUE for each in open_ones):
        return policy
    fields = [arn_field(each, 4) for each in open_ones if not each.lone]
    accounts = {field.lone for field in fields if isinstance(field, Text)}

    def told(each: Principal) -> Principal:
        hole = each.value.lone if isinstance(each.value, Text) else None
        if each.kind != "AWS" or hole is None or hole.means is not Means.VALUE or hole not in accounts:
            return each
        return each._replace(value=text(Hole(hole.name, hole.where, Means.ACCOUNT, hole.unset)))

    statements = [each._replace(principals=tuple(map(told, each.principals))) for each in policy.statements]
    return policy._replace(statements=tuple(statements))


def _turned(condition: Condition) -> Condition:
    """`StringEquals aws:ResourceOrgID "${aws:PrincipalOrgID}"` says what the same does with the two exchanged."""
    own = f"${{{condition.key.lower()}}}"
    if own not in OF_THE_ROLE or len(condition.values) != 1 or condition.operator.lower() not in EXCHANGEABLE:
        return condition
    variable = OF_THE_CALLER.fullmatch(str(condition.values[0]))
    return condition._replace(key=variable[1], values=(f"${{{condition.key}}}",)) if variable else condition


def _of_the_role(written: Value) -> Value:
    if not isinstance(written, str) or "${" not in written:
        return written
    pieces = VARIABLES.split(written)
    return text(*(OF_THE_ROLE.get(each.lower(), each) for each in pieces))


def with_members_open(policy: Policy) -> Policy:
    """`policy` with accounts of the owner's own as any others that are not known.

    So it has to be read where somebody of a certain account asks: that one, the role's own first of all, may be one.
    """
    if all(hole.means not in OF_THE_OWNERS for hole in policy.holes()):
        return policy
    return _rewritten(policy, _opened)


def _opened(written: Value) -> Value:
    if isinstance(written, str):
        return written
    return text(*(_value(part) if isinstance(part, Hole) else part for part in written.parts))


def _value(hole: Hole) -> Hole:
    return Hole(hole.name, hole.where) if hole.means in OF_THE_OWNERS else hole


def _rewritten(policy: Policy, value: Callable[[Value], Value]) -> Policy:
    """`policy` with what `value` makes of those of its principals and conditions."""

    def statement(each: Statement) -> Statement:
        return each._replace(
            principals=tuple(one._replace(value=value(one.value)) for one in each.principals),
            conditions=tuple(_condition(one, tuple(value(v) for v in one.values)) for one in each.conditions),
        )

    return policy._replace(statements=tuple(statement(each) for each in policy.statements))


def what_stands_for_own(policy: Policy, owner: Owner) -> dict[Means, str]:
    """The own account and partition as questions about `policy` spell them."""
    account = owner.account or str(unnamed(policy, owner.own | set(owner.trusted)))
    named = {found for each in _texts(policy) for found in PARTITION_NAMED.findall(each)}
    organization = next(iter(owner.organizations)) if len(owner.organizations) == 1 else SOME_ORGANIZATION
    return {
        Means.OWN_ACCOUNT: account,
        Means.OWN_PARTITION: named.pop() if len(named) == 1 else "aws",
        Means.OWN_ORGANIZATION: organization,
    }


def spelt_out(written: Value, spelt: Mapping[Means, str | Hole]) -> Value:
    """`written` with the Holes filled in that mean one of `spelt`."""
    if isinstance(written, str):
        return written
    return text(*(spelt.get(part.means, part) if isinstance(part, Hole) else part for part in written.parts))


def _condition(condition: Condition, values: tuple[Value, ...]) -> Condition:
    return condition if values == condition.values else condition._replace(values=values)

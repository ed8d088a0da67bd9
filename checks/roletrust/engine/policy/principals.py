"""Who a principal element can be, and whether it admits a caller.

IAM User Guide, "AWS JSON policy elements: Principal"; every form of docs/semantics.md section 4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer, all_of, any_of
from roletrust.engine.constant import Constant
from roletrust.engine.policy.accounts import ACCOUNT_ID, MEANT
from roletrust.engine.policy.document import Principal
from roletrust.engine.policy.request import Caller, Kind, arn_field
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Means, Text, Value, text

PARTITION = re.compile(r"aws(-[a-z0-9-]+)?\Z")
# STS API reference, AssumeRole: roleSessionNameType; of the role it is the name, without its path.
ONE_SESSION = re.compile(r"assumed-role/[\w+=,.@-]{1,64}/[\w+=,.@-]{2,64}\Z", re.ASCII)
# IAM User Guide, "IAM identifiers": of a role, of a user.
UNIQUE_ID_PREFIXES = ("AROA", "AIDA")


class Form(Constant):
    EVERYONE = "everyone"  # any signing principal of any account
    ACCOUNT = "account"  # any user or role session of one account
    ENTITY = "entity"  # one user, or every session of one role
    SESSION = "session"  # one session of one role
    PROVIDER = "provider"  # SAML or OIDC
    SERVICE = "service"
    OPEN = "open"  # an account, role or user, not known which
    NOTHING = "nothing"  # no caller we model


NO_SIGNER = (Form.SERVICE, Form.PROVIDER, Form.NOTHING)  # no user and no role is one of these


class Who(NamedTuple):
    """A principal, understood.  `partition` '' admits any; `account`, `text` and `session` as the form needs them.

    For OPEN, `account` is the open account.  For NOTHING, `text` says why.
    """

    form: Form
    partition: Value = ""
    account: Value = ""
    text: Value = ""
    session: Value = ""


def _nothing(why: str) -> Who:
    return Who(Form.NOTHING, text=why)


def who(principal: Principal) -> Who:
    """Understand one principal element."""
    kind, value = principal.kind, principal.value
    if kind == "*" or (kind == "AWS" and value == "*"):
        return Who(Form.EVERYONE)
    if kind == "AWS":
        return _open(value) if isinstance(value, Text) else _aws(value)
    if kind not in ("Service", "Federated"):
        return _nothing(f"`{kind}` principals cannot assume roles")
    if _has_wildcard(value):
        return _nothing("a wildcard names no service or provider")
    return Who(Form.SERVICE if kind == "Service" else Form.PROVIDER, text=value)


def _has_wildcard(value: Value) -> bool:
    parts = value.parts if isinstance(value, Text) else (value,)
    return any("*" in part or "?" in part for part in parts if isinstance(part, str))


@lru_cache(maxsize=4096)
def _aws(value: str) -> Who:
    if ACCOUNT_ID.match(value):
        return Who(Form.ACCOUNT, account=value)
    if _has_wildcard(value):
        return _nothing("a wildcard inside a principal matches nobody")
    if is_unique_id(value):
        return _nothing("it is the id of a deleted role or user")
    fields = value.split(":", 5)
    if len(fields) < 6 or fields[0] != "arn":
        return _nothing("it is neither an account nor an ARN")
    if fields[3]:
        return _nothing("IAM's ARNs have no region")
    return _arn(value, fields[1], fields[2], fields[4], fields[5])


def is_unique_id(value: Value) -> bool:
    """Whether it begins with the id that IAM gives a role or user: what a principal becomes once that is deleted."""
    return str(value).startswith(UNIQUE_ID_PREFIXES)


def _arn(value: Value, partition: Value, service: Value, account: Value, resource: Value) -> Who:
    if isinstance(partition, str) and not PARTITION.match(partition):
        return _nothing("AWS has no such partition")
    if isinstance(account, str) and not ACCOUNT_ID.match(account):
        return _nothing("an account has 12 digits")
    path = str(resource) if isinstance(resource, str) else str(resource.parts[0])
    if service == "iam" and resource == "root":
        return Who(Form.ACCOUNT, partition, account)
    if service == "iam" and path.startswith(("user/", "role/")):
        return Who(Form.ENTITY, partition, account, value)
    if service == "sts" and path.startswith("assumed-role/"):
        role, session = _halves(resource)
        if isinstance(resource, str) and not ONE_SESSION.match(resource):
            return _nothing("no session has such a name")
        return Who(Form.SESSION, partition, account, role, session)
    return _nothing("no caller of sts:AssumeRole has such an ARN")


def _halves(resource: Value) -> tuple[Value, Value]:
    """The role name and the session name of `assumed-role/name/session`."""
    if isinstance(resource, str):
        _, _, rest = resource.partition("/")
        role, _, session = rest.partition("/")
        return role, session
    before: list[Value] = []
    parts = [str(resource.parts[0]).partition("/")[2], *resource.parts[1:]]
    for index, part in enumerate(parts):
        if isinstance(part, str) and "/" in part:
            role, _, session = part.partition("/")
            return text(*before, role), text(session, *parts[index + 1 :])
        before.append(text(part))
    return text(*before), ""


def _open(value: Text) -> Who:
    """An AWS principal with Holes: what its literal pieces still tell."""
    if _has_wildcard(value):
        return _nothing("a wildcard inside a principal matches nobody")
    if value.lone is not None:
        if _is_meant(value) or value.lone.means is Means.ACCOUNT:
            return Who(Form.ACCOUNT, account=value)
        return Who(Form.OPEN, account=value, text=value)
    prefix, partition, service, account, resource = (arn_field(value, index) for index in (0, 1, 2, 4, 5))
    if prefix != "arn" or not resource:
        return Who(Form.OPEN, account=value, text=value)
    if isinstance(resource, Text) and not isinstance(resource.parts[0], str):
        return Who(Form.OPEN, partition, account, value)
    return _arn(value, partition, service, account, resource)


def admits(someone: Who, caller: Caller) -> Answer:
    """Whether `someone` is `caller`."""
    form = someone.form
    if form is Form.EVERYONE:
        return YES if caller.signs else UNKNOWN
    if form is Form.SERVICE:
        return same(someone.text, caller.arn) if caller.kind is Kind.SERVICE else NO
    if form is Form.PROVIDER:
        return same(someone.text, caller.arn) if caller.kind in (Kind.SAML, Kind.OIDC) else NO
    if form is Form.NOTHING or not caller.signs:
        return NO
    if form is Form.OPEN:
        return _may_be(someone, caller)
    if form is Form.ENTITY:
        return _same_arn(someone, caller)
    here = all_of((_same_partition(someone.partition, caller), same_account(someone.account, caller.account)))
    if form is Form.ACCOUNT or here is NO:
        return here
    if caller.kind is not Kind.ROLE_SESSION:
        return NO
    return all_of((here, same(someone.text, caller.name), same(someone.session, caller.session)))


def _may_be(someone: Who, caller: Caller) -> Answer:
    """An open principal is the caller for sure only where the caller is defined as just that."""
    if caller.arn == someone.text:
        return YES
    return NO if same_account(someone.account, caller.account) is NO else UNKNOWN


def _same_arn(someone: Who, caller: Caller) -> Answer:
    if isinstance(someone.text, str) and isinstance(caller.arn, str):
        return YES if someone.text == caller.arn else NO
    names = same(arn_field(someone.text, 5), arn_field(caller.arn, 5))
    return all_of((_same_partition(someone.partition, caller), same_account(someone.account, caller.account), names))


def _same_partition(partition: Value, caller: Caller) -> Answer:
    """The role's own partition, and one left open, are where its callers are: trust never crosses partitions."""
    if not partition or isinstance(partition, Text):
        return YES
    found = caller.partition or caller.arn
    return YES if isinstance(found, Text) else same(partition, found)


def same_account(first: Value, second: Value) -> Answer:
    """Whether two accounts are one.  The own account, where its id is not known, is no literal one (rules.md).

    Nor is one of the own organization: a literal one that is in it, too, is as little a third party's.
    """
    if isinstance(first, str) and isinstance(second, str):
        return YES if first == second else NO
    own = [account for account in (first, second) if _is_meant(account)]
    if len(own) == 1 and (isinstance(first, str) or isinstance(second, str)):
        return NO
    return same(first, second)


def _is_meant(account: Value) -> bool:
    return isinstance(account, Text) and account.lone is not None and account.lone.means in MEANT


def is_open(account: Value) -> bool:
    """Whether it is not known whose account it is; the own one, and those of the own organization, are known."""
    return isinstance(account, Text) and not _is_meant(account)


class Principals:
    """All principals of a statement, made ready to be asked many times.

    INVARIANT: what `_accounts` and `_entities` hold would answer YES in `_others` as well; they only answer faster.
    """

    def __init__(self, principals: Sequence[Principal], whos: Sequence[Who], denies: bool) -> None:
        """`whos`: the principals understood, one by one."""
        self.whos = whos
        self._denies = denies
        self.spelt = True  # whether every user and role among them is spelt out
        self._accounts: set[tuple[Value, Value]] = set()
        self._entities: set[Value] = set()
        self._others: list[tuple[Who, bool]] = []
        self._principals = principals
        for each, principal in zip(whos, principals, strict=True):
            self._sort(each, principal.maybe is not None)
        self.asked = 1 + len(self._others)  # how many are asked one by one for a caller

    @property
    def members(self) -> Sequence[tuple[Principal, Who]]:
        """Each as it is written, and understood."""
        return tuple(zip(self._principals, self.whos, strict=True))

    @cached_property
    def _all(self) -> list[tuple[Who, bool]]:
        return [(each, one.maybe is not None) for each, one in zip(self.whos, self._principals, strict=True)]

    def _sort(self, each: Who, maybe: bool) -> None:
        if each.form not in NO_SIGNER and (each.form is not Form.ENTITY or isinstance(each.text, Text)):
            self.spelt = False
        if (
            each.form is Form.ACCOUNT
            and isinstance(each.account, str)
            and isinstance(each.partition, str)
            and not maybe
        ):
            self._accounts.add((each.partition, each.account))
        elif each.form is Form.ENTITY and isinstance(each.text, str) and not maybe:
            self._entities.add(each.text)
        elif each.form is not Form.NOTHING:
            self._others.append((each, maybe))

    def spells(self, arn: Value) -> bool:
        """Whether one of them is the user or role with just this ARN."""
        return arn in self._entities

    def admit(self, caller: Caller) -> Answer:
        """Whether any of them is `caller`."""
        if caller.signs and isinstance(caller.arn, str):
            account, partition = caller.account, caller.partition
            if caller.arn in self._entities or not self._accounts.isdisjoint((("", account), (partition, account))):
                return YES
            return any_of(self._ask(each, maybe, caller) for each, maybe in self._others) if self._others else NO
        return any_of(self._ask(each, maybe, caller) for each, maybe in self._all)

    def _ask(self, each: Who, maybe: bool, caller: Caller) -> Answer:
        found = admits(each, caller)
        if each.form is Form.EVERYONE and not caller.signs and not self._denies:
            return NO  # an Allow for {"AWS": "*"} is not known to reach services and federated callers
        return min(found, UNKNOWN) if maybe else found

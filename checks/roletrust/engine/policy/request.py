"""One request to STS: who calls which action, with which context keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Union

from roletrust.engine.constant import Constant
from roletrust.engine.text import Fresh, Hole, Namesake, Stranger, Text, Value, freshened, is_fresh, text

ASSUME_ROLE = "sts:AssumeRole"


class Kind(Constant):
    """Who can reach STS (IAM User Guide, "Compare AWS STS credentials")."""

    USER = "user"
    ROLE_SESSION = "role-session"
    SERVICE = "service"
    SAML = "saml"
    OIDC = "oidc"


# Which call each kind of caller can make (IAM User Guide, "Compare AWS STS credentials").
ACTIONS = {
    Kind.USER: ASSUME_ROLE,
    Kind.ROLE_SESSION: ASSUME_ROLE,
    Kind.SERVICE: ASSUME_ROLE,
    Kind.SAML: "sts:AssumeRoleWithSAML",
    Kind.OIDC: "sts:AssumeRoleWithWebIdentity",
}


class Free(Constant):
    """A context key that may be absent or hold any value."""

    FREE = "free"


FREE = Free.FREE
Values = Union[tuple[Value, ...], Free]


class Caller:
    """Who calls.  INVARIANT: never changed once made.

    `arn`: the user's or the role's IAM ARN, the service's name, or the provider's ARN (or well-known name).
    `session`: the calling role session's name; '' for the other kinds.
    `signs`: whether it calls with IAM credentials, so that `aws:PrincipalArn` and its kin are there.
    `account`: that of a user or role session, open where its whole ARN is; '' for the other kinds.
    `partition`: the one its ARN names; '' where it names none.
    """

    __slots__ = ("account", "arn", "kind", "partition", "session", "signs")

    def __init__(self, kind: Kind, arn: Value, session: Value = "") -> None:
        self.kind, self.arn, self.session = kind, arn, session
        self.signs = kind is Kind.USER or kind is Kind.ROLE_SESSION
        fields = arn.split(":", 5) if isinstance(arn, str) else arn_fields(arn)
        self.partition = fields[1] if len(fields) > 1 else ""
        self.account: Value = ""
        if self.signs:
            account = fields[4] if len(fields) == 6 else arn if isinstance(arn, Text) else ""
            self.account = freshened(account) if isinstance(arn, Stranger) and account else account

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Caller) and self._told() == other._told()

    def __hash__(self) -> int:
        return hash(self._told())

    def __repr__(self) -> str:
        return f"Caller{self._told()}"

    def _told(self) -> tuple[Kind, Value, Value]:
        return self.kind, self.arn, self.session

    @property
    def name(self) -> Value:
        """The user's or role's name without its path."""
        return last_of_path(self.arn)


class Request(NamedTuple):
    """`context` holds the keys the request carries beyond those its caller implies; a key not in it is absent.

    A key maps to its values (one for a single-valued key) or to FREE.  Key names compare without case.
    """

    action: str
    caller: Caller
    context: Mapping[str, Values] = MappingProxyType({})

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Request:
        """Read the language-neutral form that `fixtures/decisions` uses.

        Raises KeyError or ValueError where `data` is not of that form.
        """
        caller = data["caller"]
        context: dict[str, Values] = {
            key: FREE if values == FREE.value else tuple(values) for key, values in data.get("context", {}).items()
        }
        return cls(data["action"], Caller(Kind(caller["kind"]), caller["arn"], caller.get("session", "")), context)

    def to_json(self) -> dict[str, Any]:
        """The form `of` reads, Holes written as `${name}`."""
        caller = {"kind": self.caller.kind.value, "arn": str(self.caller.arn)}
        if self.caller.session:
            caller["session"] = str(self.caller.session)
        context = {
            key: values.value if isinstance(values, Free) else [str(value) for value in values]
            for key, values in self.context.items()
        }
        return {"action": self.action, "caller": caller, "context": context}


def arn_field(arn: Value, index: int) -> Value:
    """Field `index` (0 to 5) of an ARN, '' where it has fewer.  The last field keeps its colons.

    The last field of a fresh ARN is fresh: it is what was chosen freely; a stranger's account was, too.
    """
    fields = arn_fields(arn)
    return fields[index] if index < len(fields) else ""


def arn_fields(arn: Value) -> Sequence[Value]:
    """An ARN split at its first five literal colons; fewer than six fields where Holes hide some."""
    if type(arn) is str:
        return arn.split(":", 5)
    if isinstance(arn, str):
        fields: list[Value] = [*arn.split(":", 5)]
    else:
        pieces: list[list[str | Hole]] = [[]]
        for part in arn.parts:
            if isinstance(part, Hole):
                pieces[-1].append(part)
                continue
            first, *more = part.split(":", 6 - len(pieces))
            pieces[-1].append(first)
            pieces.extend([each] for each in more)
        fields = [text(*each) for each in pieces]
    if len(fields) == 6 and is_fresh(arn):
        fields[5] = fields[5] if isinstance(arn, Namesake) else freshened(fields[5])
        if isinstance(arn, Stranger):
            fields[4] = freshened(fields[4])
    return fields


def last_of_path(arn: Value) -> Value:
    """What follows the last literal `/`, fresh where `arn` is; '' where there is none."""
    if isinstance(arn, str):
        name = arn.rpartition("/")[2] if "/" in arn else ""
        return Fresh(name) if is_fresh(arn) and not isinstance(arn, Namesake) else name
    tail: list[str | Hole] = []
    for part in reversed(arn.parts):
        if isinstance(part, str) and "/" in part:
            name_of = text(part.rpartition("/")[2], *tail)
            return freshened(name_of) if arn.fresh else name_of
        tail.insert(0, part)
    return ""

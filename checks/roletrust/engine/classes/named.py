"""The users, roles and sessions that the principal elements of a policy name, whichever actions they are about.

IAM refuses a trust policy that names a role or user that there is not (IAM User Guide, "AWS JSON policy elements:
Principal"): so those that are named are there, and no other of their account has such a name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from roletrust.engine.policy.document import Statement
from roletrust.engine.policy.principals import Form, Who, who
from roletrust.engine.policy.request import Caller, arn_field, last_of_path
from roletrust.engine.text import Hole, Text, Value, with_held


class Named(NamedTuple):
    """`whos`: users, roles and sessions, by their accounts; `perhaps`: the ARNs of those users and roles that are named
    only if something open turns out so, and what that is: whether they are named, or which account they are of.
    """

    whos: Mapping[Value, Sequence[Who]]
    perhaps: Mapping[Value, Hole]

    @property
    def accounts(self) -> frozenset[str]:
        """Their accounts: not every name is free there."""
        return frozenset(each for each in self.whos if isinstance(each, str))

    def under(self, stem: Value) -> set[str]:
        """The ARNs that begin with `stem` (`arn:aws:iam::A:role/`) of the users or roles that are named for sure."""
        here = self.whos.get(arn_field(stem, 4), ()) if isinstance(stem, str) else ()
        found = (each.text for each in here if each.form is Form.ENTITY and each.text not in self.perhaps)
        return {arn for arn in found if isinstance(arn, str) and arn.startswith(str(stem))}

    def rival(self, caller: Caller) -> Hole | None:
        """What may turn out so that another than the caller has its name; None where nothing may."""
        kind = f"{str(caller.arn).partition('/')[0]}/"
        for arn, hole in self.perhaps.items():
            here = with_held(arn, hole, caller.account)
            if str(here).startswith(kind) and not exists_beside(caller.arn, (here,)):
                return hole
        return None


NOBODY_NAMED = Named({}, {})


def named(statements: Iterable[Statement]) -> Named:
    """Whom the principal elements of `statements` name."""
    whos: dict[Value, dict[Who, None]] = {}
    perhaps: dict[Value, Hole] = {}
    surely: set[Value] = set()
    for statement in statements:
        for principal in statement.principals:
            if isinstance(principal.value, str) and "/" not in principal.value:
                continue
            someone = who(principal)
            if someone.form is Form.ENTITY and isinstance(someone.account, Text) and someone.account.lone:
                perhaps.setdefault(someone.text, someone.account.lone)
            if someone.form not in (Form.ENTITY, Form.SESSION) or not isinstance(someone.account, str):
                continue
            whos.setdefault(someone.account, {})[someone] = None
            if maybe := statement.maybe or principal.maybe:
                perhaps.setdefault(someone.text, maybe)
            else:
                surely.add(someone.text)
    unsure = {arn: hole for arn, hole in perhaps.items() if arn not in surely}
    return Named({account: tuple(each) for account, each in whos.items()}, unsure)


def exists_beside(arn: Value, entities: Collection[Value]) -> bool:
    """Whether a user or role may have the ARN `arn` where there are `entities` of its kind and account."""
    name = str(last_of_path(arn)).lower()
    return arn in entities or all(str(last_of_path(each)).lower() != name for each in entities)

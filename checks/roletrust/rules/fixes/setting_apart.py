"""A fix that must not shut out the other principals of its statement."""

from __future__ import annotations

from collections.abc import Sequence

from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.document import Principal
from roletrust.engine.policy.principals import Form, who
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Value, is_fresh
from roletrust.rules.rule import Fix


def set_apart(fix: Fix, accounts: Sequence[Value], owner: Owner, whole: bool = False) -> Fix:
    """`fix`, for the principals of `accounts` alone where its statement has others as well.

    `whole`: of those principals, the ones that trust an account as a whole.
    """
    if fix.statement is None or fix.statement.negated_principals:
        return fix
    principals = fix.statement.principals
    if len(principals) == 1:
        return fix
    moved = tuple(each for each in principals if concerned(each, accounts, owner, whole))
    return apart(fix, moved or tuple(each for each in principals if who(each).form is Form.EVERYONE))


def apart(fix: Fix, moved: tuple[Principal, ...]) -> Fix:
    """`fix` for the principals `moved`, in a statement of their own if there are others."""
    if fix.statement is None or len(moved) in (0, len(fix.statement.principals)):
        return fix
    why = f"the others in {fix.statement.label} would be shut out"
    return fix._replace(advice=f"{fix.advice}; do it in a statement of its own, or {why}", moved=moved)


def set_caller_apart(fix: Fix, kind: str, names: Sequence[Value]) -> Fix:
    """`fix`, for the services or providers `names` alone where its statement has other principals as well."""
    principals = fix.statement.principals if fix.statement else ()
    moved = tuple(each for each in principals if each.kind == kind and any(same(each.value, name) for name in names))
    return apart(fix, moved)


def concerned(principal: Principal, accounts: Sequence[Value], owner: Owner, whole: bool) -> bool:
    """Whether `principal` is one of `accounts`, or of it, or everyone where that is what they stand for."""
    someone = who(principal)
    if someone.form is Form.EVERYONE:
        return any(is_fresh(account) for account in accounts)
    if not someone.account or (whole and someone.form not in (Form.ACCOUNT, Form.OPEN)):
        return False
    own = owner.whose(someone.account) is Whose.OWN  # spelt as a literal in one place, by reference in another
    return someone.account in accounts or (own and any(owner.whose(account) is Whose.OWN for account in accounts))

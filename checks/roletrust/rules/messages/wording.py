"""How findings speak of accounts, statements and holes, so that every rule says it alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roletrust.engine.policy.accounts import Owner
from roletrust.engine.text import APART, Hole, Text, Value, is_fresh

SHOWN = 3  # names listed in one sentence; the facts beside the finding hold all of them

# IAM refuses a policy with characters beyond U+00FF, so a fix pasted without its value filled in fails
# loudly when it is deployed.
PLACEHOLDER = "\u2039{}\u203a"
YOUR_ORGANIZATION = "id of your organization"
PARTITION = "partition"
ACCOUNT = "account id of 12 digits"
DATE, SECONDS = "date, like 2030-12-31T00:00:00Z", "seconds since 1970"
ADDRESSES = "public addresses, like 203.0.113.0/24"
SUCCESSOR = "ARN of the role of your account that took its place"
ANYONE = "any AWS account"

EXTERNAL_ID, PRINCIPAL_ARN = "sts:ExternalId", "aws:PrincipalArn"  # as AWS writes them


def placeholder(what: str) -> str:
    """Text that stands for a value only the reader can supply, and that IAM refuses."""
    return PLACEHOLDER.format(what)


def account_name(account: Value, owner: Owner) -> str:
    """`account 123456789012`, `Vendor (123456789012)`, ``account `var.partner` ``, `any AWS account`."""
    if is_fresh(account):
        return ANYONE
    if isinstance(account, Text):
        return f"account `{account.lone.name if account.lone else account}`"
    return owner.name(account)


def listed(names: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c and 4 more`."""
    if len(names) == 1:
        return names[0]
    shown = list(names[:SHOWN])
    if len(names) > SHOWN:
        shown.append(f"{len(names) - SHOWN} more")
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def account_names(accounts: Iterable[Value], owner: Owner) -> list[str]:
    """Each name once: several accounts may stand for any."""
    return list(dict.fromkeys([account_name(account, owner) for account in accounts]))


def if_listed(accounts: Sequence[Value]) -> str:
    """The first thing to look at: accounts that nobody has listed may well be the reader's own.

    An open one is listed by its name, where that is told in full.
    """
    known = [each for each in accounts if isinstance(each, str) and not is_fresh(each)]
    open_ones = [each.lone.name for each in accounts if isinstance(each, Text) and each.lone]
    names = dict.fromkeys(quoted(name) for name in open_ones if not APART.search(name))
    every = [*dict.fromkeys(known), *names]
    if not every:
        return ""
    whose, it = listed(every, "or"), "it by that name" if len(names) == len(every) else "it"
    where = "under own_accounts or trusted_accounts in .roletrust.yaml"
    return f"if {whose} is yours, or one you trust, list {it} {where}; else "


def quoted(name: str) -> str:
    """What the reader wrote, between backticks; a command of a shell stands between them already."""
    return name if name.startswith("`") and name.endswith("`") else f"`{name}`"


def hole_name(hole: Hole) -> str:
    """``var.partner (main.tf:3)``"""
    return f"{hole.name} ({hole.where})" if hole.where else hole.name


def once(holes: Iterable[Hole]) -> tuple[Hole, ...]:
    """Each hole once, in order."""
    return tuple(dict.fromkeys(holes))

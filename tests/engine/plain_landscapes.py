"""Small landscapes of plain policies, drawn, and what is true of them by counting alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

Json = dict[str, Any]
VENDOR, OWN = "123456789012", "987654321098"
NAMES = ("r0", "r1", "r2", "r3")
ANYONE_HERE = "root"


class Plain(NamedTuple):
    """A role.  `trusts`, `refuses`: role names, or `root`, of the own account, or `vendor`.  `may`: roles that it is
    allowed to assume, `*` for all; `may_not` likewise.  `admin`: whether it is allowed everything.  `may_pass`, and
    `may_not_pass`: roles; `may_start`: whether it is allowed to start instances.  `service`: that it trusts.
    """

    trusts: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    may_not: tuple[str, ...] = ()
    admin: bool = False
    may_pass: tuple[str, ...] = ()
    may_not_pass: tuple[str, ...] = ()
    may_start: bool = False
    service: str = "ec2"


some = st.lists(st.sampled_from(("vendor", ANYONE_HERE, *NAMES)), max_size=2, unique=True).map(tuple)
others = st.lists(st.sampled_from(("*", *NAMES)), max_size=2, unique=True).map(tuple)
few = st.lists(st.sampled_from(("vendor", *NAMES)), max_size=1).map(tuple)
none = st.lists(st.sampled_from(NAMES), max_size=1).map(tuple)
named = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple)
services = st.sampled_from(("ec2", "ec2", "lambda"))
roles = st.builds(Plain, some, few, others, none, st.booleans(), named, none, st.booleans(), services)
landscapes = st.lists(roles, min_size=1, max_size=len(NAMES))


def principal(name: str) -> Json:
    account = VENDOR if name == "vendor" else OWN
    return {"AWS": f"arn:aws:iam::{account}:{'root' if name in ('vendor', ANYONE_HERE) else f'role/{name}'}"}


def trust(role: Plain) -> list[Json]:
    call = {"Action": "sts:AssumeRole"}
    allows = [{"Effect": "Allow", "Principal": principal(each), **call} for each in role.trusts]
    denies = [{"Effect": "Deny", "Principal": principal(each), **call} for each in role.refuses]
    nobody = {"Effect": "Allow", "Principal": {"Service": f"{role.service}.amazonaws.com"}, **call}
    return [nobody, *allows, *denies]


def held(role: Plain) -> list[Json]:
    def to(effect: str, name: str, action: str = "sts:AssumeRole") -> Json:
        there = "*" if name == "*" else f"arn:aws:iam::{OWN}:role/{name}"
        return {"Effect": effect, "Action": action, "Resource": there}

    passing = [to("Allow", each, "iam:PassRole") for each in role.may_pass]
    passing += [to("Deny", each, "iam:PassRole") for each in role.may_not_pass]
    passing += [to("Allow", "*", "ec2:RunInstances")] if role.may_start else []
    everything = [{"Effect": "Allow", "Action": "*", "Resource": "*"}] if role.admin else []
    return [
        *(to("Allow", each) for each in role.may),
        *(to("Deny", each) for each in role.may_not),
        *passing,
        *everything,
    ]


def enters(role: Plain) -> bool:
    return "vendor" in role.trusts and "vendor" not in role.refuses


def steps(landscape: Sequence[Plain], one: int, other: int) -> bool:
    """Whether the role `one` may assume the role `other`, by a policy of its own, or because it is named; or start an
    instance with it.
    """
    here, there = landscape[one], landscape[other]
    name, target = NAMES[one], NAMES[other]
    passes = target in here.may_pass and target not in here.may_not_pass
    if one != other and passes and here.may_start and there.service == "ec2":
        return True
    if one == other or name in there.refuses or target in here.may_not:
        return False
    allowed = here.admin or target in here.may or "*" in here.may
    return name in there.trusts or (ANYONE_HERE in there.trusts and allowed)


def expected(landscape: Sequence[Plain]) -> set[str]:
    """The roles from which the vendor comes to an administrator."""
    found = set()
    for start, role in enumerate(landscape):
        reached, waiting = {start}, [start]
        while waiting and enters(role):
            here = waiting.pop()
            further = {each for each in range(len(landscape)) if steps(landscape, here, each)} - reached
            reached |= further
            waiting += further
        if enters(role) and any(landscape[each].admin for each in reached):
            found.add(NAMES[start])
    return found

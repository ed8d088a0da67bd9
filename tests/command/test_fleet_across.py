"""What `roletrust fleet` finds across its sources is what it finds where all of them are one."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command.asked import roletrust
from roletrust.fleet.summary import rows

Json = dict[str, Any]
VENDORS = ("210987654321", "123456789012")
ACCOUNTS = ("911000000010", "911000000020", "911000000030", "911000000040")
IDS = (
    "7f9c2b1e-4a55-4c1d-9b7e-0d6a3f2c8e41",
    "c03d5a72-91fe-4b60-8a8e-5e7d1f26b9d3",
    "0b6d8f53-7a41-4e0c-8d92-9f64c1b7a3e5",
)
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def arn(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def root(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


def trusting(principal: Any, external_id: str = "") -> Json:
    said: Json = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return said | {"Condition": {"StringEquals": {"sts:ExternalId": external_id}}} if external_id else said


def assuming(*roles: str) -> Json:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": list(roles)}


def role(account: str, name: str, trust: Json, *allowed: Json) -> Json:
    def document(*statements: Json) -> Json:
        return {"Version": "2012-10-17", "Statement": list(statements)}

    inline = [{"PolicyName": "inline", "PolicyDocument": document(*allowed)}] if allowed else []
    return {
        "RoleName": name,
        "Path": "/",
        "Arn": arn(account, name),
        "AssumeRolePolicyDocument": document(trust),
        "RolePolicyList": inline,
        "AttachedManagedPolicies": [],
    }


def found(folder: Path, fleet: list[Json], apart: bool, *words: str) -> set[tuple[str, str]]:
    """The rules about all roles that find something, each with the role, of a dump of each account or of one of all."""
    of: dict[str, list[Json]] = {}
    for each in fleet:
        of.setdefault(each["Arn"].split(":")[4] if apart else "all", []).append(each)
    folder.mkdir(exist_ok=True)
    for name, roles in of.items():
        (folder / f"{name}.json").write_text(json.dumps({"RoleDetailList": roles}))
    selected = [word for rule in ("13", "14", "91") for word in ("--select", rule)]
    done = roletrust("fleet", ".", "-o", "f.jsonl", "--jobs", "1", *selected, *words, cwd=folder)
    assert done.stderr == ""
    written = list(rows(str(folder / "f.jsonl")))
    told = {(each["rule"], each["role"]) for each in written}
    assert len(told) == len(written)
    assert (
        f"f.jsonl: {len(told)} finding{'' if len(told) == 1 else 's'} in {len({name for _, name in told})} of"
        in done.stdout
    )
    return told


A, B, C, _ = ACCOUNTS
VENDOR = role(A, "vendor", trusting(root(VENDORS[0]), IDS[0]), assuming(arn(B, "*")))
ADMIN = role(B, "admin", trusting(root(A)), EVERYTHING)
ONWARD = role(A, "vendor", trusting(root(VENDORS[0]), IDS[0]), assuming(arn(A, "ops")))
OPS = role(A, "ops", trusting(root(A)), assuming(arn(B, "deploy")))
DEPLOY = role(B, "deploy", trusting(arn(A, "ops")), assuming(arn(C, "admin")))
BEHIND = role(C, "admin", trusting(arn(B, "deploy")), EVERYTHING)


@pytest.mark.parametrize(
    ("fleet", "flawed"),
    [
        ([VENDOR, ADMIN], {arn(A, "vendor")}),
        ([VENDOR, role(B, "admin", trusting(root(C)), EVERYTHING)], set()),
        ([VENDOR, role(B, "admin", trusting(root(A)), assuming("*"))], set()),
        ([role(A, "vendor", trusting(root(A)), assuming(arn(B, "*"))), ADMIN], set()),  # nobody comes in from outside
        ([role(A, "vendor", trusting(root(VENDORS[0]), IDS[0]), assuming(arn(C, "*"))), ADMIN], set()),
        ([ONWARD, OPS, DEPLOY, BEHIND], {arn(A, "vendor")}),
        ([ONWARD, OPS, role(B, "deploy", trusting(arn(A, "other")), assuming(arn(C, "admin"))), BEHIND], set()),
    ],
)
def test_a_vendor_that_comes_to_an_administrator_of_another_account_is_found(
    tmp_path: Path, fleet: list[Json], flawed: set[str]
) -> None:
    strangers = {"own_accounts": list(ACCOUNTS)}  # else each account is an outsider to the others
    (tmp_path / ".roletrust.yaml").write_text(json.dumps(strangers))
    assert found(tmp_path / "apart", fleet, apart=True) == {("CKV_TRUST_14", each) for each in flawed}


def test_the_way_is_told_with_the_source_of_each_role(tmp_path: Path) -> None:
    (tmp_path / ".roletrust.yaml").write_text(json.dumps({"own_accounts": list(ACCOUNTS)}))
    found(tmp_path, [VENDOR, ADMIN], apart=True)
    (told,) = rows(str(tmp_path / "f.jsonl"))
    assert f"may assume {arn(B, 'admin')} (/{B}.json:" in told["reason"]
    assert (told["account"], told["file"]) == (A, f"{A}.json")


def test_an_external_id_of_two_vendors_in_two_accounts_is_found_in_both(tmp_path: Path) -> None:
    def fleet(of_other: str) -> list[Json]:
        return [
            role(A, "one", trusting(root(VENDORS[0]), IDS[0])),
            role(B, "other", trusting(root(VENDORS[1]), of_other)),
            role(C, "same", trusting(root(VENDORS[0]), IDS[2])),
        ]

    both = {("CKV_TRUST_13", arn(A, "one")), ("CKV_TRUST_13", arn(B, "other"))}
    assert found(tmp_path / "shared", fleet(IDS[0]), apart=True) == both
    assert found(tmp_path / "own", fleet(IDS[1]), apart=True) == set()


def test_what_goes_across_is_found_again_when_the_results_are_gone_on_with(tmp_path: Path) -> None:
    """Also where the source that is read now is the other end of a way from one that was read before."""
    (tmp_path / ".roletrust.yaml").write_text(json.dumps({"own_accounts": list(ACCOUNTS)}))
    assert found(tmp_path, [VENDOR], apart=True) == set()
    assert found(tmp_path, [ADMIN], True, "--resume") == {("CKV_TRUST_14", arn(A, "vendor"))}
    assert found(tmp_path, [], True, "--resume") == {("CKV_TRUST_14", arn(A, "vendor"))}


# --- drawn by lot ---------------------------------------------------------------------------------------------------


def drawn(dice: random.Random) -> Iterator[Json]:
    """A fleet of three accounts, in which outsiders, accounts and roles are trusted, and roles assumed, by lot."""
    names = [(account, f"r{number}") for account in ACCOUNTS[:3] for number in range(4)]
    for account, name in names:
        other = dice.choice(names)
        trust = dice.choice(
            [
                trusting(root(dice.choice(VENDORS)), dice.choice(IDS)),
                trusting(root(dice.choice(ACCOUNTS))),
                trusting(arn(*other)),
                trusting("*", dice.choice(IDS)),
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
            ]
        )
        passing = {"Effect": "Allow", "Action": ["iam:PassRole", "lambda:*"], "Resource": "*"}
        allowed = dice.choice([EVERYTHING, passing, None, *[assuming(arn(*dice.choice(names)), "*")] * 2])
        yield role(account, name, trust, *([allowed] if allowed else []))


def test_sources_apart_are_found_to_have_what_they_have_together(tmp_path: Path) -> None:
    dice, every, across = random.Random(19), 0, 0
    for number in range(6):
        fleet = list(drawn(dice))
        folder = tmp_path / str(number)
        folder.mkdir()
        own = {"own_accounts": list(ACCOUNTS[: dice.choice((0, 4))])}
        (folder / ".roletrust.yaml").write_text(json.dumps(own))
        together, apart = found(folder / "one", fleet, apart=False), found(folder / "many", fleet, apart=True)
        assert apart == together, json.dumps(fleet)
        every += len(together)
        told = list(rows(str(folder / "many" / "f.jsonl")))
        across += sum(any(not each["file"].endswith(one["file"]) for each in one.get("roles", ())) for one in told)
    assert every > 25
    assert across > 10  # with a role of another source

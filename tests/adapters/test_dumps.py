"""The rules about all roles, in a dump of an account: one file is one scan, and holds what its roles may do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from adapters.twins import ID, OWN, V, root, trust
from samples import small
from scanning import Scan, in_full, json_files, write

W = "210987654321"
EXTERNAL_ID = ID["sts:ExternalId"] if "sts:ExternalId" in ID else next(iter(ID.values()))
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
READING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def asking(account: str, external_id: str = EXTERNAL_ID) -> Any:
    """A trust policy that lets a role of `account` in with an external id."""
    return trust(f"arn:aws:iam::{account}:role/reader", {"StringEquals": {"sts:ExternalId": external_id}})


def role(name: str, policy: Any, **more: Any) -> dict[str, Any]:
    return {"RoleName": name, "Arn": f"arn:aws:iam::{OWN}:role/{name}", "AssumeRolePolicyDocument": policy, **more}


def holding(*inline: Any, attached: tuple[str, ...] = (), boundary: str = "") -> dict[str, Any]:
    bounded = {"PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}}
    return {
        "RolePolicyList": [{"PolicyName": f"p{n}", "PolicyDocument": each} for n, each in enumerate(inline)],
        "AttachedManagedPolicies": [{"PolicyName": each.rpartition("/")[2], "PolicyArn": each} for each in attached],
        **(bounded if boundary else {}),
    }


def dump(*roles: Any, **policies: Any) -> dict[str, Any]:
    """As `aws iam get-account-authorization-details` prints it."""
    return {
        "UserDetailList": [],
        "GroupDetailList": [],
        "RoleDetailList": list(roles),
        "Policies": [
            {
                "PolicyName": name,
                "Arn": own(name),
                "DefaultVersionId": "v2",
                "PolicyVersionList": [
                    {"Document": EVERYTHING, "VersionId": "v1", "IsDefaultVersion": False},
                    {"Document": document, "VersionId": "v2", "IsDefaultVersion": True},
                ],
            }
            for name, document in policies.items()
        ],
    }


def own(name: str) -> str:
    return f"arn:aws:iam::{OWN}:policy/{name}"


def config(details: Any) -> Any:
    """The same as AWS Config keeps it: an item for each, its names in small letters, its policies percent-encoded."""
    items = [("AWS::IAM::Role", each) for each in details["RoleDetailList"]]
    items += [("AWS::IAM::Policy", each) for each in details["Policies"]]
    return {
        "configurationItems": [
            {"resourceType": kind, "ARN": each["Arn"], "configuration": small(each)} for kind, each in items
        ]
    }


def scan(folder: Path, data: Any, **files: str) -> Scan:
    return json_files(write(folder, {"dump.json": json.dumps(data, indent=2) + "\n", **files}))


def told(found: Scan, rule: str) -> tuple[set[str], set[str]]:
    """The roles for which the rule fails, and those for which it passes."""
    names = [
        {resource.rpartition(".CKV")[0].rpartition("/")[2] for each, resource in every if each == rule}
        for every in (found.failed, found.passed)
    ]
    return names[0], names[1]


# --- one external id for two vendors ---------------------------------------------------------------------------------


def test_one_id_for_two_vendors_is_found_within_the_dump(tmp_path: Path) -> None:
    shared = dump(role("a", asking(V)), role("b", asking(W)), role("c", asking(W, "3b8e51c7-8a5d-4f6e")))
    found = scan(tmp_path, shared)
    assert told(found, "13") == ({"a", "b"}, {"c"})
    record = next(each for each in found.report.failed_checks if each.check_id == "CKV_TRUST_13")
    assert re.search(r"role/b \(\S*/dump.json:27-48\)", in_full(record))


def test_each_file_is_a_scan_of_its_own(tmp_path: Path) -> None:
    found = scan(tmp_path, dump(role("a", asking(V))), **{"other.json": json.dumps(dump(role("b", asking(W))))})
    assert told(found, "13") == (set(), {"a", "b"})


# --- what an outsider can do -----------------------------------------------------------------------------------------

HELD: dict[str, tuple[str, Any]] = {
    "an inline policy": ("fails", dump(role("a", asking(V), **holding(READING, EVERYTHING)))),
    "nothing much": ("passes", dump(role("a", asking(V), **holding(READING)))),
    "a policy of AWS's": ("fails", dump(role("a", asking(V), **holding(attached=(ADMINISTRATOR,))))),
    "a policy of the account": ("fails", dump(role("a", asking(V), **holding(attached=(own("all"),))), all=EVERYTHING)),
    "its default version": ("passes", dump(role("a", asking(V), **holding(attached=(own("all"),))), all=READING)),
    "a policy that is not there": ("nothing", dump(role("a", asking(V), **holding(attached=(own("gone"),))))),
    "a boundary": (
        "passes",
        dump(role("a", asking(V), **holding(EVERYTHING, boundary=own("b"))), b=READING),
    ),
    "a boundary that allows everything": (
        "fails",
        dump(role("a", asking(V), **holding(EVERYTHING, boundary=ADMINISTRATOR))),
    ),
    "no policies in the dump": ("nothing", dump(role("a", asking(V)))),
    "a role of the own account's": ("passes", dump(role("a", asking(OWN), **holding(EVERYTHING)))),
}


@pytest.mark.parametrize("form", ["details", "config"])
@pytest.mark.parametrize("case", HELD)
def test_what_the_role_holds_is_read_from_the_dump(tmp_path: Path, case: str, form: str) -> None:
    verdict, details = HELD[case]
    failed, passed = told(scan(tmp_path, details if form == "details" else config(details)), "14")
    assert {"fails": ({"a"}, set()), "passes": (set(), {"a"}), "nothing": (set(), set())}[verdict] == (failed, passed)


def test_a_way_leads_through_another_role_of_the_dump(tmp_path: Path) -> None:
    step = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::{OWN}:role/b"}
    first = role("a", asking(V), **holding({"Version": "2012-10-17", "Statement": [step]}))
    second = role("b", trust(root(OWN)), **holding(attached=(ADMINISTRATOR,)))
    found = scan(tmp_path, dump(first, second))
    assert told(found, "14") == ({"a"}, {"b"})
    other = role("b", trust(f"arn:aws:iam::{OWN}:role/c"), **holding(attached=(ADMINISTRATOR,)))
    assert told(scan(tmp_path / "twin", dump(first, other)), "14") == (set(), {"a", "b"})


@pytest.mark.parametrize("odd", [7, "x", [], {}, [7], [{"PolicyDocument": "{"}], [{"PolicyDocument": 3}]])
def test_an_odd_list_of_policies_is_not_taken_for_none(tmp_path: Path, odd: Any) -> None:
    """An empty list is one; whatever is no list of policies is not known."""
    found = scan(
        tmp_path, dump(role("a", asking(V), **{**holding(), "RolePolicyList": odd}), role("b", trust(root(V))))
    )
    assert told(found, "14") == (set(), {"a"} if odd == [] else set())
    assert "b" in told(found, "1")[0]


@pytest.mark.parametrize(
    "where", ["engine.roles.landscape.Landscape.held", "adapters.landscape.side_by_side.Landscape"]
)
def test_what_breaks_is_loud_and_loses_nothing_else(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def burst(*_: Any) -> Any:
        raise RuntimeError("a fuse blew")

    monkeypatch.setattr(f"roletrust.{where}", burst)
    found = scan(tmp_path, dump(role("a", asking(V)), role("b", trust(root(V)))))
    assert {"a"} <= told(found, "90")[0]
    assert told(found, "1")[0] == {"b"}


@pytest.mark.parametrize(("key", "failed"), [("${local.issuer}:aud", {"6"}), ("gitlab.com:aud", set())])
def test_a_key_that_iam_was_given_as_it_is_leaves_nothing_open(key: str, failed: set[str], tmp_path: Path) -> None:
    """Percent-encoded, as IAM's API returns a policy: what looks like an interpolation in it is the key's own text."""
    federated = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{OWN}:oidc-provider/gitlab.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                key: "sts.amazonaws.com",
                "gitlab.com:sub": "project_path:acme/app:ref_type:branch:ref:main",
            }
        },
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [federated]})
    found = json_files(write(tmp_path, {"dump.json": json.dumps(dump(role("deploy", quote(policy))))}))
    assert {rule for rule, _ in found.failed} - {"91"} == failed

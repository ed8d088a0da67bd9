"""A fleet of three accounts, in every form that one is read from."""

from __future__ import annotations

import gzip
import json
import os
import re
from pathlib import Path
from typing import Any

from roletrust.fleet.judging import Outcome, Task
from running import PROJECTS
from samples import small

OWN = "911000000001"  # the account of the dump that all are made of
HOSTILE = '</script><img src=x onerror=hacked=1>&amp;\\N"]'
DUMP = re.search(r"```json\n(.*?)```", (PROJECTS / "account-dump" / "README.md").read_text("utf-8"), re.DOTALL)


def dump(account: str = OWN) -> str:
    """What `aws iam get-account-authorization-details` prints."""
    assert DUMP
    return DUMP[1].replace(OWN, account)


def items(account: str) -> list[dict[str, Any]]:
    data = json.loads(dump(account))
    found = [("Role", each) for each in data["RoleDetailList"]] + [("Policy", each) for each in data["Policies"]]
    return [
        {"resourceType": f"AWS::IAM::{kind}", "awsAccountId": account, "configuration": small(each)}
        for kind, each in found
    ]


def snapshot(account: str) -> str:
    return json.dumps({"fileVersion": "1.0", "configSnapshotId": "0f1e", "configurationItems": items(account)})


def query(account: str) -> str:
    return json.dumps({"Results": [json.dumps(each) for each in items(account)[:6]], "QueryInfo": {}}, indent=4)


def state() -> str:
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
    arn = "arn:aws:iam::911000000004:role/open"
    attributes = {"arn": arn, "name": "open", "assume_role_policy": json.dumps(trust)}
    resource = {"type": "aws_iam_role", "name": "open", "instances": [{"attributes": attributes}]}
    return json.dumps({"version": 4, "resources": [resource]}, indent=2)


def fleet(folder: Path) -> None:
    """Six sources below `folder`, of which one is cut off."""
    packed = {
        "config/snapshot.json.gz": snapshot("911000000002"),
        "config/cut.json.gz": snapshot("911000000005"),
    }
    plain = {
        "dumps/one.json": dump(),
        "dumps/deep/three.json": dump("911000000003"),
        "query.json": query("911000000006"),
        "states/prod.tfstate": state(),
        "dumps/.hidden/four.json": dump("911000000007"),
        "dumps/notes.txt": dump("911000000007"),
    }
    for name, text in (packed | plain).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if name in packed else text.encode())
    cut = folder / "config" / "cut.json.gz"
    cut.write_bytes(cut.read_bytes()[:-20])


def hostile(account: str = "301000000001") -> str:
    """A dump of a role that is called what a page, and a spreadsheet, might take for their own."""
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}
    trust = {"Version": "2012-10-17", "Statement": [allow]}
    return json.dumps({"RoleDetailList": [{"RoleName": f"={HOSTILE}", "Arn": "", "AssumeRolePolicyDocument": trust}]})


def ending(task: Task) -> Outcome:
    """Judges nothing; ends its process over one source, as the system ends one that takes too much memory."""
    if task.source.name == "1":
        os._exit(9)
    return Outcome(roles=int(task.source.name))

"""For each rule a trust policy with the flaw and its twin without; they differ in one thing."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
V, OWN = "123456789012", "987654321098"
ID = {"sts:ExternalId": "7f9c2b1e-40d3-4c52-9d0b"}
SETTINGS = {".roletrust.yaml": f'own_accounts: ["{OWN}"]\n'}


def trust(principal: Any, condition: Json | None = None) -> Json:
    found: Json = {"Sid": "Entry", "Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [found | ({} if condition is None else {"Condition": condition})]}


def root(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


def pinned(account: str) -> Json:
    return {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{account}:role/deploy"}}


TWINS: dict[str, tuple[Json, Json]] = {
    "1": (trust(root(V)), trust(root(V), {"StringEquals": ID})),
    "2": (trust(root(V), {"StringEquals": ID}), trust(root(V), {"StringEquals": ID, **pinned(V)})),
    "3": (trust(root(V), {"StringEquals": {}}), trust(root(V), {"StringEquals": ID})),
    "7": (trust(root(OWN)), trust(root(OWN), pinned(OWN))),
}

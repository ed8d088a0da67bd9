"""Whether a service that is handed a role can assume it."""

from __future__ import annotations

from typing import Any

from engine.trusts import allow, trust
from roletrust.engine.answer import UNKNOWN, YES
from roletrust.engine.roles.served import EVERYBODY, admission
from roletrust.engine.text import Hole, text

Json = dict[str, Any]
EC2, IN_PARIS = "ec2.amazonaws.com", "ec2.eu-west-3.amazonaws.com"
OPEN = Hole("var.account")
FOR_SOME_ACCOUNT = {"StringEquals": {"aws:SourceAccount": text(OPEN)}}


def serving(name: str, condition: Any = None) -> Json:
    return {**allow("*", condition), "Principal": {"Service": name}}


def test_one_of_its_names_is_enough() -> None:
    assert admission(trust(serving(EC2, FOR_SOME_ACCOUNT)), EC2).answer is UNKNOWN
    assert admission(trust(serving(EC2, FOR_SOME_ACCOUNT), serving(IN_PARIS)), EC2).answer is YES


def test_what_leaves_it_open_is_told_though_everybody_is_named_too() -> None:
    nowhere = allow("*", {"StringEquals": {"sts:ExternalId": "an-id"}})
    assert admission(trust(nowhere), EC2).why == EVERYBODY
    assert admission(trust(nowhere, serving(EC2, FOR_SOME_ACCOUNT)), EC2).holes == (OPEN,)

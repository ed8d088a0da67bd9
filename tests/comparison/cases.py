"""The cases of `fixtures/comparison.jsonl`: a trust policy, what is wrong with it, and why.

What is wrong holds for IAM, whatever a check says; it was written before any tool was run.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

CASES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "comparison.jsonl"
OWN_ACCOUNT = "987654321098"
REFUSED = "11"
NO_CONDITION = {"": {"": ""}}
QUESTIONS: Mapping[str, str] = {
    "1": "Does someone of an external account get in without an external id?",
    "2, 7": "Does anyone of an account that the policy names get in, given the right external id?",
    "3": "Is a condition empty?",
    "4": "Does someone of an account that the policy does not name get in?",
    "5": "Is an external id accepted that others can guess or choose?",
    "6": "Is there an Allow that lets nobody in?",
    "8": "Does an AWS service get in for somebody else's resource?",
    "9": "Does an OIDC token of somebody else's, or for any audience, get in?",
    "10": "Does a SAML assertion for any recipient get in?",
    REFUSED: "Does IAM refuse the policy?",
    "12": "Is a principal the bare id of a role or user?",
}


class Case(NamedTuple):
    """`about`: the question that it was written for; `flaws`: the numbers of the rules that have to fail."""

    about: str
    name: str
    flaws: frozenset[int]
    why: str
    policy: dict[str, Any]

    def asked(self, question: str) -> bool:
        """Whether there is a role to ask about: a policy that IAM refuses makes none."""
        return question == REFUSED or int(REFUSED) not in self.flaws

    def truth(self, question: str) -> bool:
        return bool(self.flaws & rules_of(question))

    def told_in(self, form: str) -> bool:
        """Whether the form can say it; a data document says only what its blocks have arguments for."""
        statements = self.policy["Statement"]
        if form != "a data document":
            return True
        return "Version" in self.policy and isinstance(statements, list) and all(map(in_blocks, statements))


def in_blocks(statement: Mapping[str, Any]) -> bool:
    if statement.keys() - {"Condition"} != {"Effect", "Principal", "Action"}:
        return False
    written = statement.get("Condition", NO_CONDITION)
    keys = [keys for operator in written.values() for keys in operator.values()] if all(written.values()) else []
    return isinstance(statement["Principal"], dict) and bool(keys) and None not in keys


def rules_of(question: str) -> frozenset[int]:
    return frozenset(map(int, question.split(", ")))


def cases() -> list[Case]:
    read = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    return [Case(each["about"], each["case"], frozenset(each["flaws"]), each["why"], each["policy"]) for each in read]

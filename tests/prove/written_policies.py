"""Every trust policy of the fixtures, as it is read: truth cases, the rules' pages, the projects with the idioms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from roletrust.certify.__main__ import facts_of
from roletrust.dialects.policy import read_policy
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy, PolicyError
from roletrust.proof.questions import Facts
from roletrust.reading.found import Found
from roletrust.reading.judging import merely_read
from roletrust.reading.roles import found_in, found_in_text
from spec.product_answer import tree

Json = dict[str, Any]
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FENCE = re.compile(r"^```(hcl|cloudformation) (?:fails|passes)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMES = {"hcl": "main.tf", "cloudformation": "template.yaml"}


class Written(NamedTuple):
    """A policy, and who owns its role.  `plain`: as JSON; None where something in it is open."""

    read: Policy
    owner: Owner
    plain: Json | None


@lru_cache(maxsize=1)
def policies() -> tuple[Written, ...]:
    """Each once, in the order of the files."""
    found: dict[tuple[Policy, Facts], Written] = {}
    for each in (*_truth_cases(), *_roles()):
        found.setdefault((each.read, facts_of(each.owner, None)), each)
    return tuple(found.values())


def _truth_cases() -> Iterator[Written]:
    for file in (*sorted((FIXTURES / "decisions").glob("*.jsonl")), FIXTURES / "comparison.jsonl"):
        for line in file.read_text("utf-8").splitlines():
            policy = json.loads(line).get("policy")
            if policy is None:
                continue
            statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
            policy = {**policy, "Statement": statements}
            try:
                yield Written(read_policy(tree(policy)), Owner(), policy)
            except PolicyError:  # what is told of as invalid has no other verdict
                continue


def _roles() -> Iterator[Written]:
    for project in sorted((FIXTURES / "projects").iterdir()):
        yield from _read(found_in(str(project)))
    for page in sorted((FIXTURES / "rules").glob("*.md")):
        for dialect, text in FENCE.findall(page.read_text("utf-8")):
            with TemporaryDirectory() as folder:
                yield from _read(found_in_text(text, NAMES[dialect], folder))


def _read(found: Iterable[Found]) -> Iterator[Written]:
    for case in (each.case() for each in found):
        for _, trust in merely_read(case).trusts if case else ():
            yield Written(trust.policy, trust.owner, as_json(trust.policy))


def as_json(read: Policy) -> Json | None:
    """The policy as one writes it; None where something in it is open."""
    if any(True for _ in read.holes()):
        return None
    statements = []
    for each in read.statements:
        block: Json = {}
        for one in each.conditions:
            block.setdefault(one.operator, {})[one.key] = list(map(str, one.values))
        made: Json = {"Effect": each.effect.value, "Condition": block}
        made["NotAction" if each.negated_actions else "Action"] = list(map(str, each.actions))
        whom: Json = {}
        for who in each.principals:
            whom.setdefault(who.kind, []).append(str(who.value))
        made["NotPrincipal" if each.negated_principals else "Principal"] = "*" if "*" in whom else whom
        statements.append(made)
    return {**({"Version": read.version} if read.version else {}), "Statement": statements}

"""Policies that leave something open, what may be put there, and what the rules say of them.

A policy is JSON in which `<<var.x>>` stands for an open value, and a statement may say `MayBeAbsent`: by which name.
docs/semantics.md 9 says what an open value may turn out to be: one ordinary value of its place.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from prove.small_worlds import FAR, NEAR, ONE, policy
from roletrust.dialects.policy import read_policy
from roletrust.dialects.tree import Map, Maybe
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, text
from roletrust.rules.catalog import RULES

Json = dict[str, Any]
OPEN = re.compile(r"<<([^>]*)>>")
OWNER = Owner(own=frozenset({FAR}), proved=FAR)
ASKED = ("CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_4", "CKV_TRUST_6")
JUDGES = {rule.id: rule.judge for rule in RULES}
WORDS = ("ab", "ba", "aab", "aba", "bb", "AB", "zq9-x7")
CASELESS = "4711"  # what has no other letter case
ACCOUNTS = (ONE, NEAR, FAR, "222222222222")
WRITTEN = re.compile(r'"([A-Za-z0-9-]{2,12})"(?!:)')
IDS = ("sts:externalid", "sts:rolesessionname", "sts:sourceidentity")


def opened(dice: random.Random) -> Json:
    """A small policy of which one to three values, or a statement, are open."""
    made = policy(dice)
    places = list(_places(made))
    for place in dice.sample(places, min(len(places), dice.choice((1, 1, 2, 3)))):
        place(dice.choice(("x", "x", "y")))
    if len(made["Statement"]) > 1 and dice.random() < 0.2:
        dice.choice(made["Statement"])["MayBeAbsent"] = "maybe.z"
    return made


def _places(made: Json) -> Iterator[Any]:
    """What may be opened: calls that take the name of what is open."""
    for statement in made["Statement"]:
        who = statement["Principal"]
        if isinstance(who["AWS"], str) and who["AWS"] != "*":
            yield lambda name, who=who: who.update(AWS=_of_an_account(who["AWS"], name))
        for keys in statement.get("Condition", {}).values():
            for key, values in keys.items():
                if key.lower() in IDS and isinstance(values, str) and values not in ("true", "false"):
                    yield lambda name, keys=keys, key=key: keys.update({key: f"<<var.{name}>>"})
                elif key.lower() == "aws:principalaccount" and isinstance(values, str):
                    yield lambda name, keys=keys, key=key: keys.update({key: f"<<account.{name}>>"})


def _of_an_account(written: str, name: str) -> str:
    return re.sub(r"[0-9]{12}", f"<<account.{name}>>", written, count=1)


def names(made: Json) -> list[str]:
    """What is open in it."""
    found = OPEN.findall(json.dumps(made))
    maybe = [each["MayBeAbsent"] for each in made["Statement"] if "MayBeAbsent" in each]
    return list(dict.fromkeys([*found, *maybe]))


def filled(made: Json, values: Mapping[str, str]) -> Json:
    """The policy with its open values put in; a statement whose name has '' is absent."""
    kept = [each for each in made["Statement"] if values.get(each.get("MayBeAbsent", ""), "there")]
    bare = [{key: value for key, value in each.items() if key != "MayBeAbsent"} for each in kept]
    written = OPEN.sub(lambda found: values[found.group(1)], json.dumps({**made, "Statement": bare}))
    found: Json = json.loads(written)
    return found


def fillings(dice: random.Random, made: Json, count: int) -> Iterator[dict[str, str]]:
    """Something ordinary for everything that is open: each thing at least once, and then by lot."""
    open_ = names(made)
    for at in range(max(len(ordinary(name)) for name in open_)):
        yield {name: ordinary(name)[(at + place) % len(ordinary(name))] for place, name in enumerate(open_)}
    for _ in range(count):
        yield {name: dice.choice(ordinary(name)) for name in open_}


def every(made: Json) -> Iterator[dict[str, str]]:
    """Every way to put in something ordinary, or a word that the policy has elsewhere."""
    words = dict.fromkeys(
        (*WORDS, CASELESS, *WRITTEN.findall(json.dumps([each.get("Condition") for each in made["Statement"]])))
    )
    open_ = names(made)
    things = [tuple(words) if name.startswith("var.") else ordinary(name) for name in open_]
    yield from (dict(zip(open_, each, strict=True)) for each in product(*things))


def ordinary(name: str) -> tuple[str, ...]:
    """What the thing of that name may be."""
    if name.startswith("maybe."):
        return ("there", "")
    return ACCOUNTS if name.startswith("account.") else WORDS


def read(made: Json) -> Policy:
    """As a dialect would hand it over."""
    return read_policy(_tree(made))


def _tree(value: Any) -> Any:
    if isinstance(value, dict):
        inside = Map({key: _tree(each) for key, each in value.items() if key != "MayBeAbsent"})
        return Maybe(inside, Hole(value["MayBeAbsent"])) if "MayBeAbsent" in value else inside
    if isinstance(value, list):
        return [_tree(each) for each in value]
    if isinstance(value, str) and OPEN.search(value):
        parts = OPEN.split(value)
        return text(*[Hole(part) if at % 2 else part for at, part in enumerate(parts)])
    return value


def said_of(read_: Policy, rule: str) -> str:
    """What one rule says."""
    return JUDGES[rule](Trust(read_, OWNER)).answer.name


def verdicts(read_: Policy) -> dict[str, str]:
    """What the rules say, by id."""
    trust = Trust(read_, OWNER)
    return {rule: JUDGES[rule](trust).answer.name for rule in (*ASKED, "CKV_TRUST_7")}

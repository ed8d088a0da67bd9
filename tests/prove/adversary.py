"""Fillings of what a policy leaves open that are made to refute what is said of it: by a solver, from the formula.

Of a NO: a filling with which somebody may get in after all.  Of a YES: one with which the request that was shown is not
allowed; then one with which the next is not, and so on.  Of an UNKNOWN both, so that two fillings differ if they can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from prove.openings import JUDGES, OWNER, filled, names, read
from prove.solving import model_of
from roletrust.certify.__main__ import facts_of
from roletrust.engine.policy.document import Policy
from roletrust.engine.policy.request import Request as Shown
from roletrust.engine.questions.trust import Trust
from roletrust.proof.logic import neg, quoted
from roletrust.proof.pairs import Pair
from roletrust.proof.proving import asked_of, witnessed
from roletrust.proof.questions import Case, partition_of, sizes
from roletrust.proof.reading import Unsupported
from roletrust.proof.statements import policy
from roletrust.proof.symbols import Request

Json = dict[str, Any]
ASKED = ("CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_4")  # whose YES comes with a request
ROUNDS = 2
WORD = '((_ re.loop 2 12) (re.union (re.range "a" "z") (re.range "A" "Z") (re.range "0" "9") (str.to_re "-")))'
ACCOUNT = '((_ re.loop 12 12) (re.range "0" "9"))'


def fillings(made: Json, rule: str) -> Iterator[dict[str, str]]:
    """What a solver puts into the policy against what `rule` says of it, and of what it puts in."""
    for there in ("there", "") if any("MayBeAbsent" in each for each in made["Statement"]) else ("there",):
        maybe = {name: there for name in names(made) if name.startswith("maybe.")}
        kept = filled(made, {name: maybe.get(name, f"<<{name}>>") for name in names(made)})
        if kept["Statement"]:
            yield from ({**maybe, **values} for values in _against(kept, rule))


def _against(made: Json, rule: str) -> Iterator[dict[str, str]]:
    written = read(made)
    try:
        for case in (case for _, cases in asked_of(written, rule, facts_of(OWNER, None)) for case in cases):
            if case.met.perhaps != "false" and (values := _values([case.script(surely=False)], made)) is not None:
                yield values
                break
        yield from _around_the_witnesses(written, made, rule)
    except Unsupported:
        return


def _around_the_witnesses(written: Policy, made: Json, rule: str) -> Iterator[dict[str, str]]:
    """Fillings that forbid every request that was shown so far."""
    forbidden: list[str] = []
    now = written
    for _ in range(ROUNDS):
        shown = JUDGES[rule](Trust(now, OWNER)).witness
        if shown is None:
            return
        forbidden.append(_not_allowed(written, shown, len(forbidden)))
        values = _values(forbidden, made)
        if values is None:
            return
        yield values
        now = read(filled(made, values))


def _not_allowed(written: Policy, shown: Shown, number: int) -> str:
    """That the request is not allowed for sure."""
    told = shown.to_json()
    account = quoted(told["caller"]["arn"].split(":")[4])
    request = Request(
        told["caller"]["kind"],
        name=f"shown {number}",
        account=account,
        sizes=sizes(written),
        partition=partition_of(written),
    )
    formula = neg(policy(request, written).surely)
    return witnessed(Case("what was shown", (request,), Pair(formula, formula)), told).script(surely=False)


def _values(scripts: Sequence[str], made: Json) -> dict[str, str] | None:
    """What is open in it, such that all scripts hold; None where the solver finds nothing, or there is nothing open."""
    wanted = [name for name in names(made) if not name.startswith("maybe.")]
    if not wanted:
        return None
    lines = list(dict.fromkeys(line for each in scripts for line in each.split("\n")))
    for name in wanted:
        symbol = f"|open {name}|"
        declared = f"(declare-const {symbol} String)"
        lines = [declared, *(each for each in lines if each != declared)]
        lines.append(f"(assert (str.in_re {symbol} {ACCOUNT if name.startswith('account.') else WORD}))")
    found = model_of("\n".join(lines), 1)
    return {name: found[f"open {name}"] for name in wanted if f"open {name}" in found} if found else None

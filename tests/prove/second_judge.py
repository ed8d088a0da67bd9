"""What the rules say of a policy, held against two solvers: a NO must be unsatisfiable, a YES satisfiable."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from prove.solving import FIRST_LIMIT, LIMIT, OPEN, SAT, UNSAT, by_cvc5, by_z3
from roletrust.certify.__main__ import facts_of, namespaces_of, tenants_of
from roletrust.dialects.policy import read_policy
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.trust import Trust
from roletrust.proof.certificate import policy_as_read
from roletrust.proof.proving import RULES, TOKENS, UNSATISFIABLE, asked_of, is_proof, witnessed
from roletrust.proof.questions import Case
from roletrust.proof.reading import Unsupported
from roletrust.rules.catalog import RULES as CATALOG
from roletrust.rules.rule import Verdict
from spec.product_answer import tree
from spec.trust_spec import decide

Json = dict[str, Any]
JUDGES = {rule.id: rule.judge for rule in CATALOG if rule.id in RULES}
STANDING = "closed by no solver: "
SOLVERS = {"z3": by_z3, "cvc5": by_cvc5}


class Complaint(NamedTuple):
    """A verdict that a solver, or the specification, says otherwise of."""

    number: int
    rule: str
    said: str
    why: str
    policy: Json

    def __str__(self) -> str:
        return f"- `{json.dumps(self.policy)}`\n  {self.rule}: engine {self.said}: {self.why} (policy {self.number})"


def judged(
    number: int, written: Json, owner: Owner, tally: Counter[str], rules: Sequence[str] = RULES
) -> Iterator[Complaint]:
    """Every verdict about one policy, held against the solvers; `tally` counts how it went."""
    yield from judged_as_read(number, read_policy(tree(written)), written, owner, tally, rules)


def judged_as_read(
    number: int, read: Policy, written: Json | None, owner: Owner, tally: Counter[str], rules: Sequence[str] = RULES
) -> Iterator[Complaint]:
    """The same; `written`: None where something in it is open, so that no request can be replayed."""
    trust = Trust(read, owner)
    for rule in rules:
        verdict = JUDGES[rule](trust)
        said = verdict.answer.name
        tally[f"{rule} {said}"] += 1
        try:
            for why in _held(read, rule, verdict, owner, written, tally, f"{rule} of policy {number}"):
                yield Complaint(number, rule, said, why, written or policy_as_read(read))
        except Unsupported as error:
            tally[f"not translated: {str(error)[:20]}"] += 1


def _held(
    read: Policy, rule: str, verdict: Verdict, owner: Owner, written: Json | None, tally: Counter[str], called: str
) -> Iterator[str]:
    if verdict.answer.name == "UNKNOWN" or (rule == TOKENS and verdict.severity):
        return  # of rule 9, tokens of one's own for others are not asked about
    number = verdict.statement.number if verdict.statement else None
    member = verdict.severity == "LOW" or verdict.answer.name == "NO"  # rule 2, of members of the own organization too
    proofs = asked_of(read, rule, facts_of(owner, None), number, namespaces_of(read), member, tenants_of(read))
    if is_proof(rule, verdict.answer.name, verdict.headline):
        yield from _closed([case for _, cases in proofs for case in cases], tally, called)
    elif rule == UNSATISFIABLE:
        for number, cases in proofs:  # each Allow lets somebody in
            if {_asked(case, surely=False, tally=tally, found="alive") for case in cases} <= {UNSAT}:
                yield f"no request comes in through statement {number}"
    elif written is None:
        tally["YES of what is open"] += 1
    else:
        assert verdict.witness is not None
        request = verdict.witness.to_json()
        if (answer := decide(written, request)) != "YES":
            yield f"the specification says {answer} of the witness {json.dumps(request)}"
        tally["witnesses"] += 1
        cases = [witnessed(case, request) for _, each in proofs for case in each]
        answers = {_asked(case, surely=True, tally=tally, found="witness") for case in cases}
        tally["witnesses found"] += SAT in answers
        if answers <= {UNSAT}:
            yield f"the witness is no request of the class: {json.dumps(request)}"


def _closed(cases: Sequence[Case], tally: Counter[str], called: str) -> Iterator[str]:
    """Whether all cases of a NO are unsatisfiable; counted by how many solvers say so of every one, if there is any.

    Each has FIRST_LIMIT; where neither comes to an end within it, they have LIMIT.
    """
    least = len(SOLVERS)
    asked = [case for case in cases if case.met.perhaps != "false"]
    for case in asked:
        script = case.script(surely=False)
        answers = {name: _timed(name, script, FIRST_LIMIT, tally) for name in SOLVERS}
        for name in SOLVERS:
            if set(answers.values()) == {OPEN}:
                answers[name] = _timed(name, script, LIMIT, tally)
        tally.update(f"{name} {answer}" for name, answer in answers.items())
        yield from (f"{name} finds {case.label}" for name, answer in answers.items() if answer == SAT)
        least = min(least, list(answers.values()).count(UNSAT))
    tally[f"NO closed by {least}" if asked else "NO without a question"] += 1
    if asked and not least:
        tally[f"{STANDING}{called}"] += 1


def _timed(name: str, script: str, limit: int, tally: Counter[str]) -> str:
    began = time.monotonic()
    answer = SOLVERS[name](script, limit)
    tally[f"{name} ms"] += int(1000 * (time.monotonic() - began))
    return answer


def _asked(case: Case, *, surely: bool, tally: Counter[str], found: str) -> str:
    formula = case.met.surely if surely else case.met.perhaps
    if formula == "false":
        return UNSAT
    script = case.script(surely=surely)
    answer = by_z3(script, FIRST_LIMIT)
    if answer not in (SAT, UNSAT):
        answer = by_cvc5(script)
    tally[f"{found} {answer}"] += 1
    return answer

"""`python -m roletrust.certify FILE...`: for each verdict about a trust policy, what a stranger needs to check it.

For a YES the request that is let in (of rule 6: for a NO, nothing), for a NO what a solver is to refute, and the
policy as it was read.  docs/assurance.md says how to check them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from roletrust.dialects.policy import read_policy
from roletrust.dialects.policy_json import parse_json
from roletrust.engine.classes.tenants import Shape, Speech, Template
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.context_keys import WORD
from roletrust.engine.policy.document import Policy, PolicyError
from roletrust.engine.policy.oidc_claims import claims_of
from roletrust.engine.questions.trust import Trust
from roletrust.proof.certificate import policy_as_read, scripts
from roletrust.proof.proving import RULES, asked_of, is_proof
from roletrust.proof.questions import Facts, admitted
from roletrust.proof.reading import Unsupported
from roletrust.proof.tokens import Part, Spoken, Tenancy, issuer_of
from roletrust.rules.catalog import RULES as CATALOG
from roletrust.rules.rule import Rule, Verdict
from roletrust.rules.tables.issuers import row
from roletrust.rules.tables.source_services import sender

OURS = {rule.id: rule for rule in CATALOG if rule.id in RULES}


def facts_of(owner: Owner, now: int | None) -> Facts:
    """What is known beside the policy, as the proofs read it."""
    return Facts(owner.own, frozenset(owner.trusted), owner.organizations, owner.account, now, frozenset(owner.beside))


def namespaces_of(read: Policy) -> dict[str, str]:
    """How the ARNs call the services that a policy trusts and that say for whose resource they act."""
    return {each: row.namespace for each in admitted(read, "Service") if (row := sender(each))}


def tenants_of(read: Policy) -> dict[str, Tenancy]:
    """Of the issuers that a policy trusts and that many organizations share, what in a token tells them apart."""
    found = {issuer: row(issuer) for issuer in map(issuer_of, admitted(read, "Federated"))}
    return {
        issuer: Tenancy(
            {claim: tuple(map(_spoken, speeches)) for claim, speeches in each.tenant.items()},
            ("sub", *each.audience),
            each.optional,
            claims_of(issuer),
        )
        for issuer, each in found.items()
        if each
    }


def _spoken(speech: Speech) -> Spoken:
    if isinstance(speech, Template):
        return Spoken(tuple(map(_part, speech.tenants)), speech.joint, speech.free, speech.named, speech.bare)
    return Spoken((_part(speech),))


def _part(shape: Shape) -> Part:
    """Its letters as a regular expression lists them, a `-` at the end."""
    letters = (shape.letters or "").replace(WORD, "a-zA-Z0-9_")
    others = letters.removeprefix("a-zA-Z0-9_")
    return Part(
        shape.prefixes,
        shape.separators,
        letters if "-" not in others else letters.removesuffix(others) + others.replace("-", "") + "-",
    )


def certificates(read: Policy, rule: Rule, owner: Owner, now: int) -> Iterator[tuple[str, str]]:
    """The files, by name, that show what `rule` says of the policy."""
    verdict = rule.judge(Trust(read, owner, now))
    answer = verdict.answer.name
    if answer == "UNKNOWN":
        yield f"{rule.id}.unknown.txt", _told(rule, verdict, "is undecided")
    elif not is_proof(rule.id, answer, verdict.headline):
        yield (
            f"{rule.id}.{answer.lower()}.txt",
            _told(rule, verdict, "found" if answer == "YES" else "found nobody out"),
        )
    else:
        yield from _refutations(read, rule, verdict, facts_of(owner, now))


def _told(rule: Rule, verdict: Verdict, how: str) -> str:
    """A verdict that is no proof: its reason, and the request that shows it."""
    told = [f"{rule.id} ({verdict.headline or rule.headline}): {how}"]
    told += [each for each in (verdict.reason, verdict.doubt) if each]
    told += [f"open: {hole.name}" for hole in verdict.holes]
    if verdict.witness:
        told += ["This request is allowed; any evaluator of IAM policies must say so:"]
        told.append(json.dumps(verdict.witness.to_json(), indent=2))
    return "\n".join((*told, ""))


def _refutations(read: Policy, rule: Rule, verdict: Verdict, facts: Facts) -> Iterator[tuple[str, str]]:
    number = verdict.statement.number if verdict.statement else None
    answer = verdict.answer.name.lower()
    try:
        proofs = list(asked_of(read, rule.id, facts, number, namespaces_of(read), True, tenants_of(read)))
    except Unsupported as error:
        yield f"{rule.id}.{answer}.txt", f"{rule.id}: {answer}, and no file for a solver: no words for {error}\n"
        return
    cases = [case for _, each in proofs for case in each]
    says = verdict.reason or "nothing found"
    if not cases:
        yield f"{rule.id}.{answer}.txt", f"{rule.id}: {answer}: the policy has nobody of whom the rule asks\n"
    for at, text in enumerate(scripts(read, rule.id, says, cases), 1):
        yield f"{rule.id}.{answer}.{at}.smt2", text


def write(name: str, text: str, into: Path, owner: Owner, rules: Sequence[str]) -> bool:
    """Write the certificates of one policy; whether it could be read."""
    try:
        read = read_policy(parse_json(text))
    except PolicyError as error:
        print(f"certify: {name}: {error}", file=sys.stderr)
        return False
    folder = into / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.txt").write_text(json.dumps(policy_as_read(read), indent=2) + "\n", encoding="utf-8")
    for rule in rules:
        for file, content in certificates(read, OURS[rule], owner, int(time.time())):
            (folder / file).write_text(content, encoding="utf-8")
    print(f"certify: {folder}", file=sys.stderr)
    return True


def main(arguments: Sequence[str]) -> int:
    """0 where every policy was certified; 2 where one could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m roletrust.certify", description="Write what a stranger needs to check a verdict."
    )
    parser.add_argument("files", nargs="*", help="trust policies as JSON; none: one on standard input")
    parser.add_argument("--rule", action="append", choices=sorted(OURS), help="may be repeated; else all of them")
    parser.add_argument("--into", default="certificates", help="the directory to write to (default: %(default)s)")
    parser.add_argument("--own-account", default="", help="the account that the role is in")
    parser.add_argument("--own-organization", action="append", default=[], help="may be repeated")
    asked = parser.parse_args(arguments)
    own = frozenset({asked.own_account} - {""})
    owner = Owner(own=own, organizations=frozenset(asked.own_organization), proved=asked.own_account)
    texts = [(Path(each).stem, Path(each)) for each in asked.files]
    rules = asked.rule or list(RULES)
    try:
        read = [(name, file.read_text(encoding="utf-8")) for name, file in texts] or [("stdin", sys.stdin.read())]
        done = [write(name, text, Path(asked.into), owner, rules) for name, text in read]
    except (OSError, UnicodeDecodeError) as error:
        print(f"certify: {error}", file=sys.stderr)
        return 2
    return 0 if all(done) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

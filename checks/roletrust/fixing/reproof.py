"""The roles of an edited tree, read again and judged again, against what they were, and what they were to become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from roletrust.dialects.file_bytes import tried
from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.comparison import newly_in
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.landscape import Landscape
from roletrust.fixing.proposing import Proposal, Role
from roletrust.reading.judging import judged
from roletrust.reading.landscape import ways
from roletrust.reading.roles import found_in
from roletrust.rules.fixes.repair import NAMED, lives, with_changes
from roletrust.rules.judgement import Judgement
from roletrust.rules.landscape_judgement import of_one
from roletrust.rules.shared_external_id import RULE as SHARED


def roles_in(
    paths: Sequence[str], var_files: Sequence[str], files: Mapping[str, bytes], known: Sequence[Role] = ()
) -> list[Role]:
    """Every role in `paths`, judged, with `files` (by path) in place of what is on disk.  Raises FileNotFoundError.

    `known`: the roles as they were judged before, of which most have not changed.
    """
    with tried(files):
        cases = [(each, each.case()) for path in paths for each in found_in(path, var_files)]
        made = [(found, case) for found, case in cases if case]
        before = [each.judged for each in known] if len(known) == len(made) else [None] * len(made)
        return [Role(found, judged(case, was)) for (found, case), was in zip(made, before, strict=True)]


def problems(before: Sequence[Role], after: Sequence[Role], proposals: Mapping[int, Proposal]) -> dict[int, str]:
    """Why it is not proved that `after` is what was meant, by the place of the role; -1: of all.  Empty: it is."""
    if [each.found.label for each in before] != [each.found.label for each in after]:
        return {-1: "read again, the file holds other roles than before"}
    found: dict[int, str] = {}
    for at, (was, now) in enumerate(zip(_sharing(before), _sharing(after), strict=True)):
        if now.verdict.answer is YES and was.verdict.answer is not YES:
            found[at] = f"{SHARED.id} would find: {now.verdict.reason}"
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if why := next(_problems(old, new, proposals.get(at)), ""):
            found[at] = why
    return found


def _sharing(roles: Sequence[Role]) -> list[Judgement]:
    """What the rule about external ids that strangers share says of each role among all."""
    taken = [tuple(ways(each.judged.case, each.judged.trusts, each.judged.problem, None)) for each in roles]
    landscape = Landscape(role for each in taken for _, role in each)
    return [of_one(landscape, SHARED, each) for each in taken]


def _problems(old: Role, new: Role, proposal: Proposal | None) -> Iterator[str]:
    if new.judged.problem and not old.judged.problem:
        yield f"read again, its policy is not to be understood: {new.judged.problem}"
    for rule, judgement in old.judged.judgements.items():
        now = new.judged.judgements.get(rule)
        if now is None or now.verdict.answer > judgement.verdict.answer:
            yield f"{rule} would find worse than before: {now.verdict.reason or now.verdict.doubt if now else ''}"
        if proposal and rule in proposal.closes and now and now.verdict.answer is YES:
            yield f"{rule} still finds: {now.verdict.reason}"
    if proposal and not _as_meant(old, new, proposal):
        yield "one text makes several of its statements, or of its branches, which are to become different ones"
    if not proposal and old.judged.trusts != new.judged.trusts:
        yield from (f"{who} would no longer get in" for who in _shut_out(old, new))


def _as_meant(old: Role, new: Role, proposal: Proposal) -> bool:
    """Whether the same requests get in, in each way the policy can turn out, as by the repair."""
    changes = {each.statement: each.becomes for each in proposal.changes}
    meant = {at: (with_changes(trust.policy, changes), trust) for at, trust in old.judged.ways}
    found = dict(new.judged.ways)
    return meant.keys() == found.keys() and all(
        _same(policy, found[at].policy, trust) for at, (policy, trust) in meant.items()
    )


def _same(one: Policy, other: Policy, trust: Trust) -> bool:
    ways = (one, other), (other, one)
    return one.version == other.version and not any(newly_in(*way, trust.owner, trust.now) for way in ways)


def _shut_out(old: Role, new: Role) -> Iterator[str]:
    """The principals through whose statement somebody got in, and nobody does any more."""
    found = dict(new.judged.trusts)
    for at, before in old.judged.trusts:
        after = found.get(at)
        if after is None or after.policy == before.policy:
            continue
        for statement in before.policy.statements:
            for one in statement.principals[:NAMED] if statement.allows else ():
                now = [each for each in after.policy.statements if each.allows and one in each.principals]
                if lives(before, statement.number, (one,)) and not any(lives(after, e.number, (one,)) for e in now):
                    yield str(one.value)

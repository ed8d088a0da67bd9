"""Live roles against the code that is to make them: who gets in who should not by the code, and the other way round.

Compared is what the policies mean, so that order, `:root` beside a bare id, and one value beside a list of one are no
drift; nor is a user or role that was deleted since: AWS leaves an id of it in the live policy, which is nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from roletrust.engine.policy.document import Policy, Principal
from roletrust.engine.policy.principals import Form, is_unique_id, who
from roletrust.engine.questions.trust import Trust
from roletrust.replying.comparing import Difference, changes, policies, refusal, said_of, told
from roletrust.replying.roles import Read


class Drift(NamedTuple):
    """`compared`: each live role that the code makes, `wider` than the code or `narrower`.

    `unmade`: how many live roles the code does not make.  `not_there`: roles of the code that are not live; `unnamed`:
    those of which the code does not say the name, which are compared with none.
    """

    compared: list[Difference]
    unmade: int
    not_there: list[str]
    unnamed: list[str]

    @property
    def problems(self) -> list[Difference]:
        return [each for each in self.compared if each.problem]


def drift(live: Iterable[Read], code: Iterable[Read]) -> Drift:
    """Compares the roles that are deployed, as a dump has them (`live`), with those that the files make (`code`)."""
    made: dict[str, Read] = {}
    unnamed = [each.label for each in code if not named(each, made)]
    found = list(live)
    there = {name_of(each) for each in found}
    compared = [difference(made[name_of(each)], each) for each in found if name_of(each) in made]
    not_there = [each.label for name, each in made.items() if name not in there]
    return Drift(compared, len(found) - len(compared), not_there, unnamed)


def name_of(role: Read) -> str:
    return role.judged.case.subject.role


def named(role: Read, made: dict[str, Read]) -> bool:
    """Whether the role's name is known, by which it is then among those that are `made`."""
    name = name_of(role)
    if name:
        made[name] = role
    return bool(name)


def difference(code: Read, live: Read) -> Difference:
    """Who gets in live and not by the code (`wider`), and who by the code and not live (`narrower`)."""
    olds, news = policies(code), policies(live)
    if olds is None or news is None:
        return Difference(live.label, live.file, [], [], code.problem or live.problem)
    if refused := refusal(code):
        return Difference(live.label, live.file, [], [], f"of the code, {refused}")
    lives = [trust for _, trust in news]
    there = [(ways, Trust(without_deleted(each.policy, lives), each.owner, each.now)) for ways, each in olds]
    wider, narrower = changes(there, news, by_new=True)
    ins, outs = ([said_of(told(each), code, live) for each in some.values()] for some in (wider, narrower))
    return Difference(live.label, live.file, ins, outs)


def without_deleted(policy: Policy, live: Iterable[Trust]) -> Policy:
    """The code's policy without users and roles that may be deleted, where the live one has an id that AWS left."""
    written = {each.value for trust in live for statement in trust.policy.statements for each in statement.principals}
    if not any(is_unique_id(each) for each in written):
        return policy

    def is_there(principal: Principal) -> bool:
        return principal.value in written or who(principal).form is not Form.ENTITY

    statements = tuple(
        each._replace(principals=tuple(filter(is_there, each.principals))) if each.allows else each
        for each in policy.statements
    )
    return policy._replace(statements=statements)


def in_words(found: Drift) -> Iterator[str]:
    """A line for each difference, then what was not compared."""
    for each in found.compared:
        if each.problem:
            yield f"{each.role}: undecided: {each.problem}"
        yield from (f"{each.role}: in live, not by the code: {change}" for change in each.wider)
        yield from (f"{each.role}: in by the code, not live: {change}" for change in each.narrower)
    yield from (f"{name}: in the code, not live" for name in found.not_there)
    yield from (f"{name}: not compared: the code does not say its name" for name in found.unnamed)
    yield f"compared: {len(found.compared)}; live and not of this code: {found.unmade}"

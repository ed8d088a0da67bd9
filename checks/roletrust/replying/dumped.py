"""A large dump of roles, judged part by part over all cores: the same is found, in the same order, by any number.

INVARIANT (small): of a role no more is kept than its place among the others, how to read it anew, and, packed, what is
found of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from roletrust.dialects.data.attached_policies import Policies
from roletrust.dialects.data.records import Record
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.role import Home, Role
from roletrust.engine.text import Hole
from roletrust.reading.configuration import Configuration, load
from roletrust.reading.dumps import Again, Part, Texts, packed, parts
from roletrust.reading.findings import findings
from roletrust.reading.found import Dump, Found, no_role
from roletrust.reading.holdings import HoldingsOnDemand, Unknown
from roletrust.reading.json_data import case_of, label_of
from roletrust.reading.landscape import told_of, ways
from roletrust.reading.listening import is_anybody
from roletrust.reading.packed import UNREADABLE
from roletrust.reading.places import owner
from roletrust.reading.remembering import remembered
from roletrust.reading.streams import called, records_in
from roletrust.replying.asking import Asked, Cores, Look, OfRole
from roletrust.replying.cores import ENDED, outcomes
from roletrust.replying.few_bytes import Packed, in_few_bytes
from roletrust.replying.findings import OF_ALL, Reported, as_reported
from roletrust.replying.roles import read, undecided
from roletrust.replying.skipping import Skips
from roletrust.rules.catalog import LANDSCAPE
from roletrust.rules.landscape_judgement import judge_among
from roletrust.rules.messages.branches import Conditions

TOGETHER = 200  # roles, of which what is found among all is packed together
NOT_ASKED = HoldingsOnDemand((), "", partial(Unknown, "it"))  # until a role gets back what it holds


class Judged(NamedTuple):
    """One role of a part.  `element`, `at`: where it is in there; `called`: what it is called, were it the only one.

    `ways`: each way that its policy can turn out, those before `readable` with a policy; none where nobody asks.
    `problem`: why not all of them could be read; `holes`: what CKV_TRUST_90 names as open.  `found`: how many findings.
    """

    element: int
    at: int
    called: str
    label: str
    arn: str
    account: str
    note: Any
    ways: tuple[tuple[Conditions, Role], ...] = ()
    readable: int = 0
    problem: str = ""
    holes: tuple[Hole, ...] = ()
    found: int = 0


class OfPart(NamedTuple):
    """`found`: what is found of each of the `roles`, packed; `texts`: the elements, packed, where they are asked again.

    `failure`: why the part could not be read to its end; '' where it could.  `lost`: whether only its process ended.
    """

    roles: Sequence[Judged] = ()
    found: bytes = b""
    texts: bytes = b""
    failure: str = ""
    lost: bool = False


class Kept(NamedTuple):
    """What is kept of a role for the rules about all of them."""

    number: int
    role: Again
    ways: tuple[tuple[Conditions, Role], ...]
    holes: tuple[Hole, ...]


def judged_part(asked: Asked, part: Part) -> OfPart:
    """What comes of a part, in whichever process.  Raises what breaks."""
    settings = load(part.settings)
    taken: set[int] = set()
    roles: list[Judged] = []
    found: list[list[Reported]] = []
    failure = ""
    try:
        for number, element in enumerate(part.elements):
            for at, record in enumerate(records_in(element, part.shown)):
                role, told = judged_role(asked, record, called(record, taken), settings, part.root)
                roles.append(role._replace(element=number, at=at))
                found.append(told)
    except UNREADABLE as error:
        failure = str(error)
    texts = packed(part.elements) if asked.wanted & OF_ALL else b""
    return OfPart(roles, in_few_bytes(found), texts, failure)


def judged_role(
    asked: Asked, record: Record, label: str, settings: Configuration, root: str
) -> tuple[Judged, list[Reported]]:
    """One role of a dump, and what is found of it by itself."""
    found = Found(root, label, partial(case_of, record, label, settings))
    role = read(found, asked.judge_dumped or partial(remembered, True))
    assert role is not None  # of a dump each is made
    judged = role.judged
    told = as_reported(found, judged.case.subject.source, findings(judged), asked.wanted, Skips())
    taken_down = tuple(ways(judged.case, judged.trusts, judged.problem, NOT_ASKED)) if asked.wanted & OF_ALL else ()
    for _, way in taken_down:
        way.let_go()
    of_role = Judged(
        *(0, 0, label_of(record), label, record.arn, record.account, asked.note(judged)),
        *(taken_down, len(judged.trusts), judged.problem, judged.holes, len(told)),
    )
    return of_role, told


class Dumped:
    """The roles of one dump.  `root`: where findings show its file from."""

    def __init__(self, dump: Dump, root: str, asked: Asked, cores: Cores) -> None:
        self._dump, self._root, self._asked = dump, root, asked
        self._cores = cores._replace(jobs=1) if is_anybody() else cores
        self._settings = load(dump.root)
        self._kept: list[Kept] = []
        self._accounts: dict[str, tuple[Owner, Home]] = {}
        self._taken: set[int] = set()
        self._known: list[Any] = []
        self._policies = Policies(self._known)  # which is asked when all are known

    def by_themselves(self, numbers: Iterator[int]) -> Iterator[OfRole]:
        """What is found of each role about its own policy, in the order of the file."""
        try:
            for part, outcome in self._parts():
                yield from self._of_part(part, outcome, numbers)
                self._cores.tell(self._dump.path, part.done)
                if outcome.failure:
                    yield self._unread(outcome.failure, next(numbers))
                if outcome.failure and not outcome.lost:
                    return
        except UNREADABLE as error:
            yield self._unread(str(error), next(numbers))

    def _parts(self) -> Iterator[tuple[Part, OfPart]]:
        """Each part with what came of it, in the order of the file.  Raises what is UNREADABLE, after the last one."""
        refused: list[Exception] = []
        tasks = until_unreadable(parts(self._dump, self._root, self._known), refused)
        waiting: dict[int, tuple[Part, OfPart]] = {}
        following = 0
        lost = OfPart(failure=ENDED, lost=True)
        for part, outcome in outcomes(tasks, self._cores.jobs, partial(judged_part, self._asked), lost):
            waiting[part.number] = part, outcome
            while following in waiting:
                yield waiting.pop(following)
                following += 1
        for error in refused:
            raise error

    def _of_part(self, part: Part, outcome: OfPart, numbers: Iterator[int]) -> Iterator[OfRole]:
        texts = Texts(outcome.texts, self._dump.shown, self._dump.root, self._policies)
        found = Packed(outcome.found)
        for index, each in enumerate(outcome.roles):
            role, told, number = each, found.of_role(index, each.found), next(numbers)
            if hash(each.label) in self._taken:  # by one of another part
                record = list(records_in(part.elements[each.element], part.shown))[each.at]
                label = called(record, self._taken)
                again, every = judged_role(self._asked, record, label, self._settings, self._root)
                role, told = again._replace(element=each.element, at=each.at), every
            self._taken.add(hash(role.label))
            self._keep(number, role, texts)
            yield OfRole(number, role.note, told)

    def _keep(self, number: int, role: Judged, texts: Texts) -> None:
        if not role.ways:
            return
        whose, home = self._of_account(role.account)
        again = Again(texts, (role.element, role.at), role.label, role.arn, home, role.problem)
        for at, (_, way) in enumerate(role.ways):
            policy = partial(again, at) if at else again
            way.taken_up(whose, again, policy if at < role.readable else None)
        self._kept.append(Kept(number, again, role.ways, role.holes))

    def _of_account(self, account: str) -> tuple[Owner, Home]:
        if account not in self._accounts:
            self._accounts[account] = owner(self._settings, account), Home((self._dump.shown, account))
        return self._accounts[account]

    def side_by_side(self, look: Look) -> Iterator[OfRole]:
        """What is found of each role among all of them."""
        if not self._asked.wanted & OF_ALL:
            return
        landscape = Landscape(way for each in self._kept for _, way in each.ways)
        look(landscape, [(each.number, [way for _, way in each.ways]) for each in self._kept])
        left = iter(self._kept)
        while some := list(islice(left, TOGETHER)):
            found = [self._among(each, landscape) for each in some]
            every = Packed(in_few_bytes(found))
            for index, (each, told) in enumerate(zip(some, found, strict=True)):
                if told:
                    yield OfRole(each.number, None, every.of_role(index, len(told)))

    def _among(self, kept: Kept, landscape: Landscape) -> list[Reported]:
        """As those of a smaller file.  What breaks is told on stderr, and leaves the role undecided."""
        if self._settings.error:  # which each rule says already
            return []
        of_one = Found(self._root, kept.role.label, no_role)
        off = frozenset(rule for rule, setting in self._settings.rules.items() if setting.off)
        try:
            told = told_of(judge_among(landscape, kept.ways, off, kept.holes).values(), kept.role.case)
        except Exception as error:  # one role that breaks must not lose the others
            told = list(findings(undecided(of_one, error, LANDSCAPE)))
        source = kept.ways[0][1].place.source
        return as_reported(of_one, source, told, self._asked.wanted, Skips())

    def _unread(self, why: str, number: int) -> OfRole:
        """What stands for the rest of the dump."""
        found = self._dump.unread(why)
        role = read(replace(found, root=self._root))
        assert role is not None
        source = role.judged.case.subject.source
        told = as_reported(role.found, source, findings(role.judged), self._asked.wanted, Skips())
        return OfRole(number, self._asked.note(role.judged), told)


def until_unreadable(every: Iterable[Part], refused: list[Exception]) -> Iterator[Part]:
    """Those that can be read; what keeps the rest from it is added to `refused`."""
    try:
        yield from every
    except UNREADABLE as error:
        refused.append(error)

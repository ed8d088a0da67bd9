"""Finitely many principals of an account that stand for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from roletrust.engine.answer import NO, YES
from roletrust.engine.bounds import CALLERS, Budget, TooMany
from roletrust.engine.classes.automaton import Automaton, Pattern, Patterns, unseen
from roletrust.engine.classes.named import NOBODY_NAMED, Named, exists_beside
from roletrust.engine.classes.pattern_classes import FILLERS, representatives, ways_of
from roletrust.engine.classes.tied_principals import (
    LONGEST_NAME,
    USERNAME,
    Likened,
    names_asked,
    taken_by,
    under,
)
from roletrust.engine.constant import Constant
from roletrust.engine.decision.conditions import Test
from roletrust.engine.policy.context_keys import SESSION_NAME, TELL_PRINCIPALS, Presence
from roletrust.engine.policy.operators import Family, Unreadable, arn_pattern, fields_agree
from roletrust.engine.policy.presence import presence
from roletrust.engine.policy.principals import PARTITION, Form, Who, same_account
from roletrust.engine.policy.request import Caller, Kind, arn_field, arn_fields, last_of_path
from roletrust.engine.policy.wildcards import (
    Variable,
    Wild,
    folded,
    has_hole,
    literal,
    matches,
    remainders,
    tokens,
    wild_text,
)
from roletrust.engine.text import Fresh, Namesake, Stranger, Text, Value, freshened, is_fresh, text

PATHS = {Kind.USER: "user/", Kind.ROLE_SESSION: "role/"}
ANY_SESSION = Fresh("any-session")
NAME = SESSION_NAME + "/"
REMEMBERED = 8  # stems of which a condition remembers whom it tells apart: users and roles of a few accounts


class Sends(Constant):
    """Which external id the callers of a class send."""

    NONE = "no external id"
    FRESH = "an external id the policy does not name"
    SOME = "some external id"
    GUESSED = "an external id the policy does not spell out, or one of a few that it does"
    THIS = "one external id, as it is spelt"
    ANY = "any external id, or none"


class Question:
    """A class of requests for `sts:AssumeRole`: is some member allowed?  INVARIANT: never changed once made.

    `account`: whose users and role sessions call: a 12-digit id, or an open account.
    `arbitrary`: only a principal nobody thought of (fresh ARN, no tags), not any of the account's.
    `outside`: the account is in no organization of the owner's: none of `organizations`, or, where those are
    not known, none that the policy names.
    `guesses`: of the external ids that the policy spells out, those that are sent as well, in lower case (GUESSED),
    or the one that is sent (THIS).
    `apart`: accounts (12 digits) that an open one is taken not to be.
    `somebody`: whose unique id the policy spells may be of the account, though it is one that nothing names.
    `now`: the moment from which on requests come, in seconds since 1970; None: any moment.
    `issuer`: for a token, the OIDC provider it comes from; '' where that is not known.
    """

    __slots__ = (
        "account",
        "apart",
        "arbitrary",
        "guesses",
        "issuer",
        "now",
        "organizations",
        "outside",
        "sends",
        "somebody",
    )

    def __init__(
        self,
        account: Value,
        sends: Sends = Sends.ANY,
        arbitrary: bool = False,
        outside: bool = True,
        organizations: frozenset[str] = frozenset(),
        guesses: frozenset[Value] = frozenset(),
        now: int | None = None,
        issuer: str = "",
        apart: frozenset[str] = frozenset(),
        somebody: bool = False,
    ) -> None:
        self.apart, self.somebody = apart, somebody
        self.account, self.sends, self.arbitrary = account, sends, arbitrary
        self.outside, self.organizations, self.guesses = outside, organizations, guesses
        self.now, self.issuer = now, issuer

    @property
    def but_the_account(self) -> tuple[object, ...]:
        """All that it asks, whosever account it is."""
        return (
            self.sends,
            self.arbitrary,
            self.outside,
            self.organizations,
            self.guesses,
            self.now,
            self.issuer,
            self.somebody,
        )

    def presence(self, key: str, kind: Kind) -> Presence:
        """Whether a request of the class, by a caller of `kind`, carries `key` (lower case)."""
        return presence(key, kind, self.issuer)


class Crowd:
    """The principals to try for `question`, given the principal elements and conditions that could matter.

    INVARIANT (dead end): ARNs, names, and the elements that name them are all that tells principals apart.
    `spelt`: no others than those the principal elements spell out.  `named`: whom those of the whole policy name.
    `accounts`: of an open account, those that it may be, one for each way in which they are told apart.
    `unsolved`: conditions with policy variables that may compare principals in more ways than are tried; known once
    the callers are.
    """

    def __init__(
        self,
        question: Question,
        whos: Iterable[Who],
        tests: Sequence[Test],
        budget: Budget,
        spelt: bool = False,
        named: Named = NOBODY_NAMED,
        accounts: Sequence[Value] = (),
    ) -> None:
        self.question, self.tests, self.budget, self.spelt, self.named = question, tests, budget, spelt, named
        self.accounts = accounts
        self.told_apart = [test for test in tests if test.key in TELL_PRINCIPALS]
        self.tied = [test for test in tests if test.tied and _ties_principals(test)]
        account = question.account
        self.here = [
            each
            for each in whos
            if each.account and (each.account == account or same_account(each.account, account) is not NO)
        ]
        self.unsolved: set[Test] = set()

    def callers(self) -> Iterator[Caller]:
        """Each once, those that nobody names first.  Raises TooMany beyond bounds.CALLERS or what the budget has."""
        self.budget.spend("comparisons", sum([1 + len(test.plain) + len(test.patterns) for test in self.told_apart]))
        seen: set[Caller] = set()
        stranger = is_fresh(self.question.account)
        for caller in self._spelt() if self.spelt else self._all():
            if caller not in seen:
                seen.add(caller)
                yield _of_a_stranger(caller) if stranger else caller
                if len(seen) > CALLERS:
                    raise TooMany("too many different principals of one account")

    def _spelt(self) -> Iterator[Caller]:
        if not self.question.arbitrary:
            for partition in _partitions(self.here, self.told_apart):
                yield from _named(self.here, self.question.account, partition)

    def _all(self) -> Iterator[Caller]:
        sessions: dict[Value, list[Value]] = {}
        for each in self.here:
            if each.form is Form.SESSION:
                sessions.setdefault(each.text, []).append(each.session)
        stems: list[tuple[Kind, Value]] = []
        for partition in _partitions(self.here, self.told_apart):
            for kind, path in PATHS.items():
                stem = text("arn:", partition, ":iam::", self.question.account, ":", path)
                stems.append((kind, stem))
                for arn in self._arns(stem, kind):
                    yield from _calling(kind, arn, sessions)
            if not self.question.arbitrary:
                yield from _named(self.here, self.question.account, partition)
        if not self.question.arbitrary:
            yield from _left_open(self.told_apart, self.question.account)
        for kind, stem in stems if self.tied and not self.question.arbitrary else ():
            for one in self._accounts_of(stem):
                for arn in self._tied(one, kind):
                    yield from _calling(kind, _moved(arn, one, stem), sessions)

    def _arns(self, stem: Value, kind: Kind) -> list[Value]:
        """ARNs under `stem` (`arn:aws:iam::A:role/`): one nobody names, and one for each way conditions tell apart."""
        sets, literals = distinctions(stem, kind, self.told_apart) if self.told_apart else ([], set())
        patterns = [pattern for each in sets for pattern in each]
        if self.question.arbitrary:
            return [fresh_arn(stem, literals, patterns, self._beside() if self.tied else ())]
        entities = self.named.under(stem)
        if literals:
            literals = {each for each in literals if under(stem).holds(each) and exists_beside(each, entities)}
        literals |= self._entities(stem)
        if kind is Kind.ROLE_SESSION and self.told_apart:
            sets += [_sessions_of(stem, each) for each in self.here if each.form is Form.SESSION]
        if not sets:
            return [fresh_arn(stem, literals, patterns), *sorted(literals)]
        found = representatives(sets, literals, under(stem), self.budget)
        if not all(exists_beside(each, entities) for each in found):
            ways = ways_of(Automaton(sets, literals, under(stem), taken_by(entities)), self.budget)
            found = [each for way, each in ways.items() if not any(way[len(sets) :])]
        if kind is Kind.USER and isinstance(stem, str) and len(sets) > 1:
            found += self._by_name(stem, literals, entities)
        plainest, *others = found or [fresh_arn(stem, literals, patterns)]
        return [plainest, *sorted(literals), *others]

    def _by_name(self, stem: str, literals: set[str], entities: set[str]) -> list[Value]:
        """Users for each way of being called and having an ARN: as patterns on ARNs, those on names span paths."""
        names = [each for test in self.told_apart if (each := names_asked(test))]
        if not names:
            return []
        sets, _ = distinctions(stem, Kind.USER, [test for test in self.told_apart if test.key != USERNAME])
        ways = ways_of(Automaton(sets, literals, under(stem), [*names, *taken_by(entities)]), self.budget)
        free = [(way, each) for way, each in ways.items() if not any(way[len(sets) + len(names) :])]
        return [each if any(way) else freshened(each) for way, each in free]

    def _beside(self) -> Sequence[Pattern]:
        """All values of the policy: where names are compared with what a request holds, those are asked of it too."""
        return [each for test in self.tests for each in (*test.patterns, *((value,) for value in sorted(test.plain)))]

    def _entities(self, stem: Value) -> set[str]:
        """The users or roles under `stem` that principal elements name."""
        if not isinstance(stem, str):
            return set()
        named = (each.text for each in self.here if each.form is Form.ENTITY)
        return {each for each in named if isinstance(each, str) and each.startswith(stem)}

    def _accounts_of(self, stem: Value) -> list[Value]:
        """The stem of each account that an open one may be.

        INVARIANT (dead end): of two accounts that nothing tells apart, the principals compare in the same ways.
        """
        account = self.question.account
        if not self.accounts or not isinstance(account, Text) or not isinstance(stem, Text):
            return [stem]
        before, path = stem.parts[0], stem.parts[-1]
        if stem.parts != (before, *account.parts, path):
            return [stem]
        return [text(before, each, path) for each in self.accounts]

    def _tied(self, stem: Value, kind: Kind) -> list[Value]:
        """ARNs under `stem` for each way in which conditions compare principals with what a request holds."""
        if not isinstance(stem, str):
            self.unsolved.update(self.tied)
            return []
        try:
            found = Likened(self.tests, self.tied, stem, kind, self.named.under(stem), self.budget)
            values = list(found.arns())
            self.unsolved |= found.unsolved
        except TooMany:
            self.unsolved.update(self.tied)
            return []
        return list(dict.fromkeys(values))


def _moved(arn: Value, stem: Value, to: Value) -> Value:
    """An ARN under `stem` as one under `to`."""
    if stem == to:
        return arn
    first, *more = arn.parts if isinstance(arn, Text) else (arn,)
    return text(to, str(first).removeprefix(str(stem)), *more)


def _ties_principals(test: Test) -> bool:
    """Whether a condition that compares keys, by a policy variable, compares who calls with what a request holds."""
    return any(key in TELL_PRINCIPALS for key in test.keys)


def _of_a_stranger(caller: Caller) -> Caller:
    arn = caller.arn
    if isinstance(arn, str):
        arn = Stranger(arn) if is_fresh(arn) else Namesake(arn)
    return Caller(caller.kind, arn, caller.session)


def _calling(kind: Kind, arn: Value, sessions: Mapping[Value, Sequence[Value]]) -> list[Caller]:
    """The callers behind an ARN: the user, or the role's sessions that principals (by role name) tell apart."""
    if kind is Kind.USER:
        return [Caller(kind, arn)]
    named = sessions.get(last_of_path(arn), ())
    return [Caller(kind, arn, ANY_SESSION), *[Caller(kind, arn, session) for session in named]]


def _partitions(here: Iterable[Who], tests: Sequence[Test]) -> list[Value]:
    """Trust never crosses partitions, and the role's own is not known: those that are named, or any."""
    named: dict[Value, None] = {each.partition: None for each in here if each.partition}
    if not named:
        named = {"aws": None, **{partition: None for arn in principal_arns(tests) if (partition := _partition(arn))}}
    return list(named)


def principal_arns(tests: Iterable[Test]) -> Iterator[Value]:
    """What conditions compare `aws:PrincipalArn` with, as written."""
    for test in tests:
        if test.key == "aws:principalarn":
            yield from sorted(test.plain)
            yield from (wild_text(pattern) for pattern in test.patterns)


def _partition(arn: Value) -> Value:
    found = arn_field(arn, 1)
    return found if isinstance(found, Text) or PARTITION.match(found) else ""


def _sessions_of(stem: Value, someone: Who) -> Patterns:
    """The role of a session principal, whose path it does not say."""
    beginning, name = tokens(stem, False, False), tokens(someone.text, False, False)
    return ((*beginning, *name), (*beginning, Wild.STAR, "/", *name))


def fresh_arn(stem: Value, literals: set[str], patterns: Sequence[Pattern], beside: Sequence[Pattern] = ()) -> Value:
    """A principal nobody names.  INVARIANT: only a pattern that admits every name under `stem` matches it.

    `beside`: patterns that its name is compared with by way of other keys: nothing of them is in it.
    """
    plainest = freshened(text(stem, FILLERS[0]))
    if not beside and plainest not in literals and not any(matches(pattern, plainest) for pattern in patterns):
        return plainest
    telling = [pattern for pattern in patterns if _tells_apart(pattern, stem)]
    for name in _odd(beside) if beside else _names(len(literals), telling):
        arn = text(stem, name)
        if arn not in literals and not any(matches(pattern, freshened(arn)) for pattern in telling):
            return freshened(arn)
    raise TooMany("every name is one that some condition singles out")


def _names(taken: int, patterns: Sequence[Pattern]) -> Iterator[str]:
    """Names to try: the readable first, then more than are `taken`, then of a letter that no pattern has."""
    yield from FILLERS
    yield from (f"{FILLERS[0]}-{number}" for number in range(taken))
    yield from _odd(patterns)


def _odd(patterns: Sequence[Pattern]) -> tuple[str, str]:
    """Names of a letter that no pattern has."""
    letter = unseen(patterns, NAME)
    return letter * 7, letter * 11


def _tells_apart(pattern: Pattern, stem: Value) -> bool:
    """Whether `pattern` matches some names under `stem` and not others, as far as three odd names can tell."""
    odd = [matches(pattern, freshened(text(stem, name))) for name in ("Qz7", "0", "wv/XJ")]
    return len(set(odd)) > 1 or odd[0] is NO


def distinctions(stem: Value, kind: Kind, tests: Sequence[Test]) -> tuple[list[Patterns], set[str]]:
    """The whole-ARN patterns (condition by condition) and literal ARNs that tell principals under `stem` apart."""
    sets: list[Patterns] = []
    literals: set[str] = set()
    for test in tests:
        patterns, exact = _apart(test, stem, kind)
        if patterns:
            sets.append(patterns)
        literals |= exact
    return sets, literals


def _apart(test: Test, stem: Value, kind: Kind) -> tuple[Patterns, set[str]]:
    """The same of one condition, remembered of some stems."""
    if isinstance(stem, Text):  # two equal ones may tell different places
        return _told_apart(test, stem, kind)
    found = test.apart.get((stem, kind))
    if found is None:
        found = _told_apart(test, stem, kind)
        if len(test.apart) < REMEMBERED:
            test.apart[stem, kind] = found
    return found


def _told_apart(test: Test, stem: Value, kind: Kind) -> tuple[Patterns, set[str]]:
    if test.how is None:
        return (), set()
    literals: set[str] = set()
    written = test.patterns
    if test.key == "aws:principalarn" and isinstance(stem, str) and not test.folds:
        literals.update(each for each in test.plain if each.startswith(stem) and each != stem)
    else:
        read = folded if test.folds else _plainly
        written = (*written, *(read(each) for each in sorted(test.plain)))
    constant = written
    if test.variables:
        constant = tuple(each for each in written if not any(isinstance(token, Variable) for token in each))
    arns = [arn for each in constant for arn in _as_arns(each, test, stem, kind)]
    exact = {arn: literal(arn) for arn in arns}
    if isinstance(stem, str):
        literals.update(each for each in exact.values() if each and each.startswith(stem) and each != stem)
    return tuple(arn for arn in arns if exact[arn] is None), literals


def _plainly(written: str) -> Pattern:
    return tokens(written, False, False)


def _as_arns(pattern: Pattern, test: Test, stem: Value, kind: Kind) -> Iterator[Pattern]:
    """A condition's pattern, as a pattern over whole principal ARNs under `stem`."""
    assert test.how is not None
    if test.key == "aws:username":
        if kind is Kind.USER and len(literal(pattern) or "") <= LONGEST_NAME:
            beginning = tokens(stem, False, False)
            yield (*beginning, *pattern)
            yield (*beginning, Wild.STAR, "/", *pattern)
    elif test.how.row.family is not Family.ARN:
        yield pattern
        if isinstance(stem, Text):  # an account that is open may be the one that the pattern is about
            yield from ((*tokens(stem, False, False), *rest) for rest in remainders(pattern, stem))
    else:
        try:
            fields = arn_pattern(pattern)
        except Unreadable:
            return
        if fields and isinstance(stem, str) and not has_hole(pattern):
            *given, resource = stem.split(":", 5)
            if fields_agree(fields, given):
                yield (stem.removesuffix(resource), *fields[5])
            return
        parts = arn_fields(stem)[:5]
        if fields and all(matches(field, part) is not NO for field, part in zip(fields, parts, strict=False)):
            yield (*tokens(text(*[piece for part in parts for piece in (part, ":")]), False, False), *fields[5])


def _named(here: Iterable[Who], account: Value, partition: Value) -> Iterator[Caller]:
    """The callers that principal elements single out.  A session does not say the path of its role; an element may."""
    entities = [each for each in here if each.form is Form.ENTITY and each.partition == partition]
    roles = [each for each in entities if f"{arn_field(each.text, 5)}".startswith("role/")]
    for each in here:
        if each.form is Form.SESSION:
            named = [one for one in roles if f"{last_of_path(one.text)}".lower() == f"{each.text}".lower()]
            for one in named:
                yield Caller(Kind.ROLE_SESSION, one.text, each.session)
            if not any(same_account(one.account, account) is YES for one in named):
                arn = text("arn:", partition, ":iam::", account, ":role/", each.text)
                yield Caller(Kind.ROLE_SESSION, arn, each.session)
        elif each.form is Form.OPEN and same_account(each.account, account) is YES:
            yield Caller(Kind.ROLE_SESSION, each.text, ANY_SESSION)
            yield Caller(Kind.USER, each.text)
        elif each.form is Form.ENTITY:
            resource = arn_field(each.text, 5)
            user = str(resource).startswith("user/")
            of_account = each.account == account and isinstance(each.text, Text)
            arn = each.text if of_account else text("arn:", partition, ":iam::", account, ":", resource)
            yield Caller(Kind.USER, arn) if user else Caller(Kind.ROLE_SESSION, arn, ANY_SESSION)


def _left_open(tests: Iterable[Test], account: Value) -> Iterator[Caller]:
    """Principals that an open value in a condition may name, where they may be of `account`."""
    for arn in principal_arns(tests):
        whose = arn_field(arn, 4) or arn
        if isinstance(arn, Text) and isinstance(whose, Text) and same_account(whose, account) is not NO:
            parts = (
                each.replace("*", "any").replace("?", "x") if isinstance(each, str) else each for each in arn.parts
            )
            filled = text(*parts)
            yield Caller(Kind.ROLE_SESSION, filled, ANY_SESSION)
            yield Caller(Kind.USER, filled)

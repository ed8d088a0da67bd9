"""The keys of one group that policy variables compare: every way in which they can be given together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Union

from roletrust.engine.answer import NO
from roletrust.engine.bounds import ENTRIES, Budget, TooMany
from roletrust.engine.classes.automaton import Automaton, Language, Pattern, Patterns, automaton_of, language_of
from roletrust.engine.classes.key_values import Asked, Given
from roletrust.engine.classes.pattern_classes import ways_of
from roletrust.engine.classes.ties import Follower, Tie, cased, solved, ties_of
from roletrust.engine.decision.conditions import NOTHING, SETTLED, Context, Test
from roletrust.engine.policy.operators import Family, Unreadable, arn_pattern
from roletrust.engine.policy.request import Values, arn_fields
from roletrust.engine.policy.wildcards import Variable, literal, matches, resolved, tokens
from roletrust.engine.text import Value, text

Options = Callable[[str, Context], Sequence[tuple[Given, bool]]]  # of a key, beside what the others hold


class Way(NamedTuple):
    """What the keys of a group hold.  `loose`: those of which it is not known how they compare with others."""

    context: dict[str, tuple[Value, ...]]
    sure: bool
    loose: frozenset[str]


class _Option(NamedTuple):
    """One way to give a key.  `typical`: it stands for all values of its kind, however they compare."""

    given: Given
    sure: bool = True
    typical: bool = False
    loose: bool = False


class Compared:
    """The keys of a group, in the order in which they are given: what a variable reads goes first.

    INVARIANT (dead end): every way to compare is among the `ways`, but for the conditions that are `unsolved`: a NO
    that hangs on what one of those says is none (reach.py, `_loosely`).
    """

    def __init__(
        self,
        keys: Sequence[str],
        asked: Mapping[str, Asked],
        tests: Sequence[Test],
        options: Options,
        plain: frozenset[str],
        known: Context,
        alone: bool,
        budget: Budget,
    ) -> None:
        """`tests`: all that read one of `keys`; `options`: how a key can be given; `plain`: those that hold any text
        of their language; `known`: what the caller implies; `alone`: no other caller is like it.
        """
        self.asked, self.options, self.known, self.alone, self.budget = asked, options, known, alone, budget
        self.plain = frozenset(key for key in plain if is_text(asked[key]))
        self.unsolved: set[Test] = set()
        self.read: dict[str, list[Tie]] = {key: [] for key in keys}
        for test in tests:
            for tie in ties_of(test):
                self._enter(test, tie)
        self.keys = self._ordered(keys)
        self._chained()
        self._listed: dict[object, list[_Option]] = {}
        self._objects: dict[object, Given] = {}
        self._heeded = {key: self._heeds(key) for key in self.keys}

    def _enter(self, test: Test, tie: Tie | None) -> None:
        if tie is None:
            self.unsolved.add(test)
            return
        here = tie.variable in self.read
        if here:
            self.read[tie.variable].append(tie)
        if (here and tie.variable not in self.plain) or (test.key in self.asked and test.key not in self.plain):
            self.unsolved.add(test)

    def _ordered(self, keys: Sequence[str]) -> list[str]:
        """What is read before what reads it; conditions that go in a circle are not solved."""
        order: list[str] = []
        open_: list[str] = []

        def enter(key: str) -> None:
            open_.append(key)
            for test in self.asked[key].tests:
                for variable in sorted(test.tied):
                    if variable in open_:
                        self.unsolved.add(test)
                    elif variable in self.read and variable not in order:
                        enter(variable)
            open_.pop()
            order.append(key)

        for key in keys:
            if key not in order:
                enter(key)
        return order

    def _chained(self) -> None:
        """A key that is compared and is itself read by another: what it is compared with is not told apart by that."""
        for key in self.keys:
            if self.read[key]:
                self.unsolved.update(test for test in self.asked[key].tests if self._compares(test))

    def _heeds(self, key: str) -> tuple[str, ...]:
        """The keys of the group of which it depends what is tried for `key`: what it is compared with, and those too
        that are compared with it.
        """
        beside = {key, *(tie.test.key for tie in self.read[key])} & set(self.asked)
        read = {variable for each in beside for test in self.asked[each].tests for variable in test.variables}
        return tuple(sorted(read & set(self.keys) - {key}))

    def _compares(self, test: Test) -> bool:
        return any(each in self.read or (each in self.known and each not in SETTLED) for each in test.tied)

    def ways(self) -> Iterator[Way]:
        """Every way to give the keys.  Raises TooMany beyond bounds.ENTRIES."""
        found: dict[tuple[tuple[str, tuple[Value, ...]], ...], Way] = {}
        for way in self._given({}, True, frozenset(), frozenset()):
            told = tuple(way.context.items())
            before = found.get(told)
            found[told] = way._replace(loose=way.loose | before.loose) if before else way
            if len(found) > ENTRIES:
                raise TooMany(f"`{'`, `'.join(self.keys)}` hang together in too many ways")
        return iter(found.values())

    def _given(
        self,
        context: dict[str, tuple[Value, ...]],
        sure: bool,
        typical: frozenset[str],
        loose: frozenset[str],
        at: int = 0,
    ) -> Iterator[Way]:
        if at == len(self.keys):
            yield Way(context, sure, loose)
            return
        key = self.keys[at]
        for option in self._options(context, key, typical):
            given = context if option.given is None else {**context, key: option.given}
            yield from self._given(
                given,
                sure and option.sure,
                typical | {key} if option.typical else typical,
                loose | {key} if option.loose else loose,
                at + 1,
            )

    def _options(self, context: Context, key: str, typical: frozenset[str]) -> list[_Option]:
        """The ways to give `key`, listed once for what they depend on: values by which they are, not as they look."""
        heeded = self._heeded[key]
        seen = (key, tuple([id(context.get(each)) for each in heeded]), tuple([each in typical for each in heeded]))
        if seen not in self._listed:
            every = self._every({**self.known, **context}, key, typical)
            self._listed[seen] = [one._replace(given=self._one_object(one.given)) for one in every]
        return self._listed[seen]

    def _one_object(self, given: Given) -> Given:
        """The same values as one object, if they look the same and none is open: what was listed beside one is listed
        beside all.
        """
        if given is None or not all(isinstance(each, str) for each in given):
            return given
        return self._objects.setdefault((given, *map(type, given)), given)

    def _every(self, context: Context, key: str, typical: frozenset[str]) -> Iterator[_Option]:
        base = self.options(key, context)
        yield from (_Option(given, sure) for given, sure in base)
        if key not in self.plain or not any(given not in NOTHING for given, _ in base):
            return
        patterns = spelt_on(self.asked[key], context)
        if patterns.ties:
            yield from self._among_ties(key, patterns, typical)
        if self.read[key]:
            yield from self._read(key, context, patterns)

    def _among_ties(self, key: str, patterns: Spelt, typical: frozenset[str]) -> Iterator[_Option]:
        """The values that the ties, what they compare with being given, tell apart."""
        found = ways_of(patterns.automaton(language_of(key)), self.budget)
        yield from (_Option((value,)) for value in found.values())
        read = {variable for test in self.asked[key].tests for variable in test.variables}
        if read & typical or (not self.alone and read & set(self.known) - SETTLED):
            yield from (_Option((found[way],), loose=True) for way in patterns.lacking(found))

    def _read(self, key: str, context: Context, patterns: Spelt) -> Iterator[_Option]:
        """The values that tell apart what they are compared with."""
        try:
            main = patterns.automaton(language_of(key))
            followers = [each for tie in self.read[key] if (each := self._follower(tie, context)) is not None]
            together = solved(main, followers, False, self.budget)
        except TooMany:
            self.unsolved.update(tie.test for tie in self.read[key])
            return
        if not together.complete:
            self.unsolved.update(tie.test for tie in self.read[key])
        kinds: dict[tuple[object, ...], list[Value]] = {}
        for one in together.found:
            kinds.setdefault(one.kind, []).append(one.value)
        for kind, values in kinds.items():
            single = isinstance(kind[0], str)
            chosen = next((each for each in values if not self._leaves_out(key, each, context)), values[-1])
            yield from (_Option((each,), typical=each == chosen and not single) for each in values)

    def _leaves_out(self, key: str, value: Value, context: Context) -> bool:
        """Whether where `key` holds `value`, some key that is compared with it cannot be different from it."""
        beside = {**context, key: (value,)}
        for other in sorted({tie.test.key for tie in self.read[key]} & self.plain):
            patterns = spelt_on(self.asked[other], beside)
            if patterns.lacking(ways_of(patterns.automaton(language_of(other)), self.budget)):
                return True
        return False

    def _follower(self, tie: Tie, context: Context) -> Follower | None:
        key = tie.test.key
        if key in self.plain:
            return Follower(tie, spelt_on(self.asked[key], self.known, False).automaton(language_of(key)))
        held = self.known.get(key)
        spelt = held[0] if isinstance(held, tuple) else None
        if spelt is None:
            return None  # INVARIANT: a key of the group that does not hold any text, so that _enter left it unsolved
        within = within_arn(tie, spelt) if is_arn_test(tie.test) else tie
        if within is None:
            return None
        if within is UNSOLVED:
            self.unsolved.add(tie.test)
            return None
        assert isinstance(within, Tie)
        if isinstance(spelt, str):
            return Follower(within, automaton_of((), (spelt,), Language()))
        self.unsolved.add(tie.test)  # what is open may be anything
        return Follower(within, automaton_of(((spelt.parts,),), (), Language()))


UNSOLVED = object()


def within_arn(tie: Tie, arn: Value) -> Union[Tie, object, None]:
    """An Arn operator's comparison with the whole ARN `arn`, as one of texts; None where it never holds.

    UNSOLVED where the variable may hold one of the first five fields.
    """
    variable = Variable(tie.variable)
    try:
        fields = arn_pattern((*tie.before, variable, *tie.after))
    except Unreadable:
        return None
    if fields is None or variable not in fields[5]:
        return UNSOLVED
    given = list(arn_fields(arn)[:5])
    if len(given) < 5 or any(matches(one, part) is NO for one, part in zip(fields, given, strict=False)):
        return None
    stem = text(*[piece for part in given for piece in (part, ":")])
    at = fields[5].index(variable)
    return tie._replace(before=(*tokens(stem, False, False), *fields[5][:at]), after=fields[5][at + 1 :])


def is_arn_test(test: Test) -> bool:
    return test.how is not None and test.how.row.family is Family.ARN


def is_text(asked: Asked) -> bool:
    """Whether nothing but text is compared with the key."""
    return not asked.row.listed and asked.families() <= {Family.STRING, Family.NULL}


class Spelt(NamedTuple):
    """What conditions ask of one key.  `ties`: the policy values with a variable, by what it holds."""

    sets: tuple[Patterns, ...]
    ties: tuple[Pattern, ...]
    literals: frozenset[str]

    def automaton(self, language: Language) -> Automaton:
        """The automaton of them all; each tie is a set of its own."""
        return automaton_of([*self.sets, *((each,) for each in self.ties)], self.literals, language)

    def lacking(self, ways: Mapping[tuple[bool, ...], Value]) -> list[tuple[bool, ...]]:
        """One for each way of matching the sets with which not every way of being compared goes together.

        Those that go with one value need not, where they do with none: being tied is tried for each value by itself.
        """
        compared: dict[tuple[bool, ...], list[tuple[bool, ...]]] = {}
        for way in ways:
            compared.setdefault(way[: len(self.sets)], []).append(way[len(self.sets) :])
        found: list[tuple[bool, ...]] = []
        for apart, together in compared.items():
            some = sum(any(each[at] for each in together) for at in range(len(self.ties)))
            if len(together) < 2**some:
                found.append((*apart, *together[0]))
        return found


def spelt_on(asked: Asked, context: Context, with_ties: bool = True) -> Spelt:
    """What the conditions on a key ask of it where the others are as `context` says; without ties, constants alone."""
    sets: list[Patterns] = []
    tied: dict[Pattern, Pattern] = {}
    literals: set[str] = set()

    def read(key: str) -> Value | None:
        values: Values | None = context.get(key)
        return values[0] if isinstance(values, tuple) and len(values) == 1 else None

    for test in asked.tests:
        if test.how is None or test.how.row.family is not Family.STRING:
            continue
        constant: list[Pattern] = []
        for pattern in test.telling:
            compares = any(
                isinstance(token, Variable) and token.key not in SETTLED and context.get(token.key) not in NOTHING
                for token in pattern
            )
            found = resolved(pattern, read)
            if found is None:
                continue
            if compares:
                tied[cased(pattern, test.folds)] = cased(found, test.folds)
            else:
                constant.append(cased(found, test.folds))
        if test.folds:
            constant += [cased((each,), True) for each in sorted(test.plain)]
        else:
            literals |= test.plain
        exact = {pattern: literal(pattern) for pattern in constant}
        literals.update(each for each in exact.values() if each)
        if wild := tuple(pattern for pattern, each in exact.items() if each is None and pattern):
            sets.append(wild)
    return Spelt(tuple(sets), tuple(tied.values()) if with_ties else (), frozenset(each for each in literals if each))

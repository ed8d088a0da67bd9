"""The principals that conditions compare with what a request holds, by policy variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from roletrust.engine.bounds import Budget
from roletrust.engine.classes.automaton import Automaton, Language, Pattern, Patterns, language_of
from roletrust.engine.classes.key_values import Asked
from roletrust.engine.classes.named import exists_beside
from roletrust.engine.classes.pattern_classes import ways_of
from roletrust.engine.classes.tied_keys import Spelt, is_arn_test, is_text, spelt_on, within_arn
from roletrust.engine.classes.ties import Follower, Tie, cased, solved, ties_of
from roletrust.engine.decision.conditions import SETTLED, Test
from roletrust.engine.policy.context_keys import SESSION_NAME, TELL_PRINCIPALS
from roletrust.engine.policy.operators import Unreadable, arn_pattern, fields_agree
from roletrust.engine.policy.request import Kind, last_of_path
from roletrust.engine.policy.wildcards import Variable, folded, literal
from roletrust.engine.text import Value

ARN, USERNAME = "aws:principalarn", "aws:username"
# IAM API reference: roleNameType `[\w+=,.@-]+`, 64 at most; pathType, printable ASCII between two `/`.
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
LONGEST_NAME = 64


def under(stem: Value) -> Language:
    """The ARNs of users or roles, and their paths, that begin with `stem`."""
    return Language(PRINTABLE, 1, stem, path=True, longest=LONGEST_NAME, name=SESSION_NAME)


def taken_by(entities: Iterable[str]) -> tuple[Patterns, ...]:
    """The names of users or roles that there are, as patterns: no other has one, in whatever case or path.

    IAM User Guide, "IAM identifiers": names are unique within an account.
    """
    return tuple((folded(name),) for name in sorted({str(last_of_path(each)) for each in entities}))


def names_asked(test: Test) -> Patterns:
    """What a condition on `aws:username` makes of names, values with a variable apart."""
    if test.key != USERNAME or test.how is None:
        return ()
    constant = [each for each in test.patterns if not any(isinstance(token, Variable) for token in each)]
    patterns = (cased(each, test.folds) for each in (*constant, *((each,) for each in sorted(test.plain))))
    return tuple(each for each in patterns if each and len(literal(each) or "") <= LONGEST_NAME)


class Likened:
    """The principals under one stem (`arn:aws:iam::A:user/`), by how they compare.

    INVARIANT (dead end): every way to compare is tried, but for conditions that are `unsolved`; which those are is
    known once the ARNs are.
    """

    def __init__(
        self, tests: Sequence[Test], tied: Sequence[Test], stem: str, kind: Kind, named: set[str], budget: Budget
    ) -> None:
        """`tests`: all conditions; `tied`: those that compare principals; `named`: ARNs of principal elements."""
        self.tests, self.tied, self.stem, self.kind, self.budget = tests, tied, stem, kind, budget
        self.here = {ARN, USERNAME} if kind is Kind.USER else {ARN}
        self.named = named
        self.unsolved: set[Test] = set()
        self.asked: dict[str, Asked] = {}
        for test in tests:
            for key in test.keys:
                self.asked.setdefault(key, Asked(key))
            self.asked[test.key].tests.append(test)
        self.ties = [tie for test in tied for tie in self._understood(test)]
        self.reader = self._reader(named)

    def _understood(self, test: Test) -> Iterator[Tie]:
        """The ties of a condition between a principal and a key of the request."""
        for tie in ties_of(test):
            if tie is None:
                self.unsolved.add(test)
            elif (tie.variable in self.here) is not (test.key in self.here):
                other = test.key if tie.variable in self.here else tie.variable
                if other not in TELL_PRINCIPALS and other not in SETTLED:
                    if self._goes_on(other, test.key in self.here):
                        self.unsolved.add(test)
                    yield tie

    def _goes_on(self, key: str, is_read: bool) -> bool:
        """Whether a key that principals are compared with is compared with further ones, in a way that is not solved.

        `is_read`: it is the key that is read.  Those that read it as well are solved together with the principals
        (`_reading`), where they are compared with nothing else.
        """
        further = [test for test in self.tests if key in test.keys and test.tied and not self.here & set(test.keys)]
        if not is_read:
            return bool(further)
        others = {test.key for test in further}
        beside = [test for test in self.tests if test.tied and not others.isdisjoint(test.keys)]
        alike = all(test.key in others and test.tied == {key} and None not in ties_of(test) for test in beside)
        return key in others or not alike or any(self._spelt(each) is None for each in others)

    def _reading(self, tie: Tie) -> Iterator[Follower]:
        """The other keys that are compared with what the variable of a tie holds."""
        for test in self.tests:
            for each in ties_of(test) if tie.variable in test.tied and test.key not in self.here else ():
                spelt = self._spelt(test.key)
                if each is not None and spelt is not None:
                    yield Follower(each, spelt.automaton(language_of(test.key)))

    def _reader(self, named: set[str]) -> Automaton:
        """The automaton of all patterns on who calls, and of the literals that a key compared with it has."""
        sets: list[Patterns] = []
        names: list[Patterns] = []
        literals = set(named)
        for key in sorted(self.here & set(self.asked)):
            for test in self.asked[key].tests:
                constant = [each for each in test.patterns if not any(isinstance(token, Variable) for token in each)]
                constant += [(each,) for each in test.plain]
                patterns = tuple(cased(each, test.folds) for each in constant if each)
                if key == USERNAME:
                    names.append(tuple(each for each in patterns if len(literal(each) or "") <= LONGEST_NAME))
                else:
                    sets.append(tuple(each for one in patterns for each in self._on_arn(one, test)))
        for tie in self.ties:
            if tie.test.key in self.here and (spelt := self._spelt(tie.variable)) is not None:
                for value in (*sorted(spelt.literals), *tie.besides):
                    filled = tie.filled(value)
                    if tie.test.key == USERNAME:
                        names.append((filled,))
                    else:
                        sets.append(tuple(self._on_arn(filled, tie.test)))
        exact = {literal(each) for patterns in sets for each in patterns}
        literals |= {each for each in exact if each and each.startswith(self.stem)}
        wild = [tuple(each for each in patterns if literal(each) is None) for patterns in sets]
        literals = {each for each in literals if under(self.stem).holds(each)}
        names += taken_by(named)
        return Automaton([each for each in wild if each], literals, under(self.stem), names)

    def _on_arn(self, pattern: Pattern, test: Test) -> Iterator[Pattern]:
        """A pattern on `aws:PrincipalArn` as one over whole ARNs under the stem."""
        if not is_arn_test(test):
            yield pattern
            return
        try:
            fields = arn_pattern(pattern)
        except Unreadable:
            return
        *given, resource = self.stem.split(":", 5)
        if fields is None:
            self.unsolved.update(self.tied)
        elif fields_agree(fields[:5], given):
            yield (self.stem.removesuffix(resource), *fields[5])

    def _spelt(self, key: str) -> Spelt | None:
        """What the conditions on a key of the request ask of it; None where it holds other things than text."""
        asked = self.asked[key]
        return spelt_on(asked, {}, False) if is_text(asked) else None

    def arns(self) -> Iterator[Value]:
        """An ARN for each way in which a principal can be compared."""
        return (each for each in self._found() if exists_beside(each, self.named))

    def _found(self) -> Iterator[Value]:
        yield from sorted(self.reader.literals)
        yield from ways_of(self.reader, self.budget).values()
        for key in sorted(self.here):
            yield from self._read(key)
        comparing = [tie for tie in self.ties if tie.test.key in self.here]
        for tie in comparing:
            if len(comparing) > 1:
                self.unsolved.add(tie.test)
            yield from self._comparing(tie)

    def _read(self, key: str) -> Iterator[Value]:
        """Those whose name, or ARN, a variable reads."""
        followers: list[Follower] = []
        for tie in self.ties:
            if tie.variable == key:
                spelt = self._spelt(tie.test.key)
                if spelt is None or is_arn_test(tie.test):
                    self.unsolved.add(tie.test)
                else:
                    followers.append(Follower(tie, spelt.automaton(language_of(tie.test.key))))
        if followers:
            found = solved(self.reader, followers, key == USERNAME, self.budget)
            if not found.complete:
                self.unsolved.update(each.tie.test for each in followers)
            yield from (each.value for each in found.found)

    def _comparing(self, tie: Tie) -> Iterator[Value]:
        """Those that a condition compares with what a key of the request holds."""
        spelt = self._spelt(tie.variable)
        within = within_arn(tie, self.stem) if is_arn_test(tie.test) else tie
        if within is None:
            return
        if spelt is None or not isinstance(within, Tie):
            self.unsolved.add(tie.test)
            return
        followers = [Follower(within, self.reader, tie.test.key == USERNAME), *self._reading(tie)]
        found = solved(spelt.automaton(language_of(tie.variable)), followers, False, self.budget)
        if not found.complete:
            self.unsolved.add(tie.test)
        yield from (each.others[0] for each in found.found if each.others[0] is not None)

"""Is some request of a class allowed?  A witness, a proof that none is, or what would decide it.

Every key the policy mentions is given each value its conditions can tell apart (languages, key_values, domains);
every principal of the account each way they can be told apart (callers).  So a NO is a proof over all requests of
the class, and a YES is one of them, confirmed by `authorize`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import NamedTuple

from roletrust.engine.answer import NO, UNKNOWN, YES, Answer
from roletrust.engine.bounds import CALLER, GROUP, OPEN_COSTS, Budget, TooMany
from roletrust.engine.classes.agreement import MFA, MFA_AGE
from roletrust.engine.classes.callers import Crowd, Question, Sends
from roletrust.engine.classes.doubts import compared, kept_open
from roletrust.engine.classes.joint_domains import (
    PRINCIPAL_TAG,
    USER_ID,
    Entry,
    Group,
    groups,
    surely_absent,
)
from roletrust.engine.classes.named import Named, named
from roletrust.engine.classes.search import Space, find, met_by_first
from roletrust.engine.classes.singled_out import singled_out, tells_accounts
from roletrust.engine.decision.authorizer import Ready, allowed, context_of, implied
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY, Context, Test
from roletrust.engine.decision.whole_call import whole_call
from roletrust.engine.policy.context_keys import TELL_PRINCIPALS
from roletrust.engine.policy.document import Policy, Statement
from roletrust.engine.policy.principals import Form, Who, is_open, same_account
from roletrust.engine.policy.request import ACTIONS, ASSUME_ROLE, Caller, Kind, Request, Values, arn_field
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Fresh, Hole, Text, Unthought, Value, freshened, holes_of, is_fresh, text, with_held

NONE_UNSOLVED: frozenset[Test] = frozenset()
SOME_ACCOUNT = 210987654321  # from which on one that nothing names is looked for
FEW = 4  # accounts, up to which comparing them costs more than asking for each


class Reach(NamedTuple):
    """YES with a `witness` and the statement it comes in `through`; NO; or UNKNOWN with `holes` or a reason `why`.

    `beyond`: it is UNKNOWN because a bound was reached.
    """

    answer: Answer
    witness: Request | None = None
    through: Statement | None = None
    holes: tuple[Hole, ...] = ()
    why: str = ""
    beyond: bool = False


NOBODY = Reach(NO)


def reach(policy: Policy, question: Question) -> Reach:
    """Is some caller of `question`'s class allowed `sts:AssumeRole` by the whole of `policy`?

    Exact within the bounds of bounds.py; beyond them UNKNOWN, saying which bound.
    """
    return PolicyQuery.of(policy).reach(question)


class PolicyQuery:
    """The statements of a policy that decide one call (whole_call.py), made ready for many questions.

    `budget`: what all questions together may spend; `named`: whom the principal elements of the whole policy name.
    """

    def __init__(self, statements: Sequence[Ready], budget: Budget, named: Named) -> None:
        self.statements, self.budget, self.named = statements, budget, named
        self._by_account: dict[Value, dict[int, None]] = {}
        self._whos: dict[Value, dict[Who, None]] = {}
        self._anywhere: dict[int, None] = {}
        self._known: dict[object, Reach] = {}
        self._let_in: dict[Value, list[tuple[Question, Reach]]] = {}
        for number, each in enumerate(self.statements):
            self._enter(number, each)
        self._opened = [who for account, whos in self._whos.items() if is_open(account) for who in whos]

    @classmethod
    def of(cls, policy: Policy, action: str = ASSUME_ROLE) -> PolicyQuery:
        return cls(whole_call(policy, action), Budget(), named(policy.statements))

    def _enter(self, number: int, each: Ready) -> None:
        """Note which accounts a statement can concern; one with open accounts, or everyone, can concern any."""
        anywhere = each.negated
        for who in each.principals.whos:
            if who.account:
                self._by_account.setdefault(who.account, {})[number] = None
                self._whos.setdefault(who.account, {})[who] = None
            anywhere = anywhere or who.form is Form.EVERYONE or is_open(who.account)
        if anywhere:
            self._anywhere[number] = None

    def reach(self, question: Question) -> Reach:
        """As the function `reach`."""
        try:
            self.budget.spend("comparisons", 0)  # once it is spent, not even the statements are looked up
        except TooMany as bound:
            return Reach(UNKNOWN, why=str(bound), beyond=True)
        for asked, found in self._let_in.get(question.account, ()):
            if self._answers_too(asked, found, question):
                return found
        found = self._answer(question)
        if found.answer is YES:
            self._let_in.setdefault(question.account, []).append((question, found))
        return found

    def _answers_too(self, asked: Question, found: Reach, question: Question) -> bool:
        """Whether the witness of one question is of another's class as well."""
        assert found.witness is not None
        if (asked.outside, asked.organizations) != (question.outside, question.organizations):
            return False
        sends = EXTERNAL_ID_KEY in found.witness.context
        right_id = {Sends.NONE: not sends, Sends.SOME: sends, Sends.ANY: True}.get(question.sends, False)
        return right_id and (not question.arbitrary or self._is_arbitrary(found.witness))

    def _is_arbitrary(self, witness: Request) -> bool:
        """Whether the caller is for sure one that nobody thought of: no condition tells principals apart."""
        named = any(key in TELL_PRINCIPALS for each in self.statements for test in each.tests for key in test.keys)
        told = any(key.startswith(PRINCIPAL_TAG) or key == USER_ID for key in witness.context)
        return is_fresh(witness.caller.arn) and not named and not told

    def _answer(self, question: Question) -> Reach:
        def may_be(who: Who) -> bool:
            return who.account not in question.apart

        statements, whos = self._concerned(question.account)
        if question.apart and is_open(question.account):
            statements = [each if each.negated else each.only(may_be) for each in statements]
            whos = [who for who in whos if may_be(who)]
        alike = _alike(question, statements, whos) if len(self._whos) > FEW else None
        if alike is None:
            return self._reach(question, statements, whos)
        if alike not in self._known:
            self._known[alike] = self._reach(question, statements, whos)
        return _of_account(self._known[alike], question.account)

    def _reach(self, question: Question, statements: Sequence[Ready], whos: Sequence[Who]) -> Reach:
        perhaps: Reach | None = None
        # INVARIANT (dead end): nobody of the class meets an Allow that asks for a key which none of them carries.
        statements = [each for each in statements if each.denies or not _hopeless(each, question)]
        allows = [each for each in statements if not each.denies]
        if not allows:
            return NOBODY
        tests = list(dict.fromkeys(test for each in statements for test in each.tests))
        try:
            dear = OPEN_COSTS if isinstance(question.account, Text) else 1
            self.budget.spend("comparisons", len(whos) * dear + len(tests))
            spelt = not [each for each in allows if not each.spelt]
            may_be = _which_it_may_be(question, statements, tests, self.named)
            crowd = Crowd(question, whos, tests, self.budget, spelt, self.named, may_be)
            tried: list[Caller] = []
            for caller in crowd.callers():
                found = self._asked(statements, caller, question, self.budget)
                if found.answer is YES:
                    found = self._if_there(found, caller, question)
                    if found.answer is YES:
                        return found
                if found.answer is UNKNOWN and perhaps is None:
                    perhaps = found
                tried.append(caller)
            if perhaps is None and any(test.tied for test in tests):
                each_way = [one for caller in tried for one in _as_it_may_be(caller, may_be)]
                perhaps = self._loosely(statements, each_way, question, self.budget, frozenset(crowd.unsolved))
        except TooMany as bound:
            return Reach(UNKNOWN, why=str(bound), beyond=True)
        # INVARIANT (dead end): every caller of the class is like one that was tried (callers.py).
        return perhaps or NOBODY

    def _if_there(self, found: Reach, caller: Caller, question: Question) -> Reach:
        """A YES, left open where something may turn out so that the account has no such caller."""
        if same_account(caller.account, question.account) is not YES:
            return found._replace(answer=UNKNOWN, holes=holes_of(caller.account))
        rival = self.named.rival(caller) if self.named.perhaps else None
        return found._replace(answer=UNKNOWN, holes=(rival,)) if rival else found

    def concerning(self, account: Value) -> Sequence[Ready]:
        """The statements that could concern a caller of `account`: to it, the others say nothing."""
        return self._concerned(account)[0]

    def _concerned(self, account: Value) -> tuple[Sequence[Ready], Sequence[Who]]:
        """The statements and principal elements that could concern a caller of `account`."""
        if is_open(account):
            return self.statements, [who for whos in self._whos.values() for who in whos]
        numbers = sorted({**self._anywhere, **self._by_account.get(account, {})})
        if self._opened and is_fresh(account):
            numbers = [number for number in numbers if _may_concern(self.statements[number], account)]
        whos: Iterable[Who] = self._whos.get(account, ())
        if more := self.named.whos.get(account):
            whos = dict.fromkeys((*whos, *more))
        return [self.statements[number] for number in numbers], [*whos, *self._opened]

    def _sessions_apart(self, caller: Caller) -> tuple[Value, ...]:
        """Of a session of whatever name: the names that are not its own, for a principal element has them."""
        if not is_fresh(caller.session):
            return ()
        whos = self._concerned(caller.account)[1]
        role = caller.name
        return tuple([who.session for who in whos if who.form is Form.SESSION and same(who.text, role) is not NO])

    def allows(self, witness: Request, more: Context) -> bool:
        """Whether the request is allowed for sure where it carries `more` as well."""
        return allowed(self.statements, witness.caller, {**context_of(witness), **more}) is YES

    def admits(self, caller: Caller, question: Question) -> Reach:
        """Is this one caller let in, by some request of `question`'s class?"""
        try:
            found = self._asked(self.statements, caller, question, self.budget)
            if found.answer is NO and any(test.tied for each in self.statements for test in each.tests):
                alone = Like(alone=True, unsolved=frozenset())
                return self._asked_loosely(self.statements, caller, question, self.budget, alone)
            return found
        except TooMany as bound:
            return Reach(UNKNOWN, why=str(bound), beyond=True)

    def _loosely(
        self,
        statements: Sequence[Ready],
        tried: Sequence[Caller],
        question: Question,
        budget: Budget,
        unsolved: frozenset[Test],
    ) -> Reach | None:
        """What keeps the answer open where none of the callers `tried` gets in, and conditions compare keys.

        INVARIANT: the callers, and the values tried for each key, are all that the conditions without policy variables
        tell apart.  So a NO that needs what the others say is one only where those were solved (tied_keys.py and
        tied_principals.py; `unsolved` are those that were not), or where nobody is let in whatever they say.
        Somebody nobody thought of has a name that no value is like (callers.fresh_arn): all such compare as he does.
        """
        for caller in tried:
            alone = question.arbitrary or _is_spelt(statements, caller)
            like = Like(alone, frozenset() if alone else unsolved)
            if (found := self._asked_loosely(statements, caller, question, budget, like)).answer is not NO:
                return found
        return None

    def _asked_loosely(
        self, statements: Sequence[Ready], caller: Caller, question: Question, budget: Budget, like: Like
    ) -> Reach:
        found = self._asked(statements, caller, question, budget, like)
        return found if found.answer is NO else Reach(UNKNOWN, found.witness, why=compared(statements), beyond=True)

    def _asked(
        self, statements: Sequence[Ready], caller: Caller, question: Question, budget: Budget, like: Like | None = None
    ) -> Reach:
        """The answer for one caller; `like`: for all that are like it, conditions that compare keys left open where
        some of them compare in another way.
        """
        dear = OPEN_COSTS if isinstance(caller.arn, Text) else 1
        budget.spend("comparisons", CALLER + dear * sum([each.principals.asked for each in statements]))
        meant = [(each, found) for each in statements if (found := each.concerns(caller)) is not NO]
        if not [each for each, _ in meant if not each.denies]:
            return NOBODY
        known = _known(caller, question) if [each for each, _ in meant if each.tests] else {}
        concerned = [_concern(each, found, caller, question, known, budget, like) for each, found in meant]
        left = [each for each in concerned if each.settled is not NO]
        allows = [each for each in left if not each.ready.denies]
        if not allows:
            return NOBODY
        denies = [each for each in left if each.ready.denies]
        tests = list(dict.fromkeys([test for each in (*allows, *denies) for test in each.tests]))
        if not tests:
            return _settled(statements, caller, known, allows, denies)
        apart = self._sessions_apart(caller) if [test for test in tests if USER_ID in test.keys] else ()
        listed = groups(tests, question, caller, apart, known, budget, like is not None and like.alone)
        alone_decides = like is None and len(left) == 1 and left[0].settled is YES
        if alone_decides and (entries := met_by_first(listed, tests, budget)) is not None:
            return _proved(statements, caller, known, entries, left[0].ready)
        space = Space(listed, known, budget, like is not None, like.unsolved if like else NONE_UNSOLVED)
        budget.spend("comparisons", GROUP * len(space.groups))
        against = [space.clause(each.settled, each.tests) for each in denies]
        clauses = [(each.ready, space.clause(each.settled, each.tests)) for each in allows]
        for each, clause in clauses:
            if (entries := find(space, clause, against, surely=True)) is not None:
                return _proved(statements, caller, known, entries, each)
        # INVARIANT (dead end): each entry can be brought about, and all is told of it for sure: nothing more may be.
        if space.certain and all(clause.certain for clause in (*against, *(clause for _, clause in clauses))):
            return NOBODY
        for _, clause in clauses:
            if (entries := find(space, clause, against, surely=False)) is not None:
                return _left_open(statements, caller, entries, space.groups)
        return NOBODY


def _settled(
    statements: Sequence[Ready], caller: Caller, known: Context, allows: Sequence[Concern], denies: Sequence[Concern]
) -> Reach:
    """The answer where who calls settles all: of `allows` and `denies`, none of which is settled as NO."""
    if any(each.settled is YES for each in denies):
        return NOBODY
    through = next((each.ready for each in allows if each.settled is YES), None)
    if through is None or denies:
        return _left_open(statements, caller, (), ())
    return _proved(statements, caller, known, (), through)


def _may_concern(each: Ready, account: Value) -> bool:
    """Whether a statement may be about `account`: one that nothing names is none that an open value is."""
    whos = each.principals.whos
    return each.negated or any(
        who.form is Form.EVERYONE or same_account(who.account, account) is not NO for who in whos
    )


def _which_it_may_be(
    question: Question, statements: Sequence[Ready], tests: Sequence[Test], people: Named
) -> Sequence[str]:
    """Of an open account whose principals conditions compare: those that it may be, one for each way of telling them
    apart; none where that is open too.
    """
    if not is_open(question.account) or not any(test.tied for test in tests):
        return ()
    named = (who.account for each in statements for who in each.principals.whos if isinstance(who.account, str))
    apart = dict.fromkeys(filter(None, (*named, *singled_out(statements, people.accounts))))
    spelt = [each for each in apart if isinstance(each, str)]
    free = next(each for each in map(str, count(SOME_ACCOUNT)) if each not in apart)
    return [*spelt, free] if len(spelt) == len(apart) else ()


def _as_it_may_be(caller: Caller, accounts: Sequence[str]) -> Sequence[Caller]:
    """A caller of an open account as one of each that it may be; as it is where those are not known.

    INVARIANT (dead end): of two accounts that nothing tells apart, the principals compare in the same ways.
    """
    arn = caller.arn
    if not accounts or not isinstance(arn, Text) or not isinstance(caller.account, Text) or caller.account.lone is None:
        return [caller]
    field = caller.account.lone
    found = (with_held(arn, field, each) for each in accounts)
    return [Caller(caller.kind, freshened(one) if is_fresh(arn) else one, caller.session) for one in found]


def _known(caller: Caller, question: Question) -> dict[str, Values]:
    """What the caller brings by being who it is; one that is arbitrary has names that no open value holds."""
    brought = implied(caller)
    for key in TELL_PRINCIPALS if question.arbitrary else ():
        held = brought.get(key)
        if isinstance(held, tuple) and isinstance(held[0], Fresh):
            brought[key] = (Unthought(held[0]),)
    return brought


class Like(NamedTuple):
    """Those for whom a caller stands.  `alone`: itself; `unsolved`: conditions that may compare others otherwise."""

    alone: bool
    unsolved: frozenset[Test]


def _is_spelt(statements: Sequence[Ready], caller: Caller) -> bool:
    """Whether the policy tells a caller from all others."""
    for each in statements:
        if each.principals.spells(caller.arn):
            return True
        if any(test.key == "aws:principalarn" and not test.folds and caller.arn in test.plain for test in each.tests):
            return True
    return False


def _hopeless(each: Ready, question: Question) -> bool:
    """Whether a statement applies to no caller of the question, for a key that none of them carries, or guesses."""
    for test in each.tests:
        if test.absent is NO and not test.variables and _nobody_carries(test.key, question):
            return True
        if test.key == EXTERNAL_ID_KEY and question.sends is Sends.GUESSED and test.spells_out(question.guesses):
            return True
    return False


def _nobody_carries(key: str, question: Question) -> bool:
    return surely_absent(key, question, Kind.USER) and surely_absent(key, question, Kind.ROLE_SESSION)


class Concern(NamedTuple):
    """How far a statement applies to a caller, but for its conditions `tests` on keys left open."""

    ready: Ready
    settled: Answer
    tests: Sequence[Test] = ()


def _concern(
    each: Ready,
    settled: Answer,
    caller: Caller,
    question: Question,
    known: Context,
    budget: Budget,
    like: Like | None = None,
) -> Concern:
    """`settled`: how far the statement applies to the caller, conditions apart; `like`: as of `_asked`."""
    opened: list[Test] = []
    for test in each.tests:
        if (test.key in known and not test.variables) or _is_given(test, known, question, caller.kind):
            budget.spend("comparisons", 1 + len(test.patterns))
            loose = like is not None and not like.alone and test.compares(known)
            settled = min(settled, test.at_least(known) if loose else test.holds(known))
            if settled is NO:
                return Concern(each, NO)
        else:
            opened.append(test)
    return Concern(each, settled, opened)


def _is_given(test: Test, known: Context, question: Question, kind: Kind) -> bool:
    """Whether all that a condition reads is settled by who calls, and what is asked."""
    for key in test.keys:
        if key not in known and not surely_absent(key, question, kind):
            return False
    return True


def _alike(question: Question, statements: Sequence[Ready], whos: Sequence[Who]) -> object | None:
    """What makes accounts alike to a question: the same statements trust each as a whole, and no condition names it.

    None where the account is open, or told apart from others.
    INVARIANT (dead end): nothing but these tells the requests of one account from those of the other.
    """
    if not isinstance(question.account, str) or any(who.form is not Form.ACCOUNT for who in whos):
        return None
    if any(tells_accounts(test) for each in statements for test in each.tests):
        return None
    someone = Caller(Kind.USER, f"arn:aws:iam::{question.account}:user/any-other")
    partitions = tuple(who.partition for who in whos)
    return question.but_the_account, partitions, tuple((each, each.admits(someone)) for each in statements)


def _of_account(found: Reach, account: Value) -> Reach:
    """An answer for one account as the answer for another that is alike."""
    if found.witness is None or found.witness.caller.account == account:
        return found
    caller = found.witness.caller
    arn = text("arn:", arn_field(caller.arn, 1), ":iam::", account, ":", arn_field(caller.arn, 5))
    moved = Caller(caller.kind, freshened(arn) if is_fresh(caller.arn) else arn, caller.session)
    return found._replace(witness=found.witness._replace(caller=moved))


def _proved(
    statements: Sequence[Ready], caller: Caller, known: Context, entries: Sequence[Entry], through: Ready
) -> Reach:
    """Without `entries`, all was settled by who calls: the same statements have been asked the same."""
    witness = _request(caller, entries)
    if entries and allowed(statements, witness.caller, {**known, **witness.context}) is not YES:
        raise AssertionError(f"reach and authorize disagree on {witness}")
    return Reach(YES, witness, through.statement)


def _left_open(statements: Sequence[Ready], caller: Caller, entries: Sequence[Entry], groups: Sequence[Group]) -> Reach:
    """UNKNOWN, with the open values, or the undocumented cases, that keep the answer open."""
    witness = _request(caller, entries)
    holes, doubts = kept_open(statements, caller, {**implied(caller), **witness.context}, entries, groups)
    beyond = any(group.is_unlisted(entry) for group, entry in zip(groups, entries, strict=True))
    return Reach(UNKNOWN, witness, None, holes, doubts, beyond)


def _request(caller: Caller, entries: Iterable[Entry]) -> Request:
    """A session of whatever name has the one that ends its unique id; MFA that has an age is there."""
    context: dict[str, Values] = {key: values for entry in entries for key, values in entry.context.items()}
    if MFA_AGE in context:
        context.setdefault(MFA, ("true",))
    ids = context.get(USER_ID)
    if is_fresh(caller.session) and isinstance(ids, tuple) and isinstance(ids[0], str):
        caller = Caller(caller.kind, caller.arn, ids[0].partition(":")[2])
    return Request(ACTIONS[caller.kind], caller, context)

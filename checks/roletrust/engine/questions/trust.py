"""The questions the rules ask of one trust policy, each answered once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.classes.callers import ANY_SESSION, Question, Sends
from roletrust.engine.classes.organizations import OF_ORGANIZATIONS
from roletrust.engine.classes.other_callers import Visit, for_its_owner
from roletrust.engine.classes.reach import PolicyQuery, Reach
from roletrust.engine.classes.satisfiability import ALIVE, Contradiction, Living, issuer_of
from roletrust.engine.classes.singled_out import BEYOND, singled_out, sources_apart
from roletrust.engine.constant import Constant
from roletrust.engine.decision.along import Habit
from roletrust.engine.decision.authorizer import Ready
from roletrust.engine.decision.conditions import EXTERNAL_ID_KEY
from roletrust.engine.policy.accounts import Owner, Whose
from roletrust.engine.policy.context_keys import legal_external_id
from roletrust.engine.policy.document import Condition, Effect, Policy, Principal, Statement
from roletrust.engine.policy.grounding import grounded, spelt_out, unnamed, what_stands_for_own, with_members_open
from roletrust.engine.policy.principals import NO_SIGNER, Form, is_open
from roletrust.engine.policy.request import ACTIONS, ASSUME_ROLE, Caller, Kind, arn_field, last_of_path
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Fresh, Hole, Means, Text, Value, is_fresh, text

UNNAMED = text(BEYOND)
WHOLE = (Form.ACCOUNT, Form.OPEN)  # of principals that trust an account as a whole
OF_CHINA = ".cn"  # ends the names of some services there


class Use(Constant):
    """What a policy makes of the external id of one external account (docs/semantics.md, "External id classes")."""

    ENFORCED = "enforced"
    PRESENCE_ONLY = "any id will do"
    FORBIDDEN = "an id must not be sent"
    NOT_ENFORCED = "not enforced"
    DEAD = "nobody gets in"
    UNKNOWN = "unknown"


class Trust:
    """One policy, and what is known of its owner.

    `now`: seconds since 1970; requests come from then on (None: at any time, so that no date is past).
    """

    def __init__(self, policy: Policy, owner: Owner = Owner(), now: int | None = None) -> None:
        self.policy = policy
        self.now = now
        self.owner = owner
        self._ground = grounded(policy, owner)
        self._queries: dict[str, PolicyQuery] = {}
        self._answers: dict[object, Reach] = {}
        self._lives: dict[object, Reach] = {}

    def but_for(self, conditions: Sequence[Condition]) -> Trust:
        """The same, with whoever meets one of `conditions` turned away: the bearers of tokens, too."""
        count = len(self.policy.statements)
        everybody = (Principal("AWS", "*"), *(Principal("Federated", each) for each in self.named(Kind.OIDC)))
        denies = [
            Statement(count + at, Effect.DENY, everybody, ("sts:*",), (each,)) for at, each in enumerate(conditions, 1)
        ]
        policy = self.policy._replace(statements=(*self.policy.statements, *denies))
        return Trust(policy, self.owner, self.now)

    @cached_property
    def _query(self) -> PolicyQuery:
        return PolicyQuery.of(self._ground.policy)

    @cached_property
    def _query_of_sessions(self) -> PolicyQuery:
        """The policy as it is asked for the sessions of a certain role, whose account may be of the organization."""
        opened = with_members_open(self._ground.policy)
        return self._query if opened is self._ground.policy else PolicyQuery.of(opened)

    @cached_property
    def _query_of_whole_accounts(self) -> PolicyQuery:
        """The policy with those principals alone that trust an account as a whole."""
        return self._query_for(WHOLE)

    @cached_property
    def _query_of_everyone(self) -> PolicyQuery:
        """The same with everyone, of whom conditions may single out accounts."""
        return self._query_for((*WHOLE, Form.EVERYONE))

    def _query_about(self, account: Value) -> PolicyQuery:
        """The way in for whom `account` is trusted as a whole: everyone is asked only for one that conditions name."""
        return self._query_of_everyone if account in self._picked_out else self._query_of_whole_accounts

    def _query_for(self, forms: Sequence[Form]) -> PolicyQuery:
        """The policy with those principals of its Allows alone that are of one of `forms`."""
        kept = [each if each.denies else each.only(lambda who: who.form in forms) for each in self._query.statements]
        if all(one is other for one, other in zip(kept, self._query.statements, strict=True)):
            return self._query
        return PolicyQuery(kept, self._query.budget, self._query.named)

    @cached_property
    def names_external_id(self) -> bool:
        """Whether some condition asks about `sts:ExternalId`."""
        return any(test.key == EXTERNAL_ID_KEY for each in self._query.statements for test in each.tests)

    @cached_property
    def _asks_of_organizations(self) -> bool:
        """Whether a condition tells callers of an organization from others of the same account; nothing else does."""
        return any(
            key in OF_ORGANIZATIONS for each in self._query.statements for test in each.tests for key in test.keys
        )

    @cached_property
    def _numbered(self) -> dict[int, Statement]:
        return {each.number: each for each in self.policy.statements}

    @cached_property
    def _admitting(self) -> list[Ready]:
        return _entrances(self._query)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """The kinds of principals there are: most policies have none but `AWS`, and are asked nothing more."""
        return frozenset(each.kind for statement in self.policy.statements for each in statement.principals)

    def whose(self, account: Value) -> Whose:
        """Classify one of `accounts()`."""
        return self.owner.whose(account)

    def accounts(self) -> tuple[Value, ...]:
        """Every account of which an Allow may admit some AWS principal, in reading order.

        Fresh stands for all accounts named nowhere; open accounts are Text.
        """
        return self._accounts

    @cached_property
    def _accounts(self) -> tuple[Value, ...]:
        """INVARIANT (dead end): of everybody, all accounts that nothing tells apart are like the stranger's."""
        found: dict[Value, None] = {}
        anyone = bool(self._for_everyone)
        for each in self._admitting:
            if each.statement.negated_principals:
                anyone = True
            else:
                found.update((someone.account, None) for someone in each.principals.whos if someone.account)
        if anyone:
            found.update((account, None) for account in self._told_apart)
            asked_for = self._familiar | self._query.named.accounts
            found.update(dict.fromkeys(singled_out(self._query.statements, asked_for)))
            found[self.stranger()] = None
        return tuple(self._ground.shown(account) for account in found)

    @property
    def _told_apart(self) -> Iterator[Value]:
        """The accounts that a Deny is about, or an Allow of what goes along with the call: of everybody, they are told
        apart by that.
        """
        for each in self._query.statements:
            for someone in each.principals.whos if each.denies else ():
                if isinstance(someone.account, str) and someone.account:
                    yield someone.account
        yield from (
            someone.account for each in self._for_everyone for someone in each.principals.whos if someone.account
        )

    @cached_property
    def _for_everyone(self) -> list[Ready]:
        """The Allows for everyone, each with what goes along with the call, once for every way that has."""
        allows = [each for each in self._query.statements if not each.denies]
        return [each for each in allows if any(who.form is Form.EVERYONE for who in each.entrance.principals.whos)]

    @property
    def entities(self) -> tuple[Value, ...]:
        """The ARNs of users and roles that an Allow names, in reading order."""
        whos = (who for each in self._admitting for who in each.principals.whos if who.form is Form.ENTITY)
        return tuple(dict.fromkeys(self._ground.shown(who.text) for who in whos))

    @property
    def names_without_arn(self) -> bool:
        """Whether an Allow may be for a role by another name than its ARN or that of its account: as everybody is."""
        return any(
            each.statement.negated_principals or someone.form not in (Form.ACCOUNT, Form.ENTITY, *NO_SIGNER)
            for each in self._admitting
            for someone in each.principals.whos
        )

    def strangers(self) -> tuple[Value, ...]:
        """Those of `accounts()` that the policy does not name: each stands for many."""
        return tuple([each for each in self._accounts if is_fresh(each) or each == UNNAMED])

    def named_accounts(self) -> tuple[Value, ...]:
        """The others of `accounts()`: those that the policy names."""
        strangers = self.strangers()
        return tuple([each for each in self._accounts if each not in strangers])

    def external_ids(self, account: Value | None = None) -> tuple[str, ...]:
        """The external ids that conditions spell out and that a caller can send, in reading order.

        With `account`: of the statements that could concern it.  Another id is to it as one that is not spelt out.
        """
        about = self._query.statements if account is None else self._query.concerning(self._ground.value(account))
        tests = (test for each in about for test in each.tests if test.key == EXTERNAL_ID_KEY)
        values = (value for test in tests for value in test.condition.values)
        return tuple(dict.fromkeys(each for each in values if isinstance(each, str) and legal_external_id(each)))

    def open_external_ids(self) -> tuple[Text, ...]:
        """The external ids in conditions of which not all is known, in reading order."""
        tests = (test for each in self._query.statements for test in each.tests if test.key == EXTERNAL_ID_KEY)
        found = (value for test in tests for value in test.condition.values if isinstance(value, Text))
        return tuple(dict.fromkeys(found))

    @cached_property
    def whole_accounts(self) -> tuple[Value, ...]:
        """The accounts that an Allow may trust as a whole: by `:root` or bare id, or of everyone by its conditions."""
        allows = [each for each in self._admitting if not each.statement.negated_principals]
        whole = [who.account for each in allows for who in each.principals.whos if who.form in WHOLE]
        return tuple([self._ground.shown(account) for account in dict.fromkeys((*whole, *self._picked_out))])

    @cached_property
    def _picked_out(self) -> tuple[Value, ...]:
        """The accounts that everybody's Allow, what goes along with it, or a Deny picks out; of others rule 4 tells."""
        if not self._for_everyone:
            return ()
        telling = [*self._for_everyone, *(each for each in self._query.statements if each.denies)]
        whole = [who.account for each in self._for_everyone for who in each.principals.whos if who.form in WHOLE]
        found = (*whole, *singled_out(telling, self._query.named.accounts))
        return tuple(each for each in found if each != UNNAMED and not is_fresh(each))

    def without_external_id(self, account: Value) -> Reach:
        """Can some AWS principal of `account` assume the role without an external id?"""
        return self._ask(account, Sends.NONE)

    def with_any_external_id(self, account: Value) -> Reach:
        """Can some AWS principal of `account` assume the role, sending whatever external id it likes, or none?"""
        whole = self._answers.get((account, Sends.ANY, True, frozenset(), False))
        if whole is not None and whole.answer is YES:  # one whom nobody thought of is somebody
            return whole
        return self._ask(account, Sends.ANY)

    def with_a_guess(self, account: Value, guesses: frozenset[str]) -> Reach:
        """Can some AWS principal of `account` assume the role, with an external id that no condition spells out,
        or that is one of `guesses` (in lower case)?  An open id is taken for a good one, which is neither.
        """
        return self._ask(account, Sends.GUESSED, guesses=guesses)

    def with_the_id(self, account: Value, external_id: Value) -> Reach:
        """Can some AWS principal of `account` assume the role, sending just this external id?"""
        return self._ask(account, Sends.THIS, guesses=frozenset((external_id,)))

    def may_name(self, role: Value) -> bool:
        """Whether an Allow may be for the role with the ARN `role` by another name than that of its account.

        Then no policy of its own has to allow the call, within one account (IAM User Guide, "Policy evaluation for
        requests within a single account").
        """
        name = last_of_path(role)
        return self.names_without_arn or any(
            someone.form is Form.ENTITY and same(last_of_path(someone.text), name) is not NO
            for each in self._admitting
            for someone in each.principals.whos
        )

    @property
    def leaves_own_account_open(self) -> bool:
        """Whether the policy speaks of the role's own account, and it is not known which that is."""
        return self._ground.account is not None

    def admits_session(
        self, role: Value, sends: Sends = Sends.ANY, external_ids: frozenset[Value] = frozenset()
    ) -> Reach:
        """Can a session of the role with the ARN `role` assume the role?

        It sends whatever external id it likes, or what `sends` says; `external_ids`: the one, of THIS.

        INVARIANT (dead end): whoever opens a session chooses its name, and principals tell apart those alone that they
        spell; what conditions tell of it is asked for each.
        """
        arn = spelt_out(role, what_stands_for_own(self.policy, self.owner))
        outside = self.whose(arn_field(role, 4)) in (Whose.EXTERNAL, Whose.UNKNOWN)
        named = [who.session for each in self._admitting for who in each.principals.whos if who.form is Form.SESSION]
        found: list[Reach] = []
        for session in dict.fromkeys((ANY_SESSION, *named)):
            caller = Caller(Kind.ROLE_SESSION, arn, session)
            ours = self.owner.organizations
            question = Question(caller.account, sends, False, outside, ours, external_ids, self.now)
            found.append(self._query_of_sessions.admits(caller, question))
        return self._shown(max(found, key=lambda each: each.answer))

    def admits(self, caller: Caller) -> Reach:
        """Can just `caller` assume the role, by some request?  It may be of the organization of the role's owner."""
        asked = Caller(caller.kind, self._ground.value(caller.arn), caller.session)
        ours = self.owner.organizations
        question = Question(asked.account, outside=False, organizations=ours, now=self.now, issuer=issuer_of(asked))
        return self._shown(self._query_of_kind(caller.kind).admits(asked, question))

    def serves(self, service: str) -> Reach:
        """Can `service` assume the role, to work for a resource of the role's own account?

        UNKNOWN where that hangs on whether it says for whose resource it works.
        """
        name = next((each for each in self.named(Kind.SERVICE) if each == service + OF_CHINA), service)
        saying, silent = self.for_own_resource(name)
        if saying.answer is silent.answer:
            return saying
        least, most = sorted((saying, silent), key=lambda each: each.answer)
        doubt = f"whether {name} says for whose resource it works, is not known"
        return most._replace(answer=UNKNOWN, why="; ".join(dict.fromkeys(filter(None, (least.why, doubt)))))

    def for_own_resource(
        self, service: Value, namespace: str = "", resource: str = "*", partition: str = "aws"
    ) -> tuple[Reach, Reach]:
        """Can `service` assume the role for a resource of the role's own account: saying so, and saying nothing of it?

        `namespace`: of the service in ARNs, '' where it is not known; `resource`: what of its name is, up to a `*`.
        """
        account = self.owner.account or text(Hole("own account", "", Means.OWN_ACCOUNT))
        visits = for_its_owner(service, self._ground.value(account), namespace, resource, partition)
        saying, silent = (self.visited(each) for each in visits)
        return saying, silent

    def as_a_whole(self, account: Value, member: bool = False) -> Reach:
        """Does trusting `account` as a whole let in a principal nobody thought of, given the right external id?

        `member`: presumed that the account is in the organization of the role's own.
        """
        told_apart = self._asks_of_organizations or is_open(self._ground.value(account))
        return self._ask(account, Sends.ANY, arbitrary=True, member=member and told_apart)

    def named(self, kind: Kind) -> tuple[Value, ...]:
        """The services, or the providers, that an Allow of the call that callers of `kind` make may admit."""
        wanted = "Service" if kind is Kind.SERVICE else "Federated"
        if wanted not in self._kinds:
            return ()
        form = Form.SERVICE if kind is Kind.SERVICE else Form.PROVIDER
        allows = _entrances(self._query_of_kind(kind))
        whos = (who for each in allows for who in each.principals.whos if not each.statement.negated_principals)
        return tuple(dict.fromkeys(self._ground.shown(who.text) for who in whos if who.form is form))

    def tested(self, kind: Kind, name: Value) -> tuple[str, ...]:
        """The keys, as written, that statements about a caller of `kind` called `name` test."""
        caller = Caller(kind, self._ground.value(name))
        about = [each for each in self._query_of_kind(kind).statements if each.admits(caller) is not NO]
        return tuple(dict.fromkeys(condition.key for each in about for condition in each.statement.conditions))

    @cached_property
    def _familiar(self) -> frozenset[str]:
        """The accounts that the owner knows, as questions spell them."""
        stand_in = (self._ground.account,) if self._ground.account else ()
        return frozenset({*self.owner.own, *self.owner.trusted, *stand_in})

    def stranger(self) -> Fresh:
        """An account that nothing names: not the policy, and nobody whom the owner knows."""
        return unnamed(self._ground.policy, self._familiar)

    def sources(self, namespace: str) -> tuple[Value, ...]:
        """The accounts for whose resources a service may work that nothing names; `namespace`: its name in ARNs.

        An open one stands for those that cannot be told apart within the bounds.
        """
        return (self.stranger(), *sources_apart(self._query.statements, namespace, self._familiar))

    def visited(self, visit: Visit, action: str = "") -> Reach:
        """Is some request of the class of `visit` allowed?  `action`: of STS, in place of the call that it makes."""
        caller = Caller(visit.caller.kind, self._ground.value(visit.caller.arn), visit.caller.session)
        asked = visit.by(caller, self.owner.organizations, self.now)
        return self._shown(self._query_of(action or ACTIONS[caller.kind]).admits(caller, asked))

    def _query_of_kind(self, kind: Kind) -> PolicyQuery:
        return self._query_of(ACTIONS[kind])

    def _query_of(self, action: str) -> PolicyQuery:
        if action == ASSUME_ROLE:
            return self._query
        if action not in self._queries:
            self._queries[action] = PolicyQuery.of(self._ground.policy, action)
        return self._queries[action]

    def alive(
        self, statement: Statement, habit: Habit | None = None, among: tuple[Principal, ...] | None = None
    ) -> Reach:
        """Can some request, of any caller, satisfy an Allow `statement` of the policy, and no Deny?

        UNKNOWN only beyond the bounds: open values are presumed to be ordinary ones.
        `habit`: can the service whose it is, passing what it passes?  `among`: can one of these of its principals?
        """
        among = None if among == statement.principals else among
        asked = statement.number, habit, among
        if asked not in self._lives:
            self._lives[asked] = self._alive(statement, habit, among)
        return self._lives[asked]

    def _alive(self, statement: Statement, habit: Habit | None, among: tuple[Principal, ...] | None) -> Reach:
        """As `alive`; `among` leaves out one of its principals, or is None."""
        entered = (each for each in self._answers.values() if each.answer is YES)
        if habit is None and among is None and any(each.through is statement for each in entered):
            return ALIVE
        return self._living.alive(self._part(statement, habit, among), habit.takes if habit else ())

    def contradiction(self, statement: Statement, habit: Habit | None = None) -> Contradiction:
        """Why `statement`, which nobody satisfies, is dead; `habit` as of `alive`."""
        return self._living.contradiction(self._part(statement, habit), habit.takes if habit else ())

    def _part(self, statement: Statement, habit: Habit | None, among: tuple[Principal, ...] | None = None) -> Statement:
        """The statement as it is asked, for the service of `habit` alone where there is one; `among` as of `alive`."""
        found = self._grounded(statement)
        if habit is not None:
            return found._replace(principals=tuple(each for each in found.principals if each.value == habit.service))
        if among is None:
            return found
        pairs = zip(statement.principals, found.principals, strict=True)
        return found._replace(principals=tuple(other for one, other in pairs if one in among))

    @cached_property
    def _living(self) -> Living:
        return Living(self._ground.policy, self.now, [each.entrance for each in self._query.statements])

    def _grounded(self, statement: Statement) -> Statement:
        if self._ground.policy is self.policy:
            return statement
        pairs = zip(self.policy.statements, self._ground.policy.statements, strict=True)
        return next(other for one, other in pairs if one is statement)

    def external_id_use(self, account: Value) -> Use:
        """The class of external id use for `account`."""
        entry = self._ask(account, Sends.NONE)
        absent = entry.answer
        if not self.names_external_id:
            return {YES: Use.NOT_ENFORCED, UNKNOWN: Use.UNKNOWN, NO: Use.DEAD}[absent]
        if absent is YES and not self._heeds_external_id(entry.through):
            return Use.NOT_ENFORCED
        if absent is not NO:
            known = absent is YES and self._admits_with_an_id(account, entry)
            some = YES if known else self._ask(account, Sends.SOME).answer
            if some is NO:
                return Use.FORBIDDEN
            return Use.NOT_ENFORCED if absent is YES and some is YES else Use.UNKNOWN
        unnamed = self._ask(account, Sends.FRESH).answer
        if unnamed is not NO:
            return Use.PRESENCE_ONLY if unnamed is YES else Use.UNKNOWN
        named = self._ask(account, Sends.SOME).answer
        return {YES: Use.ENFORCED, UNKNOWN: Use.UNKNOWN, NO: Use.DEAD}[named]

    def _admits_with_an_id(self, account: Value, entry: Reach) -> bool:
        """Whether who gets in without an external id surely does as well with the first one that conditions spell."""
        ids = self.external_ids(account)
        varies = any(test.variables for each in self._query.statements for test in each.tests)
        if not ids or varies or entry.witness is None or self._ground.policy is not self.policy:
            return False
        return self._query.allows(entry.witness, {EXTERNAL_ID_KEY: ids[:1]})

    def _heeds_external_id(self, through: Statement | None) -> bool:
        """Whether sending an external id as well could shut out who gets in `through` a statement without one."""
        heeding = (each.denies or through is None or each.statement.number == through.number for each in self._testing)
        return any(heeding)

    @cached_property
    def _testing(self) -> list[Ready]:
        """The statements that test the external id."""
        return [each for each in self._query.statements if any(EXTERNAL_ID_KEY in test.keys for test in each.tests)]

    def _ask(
        self,
        account: Value,
        sends: Sends,
        arbitrary: bool = False,
        guesses: frozenset[Value] = frozenset(),
        member: bool = False,
    ) -> Reach:
        asked = account, sends, arbitrary, guesses, member
        if (found := self._answers.get(asked)) is None:
            outside = not member and self.owner.whose(account) in (Whose.EXTERNAL, Whose.UNKNOWN)
            about = self._ground.value(account)
            question = Question(
                about,
                sends,
                arbitrary,
                outside,
                self.owner.organizations,
                guesses,
                self.now,
                apart=self._familiar if outside else frozenset(),
            )
            query = self._query_about(about) if arbitrary else self._query
            found = self._answers[asked] = self._shown(query.reach(question))
        return found

    def _shown(self, found: Reach) -> Reach:
        """An answer in the words of the policy as it was written."""
        if found.answer is NO:
            return found
        through = self._numbered.get(found.through.number) if found.through else None
        if through is found.through and self._ground.policy is self.policy:
            return found
        return found._replace(witness=found.witness and self._ground.request(found.witness), through=through)


def _entrances(query: PolicyQuery) -> list[Ready]:
    """The Allows of the call, each once."""
    return list(dict.fromkeys(each.entrance for each in query.statements if not each.denies))

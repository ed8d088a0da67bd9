"""What a rule is, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Union

from roletrust.engine.answer import NO, Answer
from roletrust.engine.policy.document import Condition, Principal, Statement
from roletrust.engine.policy.request import Request
from roletrust.engine.questions.trust import Trust
from roletrust.engine.text import Hole, Value

if TYPE_CHECKING:  # who judges one policy needs none of the engine's roles
    from roletrust.engine.roles.calls import Call
    from roletrust.engine.roles.landscape import Landscape
    from roletrust.engine.roles.role import Place, Role

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO")  # the worst first


def worst(severities: Iterable[str]) -> str:
    """The worst of `severities`; '' is the rule's own, and nothing is worse."""
    return min(severities, key=("", *SEVERITIES).index)


class Fix(NamedTuple):
    """What to write, in no dialect yet; each adapter renders it in the reader's own.

    `advice`: one sentence, who must supply what included.  `conditions`: to add to `statement` (as one more
    operator block); empty where nothing is to be pasted.  `moved`: principals to take out of `statement` into one
    of their own, which has the conditions, so that nobody else is shut out; empty where `statement` gets them.
    `decides`: the advice is to make values known; each adapter adds how that is done in its framework.
    `emptied`: without conditions to add, the empty ones of `statement` are to be taken out.
    `replaced`: the condition of `statement` that `conditions` stand in place of, although it is on another key.
    `actions`: to allow in `statement` besides.  `added`: a statement to add to the policy.  `meant`: what `statement`
    is to be, where it does not say what was meant, the likeliest first.  `gone`: `statement` is to be taken out.

    It is what one rule wants.  What a reader is shown is the repair of the role (`repair.py`).
    """

    advice: str
    statement: Statement | None = None
    conditions: tuple[Condition, ...] = ()
    moved: tuple[Principal, ...] = ()
    decides: bool = False
    emptied: bool = False
    replaced: Condition | None = None
    actions: tuple[str, ...] = ()
    added: Statement | None = None
    meant: tuple[Statement, ...] = ()
    gone: bool = False

    @property
    def changes(self) -> bool:
        """Whether it says what is to be written, or taken out."""
        return bool(self.conditions or self.emptied or self.actions or self.meant or self.gone)


class Verdict(NamedTuple):
    """A rule's answer for one policy.

    `reason`: one clause that completes the headline, accounts and statements named.
    `accounts`: those the answer is about.  `holes`: what would decide an UNKNOWN.  `doubt`: why, where no hole says it.
    `places`: the other roles of the scan that the answer is about.  `accepted`: the external ids that would be right.
    `outcome`: of an UNKNOWN, what would come of it if it turned out so; `beyond`: that it is one because a bound of the
    search was reached.
    `headline`: in place of the rule's, where the flaw is another one of those that the rule finds; constant, too.
    `severity`: in place of the rule's, which is the worst that its findings have.
    `final`: with this flaw there will be no role, so that nothing else needs to be said of it; of an UNKNOWN, that what
    is open is told elsewhere.
    `grave`: of an UNKNOWN, that it is told whatever the severity of the rule: whom the policy trusts is open.
    """

    answer: Answer
    reason: str = ""
    accounts: tuple[Value, ...] = ()
    statement: Statement | None = None
    witness: Request | None = None
    fix: Fix | None = None
    holes: tuple[Hole, ...] = ()
    doubt: str = ""
    places: tuple[Place, ...] = ()
    accepted: tuple[Value, ...] = ()
    headline: str = ""
    severity: str = ""
    final: bool = False
    outcome: str = ""
    beyond: bool = False
    grave: bool = False


NOTHING = Verdict(NO)  # nothing found, and nothing to say of it


class Rule(NamedTuple):
    """One question of the whole policy.

    `headline` is constant, so that reports group; `name` names the flaw and reads right after "allow ...".
    `guideline` is the AWS page about it.  `severity` is that of its worst finding, by which Checkov's filters go.
    """

    id: str
    name: str
    severity: str
    headline: str
    guideline: str
    judge: Callable[[Trust], Verdict]


class LandscapeRule(NamedTuple):
    """One question of a role among all roles of the scan; the rest is as in `Rule`.

    `judge` is asked for each way that the role's policy can turn out.  `alone`: whether that way passes whatever the
    other roles are, and whatever any of them holds; where it does, `judge` says NO.
    """

    id: str
    name: str
    severity: str
    headline: str
    guideline: str
    judge: Callable[[Landscape, Role], Verdict]
    alone: Callable[[Role], bool]


class CallRule(NamedTuple):
    """One question of a call that the scan makes, and the role of the scan that is called; the rest is as in `Rule`.

    `concerns`: whether it has anything to say of such a call; of any other, neither a finding nor a pass is told.
    `judge` is asked for each way that the call and the role's policy can turn out together.
    """

    id: str
    name: str
    severity: str
    headline: str
    guideline: str
    concerns: Callable[[Call], bool]
    judge: Callable[[Call, Role], Verdict]


AnyRule = Union[Rule, LandscapeRule, CallRule]


def is_grave(rule: AnyRule) -> bool:
    """Whether leaving it undecided is itself worth a finding (CKV_TRUST_90)."""
    return rule.severity in ("HIGH", "CRITICAL")

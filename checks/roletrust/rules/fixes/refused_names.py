"""What is said of a call with a token whose session has a name that the role does not want, and the name that helps."""

from __future__ import annotations

from roletrust.engine.answer import NO, UNKNOWN, YES
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.role import Role
from roletrust.engine.roles.sessions import NAME, PARTS, Refusal, Session, asked_in, turned_away
from roletrust.engine.roles.tokens import Tokens
from roletrust.rules.analysis.presented import Fate, presented
from roletrust.rules.fixes.granting import spelt
from roletrust.rules.messages.session_words import fix_of_sending, told
from roletrust.rules.rule import NOTHING, Verdict


def of_token(call: Call, role: Role, trust: Trust, tokens: Tokens) -> Verdict:
    """Of a call with a token, which passes nothing besides: whether it may give its session that name."""
    if tokens.withheld or not list(PARTS[Refusal.NAMED](call.session, asked_in(trust))):
        return NOTHING if call.session.duration else Verdict(UNKNOWN, doubt="the role asks for nothing of the session")
    found = named_so(trust, call.session, tokens)
    if found.answer is not NO:
        return (
            NOTHING
            if found.answer is YES
            else Verdict(UNKNOWN, holes=found.holes, doubt=found.why, beyond=found.beyond)
        )
    otherwise = presented(trust, tokens).fate()
    if otherwise.answer is not YES:
        return Verdict(UNKNOWN, doubt="the token may be refused whatever the session is called")
    sessions = (call.session._replace(name=each) for each in spelt(trust, NAME.lower()))
    helping = next((each for each in sessions if named_so(trust, each, tokens).answer is YES), None)
    reason, fix = told(call, role, trust, Refusal.NAMED), fix_of_sending(call, Refusal.NAMED, helping)
    return Verdict(YES, reason=reason, statement=otherwise.reaches[0].through, fix=fix, places=(role.place,))


def named_so(trust: Trust, session: Session, tokens: Tokens) -> Fate:
    """What comes of the tokens with the name of `session`."""
    return presented(turned_away(trust, session, Refusal.NAMED), tokens).fate()

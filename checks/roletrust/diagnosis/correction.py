"""The corrected call, in the form in which it was given; none is shown that the role's policy would not let in."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from roletrust.diagnosis.diagnose import Found, caller_of_call, facts_told
from roletrust.diagnosis.forms.every import calls
from roletrust.diagnosis.forms.given import EXTERNAL_ID, MFA_SERIAL, TOKEN_CODE, Given
from roletrust.diagnosis.hearing import KINDS, Hearing
from roletrust.diagnosis.refusals import Refusal
from roletrust.engine.answer import YES
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.questions.trust import Trust
from roletrust.engine.roles.calls import account_and_name
from roletrust.rules.messages.wording import placeholder


class Correction(NamedTuple):
    """The `text` of a call put right, and the context keys, `provided`, that the request has to carry besides, of which
    nothing is known: without one of them it is still refused.
    """

    text: str = ""
    provided: tuple[str, ...] = ()


NONE = Correction()
# STS API reference, AssumeRole: SerialNumber and TokenCode are given together.
TOGETHER = {MFA_SERIAL: (TOKEN_CODE,)}


def chosen(given: Sequence[Given], refusal: Refusal) -> Given | None:
    """The call that was refused: the first of the role that the message names, or the only one there is."""
    wanted = account_and_name(refusal.role) if refusal.role else None
    named = [each for each in given if wanted and account_and_name(each.call.role) == wanted]
    if named:
        return named[0]
    open_ones = [each for each in given if not wanted or account_and_name(each.call.role) is None]
    return open_ones[0] if len(open_ones) == 1 else given[0] if len(given) == 1 else None


def corrected(
    found: Found, refusal: Refusal, trust: Trust, given: Given, sent: Mapping[str, str | None], folder: str = ""
) -> Correction:
    """The call with the cause `found` out of the way; NONE where the role's policy would not let it in.

    `folder`: where the file of the call lies.  The text is read again by the reader that read it before, and the
    policy is asked about what it now sends; what `sent` says on top of the call is for the keys that it does not set.
    """
    if not found.setting or found.setting not in given.names:
        return NONE
    elsewhere = is_elsewhere(found.setting, given)
    text = at_its_origin(given, found.value) if elsewhere else with_all(given, found, folder)
    again = calls(text, given.file, folder, f"in_{given.form}")
    at = calls(given.text, given.file, folder, f"in_{given.form}")
    if text == given.text or len(again) != len(at) or moves_another(at, again, given):
        return NONE
    new = again[[each.call.source.first for each in at].index(given.call.source.first)]
    facts = facts_told(refusal._replace(sent={}), new, sent)
    known = {key: each for key, each in facts_told(refusal, None, {}).items() if key not in facts and key not in OWN}
    action = refusal.action if refusal.action in KINDS else ASSUME_ROLE
    hearing = Hearing(trust, caller_of_call(refusal, new), action, {**known, **facts})
    heard = hearing.heard()
    return Correction(text, heard.needed) if heard.made.answer is YES else NONE


def with_all(given: Given, found: Found, folder: str) -> str:
    """The text with the setting that the cause is about, and those without which it is not taken."""
    text = given.changed(found.setting, found.value)
    for setting in TOGETHER.get(found.setting, ()):
        every = calls(text, given.file, folder, f"in_{given.form}")
        now = next(
            (each for each in every if each.call.role == given.call.role and found.setting in each.settings), None
        )
        if now and setting in now.names and setting not in now.settings:
            text = now.changed(setting, placeholder("code"))
    return text


def is_elsewhere(setting: str, given: Given) -> bool:
    """Whether the value stands somewhere else: what is to be put right is not the call."""
    return setting == EXTERNAL_ID and setting in given.settings and bool(given.call.written)


def at_its_origin(given: Given, value: str | None) -> str:
    """The text with another external id where the variable has it from that the call sends; as it is, where that is not
    the one place of the text that holds it.
    """
    old = given.call.external_id
    if not isinstance(old, str) or not old or value is None or given.text.count(old) != 1:
        return given.text
    return given.text.replace(old, value)


def moves_another(before: Sequence[Given], after: Sequence[Given], given: Given) -> bool:
    """Whether a call of another role takes the same value, and would send another id as well."""
    return len(before) != len(after) or any(
        old.call.external_id != new.call.external_id and old.call.role != given.call.role
        for old, new in zip(before, after, strict=True)
    )


# What a record says of the call that was refused, which the corrected one does not have any more.
OWN = ("sts:externalid", "sts:sourceidentity", "sts:rolesessionname", "aws:tagkeys")


def difference(given: Given, text: str) -> list[str]:
    """What changes, as a unified diff."""
    before, after = given.text.splitlines(), text.splitlines()
    name = given.file or "the call"
    return list(difflib.unified_diff(before, after, name, name, n=2, lineterm=""))

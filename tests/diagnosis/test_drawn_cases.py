"""Whatever is in the message and the call, nothing breaks, and no call is shown that the policy would refuse."""

from __future__ import annotations

import os
import random

from diagnosis.test_causes import POLICIES, allowed, trust_of
from diagnosis.told import APP, CALLS, ID, MESSAGES, USER, WITH_ID, call, message
from hostile_text import UNITS
from roletrust.diagnosis.correction import chosen, corrected
from roletrust.diagnosis.diagnose import diagnosed
from roletrust.diagnosis.error_text import refusals_in
from roletrust.diagnosis.forms.every import calls
from roletrust.engine.text import Text
from roletrust.replying.redaction import Redaction

WITH_A_PATH = (
    "the caller with a path"  # which a session's ARN does not say, so that the authorizer alone cannot know it
)
COUNT = 20_000 if os.environ.get("ROLETRUST_SLOWEST") else 400


def disturbed(text: str, drawing: random.Random, times: int) -> str:
    """`text` with a few pieces of it replaced by hostile ones."""
    letters = list(text)
    for _ in range(drawing.randint(0, times)):
        at = drawing.randrange(len(letters) + 1)
        letters[at : at + drawing.randint(0, 10)] = list(drawing.choice(UNITS))
    return "".join(letters)


def test_drawn_messages_and_calls() -> None:
    drawing = random.Random(20261130)
    policies = [row[0] for name, row in POLICIES.items() if name != WITH_A_PATH]
    trusts = [trust_of(policy) for policy in (WITH_ID, WITH_ID, *policies)]
    texts = [(kind, *call(kind, sent)) for kind in CALLS for sent in (None, ID, "", "another-id")]
    right = 0
    for _ in range(COUNT):
        told = disturbed(message(drawing.choice(list(MESSAGES)), drawing.choice((APP, USER))), drawing, 2)
        _, name, text = drawing.choice(texts)
        given, trust = calls(disturbed(text, drawing, 2), name), drawing.choice(trusts)
        for refusal in refusals_in(told):
            made = chosen(given, refusal)
            for found in diagnosed(refusal, trust, made, {}):
                new, provided = corrected(found, refusal, trust, made, {}) if made else ("", ())
                sure = found.setting == "external_id" and not provided
                if new and sure and refusal.caller in (APP, USER) and refusal.action == "sts:AssumeRole":
                    again = chosen(calls(new, name), refusal)
                    assert again is not None and not isinstance(again.call.external_id, Text)
                    assert allowed(trust.policy, refusal.caller, again.call.external_id)
                    right += 1
        Redaction().redacted(told)
    assert right > COUNT // 100

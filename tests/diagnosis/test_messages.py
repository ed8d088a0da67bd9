"""What is read of an error message as people posted it, and what can be said of it without the role's policy."""

from __future__ import annotations

import pytest

from diagnosis.said import SAID, Said
from diagnosis.said_elsewhere import ELSEWHERE
from roletrust.diagnosis.causes import CAUSES
from roletrust.diagnosis.diagnose import diagnosed
from roletrust.diagnosis.error_text import refusals_in

POSTED = (*SAID, *ELSEWHERE)


def test_there_are_as_many_as_are_promised() -> None:
    assert len({said.text for said in POSTED}) >= 120


@pytest.mark.parametrize(
    "said", POSTED, ids=lambda said: f"{said.source.rpartition('github.com/')[2]} {said.causes[0]}"
)
def test_a_posted_message_is_read(said: Said) -> None:
    found = refusals_in(said.text)
    assert len(found) == 1, found
    read = found[0]
    assert (read.caller, read.action, read.role) == (said.caller, said.action, said.role)
    assert (read.code, read.denial, read.policy) == (said.code, said.denial, said.policy)
    causes = list(diagnosed(read, None, None, {}))
    assert tuple(each.cause.name for each in causes) == said.causes


def test_without_the_policy_nothing_is_claimed_that_only_it_can_tell() -> None:
    """What is certain without it is what the message itself says."""
    of_the_policy = {
        "external-id-missing",
        "external-id-wrong",
        "caller-not-named",
        "token-subject",
        "service-not-named",
    }
    for said in POSTED:
        for each in diagnosed(refusals_in(said.text)[0], None, None, {}):
            assert not (each.certain and each.cause.name in of_the_policy), said.source
            assert each.cause is CAUSES[each.cause.name]


def test_a_message_that_stands_twice_in_a_log_is_told_once() -> None:
    said = SAID[0].text
    assert len(refusals_in(f"attempt 1\n{said}\nattempt 2\n{said}\n")) == 1


def test_two_messages_in_one_log_are_two() -> None:
    assert len(refusals_in(f"{SAID[0].text}\n{SAID[4].text}")) == 2


@pytest.mark.parametrize(
    "text", ["", "all is well", "User: x is not authorized to perform: s3:GetObject on resource: y"]
)
def test_what_is_no_error_of_sts_is_none(text: str) -> None:
    assert refusals_in(text) == []


def test_colours_of_a_terminal_and_a_less_telling_sentence_before_change_nothing() -> None:
    plain = refusals_in(SAID[4].text)
    coloured = (
        SAID[4].text.replace("sts:AssumeRole", "\x1b[31msts:Assume\x1b[0mRole").replace("arn:aws", "arn:\x1b[1maws")
    )
    assert [
        each._replace(message="") for each in refusals_in(f"Not authorized to perform sts:AssumeRole\n{coloured}")
    ] == [each._replace(message="") for each in plain]

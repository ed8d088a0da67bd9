"""`aws sts assume-role …` in a shell script, or as it was typed.

Source: AWS CLI Command Reference, `sts assume-role`.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from roletrust.diagnosis.forms.given import (
    DURATION,
    EXTERNAL_ID,
    MFA_SERIAL,
    SESSION_NAME,
    SOURCE_IDENTITY,
    TAGS,
    TOKEN_CODE,
    Given,
    Setting,
)
from roletrust.dialects.callers.marks import Marked
from roletrust.dialects.callers.shell import LONGEST, Script, call
from roletrust.dialects.callers.words import Word
from roletrust.engine.policy.document import Source

NAMES = {
    EXTERNAL_ID: "--external-id",
    DURATION: "--duration-seconds",
    TAGS: "--tags",
    SOURCE_IDENTITY: "--source-identity",
    SESSION_NAME: "--role-session-name",
    MFA_SERIAL: "--serial-number",
    TOKEN_CODE: "--token-code",
}
BY_NAME = {spelt: name for name, spelt in NAMES.items()}
ROLE = "--role-arn"


def calls(text: str, file: str) -> Iterator[Given]:
    """The calls in `text`, from top to bottom.  Raises nothing."""
    if len(text) > LONGEST:
        return
    for words, place in Script(Marked(text), Source(file, 1), {}).commands():
        for made in call(words, place, file):
            settings, at = settings_of(words, text)
            yield Given(made, text, file, "shell", settings, NAMES, at, inserted, written)


def settings_of(words: Sequence[Word], text: str) -> tuple[dict[str, Setting], int]:
    """The options with their values, and where the one with the role ends."""
    found: dict[str, Setting] = {}
    at = 0
    for index, word in enumerate(words):
        spelt, equals, value = str(word.value).partition("=")
        follows = words[index + 1 : index + 2]
        if equals and spelt in (*BY_NAME, ROLE):
            start = text.index("=", word.start) + 1
            setting = Setting(value if not word.written else word.value, start, word.end, word.start, word.end)
        elif spelt in (*BY_NAME, ROLE) and follows:
            many = list(values_after(words, index + 1)) if spelt == "--tags" else follows
            last = many[-1] if many else follows[0]
            setting = Setting(follows[0].value, follows[0].start, last.end, word.start, last.end)
        else:
            continue
        if spelt == ROLE:
            at = setting.finish
        else:
            begin = setting.begin - len(text[: setting.begin]) + len(text[: setting.begin].rstrip(" \t"))
            found[BY_NAME[spelt]] = setting._replace(begin=begin)
    return found, at


def values_after(words: Sequence[Word], index: int) -> Iterator[Word]:
    for word in words[index:]:
        if str(word.value).startswith("--"):
            return
        yield word


def inserted(spelt: str, value: str) -> str:
    return f" {spelt} {value}"


def written(name: str, value: str) -> str:
    return shlex.quote(value)

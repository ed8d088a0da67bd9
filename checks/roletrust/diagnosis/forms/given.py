"""A call as somebody gave it: what it sends, where in its text each setting stands, and the text with one changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Value

# What a call can set, by the name that all forms share.
EXTERNAL_ID, DURATION, TAGS, SKIP_TAGS = "external_id", "duration", "tags", "skip_tags"
SOURCE_IDENTITY, SESSION_NAME, AUDIENCE = "source_identity", "session_name", "audience"
MFA_SERIAL, TOKEN_CODE = "mfa_serial", "token_code"
TOKENS_AUDIENCE = "token.actions.githubusercontent.com:aud"  # the one form in which an audience is set is GitHub's
# The context key that each sets, where it sets one of which it gives the value.
KEYS = {
    EXTERNAL_ID: "sts:ExternalId",
    SOURCE_IDENTITY: "sts:SourceIdentity",
    SESSION_NAME: "sts:RoleSessionName",
}


class Setting(NamedTuple):
    """One setting that is written: its value, where that stands, and where all of it does, from `begin` to `finish`."""

    value: Value
    start: int
    end: int
    begin: int
    finish: int


class Given(NamedTuple):
    """`call`: as the readers of callers understand it.  `settings`: by the names above.

    `at`: where in `text` another setting can be put.  `names`: what the form calls each setting; one that is not among
    them cannot be given there.  `inserted`: what to write for a setting, by its name in the form and its value.
    `written`: how a value is written, by the setting's name.
    """

    call: Call
    text: str
    file: str
    form: str
    settings: Mapping[str, Setting]
    names: Mapping[str, str]
    at: int
    inserted: Callable[[str, str], str]
    written: Callable[[str, str], str]

    def changed(self, name: str, value: str | None) -> str:
        """The text with the setting `name` holding `value`; None: without it.  Raises KeyError where it has none."""
        known = self.settings.get(name)
        if known is None:
            new = "" if value is None else self.inserted(self.names[name], self.written(name, value))
            return self.text[: self.at] + new + self.text[self.at :]
        if value is None:
            return self.text[: known.begin] + self.text[known.finish :]
        return self.text[: known.start] + self.written(name, value) + self.text[known.end :]

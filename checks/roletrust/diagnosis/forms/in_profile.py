"""A profile of the AWS CLI and the SDKs (`~/.aws/config`).

Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider".
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.diagnosis.forms.given import DURATION, EXTERNAL_ID, MFA_SERIAL, SESSION_NAME, Given, Setting
from roletrust.dialects.callers import aws_profiles

NAMES = {
    EXTERNAL_ID: "external_id",
    DURATION: "duration_seconds",
    SESSION_NAME: "role_session_name",
    MFA_SERIAL: "mfa_serial",
}
BY_NAME = {spelt: name for name, spelt in NAMES.items()}


def calls(text: str, file: str) -> Iterator[Given]:
    """The profiles that assume a role, from top to bottom.  Raises nothing."""
    made = {call.source.first: call for call in aws_profiles.calls(text, file)}
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for profile in aws_profiles.profiles(text):
        call = made.get(profile.first)
        if call is None:
            continue
        settings: dict[str, Setting] = {}
        at = starts[profile.last]
        for number in range(profile.first, profile.last):
            name, equals, value = lines[number].partition("=")
            spelt = name.strip().lower()
            if equals and spelt == "role_arn":
                at = starts[number + 1]
            elif equals and spelt in BY_NAME:
                start = starts[number] + len(name) + 1 + len(value) - len(value.lstrip(" \t"))
                end = starts[number] + len(lines[number].rstrip("\r\n"))
                settings[BY_NAME[spelt]] = Setting(
                    profile.entries.get(spelt, ""), start, end, starts[number], starts[number + 1]
                )
        line = "{} = {}\n" if text[:at].endswith("\n") else "\n{} = {}"
        yield Given(call, text, file, "profile", settings, NAMES, at, line.format, plain)


def plain(name: str, value: str) -> str:
    return value

"""Profiles of the AWS CLI and the SDKs (`.aws/config`): those that assume a role.

Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider": `role_arn` with `source_profile` or
`credential_source` calls `AssumeRole`, and sends `external_id`; with `web_identity_token_file` it calls
`AssumeRoleWithWebIdentity`, which has no external id.  A `source_profile` that assumes a role itself does so first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from roletrust.dialects.data.placeholders import opened_text
from roletrust.engine.policy.document import Source
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session

LONGEST = 500_000
MOST_CALLS = 2_000
SETTING = "external_id"
KEYS = {"aws_access_key_id", "credential_process", "sso_session", "sso_start_url"}
OF_MACHINES = ("Ec2InstanceMetadata", "EcsContainer")  # whose roles EC2 and ECS assume, without tags and MFA
WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
NAME = re.compile(r"[\w-]+")
COMMENT = re.compile(r"\s[#;]")


class Profile(NamedTuple):
    name: str
    first: int
    entries: dict[str, str]
    last: int


def calls(config: str, file: str) -> Iterator[Call]:
    """The calls that the profiles of `config` make, from top to bottom.  Raises nothing."""
    if "role_arn" in config and len(config) <= LONGEST:
        every = list(islice(profiles(config), MOST_CALLS))
        named: dict[str, Profile | None] = {}
        for profile in every:
            named[profile.name] = None if profile.name in named else profile  # two of one name are read as one
        for profile in every:
            before = named.get(profile.entries.get("source_profile", ""))
            yield from call(profile, file, assumed(before) if before and before is not profile else "")


def profiles(config: str) -> Iterator[Profile]:
    found: Profile | None = None
    for number, line in enumerate(config.splitlines(), 1):
        setting, equals, value = line.partition("=")
        if line.startswith("[") and "]" in line:
            if found:
                yield found
            found = Profile(named(line[1 : line.index("]")].strip()), number, {}, number)
        elif found and equals and NAME.fullmatch(setting.rstrip()):  # what is indented belongs to one that has parts
            found.entries[setting.rstrip().lower()] = COMMENT.split(value.strip(), maxsplit=1)[0].rstrip()
            found = found._replace(last=number)
    if found:
        yield found


def named(section: str) -> str:
    """The profile that `[section]` is of: `profile name`, or its name alone."""
    words = section.split(maxsplit=1)
    return (words[1] if len(words) > 1 and words[0] == "profile" else section).strip("\"'")


def assumed(profile: Profile) -> str:
    """The ARN of the role that a profile stands for; '' of any other, and of one with keys, which some SDKs prefer."""
    entries = profile.entries
    by = entries.keys() & {"source_profile", "credential_source", "web_identity_token_file"}
    return entries.get("role_arn", "") if by and not entries.keys() & KEYS else ""


def call(profile: Profile, file: str, before: str = "") -> Iterator[Call]:
    """`before`: the role that its source profile stands for."""
    entries = profile.entries
    source = Source(file, profile.first, profile.last)
    by_token = "web_identity_token_file" in entries
    if not entries.get("role_arn") or not (by_token or entries.keys() & {"source_profile", "credential_source"}):
        return
    written = None if by_token else entries.get(SETTING)
    external_id = None if written is None else opened_text(written, str(source))
    action = WEB_IDENTITY if by_token else ASSUME_ROLE
    role = opened_text(entries["role_arn"], str(source))
    by = opened_text(before, str(source)) if before and not by_token else None
    asked = entries.get("duration_seconds", "")
    of_machine = entries.get("credential_source") in OF_MACHINES and not entries.keys() & {"mfa_serial", *KEYS}
    session = Session(
        duration=int(asked) if asked.isdecimal() else 0,
        chained=by is not None or of_machine,
        name=entries.get("role_session_name", ""),
        complete=of_machine,
        device=not of_machine,
    )
    yield Call(role, external_id, f"profile {profile.name}", SETTING, source, action, by=by, session=session)

"""Profiles of the AWS CLI and the SDKs (`.aws/config`): those that assume a role.

Source: AWS SDKs and Tools Reference Guide, "Assume role credential provider": `role_arn` with `source_profile` or
`credential_source` calls `AssumeRole`, and sends `external_id`; with `web_identity_token_file` it calls
`AssumeRoleWithWebIdentity`, which has no external id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from roletrust.dialects.data.placeholders import opened_text
from roletrust.engine.calls import Call
from roletrust.engine.document import Source
from roletrust.engine.request import ASSUME_ROLE

LONGEST = 500_000
MOST_CALLS = 2_000
SETTING = "external_id"
WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
SECTION = re.compile(r"\[\s*(?:profile\s+)?([^\]]*?)\s*\]")
ENTRY = re.compile(r"([\w-]+)\s*=\s*(.*?)\s*\Z")


class Profile(NamedTuple):
    name: str
    first: int
    entries: dict[str, str]
    last: int


def calls(config: str, file: str) -> Iterator[Call]:
    """The calls that the profiles of `config` make, from top to bottom.  Raises nothing."""
    if "role_arn" in config and len(config) <= LONGEST:
        for profile in islice(profiles(config), MOST_CALLS):
            yield from call(profile, file)


def profiles(config: str) -> Iterator[Profile]:
    found: Profile | None = None
    for number, line in enumerate(config.splitlines(), 1):
        if section := SECTION.match(line):
            if found:
                yield found
            found = Profile(section[1].strip("\"'"), number, {}, number)
        elif found and (entry := ENTRY.match(line)):  # what is indented belongs to a setting that has parts
            found.entries[entry[1].lower()] = re.split(r"\s[#;]", entry[2], maxsplit=1)[0].rstrip()
            found = found._replace(last=number)
    if found:
        yield found


def call(profile: Profile, file: str) -> Iterator[Call]:
    entries = profile.entries
    source = Source(file, profile.first, profile.last)
    by_token = "web_identity_token_file" in entries
    if not entries.get("role_arn") or not (by_token or entries.keys() & {"source_profile", "credential_source"}):
        return
    written = None if by_token else entries.get(SETTING)
    external_id = None if written is None else opened_text(written, str(source))
    action = WEB_IDENTITY if by_token else ASSUME_ROLE
    role = opened_text(entries["role_arn"], str(source))
    yield Call(role, external_id, f"profile {profile.name}", SETTING, source, action)

"""Replaces what tells whose an output is: account numbers, names in ARNs, ids and external ids, each by the same text
wherever it stands, so that the output can go into a ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ARN = re.compile(r"\barn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):([^\s:'\"`,;(){}]*):([^\s'\"`,;(){}<>]+)")
ACCOUNT = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
IDS = re.compile(
    r"\b(?:A(?:ROA|IDA|KIA|SIA|NPA|GPA)[A-Z0-9]{8,28}|o-[a-z0-9]{10,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b"
)
# Where an external id stands in an output: in a condition, in a call in each of its forms, in JSON.
EXTERNAL_ID = re.compile(
    r"(?i:sts:ExternalId\"?(?: =|:|=)? ?\[?\s{0,40}|--external-id[ =]|external_id\"?\s{0,20}[:=]\s{0,20}"
    r"|ExternalId ?[:=] ?|role-external-id: |external id |any like )\\?[\"']?([A-Za-z0-9_+=,.@:/*?-]{2,1224})"
)
WORDS = ("any", "is", "that", "of", "in", "with", "to", "it", "which", "asks", "for", "has", "was", "cannot", "and")
KINDS = ("role", "user", "group", "policy", "mfa", "instance-profile", "saml-provider", "server-certificate")
KEPT = ("root", "aws-service-role", "service-role", "aws-reserved", "sso.amazonaws.com")
SHORTEST = 3  # characters of a name that is replaced where it stands alone


class Redaction:
    """The replacements of one output.  INVARIANT: one text is always replaced by the same one, and no other is."""

    def __init__(self, external_ids: Iterable[str] = ()) -> None:
        """`external_ids`: those that are known to be some, wherever they stand."""
        self.known: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        for each in external_ids:
            self.name(each, "external-id")

    def name(self, text: str, kind: str) -> str:
        """What stands in the place of `text`."""
        if text not in self.known:
            self.counts[kind] = count = self.counts.get(kind, 0) + 1
            self.known[text] = f"{count:012d}" if kind == "account" else f"{kind}-{count}"
        return self.known[text]

    def redacted(self, text: str) -> str:
        """`text` without what tells whose it is."""
        for found in ARN.finditer(text):
            self.of_resource(found[5])
        for found in EXTERNAL_ID.finditer(text):
            if found[1].lower() not in WORDS:
                self.name(found[1], "external-id")
        for found in ACCOUNT.finditer(text):
            self.name(found[0], "account")
        for found in IDS.finditer(text):
            self.name(found[0], "id")
        return self.replaced(text)

    def of_resource(self, resource: str) -> None:
        """The names in the last part of an ARN."""
        kind, slash, rest = resource.partition("/")
        if kind == "assumed-role":
            role, _, session = rest.partition("/")
            self.name(role, "role")
            if session:
                self.name(session, "session")
        elif kind in KINDS and slash:
            *path, name = rest.split("/")
            for each in path:
                if each and each not in KEPT:
                    self.name(each, "path")
            self.name(name, kind)

    def replaced(self, text: str) -> str:
        """`text` with every known text replaced where it stands alone, the longest first, in one pass."""
        found = [each for each in self.known if len(each) >= SHORTEST]
        if not found:
            return text
        longest = sorted(found, key=len, reverse=True)
        pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest)) + r")(?![\w-])")
        return pattern.sub(lambda each: self.known[each[0]], text)

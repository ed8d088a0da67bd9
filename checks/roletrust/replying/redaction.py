"""Replaces what tells whose an output is: account numbers, names in ARNs, ids, addresses and external ids, each by the
same text wherever it stands, so that the output can go into a ticket.

It knows them by the policies that were read (`hear`), and by their form in what is printed (`redacted`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from roletrust.engine.policy.document import Condition, Policy
from roletrust.engine.text import Value
from roletrust.rules.tables.issuers import SHARED
from roletrust.telling.subject import Subject

ARN = re.compile(r"\barn:(aws[a-z-]*):([a-z0-9-]*):([a-z0-9-]*):([^\s:'\"`,;(){}\\]*):([^\s'\"`,;(){}<>\\]+)")
ACCOUNT = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
IDS = re.compile(
    r"\b(?:A(?:ROA|IDA|KIA|SIA|NPA|GPA|PKA|SCA)[A-Z0-9]{8,28}|o-[a-z0-9]{10,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}"
    r"|(?:vpc|vpce|subnet|sg|eni|i)-(?:[0-9a-f]{17}|[0-9a-f]{8})"
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b"
)
ROOT_ID = re.compile(r"\bo-[a-z0-9]{10,32}/(r-[a-z0-9]{4,32})\b")
CLUSTER = re.compile(r"(?i)\boidc\.eks\.[a-z0-9-]{1,40}\.[a-z.]{1,40}/id/([0-9a-f]{32})\b")
SESSION = re.compile(r"\bAROA[A-Z0-9]{8,28}:([\w+=,.@-]{2,64})")
ADDRESS = re.compile(r"(?<![\w.])(?!0\.|127\.)(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])")
PERSON = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# Of a role, where it is made.
PATH = re.compile(r"(?i:\bpath)\\?\"?\s{0,20}[:=]\s{0,20}\\?\"?/([\w+=,.@/-]{1,512})/")
# Of a token's subject: whose repository, project or workspace it is about.
SUBJECT = re.compile(r"\b(?:repo|project_path|organization|org|project|workspace|pipeline):([\w./-]{1,400})")
# By their forms: what is in the first group, or all of it; of several with slashes between them, each.
FORMS = (
    *((SUBJECT, "subject"), (PATH, "path"), (ROOT_ID, "id"), (SESSION, "session")),
    *((ACCOUNT, "account"), (IDS, "id"), (PERSON, "person"), (ADDRESS, "address")),
)
# Where an external id stands in an output: in a condition, in a call in each of its forms, in JSON.
EXTERNAL_ID = re.compile(
    r"(?i:sts:ExternalId\\?\"?(?: =|:|=)?\s{0,40}\[?\s{0,40}|--external-id[ =]|external_id\\?\"?\s{0,20}[:=]\s{0,20}"
    r"|ExternalId\\?\"? ?[:=] ?|role-external-id: |external id )(\\?[\"'])?([A-Za-z0-9_+=,.@:/*?-]{2,1224})"
)
ANOTHER = re.compile(r"\\?[\"']\s{0,80}(?:,|or)\s{0,80}\\?[\"']([A-Za-z0-9_+=,.@:/*?-]{2,1224})")
KINDS = ("role", "user", "group", "policy", "mfa", "instance-profile", "saml-provider", "server-certificate")
AWS_PATHS = ("root", "aws-service-role", "service-role", "aws-reserved", "sso.amazonaws.com")
KEPT = (*AWS_PATHS, "*", "any", "any-other")  # the last are what a request has in a place that nobody names
AWS = ("amazonaws.com", "amazonaws.com.cn")
NAMING = {"sts:rolesessionname": "session", "sts:sourceidentity": "session", "aws:username": "user"}
WILD = re.compile(r"[*?]+")
SHORTEST = 3  # characters of a text that is replaced wherever it stands; a shorter one only between quotes


class Redaction:
    """The replacements of one output.  INVARIANT: one text is always replaced by the same one, and no other is."""

    def __init__(self, external_ids: Iterable[str] = ()) -> None:
        """`external_ids`: those that are known to be some, wherever they stand."""
        self.known: dict[str, str] = {}
        self.parts: set[str] = set()  # of the known, those that are replaced inside of a word as well
        self.counts: dict[str, int] = {}
        for each in external_ids:
            self.external_id(each)

    def name(self, text: str, kind: str) -> str:
        """What stands in the place of `text`."""
        if text not in self.known:
            self.counts[kind] = count = self.counts.get(kind, 0) + 1
            self.known[text] = f"{count:012d}" if kind == "account" else f"{kind}-{count}"
        return self.known[text]

    # --- what is learned -------------------------------------------------------------------------------------------

    def hear(self, subject: Subject, policies: Iterable[Policy]) -> None:
        """What a role that was read tells: its name, whom its policy names, and its external ids."""
        if subject.role:
            self.learn(subject.role)
            self.name(subject.role.rpartition("/")[2], "role")
        for statement in (each for policy in policies for each in policy.statements):
            for principal in statement.principals:
                self.learn(str(principal.value))
            for condition in statement.conditions:
                self._hear_condition(condition)

    def _hear_condition(self, condition: Condition) -> None:
        key = condition.key.lower()
        for value in condition.values:
            if key == "sts:externalid":
                self.external_id(value)
                continue
            self.learn(str(value))
            if key in NAMING and isinstance(value, str) and not WILD.search(value):
                self.name(value, NAMING[key])

    def external_id(self, value: Value) -> None:
        """An external id, as a policy has it: of one that is not all known, or is a pattern, what is written of it."""
        written = [value] if isinstance(value, str) else [each for each in value.parts if isinstance(each, str)]
        pieces = [piece for each in written for piece in WILD.split(each) if piece]
        for piece in pieces:
            stands_for = self.name(piece, "external-id")
            self.known[json.dumps(piece)[1:-1]] = stands_for
        if isinstance(value, str) and pieces == [value]:
            return
        self.parts.update(each for each in pieces if len(each) >= SHORTEST)

    def learn(self, text: str) -> None:
        """What `text` tells by its form."""
        for found in ARN.finditer(text):
            if found[4] != "aws":
                self._of_resource(found[2], found[5].rstrip(".:"))
        for each in external_ids_in(text):
            self.external_id(each)
        for found in CLUSTER.finditer(text):
            self.known[found[1]] = self.name(found[1].lower(), "id")
        for pattern, kind in FORMS:
            for found in pattern.finditer(text):
                for each in found[pattern.groups].split("/"):
                    self._named(each.rstrip("."), kind)

    def _of_resource(self, service: str, resource: str) -> None:
        """The names in the last part of an ARN."""
        kind, slash, rest = resource.partition("/")
        if kind == "assumed-role":
            role, _, session = rest.partition("/")
            self._named(role, "role")
            self._named(session, "session")
        elif kind == "oidc-provider":
            host, *path = rest.split("/")
            public = host.endswith(AWS) or any(f"{each}/".startswith(f"{host.lower()}/") for each in SHARED)
            for each in () if rest.lower() in SHARED or host.endswith(AWS) else path if public else (host, *path):
                self._named(each, "provider")
        elif kind in KINDS and slash:
            *path, name = rest.split("/")
            for each in path:
                self._named(each, "path")
            self._named(name, kind)
        elif service not in ("iam", "sts", "organizations"):
            first, *names = re.split("[/:]", resource)
            for each in names or [first]:
                self._named(each, "resource")

    def _named(self, name: str, kind: str) -> None:
        if name and name not in KEPT:
            self.name(name, kind)

    # --- what is printed -------------------------------------------------------------------------------------------

    def redacted(self, text: str) -> str:
        """`text` without what tells whose it is."""
        self.learn(text)
        return self.replaced(text)

    def replaced(self, text: str) -> str:
        """`text` with every known text replaced where it stands alone, the longest first, in one pass."""
        if not self.known:
            return text
        longest = sorted(self.known, key=len, reverse=True)
        return re.sub("|".join(map(self._pattern, longest)), lambda each: self.known[each[0]], text)

    def _pattern(self, known: str) -> str:
        literal = re.escape(known)
        if known in self.parts:
            return literal
        if ACCOUNT.fullmatch(known):
            return rf"(?<![0-9]){literal}(?![0-9])"
        if len(known) < SHORTEST:
            return rf"(?<=[\"'`]){literal}(?=[\\\"'`])"
        return rf"(?<![\w-]){literal}(?![\w-])"


def external_ids_in(text: str) -> Iterator[str]:
    """What stands in `text` where an external id would; in prose without quotes, if it has a digit."""
    for found in EXTERNAL_ID.finditer(text):
        in_prose = not found[1] and found[0].lower().startswith(("sts:", "external "))
        if not in_prose or any(each.isdigit() for each in found[2]):
            yield found[2].rstrip(".:,")
        at = found.end()
        while found[1] and (another := ANOTHER.match(text, at)):
            yield another[1]
            at = another.end()

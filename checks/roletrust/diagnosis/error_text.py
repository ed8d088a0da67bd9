"""Reads refused calls out of any text: a pasted message, a log, a traceback, a CloudTrail record.

The text is made one line first: frames that Terraform draws, escapes of JSON and of terminals, and line breaks in the
middle of a sentence.  Then each sentence is found by words that only it has, and read from there in both directions,
each of them once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from roletrust.diagnosis.refusals import TRUST_POLICY, Refusal
from roletrust.diagnosis.signs import CODES, SERVICES, SIGNS
from roletrust.diagnosis.trail_records import records_in, refusal_of

LONGEST = 2_000_000  # characters of a text that is read
MOST = 200  # refusals of one text
NEAR = 400  # characters before a sentence that may hold the code and the operation it belongs to
LONGEST_ARN = 2_100

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FRAME = str.maketrans(dict.fromkeys("│╷╵┃║\r\n\t\xa0", " "))
ESCAPED = re.compile(r'\\(?:[nrt]|u000a|")|&(?:quot|#34|#39|apos);')
BLANKS = re.compile(r" {2,}")

AUTHORIZED = re.compile(r" (?:is|are) not authorized to perform(?: the)?:? ")
ACTION = re.compile(r"['\"`]?(sts:[A-Za-z]+|iam:PassRole|[Aa]ssume[Rr]ole[A-Za-z]*)")
RESOURCE = re.compile(
    r"['\"`]? (?:action )?(?:on|against) (?:the )?(?:resource: |role |resources )?['\"`]?([^\s'\"`,;)(]+)"
)
BARE = re.compile(r"\b[Nn]ot authorized to perform:? (sts:[A-Za-z]+)")
EXPLICIT = re.compile(r",? with an explicit deny(?: in (?:an?|the) )?")
IMPLICIT = re.compile(r",? because no ")
KINDS = {  # as messages have it, and as it is called here
    "role trust policy": TRUST_POLICY,
    "identity-based policy": "identity-based policy",
    "resource-based policy": TRUST_POLICY,
    "service control policy": "service control policy",
    "resource control policy": "resource control policy",
    "permissions boundary": "permissions boundary",
    "session policy": "session policy",
    "sessions policy": "session policy",
    "VPC endpoint policy": "VPC endpoint policy",
}
POLICY_ARN = re.compile(r": (arn:aws[a-z-]*:(?:iam|organizations|sts)::[^\s'\"),]+)")
OPERATION = re.compile(r"\(([A-Za-z.]{3,60})\) when calling the ([A-Za-z]{3,60}) operation")
GO = re.compile(r"operation error STS: ([A-Za-z]{3,60}),")
CALLED = re.compile(
    r"\b(AssumeRole(?:WithSAML|WithWebIdentity)?|GetSessionToken|GetFederationToken|GetCallerIdentity)\b"
)
ROLE = re.compile(
    r"(?:\b[Rr]ole(?: ARN)?[: ]{1,2}|\b[Rr]ole \(|RoleArn[\"':= ]{1,4}|role-to-assume: |role_arn ?= ?)['\"`]?"
    r"(arn:aws[a-z-]*:iam::[^\s'\"`,;)(]+)"
)
CANNOT = re.compile(
    r"(?:cannot be assumed|[Cc]annot assume IAM Role|unable to assume|SecurityTokenServiceException: Access denied)"
)
ENCODED = re.compile(r"[Ee]ncoded authorization failure message")


class Sentence(NamedTuple):
    """A sentence about a refused call: where it begins and ends, and what it says."""

    start: int
    end: int
    said: Refusal


def refusals_in(text: str) -> list[Refusal]:
    """Every refusal that `text` tells of, in the order of reading, each once; none where there is none."""
    if records := records_in(text):
        return each_once(refusal_of(each, refusals_in_words) for each in records)
    return refusals_in_words(text)


def refusals_in_words(text: str) -> list[Refusal]:
    """As `refusals_in`, of a text that is no record."""
    line = in_one_line(text[:LONGEST])
    found = each_once(with_surroundings(each, line) for each in sentences(line))
    named = any(each.caller for each in found)
    # Whose name is told had credentials: what says that there were none is wrapped around that refusal.
    return [each for each in found if not (named and each.sign == "credentials-missing")]


def each_once(refusals: Iterable[Refusal]) -> list[Refusal]:
    """The first few of `refusals`, without those of which another says all that they do."""
    found: list[Refusal] = []
    for said in refusals:
        if not any(covers(other, said) for other in found):
            found = [other for other in found if not covers(said, other)]
            found.append(said)
        if len(found) >= MOST:
            break
    return found


def in_one_line(text: str) -> str:
    """`text` with single blanks in place of line breaks, frames, colours and escapes of them."""
    plain = ESCAPED.sub(unescaped, COLOUR.sub("", text)).translate(FRAME)
    return BLANKS.sub(" ", plain).strip()


def unescaped(found: re.Match[str]) -> str:
    quote = found[0][-1] == '"' or "quot" in found[0] or "34" in found[0]
    return '"' if quote else "'" if found[0].startswith("&") else " "


def sentences(line: str) -> Iterator[Sentence]:
    """The sentences about refused calls in `line`, from left to right."""
    found = [*authorization(line), *bare(line), *signs(line), *services(line)] or list(generic(line))
    taken = 0
    for each in sorted(found, key=lambda sentence: (sentence.start, -sentence.end)):
        if each.start >= taken:
            yield each
            taken = each.end


def authorization(line: str) -> Iterator[Sentence]:
    """`User: WHO is not authorized to perform: ACTION on resource: ROLE`, and why."""
    for found in AUTHORIZED.finditer(line):
        action = ACTION.match(line, found.end())
        if action is None:
            continue
        before = line[max(0, found.start() - LONGEST_ARN) : found.start()].rpartition(" ")[2].strip("'\"`(")
        resource = RESOURCE.match(line, action.end())
        end = resource.end() if resource else action.end()
        role = whole_arn(resource[1].partition("</")[0].rstrip(".:\\")) if resource else ""
        role = role if role.count(">") <= role.count("<") else role.rstrip(">")  # of what is written around it
        denial, policy, end = why(line, end)
        arn = POLICY_ARN.match(line, end) if policy else None
        named = f"sts:{action[1][0].upper()}{action[1][1:]}" if ":" not in action[1] else action[1]
        sign = "pass-role" if named == "iam:PassRole" else ""
        caller = before if before.startswith("arn:") else ""
        start = found.start() - len(before)
        said = Refusal(caller, named, role, denial=denial, policy=policy, policy_arn=arn[1] if arn else "", sign=sign)
        yield Sentence(start, arn.end() if arn else end, said)


def whole_arn(written: str) -> str:
    """`written`, unless it is an ARN of which a part is missing."""
    return "" if written.startswith("arn:") and written.count(":") < 5 else written


def why(line: str, at: int) -> tuple[str, str, int]:
    """Of what stands at `at`: `explicit` or `implicit`, the kind of policy, and where it ends."""
    for pattern, denial in ((EXPLICIT, "explicit"), (IMPLICIT, "implicit")):
        if found := pattern.match(line, at):
            kind = next((each for each in KINDS if line.startswith(each, found.end())), "")
            return denial, KINDS.get(kind, ""), found.end() + len(kind)
    return "", "", at


def bare(line: str) -> Iterator[Sentence]:
    """`Not authorized to perform sts:AssumeRoleWithWebIdentity`, of which the caller is not told."""
    for found in BARE.finditer(line):
        if not line[: found.start()].endswith(("is ", "are ")):
            yield Sentence(found.start(), found.end(), Refusal(action=found[1]))


def signs(line: str) -> Iterator[Sentence]:
    """Sentences that by themselves tell the cause."""
    for sign in SIGNS:
        for found in sign.pattern.finditer(line):
            yield Sentence(found.start(), found.end(), Refusal(code=sign.code, action=sign.action, sign=sign.cause))


def services(line: str) -> Iterator[Sentence]:
    """Services that say that they cannot assume the role they were given."""
    for pattern, service in SERVICES:
        for found in pattern.finditer(line):
            said = Refusal(action="sts:AssumeRole", service=service, sign="")
            yield Sentence(found.start(), found.end(), said)


def generic(line: str) -> Iterator[Sentence]:
    """What says only that a role cannot be assumed, where nothing else near it says more."""
    for found in CANNOT.finditer(line):
        yield Sentence(found.start(), found.end(), Refusal(action="sts:AssumeRole"))


def with_surroundings(each: Sentence, line: str) -> Refusal:
    """What a sentence says, with the code, operation and role that stand beside it."""
    begin = max(0, each.start - NEAR)
    before, after = line[begin : each.start], line[each.end : each.end + NEAR]
    said = each.said
    operations = [*OPERATION.finditer(before)]
    code = said.code or (operations[-1][1].rpartition(".")[2] if operations else code_near(before, after))
    called = [found[1] for pattern in (GO, CALLED) for found in pattern.finditer(before)]
    named = operations[-1][2] if operations else called[-1] if called else ""
    action = said.action or (f"sts:{named}" if CALLED.fullmatch(named) else "")
    role = said.role
    if not role.startswith("arn:"):
        roles = [found[1] for found in ROLE.finditer(line[begin : each.end + NEAR]) if ":role/" in found[1]]
        role = roles[0].rstrip(".:") if roles else role
    encoded = bool(ENCODED.search(after))
    return said._replace(code=code, action=action, role=role, message=line[each.start : each.end], encoded=encoded)


def code_near(before: str, after: str) -> str:
    """The error code nearest to a sentence: before it if there is one, else after it."""
    for text, which in ((before, -1), (after, 0)):
        if found := [each[0] for each in CODES.finditer(text)]:
            return str(found[which])
    return ""


def covers(one: Refusal, other: Refusal) -> bool:
    """Whether `one` says all that `other` does."""
    told = ("caller", "action", "role", "denial", "policy", "policy_arn", "sign", "service")
    fields = all(getattr(other, each) in ("", getattr(one, each)) for each in told)
    return fields and dict(other.sent).items() <= dict(one.sent).items()

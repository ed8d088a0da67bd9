"""Which caller carries which context key, and the language of its values.

Written from docs/semantics.md, "The request", for solvers to read; the engine has a table of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from roletrust.proof.claims import COLON, PLAIN, PLAIN_PART, has_a_key, in_every_token, of_claim
from roletrust.proof.logic import WORD, characters, conj, constant, either, sequence, times, within

NEVER, SOMETIMES, ALWAYS, UNSURE = "never", "sometimes", "always", "unsure"
USER, SESSION, SERVICE, SAML, OIDC = "user", "role-session", "service", "saml", "oidc"
KINDS = (USER, SESSION, SERVICE, SAML, OIDC)
ACTIONS = {
    USER: "sts:assumerole",
    SESSION: "sts:assumerole",
    SERVICE: "sts:assumerole",
    SAML: "sts:assumerolewithsaml",
    OIDC: "sts:assumerolewithwebidentity",
}

_S, _A, _N, _U = SOMETIMES, ALWAYS, NEVER, UNSURE
# user, role session, service, SAML, OIDC
ROWS = {
    "sts:externalid": (_S, _S, _S, _N, _N),
    "sts:rolesessionname": (_A, _A, _A, _A, _A),
    "sts:sourceidentity": (_S, _S, _S, _S, _S),
    "sts:transitivetagkeys": (_S, _S, _S, _S, _S),
    "aws:tagkeys": (_S, _S, _S, _S, _S),
    "aws:requesttag/": (_S, _S, _S, _S, _S),
    "aws:principaltag/": (_S, _S, _U, _N, _N),
    "aws:resourcetag/": (_U, _U, _U, _U, _U),
    "iam:resourcetag/": (_U, _U, _U, _U, _U),
    "aws:principalarn": (_A, _A, _U, _N, _N),
    "aws:principalaccount": (_A, _A, _U, _U, _U),
    "aws:principaltype": (_A, _A, _U, _U, _U),
    "aws:principalorgid": (_S, _S, _N, _N, _N),
    "aws:principalorgpaths": (_S, _S, _N, _N, _N),
    "aws:userid": (_A, _A, _U, _U, _U),
    "aws:username": (_A, _N, _N, _N, _N),
    "aws:principalisawsservice": (_A, _A, _A, _N, _N),
    "aws:principalservicename": (_N, _N, _A, _N, _N),
    "aws:principalservicenameslist": (_N, _N, _U, _N, _N),
    "aws:sourceaccount": (_N, _N, _S, _N, _N),
    "aws:sourcearn": (_N, _N, _S, _N, _N),
    "aws:sourceorgid": (_N, _N, _S, _N, _N),
    "aws:sourceorgpaths": (_N, _N, _S, _N, _N),
    "aws:multifactorauthpresent": (_S, _S, _N, _N, _N),
    "aws:multifactorauthage": (_S, _N, _N, _N, _N),
    "aws:sourceip": (_S, _S, _U, _S, _S),
    "aws:sourcevpc": (_S, _S, _N, _S, _S),
    "aws:sourcevpce": (_S, _S, _N, _S, _S),
    "aws:vpcsourceip": (_S, _S, _N, _S, _S),
    "aws:currenttime": (_A, _A, _A, _A, _A),
    "aws:epochtime": (_A, _A, _A, _A, _A),
    "aws:securetransport": (_A, _A, _A, _A, _A),
    "aws:useragent": (_A, _A, _A, _A, _A),
    "aws:referer": (_S, _S, _S, _S, _S),
    "aws:requestedregion": (_A, _A, _A, _A, _A),
    "aws:viaawsservice": (_A, _A, _A, _A, _A),
    "aws:calledvia": (_S, _S, _N, _N, _N),
    "aws:calledviafirst": (_S, _S, _N, _N, _N),
    "aws:calledvialast": (_S, _S, _N, _N, _N),
    "aws:tokenissuetime": (_S, _A, _N, _N, _N),
    "aws:federatedprovider": (_N, _S, _N, _N, _N),
}
# Those that AWS has besides, of which nothing is said here (IAM User Guide, "AWS global condition context keys";
# Service Authorization Reference, "Condition keys for AWS Security Token Service").
BESIDES = [
    "assumedroot",
    "chatbotsourcearn",
    "ec2instancesourceprivateipv4",
    "ec2instancesourcevpc",
    "resourceaccount",
    "resourceorgid",
    "resourceorgpaths",
    "sourcevpcarn",
    "vpceaccount",
    "vpceorgid",
    "vpceorgpaths",
    "awsservicename",
    "durationseconds",
    "taskpolicyarn",
    "requestcontext",
    "requestcontextproviders",
]
LISTS = frozenset(
    (
        *("aws:principalorgpaths", "aws:sourceorgpaths", "aws:tagkeys", "sts:transitivetagkeys"),
        *("aws:calledvia", "aws:principalservicenameslist"),
    )
)
TAGS = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/", "iam:resourcetag/")
VPC = ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")


class Language(NamedTuple):
    """Texts of the regular expression `shape`, of so many characters.  (Solvers count better than they unroll.)"""

    shape: str = "re.all"
    least: int = 0
    most: int | None = None

    def holds(self, text: str) -> str:
        """The formula which says that the term `text` is one of these texts."""
        parts = [within(text, self.shape)] if self.shape != "re.all" else []
        if self.least == self.most:
            return conj((*parts, f"(= (str.len {text}) {self.least})"))
        if self.least:
            parts.append(f"(>= (str.len {text}) {self.least})")
        if self.most is not None:
            parts.append(f"(<= (str.len {text}) {self.most})")
        return conj(parts)


def made_of(listed_: str, least: int, most: int) -> Language:
    """Texts of certain characters."""
    return Language(times(characters(listed_), 0), least, most)


ANYTHING = Language()
SESSION_NAME = made_of(f"{WORD}+=,.@-", 2, 64)  # STS API reference, roleSessionNameType
EXTERNAL_ID = made_of(f"{WORD}+=,.@:/-", 2, 1224)  # STS API reference, externalIdType
NAME = made_of(f"{WORD}+=,.@-", 1, 64)  # IAM API reference, userNameType, roleNameType
PATH = Language(  # IAM API reference, pathType
    either((constant("/"), sequence((constant("/"), times(characters("!-~"), 1), constant("/"))))), 1, 512
)
# IAM User Guide, "Tags for IAM resources": letters, digits and spaces of any script, and `_ . : / = + - @`.
TAG = Language(times(either((characters(f"{WORD} .:/=+@-"), '(re.range "\\u{80}" "\\u{2ffff}")')), 0), 0, 256)
TAG_KEY = TAG._replace(least=1, most=128)
ADDRESS = made_of("0-9a-fA-F:.", 2, 45)  # of IPv4 or IPv6: no network is one
ACCOUNT = made_of("0-9", 12, 12)
ORGANIZATION = Language(sequence((constant("o-"), times(characters("a-z0-9"), 0))), 12, 34)
ORGANIZATION_PATH = Language(sequence((constant("o-"), times(characters("a-z0-9"), 1), constant("/"), PLAIN)), 13)
NO_WILDCARD = Language(PLAIN)  # networks, regions, services, providers: none is named with a `*` or a `?`
# An ARN's first five parts are a partition, a service, a region and an account; any other text is one part.
SOURCE_ARN = Language(either((PLAIN, sequence((*(PLAIN_PART, COLON) * 5, "re.all")))))
UNIQUE = made_of("A-Z0-9", 12, 32)  # IAM's are 17 characters after `AIDA` and `AROA`
TRUTH = Language(either((constant("true"), constant("false"))))
LANGUAGES = {
    "sts:externalid": EXTERNAL_ID,
    "sts:rolesessionname": SESSION_NAME,
    "sts:sourceidentity": SESSION_NAME,
    "aws:principalorgid": ORGANIZATION,
    "aws:sourceorgid": ORGANIZATION,
    "aws:principalorgpaths": ORGANIZATION_PATH,
    "aws:sourceorgpaths": ORGANIZATION_PATH,
    "aws:principalaccount": ACCOUNT,
    "aws:sourceaccount": ACCOUNT,
    "aws:sourcearn": SOURCE_ARN,
    **dict.fromkeys(("aws:tagkeys", "sts:transitivetagkeys"), TAG_KEY),
    **dict.fromkeys(VPC, NO_WILDCARD),
    **dict.fromkeys(("aws:sourceip", "aws:vpcsourceip"), ADDRESS),
    **dict.fromkeys(("aws:calledvia", "aws:calledviafirst", "aws:calledvialast"), NO_WILDCARD),
    **dict.fromkeys(("aws:requestedregion", "aws:federatedprovider"), NO_WILDCARD),
    "aws:multifactorauthpresent": TRUTH,
    "aws:viaawsservice": TRUTH,
    "aws:securetransport": Language(constant("true")),
}


def prefix(key: str) -> str:
    """`aws:requesttag/` of `aws:requesttag/team`; other keys as they are."""
    return key.partition("/")[0] + "/" if key.startswith(TAGS) else key


def federated(key: str) -> bool:
    """Whether `key` is a claim of a SAML assertion or of an OIDC token."""
    host = key.rpartition(":")[0]
    return host == "saml" or "." in host


def listed(key: str) -> bool:
    """Whether `key` holds a list by its nature."""
    return key in LISTS or key.endswith(":amr")


def misspelt(key: str) -> bool:
    """Whether `key` is none of AWS's, but close to one: docs/semantics.md says that nobody has it.

    Close is what differs in punctuation or in two letters, of a short name in one.
    """
    namespace, colon, name = key.rpartition(":")
    if prefix(key) in ROWS or namespace not in ("", "aws", "sts") or name.partition("/")[0] in BESIDES:
        return False
    name = name.partition("/")[0]
    written = {_letters(name), *(_letters(name.removeprefix(each)) for each in ("aws", "sts") if not colon)}
    real = {_letters(each.partition(":")[2]) for each in ROWS}
    return any(_close(one, other) for one in written for other in real)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name))


def _close(one: str, other: str) -> bool:
    few = 1 if len(one) < 7 else 2
    return abs(len(one) - len(other)) <= few and _changes(one, other) <= few


@lru_cache(maxsize=1 << 16)
def _changes(one: str, other: str) -> int:
    """How many letters have to be put in, left out, replaced, or exchanged with the next."""
    if not one or not other:
        return len(one) + len(other)
    if one[0] == other[0]:
        return _changes(one[1:], other[1:])
    least = min(_changes(one[1:], other), _changes(one, other[1:]), _changes(one[1:], other[1:]))
    if one[:2] == other[1::-1] and len(one) > 1:
        least = min(least, _changes(one[2:], other[2:]))
    return least + 1


def presence(key: str, kind: str, issuer: str = "") -> str:
    """Whether a caller of `kind` carries `key` (lower case); `issuer`: of whose tokens, '' for any."""
    if federated(key):
        host, _, claim = key.rpartition(":")
        if kind in (USER, SERVICE):
            return NEVER
        if kind == SESSION:
            return SOMETIMES
        if (host == "saml") is not (kind == SAML):
            return NEVER
        if kind == SAML:
            return ALWAYS if claim == "aud" else SOMETIMES
        return _of_token(host, claim, issuer)
    if misspelt(key):
        return NEVER
    row = ROWS.get(prefix(key))
    return row[KINDS.index(kind)] if row else UNSURE


def _of_token(host: str, claim: str, issuer: str) -> str:
    if issuer and host != issuer:
        return UNSURE if host + "/" == issuer else NEVER
    if not has_a_key(host, claim):
        return NEVER
    return ALWAYS if issuer and in_every_token(issuer, claim) else SOMETIMES


def language(key: str) -> Language:
    """The texts that `key` can hold."""
    if federated(key):
        return Language(of_claim(key))
    return TAG if key.startswith(TAGS) else LANGUAGES.get(key, ANYTHING)

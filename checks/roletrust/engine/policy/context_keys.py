"""Context keys: which a caller of `sts:AssumeRole` carries, and who chooses their values.

IAM User Guide, "AWS global condition context keys" and "IAM and AWS STS condition context keys";
docs/semantics.md says which sentence stands where.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from roletrust.engine.constant import Constant
from roletrust.engine.policy.claim_values import OPEN, Place, nowhere, written
from roletrust.engine.policy.misspelt_keys import meant
from roletrust.engine.policy.request import Kind


class Presence(Constant):
    """Whether a request of one kind of caller carries the key."""

    NEVER = "never"
    SOMETIMES = "sometimes"  # the caller, or its circumstances, decide
    ALWAYS = "always"
    UNSURE = "unsure"  # nothing we know of decides: the role's own tags, keys AWS does not document


class Key(NamedTuple):
    """One row: presence for an IAM user and for a role session, and the language of its values."""

    user: Presence
    session: Presence
    alphabet: str | None = None  # None: any character
    shortest: int = 1
    longest: int | None = None
    wide: bool = False  # letters, digits and blanks of any script as well
    prefix: str = ""
    listed: bool = False  # holds a list: compares properly only under a set operator
    wildcards: Place | None = None  # whether a value has `*` and `?` where they may stand; None: anywhere

    def presence(self, kind: Kind) -> Presence:
        """For a caller of `kind` (a user or a role session)."""
        return self.user if kind is Kind.USER else self.session


LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORD = LETTERS + LETTERS.upper() + "0123456789_"
# STS API reference: externalIdType `[\w+=,.@:\/-]*`, 2 to 1224; roleSessionNameType `[\w+=,.@-]*`, 2 to 64.
EXTERNAL_ID = WORD + "+=,.@:/-"
SESSION_NAME = WORD + "+=,.@-"
# IAM API reference, Tag: values `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`, 256 at most; keys the same, 1 to 128.
TAG = WORD + "_.:/=+-@ "
TAG_KEY_LONGEST = 128
ALPHANUMERIC = LETTERS + "0123456789"  # Organizations API reference, Organization: `o-[a-z0-9]{10,32}`
EXTERNAL_ID_SHORTEST, EXTERNAL_ID_LONGEST = 2, 1224
_OF_EXTERNAL_IDS = frozenset(EXTERNAL_ID)


def in_the_resource(arn: str) -> bool:
    """In the last part of an ARN, which names the resource: the first five are a partition, a service and the like."""
    return OPEN in arn or nowhere("".join(arn.split(":", 5)[:5]))


_N, _S, _A, _U = Presence.NEVER, Presence.SOMETIMES, Presence.ALWAYS, Presence.UNSURE

KEYS = {
    "sts:externalid": Key(_S, _S, EXTERNAL_ID, EXTERNAL_ID_SHORTEST, EXTERNAL_ID_LONGEST),
    "sts:rolesessionname": Key(_A, _A, SESSION_NAME, 2, 64),
    "sts:sourceidentity": Key(_S, _S, SESSION_NAME, 2, 64),
    "sts:transitivetagkeys": Key(_S, _S, TAG, 1, TAG_KEY_LONGEST, True, listed=True),
    "aws:tagkeys": Key(_S, _S, TAG, 1, TAG_KEY_LONGEST, True, listed=True),
    "aws:principalarn": Key(_A, _A),
    "aws:principalaccount": Key(_A, _A),
    "aws:principaltype": Key(_A, _A),
    "aws:principalorgid": Key(_S, _S, ALPHANUMERIC, 10, 32, prefix="o-"),
    "aws:principalorgpaths": Key(_S, _S, listed=True, wildcards=nowhere),
    "aws:userid": Key(_A, _A),
    "aws:username": Key(_A, _N, wildcards=nowhere),
    "aws:principalisawsservice": Key(_A, _A),
    "aws:principalservicename": Key(_N, _N),
    "aws:principalservicenameslist": Key(_N, _N, listed=True),
    "aws:sourceaccount": Key(_N, _N, wildcards=nowhere),
    "aws:sourcearn": Key(_N, _N, wildcards=in_the_resource),
    "aws:sourceorgid": Key(_N, _N, ALPHANUMERIC, 10, 32, prefix="o-"),
    "aws:sourceorgpaths": Key(_N, _N, listed=True, wildcards=nowhere),
    "aws:multifactorauthpresent": Key(_S, _S),
    "aws:multifactorauthage": Key(_S, _N),
    "aws:sourceip": Key(_S, _S, wildcards=nowhere),
    "aws:sourcevpc": Key(_S, _S, wildcards=nowhere),
    "aws:sourcevpce": Key(_S, _S, wildcards=nowhere),
    "aws:vpcsourceip": Key(_S, _S, wildcards=nowhere),
    "aws:currenttime": Key(_A, _A),
    "aws:epochtime": Key(_A, _A),
    "aws:securetransport": Key(_A, _A),
    "aws:useragent": Key(_A, _A),
    "aws:referer": Key(_S, _S),
    "aws:requestedregion": Key(_A, _A, wildcards=nowhere),
    "aws:viaawsservice": Key(_A, _A),
    "aws:calledvia": Key(_S, _S, listed=True, wildcards=nowhere),
    "aws:calledviafirst": Key(_S, _S, wildcards=nowhere),
    "aws:calledvialast": Key(_S, _S, wildcards=nowhere),
    "aws:tokenissuetime": Key(_S, _A),
    "aws:federatedprovider": Key(_N, _S, wildcards=nowhere),
}

# Tags: chosen by the caller (request), by the caller's administrator (principal), or by the role's owner (resource).
TAGS = {
    "aws:requesttag/": Key(_S, _S, TAG, 1, 256, True),
    "aws:principaltag/": Key(_S, _S, TAG, 1, 256, True),
    "aws:resourcetag/": Key(_U, _U),
    "iam:resourcetag/": Key(_U, _U),
}
# Keys by which conditions tell apart the principals of one account, and one account from another.
TELL_PRINCIPALS = ("aws:principalarn", "aws:username")
TELL_ACCOUNTS = ("aws:principalarn", "aws:principalaccount")
UNKNOWN_KEY = Key(_U, _U)
MISSPELT_KEY = Key(_N, _N)  # no request carries a key that AWS does not have
# In a key, `${` begins what the configuration leaves open; where it is literal text, it is written as HCL has that.
OPEN_IN_KEY, LITERAL_IN_KEY = "${", "$${"
FEDERATED_KEY = Key(_N, _S)  # a chained session may carry claims of the token it began with
LISTED_FEDERATED_KEY = Key(_N, _S, listed=True)


@lru_cache(maxsize=1024)
def key_row(key: str) -> Key:
    """The row of `key` (lower case); of unknown keys, one that is never sure of anything."""
    if key in KEYS:
        return KEYS[key]
    if LITERAL_IN_KEY in key:
        return MISSPELT_KEY
    prefix, slash, tag = key.partition("/")
    if slash and prefix + slash in TAGS:
        return TAGS[prefix + slash] if names_a_tag(tag) else MISSPELT_KEY
    if is_federated(key):
        return LISTED_FEDERATED_KEY if key.endswith(":amr") else _of_claim(key)
    return MISSPELT_KEY if meant(key) else UNKNOWN_KEY


def is_open_key(written: str) -> bool:
    """Whether the configuration leaves a key, or a part of one, open."""
    return OPEN_IN_KEY in written and OPEN_IN_KEY in written.replace(LITERAL_IN_KEY, "")


def names_a_tag(written: str) -> bool:
    """Whether a tag can have the key `written`; one of which a part is open may."""
    if is_open_key(written):
        return True
    return 0 < len(written) <= TAG_KEY_LONGEST and all(each in TAG or category(each)[0] in "LNZ" for each in written)


def _of_claim(key: str) -> Key:
    host, _, claim = key.rpartition(":")
    found = written(host.rstrip("/"), claim)
    return FEDERATED_KEY._replace(alphabet=found.letters, wildcards=found.wildcards)


def is_federated(key: str) -> bool:
    """Whether `key` (lower case) is a claim of a SAML assertion or of an OIDC token."""
    host = key.rpartition(":")[0]
    return host == "saml" or "." in host


@lru_cache(maxsize=1024)
def holds_list(key: str) -> bool:
    """Whether `key` (lower case) is multivalued, so that it needs a set operator."""
    return key_row(key).listed or key.endswith(":amr")


@lru_cache(maxsize=1024)
def is_tag(key: str) -> bool:
    """Whether `key` (lower case) is a tag, whose empty value IAM may read as no value."""
    return "/" in key and key.partition("/")[0] + "/" in TAGS


def legal_external_id(value: str) -> bool:
    """Whether STS lets a caller send `value` as external id."""
    return EXTERNAL_ID_SHORTEST <= len(value) <= EXTERNAL_ID_LONGEST and _OF_EXTERNAL_IDS.issuperset(value)

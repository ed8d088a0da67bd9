"""External ids that are easily guessed."""

from __future__ import annotations

import re

from roletrust.engine.accounts import ACCOUNT_ID

LONG_ENOUGH = 8
PUNCTUATION = re.compile(r"[\W_]")
# Letters and digits alone, lower case; what is shorter than LONG_ENOUGH needs no entry.
WORDS = """
externalid externalidhere externalidvalue myexternalid yourexternalid youruniqueexternalid uniqueexternalid
theexternalid someexternalid exampleexternalid testexternalid sampleexternalid dummyexternalid awsexternalid
stsexternalid customerexternalid externalidentifier uniqueid uniqueidentifier yourid exampleid customerid accountid
changeme changethis changeit replaceme replacethis placeholder pleasechange todochangeme fillmein insertidhere
password password1 password123 passw0rd passphrase mypassword secret123 mysecret mysharedsecret sharedsecret
supersecret topsecret thirdparty vendorid examplecorp examplecompany
12345678 123456789 1234567890 0123456789 87654321 987654321 9876543210 12341234 11223344
abcdefgh abcdefghi abcd1234 abc12345 abc123456 test1234 test12345 testtest testing1 testing123 qwertyui qwerty123
deadbeef 123e4567e89b12d3a456426614174000 12345678123412341234123456789012 12345678123412341234123456789abc
11111111222233334444555555555555 a1b2c3d4567890abcdefexample11111 a1b2c3d4567890abcdefexample22222
a1b2c3d4567890abcdefexample33333 a1b2c3d4567890abcdef11111example a1b2c3d4567890abcdef22222example
"""
PLACEHOLDERS = frozenset(WORDS.split())


def weakness(external_id: str, role: str) -> str:
    """Why an id that a condition spells out is easily guessed; '' where it is not.  `role`: the role's name, or ''."""
    lowered = external_id.lower()
    bare = lowered if lowered.isascii() and lowered.isalnum() else PUNCTUATION.sub("", lowered)
    if ACCOUNT_ID.match(bare):
        return "is a bare account id"
    if role and lowered == role.lower():
        return "is the role's name"
    if len(set(bare)) < 2:
        return "is one repeated character"
    if len(external_id) < LONG_ENOUGH:
        return f"has fewer than {LONG_ENOUGH} characters"
    return "is a well-known placeholder" if bare in PLACEHOLDERS else ""

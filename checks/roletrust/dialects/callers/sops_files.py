"""What SOPS assumes to use a key of AWS KMS: `.sops.yaml`, and the files that it has encrypted.

Source: SOPS documentation, "Amazon AWS KMS": `arn+role` in lists of keys, `role` beside `arn` in groups and in what it
writes into a file.  It has no setting for an external id.
https://getsops.io/docs/usage/identities/amazon-aws-kms/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call

LONGEST = 500_000
MOST_CALLS = 200
ROLE = r"(arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=.@/-]+)"
BESIDE_KEY = re.compile(rf"arn:aws[a-z-]*:kms:[\w:/-]{{1,300}}\+{ROLE}")
OF_ITS_OWN = re.compile(rf"""(?m)^[ \t{{,-]*["']?role["']?[ \t]*:[ \t]*["']?{ROLE}["']?[ \t]*(?:,[ \t]*)?(?:#.*)?$""")


def calls(text: str, file: str) -> Iterator[Call]:
    """The roles that are named in `text`, from top to bottom.  Raises nothing."""
    if len(text) > LONGEST or ":role/" not in text:
        return
    found = sorted((*BESIDE_KEY.finditer(text), *OF_ITS_OWN.finditer(text)), key=lambda each: each.start(1))
    for each in islice(found, MOST_CALLS):
        before = text[text.rfind("\n", 0, each.start(1)) + 1 : each.start(1)]
        if "#" not in before:
            line = text.count("\n", 0, each.start(1)) + 1
            yield Call(each[1], None, "sops", "", Source(file, line, line))

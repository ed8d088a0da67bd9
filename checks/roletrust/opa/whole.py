"""`roletrust.rego`, whole: its parts, and the tables that it shares with the engine, written as Rego."""

from __future__ import annotations

import json
import re
from typing import Any

from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.context_keys import FEDERATED_KEY, KEYS, TAGS, UNKNOWN_KEY, Key
from roletrust.engine.policy.operators import OPERATORS
from roletrust.opa import callers, conditions, documents, given_keys, reading, verdicts

PACKAGE = "roletrust"
PARTS = (documents, reading, conditions, given_keys, callers, verdicts)
LONGEST = 1_000_000  # characters of a value of which AWS names no limit
HEAD = """# METADATA
# title: roletrust
# description: >-
#   Decides who can assume AWS IAM roles, from their trust policies: rules CKV_TRUST_1, 2, 3, 4 and 7 of roletrust,
#   by the semantics of IAM, over the whole policy.  What is not known, or cannot be decided exactly here, warns.
# related_resources:
#   - https://github.com/roletrust/roletrust/blob/main/docs/opa.md
# scope: package
package {package}

import rego.v1

# Written by `roletrust opa`; do not edit below.  The settings come as data (`roletrust_settings`) or as parameters of
# the input; where neither can be given, write them here.
defaults := {settings}
"""


def rego(package: str = PACKAGE, owner: Owner = Owner()) -> str:
    """The file, as the package called `package`; `owner`: whose accounts and organizations it knows by itself."""
    settings = {
        "own_accounts": sorted(owner.own),
        "trusted_accounts": sorted(owner.trusted),
        "own_organizations": sorted(owner.organizations),
    }
    tables: dict[str, dict[str, Any]] = {
        "operators": {name: operator_row(name) for name in OPERATORS},
        "key_table": {name: key_row(key) for name, key in KEYS.items()},
        "tag_table": {name: key_row(key) for name, key in TAGS.items()},
        "federated_key": key_row(FEDERATED_KEY),
        "unknown_key": key_row(UNKNOWN_KEY),
    }
    written = "\n".join(f"{name} := {told(table)}\n" for name, table in tables.items())
    return "\n".join(
        [
            HEAD.format(package=package, settings=json.dumps(settings)),
            written,
            *(part.REGO.strip() + "\n" for part in PARTS),
        ]
    )


def told(table: dict[str, Any]) -> str:
    """A row to a line."""
    rows = [f"\t{json.dumps(name)}: {literal(row)}," for name, row in table.items()]
    return "\n".join(["{", *rows, "}"])


def literal(value: Any) -> str:
    """In Rego.  What has a backslash is written raw, for rego-cpp does not read escapes."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)}: {literal(each)}' for key, each in value.items())}}}"
    return f"`{value}`" if isinstance(value, str) and "\\" in value else json.dumps(value)


def operator_row(name: str) -> dict[str, object]:
    row = OPERATORS[name]
    order = row.name.removeprefix(row.family.value).removeprefix("Not")
    return {
        "family": row.family.value,
        "negated": row.negated,
        "wild": row.wild,
        "fold": row.fold,
        "order": order,
    }


def key_row(key: Key) -> dict[str, object]:
    """`letters`: a regular expression of what may be in a value of plain characters, '' for anything."""
    letters = "" if key.alphabet is None else re.escape("".join(sorted(set(key.alphabet))))
    return {
        "user": key.user.value,
        "session": key.session.value,
        "letters": f"^{re.escape(key.prefix)}[{letters}]*$" if letters else "",
        "shortest": key.shortest + len(key.prefix),
        "longest": (key.longest or LONGEST) + len(key.prefix),
        "listed": key.listed,
    }

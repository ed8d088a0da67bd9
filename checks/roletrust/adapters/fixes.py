"""The condition to paste, in the dialect the reader wrote the policy in.

For a data document: the `condition` blocks to add, or to put in place of those on the same keys.  Elsewhere: the
statement's whole `Condition`, what it already had included, to put in place of it.
"""

from __future__ import annotations

from collections.abc import Callable

from roletrust.adapters.condition_text import Grouped, cfn_json, cfn_yaml, hcl_block, hcl_object, json_text
from roletrust.adapters.subject import Dialect
from roletrust.rules.rule import Fix

WRITERS: dict[Dialect, Callable[[Grouped, str], str]] = {
    Dialect.HCL_OBJECT: hcl_object,
    Dialect.JSON: json_text,
    Dialect.CFN_YAML: cfn_yaml,
    Dialect.CFN_JSON: cfn_json,
}


def paste(fix: Fix, dialect: Dialect, file: str) -> str:
    """The text to paste into `file`; '' where the fix writes no condition."""
    if not fix.conditions:
        return ""
    if dialect is Dialect.HCL_DOCUMENT:
        return "\n".join(hcl_block(condition) for condition in fix.conditions)
    return WRITERS[dialect](merged(fix), file)


def placement(fix: Fix, dialect: Dialect) -> str:
    """Where the text goes, as a heading for it."""
    statement = fix.statement
    where = statement.label if statement else "the statement"
    keys = {condition.key.lower() for condition in fix.conditions}
    old = [condition.key for condition in statement.conditions] if statement else []
    replaced = list(dict.fromkeys(key for key in old if key.lower() in keys))
    if dialect is Dialect.HCL_DOCUMENT and replaced:
        return f"in {where}, in place of its condition on {', '.join(replaced)}"
    replaces = statement and (statement.empty or old) and dialect is not Dialect.HCL_DOCUMENT
    return f"in {where}, in place of its Condition" if replaces else f"in {where}"


def merged(fix: Fix) -> Grouped:
    """The statement's conditions, with the fix's in place of those on the same keys; by operator, then key."""
    replaced = {condition.key.lower() for condition in fix.conditions}
    kept = [each for each in fix.statement.conditions if each.key.lower() not in replaced] if fix.statement else []
    grouped: Grouped = {}
    for condition in (*kept, *fix.conditions):
        grouped.setdefault(condition.operator, {}).setdefault(condition.key, condition.values)
    return grouped

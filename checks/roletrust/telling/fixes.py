"""The text to paste, in the dialect the reader wrote the policy in, and where it goes.

For a data document: the `condition` blocks to add, or to put in place of those on the same keys.  Elsewhere: the
statement's whole `Condition`, what it already had included, to put in place of it.  Where others of the statement
must not be shut out: a whole statement for the principals it is about.
"""

from __future__ import annotations

from roletrust.engine.document import Condition
from roletrust.rules.branches import Branches, branches_named
from roletrust.rules.rule import Fix
from roletrust.rules.wording import listed
from roletrust.telling.condition_text import OBJECTS, Grouped, hcl_block
from roletrust.telling.statement_text import block_text, object_text
from roletrust.telling.subject import Dialect
from roletrust.telling.value_text import writer


def paste(fix: Fix, dialect: Dialect, file: str) -> str:
    """The text to paste into `file`; '' where the fix writes no condition."""
    if not fix.conditions:
        return ""
    write = writer(dialect, file)
    if fix.statement and fix.moved:
        statement = fix.statement._replace(principals=fix.moved)
        if dialect is Dialect.HCL_DOCUMENT:
            return block_text(statement, in_place(fix), write)
        return object_text(statement, grouped(in_place(fix)), dialect, write)
    if dialect is Dialect.HCL_DOCUMENT:
        return "\n".join(hcl_block(condition, write) for condition in fix.conditions)
    return OBJECTS[dialect](grouped(in_place(fix)), write)


def placement(fix: Fix, dialect: Dialect, branches: Branches = ()) -> str:
    """Where the text goes, as a heading for it.  `branches`: those that the statement stands in."""
    inside = f", inside the branch where {branches_named(branches)}" if branches else ""
    where = fix.statement.label if fix.statement else "the statement"
    if fix.moved:
        taken = listed([str(principal.value) for principal in fix.moved])
        return f"as a statement of its own; take {taken} out of {where}{inside}"
    return f"in {where}{replacement(fix, dialect)}{inside}"


def replacement(fix: Fix, dialect: Dialect) -> str:
    """What the text takes the place of."""
    statement = fix.statement
    keys = {condition.key.lower() for condition in fix.conditions}
    old = [condition.key for condition in statement.conditions] if statement else []
    replaced = list(dict.fromkeys(key for key in old if key.lower() in keys))
    if dialect is Dialect.HCL_DOCUMENT:
        return f", in place of its condition on {', '.join(replaced)}" if replaced else ""
    return ", in place of its Condition" if statement and (statement.empty or old) else ""


def in_place(fix: Fix) -> tuple[Condition, ...]:
    """The statement's conditions, with the fix's in place of those on the same keys."""
    replaced = {condition.key.lower() for condition in fix.conditions}
    kept = [each for each in fix.statement.conditions if each.key.lower() not in replaced] if fix.statement else []
    return (*kept, *fix.conditions)


def grouped(conditions: tuple[Condition, ...]) -> Grouped:
    """By operator, then key."""
    found: Grouped = {}
    for condition in conditions:
        found.setdefault(condition.operator, {}).setdefault(condition.key, condition.values)
    return found

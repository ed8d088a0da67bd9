"""The repair of a role as text to paste, in the dialect the reader wrote the policy in, and where it goes.

Only what changes is written.  In a data document: the `condition` blocks to add, or to put in place of those on the
same keys.  Elsewhere: the operators and keys of the `Condition` that change.  Principals that are to be let in on other
terms than the rest of their statement: a whole statement for them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.engine.policy.document import Condition, Statement, to_delete
from roletrust.engine.policy.operators import operator
from roletrust.rules.fixes.repair import Change
from roletrust.rules.messages.branches import Branches, branches_named
from roletrust.rules.messages.wording import listed
from roletrust.telling.condition_text import OBJECTS, Grouped, hcl_block
from roletrust.telling.statement_text import block_text, object_text, principals_text
from roletrust.telling.subject import Dialect, Subject
from roletrust.telling.value_text import Write, writer

ACTIONS = {
    Dialect.HCL_DOCUMENT: "actions = ",
    Dialect.HCL_OBJECT: "Action = ",
    Dialect.JSON: '"Action": ',
    Dialect.CFN_JSON: '"Action": ',
    Dialect.YAML: "Action: ",
    Dialect.CFN_YAML: "Action: ",
}


ARGUMENTS = {"Resource": "resources", "NotResource": "not_resources"}  # of a data document, by the element
SIDS = {
    Dialect.HCL_DOCUMENT: "sid = ",
    Dialect.HCL_OBJECT: "Sid = ",
    Dialect.JSON: '"Sid": ',
    Dialect.CFN_JSON: '"Sid": ',
    Dialect.YAML: "Sid: ",
    Dialect.CFN_YAML: "Sid: ",
}


class Edit(NamedTuple):
    """`text` to paste into `statement` or beside it, in which `place`; '' where something is to be deleted only."""

    statement: Statement
    place: str
    text: str


def edits(repair: Sequence[Change], subject: Subject) -> Iterator[Edit]:
    """What to paste, for each change of the repair of the subject."""
    dialect = subject.dialect
    for statement, becomes, branches in repair:
        if not becomes:
            yield Edit(statement, f"delete {statement.label}{within(branches)}", "")
            continue
        first, *beside = becomes
        file = statement.source.file or subject.source.file
        beside_it = posixpath.dirname(file) == posixpath.dirname(subject.source.file)
        write = writer(dialect, file, subject.own_account if beside_it else "", subject.account_id)
        inside = within(branches)
        keys = changed_keys(statement, first)
        if keys or statement.empty != first.empty:
            new = tuple(each for each in first.conditions if each.key.lower() in keys)
            text = conditions_text(new, dialect, write) if new else ""
            yield Edit(statement, f"{spot(statement, first, keys, dialect)}{inside}", text)
        if first.sid != statement.sid and first.sid:
            yield Edit(
                statement, f"in {statement.label}, in place of its Sid{inside}", f"{SIDS[dialect]}{write(first.sid)}"
            )
        if gone := [each for each in to_delete(statement) if each not in to_delete(first)]:
            called = [ARGUMENTS[each] if dialect is Dialect.HCL_DOCUMENT else each for each in gone]
            yield Edit(statement, f"in {statement.label}, delete its {listed(called)}{inside}", "")
        if respelt := is_respelt(statement, first):
            place = f"in {statement.label}, in place of its {element_of(statement, dialect)}{inside}"
            yield Edit(statement, place, principals_text(first, dialect, write))
        elif out := taken_out(statement, becomes):
            place = f"in {statement.label}, take {out} out of its {element_of(statement, dialect)}{inside}"
            yield Edit(statement, place, "")
        if first.actions != statement.actions:
            yield Edit(
                statement, f"in {statement.label}, in place of its Action{inside}", actions_text(first, dialect, write)
            )
        for each in beside:
            taken = listed([str(principal.value) for principal in each.principals])
            out = "" if respelt else f"; take {taken} out of {statement.label}"
            place = f"as a statement of its own{out or f' beside {statement.label}'}{inside}"
            yield Edit(statement, place, statement_text(each, dialect, write))


def is_respelt(old: Statement, new: Statement) -> bool:
    """Whether it names somebody whom it did not, as it is spelt."""
    return old.negated_principals != new.negated_principals or not {*new.principals} <= {*old.principals}


def taken_out(old: Statement, becomes: Sequence[Statement]) -> str:
    """The principals of `old` that none of `becomes` has."""
    kept = {each for one in becomes for each in one.principals}
    return ", ".join(str(each.value) for each in old.principals if each not in kept)


def element_of(statement: Statement, dialect: Dialect) -> str:
    """What holds its principals."""
    if dialect is Dialect.HCL_DOCUMENT:
        return "not_principals" if statement.negated_principals else "principals"
    return "NotPrincipal" if statement.negated_principals else "Principal"


def within(branches: Branches) -> str:
    return f", inside the branch where {branches_named(branches)}" if branches else ""


def changed_keys(old: Statement, new: Statement) -> frozenset[str]:
    """The keys, in lower case, of which the two ask different things."""
    both = [{*old.conditions} - {*new.conditions}, {*new.conditions} - {*old.conditions}]
    return frozenset(each.key.lower() for one in both for each in one)


def spot(old: Statement, new: Statement, keys: frozenset[str], dialect: Dialect) -> str:
    """Where the conditions on `keys` go, as a heading for them."""
    replaced = list(dict.fromkeys(each.key for each in old.conditions if each.key.lower() in keys))
    kept = any(each.key.lower() not in keys for each in old.conditions)
    if not new.conditions:
        what = "its empty Condition" if old.empty else f"its condition on {', '.join(replaced)}"
        return f"in {old.label}, delete {what}"
    in_place = f", in place of its condition on {', '.join(replaced)}" if replaced else ""
    if dialect is Dialect.HCL_DOCUMENT:
        return f"in {old.label}{in_place}"
    if not keys:
        return f"in {old.label}, delete {listed([each.operator for each in old.empty])}, which is empty"
    if not kept:
        return f"in {old.label}{', in place of its Condition' if old.conditions or old.empty else ''}"
    empties = f"; delete {listed([each.operator for each in old.empty])}, which is empty" if old.empty else ""
    return f"in {old.label}, into its Condition{in_place}{empties}{under(old, new, keys)}"


def under(old: Statement, new: Statement, keys: frozenset[str]) -> str:
    """The operators that the statement has for other keys already: a second one of the name would undo the first."""
    staying = {each.operator for each in old.conditions if each.key.lower() not in keys}
    shared = [each.operator for each in new.conditions if each.key.lower() in keys and each.operator in staying]
    return f" (under the {listed(list(dict.fromkeys(shared)))} that it has)" if shared else ""


def conditions_text(conditions: Sequence[Condition], dialect: Dialect, write: Write) -> str:
    if dialect is Dialect.HCL_DOCUMENT:
        return "\n".join(hcl_block(condition, write) for condition in conditions)
    return OBJECTS[dialect](grouped(conditions), write)


def actions_text(statement: Statement, dialect: Dialect, write: Write) -> str:
    """Its actions, which are several, as the element or the attribute that they are."""
    return f"{ACTIONS[dialect]}[{', '.join(map(write, statement.actions))}]"


def added_text(statement: Statement, subject: Subject) -> str:
    """A statement that the policy has not yet, as it is written there."""
    write = writer(subject.dialect, subject.source.file, subject.own_account, subject.account_id)
    return statement_text(statement, subject.dialect, write)


def statement_text(statement: Statement, dialect: Dialect, write: Write) -> str:
    if dialect is Dialect.HCL_DOCUMENT:
        return block_text(statement, statement.conditions, write)
    return object_text(statement, grouped(statement.conditions), dialect, write)


def grouped(conditions: Sequence[Condition]) -> Grouped:
    """By operator, however it is spelt in case, then key."""
    found: Grouped = {}
    for condition in conditions:
        parsed = operator(condition.operator)
        name = next((each for each in found if parsed and operator(each) == parsed), condition.operator)
        found.setdefault(name, {}).setdefault(condition.key, condition.values)
    return found

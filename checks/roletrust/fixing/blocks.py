"""What becomes of a statement of a data document (`aws_iam_policy_document`): its `condition` blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent

from roletrust.engine.policy.document import Condition, Statement, to_delete
from roletrust.fixing.hcl_source import Written
from roletrust.fixing.layout import Layout, Raw, Want
from roletrust.fixing.spans import Edit, Items, Node, Scalar, Unfixable
from roletrust.fixing.statements import Pen, aligned, better_of, with_actions
from roletrust.telling.condition_text import hcl_block
from roletrust.telling.fixes import ARGUMENTS
from roletrust.telling.value_text import Write


def edits(block: Written, old: Statement, new: Statement, layout: Layout, pen: Pen) -> Iterator[Edit]:
    """What makes `new` of the `statement` block, which says `old`.  Raises Unfixable where that is not to be seen."""
    yield from _sid(block, old, new, layout, pen)
    for name in [ARGUMENTS[each] for each in to_delete(old) if each not in to_delete(new)]:
        if node := block.attributes.get(name):
            yield whole_lines(layout.text, _attribute_start(layout.text, node), node.end)
    if old.negated_principals != new.negated_principals:
        raise Unfixable(f"the principals of {old.label} are to be spelt anew: paste what is shown")
    if old.principals != new.principals:
        yield from _principals(block, old, new, layout, pen.write)
    if old.actions != new.actions:
        actions = block.attributes.get("actions")
        if not isinstance(actions, Items):
            raise Unfixable(f"the actions of {old.label} are not written out")
        want = with_actions(actions, old, new, pen.write)
        yield from layout.edits(actions, want if isinstance(want, list) else [want])
    left = [each for each in new.conditions if each not in old.conditions]
    for condition in old.conditions:
        if condition in new.conditions:
            continue
        written = _condition(block, condition, old)
        better = better_of(condition, left)
        if better is None:
            yield whole_lines(layout.text, written.start, written.end)
            continue
        left.remove(better)
        yield from _changed(written, condition, better, layout, pen)
    if left:
        yield _added(block, left, layout, pen.write)


def _sid(block: Written, old: Statement, new: Statement, layout: Layout, pen: Pen) -> Iterator[Edit]:
    sid = block.attributes.get("sid")
    if sid and old.sid and not new.sid:
        yield whole_lines(layout.text, _attribute_start(layout.text, sid), sid.end)
    elif sid and old.sid != new.sid:
        yield from layout.edits(sid, Raw(pen.write(new.sid)))


def _changed(block: Written, old: Condition, new: Condition, layout: Layout, pen: Pen) -> Iterator[Edit]:
    if old.operator != new.operator:
        yield from layout.edits(block.attributes["test"], Raw(pen.write(new.operator)))
    if old.key != new.key:
        yield from layout.edits(block.attributes["variable"], Raw(pen.write(new.key)))
    values = block.attributes["values"]
    want: Want = aligned(values, old, new, pen)
    if isinstance(values, Items):
        yield from layout.edits(values, want)
    elif want is not values:
        raise Unfixable(f"the values of {old.key} are not written out")


def _condition(block: Written, condition: Condition, statement: Statement) -> Written:
    """The block that asks for `condition`."""
    found = [
        each
        for each in block.blocks
        if each.kind == "condition"
        and {"test", "variable", "values"} <= each.attributes.keys()
        and _says(each.attributes["test"], condition.operator)
        and _says(each.attributes["variable"], condition.key)
    ]
    if len(found) != 1:
        raise Unfixable(
            f"the condition on {condition.key} in {statement.label} is not one `condition` block with its test and "
            "variable written out"
        )
    return found[0]


def _says(node: Node, what: str) -> bool:
    return isinstance(node, Scalar) and node.value == what


def _added(block: Written, conditions: Sequence[Condition], layout: Layout, write: Write) -> Edit:
    """Blocks at the end of the statement."""
    text = layout.text
    inside = text[block.inner : block.end - 1]
    margin = layout.line_indent(block.start)
    deeper = margin + layout.unit
    written = "\n\n".join(indent(_in_steps(hcl_block(each, write), layout.unit), deeper) for each in conditions)
    if "\n" not in inside:
        raise Unfixable("its statement stands in one line, where no block can be added")
    at = block.inner + len(inside.rstrip())
    comment = layout.line_end(at)  # what stands behind the last value stays behind it
    return Edit(comment, comment, f"\n\n{written}")


def _in_steps(text: str, unit: str) -> str:
    return text.replace("\n  ", f"\n{unit}")


def _principals(block: Written, old: Statement, new: Statement, layout: Layout, write: Write) -> Iterator[Edit]:
    """Takes out the principals that go, and spells anew those that are only misspelt."""
    written = [each for each in block.blocks if each.kind == "principals"]
    listed: list[tuple[Written, Node]] = []
    for each in written:
        values = each.attributes.get("identifiers")
        if not isinstance(values, Items) or not isinstance(each.attributes.get("type"), Scalar):
            raise Unfixable(f"the principals of {old.label} are not written out one by one")
        listed += [(each, one) for one in values.items]
    kinds = {each.kind for each in written} | {each.kind for each in block.blocks if "principals" in each.kind}
    if len(listed) != len(old.principals) or kinds != {"principals"}:
        raise Unfixable(f"the principals of {old.label} are not written out one by one")
    placed = _by_kind(written, listed, old)
    if not {*new.principals} <= {*old.principals}:
        yield from _respelt(written, [node for node, _ in placed], old, new, layout, write)
        return
    gone = {id(node) for node, principal in placed if principal not in new.principals}
    for each in written:
        values = each.attributes["identifiers"]
        assert isinstance(values, Items)
        left = [one for one in values.items if id(one) not in gone]
        if not left:
            yield whole_lines(layout.text, each.start, each.end)
        elif len(left) < len(values.items):
            yield from layout.edits(values, left)


def _respelt(
    written: Sequence[Written], nodes: Sequence[Node], old: Statement, new: Statement, layout: Layout, write: Write
) -> Iterator[Edit]:
    """Each principal that is spelt anew in the place of the old one; a block changes its type as a whole."""
    if len(old.principals) != len(new.principals):
        raise Unfixable(f"the principals of {old.label} are to be spelt anew and parted: paste what is shown")
    meant = {id(node): (was, will_be) for node, was, will_be in zip(nodes, old.principals, new.principals, strict=True)}
    for each in written:
        values = each.attributes["identifiers"]
        assert isinstance(values, Items)
        mine = [meant[id(node)] for node in values.items]
        kinds = {will_be.kind for _, will_be in mine}
        if len(kinds) > 1:
            raise Unfixable(f"the principals of {old.label} are of several types: paste what is shown")
        if kinds != {was.kind for was, _ in mine}:
            yield from layout.edits(each.attributes["type"], Raw(write(kinds.pop())))
        want = [
            node if was.value == will_be.value else Raw(write(will_be.value))
            for node, (was, will_be) in zip(values.items, mine, strict=True)
        ]
        yield from layout.edits(values, want)


def _by_kind(
    written: Sequence[Written], listed: Sequence[tuple[Written, Node]], old: Statement
) -> list[tuple[Node, object]]:
    """Each identifier and its principal: blocks of one type share one list, in the order in which they begin."""
    order: dict[str, list[Node]] = {}
    for each in written:
        kind = each.attributes["type"]
        assert isinstance(kind, Scalar)
        order.setdefault(kind.value, []).extend(node for block, node in listed if block is each)
    nodes = [node for some in order.values() for node in some]
    for node, principal in zip(nodes, old.principals, strict=True):
        if isinstance(node, Scalar) and node.value != principal.value:
            raise Unfixable(f"the principals of {old.label} are not written out one by one")
    return list(zip(nodes, old.principals, strict=True))


def whole_lines(text: str, start: int, end: int) -> Edit:
    """Takes out what stands in lines of its own, with the blank line before it."""
    begins = text.rfind("\n", 0, start)
    before = text[:begins]
    if before.rstrip(" \t").endswith("\n"):
        begins = before.rstrip(" \t").rindex("\n")
    return Edit(max(begins, 0), end, "")


def _attribute_start(text: str, node: Node) -> int:
    """Where the name of the attribute stands whose value is `node`."""
    begins = text.rfind("\n", 0, node.start) + 1
    return begins + len(text[begins : node.start]) - len(text[begins : node.start].lstrip())

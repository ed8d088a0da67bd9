"""`validation` blocks as facts: the few values that a variable can have, where its conditions list them.

That a value is not empty, or looks like an account id, says nothing new: a Hole stands for an ordinary value anyway.
https://developer.hashicorp.com/terraform/language/values/variables#custom-validation-rules
"""

from __future__ import annotations

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.files.directory import Directory, Placed
from roletrust.dialects.hcl.syntax.nodes import Attr, Binary, Call, Literal, Node, Reference, Sequence, Template
from roletrust.dialects.hcl.values.names import shown
from roletrust.dialects.hcl.values.values import Bound, choice
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

OF_ACCOUNTS = tuple(f"^{digits}$" for digits in (r"\d{12}", "[0-9]{12}", r"[\d]{12}", r"(\d{12})"))
MOST_CONDITIONS = 3  # that all the variables of one module bring in: half of what one expression may depend on


def narrowed(value: Tree, name: str, directory: Directory) -> Tree:
    """The unknown `value` of the variable `name` as one of the values that its validation lists, if it lists a few."""
    known = directory.listed
    if known is None:
        known = directory.listed = _listed(directory)
    if not isinstance(value, Hole) or name not in known:
        return value
    *others, found = known[name]
    for each in reversed(others):
        found = choice(f"{shown(value)} == {shown(each)}", each, found)
    return found


def takes_accounts(placed: Placed, name: str, frame: Frame) -> bool:
    """Whether a `validation` of the variable lets it be an account id and nothing else."""
    try:
        conditions = [block.body.attribute("condition") for block in placed.body.blocks("validation")]
    except PolicyError:  # said by whoever asks for the variable itself
        return False
    return any(each is not None and _is_of_accounts(each, name, frame) for each in conditions)


def _is_of_accounts(condition: Node, name: str, frame: Frame) -> bool:
    if isinstance(condition, Binary) and condition.operator == "&&":
        return _is_of_accounts(condition.left, name, frame) or _is_of_accounts(condition.right, name, frame)
    inside = condition.args[0] if isinstance(condition, Call) and condition.name == "can" and condition.args else None
    if not isinstance(inside, Call) or inside.name != "regex" or len(inside.args) != 2:
        return False
    pattern, asked = inside.args
    written = isinstance(pattern, (Literal, Template)) and _is_variable(asked, name)
    return written and evaluate(pattern, frame) in OF_ACCOUNTS


def _listed(directory: Directory) -> dict[str, list[Tree]]:
    """The values that each variable can have, of the variables whose validation lists them."""
    found: dict[str, list[Tree]] = {}
    for kind, *labels in directory.addresses():
        placed = directory.block((kind, *labels)) if kind == "variable" and labels else None
        try:
            for block in placed.body.blocks("validation") if placed else ():
                values = _allowed(block.body.attribute("condition"), labels[0])
                if values:
                    found[labels[0]] = [each for each in found.get(labels[0], values) if each in values]
        except (PolicyError, Bound):  # said by whoever asks for the variable itself
            continue
    found = {name: values for name, values in found.items() if values}
    return found if sum(len(each) - 1 for each in found.values()) <= MOST_CONDITIONS else {}


def _allowed(condition: Node | None, name: str) -> list[Tree]:
    """The only values with which `condition` can hold; none where it does not list them."""
    if isinstance(condition, Call) and condition.name == "contains" and len(condition.args) == 2:
        options, asked = condition.args
        literal = isinstance(options, Sequence) and all(_text(each) for each in options.items)
        if _is_variable(asked, name) and isinstance(options, Sequence) and literal and not condition.spread:
            return list(dict.fromkeys(each.value for each in options.items if isinstance(each, Literal)))
    if isinstance(condition, Binary) and condition.operator == "==":
        sides = (condition.left, condition.right)
        values = [each.value for each in sides if isinstance(each, Literal) and _text(each)]
        return values if len(values) == 1 and any(_is_variable(each, name) for each in sides) else []
    if isinstance(condition, Binary) and condition.operator in ("&&", "||"):
        left, right = _allowed(condition.left, name), _allowed(condition.right, name)
        if condition.operator == "||":
            return list(dict.fromkeys([*left, *right])) if left and right else []
        return [each for each in left if each in right] if left and right else left or right
    return []


def _text(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str)


def _is_variable(node: Node, name: str) -> bool:
    if not isinstance(node, Reference) or node.name != "var" or len(node.steps) != 1:
        return False
    step = node.steps[0]
    return isinstance(step, Attr) and step.name == name

"""The conditions of a CloudFormation template, as far as the template itself decides them.

`Conditions.decide` answers whether a condition holds under given Facts: true, false, or the
Question that must be answered first.  A condition made of others (`Not`, `And`, `Or`) asks the
others' questions, so that branches which exclude each other are never taken together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from roletrust.dialects.cloudformation.nodes import Node, entries, first_line, function_of, plain_text
from roletrust.dialects.cloudformation.parameters import Facts, Parameters, Question
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Text, Value, text

DEEPEST_CONDITION = 50
MOST_STEPS = 10_000  # to decide one condition
LONGEST_NAME = 60
Verdict = bool | Question
Evaluate = Callable[[Node, Facts], Tree]  # a side of a comparison, defaults not presumed


class Conditions:
    """The `Conditions` section.  `evaluate` resolves the two sides of a comparison."""

    def __init__(self, section: Node, parameters: Parameters, evaluate: Evaluate) -> None:
        self._section = entries(section)
        self._parameters = parameters
        self._evaluate = evaluate
        self._named: dict[tuple[str, str], tuple[str, bool]] = {}
        self._steps = 0
        for name in self._section:
            self._remember(name)

    def decide(self, name: str, facts: Facts) -> Verdict:
        """Whether the condition `name` holds under `facts`; PolicyError where conditions go in a circle."""
        self._steps = 0
        return self._decide({"Condition": name}, facts, ())

    def undecided(self, question: Question, facts: Facts) -> bool:
        """Whether `question` still makes a difference under `facts`."""
        known = question.key in facts.truths or question.about in facts.equal
        return not known and (not question.about or self._parameters.may_be(question.about, question.literal, facts))

    def asked(self, names: Iterable[str]) -> dict[str, list[Question]]:
        """The questions that the conditions `names` come down to, in the template's order, by what they are about."""
        found: dict[str, list[Question]] = {}
        seen: set[tuple[str, str]] = set()
        for name in self._in_order(set(names)):
            for comparison in self._comparisons(self._section[name]):
                question = self._compare(comparison, Facts())
                if isinstance(question, Question) and question.about and question.key not in seen:
                    seen.add(question.key)
                    found.setdefault(question.about, []).append(question)
        return found

    # --- one expression -----------------------------------------------------------------------

    def _decide(self, node: Node, facts: Facts, path: tuple[str, ...]) -> Verdict:
        if len(path) > DEEPEST_CONDITION:
            raise PolicyError(f"the condition `{path[0]}` is nested deeper than {DEEPEST_CONDITION}")
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise PolicyError(f"the condition `{path[0]}` takes more than {MOST_STEPS} steps")
        found = entries(node)
        name, argument = next(iter(found.items())) if len(found) == 1 else ("", None)
        if name == "Condition":
            return self._by_name(str(argument), facts, path)
        operands = argument if isinstance(argument, list) else [argument]
        if name == "Fn::Equals":
            return self._compare(operands, facts)
        if name == "Fn::Not":
            return self._negated(operands[0] if operands else None, facts, path)
        if name in ("Fn::And", "Fn::Or"):
            return self._combined(operands, name == "Fn::Or", facts, path)
        return self._opaque(f"{_written(node)} (line {first_line(node)})", facts)

    def _by_name(self, name: str, facts: Facts, path: tuple[str, ...]) -> Verdict:
        if name in path:
            circle = " -> ".join([*filter(None, path[path.index(name) :]), name])
            raise PolicyError(f"conditions go in a circle: {circle}")
        if name not in self._section:
            return self._opaque(name, facts)
        return self._decide(self._section[name], facts, (*path, name))

    def _negated(self, node: Node, facts: Facts, path: tuple[str, ...]) -> Verdict:
        verdict = self._decide(node, facts, (*path, ""))
        return verdict if isinstance(verdict, Question) else not verdict

    def _combined(self, nodes: list[Node], any_will_do: bool, facts: Facts, path: tuple[str, ...]) -> Verdict:
        first: Question | None = None
        for node in nodes:
            verdict = self._decide(node, facts, (*path, ""))
            if isinstance(verdict, Question):
                first = first or verdict
            elif verdict is any_will_do:
                return verdict
        return first if first is not None else not any_will_do

    def _opaque(self, name: str, facts: Facts) -> Verdict:
        """A condition that is not comparisons (undefined, or an unknown function): open, by its name."""
        question = Question(("", name), name)
        return facts.truths.get(question.key, question)

    # --- one comparison -----------------------------------------------------------------------

    def _compare(self, operands: list[Node], facts: Facts) -> Verdict:
        if len(operands) != 2:
            raise PolicyError("`Fn::Equals` compares two values")
        left, right = (self._side(operands[place], operands[1 - place], facts) for place in (0, 1))
        if left == right:
            return True
        if isinstance(left, str) and isinstance(right, str):
            return False
        key = _key(left, right)
        if key in facts.truths:
            return facts.truths[key]
        about, literal = _about(left, right)
        if about and not self._parameters.may_be(about, literal, facts):
            return False
        name, negated = self._named.get(key, (" = ".join(key), False))
        return Question(key, name, negated, about, literal)

    def _side(self, node: Node, other: Node, facts: Facts) -> Value:
        called = function_of(node)
        tested = _list_tested_for_emptiness(*called) if called and plain_text(other) == "" else None
        value = self._evaluate(node if tested is None else tested, facts)
        if isinstance(value, list) and tested is not None:
            return text(*value)
        if isinstance(value, (str, Text)):
            return value
        plain = plain_text(value)
        return text(Hole(_written(node))) if plain is None else plain

    # --- names --------------------------------------------------------------------------------

    def _remember(self, name: str) -> None:
        """Give the comparison that condition `name` is, or is the negation of, that name if it has none yet."""
        called = function_of(self._section[name])
        negated = called is not None and called[0] == "Fn::Not" and isinstance(called[1], list)
        if called and negated:
            called = function_of(called[1][0]) if called[1] else None
        if not called or called[0] != "Fn::Equals" or not isinstance(called[1], list):
            return
        with suppress(PolicyError):  # told when a policy uses the condition
            verdict = self._compare(called[1], Facts())
            if isinstance(verdict, Question):
                self._named.setdefault(verdict.key, (name, negated))

    def _in_order(self, names: set[str]) -> list[str]:
        """`names` and the conditions they refer to, in the order of the section."""
        waiting, reached = list(names), set()
        while waiting:
            name = waiting.pop()
            if name not in reached and name in self._section:
                reached.add(name)
                waiting += _references(self._section[name])
        return [name for name in self._section if name in reached]

    def _comparisons(self, node: Node) -> Iterator[list[Node]]:
        for name, argument in _calls(node):
            if name == "Fn::Equals" and isinstance(argument, list):
                yield argument


def _calls(node: Node) -> Iterator[tuple[str, Node]]:
    """Every function and `Condition` in an expression, however deep."""
    waiting, seen = [node], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            waiting += reversed(node)
        for name, argument in entries(node).items():
            yield name, argument
            waiting.append(argument)


def _references(node: Node) -> list[str]:
    return [str(argument) for name, argument in _calls(node) if name == "Condition" and isinstance(argument, str)]


def conditions_used(node: Node) -> set[str]:
    """The conditions that the `Fn::If`s in a part of the template name."""
    ifs = (argument for name, argument in _calls(node) if name == "Fn::If" and isinstance(argument, list))
    return {str(arguments[0]) for arguments in ifs if arguments}


def _list_tested_for_emptiness(name: str, argument: Node) -> Node | None:
    """The list parameter in `Join [.., list]` or `Select [0, list]`: how templates ask whether it is empty."""
    if not isinstance(argument, list) or len(argument) != 2:
        return None
    is_first = name == "Fn::Select" and plain_text(argument[0]) == "0"
    called = function_of(argument[1]) if name == "Fn::Join" or is_first else None
    return argument[1] if called and called[0] == "Ref" else None


def _about(left: Value, right: Value) -> tuple[str, str]:
    """The open value and the literal, where the comparison is of these two."""
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Text) and side.lone is not None and isinstance(other, str):
            return side.lone.name, other
    return "", ""


def _key(left: Value, right: Value) -> tuple[str, str]:
    """The comparison as readers would write it; the same whichever side comes first."""
    if isinstance(left, str) and not isinstance(right, str):
        left, right = right, left
    shown = [_shown(side) for side in (left, right)]
    first, second = shown if isinstance(right, str) else sorted(shown)
    return first, second


def _shown(side: Value) -> str:
    if isinstance(side, Text):
        return side.lone.name if side.lone else str(side)
    return side if side.strip() == side and side else json.dumps(side)


def _written(node: Any) -> str:
    """An expression on one line, shortened; what a condition without a name is called."""
    called = function_of(node)
    if called:
        inner = called[1] if isinstance(called[1], list) else [called[1]]
        written = f"{called[0]} {' '.join(plain_text(each) or '...' for each in inner)}"
    else:
        written = plain_text(node) or type(node).__name__
    return written if len(written) <= LONGEST_NAME else f"{written[:LONGEST_NAME]}..."

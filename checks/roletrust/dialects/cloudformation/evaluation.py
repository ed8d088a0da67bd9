"""The evaluation of one CloudFormation trust policy: nodes to Trees, branch by branch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from roletrust.dialects.choosing import between
from roletrust.dialects.cloudformation.conditions import Conditions
from roletrust.dialects.cloudformation.functions import At, call, literal, settled
from roletrust.dialects.cloudformation.nodes import (
    Node,
    entries,
    first_line,
    function_of,
    plain_text,
    source_of,
    texts_written,
)
from roletrust.dialects.cloudformation.parameters import Facts, Parameters, Question
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.origin import Origin
from roletrust.dialects.tree import ABSENT, Map, Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Means, Value, text

MOST_NODES = 300_000  # evaluated for one role, branches counted apart
MOST_NODES_COMPARED = 50_000  # of these, in the comparisons of conditions
PSEUDO_PARAMETERS = {
    "AWS::AccountId": Means.OWN_ACCOUNT,
    "AWS::Partition": Means.OWN_PARTITION,
    "AWS::Region": Means.VALUE,
    "AWS::StackId": Means.VALUE,
    "AWS::StackName": Means.VALUE,
    "AWS::NotificationARNs": Means.VALUE,
}


@dataclass(frozen=True)
class Sections:
    """What a template defines; `given`: what is around it defines.

    `outputs`: an output of a nested stack by its logical id and name; None where it is not known.
    """

    parameters: Parameters
    resources: Resources
    mappings: Mapping[str, Node]
    given: Mapping[str, Tree]
    outputs: Callable[[str, str], Tree]


class Budget:
    """How many values may still be evaluated for one role."""

    def __init__(self, whole: int) -> None:
        self._whole = self._left = whole

    def renew(self) -> None:
        """Begin with another role."""
        self._left = self._whole

    def spend(self) -> None:
        """Raises PolicyError when nothing is left."""
        self._left -= 1
        if self._left < 0:
            raise PolicyError(f"the trust policy expands to more than {self._whole} values")


class Evaluation:
    """The evaluation of one trust policy.

    Without `conditions` it evaluates a side of a condition's own comparison, where no
    parameter is presumed to have its default; nor is it without `presuming`.
    """

    def __init__(
        self,
        file: str,
        sections: Sections,
        budget: Budget,
        conditions: Conditions | None = None,
        presuming: bool = True,
    ) -> None:
        self._presuming = presuming and conditions is not None
        self._outputs = sections.outputs
        self.mappings = sections.mappings
        self._file = file
        self._given = sections.given
        self._parameters = sections.parameters
        self._resources = sections.resources
        self._budget = budget
        self._conditions = conditions
        self._asked: dict[str, list[Question]] = {}
        self.origins: dict[Origin, None] = {}  # where texts stand that were taken by name
        self.unset: dict[Question, Hole] = {}  # what is asked of parameters that nothing gives a value

    def ask(self, used: Iterable[str]) -> None:
        """Let the conditions `used` by the policy say what parameters are in their branches."""
        self._asked = self._conditions.asked(used) if self._conditions else {}

    def evaluate(self, node: Node, at: At) -> Tree:
        """The Tree of `node`.  PolicyError where it is too deep or too large."""
        self._budget.spend()
        if isinstance(node, str):
            return literal(str(node), self, at)
        if isinstance(node, Mapping):
            at = at.inside(node)
            called = function_of(node)
            return call(self, *called, at) if called else self._map(node, at)
        if isinstance(node, list):
            at = at.inside(node)
            return [value for value in (settled(self.evaluate(each, at)) for each in node) if value is not ABSENT]
        return node if node is None or isinstance(node, (bool, int, float)) else plain_text(node) or str(node)

    def _map(self, node: Node, at: At) -> Map:
        values = {key: settled(self.evaluate(value, at)) for key, value in entries(node).items()}
        kept = {key: value for key, value in values.items() if value is not ABSENT}
        return Map(kept, source=source_of(node, self._file))

    def comes_from(self, name: str, node: Node) -> None:
        """Notes that the texts in `node` are taken by name."""
        line = first_line(node)
        origin = Origin(name, f"{self._file}:{line}" if line else self._file, partial(texts_written, node))
        self.origins[origin] = None

    # --- conditions ---------------------------------------------------------------------------

    def branch(self, condition: str, then: Node, otherwise: Node, at: At) -> Tree:
        """`Fn::If`: one branch where the template decides, else a Choice by the first open question."""
        if self._conditions is None:
            return self.hole(f"Fn::If {condition}", at)
        verdict = self._conditions.decide(condition, at.facts)
        if isinstance(verdict, bool):
            return self.evaluate(then if verdict else otherwise, at)
        return self._split(verdict, at, lambda known: self.branch(condition, then, otherwise, known))

    def where_true(self, condition: str, at: At, build: Callable[[At], Tree]) -> Tree:
        """What `build` makes wherever `condition` holds; ABSENT if it never does."""
        verdict = self._conditions.decide(condition, at.facts) if self._conditions else True
        if isinstance(verdict, bool):
            return build(at) if verdict else ABSENT
        question = self._first(verdict, at.facts)
        sides = [
            self.where_true(condition, replace(at, facts=at.facts.given(question, equal)), build)
            for equal in (True, False)
        ]
        present = [side for side in sides if side is not ABSENT]
        return self._choice(question, *sides) if len(present) == len(sides) else (present or [ABSENT])[0]

    def _split(self, question: Question, at: At, build: Callable[[At], Tree]) -> Tree:
        question = self._first(question, at.facts)
        self._budget.spend()
        deeper = at.inside(None)
        sides = [build(replace(deeper, facts=at.facts.given(question, equal))) for equal in (True, False)]
        return self._choice(question, *sides)

    def _first(self, question: Question, facts: Facts) -> Question:
        """The earliest open question about the same value: all that ask about it take them in one order."""
        asked = self._asked.get(question.about, ())
        return next((earlier for earlier in asked if self._is_open(earlier, facts)), question)

    def _is_open(self, question: Question, facts: Facts) -> bool:
        return self._conditions is not None and self._conditions.undecided(question, facts)

    # --- names --------------------------------------------------------------------------------

    def reference(self, name: str, at: At) -> Tree:
        """`Ref`: a pseudo parameter, a parameter or a resource."""
        if name == "AWS::NoValue":
            return ABSENT
        if name == "AWS::URLSuffix":
            return "amazonaws.com"
        if name in PSEUDO_PARAMETERS:
            return self.hole(name, at, PSEUDO_PARAMETERS[name])
        if name in self._parameters:
            return self._parameter(name, at)
        if name in self._given:
            lone = getattr(self._given[name], "lone", None)
            return self.hole(lone.name, at, lone.means) if lone and lone.name in at.facts.equal else self._given[name]
        return self._resources.reference(self, name, at)

    def attribute(self, resource: str, attribute: str, at: At) -> Tree:
        """`Fn::GetAtt`."""
        return self._resources.attribute(self, resource, attribute, at)

    def output(self, stack: str, name: str, at: At) -> Tree:
        """`Fn::GetAtt` of an output of a nested stack."""
        found = self._outputs(stack, name) if self._presuming else None
        return self.hole(f"{stack}.Outputs.{name}", at) if found is None else found

    def hole(self, name: str, at: At, means: Means = Means.VALUE) -> Value:
        """The open value `name`, unless the branch says what it is."""
        if name in at.facts.equal and means is not Means.OWN_ACCOUNT:
            return at.facts.equal[name]
        where = f"{self._file}:{at.line}" if at.line else self._file
        return text(Hole(name, where, means, self._parameters.unset(name)))

    def _parameter(self, name: str, at: At) -> Tree:
        known = self._parameters.only(name, at.facts)
        if known is None and self._conditions:
            asked = next((each for each in self._asked.get(name, ()) if self._is_open(each, at.facts)), None)
            if asked:
                return self._split(asked, at, lambda decided: self._parameter(name, decided))
            known = self._parameters.presumed(name, at.facts) if self._presuming else None
        if known is not None and name not in at.facts.equal:
            self.comes_from(*self._parameters.standing(name))
        if isinstance(known, list):
            return [literal(value, self, at) for value in known]
        return self.hole(name, at, self._parameters.means(name)) if known is None else literal(known, self, at)

    def _choice(self, question: Question, equal: Tree, unequal: Tree) -> Tree:
        unset = self._parameters.unset(question.about)
        if unset and stands_for_nothing(question.literal):
            self.unset[question] = Hole(question.about, self._parameters.where(question.about, self._file), unset=unset)
        return _choice(question, equal, unequal)


def _choice(question: Question, equal: Tree, unequal: Tree) -> Tree:
    then, otherwise = (unequal, equal) if question.negated else (equal, unequal)
    return between(question.name, then, otherwise)

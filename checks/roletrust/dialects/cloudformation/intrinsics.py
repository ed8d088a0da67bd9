"""CloudFormation and SAM templates: the trust policy of a role, its intrinsic functions evaluated.

In goes the template as Checkov's parser returns it, before Checkov resolves anything.  Out come
Trees (dialects.tree), in which

* a parameter is its only allowed value, else its default, else a Hole; where a condition
  of the same policy compares it, it is what the condition says it is in that branch;
* `AWS::AccountId` and `AWS::Partition` are the role's own; `AWS::URLSuffix` is `amazonaws.com`
  (trust policies write it in service principals, which are spelt so in every partition);
* `Fn::If` is a Choice by condition, `AWS::NoValue` is absence;
* whatever else the template does not say is a Hole named as the template names it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from roletrust.dialects.choosing import chosen
from roletrust.dialects.cloudformation.conditions import Conditions, conditions_used
from roletrust.dialects.cloudformation.evaluation import MOST_NODES, MOST_NODES_COMPARED, Budget, Evaluation, Sections
from roletrust.dialects.cloudformation.functions import At, settled
from roletrust.dialects.cloudformation.nested import Given, Handed, as_handed, names_in
from roletrust.dialects.cloudformation.nodes import (
    TAKEN,
    Node,
    Taken,
    entries,
    first_line,
    function_of,
    plain_text,
    source_of,
    text_source,
    texts_written,
)
from roletrust.dialects.cloudformation.parameters import Facts, Outer, Parameters
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.dialects.origin import ITSELF, Origin
from roletrust.dialects.tree import ABSENT, Map, OnceGiven, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source

ROLE = "AWS::IAM::Role"
FUNCTION = "AWS::Serverless::Function"
DOCUMENT = "AssumeRolePolicyDocument"
NOTHING = {"Ref": "AWS::NoValue"}
Ways = tuple[tuple[str, bool], ...]  # the conditions on which it is so


@dataclass(frozen=True)
class Evaluated:
    """A trust policy, evaluated, where it stands, and where the texts do that it was made of.

    `once_given`: what it comes to once parameters are given that have no default, or one that stands for nothing.
    """

    tree: Tree
    source: Source
    origins: tuple[Origin, ...] = field(default=(), compare=False)
    once_given: OnceGiven = field(default=(), compare=False)


Outputs = Callable[["Template", str, str], Tree]


def no_outputs(template: Template, stack: str, name: str) -> Tree:
    """What is known of an output of a nested stack where no other template is at hand."""
    return None


class Template:
    """One template.  `file` is its name as findings show it; `resources` answers `in` for logical ids.

    `given`: what a `Ref` to such a name is, where what is around the template says so.  `outer`: the parameters of a
    parent that its own have the values of.  `outputs`: what is known of an output of a stack nested in it.
    """

    path = ""  # of the file, where other templates are at hand

    def __init__(
        self,
        data: Mapping[str, Any],
        file: str,
        given: Mapping[str, Tree] = MappingProxyType({}),
        outer: Mapping[str, Outer] = MappingProxyType({}),
        outputs: Outputs = no_outputs,
    ) -> None:
        self.file = file
        self._written = written = entries(data)
        self._made_of: Taken | None = data.get(TAKEN)
        self.declared = entries(written.get("Parameters"))
        self.resources = Resources(written.get("Resources"))
        self.parameters = Parameters(written.get("Parameters"), outer)
        mappings = entries(written.get("Mappings"))
        self._sections = Sections(self.parameters, self.resources, mappings, given, partial(outputs, self))
        self._globals = entries(entries(entries(written.get("Globals")).get("Function")))
        self._budgets = Budget(MOST_NODES), Budget(MOST_NODES_COMPARED)
        sides = Evaluation(file, self._sections, self._budgets[1])
        self._conditions = Conditions(
            written.get("Conditions"), self.parameters, lambda node, facts: sides.evaluate(node, At(facts))
        )

    def nested(self, given: Given, outputs: Outputs, path: str = "") -> Template:
        """The same template, with its parameters as a parent sets them; `path`: of its file, if it is not known yet."""
        written = {**self._written, "Parameters": given.section}
        found = Template(written, self.file, given.given, given.outer, outputs)
        found.path = path or self.path
        return found

    def evaluated(self, node: Node) -> Tree:
        """What `node`, which stands in it, comes to.  Raises PolicyError."""
        return settled(self._evaluation(conditions_used([node])).evaluate(node, At(Facts())))

    @property
    def secrets(self) -> dict[str, str]:
        """The defaults that must not be told, each with what to call it: those of parameters without an echo."""
        hidden = (each for each in self.declared if plain_text(entries(self.declared[each]).get("NoEcho")) == "true")
        defaults = ((name, plain_text(entries(self.declared[name]).get("Default"))) for name in hidden)
        return {default: name for name, default in defaults if default}

    def registered(self, node: Node) -> frozenset[tuple[str, frozenset[str]]]:
        """The issuer and the audiences of each OIDC provider of the template that `node` refers to, where both are
        spelt out.
        """
        words = set(texts_written(node))
        text, found = " ".join(words), set[tuple[str, frozenset[str]]]()
        for name, properties in self.resources.of_kind("AWS::IAM::OIDCProvider"):
            url, listed = plain_text(properties.get("Url")), properties.get("ClientIdList")
            audiences = [plain_text(each) for each in listed] if isinstance(listed, list) else []
            refers = not words.isdisjoint((name, f"{name}.Arn")) or f"${{{name}}}" in text or f"${{{name}.Arn}}" in text
            if refers and url and audiences and all(audiences):
                found.add((url.removeprefix("https://").rstrip("/").lower(), frozenset(filter(None, audiences))))
        return frozenset(found)

    @property
    def by_itself(self) -> Given:
        """Its parameters, where no parent sets them."""
        return Given(self.declared, {}, {})

    def as_handed(self, handed: Handed) -> Given:
        """Its parameters, as a parent sets them."""
        return as_handed(self.declared, handed)

    def output(self, name: str) -> Node:
        """What is written as the value of an output."""
        return entries(entries(self._written.get("Outputs")).get(name)).get("Value")

    def needed(self, *nodes: Node) -> frozenset[str]:
        """The parameters that `nodes` may depend on, also by way of conditions and of what they refer to."""
        conditions = entries(self._written.get("Conditions"))
        waiting, seen = list(nodes), set[str]()
        while waiting:
            for name in names_in(waiting.pop()) - seen:
                seen.add(name)
                waiting += [*self.resources.read_for(name), conditions.get(name)]
        return frozenset(name for name in seen if name in self.parameters)

    def needed_for(self, logical_id: str) -> frozenset[str]:
        """The same, of the trust policy of a role."""
        document = self.resources.properties(logical_id).get(DOCUMENT)
        return self.needed(document, self._globals.get(DOCUMENT), self.resources.condition(logical_id))

    def read_to_hand(self, stack: str, names: Collection[str]) -> list[Node]:
        """What is written of what a stack resource gives those of its parameters, and of the condition it is on."""
        written = self.resources.parameters_of(stack)
        every = entries(written)
        known = written if function_of(written) else {name: every[name] for name in every if name in names}
        return [known, self.resources.condition(stack)]

    def handed(self, stack: str, names: Collection[str]) -> list[tuple[Ways, Handed]]:
        """What a stack resource gives those of its parameters, for each way open conditions can go where it exists.

        Raises PolicyError.
        """
        node, condition = self.read_to_hand(stack, names)
        budget, used = Budget(MOST_NODES), conditions_used([node]) | ({condition} - {""})
        presumed, sure = (
            Evaluation(self.file, self._sections, budget, self._conditions, presuming) for presuming in (True, False)
        )
        presumed.ask(used)
        sure.ask(used)

        def build(at: At) -> Tree:
            return Map(values=presumed.evaluate(node, at), sure=sure.evaluate(node, at), facts=at.facts)

        tree = presumed.where_true(condition, At(Facts()), build) if condition else build(At(Facts()))
        found = [each for each in variants(tree) if each.tree is not ABSENT]
        own = self.resources.is_stack(stack)
        return [
            (ways, Handed(values, sure, each["facts"], self.parameters, self.file, own))
            for ways, each in found
            for values, sure in [(each.get("values", Map()), each.get("sure", Map()))]  # without: AWS::NoValue
        ]

    def trust(self, logical_id: str) -> Evaluated | None:
        """The trust policy of a role, or of the role that SAM makes for a function.

        None where there is no such role: no resource of that name and kind, a function without
        a trust policy of its own, a `Condition` that is never true.  PolicyError where the
        template cannot be evaluated.
        """
        resources = self.resources
        kind, properties = resources.kind(logical_id), resources.properties(logical_id)
        inherited = self._globals.get(DOCUMENT) if kind == FUNCTION else None
        document = properties.get(DOCUMENT)
        if kind == FUNCTION and ("Role" in properties or (document is None and inherited is None)):
            return None
        if kind not in (ROLE, FUNCTION):
            return None
        if document is None and inherited is None:
            raise PolicyError(f"`{logical_id}` has no {DOCUMENT}")
        try:
            return self._evaluated(resources.condition(logical_id), document, inherited)
        except RecursionError:
            raise PolicyError(f"the trust policy of `{logical_id}` is nested too deep") from None

    def value(self, logical_id: str, name: str, otherwise: Node) -> Evaluated | None:
        """The property `name` of a resource, `otherwise` where it is not written; ABSENT in branches without resource.

        None where the resource never exists, or nothing is written.  Raises PolicyError.
        """
        node = self.resources.properties(logical_id).get(name, otherwise)
        if node is None:
            return None
        try:
            return self._evaluated(self.resources.condition(logical_id), node, None)
        except RecursionError:
            raise PolicyError(f"`{logical_id}` is nested too deep") from None

    def held(self, role: str, other: str, node: Node) -> list[tuple[tuple[tuple[str, bool], ...], Tree]]:
        """What `node` of the resource `other` comes to, for each way open conditions can go where `role` exists.

        ABSENT where `other` does not exist.  Raises PolicyError.
        """
        asked = [self.resources.condition(each) for each in (role, other)]
        evaluation = self._evaluation(conditions_used([node]) | ({*asked} - {""}))

        inside = _unwrapped(node)

        def build(at: At) -> Tree:
            found = evaluation.branch(asked[1], inside, NOTHING, at) if asked[1] else evaluation.evaluate(inside, at)
            return Map(held=settled(found))

        tree = evaluation.where_true(asked[0], At(Facts()), build) if asked[0] else build(At(Facts()))
        found = [each for each in variants(tree) if each.tree is not ABSENT]
        return [(each.conditions, each.tree.get("held", ABSENT)) for each in found]

    def _evaluation(self, conditions: Collection[str]) -> Evaluation:
        for budget in self._budgets:
            budget.renew()
        evaluation = Evaluation(self.file, self._sections, self._budgets[0], self._conditions)
        evaluation.ask(conditions)
        return evaluation

    def _evaluated(self, condition: str, document: Node, inherited: Node) -> Evaluated | None:
        evaluation = self._evaluation(conditions_used([document, inherited]) | ({condition} - {""}))
        nodes = [node for node in (inherited, document) if node is not None]

        def build(at: At) -> Tree:
            trees = [settled(evaluation.evaluate(_unwrapped(node), at)) for node in nodes]
            return _merged(*trees) if len(trees) > 1 else trees[0]

        tree = evaluation.where_true(condition, At(Facts()), build) if condition else build(At(Facts()))
        if tree is ABSENT:
            return None
        where = place(nodes[-1], self.file)
        written, taken = self._made_of or Taken(nodes, {})
        itself = Origin(ITSELF, str(where), partial(texts_written, written))
        by_name = [
            Origin(f"`{name}`", self._standing(node, name), partial(texts_written, node))
            for name, node in taken.items()
        ]
        unset = evaluation.unset.items()
        given = [((hole,), chosen(tree, question.name, question.negated)) for question, hole in unset]
        return Evaluated(tree, where, (itself, *by_name, *evaluation.origins), tuple(given))

    def _standing(self, node: Node, name: str) -> str:
        """Where the value of another tool's variable stands, if that is in the template's own file."""
        line = 0 if "file(" in name else first_line(node)
        return f"{self.file}:{line}" if line else ""


def _unwrapped(node: Node) -> Node:
    """The policy itself, where the template turns it into JSON text first."""
    called = function_of(node)
    return called[1] if called and called[0] == "Fn::ToJsonString" else node


def _merged(inherited: Tree, own: Tree) -> Tree:
    """A function's policy over the one in `Globals`, as SAM merges them: maps by key, lists one after the other."""
    if isinstance(inherited, Map) and isinstance(own, Map):
        both = {key: _merged(inherited[key], own[key]) for key in own if key in inherited}
        return Map({**inherited, **own, **both}, source=own.source)
    return inherited + own if isinstance(inherited, list) and isinstance(own, list) else own


def place(node: Node, file: str) -> Source:
    """Where a document stands; for JSON text, where its own first line does."""
    called = function_of(node)
    argument = called[1] if called and called[0] == "Fn::Sub" else node
    written = argument[0] if isinstance(argument, list) and argument else argument
    if not isinstance(written, str):
        return source_of(node, file)
    return text_source(written if first_line(written) else node, file, written)

"""What a CloudFormation or SAM template attaches to roles that it does not make: by names that are written out.

Within an account a name is one role's: whether it is that of a role which another template makes depends on where both
are deployed, which no template says.  Where the template makes a role of that name itself, the policy is that one's.
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.cloudformation.holdings import ATTACHING, DOCUMENT, MANAGED_POLICY
from roletrust.dialects.cloudformation.intrinsics import ROLE, Template, place
from roletrust.dialects.cloudformation.nodes import Node, function_of
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.dialects.holding import Collected, If, each_value
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Value


def candidates(resources: Resources) -> list[str]:
    """The resources that attach policies, but for those that do so to roles of their own template by reference."""
    return [
        each
        for kind, roles in ATTACHING.items()
        for each, properties in resources.of_kind(kind)
        if not all(_is_own(resources, one) for one in _listed(properties.get(roles)))
    ]


def by_name(template: Template, attaching: list[str]) -> Iterator[tuple[str, ByName]]:
    """What each of the resources `attaching` attaches to roles of other templates, by what it calls them."""
    own = {name: template.resources.condition(each) for name, each in _roles(template)}
    for each in attaching:
        condition = template.resources.condition(each)
        argument = ATTACHING[template.resources.kind(each)]
        for name in _called(template, each, template.resources.properties(each).get(argument)):
            if isinstance(name, str) and own.get(name) not in ("", condition):
                yield name, ByName(template, each)


class ByName:
    """The policy that the resource `logical_id` attaches."""

    def __init__(self, template: Template, logical_id: str) -> None:
        self._template, self._id = template, logical_id

    def held(self) -> Collected:
        """What a role has of it that may be meant."""
        found, resources = Collected(), self._template.resources
        node = resources.properties(self._id).get(DOCUMENT)
        source = place(node, self._template.file)
        hang = If(hole=Hole(f"the account of {self._id}", str(source)))
        if resources.kind(self._id) == MANAGED_POLICY:
            found.attached(self._id, hang)
        try:
            found.ways(self._template.held(self._id, self._id, node), self._id, source, hang)
        except (PolicyError, RecursionError):
            found.unknown(Hole(self._id, str(source)))
        return found


def _roles(template: Template) -> Iterator[tuple[str, str]]:
    """The roles of the template that surely have one name, by it."""
    for each, _ in template.resources.of_kind(ROLE):
        called = _called(template, each, {"Ref": each})
        if len(called) == 1:
            yield from ((name, each) for name in called if isinstance(name, str))


def _called(template: Template, logical_id: str, node: Node) -> list[Value]:
    """What `node` of a resource comes to, each once; nothing where that cannot be told."""
    try:
        found = [value for _, tree in template.held(logical_id, logical_id, node) for value, _ in each_value(tree)]
    except (PolicyError, RecursionError):
        return []
    return list(dict.fromkeys(found))


def _is_own(resources: Resources, node: Node) -> bool:
    called = function_of(node)
    return bool(called and called[0] == "Ref" and resources.kind(str(called[1])) == ROLE)


def _listed(node: Node) -> list[Node]:
    return node if isinstance(node, list) else [node]

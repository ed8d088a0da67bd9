"""What a CloudFormation or SAM template attaches to roles that it does not make: by names that are written out.

Within an account a name is one role's: whether it is that of a role which another template makes depends on where both
are deployed, which no template says.  Where the template makes a role of that name itself, the policy is that one's.

Looked for once a scan, where a role's policies are asked for; read are only the templates that may do so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial

from roletrust.dialects.attachment import Attachment, If, each_value
from roletrust.dialects.cloudformation.attached_policies import ATTACHING, DOCUMENT, MANAGED_POLICY, Elsewhere
from roletrust.dialects.cloudformation.intrinsics import ROLE, Template, place
from roletrust.dialects.cloudformation.nodes import Node, function_of
from roletrust.dialects.cloudformation.resources import Resources
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Value


class Templates:
    """The templates of a scan, which may attach policies to roles of each other.

    `resources`: of each of them, by its path; `template`: the template at a path, to be evaluated.
    """

    def __init__(self, resources: Mapping[str, Resources], template: Callable[[str], Template]) -> None:
        self._resources, self._template = resources, template

    def elsewhere(self, path: str) -> Elsewhere:
        """What others than the template at `path` attach to a role, by the role's name."""
        return partial(self._beside, path)

    def _beside(self, path: str, name: str) -> Iterable[Attachment]:
        return (each.attached(name) for other, each in self._by_name.get(name, ()) if other != path)

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[str, ByName]]]:
        found: dict[str, list[tuple[str, ByName]]] = {}
        for path, resources in self._resources.items():
            attaching = candidates(resources)
            if attaching:
                for name, each in by_name(self._template(path), attaching):
                    found.setdefault(name, []).append((path, each))
        return found


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

    def attached(self, name: str) -> Attachment:
        """As a role has it that is called `name`, and may be meant."""
        resources, is_managed = self._template.resources, self._template.resources.kind(self._id) == MANAGED_POLICY
        node = resources.properties(self._id).get(DOCUMENT)
        source = place(node, self._template.file)
        hang = If(hole=Hole(f"the account of {self._id}", str(source)))
        beyond = Hole(f"what {name} is given elsewhere")
        try:
            ways = self._template.held(self._id, self._id, node)
        except (PolicyError, RecursionError):
            ways = None
        return Attachment(self._id, source, hang, self._id if is_managed else "", ways, beyond)


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

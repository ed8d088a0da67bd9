"""EKS Pod Identity associations of CloudFormation: https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from roletrust.adapters.callers.made_calls import Made, Named, Roles, Way, by_role, without_correction
from roletrust.adapters.callers.stack_sets import own_arn
from roletrust.adapters.formats.nested_stacks import template_at
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.adapters.places import shown
from roletrust.dialects.callers.cluster_identities import of_pods
from roletrust.dialects.tree import Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text

# What an association says, by the tag that its pods' sessions get.
PROPERTIES = {
    "role": "RoleArn",
    "disabled": "DisableSessionTags",
    "kubernetes-namespace": "Namespace",
    "kubernetes-service-account": "ServiceAccount",
    "eks-cluster-name": "ClusterName",
}


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[Made]:
    """The calls of roles of `store` that pods make by these associations."""
    named: dict[str, Named] = {}
    for vertex in vertices:
        path, name = str(vertex["file_path_"]), str(vertex["block_name_"]).rpartition(".")[2]
        calls = calls_of(*written(path, name), str(vertex["block_name_"]))
        if path not in named:
            named[path] = Roles(store.stored, partial(own_arn, path)).named
        for stored, ways in by_role(calls, named[path]):
            yield Made(vertex, ways, stored, "", without_correction)


def written(path: str, name: str) -> tuple[Tree, Source]:
    """What the association `name` says, and where it names the role; nothing where the template cannot be read."""
    try:
        template = template_at(path, shown(path))
        properties = template.resources.properties(name)
        found = {said: template.value(name, each, "") for said, each in PROPERTIES.items() if each in properties}
    except (PolicyError, OSError):
        return None, Source()
    role = found.get("role")
    return Map({said: each.tree for said, each in found.items() if each}), role.source if role else Source()


def calls_of(association: Tree, source: Source, label: str) -> Iterator[Way]:
    """Each way that an association can turn out; none where that cannot be told."""
    try:
        for conditions, tree in variants(association):
            said: Mapping[str, Tree] = tree if isinstance(tree, Map) else {}
            role, disabled = said.get("role"), said.get("disabled")
            tagged = disabled is None or str(disabled).lower() == "false"
            if role and isinstance(role, (str, Text)):
                yield conditions, Call(role, None, label, "", source, tokens=of_pods(said, tagged))
            else:
                yield conditions, None
    except PolicyError:
        return

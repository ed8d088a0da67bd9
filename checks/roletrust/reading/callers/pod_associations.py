"""EKS Pod Identity associations of CloudFormation: https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roletrust.dialects.callers.cluster_identities import of_pods
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.tree import Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Text
from roletrust.reading.callers.made import Way

# What an association says, by the tag that its pods' sessions get.
PROPERTIES = {
    "role": "RoleArn",
    "disabled": "DisableSessionTags",
    "kubernetes-namespace": "Namespace",
    "kubernetes-service-account": "ServiceAccount",
    "eks-cluster-name": "ClusterName",
}


def calls_in(template: Template, name: str) -> Iterator[Way]:
    """Those that pods make by the association `name` of a template."""
    return calls_of(*written(template, name), f"{template.resources.kind(name)}.{name}")


def written(template: Template, name: str) -> tuple[Tree, Source]:
    """What the association `name` says, and where it names the role; nothing where that cannot be read."""
    try:
        properties = template.resources.properties(name)
        found = {said: template.value(name, each, "") for said, each in PROPERTIES.items() if each in properties}
    except PolicyError:
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

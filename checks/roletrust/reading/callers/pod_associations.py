"""EKS Pod Identity associations, in configurations and templates.

https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roletrust.dialects.callers.cluster_identities import of_pods
from roletrust.dialects.cloudformation.intrinsics import Template
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.made import Made, R, Way, is_text, ways, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

# What an association says, by the tag that its pods' sessions get.
PROPERTIES = {
    "role": "RoleArn",
    "disabled": "DisableSessionTags",
    "kubernetes-namespace": "Namespace",
    "kubernetes-service-account": "ServiceAccount",
    "eks-cluster-name": "ClusterName",
}


ARGUMENTS = {  # the same, in Terraform
    "role": "role_arn",
    "disabled": "disable_session_tags",
    "kubernetes-namespace": "namespace",
    "kubernetes-service-account": "service_account",
    "eks-cluster-name": "cluster_name",
}


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that pods make by an association of a configuration."""
    found = at.written(ARGUMENTS.values())
    if found is not None:
        said = Map({each: found[argument] for each, argument in ARGUMENTS.items()})
        yield from without_setting(calls_of(said, found.source, at.label), roles.by_arn(at.root))


def calls_in(template: Template, name: str) -> Iterator[Iterator[Way]]:
    """Every way of the call that pods make by the association `name` of a template."""
    yield calls_of(*written(template, name), f"{template.resources.kind(name)}.{name}")


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

    def call(tree: Tree) -> Call | None:
        said: Mapping[str, Tree] = tree if isinstance(tree, Map) else {}
        role, disabled = said.get("role"), said.get("disabled")
        tagged = disabled is None or str(disabled).lower() == "false"
        return Call(role, None, label, "", source, tokens=of_pods(said, tagged)) if is_text(role) else None

    return ways(association, call)

"""`aws_eks_pod_identity_association`, in a configuration; see `pod_associations.py`."""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.tree import Map
from roletrust.reading.callers.made import Made, R, by_role, without_correction
from roletrust.reading.callers.pod_associations import calls_of
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

ARGUMENTS = {
    "role": "role_arn",
    "disabled": "disable_session_tags",
    "kubernetes-namespace": "namespace",
    "kubernetes-service-account": "service_account",
    "eks-cluster-name": "cluster_name",
}


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that pods make by an association."""
    found = at.written(ARGUMENTS.values())
    if found is not None:
        said = Map({each: found[written] for each, written in ARGUMENTS.items()})
        for called, ways in by_role(calls_of(said, found.source, at.label), roles.by_arn(at.root)):
            yield Made(ways, called, "", without_correction)

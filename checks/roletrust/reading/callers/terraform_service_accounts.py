"""Service accounts of a cluster that Terraform makes and annotates with a role: `kubernetes_service_account`, charts.

https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/service_account_v1
https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
"""

from __future__ import annotations

from collections.abc import Iterator

from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.cluster_identities import (
    ANNOTATION,
    AUDIENCE,
    AUDIENCE_ANNOTATION,
    BY_DEFAULT,
    of_service_account,
)
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.made import Made, R, Way, is_text, or_open, ways, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

CHART = "helm_release"
INSIDE = {"metadata": ("name", "namespace", "annotations"), "set": ("name", "value")}
ACCOUNT = "serviceAccount"  # under which charts have what their service account is given


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that pods of a service account make."""
    chart = at.address[1] == CHART
    names, kind = (("namespace",), "set") if chart else ((), "metadata")
    found = at.written(names, {kind: INSIDE[kind]})
    if found is not None:
        yield from without_setting(calls_of(found, chart, at.label), roles.by_arn(at.root))


def calls_of(written: Map, chart: bool, label: str) -> Iterator[Way]:
    """Each way that the service account can turn out; none where that cannot be told.

    Of a chart with several, none is told apart.
    """

    def made(tree: Tree) -> Call | None:
        said = (of_chart if chart else of_resource)(tree) if isinstance(tree, Map) else None
        return call(said, written.source, label) if said else None

    return ways(written, made)


def call(said: Map, source: Source, label: str) -> Call | None:
    role = said.get(ANNOTATION)
    if not is_text(role):
        return None
    audience = said.get(AUDIENCE_ANNOTATION)
    namespace, name = (or_open(said.get(each), each) for each in ("namespace", "name"))
    tokens = of_service_account(namespace, name, AUDIENCE if audience is None else or_open(audience, "audience"))
    return Call(role, None, label, "", source, WEB_IDENTITY, tokens=tokens)


def of_resource(tree: Map) -> Map | None:
    listed = tree.get("metadata")
    metadata = listed[0] if isinstance(listed, list) and len(listed) == 1 else listed
    annotations = metadata.get("annotations") if isinstance(metadata, Map) else None
    if not isinstance(metadata, Map) or not isinstance(annotations, Map):
        return None
    namespace = metadata.get("namespace")
    return Map(
        {**annotations, "name": metadata.get("name"), "namespace": BY_DEFAULT if namespace is None else namespace}
    )


def of_chart(tree: Map) -> Map | None:
    """What `set` says of the one service account that it annotates; its name is the chart's, where it gives none."""
    listed = tree.get("set")
    told: dict[str, dict[str, Tree]] = {}
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, Map) or not isinstance(each.get("name"), str):
            return None
        before, _, rest = str(each["name"]).replace("\\.", "\0").partition(f"{ACCOUNT}.")
        if (not before or before.endswith(".")) and (rest == "name" or rest.startswith("annotations.")):
            named = rest.removeprefix("annotations.").replace("\0", ".")
            told.setdefault(before, {})[named] = each.get("value")
    annotated = [each for each in told.values() if ANNOTATION in each]
    namespace = tree.get("namespace")
    if len(annotated) != 1:
        return None
    return Map({**annotated[0], "namespace": BY_DEFAULT if namespace is None else namespace})

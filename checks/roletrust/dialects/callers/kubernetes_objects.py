"""Kubernetes objects that make a controller assume a role.

Sources, each the API's own types: external-secrets, `apis/externalsecrets/v1/secretstore_aws_types.go`; Cluster API
Provider AWS, `api/v1beta2/awsidentity_types.go`; Crossplane's provider-upjet-aws, `apis/v1beta1/types.go`; Grafana,
"Configure AWS authentication" (`assumeRoleArn`, `externalId`), and grafana-aws-sdk, `pkg/awsds/settings.go`; ACK's
eks-controller, `apis/v1alpha1/pod_identity_association.go`; eksctl, "Config file schema" (`iam.serviceAccounts`, where
`attachRoleARN` takes a role that there is; `iam.podIdentityAssociations`; the namespace is `default`).  All but
Crossplane send no external id where the field is empty.  Velero and cluster-autoscaler have no field for an external
id: they assume a role by a profile, or with a token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from roletrust.dialects.callers import cluster_identities as identities
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.kustomizations import Placed
from roletrust.dialects.callers.written import Written, items, within
from roletrust.dialects.data.placeholders import opened_text
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.roles.tokens import Tokens
from roletrust.engine.text import Hole, Value, text


class Field(NamedTuple):
    """Where in an object the settings stand (`*`: in each of a list), the role in them, and the external id."""

    at: tuple[str, ...]
    role: str
    external_id: str
    omitted: bool = True  # what is empty is not sent


STORE = Field(("spec", "provider", "aws"), "role", "externalID")
CHAIN = Field(("spec", "assumeRoleChain", "*"), "roleARN", "externalID", omitted=False)
# By API group and kind.
FIELDS: dict[tuple[str, str], Field] = {
    ("external-secrets.io", "SecretStore"): STORE,
    ("external-secrets.io", "ClusterSecretStore"): STORE,
    ("infrastructure.cluster.x-k8s.io", "AWSClusterRoleIdentity"): Field(("spec",), "roleARN", "externalID"),
    ("aws.upbound.io", "ProviderConfig"): CHAIN,
    ("aws.m.upbound.io", "ProviderConfig"): CHAIN,
    ("aws.m.upbound.io", "ClusterProviderConfig"): CHAIN,
    ("grafana.integreatly.org", "GrafanaDatasource"): Field(
        ("spec", "datasource", "jsonData"), "assumeRoleArn", "externalId"
    ),
}
SERVICE_ACCOUNT = "ServiceAccount"
ASSOCIATION = ("eks.services.k8s.aws", "PodIdentityAssociation")
CLUSTER = ("eksctl.io", "ClusterConfig")
SOURCES = Field(("datasources", "*", "jsonData"), "assumeRoleArn", "externalId")  # of Grafana's provisioning files
KINDS = tuple(dict.fromkeys(kind for _, kind in FIELDS))


def calls(tree: Tree, file: str, label: str, ways: Sequence[Placed | None] = ()) -> Iterator[Call]:
    """The calls that the object `tree` makes somebody do.  Raises nothing.

    `ways`: those in which kustomizations lead it to a cluster; None for one that may change it.
    """
    kind = within(tree, "kind")
    group = str(within(tree, "apiVersion")).partition("/")[0]
    if kind == SERVICE_ACCOUNT:
        yield from of_service_account(tree, file, label, ways)
    elif (group, kind) == ASSOCIATION:
        yield from of_association(within(tree, "spec"), "roleARN", "serviceAccount", file, label)
    elif (group, kind) == CLUSTER:
        yield from of_eksctl(within(tree, "iam"), file, label)
    field = FIELDS.get((group, str(kind)))
    if field:
        yield from calls_by(field, tree, file, label)


def of_service_account(tree: Tree, file: str, label: str, ways: Sequence[Placed | None] = ()) -> Iterator[Call]:
    """The call that pods of a service account make with its token.  Its namespace may be given elsewhere."""
    metadata = within(tree, "metadata")
    role, name = within(metadata, "annotations", identities.ANNOTATION), within(metadata, "name")
    if not isinstance(metadata, Map) or not isinstance(role, Written) or not role or (ways and not any(ways)):
        return
    namespace = within(metadata, "namespace")
    where = text(Hole("namespace", f"{file}:{role.line}")) if namespace is None else given(namespace, file)
    audience = within(metadata, "annotations", identities.AUDIENCE_ANNOTATION)
    asked = identities.AUDIENCE if audience is None else given(audience, file)
    called = given(name, file)
    placed = [each for each in ways if each] or [Placed("", "", "")]
    forms = [
        identities.of_service_account(each.namespace or where, text(each.prefix, called, each.suffix), asked).forms
        for each in placed
    ]
    presented = Tokens("", tuple(dict.fromkeys(form for every in forms for form in every)))
    yield Call(value(role, file), None, label, "", metadata.source, WEB_IDENTITY, tokens=presented)


def of_association(said: Tree, role_at: str, account_at: str, file: str, label: str) -> Iterator[Call]:
    """The call that EKS Pod Identity makes for an association, of ACK's or in a list of eksctl's."""
    role, namespace, account = (within(said, each) for each in (role_at, "namespace", account_at))
    if isinstance(said, Map) and isinstance(role, Written) and role:
        tags = {"kubernetes-namespace": namespace, "kubernetes-service-account": account}
        known = {tag: value(each, file) for tag, each in tags.items() if isinstance(each, Written) and each}
        tagged = within(said, "disableSessionTags") in (None, "false")
        yield Call(value(role, file), None, label, "", said.source, tokens=identities.of_pods(known, tagged))


def of_eksctl(iam: Tree, file: str, label: str) -> Iterator[Call]:
    """The calls that pods make by what eksctl sets up for roles that there are: it makes others by itself."""
    for each in items(within(iam, "serviceAccounts")):
        role, metadata = within(each, "attachRoleARN"), within(each, "metadata")
        if isinstance(each, Map) and isinstance(role, Written) and role:
            namespace = within(metadata, "namespace")
            where = identities.BY_DEFAULT if namespace is None else given(namespace, file)
            tokens = identities.of_service_account(where, given(within(metadata, "name"), file))
            yield Call(value(role, file), None, label, "", each.source, WEB_IDENTITY, tokens=tokens)
    for each in items(within(iam, "podIdentityAssociations")):
        yield from of_association(each, "roleARN", "serviceAccountName", file, label)


def given(written: Tree, file: str) -> Value:
    return value(written, file) if isinstance(written, Written) and written else text(Hole("what a chart gives", file))


def data_sources(tree: Tree, file: str, label: str) -> Iterator[Call]:
    """The calls of a file that provisions Grafana's data sources.  Raises nothing."""
    yield from calls_by(SOURCES, tree, file, label)


def calls_by(field: Field, tree: Tree, file: str, label: str) -> Iterator[Call]:
    by: Value | None = None  # of a chain, the role before: each is assumed by the session of that one
    for settings in reached(tree, field.at):
        role, external_id = within(settings, field.role), within(settings, field.external_id)
        if isinstance(settings, Map) and isinstance(role, Written) and role:
            sent = value(external_id, file) if isinstance(external_id, Written) else None
            if within(settings, "authType") == "grafana_assume_role":
                sent = text(Hole("the external id that Grafana Cloud gives", f"{file}:{role.line}"))
            sent = sent or None if field.omitted else sent
            asked = session_of(settings, file, by is not None)
            yield Call(value(role, file), sent, label, field.external_id, settings.source, by=by, session=asked)
            by = value(role, file) if field is CHAIN else None
        else:
            by = None


def session_of(settings: Map, file: str, chained: bool) -> Session:
    """What a controller asks of the session; it has no MFA, but for a session's token that it is given."""
    listed = within(settings, "sessionTags") or within(settings, "tags")
    tags = [(within(each, "key"), within(each, "value")) for each in items(listed)]
    sent = [
        (str(key), value(held, file)) for key, held in tags if isinstance(key, Written) and isinstance(held, Written)
    ]
    given_token = within(settings, "auth", "secretRef", "sessionTokenSecretRef") is not None
    name = within(settings, "sessionName")
    named = str(name) if isinstance(name, Written) else ""
    seconds = str(within(settings, "durationSeconds") or "")
    asked = int(seconds) if seconds.isdecimal() else 0
    keys = tuple(str(each) for each in items(within(settings, "transitiveTagKeys")) if isinstance(each, Written))
    whole = len(sent) == len(tags)
    return Session(tuple(sent), None, asked, chained, name=named, device=given_token, transitive=keys, whole=whole)


def reached(tree: Tree, at: tuple[str, ...]) -> Iterator[Tree]:
    if not at:
        yield tree
    for each in items(tree) if at[:1] == ("*",) else [within(tree, at[0])] if at else ():
        yield from reached(each, at[1:])


def value(written: Written, file: str) -> Value:
    return opened_text(written, f"{file}:{written.line}")

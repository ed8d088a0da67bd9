"""The rules about calls of roles, as graph checks of Checkov's: each call is judged by the role that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from checkov.common.models.enums import CheckResult

from roletrust.adapters.callers.reported import as_reported, providers_in_json
from roletrust.adapters.decision import Outcome, broken
from roletrust.adapters.host.internals import Vertex, definitions_of
from roletrust.adapters.landscape.graph_checks import KINDS, GraphCheck
from roletrust.adapters.landscape.role_store import RoleStore, scans
from roletrust.adapters.terraform.vertices import nodes
from roletrust.dialects.callers.provider_arguments import PROVIDERS
from roletrust.rules.catalog import CALLS
from roletrust.rules.rule import CallRule
from roletrust.rules.service_refused import RULE as SERVICE_REFUSED

if TYPE_CHECKING:  # read for a scan that has callers
    from roletrust.adapters.landscape.stored_role import StoredRole
    from roletrust.reading.callers.made import Made

RESOURCES = {
    **dict.fromkeys(
        (
            "AWS::CloudFormation::StackSet",
            "AWS::EKS::PodIdentityAssociation",
            "AWS::IoT::RoleAlias",
            "AWS::RolesAnywhere::Profile",
            "AWS::Cognito::IdentityPoolRoleAttachment",
        ),
        "template_callers",
    ),
    **dict.fromkeys(
        (
            "aws_cloudformation_stack_set",
            "aws_eks_pod_identity_association",
            "aws_rolesanywhere_profile",
            "kubernetes_service_account",
            "kubernetes_service_account_v1",
            "helm_release",
            "tfe_variable",
            "aws_cognito_identity_pool_roles_attachment",
            "spacelift_aws_integration",
            "spacelift_aws_role",
            "spacelift_stack_aws_role",
        ),
        "terraform_callers",
    ),
    **dict.fromkeys(KINDS, "script_callers"),  # roles, at which the scripts that call them are told of
}
IN_PLANS = (
    "aws_cognito_identity_pool_roles_attachment",
    "aws_eks_pod_identity_association",
    "aws_rolesanywhere_profile",
)
EDGE = ("aws_cloudfront_distribution", "AWS::CloudFront::Distribution")  # which run functions that have roles
REMOTE_STATE = "terraform_remote_state."


class CallCheck(GraphCheck):
    """One rule's check of the blocks of a graph that assume roles."""

    rule: CallRule

    def __init__(self, rule: CallRule, reader_of: Callable[[Vertex], str]) -> None:
        """`reader_of`: the adapter that reads the calls of a block which the rule is about; '' where it makes none."""
        super().__init__(rule)
        self.reader_of = reader_of

    def outcomes(self, graph: Any) -> Iterator[tuple[Vertex, Outcome]]:
        """What is to be reported of each caller: all its flaws, or that it has none."""
        vertices = list(nodes(graph))
        for runner, store in scans():
            for reader, found in callers(vertices, runner, self.reader_of).items():
                yield from ((as_reported(vertex, runner), said) for vertex, said in self.said(reader, found, store))

    def said(self, reader: str, vertices: list[Vertex], store: RoleStore) -> list[tuple[Vertex, Outcome]]:
        try:
            made = import_module(f"roletrust.adapters.callers.{reader}").made_by(vertices, store)
            return list(flawed_or_sound((vertex, self.told(each)) for vertex, each in made))
        except BaseException as error:  # whatever it is, it must not read as a pass
            return [(vertex, broken(error)[self.id]) for vertex in vertices]

    def told(self, call: Made[StoredRole]) -> Outcome | None:
        """What is said of a call; None where the rule is switched off, or says nothing of such calls."""
        if not call.concerns(self.rule):
            return None
        try:
            told: Outcome = import_module("roletrust.adapters.callers.made_calls").told(call, self.rule)
            return told
        except BaseException as error:
            return broken(error)[self.id]


def flawed_or_sound(said: Iterable[tuple[Vertex, Outcome | None]]) -> Iterator[tuple[Vertex, Outcome]]:
    """Each caller's flaws, as one finding, a break first; of one that has none, that it has none, once.

    Terraform's runner keeps one record for a check and a block.
    """
    sound: dict[int, tuple[Vertex, Outcome]] = {}
    flawed: dict[tuple[int, str], tuple[Vertex, list[Outcome]]] = {}
    for vertex, found in said:
        if found and found.result is CheckResult.PASSED:
            sound[id(vertex)] = vertex, found
        elif found and found.result is CheckResult.FAILED:
            under = id(vertex), found.rule.id if found.rule else ""
            flawed.setdefault(under, (vertex, []))[1].append(found)
    for vertex, flaws in flawed.values():
        first, *others = sorted(flaws, key=lambda each: not each.broken)
        yield vertex, with_others(first, others)
    told = {vertex for vertex, _ in flawed}
    yield from (sound[key] for key in sound if key not in told)


def with_others(first: Outcome, others: list[Outcome]) -> Outcome:
    """The first flaw of a caller, with the others."""
    from roletrust.reading.callers.made import with_others as together  # noqa: PLC0415  # for a scan that has callers

    name, facts = together(first.name, [each.facts for each in (first, *others)])
    return first._replace(name=name, facts=facts)


def callers(vertices: list[Vertex], runner: Any, reader_of: Callable[[Vertex], str]) -> dict[str, list[Vertex]]:
    """The blocks of the scan of `runner` that may assume a role, by the adapter that reads them."""
    files = files_of(runner)
    if not any(str(vertex.get("file_path_")) in files for vertex in vertices):
        return {}  # the graph is of another scan
    found: dict[str, list[Vertex]] = {}
    for vertex in (*vertices, *providers_in_json(runner)):
        if (reader := reader_of(vertex)) and str(vertex.get("file_path_")) in files:
            found.setdefault(reader, []).append(vertex)
    return found


def reader_of(vertex: Vertex) -> str:
    kind, name = vertex.get("block_type_"), str(vertex.get("block_name_"))
    if kind == "resource":
        made = str(vertex.get("resource_type"))
        found = RESOURCES.get(made, "")
        if found == "terraform_callers" and is_of_plan(vertex):
            return "plan_callers" if made in IN_PLANS else ""
        return found
    if kind == "provider":
        reader = "plan_callers" if is_of_plan(vertex) else "terraform_callers"
        return reader if name.partition(".")[0] in PROVIDERS else ""
    if kind == "terraform":  # Terraform reads the backend of the root module alone
        backends = vertex["config_"].get("backend") or ()
        here = vertex.get("source_module_object_") is None
        return "terraform_callers" if here and any("s3" in each for each in backends) else ""
    return "terraform_callers" if kind == "data" and name.startswith(REMOTE_STATE) else ""


def handing_reader(vertex: Vertex) -> str:
    """The same of a resource that hands a role to a service."""
    if vertex.get("block_type_") != "resource":
        return ""
    from roletrust.dialects.handed.places import by_kind  # noqa: PLC0415  # a table for scans that have resources

    kind = str(vertex.get("resource_type"))
    if kind not in by_kind() and kind not in EDGE:
        return ""
    if "::" in kind:
        return "template_callers"
    return "plan_callers" if is_of_plan(vertex) else "terraform_callers"


def is_of_plan(vertex: Vertex) -> bool:
    file = str(vertex.get("file_path_"))
    return file.endswith(".json") and not file.endswith(".tf.json")


def files_of(runner: Any) -> set[str]:
    return {str(getattr(key, "file_path", key)) for key in definitions_of(runner)}


def call_checks() -> list[CallCheck]:
    return [CallCheck(rule, handing_reader if rule is SERVICE_REFUSED else reader_of) for rule in CALLS]

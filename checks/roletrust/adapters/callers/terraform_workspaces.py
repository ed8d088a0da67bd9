"""Workspaces of HCP Terraform that the `tfe` provider gives a role: `tfe_variable`, with `tfe_workspace` beside it.

https://registry.terraform.io/providers/hashicorp/tfe/latest/docs/resources/variable
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from roletrust.adapters.callers.made_calls import MadeBy
from roletrust.adapters.callers.terraform_pods import RolesByScan, beside, configured, label
from roletrust.adapters.host.internals import Vertex
from roletrust.adapters.landscape.role_store import RoleStore
from roletrust.dialects.callers import hcp_workspaces
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.tree import Map, Tree
from roletrust.dialects.variants import variants
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, Text, Value, text
from roletrust.reading.callers.made import Made, Way, by_role, without_correction

NAMES = ("key", "value", "workspace_id")
REFERENCE = re.compile(r"\$?\{?(?:module\.[\w-]+\.)*(tfe_workspace|tfe_project)\.([\w-]+)\.id\}?\Z")


def made_by(vertices: Iterable[Vertex], store: RoleStore) -> Iterator[MadeBy]:
    """The calls of roles of `store` that runs of these workspaces make."""
    roles = RolesByScan(store)
    for vertex in vertices:
        for scan, found in configured(vertex, NAMES):
            workspace = named(
                vertex, found.get("workspace_id"), "tfe_workspace", ("name", "organization", "project_id")
            )
            project = named(vertex, workspace.get("project_id"), "tfe_project", ("name",))
            for stored, ways in by_role(calls_of(found, workspace, project, label(vertex)), roles.of(scan)):
                yield vertex, Made(ways, stored, "", without_correction)


def named(vertex: Vertex, reference: Tree, kind: str, names: tuple[str, ...]) -> Map:
    """What is written in the resource of that kind whose id `reference` is; nothing where that is not known."""
    found = REFERENCE.match(str(reference))
    if found is None or found[1] != kind:
        return Map()
    return beside(vertex, ("resource", kind, found[2]), names) or Map()


def calls_of(written: Map, workspace: Map, project: Map, label: str) -> Iterator[Way]:
    told = (workspace.get("organization"), project.get("name"), workspace.get("name"))
    organization, of_project, name = (
        known(*each) for each in zip(told, ("organization", "project", "workspace"), strict=True)
    )
    try:
        for conditions, tree in variants(written):
            said = tree if isinstance(tree, Map) else Map()
            role, presented = (
                said.get("value"),
                hcp_workspaces.tokens(str(said.get("key")), organization, of_project, name),
            )
            if role and isinstance(role, (str, Text)) and presented:
                yield conditions, Call(role, None, label, "", written.source, WEB_IDENTITY, tokens=presented)
            else:
                yield conditions, None
    except PolicyError:
        return


def known(value: Tree, what: str) -> Value:
    return value if value and isinstance(value, (str, Text)) else text(Hole(what))

"""Workspaces of HCP Terraform that the `tfe` provider gives a role: `tfe_variable`, with `tfe_workspace` beside it.

https://registry.terraform.io/providers/hashicorp/tfe/latest/docs/resources/variable
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.dialects.callers import hcp_workspaces
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.calls import Call
from roletrust.reading.callers.made import Made, R, Way, is_text, or_open, ways, without_setting
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

NAMES = ("key", "value", "workspace_id")
REFERENCE = re.compile(r"\$?\{?(?:module\.[\w-]+\.)*(tfe_workspace|tfe_project)\.([\w-]+)\.id\}?\Z")


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """The calls of these roles that runs of a workspace make."""
    found = at.written(NAMES)
    if found is not None:
        workspace = named(at, found.get("workspace_id"), "tfe_workspace", ("name", "organization", "project_id"))
        project = named(at, workspace.get("project_id"), "tfe_project", ("name",))
        yield from without_setting(calls_of(found, workspace, project, at.label), roles.by_arn(at.root))


def named(at: Standing, reference: Tree, kind: str, names: tuple[str, ...]) -> Map:
    """What is written in the resource of that kind whose id `reference` is; nothing where that is not known."""
    found = REFERENCE.match(str(reference))
    if found is None or found[1] != kind:
        return Map()
    return at.beside(("resource", kind, found[2]), names) or Map()


def calls_of(written: Map, workspace: Map, project: Map, label: str) -> Iterator[Way]:
    """Each way that the variable can turn out; none where that cannot be told."""
    organization = or_open(workspace.get("organization"), "organization")
    of_project, name = or_open(project.get("name"), "project"), or_open(workspace.get("name"), "workspace")

    def call(tree: Tree) -> Call | None:
        said = tree if isinstance(tree, Map) else Map()
        role, presented = said.get("value"), hcp_workspaces.tokens(str(said.get("key")), organization, of_project, name)
        if not is_text(role) or not presented:
            return None
        return Call(role, None, label, "", written.source, WEB_IDENTITY, tokens=presented)

    return ways(written, call)

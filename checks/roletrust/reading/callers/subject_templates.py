"""What a tree of Terraform chooses for the subjects of GitHub's tokens, of a repository or of an organization.

https://registry.terraform.io/providers/integrations/github/latest/docs/resources/actions_repository_oidc_subject_claim_customization_template
https://registry.terraform.io/providers/integrations/github/latest/docs/resources/actions_organization_oidc_subject_claim_customization_template
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from roletrust.dialects.callers.github_subjects import Template
from roletrust.dialects.hcl.evaluation import providers
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Address, Directory
from roletrust.dialects.hcl.project.project import Project
from roletrust.dialects.hcl.roles.arguments import arguments
from roletrust.dialects.hcl.roles.assuming import Calls
from roletrust.dialects.tree import Tree
from roletrust.reading.terraform.blocks import SUBJECTS

OF_A_REPOSITORY, OF_ALL = f"github_actions_repository_{SUBJECTS}", f"github_actions_organization_{SUBJECTS}"
KINDS = (OF_A_REPOSITORY, OF_ALL)
REPOSITORY, USUAL, KEYS = "repository", "use_default", "include_claim_keys"
OWNER = ("owner", "organization")  # of the provider, the older name last


def templates(project: Project, directories: Iterable[Directory]) -> Iterator[Template]:
    """Those that the modules in `directories` make, each under every way that its module is called."""
    for directory in directories:
        for address in [each for each in directory.addresses() if each[0] == "resource" and each[1] in KINDS]:
            if placed := directory.block(address):
                for calls in project.chains(placed.file):
                    if project.exists(placed.file, calls, address):
                        yield template(project, placed.file, calls, address)


def template(project: Project, file: str, calls: Calls, address: Address) -> Template:
    """What one resource chooses; None in what is not known of it."""
    of_all = address[1] == OF_ALL
    said = arguments(project, file, calls, address, None, (REPOSITORY, USUAL, KEYS))
    owner = project.ask(file, calls, lambda scope, _: owner_of(scope, file, address))
    known = owner if isinstance(owner, str) and owner else None
    if said is None:
        return Template(None, known, None, None)
    repository, usual, keys = (said.get(each) for each in (REPOSITORY, USUAL, KEYS))
    name = "" if of_all else repository if isinstance(repository, str) and repository else None
    return Template(name, known, usual if isinstance(usual, bool) else None, listed(keys))


def listed(keys: Tree) -> tuple[str, ...] | None:
    if keys is None:
        return ()
    whole = isinstance(keys, list) and all(isinstance(each, str) for each in keys)
    return tuple(str(each) for each in keys) if whole and isinstance(keys, list) else None


def owner_of(scope: Scope, file: str, address: Address) -> Tree:
    """Whose repositories the provider of the resource manages, as its configuration says; None where that is silent."""
    placed = scope.directory.block(address, os.path.normpath(file))
    owner, name = providers.provider_of(scope, address[1], placed)
    configured = providers.configuration(owner, name)
    if configured is None:
        return None
    nodes = (configured.block.body.attribute(each) for each in OWNER)
    found = [evaluate(node, owner.frame(configured)) for node in nodes if node is not None]
    return found[0] if found else None

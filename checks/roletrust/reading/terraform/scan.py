"""One Terraform scan: its roles and documents, evaluated from source, each once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.files.endings import ENDINGS, UNLISTED
from roletrust.dialects.hcl.project.module_callers import Chains
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.project.project import Project
from roletrust.dialects.hcl.roles.instances import Instance, instances
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole
from roletrust.reading.configuration import load
from roletrust.reading.kinds import plain_name
from roletrust.reading.places import owner
from roletrust.reading.terraform.blocks import POLICY, TRUST, Block, Calls, Policy, Unread

if TYPE_CHECKING:
    from roletrust.dialects.role_modules.model import Release
    from roletrust.dialects.role_modules.versions import Version

NAME = {"aws_iam_role": "name", "awscc_iam_role": "role_name"}


class Listing:
    """What a scan lists.

    `files` are absolute; `var_files`: named for the scan; `modules`: where the module is that a call (its file, its
    name) calls, where that is known.  `blocks`: by a key of the lister's own.  `json`: of a scan of Terraform's JSON
    syntax, which does not say under which calls a block stands.  `scans`: what was made of it.
    `origin`: the graph of another that it was taken from; None where it was taken from none.
    """

    def __init__(
        self,
        files: Sequence[str] = (),
        var_files: Sequence[str] = (),
        modules: Mapping[tuple[str, str], str] = MappingProxyType({}),
        json: bool = False,
    ) -> None:
        self.files, self.var_files, self.modules, self.json = files, var_files, modules, json
        self.blocks: dict[int, Block] = {}
        self.scans: list[Scan] = []
        self.origin: Any = None


class Scan:
    """The blocks that `graph` lists, read; `root` is the scanned directory."""

    def __init__(self, graph: Listing, root: str) -> None:
        self.graph = graph
        beside = ENDINGS if graph.json else UNLISTED
        self.project = Project(root, graph.files, graph.var_files, beside, graph.modules, os.environ)
        self.configuration = load(root)
        self._described: dict[tuple[int, Version], list[Block]] = {}
        self._waiting: dict[int, Policy] = {}
        self._owners: dict[tuple[frozenset[str], frozenset[str]], Owner] = {}

    @property
    def secrets(self) -> Mapping[str, str]:
        """The texts that must not be told, with what to call them: those that came up by now."""
        return self.project.state.secrets

    def called_from(self, block: Block) -> str:
        """The root module's file under which the block stands, as findings name it: `/envs/prod/main.tf`; '' for one
        that stands in a root module, and where Checkov does not tell.
        """
        if not block.calls:
            return ""
        return f"/{os.path.relpath(block.calls[0].file, self.project.root)}".replace(os.sep, "/")

    def role(self, block: Block) -> Policy:
        """The role's trust policy, or a stack's template.  Kept only from when a document asked until it does."""
        return self._waiting.pop(id(block), None) or self._trust(block)

    def downloaded(self, call: Block) -> list[Block]:
        """The roles of the called module, where `terraform init` has put its files into the scanned directory."""
        calls = (*call.calls, ModuleCall(call.file, call.name, call.key))
        found = self.project.called(calls, TRUST)
        return [Block("resource", kind, name, None, file, calls, {}) for file, (_, kind, name) in found]

    def described(self, call: Block, release: Release) -> list[Block]:
        """The roles of the called module, as it is described in `release`."""
        key = (id(call), release.since)
        if key not in self._described:
            file = self.project.describe(release.label, release.hcl())
            calls = (*call.calls, ModuleCall(call.file, call.name, call.key))
            roles = [Block("resource", "aws_iam_role", role, None, file, calls, {}) for role in release.model.roles]
            self._described[key] = roles
        return self._described[key]

    def document(self, block: Block) -> Policy:
        """The policy that a document renders."""
        return self._together(block, lambda calls: self.project.document(block.file, calls, block.name, block.key))

    def makes(self, block: Block) -> bool:
        """Whether the block, in the module it is in, may have any instance."""
        if id(block) in self._waiting:  # only of one that is made
            return True
        if not block.exists and not self.project.overridden(block.file, block.address):
            return False
        ways = self.ways(block)
        return bool(ways.beyond) or any(self.project.exists(block.file, calls, block.address) for calls in ways)

    def owner(self, block: Block) -> Owner:
        """Whose the block is: by the accounts that its provider proves, and by the settings."""
        accounts, beside = self.accounts(block), self.beside(block)
        if (accounts, beside) not in self._owners:
            self._owners[accounts, beside] = owner(self.configuration, *accounts, beside=beside)
        return self._owners[accounts, beside]

    def beside(self, block: Block) -> frozenset[str]:
        """The accounts that the block's root module works in, under whichever of its calls."""
        return frozenset.intersection(*(self.project.all_accounts(block.file, calls) for calls in self.ways(block)))

    def accounts(self, block: Block) -> frozenset[str]:
        """The accounts that the block's provider proves, under whichever of its calls."""
        accounts = self.project.provider_accounts
        return frozenset.intersection(*(accounts(block.file, calls, block.address) for calls in self.ways(block)))

    def ahead(self, role: Block) -> Policy:
        """The trust policy of a role that is made and lasts as long as the scan, kept until `role` asks for it."""
        policy = self._waiting[id(role)] = self._trust(role)
        return policy

    def _trust(self, role: Block) -> Policy:
        return self.attribute(role, POLICY[role.type])

    def instances(self, block: Block) -> list[Block]:
        """What `count` and `for_each` make of the block; itself where that is not known."""
        found = instances(self.project, block.file, block.calls, block.address, block.key)
        return [replace(block, key=each.key, calls=each.calls, conf=conf_of(block, each)) for each in found]

    def name(self, role: Block) -> str:
        """What the role is called, where that is known; else ''."""
        if NAME[role.type] not in role.conf:
            return ""
        found = self.attribute(role, NAME[role.type])
        return "" if isinstance(found, Unread) else plain_name(found.tree)

    def attribute(self, role: Block, attribute: str) -> Policy:
        """What an attribute of the block comes to."""
        project, address = self.project, role.address
        return self._together(role, lambda calls: project.attribute(role.file, calls, address, attribute, role.key))

    def ways(self, block: Block) -> Chains:
        """The calls that the block stands under: Checkov does not tell them of Terraform's JSON syntax."""
        return self.project.chains(block.file) if self.graph.json else Chains([block.calls], block.beyond)

    def _together(self, block: Block, evaluated: Callable[[Calls], Evaluated]) -> Policy:
        """The policy under each of its calls; several are a choice between them."""
        ways = self.ways(block)
        if ways.beyond:
            return Unread(ways.beyond)
        *others, last = ways
        try:
            found = evaluated(last)
            for calls in reversed(others):
                here, name = evaluated(calls), ".".join(f"module.{call.name}" for call in calls)
                tree = Choice(f"called as {name}", here.tree, found.tree)
                both = here.used | found.used, here.registered | found.registered
                given = tuple(
                    (holes, Choice(tree.name, once_given(here, holes), once_given(found, holes)))
                    for holes in dict.fromkeys(each for one in (here, found) for each, _ in one.once_given)
                )
                found = Evaluated(tree, both[0], here.source, both[1], (*here.origins, *found.origins), given)
        except PolicyError as error:
            return Unread(str(error))
        return found


def conf_of(block: Block, instance: Instance) -> dict[str, Any]:
    """What Checkov has of the `instance`: one that may not be is called as the block is."""
    label = f"{instance.prefix}{block.type}.{block.name}{instance.ending}"
    return {**block.conf, "__address__": label} if instance.sure else block.conf


def once_given(evaluated: Evaluated, holes: tuple[Hole, ...]) -> Tree:
    """What it comes to once `holes` are given values."""
    return dict(evaluated.once_given).get(holes, evaluated.tree)


@lru_cache(maxsize=3)
def scan_of(graph: Listing, root: str) -> Scan:
    scan = Scan(graph, root)
    graph.scans.append(scan)
    return scan

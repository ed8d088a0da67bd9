"""The roles that the scanned tree makes, for callers in frameworks whose scans hold no roles.

Each of Checkov's runners works in a process of its own, a pipeline's without any graph of Terraform.  So the tree is
read here once a process, where a call names a role: Terraform's modules by their sources, CloudFormation's templates.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from itertools import islice

from roletrust.adapters.callers.tree_files import files, texts
from roletrust.adapters.callers.tree_templates import Found, TreeTemplates
from roletrust.adapters.decision import decided
from roletrust.adapters.landscape.stored_role import StoredRole, stored
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import ENDINGS
from roletrust.dialects.hcl.roles.roots import Roots
from roletrust.engine.policy.request import Kind, arn_field
from roletrust.engine.roles.calls import account_and_name
from roletrust.engine.roles.role import Gathered
from roletrust.engine.text import Value
from roletrust.reading.callers.made import is_in
from roletrust.reading.holdings import Beside
from roletrust.reading.terraform import roles as terraform
from roletrust.reading.terraform.blocks import TRUST, Block
from roletrust.reading.terraform.holdings import gather, roots_of_tree
from roletrust.reading.terraform.scan import NAME, Listing, Scan

TEMPLATES = (".yaml", ".yml", ".json", ".template")
TEMPLATE = "oidc_subject_claim_customization_template"  # of the provider of GitHub, for one repository or for all
MOST_ROLES = 5_000  # whose names are looked at
MOST_SAME = 20  # roles of one name


class TreeRoles:
    """The roles below `root`."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.templates = TreeTemplates(root)
        self.modules: dict[str, list[str]] = {}  # the files of Terraform in each directory
        self.chooses_subjects = False  # whether it gives GitHub a template for the subjects of tokens
        self.making: dict[str, None] = {}  # those of the directories with a role in them
        for path, text in texts(files(root), lambda path: path.endswith((*ENDINGS, *TEMPLATES))):
            if not path.endswith(ENDINGS):
                self.templates.add(path, text)
                continue
            self.chooses_subjects = self.chooses_subjects or TEMPLATE in text
            folder = os.path.dirname(path)
            self.modules.setdefault(folder, []).append(path)
            if any(kind in text for kind in TRUST):
                self.making[folder] = None
        self.scan = Scan(Listing(tuple(file for every in self.modules.values() for file in every)), root)
        self._named: dict[str, list[Block]] | None = None
        self._called: dict[str, list[StoredRole]] = {}

    def called(self, arn: Value) -> list[StoredRole]:
        """The roles that `arn` may be: of its name, and in its account."""
        account, name = account_and_name(arn) or ("", "")
        if not name or not isinstance(name, str):
            return []
        if name not in self._called:
            found = islice((*self.in_terraform(name), *self.templates.called(name)), MOST_SAME + 1)
            self._called[name] = [
                stored(decided, conf, partial(Beside, decided.trusts, decided.problem, held))
                for conf, decided, held in found
            ]
        same = self._called[name] if len(self._called[name]) <= MOST_SAME else []
        return [each for each in same if is_in(account, each.case) or account in accounts_of_providers(each)]

    def in_terraform(self, name: str) -> Iterator[Found]:
        for block in self.named.get(name, ()):
            if self.scan.makes(block):
                case = terraform.case(self.scan, block, self.scan.role(block), name)
                yield block.conf, decided(case), partial(self.held, block)

    def held(self, block: Block) -> Gathered:
        return gather(self.scan, block, self.roots)

    @cached_property
    def roots(self) -> Roots:
        directories = (Directory(self.root, folder, files) for folder, files in self.modules.items())
        return roots_of_tree(self.scan, directories)

    @property
    def named(self) -> dict[str, list[Block]]:
        if self._named is None:
            self._named = {}
            for block in islice(self.blocks(), MOST_ROLES):
                if name := self.scan.name(block):
                    self._named.setdefault(name, []).append(block)
        return self._named

    def blocks(self) -> Iterator[Block]:
        """Each role of the configuration, under each way that its module is called."""
        for folder in self.making:
            directory = Directory(self.root, folder, self.modules[folder])
            for address in [each for each in directory.addresses() if each[0] == "resource" and each[1] in TRUST]:
                if placed := directory.block(address):
                    yield from self.called_as(placed.file, address[1], address[2])

    def called_as(self, file: str, kind: str, name: str) -> Iterator[Block]:
        for calls in self.scan.project.chains(file):
            address = ".".join((*(f"module.{call.name}" for call in calls), kind, name))
            yield Block("resource", kind, name, None, file, calls, {NAME[kind]: [""], "__address__": address})


def accounts_of_providers(role: StoredRole) -> set[Value]:
    """The accounts of the OIDC providers that a role trusts: STS looks for them in its own alone.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    trusts = (each.made_ready for _, each in role.roles)
    return {arn_field(name, 4) for trust in trusts if trust for name in trust.named(Kind.OIDC) if isinstance(name, str)}


@lru_cache(maxsize=2)
def roles_below(root: str, scan: int) -> TreeRoles:
    """The roles below `root`, read once for each `scan`: in one process the tree may change from one to the next."""
    return TreeRoles(root)

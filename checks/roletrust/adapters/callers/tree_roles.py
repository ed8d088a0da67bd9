"""The roles that the scanned tree makes, for callers in frameworks whose scans hold no roles.

Each of Checkov's runners works in a process of its own, a pipeline's without any graph of Terraform.  So the tree is
read here once a process, where a call names a role: Terraform's modules by their sources, CloudFormation's templates.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import islice

from roletrust.adapters.callers.tree_templates import Found, TreeTemplates
from roletrust.adapters.decision import decided
from roletrust.adapters.landscape.stored_role import StoredRole, stored
from roletrust.dialects.callers.github_subjects import Template
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.files.endings import ENDINGS
from roletrust.dialects.hcl.roles.root_modules import Roots
from roletrust.engine.roles.calls import account_and_name
from roletrust.engine.roles.role import Gathered
from roletrust.engine.text import Value
from roletrust.reading.callers.made import accounts_of
from roletrust.reading.callers.subject_templates import templates
from roletrust.reading.callers.tree_calls import MOST_SAME
from roletrust.reading.terraform import roles as terraform
from roletrust.reading.terraform.blocks import SUBJECTS, TRUST, Block
from roletrust.reading.terraform.holdings import gather, roots_of_tree
from roletrust.reading.terraform.scan import NAME, Listing, Scan
from roletrust.reading.tree_files import files, texts

TEMPLATES = (".yaml", ".yml", ".json", ".template")
MOST_ROLES = 5_000  # whose names are looked at


Makers = Callable[["TreeRoles", str], "Iterable[Found]"]  # those of the roles called so


class TreeRoles:
    """The roles below `root`."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.templates = TreeTemplates(root)
        self.modules: dict[str, list[str]] = {}  # the files of Terraform in each directory
        self.choosing: dict[str, None] = {}  # those of the directories that may choose what subjects of GitHub's say
        self.making: dict[str, None] = {}  # those of the directories with a role in them
        for path, text in texts(files(root), lambda path: path.endswith((*ENDINGS, *TEMPLATES))):
            if not path.endswith(ENDINGS):
                self.templates.add(path, text)
                continue
            folder = os.path.dirname(path)
            if SUBJECTS in text:
                self.choosing[folder] = None
            self.modules.setdefault(folder, []).append(path)
            if any(kind in text for kind in TRUST):
                self.making[folder] = None
        self.scan = Scan(Listing(tuple(file for every in self.modules.values() for file in every)), root)
        self._named: dict[str, list[Block]] | None = None
        self._called: dict[tuple[Makers | None, str], list[StoredRole]] = {}

    def called(self, arn: Value, makers: Makers | None = None) -> list[StoredRole]:
        """The roles that `arn` may be: of its name, and in its account.  `makers`: what makes them; None: anything."""
        account, name = account_and_name(arn) or ("", "")
        if not name or not isinstance(name, str):
            return []
        if (makers, name) not in self._called:
            found = makers(self, name) if makers else (*self.in_terraform(name), *self.in_templates(name))
            self._called[makers, name] = [
                stored(decided, conf, held) for conf, decided, held in islice(found, MOST_SAME + 1)
            ]
        same = self._called[makers, name] if len(self._called[makers, name]) <= MOST_SAME else []
        return [each for each in same if account in accounts_of(each)]

    def in_templates(self, name: str) -> Iterator[Found]:
        return self.templates.called(name)

    def in_terraform(self, name: str) -> Iterator[Found]:
        for block in self.named.get(name, ()):
            if self.scan.makes(block):
                case = terraform.case(self.scan, block, self.scan.role(block), name)
                yield block.conf, decided(case), partial(self.held, block)

    def held(self, block: Block) -> Gathered:
        return gather(self.scan, block, self.roots)

    @cached_property
    def roots(self) -> Roots:
        return roots_of_tree(self.scan, self.directories(self.modules))

    @property
    def named(self) -> dict[str, list[Block]]:
        if self._named is None:
            self._named = {}
            for block in islice(self.blocks(), MOST_ROLES):
                if name := self.scan.name(block):
                    self._named.setdefault(name, []).append(block)
        return self._named

    def blocks(self) -> Iterator[Block]:
        """Each instance of each role of the configuration, under each way that its module is called."""
        for directory in self.directories(self.making):
            for address in [each for each in directory.addresses() if each[0] == "resource" and each[1] in TRUST]:
                if placed := directory.block(address):
                    yield from self.called_as(placed.file, address[1], address[2])

    def directories(self, folders: Iterable[str]) -> Iterator[Directory]:
        return (Directory(self.root, folder, self.modules[folder]) for folder in folders)

    @cached_property
    def subject_templates(self) -> tuple[Template, ...]:
        """What the tree chooses for the subjects of GitHub's tokens."""
        return tuple(templates(self.scan.project, self.directories(self.choosing)))

    def called_as(self, file: str, kind: str, name: str) -> Iterator[Block]:
        for calls in self.scan.project.chains(file):
            address = ".".join((*(f"module.{call.name}" for call in calls), kind, name))
            block = Block("resource", kind, name, None, file, calls, {NAME[kind]: [""], "__address__": address})
            yield from self.scan.instances(block)


@lru_cache(maxsize=2)
def roles_below(root: str, scan: int) -> TreeRoles:
    """The roles below `root`, read once for each `scan`: in one process the tree may change from one to the next."""
    return TreeRoles(root)

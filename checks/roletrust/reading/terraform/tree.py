"""The roles and trust documents of a Terraform tree, found by walking it: what Checkov's graph tells the checks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from roletrust.dialects.hcl.files.directory import Address, Directory, Placed
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.roles.root_modules import Roots
from roletrust.dialects.hcl.syntax.nodes import Literal
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.roles.role import Gathered
from roletrust.reading.callers.made import Caller, Named, findings
from roletrust.reading.found import WHOLE_FILE
from roletrust.reading.held import Held
from roletrust.reading.judging import Case, judged
from roletrust.reading.kinds import OTHERS, STACKS
from roletrust.reading.landscape import Among, taken_down
from roletrust.reading.marks import IN_TERRAFORM, all_in
from roletrust.reading.skips import Written
from roletrust.reading.terraform.blocks import BODY, MODEL, PARAMETERS, POLICY, SUBJECTS, TRUST, Block
from roletrust.reading.terraform.holdings import gather, roots_of_tree, unknown
from roletrust.reading.terraform.role_calls import called_by, is_role_call
from roletrust.reading.terraform.role_modules import at_call
from roletrust.reading.terraform.roles import case, is_trust
from roletrust.reading.terraform.scan import NAME, Listing, Scan
from roletrust.reading.terraform.used_documents import documents_used_in
from roletrust.reading.unread import unread

if TYPE_CHECKING:  # read for who has callers
    from roletrust.dialects.callers.github_subjects import Template
    from roletrust.reading.callers.terraform_roles import Standing

MOST_INSTANCES = 1_000  # of one module
READING = re.compile(r"\b(?:template)?file(?:base64)?\s*\(")
STACK = (BODY, PARAMETERS, MODEL)
HOLDERS = (*STACKS, *OTHERS)  # of roles, which are none themselves
DOCUMENT = ("data", "aws_iam_policy_document")


class TerraformTree:
    """The configuration in `files` (absolute paths), below the scanned directory `root`.

    `var_files`: named for it; `units`: Terragrunt's files, which run modules of it.
    """

    def __init__(
        self, root: str, files: Sequence[str], var_files: Sequence[str] = (), units: Sequence[str] = ()
    ) -> None:
        self._root = root
        self._folders: dict[str, list[str]] = {}
        self._placed: dict[int, Placed] = {}  # by the identity of the block, which the listing keeps
        for file in files:
            self._folders.setdefault(os.path.dirname(file), []).append(file)
        self._listing = Listing((*files, *units), tuple(map(os.path.abspath, var_files)))
        self._scan = Scan(self._listing, root)

    def cases(self) -> Iterator[Held]:
        """Each role, role module's call and unreferenced trust document; a file that cannot be read, by itself."""
        for block in self._every:
            if block.type in STACKS:
                yield from self._in_stack(block)
                continue
            if block.type in OTHERS:
                yield Held(block.label, partial(self._otherwise, block), None, partial(self._written, block))
                continue
            holding = None if block.kind == "data" else partial(self._holding, block)
            apart = partial(self._instances, block) if block.kind == "resource" else None
            yield Held(block.label, partial(self._case, block), holding, partial(self._written, block), block, apart)
        for directory in self._directories:
            list(directory.addresses())
            for file, why in directory.problems.items():
                if (text := _text(file)) and not all_in(text, IN_TERRAFORM):
                    continue
                yield Held(WHOLE_FILE, partial(unread, directory.shown(file), why, self._scan.configuration))

    def callers(self, roles: Sequence[Among], elsewhere: Named[Among] | None = None) -> Iterator[Caller]:
        """Each block that may call some of these roles, under each way that its module is called, with its calls.

        `elsewhere`: how a role of a template is found (see Roles).
        """
        blocks = [
            (placed, address)
            for directory in self._directories
            for address in filter(may_be_a_caller, list(directory.addresses()))
            for placed in directory.blocks(address)
        ]
        if not blocks:
            return
        from roletrust.reading.callers.in_terraform import calls, may_call  # noqa: PLC0415  # for who has callers
        from roletrust.reading.callers.terraform_roles import RolesOfTerraform  # noqa: PLC0415

        known = RolesOfTerraform(roles, self._scan, lambda role: role.block, elsewhere)
        for placed, address in blocks:
            for at in self._standing(placed, address) if may_call(address) else ():
                yield Caller(at.label, partial(written, placed), partial(findings, partial(calls, at, known)))

    def _instances(self, block: Block, one: Among) -> list[Among]:
        """Those of the role that the `block` makes, which `one` is of them all; each is judged by itself."""
        made = self._scan.instances(block)
        if [(each.key, each.calls) for each in made] == [(block.key, block.calls)]:
            return [one]
        cases = ((each, each if each.calls == block.calls else block, self._case(each)) for each in made)
        return [taken_down(judged(case), partial(self._holding, held), each) for each, held, case in cases if case]

    def _standing(self, placed: Placed, address: Address) -> Iterator[Standing]:
        """The block, as Checkov calls it.  Of a `terraform` block Terraform reads the root module's alone."""
        from roletrust.reading.callers.terraform_roles import Standing, instances_of  # noqa: PLC0415  # as above

        try:
            first, (address, named) = placed.block.first, named_as(placed, address)
        except PolicyError:  # what is told of the file
            return
        for calls in self._scan.project.chains(placed.file, MOST_INSTANCES):
            label = ".".join((*(f"module.{call.name}" for call in calls), *named))
            if address[0] != "terraform" or not calls:
                yield from instances_of(Standing(self._scan, placed.file, calls, address, None, label, first))

    def subject_templates(self) -> Sequence[Template]:
        """What it chooses for the subjects of GitHub's tokens."""
        choosing = {folder for folder, files in self._folders.items() if any(SUBJECTS in _text(file) for file in files)}
        if not choosing:
            return ()
        from roletrust.reading.callers.subject_templates import templates  # noqa: PLC0415  # for who chooses any

        return tuple(templates(self._scan.project, (each for each in self._directories if each.path in choosing)))

    def declares(self, name: str) -> bool:
        """Whether a root module of it has the variable."""
        return self._scan.project.declares(name)

    def reads(self, path: str) -> bool:
        """Whether a role of the configuration has the file at `path` for its trust policy, or for a part of it."""
        return self._reads_files and bool(self._every) and documents_used_in(self._scan).reads(os.path.abspath(path))

    @cached_property
    def _every(self) -> list[Block]:
        every = [block for directory in self._directories for block in self._blocks(directory)]
        self._listing.blocks.update((id(block), block) for block in every)
        return every

    @cached_property
    def _reads_files(self) -> bool:
        return any(READING.search(_text(file)) for files in self._folders.values() for file in files)

    def _in_stack(self, block: Block) -> Iterator[Held]:
        """The roles of the template that is written in a stack, or a stack set."""
        from roletrust.reading.inner_templates import held_in  # noqa: PLC0415  # CloudFormation, for who has a stack
        from roletrust.reading.terraform.stacks import body_of  # noqa: PLC0415

        body = body_of(self._scan, block, block.conf, Source(self._placed[id(block)].shown))
        for each in held_in(body) if body else ():
            name = f"{block.label}/{each.name}" if each.name else block.label
            yield each._replace(name=name, written=partial(self._written, block))

    def _otherwise(self, block: Block) -> Case | None:
        """The role that is made by way of another interface."""
        from roletrust.reading.made_otherwise import written  # noqa: PLC0415  # YAML, for who has such a resource

        return written(self._scan, block, block.conf, Source(self._placed[id(block)].shown))

    def _written(self, block: Block) -> Written:
        return written(self._placed[id(block)])

    @cached_property
    def _directories(self) -> list[Directory]:
        """The modules, each read once, whoever asks."""
        return [Directory(self._root, folder, files) for folder, files in self._folders.items()]

    @cached_property
    def _roots(self) -> Roots:
        return roots_of_tree(self._scan, self._directories, MOST_INSTANCES)

    def _holding(self, block: Block) -> Gathered:
        """What the role holds; of one that a module makes, that is not known."""
        return unknown(block) if block.kind == "module" else gather(self._scan, block, self._roots)

    def _blocks(self, directory: Directory) -> Iterator[Block]:
        """Each role, document and call in a directory, under each way that its module is called."""
        read: dict[str, list[str]] = {}
        for address in directory.addresses():
            kind = address[0]
            made = kind == "resource" and address[1] in (*TRUST, *STACKS, *OTHERS)
            wanted = made or address[:2] == DOCUMENT or kind == "module"
            placed = directory.block(address) if wanted else None
            if placed is None:
                continue
            conf: dict[str, object] = {}
            conf |= called_with(placed) if kind == "module" else {"__written__": text_of(placed, read)}
            conf |= literals(placed, STACK if address[1] in STACKS else ("type_name",)) if address[1] in HOLDERS else {}
            if kind == "module" and not is_role_call(conf):
                continue
            chains = self._scan.project.chains(placed.file, MOST_INSTANCES)
            blocks = [block_of(address, placed.file, calls, conf) for calls in chains if calls or not chains.beyond]
            if chains.beyond:
                blocks.append(replace(block_of(address, placed.file, (), conf), beyond=chains.beyond))
            self._placed.update((id(block), placed) for block in blocks)
            yield from blocks

    def _case(self, block: Block) -> Case | None:
        scan = self._scan
        if block.kind == "module":
            found = called_by(block.conf)
            return at_call(scan, block, found) if found else None
        if not scan.makes(block):
            return None
        if block.kind == "resource":
            return case(scan, block, scan.role(block), scan.name(block))
        if block in documents_used_in(scan):
            return None
        policy = scan.document(block)
        return case(scan, block, policy) if is_trust(policy, str(block.conf["__written__"])) else None


def may_be_a_caller(address: Address) -> bool:
    """Whether the block at `address` could call roles: those that make one, or say what one may be, call nobody."""
    kind, named = address[0], address[1] if len(address) > 1 else ""
    return kind in ("provider", "terraform", "resource", "data") and named not in (*TRUST, DOCUMENT[1])


def written(placed: Placed) -> Written:
    """Where a block is written, with what skips rules inside of it."""
    return Written(Source(placed.shown, placed.block.first, placed.block.last), inside=True)


def named_as(placed: Placed, address: Address) -> tuple[Address, Address]:
    """The address of a block that may call roles, and what Checkov calls it.  Raises PolicyError."""
    if address[0] == "terraform":
        return address, ("terraform", "backend", "s3")
    if address[0] != "provider":
        return address, address[1:]
    alias = placed.body.attribute("alias")
    name = str(alias.value) if isinstance(alias, Literal) else ""
    return ("provider", f"{address[1]}.{name}" if name else address[1]), (address[1], name or "default")


def _text(file: str) -> str:
    try:
        return read_text(file)
    except PolicyError:
        return ""


def text_of(placed: Placed, read: dict[str, list[str]]) -> str:
    """The block as it is written; '' where it cannot be read.  `read`: the lines of files that were read."""
    try:
        block = placed.block
    except PolicyError:
        return ""
    if placed.file not in read:
        read[placed.file] = read_text(placed.file).split("\n")
    return "\n".join(read[placed.file][max(block.first - 1, 0) : block.last])


def called_with(placed: Placed) -> dict[str, list[str]]:
    """Source and version of a module's call that are written out, in the lists that Checkov has them in."""
    return {"source": [""], "version": [""], **literals(placed, ("source", "version"))}


def literals(placed: Placed, names: Sequence[str]) -> dict[str, list[str]]:
    """Those of the attributes `names` that the block has, likewise; '' for one that is no literal."""
    found = {}
    for name in names:
        try:
            node = placed.body.attribute(name)
        except PolicyError:
            node = None
        if node is not None:
            found[name] = [str(node.value)] if isinstance(node, Literal) else [""]
    return found


def block_of(address: Sequence[str], file: str, calls: Sequence[ModuleCall], conf: Mapping[str, object]) -> Block:
    *_, type_, name = address
    label = ".".join((*(f"module.{call.name}" for call in calls), type_, name))
    if address[0] == "module":
        return Block("module", "", name, None, file, tuple(calls), {**conf, "__address__": label})
    named = {NAME[type_]: [""], POLICY[type_]: conf["__written__"]} if type_ in NAME else {}
    return Block(address[0], type_, name, None, file, tuple(calls), {**conf, **named, "__address__": label})

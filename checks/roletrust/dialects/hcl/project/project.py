"""Trust policies out of the Terraform configuration of one scan, evaluated from its source."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from roletrust.dialects.hcl.evaluation import providers
from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.evaluation.existence import makes_nothing
from roletrust.dialects.hcl.evaluation.export import Finish, Provider
from roletrust.dialects.hcl.evaluation.policy_document import document
from roletrust.dialects.hcl.evaluation.resources import surroundings
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Description, Directory, Placed
from roletrust.dialects.hcl.files.endings import ENDINGS, UNLISTED
from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.hcl.project.attribute_values import (
    by_itself,
    given,
    is_scattered,
    once_given,
    standing,
    where_it_exists,
)
from roletrust.dialects.hcl.project.generated_providers import Generated, generated_accounts
from roletrust.dialects.hcl.project.input_variables import Given
from roletrust.dialects.hcl.project.module_callers import MOST_CHAINS, Callers, Chains
from roletrust.dialects.hcl.project.module_calls import Key, ModuleCall
from roletrust.dialects.hcl.project.module_sources import Sources
from roletrust.dialects.hcl.project.terragrunt import Terragrunt
from roletrust.dialects.hcl.syntax.blocks import Block
from roletrust.dialects.hcl.syntax.nodes import Elsewhere, Node, texts_written
from roletrust.dialects.hcl.values.values import Bound, Encoded, Failure
from roletrust.dialects.origin import ITSELF, Origin
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Hole

Address = tuple[str, str, str]  # "resource" or "data", type, name
Accounts = Callable[[Provider], frozenset[str]]
Found = Callable[[Scope, Placed], tuple[Source, Callable[[Frame], Tree]]]  # where an expression stands, and its value


class Project:
    """One scan.

    `root` is the scanned directory, `files` the files of the scan, both absolute; of those beside them the ones that
    end in `beside` count too.  `modules`: where the module is that a call (its file, its name) calls, if that is known.
    `environment`: as a process has it, where `TF_VAR_x` gives the variable `x`.
    Nothing outside `root` is ever opened, but for those of `files` that stand there themselves (the modules that are
    called from it) with what their functions name in their own directory, and for `var_files`.
    """

    def __init__(
        self,
        root: str,
        files: Iterable[str],
        var_files: Sequence[str] = (),
        beside: tuple[str, ...] = UNLISTED,
        modules: Mapping[tuple[str, str], str] = MappingProxyType({}),
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.root = root
        self._beside = beside
        self._sources = Sources(root, modules, self._found, self._downloaded)
        self.state = State()
        self._listed = set(map(os.path.normpath, files))
        self._terragrunt = Terragrunt(root, self.state, self._listed)
        given = Given(root, self.state, var_files, environment, self._terragrunt)
        self._around = surroundings(self._sources.called, given.values, given.origin)
        self._directories: dict[str, Directory] = {}
        self._roots: dict[str, Scope] = {}
        self._accounts: dict[str, frozenset[str]] = {}  # by a root module's directory: what its providers prove
        self._generated_for: dict[str, Generated] = {}  # likewise: what the providers prove that Terragrunt makes
        self._identities: dict[str, str] = {}  # by a module's directory: what it calls its account
        self._where = Source()
        self._sources_of: dict[str, Source] = {}
        grouped: dict[str, list[str]] = {}
        for file in sorted(self._listed):
            grouped.setdefault(os.path.dirname(file), []).append(file)
        for path, found in grouped.items():
            self._directories[path] = Directory(root, path, found, beside)
        self._callers = Callers(root, list(grouped), lambda path: self._directory(os.path.join(path, "-")))

    def attribute(
        self, file: str, calls: tuple[ModuleCall, ...], address: Address, attribute: str, key: Key = None
    ) -> Evaluated:
        """The attribute of one resource.  Raises PolicyError where there is none, or Terraform would refuse it."""

        def found(scope: Scope, placed: Placed) -> tuple[Source, Callable[[Frame], Tree]]:
            node = placed.body.attribute(attribute)
            if node is None:
                raise PolicyError(f"`{'.'.join(address[1:])}` has no `{attribute}`")
            written, within = (node.node, node.file) if isinstance(node, Elsewhere) else (node, placed.file)
            where = scope.source(within, node.line, getattr(written, "last", 0) or node.line)
            if not scope.described:
                self.state.comes_from(Origin(ITSELF, str(where), spelt_out(written, within)))
            return where, lambda frame: evaluate(node, frame)

        return self._guarded(file, lambda: self._evaluated(self.placed(file, calls, address), address[1], key, found))

    def document(self, file: str, calls: tuple[ModuleCall, ...], name: str, key: Key = None) -> Evaluated:
        """A `data.aws_iam_policy_document` as the policy the provider renders.  Raises PolicyError."""
        address = ("data", "aws_iam_policy_document", name)

        def found(scope: Scope, placed: Placed) -> tuple[Source, Callable[[Frame], Tree]]:
            where = scope.source(placed.file, placed.block.first, placed.block.last)
            return where, lambda frame: Encoded(document(placed, frame, name))

        return self._guarded(file, lambda: self._evaluated(self.placed(file, calls, address), address[1], key, found))

    def describe(self, name: str, text: str) -> str:
        """Makes a module of `text`, for calls of a module that is not at hand; gives its file, for `attribute`.

        The same `name` is the same text.  What it says is placed at the call.
        """
        path = os.path.normpath(os.path.join(os.sep, "described", name))
        if path not in self._directories:
            self._directories[path] = Description(self.root, path, text)
        return os.path.join(path, "main.tf")

    def standing(self, file: str, calls: tuple[ModuleCall, ...], address: tuple[str, ...]) -> Source:
        """Where a block stands, of any kind; its file alone where the block cannot be found."""
        try:
            scope = self._scope(os.path.normpath(file), calls)
            block = found.block if (found := scope.directory.block(address, os.path.normpath(file))) else None
        except (PolicyError, Failure, Bound, RecursionError, MemoryError):
            block = None
        first, last = (block.first, block.last) if block else (0, 0)
        return self._directory(os.path.normpath(file)).source(os.path.normpath(file), first, last)

    def called(self, calls: tuple[ModuleCall, ...], kinds: Collection[str]) -> list[tuple[str, Address]]:
        """File and address of each resource of those kinds in the module that the last of `calls` calls, where its
        files are at hand.  Raises nothing.
        """
        *outer, last = calls
        file = os.path.normpath(last.file)
        try:
            scope = self._scope(file, tuple(outer))
            placed = scope.directory.block(("module", last.name), file)
            directory = self._sources.called(scope, placed) if placed else None
        except (PolicyError, Failure, Bound, RecursionError, MemoryError):
            return []
        if directory is None:
            return []
        addresses = [each for each in directory.addresses() if each[0] == "resource" and each[1] in kinds]
        return [(found.file, (each[0], each[1], each[2])) for each in addresses if (found := directory.block(each))]

    def written(self, file: str, kinds: Collection[str]) -> tuple[list[tuple[Address, Block]], str]:
        """The resources of those kinds that stand in the file, and what in it is no configuration; '' if nothing."""
        file = os.path.normpath(file)
        directory = self._directory(file)
        addresses = [each for each in directory.addresses() if each[0] == "resource" and each[1] in kinds]
        found, problems = [], [directory.problems[file]] if file in directory.problems else []
        for address, placed in ((each, placed) for each in addresses for placed in directory.blocks(each)):
            try:
                found += [((address[0], address[1], address[2]), placed.block)] if placed.file == file else []
            except PolicyError as error:
                problems.append(str(error))
        return found, next(iter(problems), "")

    def exists(self, file: str, calls: tuple[ModuleCall, ...], address: tuple[str, ...]) -> bool:
        """Whether the block may have an instance: False where its `count` or `for_each`, or that of a module call
        on the way, is surely empty, and for a block of an override file that changes one in another file of the scan.
        Raises nothing: what cannot be read may exist.
        """
        self.state.begin()
        try:
            scope, placed = self.placed(file, calls, address)
            if placed.file != os.path.normpath(file) and placed.file in self._listed:
                return False
            return not _unmade(scope, placed)
        except (PolicyError, Failure, Bound, RecursionError, MemoryError):
            return True

    def overridden(self, file: str, address: Address) -> bool:
        """Whether an override file changes the block.  Raises nothing."""
        placed = self._directory(os.path.normpath(file)).block(address, os.path.normpath(file))
        return bool(placed and placed.overrides)

    def chains(self, file: str, most: int = MOST_CHAINS) -> Chains:
        """The calls in the tree that lead to the module of `file`, in at most so many ways.  Raises nothing."""
        return self._callers.chains(os.path.dirname(os.path.normpath(file)), most)

    def declares(self, name: str) -> bool:
        """Whether a root module of the scan has the variable.  Raises nothing: a file that cannot be read has none."""
        declaring = (each for each in list(self._directories.values()) if each.block(("variable", name)))
        return any(() in self._callers.chains(each.path, MOST_CHAINS) for each in declaring)

    def beside(self, kinds: Collection[str]) -> Iterator[tuple[str, Address]]:
        """File and address of each resource of those kinds in a file that the scan does not list, but a file beside
        it is.  Raises nothing: what cannot be read is none.
        """
        for directory in list(self._directories.values()):
            if self._listed.issuperset(directory.files):
                continue
            for each in directory.addresses():
                placed = directory.block(each) if len(each) == 3 and each[1] in kinds else None
                if placed and placed.file not in self._listed:
                    yield placed.file, (each[0], each[1], each[2])

    def own_account(self, file: str, address: Address) -> str:
        """What the module of `file` (as it is shown) calls the account of its resource at `address`.

        It is that of its default provider: `data.aws_caller_identity.NAME.account_id`; '' where the module does not
        declare it, or the resource has a provider of its own.  Raises nothing.
        """
        directory = self._directory(os.path.join(self.root, file.lstrip("/")))
        if directory.path not in self._identities:
            every = (each for each in directory.addresses() if each[:2] == ("data", "aws_caller_identity"))
            one = next((each for each in every if not _has_any(directory, each, "provider", "count", "for_each")), None)
            self._identities[directory.path] = f"data.aws_caller_identity.{one[2]}.account_id" if one else ""
        return "" if _has_any(directory, address, "provider") else self._identities[directory.path]

    def provider_accounts(self, file: str, calls: tuple[ModuleCall, ...], address: Address) -> frozenset[str]:
        """The accounts that the provider of a resource proves, by `allowed_account_ids` or `assume_role`; where a root
        module has no such provider, the one that Terragrunt generates for it.

        Raises PolicyError where the resource cannot be found or read.
        """
        self.state.begin()
        try:
            scope, placed = self.placed(file, calls, address)
            owner, name = providers.provider_of(scope, address[1], placed)
            if name == "aws" and owner.call is None and providers.configuration(owner, name) is None:
                return self._generated(owner.directory.path).own
            return providers.accounts(owner, name)
        except (Failure, Bound, RecursionError, MemoryError):
            return frozenset()

    def all_accounts(self, file: str, calls: tuple[ModuleCall, ...]) -> frozenset[str]:
        """The accounts in which the root module works, under which the module of `file` stands."""
        path = os.path.dirname(os.path.normpath(calls[0].file if calls else file))
        if path not in self._accounts:
            self.state.begin()
            try:
                written = providers.all_accounts(self._root_scope(path))
                self._accounts[path] = written | self._generated(path).every
            except (PolicyError, Failure, Bound, RecursionError, MemoryError):
                self._accounts[path] = frozenset()
        return self._accounts[path]

    def _generated(self, path: str) -> Generated:
        """What the generated providers prove for the root module in the directory `path`.  Raises Failure, Bound."""
        if path not in self._generated_for:
            self._generated_for[path] = generated_accounts(self._terragrunt, path)
        return self._generated_for[path]

    def ask(self, file: str, calls: tuple[ModuleCall, ...], question: Callable[[Scope, Accounts], Tree]) -> Tree:
        """The answer to a question about the module of `file`, which is told the accounts that a provider proves.

        None where the module cannot be read so far.  Raises nothing.
        """
        self.state.begin()
        try:
            scope = self._scope(os.path.normpath(file), calls)
            return question(scope, lambda provider: self.accounts_of(scope, provider))
        except (PolicyError, Failure, Bound, RecursionError, MemoryError):
            return None

    def _guarded(self, file: str, thunk: Callable[[], Evaluated]) -> Evaluated:
        """What `thunk` gives; what is beyond the bounds is a Hole that says so."""
        self.state.begin()
        self._where = self._source(file)
        try:
            return thunk()
        except Failure as failure:
            raise PolicyError(f"{self._where}: {failure}") from failure
        except PolicyError as error:
            raise error if str(error).startswith("/") else PolicyError(f"{self._where.file}: {error}") from error
        except Bound as bound:
            reason = str(bound)
        except (RecursionError, MemoryError):
            reason = "an expression nested too deeply"
        hole = Hole(reason, str(self._where))
        return Evaluated(hole, frozenset(self.state.documents), self._where)

    def _source(self, file: str) -> Source:
        known = self._sources_of.get(file)
        if known is None:
            known = self._sources_of[file] = Source("/" + os.path.relpath(file, self.root).replace(os.sep, "/"))
        return known

    # --- finding the place ------------------------------------------------------------------------

    def placed(self, file: str, calls: tuple[ModuleCall, ...], address: tuple[str, ...]) -> tuple[Scope, Placed]:
        """The block, and the module instance it is in.  Raises PolicyError."""
        file = os.path.normpath(file)
        scope = self._scope(file, calls)
        placed = scope.directory.block(address, file)
        if placed is None:
            shown = scope.where(file, 0)
            problem = scope.directory.problems.get(file, f"{shown}: there is no `{'.'.join(address)}`")
            raise PolicyError(problem)
        return scope, placed

    def _scope(self, file: str, calls: tuple[ModuleCall, ...]) -> Scope:
        if not calls:
            return self._root_scope(os.path.dirname(file))
        files = [os.path.normpath(call.file) for call in calls] + [file]
        scope = self._root_scope(os.path.dirname(files[0]))
        for call, inner in zip(calls, files[1:], strict=True):
            child = scope.called(call.name, os.path.normpath(call.file), call.key, self._directory(inner))
            if child is None:
                raise PolicyError(f"{scope.where(call.file, 0)}: there is no module `{call.name}`")
            scope = child
        return scope

    def _directory(self, file: str) -> Directory:
        path = os.path.dirname(file)
        if path not in self._directories:
            self._directories[path] = Directory(self.root, path, (), self._beside)
        return self._directories[path]

    def _found(self, path: str) -> Directory | None:
        """The module in the directory `path`: listed, or in the scanned tree; None where there is none."""
        found = self._directory(os.path.join(path, "-"))
        return found if found.files else None

    def _downloaded(self, path: str) -> Directory | None:
        """A module in the scanned tree that the scan passes over, as Checkov does where `terraform init` puts them."""
        if path not in self._directories:
            self._directories[path] = Directory(self.root, path, (), ENDINGS)
        return self._found(path)

    def _root_scope(self, path: str) -> Scope:
        if path not in self._roots:
            directory = self._directory(os.path.join(path, "-"))
            self._roots[path] = Scope(directory, self.state, self._around)
        return self._roots[path]

    # --- evaluating ---------------------------------------------------------------------------------

    def _evaluated(self, place: tuple[Scope, Placed], kind: str, key: Key, found: Found) -> Evaluated:
        scope, placed = place
        state = self.state
        where, evaluated = found(scope, placed)
        self._where = where
        own = providers.identity(scope, kind, placed)
        finish = Finish(own, lambda provider: self.accounts_of(scope, provider))
        filled = partial(where_it_exists, placed=placed, key=key, evaluated=evaluated)
        try:
            value = filled(scope)
            tree = finish.tree(value)
        except Failure:
            if state.unset() is None:
                raise
            value = filled(scope.filled())  # as it has to be for Terraform to go on
            tree = finish.tree(value)
        tree = by_itself(tree, state)
        if not is_scattered(tree):
            where = standing(value, state) or standing(tree, state) or where
        if (unset := state.unset()) is not None:
            tree = given(tree, unset)
        used = frozenset(state.documents), where, frozenset(state.registered), tuple(state.origins)
        return Evaluated(
            tree, *used, tuple(once_given(state, tree, lambda only: finish.tree(filled(scope.filled(only)))))
        )

    def accounts_of(self, scope: Scope, provider: Provider) -> frozenset[str]:
        """The accounts that a provider configuration proves, `scope` being one in which it is used."""
        prefix, name = provider
        owner: Scope | None = scope
        while owner is not None and owner.prefix != prefix:
            owner = owner.call.scope if owner.call else None
        return providers.accounts(owner, name) if owner else frozenset()


def spelt_out(node: Node, file: str) -> Callable[[], Iterable[str]]:
    """What gives the text of an expression of `file`, in which it is read again, so that nothing of it is kept."""
    start, end = getattr(node, "start", -1), getattr(node, "end", -1)
    return partial(texts_written, node) if start < 0 else lambda: [read_text(file)[start:end]]


def _unmade(scope: Scope, placed: Placed) -> bool:
    """Whether the block surely has no instance; what is open is not taken for an ordinary value here."""
    if scope.call and _unmade(scope.call.scope, scope.call.placed):
        return True  # and what is in it has nothing that it could be worked out from
    scope.state.presumed = False
    return makes_nothing(scope, placed) and not scope.state.presumed


def _has_any(directory: Directory, address: Sequence[str], *names: str) -> bool:
    """Whether the block at `address` says any of `names`; one that cannot be read may."""
    try:
        placed = directory.block(tuple(address))
        return placed is not None and any(placed.body.attribute(name) is not None for name in names)
    except (PolicyError, Bound):
        return True

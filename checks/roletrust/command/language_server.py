"""The Language Server Protocol's side of `roletrust server`; the one module that imports pygls.

https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
"""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from roletrust import __version__
from roletrust.fixing.supplied import Supplied
from roletrust.replying.edited_tree import EditedTree, RoleRepair
from roletrust.replying.findings import LineEdit, Reported

NAME = "roletrust"
PAUSE = 0.3  # seconds without another key before all is read anew
SEVERITIES = {
    "CRITICAL": types.DiagnosticSeverity.Error,
    "HIGH": types.DiagnosticSeverity.Error,
    "MEDIUM": types.DiagnosticSeverity.Warning,
    "LOW": types.DiagnosticSeverity.Information,
    "INFO": types.DiagnosticSeverity.Hint,
}
Given = TypeVar("Given")


class Server(LanguageServer):
    """One for an editor.  A workspace's folder is one tree; a file elsewhere is one by itself."""

    def __init__(self, var_files: Sequence[str], supplied: Supplied) -> None:
        super().__init__(NAME, __version__)
        self._given = var_files, supplied
        self._trees: dict[str, EditedTree] = {}
        self._asked: Counter[str] = Counter()  # how often each tree was to be read
        self._stale: set[str] = set()  # trees of which more than what is open has changed
        self._told: dict[str, set[str]] = {}  # of each tree, the files that something is shown in
        self._worker = ThreadPoolExecutor(max_workers=1)  # the trees are its alone

    async def changed(self, uri: str, saved: bool = False) -> None:
        """Have the tree of that document read anew, once nothing has changed for a moment, and show what is found.

        `saved`: the file itself has changed, and not only what is open.
        """
        if not is_file(uri):
            return
        tree = self._tree(path_of(uri))
        self._stale.update([tree.path] if saved else [])
        self._asked[tree.path] += 1
        asked = self._asked[tree.path]
        await asyncio.sleep(PAUSE)
        if self._asked[tree.path] == asked:
            await self._current(tree)

    async def asked(self, uri: str, answer: Callable[[EditedTree, str], Given]) -> Given:
        """What `answer` says of the tree of that document, as it stands now, and the document's path."""
        path = path_of(uri)
        tree = self._tree(path)
        await self._current(tree)
        return await self._work(lambda: answer(tree, path))

    def _tree(self, path: str) -> EditedTree:
        around = [root for each in self.workspace.folders.values() if is_in(path, root := path_of(each.uri))]
        root = max(around, key=len, default=path)
        return self._trees.setdefault(root, EditedTree(root, *self._given))

    async def _work(self, job: Callable[[], Given]) -> Given:
        return await asyncio.get_running_loop().run_in_executor(self._worker, job)

    async def _current(self, tree: EditedTree) -> None:
        """Has the tree read as it is in the editor, and shows what is found, where it is not already."""
        open_ = {path_of(each.uri): each for each in self.workspace.text_documents.values() if is_file(each.uri)}
        texts = {path: each.source.encode() for path, each in open_.items() if is_in(path, tree.path)}
        if tree.path in self._stale or texts != tree.texts:
            self._stale.discard(tree.path)
            versions = {path: each.version for path, each in open_.items()}
            await self._work(lambda: tree.read(texts))
            self._show(tree, versions)

    def _show(self, tree: EditedTree, versions: Mapping[str, int | None]) -> None:
        found: dict[str, list[types.Diagnostic]] = {path: [] for path in self._told.get(tree.path, ())}
        for each in tree.found:
            found.setdefault(each.path, []).append(diagnostic(each))
        self._told[tree.path] = {path for path, some in found.items() if some}
        for path, some in found.items():
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(self.document(path).uri, some, versions.get(path))
            )

    def document(self, path: str) -> types.OptionalVersionedTextDocumentIdentifier:
        """The file as the editor calls it, and which version of it is open."""
        for each in self.workspace.text_documents.values():
            if path_of(each.uri) == path:
                return types.OptionalVersionedTextDocumentIdentifier(each.uri, each.version)
        return types.OptionalVersionedTextDocumentIdentifier(str(from_fs_path(path)))


def is_file(uri: str) -> bool:
    return uri.startswith("file:")


def path_of(uri: str) -> str:
    return os.path.abspath(to_fs_path(uri) or uri)


def is_in(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def diagnostic(each: Reported) -> types.Diagnostic:
    first, last = each.lines
    return types.Diagnostic(
        range=lines(first - 1, last),
        message="\n".join((each.told.name, *each.told.details)),
        severity=SEVERITIES[each.told.severity],
        code=each.told.rule.id,
        code_description=types.CodeDescription(href=each.told.rule.guideline),
        source=NAME,
    )


def lines(first: int, end: int) -> types.Range:
    """The lines from `first` to before `end`, counted from 0."""
    return types.Range(types.Position(first, 0), types.Position(end, 0))


def hover(table: str) -> types.Hover | None:
    """`table` as it stands, whatever its text would be as Markdown."""
    if not table:
        return None
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", table)), 0)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, f"{fence}text\n{table}\n{fence}"))


def actions(repair: RoleRepair, shown: Sequence[types.Diagnostic], server: Server) -> Iterator[types.CodeAction]:
    """The repair of a role, and of what is left, why; `shown`: the findings that the editor asks about."""
    outcome = repair.outcome
    label = outcome.before.found.label
    if outcome.fixed:
        yield types.CodeAction(
            title=f"Repair {', '.join(outcome.fixed)} of {label}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[each for each in shown if each.code in outcome.fixed],
            is_preferred=not outcome.left,
            edit=types.WorkspaceEdit(document_changes=[edit(server, *each) for each in repair.edits.items()]),
        )
    for why in dict.fromkeys(outcome.left.values()):
        rules = [rule for rule, one in outcome.left.items() if one == why]
        yield types.CodeAction(
            title=f"Repair {', '.join(rules)} of {label}",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[each for each in shown if each.code in rules],
            disabled=types.CodeActionDisabled(reason=why),
        )


def edit(server: Server, path: str, edits: Sequence[LineEdit]) -> types.TextDocumentEdit:
    """The edits of one file, for the version of it that they were made for."""
    return types.TextDocumentEdit(
        server.document(path), [types.TextEdit(lines(each.first, each.end), each.text) for each in edits]
    )


def serve(var_files: Sequence[str], supplied: Supplied) -> None:
    """Until the editor ends it."""
    server = Server(var_files, supplied)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def changed(params: types.DidOpenTextDocumentParams) -> None:
        await server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await server.changed(params.text_document.uri, saved=True)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def changed_elsewhere(params: types.DidChangeWatchedFilesParams) -> None:
        await asyncio.gather(*(server.changed(each.uri, saved=True) for each in params.changes))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        line = params.position.line + 1
        return hover(await server.asked(params.text_document.uri, lambda tree, path: tree.who_gets_in(path, line)))

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def offered(params: types.CodeActionParams) -> list[types.CodeAction]:
        ours = [each for each in params.context.diagnostics if each.source == NAME]
        if not ours:
            return []  # where nothing is wrong, a repair would be sought at each move of the cursor
        first, last = params.range.start.line + 1, params.range.end.line + 1
        repairs = await server.asked(
            params.text_document.uri, lambda tree, path: list(tree.repairs(tree.findings_at(path, first, last)))
        )
        return [action for each in repairs for action in actions(each, ours, server)]

    server.start_io()

"""`roletrust server`, asked as an editor asks it: the same findings, tables and repairs as on the command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from io import StringIO
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from command.asked import WITHOUT_CHECKOV, roletrust
from running import CHECKS, PROJECTS

ID = "7f9c2b1e-8d1c-4a55-9b7e-0d6a3f2c8e41"
ROLE = """variable "vendor" {
  default = "123456789012"
}

resource "aws_iam_role" "vendor" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = var.vendor }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = {} }
    }]
  })
}"""  # and no line end
DOCUMENT = """


data "aws_iam_policy_document" "vendor" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["123456789012"]
    }
  }
}
"""
MERGED = """data "aws_iam_policy_document" "all" {
  source_policy_documents = [data.aws_iam_policy_document.vendor.json]
}
resource "aws_iam_role" "merged" {
  assume_role_policy = data.aws_iam_policy_document.all.json
}
"""
SERVER = ClientServerConfig(
    server_command=[sys.executable, "-c", WITHOUT_CHECKOV, "server", "--stdio", "--external-id", ID],
    server_env={**os.environ, "PYTHONPATH": str(CHECKS)},
)
module = pytest.mark.asyncio(loop_scope="module")


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=SERVER, scope="module"
)
async def editor(lsp_client: LanguageClient) -> AsyncIterator[None]:
    workspace = types.WorkspaceClientCapabilities(workspace_folders=True)
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=types.ClientCapabilities(workspace=workspace), workspace_folders=[])
    )
    yield
    await lsp_client.shutdown_session()


def opened(editor: LanguageClient, folder: Path) -> None:
    """`folder` becomes one of the workspace's."""
    event = types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(folder.as_uri(), folder.name)], [])
    editor.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))


async def typed(editor: LanguageClient, path: Path, text: str, version: int) -> Sequence[types.Diagnostic]:
    """What is shown for the file when it holds `text`, which is not saved."""
    uri = path.as_uri()
    if version == 1:
        item = types.TextDocumentItem(uri, "terraform", version, text)
        editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
    else:
        document = types.VersionedTextDocumentIdentifier(version, uri)
        change = types.TextDocumentContentChangeWholeDocument(text)
        editor.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
    await asked(editor, path, 1)
    return editor.diagnostics.get(uri, [])


async def asked(editor: LanguageClient, path: Path, line: int) -> str:
    """What is told of that line (from 1).  All that was found before has been shown when the answer is there."""
    position = types.Position(line - 1, 0)
    identifier = types.TextDocumentIdentifier(path.as_uri())
    told = await editor.text_document_hover_async(types.HoverParams(identifier, position))
    return told.contents.value if told and isinstance(told.contents, types.MarkupContent) else ""


def edited(text: str, edits: Sequence[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit]) -> str:
    """`text` with edits of whole lines, which an editor makes from the last to the first."""
    lines = list(StringIO(text, newline=""))
    for each in sorted(edits, key=lambda one: one.range.start.line, reverse=True):
        assert isinstance(each, types.TextEdit) and each.range.start.character == each.range.end.character == 0
        lines[each.range.start.line : each.range.end.line] = [each.new_text]
    return "".join(lines)


@module
async def test_it_shows_what_check_finds(editor: LanguageClient, tmp_path: Path) -> None:
    for project in ("vendor-access", "vendor-landscape", "stacks"):
        shutil.copytree(PROJECTS / project, tmp_path / project)
    (tmp_path / "document.tf").write_text(DOCUMENT)
    (tmp_path / "role.tf").write_text(MERGED)
    opened(editor, tmp_path)
    first = tmp_path / "vendor-access" / "first-attempt" / "main.tf"
    await typed(editor, first, first.read_text(), 1)
    shown = {
        (uri, each.range.start.line + 1, each.code, each.message.partition("\n")[0])
        for uri, some in editor.diagnostics.items()
        for each in some
        if uri.startswith(tmp_path.as_uri())
    }
    done = roletrust("check", ".", "--output-format", "json", cwd=tmp_path)
    found = json.loads(done.stdout)["findings"]
    said = {((tmp_path / each["file"]).as_uri(), each["lines"][0], each["rule"], each["message"]) for each in found}
    assert len(said) > 20
    assert shown == said
    where = {(Path(each["file"]).name, each["lines"][0]) for each in found if each["role"] == "aws_iam_role.merged"}
    assert where == {("document.tf", 5)}  # where the statement stands, not the policy that it is taken into


@module
async def test_it_judges_what_is_typed_and_not_what_is_saved(editor: LanguageClient, tmp_path: Path) -> None:
    main = tmp_path / "main.tf"
    main.write_text(ROLE)
    opened(editor, tmp_path)
    before = await typed(editor, main, ROLE, 1)
    assert {each.code for each in before} == {"CKV_TRUST_1", "CKV_TRUST_2", "CKV_TRUST_3"}
    (first,) = (each for each in before if each.code == "CKV_TRUST_1")
    assert first.severity is types.DiagnosticSeverity.Error and "Witness: aws sts assume-role" in first.message
    asked_for = ROLE.replace("StringEquals = {}", f'StringEquals = {{ "sts:ExternalId" = "{ID}" }}')
    assert {each.code for each in await typed(editor, main, asked_for, 2)} == {"CKV_TRUST_2"}
    taken_back = asked_for.replace('"vendor" {\n  assume', '"vendor" {\n  # checkov:skip=CKV_TRUST_2:all\n  assume')
    assert not await typed(editor, main, taken_back, 3)
    assert main.read_text() == ROLE


@module
async def test_it_judges_a_file_by_what_is_typed_in_another_one(editor: LanguageClient, tmp_path: Path) -> None:
    main, variables = tmp_path / "main.tf", tmp_path / "variables.tf"
    variable, role = ROLE.split("\n\n")
    main.write_text(role)
    variables.write_text(variable)
    (tmp_path / ".roletrust.yaml").write_text('trusted_accounts: {"210987654321": ours}\n')
    opened(editor, tmp_path)
    await typed(editor, variables, variable, 1)
    assert "CKV_TRUST_1" in {each.code for each in editor.diagnostics[main.as_uri()]}
    await typed(editor, variables, variable.replace("123456789012", "210987654321"), 2)
    assert {each.code for each in editor.diagnostics[main.as_uri()]} == {"CKV_TRUST_3"}


@module
async def test_it_shows_what_is_found_by_itself_once_nothing_is_typed(editor: LanguageClient, tmp_path: Path) -> None:
    main = tmp_path / "main.tf"
    main.write_text(ROLE)
    item = types.TextDocumentItem(main.as_uri(), "terraform", 7, ROLE)  # in no folder: it is read alone
    editor.text_document_did_open(types.DidOpenTextDocumentParams(item))
    shown = await editor.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert (shown.uri, shown.version, len(shown.diagnostics)) == (main.as_uri(), 7, 3)
    draft = types.TextDocumentItem("untitled:Untitled-1", "terraform", 1, ROLE)
    editor.text_document_did_open(types.DidOpenTextDocumentParams(draft))
    assert "lets in" in await asked(editor, main, 8)  # what is no file yet does no harm


@module
async def test_a_role_tells_who_gets_in(editor: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "document.tf").write_text(DOCUMENT)
    role = tmp_path / "role.tf"
    role.write_text(MERGED)
    opened(editor, tmp_path)
    await typed(editor, role, MERGED.replace("123456789012", "210987654321"), 1)
    table = roletrust("explain", f"{tmp_path}:aws_iam_role.merged", cwd=tmp_path).stdout
    assert "calls sts:AssumeRole, through statement 1" in table
    assert await asked(editor, role, 4) == await asked(editor, role, 5) == f"```text\n{table}```"
    assert await asked(editor, role, 7) == ""


@module
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
async def test_the_repair_is_what_fix_writes(editor: LanguageClient, tmp_path: Path, ends: str) -> None:
    main = tmp_path / "main.tf"
    text = ROLE.replace("\n", ends)
    main.write_bytes(b"")
    opened(editor, tmp_path)
    shown = await typed(editor, main, text, 1)
    done, left = await repairs(editor, main, 9, shown)
    assert done.title == "Repair CKV_TRUST_1, CKV_TRUST_3 of aws_iam_role.vendor"
    assert {each.code for each in done.diagnostics or ()} == {"CKV_TRUST_1", "CKV_TRUST_3"}
    assert left.edit is None and left.disabled and "--pin ARN" in left.disabled.reason
    ((change,),) = (each.document_changes for each in [done.edit] if each and each.document_changes)
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (main.as_uri(), 1)
    main.write_bytes(text.encode())
    assert roletrust("fix", ".", "--external-id", ID, "--write", cwd=tmp_path).status == 1
    assert edited(text, change.edits).encode() == main.read_bytes() != text.encode()


@module
async def test_no_repair_is_offered_where_nothing_is_found(editor: LanguageClient, tmp_path: Path) -> None:
    main = tmp_path / "main.tf"
    main.write_text(ROLE)
    opened(editor, tmp_path)
    shown = await typed(editor, main, ROLE, 1)
    assert await repairs(editor, main, 2, shown) == []
    assert await repairs(editor, main, 9, []) == []


async def repairs(
    editor: LanguageClient, path: Path, line: int, shown: Sequence[types.Diagnostic]
) -> list[types.CodeAction]:
    """What is offered at that line (from 1), where these findings are `shown`."""
    here = types.Range(types.Position(line - 1, 2), types.Position(line - 1, 2))
    identifier = types.TextDocumentIdentifier(path.as_uri())
    params = types.CodeActionParams(identifier, here, types.CodeActionContext(diagnostics=shown))
    found = await editor.text_document_code_action_async(params) or ()
    return [each for each in found if isinstance(each, types.CodeAction)]


def test_it_says_what_it_needs(tmp_path: Path) -> None:
    without = "import sys; sys.modules['pygls'] = None; from roletrust.command.app import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(CHECKS)}
    command = [sys.executable, "-c", without, "server"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'roletrust[server]'" in done.stderr
    redacted = roletrust("--redact", "server", cwd=tmp_path)
    assert redacted.status == 2 and "--redact" in redacted.stderr

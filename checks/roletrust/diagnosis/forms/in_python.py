"""A call of boto3's `assume_role`.

Source: Boto3 documentation, `STS.Client.assume_role`.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping

from roletrust.diagnosis.forms.given import (
    DURATION,
    EXTERNAL_ID,
    MFA_SERIAL,
    SESSION_NAME,
    SOURCE_IDENTITY,
    TAGS,
    TOKEN_CODE,
    Given,
    Setting,
)
from roletrust.dialects.callers.python_source import Site, nodes

NAMES = {
    EXTERNAL_ID: "ExternalId",
    DURATION: "DurationSeconds",
    TAGS: "Tags",
    SOURCE_IDENTITY: "SourceIdentity",
    SESSION_NAME: "RoleSessionName",
    MFA_SERIAL: "SerialNumber",
    TOKEN_CODE: "TokenCode",
}
BY_NAME = {spelt: name for name, spelt in NAMES.items()}


class Program:
    """The text of a program, in which Python tells places by line and by column, counted in bytes."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def place(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="replace"))

    def span(self, node: ast.expr) -> tuple[int, int]:
        return self.place(node.lineno, node.col_offset), self.place(node.end_lineno or 0, node.end_col_offset or 0)

    def settings(self, node: ast.Call, options: Mapping[str, ast.expr], site: Site) -> dict[str, Setting]:
        keywords = {each.arg: each for each in node.keywords if each.arg}
        found = {}
        for spelt, value in options.items():
            if spelt in BY_NAME:
                start, end = self.span(value)
                keyword = keywords.get(spelt)
                begin = self.place(keyword.lineno, keyword.col_offset) if keyword else start
                found[BY_NAME[spelt]] = Setting(site.value(value), start, end, *whole(self.text, begin, end))
        return found

    def inserting(self, node: ast.Call, role: ast.expr) -> str:
        """How another argument is written after that of the role, with places for its name and value."""
        before = self.text[: self.span(role)[0]].rpartition("\n")[2]
        alone = before.strip() in ("RoleArn=", '"RoleArn":', "'RoleArn':")
        gap = f",\n{before[: len(before) - len(before.lstrip())]}" if alone else ", "
        return gap + ("{}={}" if any(each.arg == "RoleArn" for each in node.keywords) else '"{}": {}')


def calls(text: str, file: str) -> Iterator[Given]:
    """The calls in the program `text`, from top to bottom.  Raises nothing."""
    program = Program(text)
    for node, scopes in nodes(text):
        site = Site(file, scopes)
        try:
            found = list(site.call(node, file))
            options, _ = site.options(node)
            settings = program.settings(node, options, site)
        except RecursionError:
            continue
        for call in found:
            role = options["RoleArn"]
            inserted = program.inserting(node, role).format
            yield Given(call, text, file, "python", settings, NAMES, program.span(role)[1], inserted, literal)


def whole(text: str, begin: int, end: int) -> tuple[int, int]:
    """An argument with the comma after it and the blanks that part it from the next."""
    after = end
    while after < len(text) and text[after] in " \t":
        after += 1
    if text[after : after + 1] == ",":
        after += 1
        while after < len(text) and text[after] in " \t\n":
            after += 1
        return begin, after
    return begin, end


def literal(name: str, value: str) -> str:
    return value if name == DURATION else json.dumps(value, ensure_ascii=False)

"""Findings in the formats that people and hosts read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from roletrust import __version__
from roletrust.command.ruling import manual_of
from roletrust.replying.findings import LineEdit, Reported, fingerprint, full, shown
from roletrust.replying.wording import in_cell
from roletrust.rules.catalog import EVERY
from roletrust.rules.rule import AnyRule
from roletrust.telling.finding import printable

HOME = "https://github.com/roletrust/roletrust"
SARIF_LEVELS = {"CRITICAL": "error", "HIGH": "error", "MEDIUM": "warning", "LOW": "note", "INFO": "note"}
SECURITY_SEVERITY = {"CRITICAL": "9.5", "HIGH": "8.0", "MEDIUM": "5.5", "LOW": "3.0", "INFO": "1.0"}
ORDER = {rule.id: at for at, rule in enumerate(EVERY)}
GITHUB_LEVELS = {"CRITICAL": "error", "HIGH": "error", "MEDIUM": "warning", "LOW": "notice", "INFO": "notice"}
GITLAB_LEVELS = {"CRITICAL": "blocker", "HIGH": "critical", "MEDIUM": "major", "LOW": "minor", "INFO": "info"}


def concise(found: Iterable[Reported]) -> Iterator[str]:
    """One line a finding."""
    for each in found:
        where = f"{each.file}:{each.lines[0]}"
        yield printable(f"{where}: {each.told.severity} {each.told.rule.id} {each.role}: {each.told.name}") + "\n"


def markdown(found: Iterable[Reported]) -> Iterator[str]:
    """A table, as a job's summary shows it."""
    number = 0
    for number, each in enumerate(found, 1):
        if number == 1:
            yield "| Severity | Rule | Role | Where | What |\n|---|---|---|---|---|\n"
        where = in_cell(f"{each.file}:{each.lines[0]}")
        told = f"{in_cell(each.role)} | {where} | {in_cell(each.told.name)}"
        yield f"| {each.told.severity} | {each.told.rule.id} | {told} |\n"
    if not number:
        yield "Nothing found.\n"


def as_json(found: Iterable[Reported]) -> Iterator[str]:
    """One document, each finding in a line of its own: with `indent`, Python writes JSON ten times as slowly."""
    yield f'{{"version": {json.dumps(__version__)}, "findings": [\n'
    for number, each in enumerate(found):
        yield (",\n" if number else "") + json.dumps(each.data())
    yield "\n]}\n"


def json_lines(found: Iterable[Reported]) -> Iterator[str]:
    yield from (json.dumps(each.data()) + "\n" for each in found)


def github(found: Iterable[Reported]) -> Iterator[str]:
    """Workflow commands (GitHub Docs, "Workflow commands for GitHub Actions")."""
    for each in found:
        first, last = each.lines
        where = f"file={_property(each.file)},line={first},endLine={last},title={_property(each.told.rule.id)}"
        yield f"::{GITHUB_LEVELS[each.told.severity]} {where}::{_message(each.told.name)}\n"


def _message(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(found: Iterable[Reported]) -> Iterator[str]:
    """GitLab Docs, "Code Quality report format"."""
    issues = [
        {
            "description": each.told.name,
            "check_name": each.told.rule.id,
            "fingerprint": each.fingerprint,
            "severity": GITLAB_LEVELS[each.told.severity],
            "location": {"path": each.file, "lines": {"begin": each.lines[0], "end": each.lines[1]}},
        }
        for each in found
    ]
    yield json.dumps(issues, indent=2) + "\n"


def junit(found: Iterable[Reported]) -> Iterator[str]:
    """One test case a finding, failed."""
    from xml.sax.saxutils import escape, quoteattr  # noqa: PLC0415  # it reads all of urllib

    cases = [
        f"  <testcase classname={quoteattr(printable(each.role))} name={quoteattr(each.told.rule.id)} "
        f"file={quoteattr(printable(each.file))}>"
        f"<failure type={quoteattr(each.told.severity)} message={quoteattr(each.told.name)}>"
        f"{escape(chr(10).join(each.told.details))}</failure></testcase>\n"
        for each in found
    ]
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuite name="roletrust" tests="{len(cases)}" failures="{len(cases)}">\n'
    yield from cases
    yield "</testsuite>\n"


def sarif(found: Iterable[Reported]) -> Iterator[str]:
    """SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html."""
    results = [{**sarif_result(each.data()), **_sarif_fixes(each)} for each in found]
    yield json.dumps(_sarif_log(results), indent=2) + "\n"


def sarif_lines(found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The same of findings as data, of which no more than one is in memory, in parts of the text."""
    head, empty, tail = json.dumps(_sarif_log([])).rpartition("[]")
    yield head + empty[0]
    for number, each in enumerate(found):
        yield (",\n" if number else "\n") + json.dumps(sarif_result(each))
    yield empty[1] + tail + "\n"


def _sarif_log(results: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    driver = {
        "name": "roletrust",
        "version": __version__,
        "informationUri": HOME,
        "rules": [_sarif_rule(rule) for rule in EVERY],
    }
    run = {"tool": {"driver": driver}, "results": results}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _sarif_rule(rule: AnyRule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.headline},
        "fullDescription": {"text": rule.headline},
        "helpUri": rule.guideline,
        "help": {"text": manual_of(rule)},
        "defaultConfiguration": {"level": SARIF_LEVELS[rule.severity]},
        "properties": {"tags": ["security", "iam"], "security-severity": SECURITY_SEVERITY[rule.severity]},
    }


def sarif_result(finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """One finding, as data."""
    first, last = finding["lines"]
    place = {
        "artifactLocation": {"uri": _uri(finding["file"])},
        "region": {"startLine": first, "endLine": last},
    }
    return {
        "ruleId": finding["rule"],
        "ruleIndex": ORDER[finding["rule"]],
        "level": SARIF_LEVELS[finding["severity"]],
        "message": {"text": "\n".join((finding["message"], *finding["details"]))},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": finding["role"]}]}],
        "partialFingerprints": {"roletrust/v1": fingerprint(finding)},
    }


def _uri(path: str) -> str:
    """The path as a URI reference (RFC 3986): a `#` or a blank in a name is none of the reference's own."""
    from urllib.parse import quote  # noqa: PLC0415  # what only one of the formats pays for

    return path if "://" in path else quote(path.replace(os.sep, "/").encode("utf-8", "surrogateescape"))


def _sarif_fixes(each: Reported) -> Mapping[str, Any]:
    return {"fixes": [_sarif_fix(each)]} if each.edits else {}


def _sarif_fix(each: Reported) -> Mapping[str, Any]:
    """Section 3.55: regions of whole lines, of which an empty one is where text is put in before its line."""
    changes = [
        {
            "artifactLocation": {"uri": _uri(shown(path))},
            "replacements": [
                {"deletedRegion": _region(edit), "insertedContent": {"text": edit.text}} for edit in edits
            ],
        }
        for path, edits in each.edits.items()
    ]
    told = "the policy's repair, by which this finding goes; proved by reading and judging the edited files again"
    return {"description": {"text": told}, "artifactChanges": changes}


def _region(edit: LineEdit) -> Mapping[str, int]:
    """The lines that are replaced, with the end of the last one, which the last line of a file may not have."""
    if edit.text and not edit.text.endswith("\n"):
        return {"startLine": edit.first + 1, "startColumn": 1, "endLine": edit.end}
    return {"startLine": edit.first + 1, "startColumn": 1, "endLine": edit.end + 1, "endColumn": 1}


FORMATS: dict[str, Callable[[Iterable[Reported]], Iterator[str]]] = {
    "full": full,
    "concise": concise,
    "markdown": markdown,
    "json": as_json,
    "json-lines": json_lines,
    "sarif": sarif,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
}

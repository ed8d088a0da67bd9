"""Of which template an object of a rendered chart is made.

`helm template` writes `# Source: chart/templates/role.yaml` above each object (Helm Docs, "Helm Template").
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.scanned_tree import above, is_readable

SOURCE = re.compile(r"# Source: (\S+)\s*\Z")
CHART = re.compile(rb"^name:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Rendered:
    """What the object that begins in a line of the file `path` is made of.  `root`: the scanned directory."""

    root: str
    path: str
    line: int

    def __call__(self) -> str:
        """For a reader; '' where nothing says that it is rendered."""
        source = self._source()
        if not source:
            return ""
        for folder in above(self.root, self.path):
            for template in candidates(self.root, folder, source):
                if is_readable(self.root, template):
                    return f"/{os.path.relpath(template, self.root)}, the chart's template"
        return f"the chart's template {source}, which is not in what is scanned"

    def _source(self) -> str:
        try:
            lines = file_bytes(self.path).decode("utf-8", "replace").splitlines()[: self.line - 1]
        except OSError:
            return ""
        for each in reversed(lines):
            if found := SOURCE.match(each):
                return found[1]
            if each.strip() and not each.startswith("#"):
                break  # what stands before it is another object, or the line between them
        return ""


def candidates(root: str, folder: str, source: str) -> Iterator[str]:
    """Where the template may lie, for who renders the chart from `folder`."""
    chart, _, inner = source.partition("/")
    yield from (os.path.join(folder, *each, source) for each in ((), ("charts",), ("helm",), ("chart",)))
    described = os.path.join(folder, "Chart.yaml")
    if is_readable(root, described):
        named = CHART.search(file_bytes(described))
        if named and named[1].decode() == chart:
            yield os.path.join(folder, inner)

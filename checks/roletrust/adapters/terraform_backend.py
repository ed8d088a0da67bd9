"""Blocks as Checkov's Terraform runner can report on them.

It looks a block up by its name among those that it keeps the lines and the skip comments of: a provider without alias
stands there under another name, and a `terraform` block not at all.
"""

from __future__ import annotations

import re
from typing import Any

from checkov.common.comment.enum import COMMENT_REGEX
from checkov.terraform.modules.module_objects import TFDefinitionKey

from roletrust.adapters.census import Vertex

KIND, NAME = "backend", "s3"


def as_reported(vertex: Vertex, runner: Any) -> Vertex:
    """`vertex` under the name that `runner` knows it by."""
    kind, name = vertex["block_type_"], str(vertex["block_name_"])
    if kind == "provider" and "." not in name:
        return {**vertex, "block_name_": f"{name}.default"}
    if kind != "terraform":
        return vertex
    lend(vertex, runner)
    named = {"block_name_": f"{KIND}.{NAME}", "__address__": f"{kind}.{KIND}.{NAME}", "id": f"{kind}.{KIND}.{NAME}"}
    return {**vertex, **named, "block_type_": "provider", "config_": {KIND: vertex["config_"]}}


def lend(vertex: Vertex, runner: Any) -> None:
    """Tell `runner` the lines of a `terraform` block, as if it were a provider."""
    kept = getattr(runner, "context", None)
    file, config = str(vertex["file_path_"]), vertex["config_"]
    context = kept.get(TFDefinitionKey(file)) if isinstance(kept, dict) else None
    first, last = config.get("__start_line__"), config.get("__end_line__")
    if isinstance(context, dict) and isinstance(first, int) and isinstance(last, int):
        with open(file, encoding="utf-8") as opened:
            lines = list(enumerate(opened.readlines(), 1))[first - 1 : last]
        known = {"start_line": first, "end_line": last, "code_lines": lines, "skipped_checks": list(skips(lines))}
        context.setdefault("provider", {}).setdefault(KIND, {})[NAME] = known


def skips(lines: list[tuple[int, str]]) -> Any:
    """The skip comments among `lines`, as Checkov keeps them."""
    for _, line in lines:
        if line.strip().startswith(("#", "//")) and (found := re.search(COMMENT_REGEX, line)) and found[2]:
            for each in found[2].split(","):
                yield {"id": each.strip(), "suppress_comment": (found[3] or ":No comment provided")[1:]}

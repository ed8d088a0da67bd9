"""Callers as Checkov's runners can report on them.

Its Terraform runner looks a block up by its name among those whose lines and skip comments it keeps: a provider without
alias stands there under another name, and a `terraform` block not at all.  Of Terraform's JSON syntax its graph has no
providers, and no lines of `terraform` blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from checkov.common.comment.enum import COMMENT_REGEX
from checkov.terraform.modules.module_objects import TFDefinitionKey

from roletrust.adapters.host.internals import Vertex, definitions_of

KIND, NAME = "backend", "s3"
LINES = ("__startline__", "__endline__")  # of a JSON file, where Checkov's runner asks for them


def providers_in_json(runner: Any) -> Iterator[Vertex]:
    """The vertices that the graph of Terraform's JSON syntax should have."""
    for file, blocks in definitions_of(runner).items():
        for block in blocks.get("provider", ()) if str(file).endswith(".tf.json") else ():
            for name, conf in block.items():
                if isinstance(conf, dict):
                    alias = (conf.get("alias") or [""])[0]
                    named = f"{name}.{alias}" if alias else name
                    lines = {each: conf.get(each, 1) for each in LINES}
                    yield {"block_type_": "provider", "block_name_": named, "id_": f"provider.{named}", **lines,
                           "file_path_": str(file), "config_": {name: conf}}  # fmt: skip


def as_reported(vertex: Vertex, runner: Any) -> Vertex:
    """`vertex` as `runner` can report on it."""
    kind, name, file = vertex["block_type_"], str(vertex["block_name_"]), str(vertex["file_path_"])
    backend = f"{kind}.{KIND}.{NAME}"
    if file.endswith(".json"):
        inside = vertex.get(KIND)
        lines = {each: inside.get(each, 1) if isinstance(inside, dict) else 1 for each in LINES}
        return {**vertex, **lines, "id_": backend} if kind == "terraform" else vertex
    if kind == "provider" and "." not in name:
        return {**vertex, "block_name_": f"{name}.default"}
    if kind != "terraform":
        return vertex
    lend(vertex, runner)
    named = {"block_name_": f"{KIND}.{NAME}", "__address__": backend}
    return {**vertex, **named, "block_type_": "provider", "config_": {KIND: vertex["config_"]}}


def lend(vertex: Vertex, runner: Any) -> None:
    """Tell `runner` the lines of a `terraform` block, as if it were a provider."""
    kept = getattr(runner, "context", None)
    file, config = str(vertex["file_path_"]), vertex["config_"]
    context = kept.get(TFDefinitionKey(file)) if isinstance(kept, dict) else None
    first, last = config.get("__start_line__"), config.get("__end_line__")
    if isinstance(context, dict) and isinstance(first, int) and isinstance(last, int):
        lines = list(enumerate(read(file), 1))[first - 1 : last]
        known = {"start_line": first, "end_line": last, "code_lines": lines, "skipped_checks": list(skips(lines))}
        context.setdefault("provider", {}).setdefault(KIND, {})[NAME] = known


def read(file: str) -> list[str]:
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            return opened.readlines()
    except OSError:
        return []


def skips(lines: list[tuple[int, str]]) -> Iterator[dict[str, str]]:
    """The skip comments among `lines`, as Checkov keeps them."""
    for _, line in lines:
        if line.strip().startswith(("#", "//")) and (found := re.search(COMMENT_REGEX, line)) and found[2]:
            for each in found[2].split(","):
                yield {"id": each.strip(), "suppress_comment": (found[3] or ":No comment provided")[1:]}

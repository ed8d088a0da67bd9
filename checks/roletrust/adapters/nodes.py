"""What the nodes of Checkov's Terraform graph say, and how they write it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

LOADED_BY_NAME = (".auto.tfvars", ".auto.tfvars.json")  # and terraform.tfvars: Terraform finds them itself


def nodes(graph: Any) -> Iterator[dict[str, Any]]:
    """The blocks' attributes, from a rustworkx or a networkx graph."""
    networkx = type(graph).__module__.startswith("networkx")
    for _, attributes in graph.nodes(data=True) if networkx else graph.nodes():
        yield attributes


def name_and_key(name: str) -> tuple[str, int | str | None]:
    """Checkov writes the key of an instance into its name: `r[0]`, `r["a"]`."""
    stem, bracket, rest = name.partition("[")
    if not bracket:
        return stem, None
    key = rest[:-1]
    return stem, key[1:-1] if key.startswith('"') else int(key) if key.isdigit() else key


def is_var_file(file: str) -> bool:
    """Whether it came by `--var-file`: not found by its name, and not an environment variable."""
    name = os.path.basename(file)
    return not (file.startswith("env:") or name.startswith("terraform.tfvars") or name.endswith(LOADED_BY_NAME))

"""What a graph check hands Checkov of a vertex: that is copied twice for each result, and its conf is kept."""

from __future__ import annotations

from typing import Any

TAGS = ("tags", "tags_all")


def without_block(vertex: dict[str, Any], passes: bool) -> dict[str, Any]:
    """`vertex` without the attributes of its block, which a record does not have; it may change meanwhile.

    Of one that `passes` nothing is shown but where it stands and its tags.
    """
    kept = {key: value for key, value in dict(vertex).items() if is_noted(key)}
    kind = vertex.get("resource_type")
    blocks = vertex["config_"].get(kind) if passes and vertex.get("block_type_") == "resource" else None
    if isinstance(blocks, dict):
        kept["config_"] = {kind: {name: tagged(block) for name, block in blocks.items()}}
    return kept


def is_noted(key: str) -> bool:
    """Whether Checkov wrote it down of the block, rather than read it there; and tags, which records have."""
    return key.endswith("_") or key.startswith("__") or key in ("resource_type", "Tags", *TAGS)


def tagged(block: Any) -> Any:
    return {key: block[key] for key in TAGS if key in block} if isinstance(block, dict) else block

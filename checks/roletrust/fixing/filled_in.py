"""What Terraform fills into a template's places: by `templatefile`, or by a `template_file` data source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from roletrust.fixing import hcl_source
from roletrust.fixing.spans import Code, Fields, Items, Node

LONE = re.compile(r'"\$\{ ?(?P<name>[A-Za-z_][\w-]*) ?\}"\Z', re.ASCII)  # a text that is all of one place


def filled_in(text: str, template: str, name: str) -> Iterator[Node]:
    """What the configuration in `text` fills into the place `name` of the file at `template`.  Raises Unfixable."""
    file = os.path.basename(template)
    for top in hcl_source.blocks_of_any(text, file):
        for block in hcl_source.every_block(top):
            whole = block.attributes.get("template")
            if whole is not None and file in text[whole.start : whole.end]:
                yield from _entry(block.attributes.get("vars"), name)
            for node in block.attributes.values():
                yield from _handed(node, text, file, name)


def _handed(node: Node, text: str, file: str, name: str) -> Iterator[Node]:
    """What the calls of `templatefile` in `node` hand over."""
    if isinstance(node, Fields):
        inside: tuple[Node, ...] = tuple(each.value for each in node.entries)
    elif isinstance(node, Items):
        inside = node.items
    else:
        inside = node.inside if isinstance(node, Code) else ()
    called = isinstance(node, Code) and text.startswith("templatefile(", node.start)
    if called and file in text[node.start : inside[-1].start if inside else node.end]:
        yield from (found for each in inside for found in _entry(each, name))
    for each in inside:
        yield from _handed(each, text, file, name)


def _entry(node: Node | None, name: str) -> Iterator[Node]:
    entry = node.entry(name) if isinstance(node, Fields) else None
    if entry:
        yield entry.value

"""Where in the tree the resource of a plan is written: beside the plan, or in a directory above it."""

from __future__ import annotations

import os
import re
from functools import lru_cache

from roletrust.dialects.hcl.files.directory import Directory, Placed
from roletrust.dialects.hcl.syntax.nodes import Literal
from roletrust.dialects.scanned_tree import above, inside
from roletrust.engine.policy.document import PolicyError

ENDINGS = (".tf", ".tofu")
KEY = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[0-9]+)\]')
LOCAL = ("./", "../")


def made_of(address: str, root: str, plan: str) -> str:
    """What the plan at the path `plan`, in the directory `root`, makes the resource at `address` of, for a reader."""
    steps = KEY.sub("", address).split(".")
    for folder in above(root, plan):
        try:
            found = written(root, folder, steps)
        except PolicyError:
            continue  # which is told of where the configuration is scanned
        if found:
            return f"{found}, of which the plan makes {address}"
    return f"the configuration that the plan is of, by the address {address}, which is not in what is scanned"


def written(root: str, folder: str, steps: list[str]) -> str:
    """The place of the block that `steps` lead to, from the module in `folder` on; '' where it has none.

    Of a module that is not in the tree, it is the call.
    """
    if len(steps) < 2:
        return ""
    calls = steps[0] == "module"
    kind = ("module", steps[1]) if calls else ("resource", *steps)
    block = directory(root, folder).block(kind)
    if block is None:
        return ""
    place = f"{block.shown}:{block.first}"
    if not calls:
        return place
    source = source_of(block)
    called = os.path.normpath(os.path.join(folder, source)) if source.startswith(LOCAL) else ""
    within = written(root, called, steps[2:]) if called and inside(root, called) else ""
    return within or f"the module that {place} calls"


def source_of(block: Placed) -> str:
    """The source of a module's call, as far as it is written out."""
    attribute = block.body.attribute("source")
    return attribute.value if isinstance(attribute, Literal) and isinstance(attribute.value, str) else ""


def directory(root: str, folder: str) -> Directory:
    """The configuration in `folder`, read again where a file of it has changed."""
    try:
        with os.scandir(folder) as entries:
            files = [(each.name, each.stat().st_mtime_ns) for each in entries if each.name.endswith(ENDINGS)]
    except OSError:
        files = []
    return _read(root, folder, tuple(sorted(files)))


@lru_cache(maxsize=16)
def _read(root: str, folder: str, changed: tuple[tuple[str, int], ...]) -> Directory:
    return Directory(root, folder, (), ENDINGS if changed else ())

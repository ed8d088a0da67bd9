"""The kustomizations of a tree, which say where a manifest of it goes."""

from __future__ import annotations

import os
from collections.abc import Sequence

from roletrust.dialects.callers.kustomizations import FILES, Kustomization, Placed, kustomization, placed
from roletrust.reading.tree_files import files, texts
from roletrust.reading.yaml_files import trees


def kustomizations_below(root: str) -> tuple[Kustomization, ...]:
    """Those below the directory `root`."""
    found = []
    for path, _ in texts(files(root), lambda path: os.path.basename(path) in FILES):
        folder = os.path.relpath(os.path.dirname(path), root).replace(os.sep, "/")
        shown = f"/{os.path.relpath(path, root)}"
        found += [kustomization("" if folder == "." else folder, tree) for tree in trees(path, shown, root)]
    return tuple(found)


def ways_to(path: str, root: str, kustomizations: Sequence[Kustomization]) -> list[Placed | None]:
    """Each way that those below `root` lead the manifest at `path`; None for one that may change it."""

    def read(inside: str) -> str:
        return next((text for _, text in texts(iter([os.path.join(root, inside)]), lambda _: True)), "")

    return placed(os.path.relpath(path, root).replace(os.sep, "/"), kustomizations, read)

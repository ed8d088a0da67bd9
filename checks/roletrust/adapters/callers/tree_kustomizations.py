"""The kustomizations of the scanned tree, which say where a manifest of it goes."""

from __future__ import annotations

import os
from functools import lru_cache

from roletrust.adapters.callers.tree_files import files, texts
from roletrust.adapters.formats.yaml_files import trees
from roletrust.adapters.places import shown
from roletrust.dialects.callers.kustomizations import FILES, Kustomization, Placed, kustomization, placed


def placed_by_kustomizations(path: str, root: str, scan: int) -> list[Placed | None]:
    """Each way that the kustomizations below `root` lead the manifest at `path`; none where there is no root."""
    if not root:
        return []

    def read(inside: str) -> str:
        return next((text for _, text in texts(iter([os.path.join(root, inside)]), lambda _: True)), "")

    return placed(os.path.relpath(path, root).replace(os.sep, "/"), kustomizations_below(root, scan), read)


@lru_cache(maxsize=2)
def kustomizations_below(root: str, scan: int) -> tuple[Kustomization, ...]:
    """Those below `root`, read once for each `scan`."""
    found = []
    for path, _ in texts(files(root), lambda path: os.path.basename(path) in FILES):
        folder = os.path.relpath(os.path.dirname(path), root).replace(os.sep, "/")
        found += [kustomization("" if folder == "." else folder, tree) for tree in trees(path, shown(path))]
    return tuple(found)

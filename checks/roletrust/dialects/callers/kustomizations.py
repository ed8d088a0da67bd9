"""What kustomizations make of the manifests that they bring in: the namespace, what a name begins and ends with.

Source: Kubernetes SIG CLI, "Kustomization file": `resources` (once also `bases`), files and directories; `namespace`,
`namePrefix` and `nameSuffix` of all that is brought in, the outermost last; `patches`, `patchesStrategicMerge` and
`patchesJson6902`, files or texts; `transformers`, `replacements`, `components` may change anything.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence
from typing import NamedTuple

from roletrust.dialects.callers.written import Written, entries, items, texts, within
from roletrust.dialects.tree import Tree

FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902")
ANYTHING = ("transformers", "replacements", "components", "vars")
ABOUT = ("ServiceAccount", "role-arn")  # in a patch that may change which role a service account is given
MOST = 200  # chains of kustomizations that are followed to one manifest


class Kustomization(NamedTuple):
    """`folder`: its own, from the root.  `brings`: the paths, from there as well, of what it brings in or patches with.

    `patches`: the texts and paths of patches; `anything`: whether it may change anything.
    """

    folder: str
    namespace: str
    prefix: str
    suffix: str
    brings: frozenset[str]
    patches: tuple[str, ...]
    anything: bool


class Placed(NamedTuple):
    """How one way leads a manifest to a cluster: '' for a namespace that it leaves alone."""

    namespace: str
    prefix: str
    suffix: str


def kustomization(folder: str, tree: Tree) -> Kustomization:
    """What the kustomization in `folder` says."""
    patched = [each for key in PATCHES for each in items(within(tree, key))]
    paths = [each if isinstance(each, Written) else within(each, "path") for each in patched]
    inline = [within(each, "patch") for each in patched]
    brought = [*texts(within(tree, "resources")), *texts(within(tree, "bases")), *paths]
    namespace, prefix, suffix = (str(within(tree, key) or "") for key in ("namespace", "namePrefix", "nameSuffix"))
    return Kustomization(
        folder,
        namespace,
        prefix,
        suffix,
        frozenset(at(folder, each) for each in brought if isinstance(each, Written)),
        tuple(str(each) for each in inline if isinstance(each, Written))
        + tuple(at(folder, each) for each in paths if isinstance(each, Written)),
        any(key in ANYTHING for key, _ in entries(tree)),
    )


def at(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def placed(path: str, every: Sequence[Kustomization], read: Callable[[str], str]) -> list[Placed | None]:
    """Each way that kustomizations lead the manifest at `path`; None for one that may change its role, or too many.

    None at all where no kustomization brings it in.  `read`: the text of a file, '' where there is none.
    """
    found: list[Placed | None] = []
    waiting: list[tuple[Kustomization, ...]] = [(each,) for each in every if path in each.brings]
    for _ in range(MOST):
        if not waiting:
            return found
        chain = waiting.pop()
        further = [(*chain, each) for each in every if chain[-1].folder in each.brings and each not in chain]
        waiting += further
        if not further:
            found.append(through(chain, path, read))
    return [None]


def through(chain: Sequence[Kustomization], path: str, read: Callable[[str], str]) -> Placed | None:
    """What a chain of kustomizations, the innermost first, makes of the manifest at `path`."""
    if any(each.anything or alters(each, path, read) for each in chain):
        return None
    namespace = next((each.namespace for each in reversed(chain) if each.namespace), "")
    return Placed(namespace, "".join(each.prefix for each in reversed(chain)), "".join(each.suffix for each in chain))


def alters(kustomization: Kustomization, path: str, read: Callable[[str], str]) -> bool:
    """Whether a patch of it may be about the service account of the manifest at `path`, which is not that patch."""
    patches = [read(each) or each for each in kustomization.patches if each != path]
    return any(word in each for each in patches for word in ABOUT)

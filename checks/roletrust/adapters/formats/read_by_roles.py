"""Which JSON files are trust policies that a role of the scan reads: those are told of at the role.

Each of Checkov's runners works by itself, that of JSON without any graph of Terraform.  So the tree is read here once
for a scan, where it holds a bare trust policy, and functions that read files.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from roletrust.adapters.host.internals import filter_at_work, scan_at_work, scanned_directory
from roletrust.dialects.hcl.files.endings import ENDINGS
from roletrust.reading.tree_files import files

if TYPE_CHECKING:  # read for a scan that has Terraform
    from roletrust.reading.terraform.tree import TerraformTree

TERRAFORM = ("all", "terraform")  # the frameworks that tell of its roles


def is_read(path: str) -> bool:
    """Whether the file at `path` is part of the trust policy of a role that the same scan tells of."""
    root, asked_by = scanned_directory(), filter_at_work()
    if not root or asked_by is None or asked_by.excluded_paths or not {*TERRAFORM} & {*asked_by.framework}:
        return False
    tree = terraform_below(root, scan_at_work(), tuple(asked_by.var_files or ()))
    return tree is not None and tree.reads(path)


@lru_cache(maxsize=2)
def terraform_below(root: str, scan: int, var_files: tuple[str, ...]) -> TerraformTree | None:
    """The configuration below `root`, read once for each `scan`; None where there is none."""
    found = [each for each in files(root) if each.endswith(ENDINGS)]
    if not found:
        return None
    tree: TerraformTree = import_module("roletrust.reading.terraform.tree").TerraformTree(root, found, var_files)
    return tree

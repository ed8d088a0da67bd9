"""Every role in what the command is given: directories, single files, standard input."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from roletrust.dialects.hcl.files.endings import ENDINGS, TERRAGRUNT
from roletrust.reading.callers.tree_callers import TreeCallers
from roletrust.reading.found import Found, all_found
from roletrust.reading.places import below as places_below

DATA = (".json", ".yaml", ".yml", ".template")
PASSED_OVER = ("node_modules",)  # and what is hidden, as Checkov has it


def found_in(
    path: str,
    var_files: Sequence[str] = (),
    parameters: Mapping[str, str] = MappingProxyType({}),
    whole_dumps: bool = False,
) -> Iterator[Found]:
    """Every role in the file or directory at `path`.  Raises FileNotFoundError where there is none such.

    `whole_dumps`: whether all roles of a large dump are given as one, to be judged in parts.
    """
    path = os.path.abspath(path)
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    alone = os.path.isfile(path)
    root = os.path.dirname(path) if alone else path
    files = [path] if alone else list(below(path, (*ENDINGS, *DATA, TERRAGRUNT)))
    terraform = [each for each in files if each.endswith(ENDINGS)]
    data = [each for each in files if not each.endswith(ENDINGS) and (alone or each.endswith(DATA))]
    reads = nothing
    beside = TreeCallers(root, alone, places_below(root))
    if terraform:
        from roletrust.reading.terraform.tree import TerraformTree  # noqa: PLC0415  # who has no Terraform needs no HCL

        units = [each for each in files if os.path.basename(each) == TERRAGRUNT]
        tree = TerraformTree(root, terraform, var_files, units)
        reads, beside.subject_templates = tree.reads, tree.subject_templates
        yield from (replace(each, tree=beside) for each in all_found(root, tree.cases(), "terraform", tree.callers))
    if data:
        from roletrust.reading.data_files import Given, in_data  # noqa: PLC0415  # a dozen formats, for who has any

        given = Given(root, parameters, reads, beside, whole_dumps=whole_dumps)
        yield from (replace(each, tree=beside) for each in in_data(data, given))


def undeclared(paths: Sequence[str], names: Iterable[str]) -> list[str]:
    """Those of the `names` that no root module of Terraform's at the `paths` has a variable of."""
    left = dict.fromkeys(names)
    for path in map(os.path.abspath, paths if left else ()):
        root, files = (path, list(below(path, ENDINGS))) if os.path.isdir(path) else (os.path.dirname(path), [path])
        if terraform := [each for each in files if each.endswith(ENDINGS)]:
            from roletrust.reading.terraform.tree import TerraformTree  # noqa: PLC0415  # as above

            tree = TerraformTree(root, terraform)
            left = dict.fromkeys(each for each in left if not tree.declares(each))
    return list(left)


def nothing(path: str) -> bool:
    """Without Terraform no role of it reads a file."""
    return False


def found_in_text(
    text: str,
    name: str,
    folder: str,
    parameters: Mapping[str, str] = MappingProxyType({}),
    whole_dumps: bool = False,
) -> Iterator[Found]:
    """Every role in `text`, which is read as a file called `name` would be; `folder`: where it is put to be read."""
    path = os.path.join(folder, os.path.basename(name))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    yield from (replace(each, root=os.curdir) for each in found_in(path, (), parameters, whole_dumps))


def below(root: str, endings: tuple[str, ...] = (*ENDINGS, *DATA)) -> Iterator[str]:
    """The files below `root` that may hold roles, sorted by directory; no links that lead out of it."""
    real = os.path.realpath(root)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(each for each in folders if each[0] != "." and each not in PASSED_OVER)
        for name in sorted(names):
            path = os.path.join(folder, name)
            inside = os.path.realpath(path).startswith(real + os.sep)
            if name.endswith(endings) and inside and os.path.isfile(path):
                yield path

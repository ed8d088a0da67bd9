"""How Checkov's JSON runner reads its files, once roletrust's checks are there: in its own process, file by file.

Checkov's runners of JSON and YAML do nothing without a directory of somebody else's checks, so what they do badly they
do for us alone.  They fork processes for each folder, which takes minutes where there are many; that of YAML has no
check of ours, and reads its files for nothing.  And what the JSON parser does not expect (nesting that is deeper than
Python's stack, a number of more digits than Python reads) ends the whole scan, or leaves it waiting.

This relies on the following of Checkov's: a runner's `_load_files` is looked up after the checks are loaded, gets the
paths as `files_to_load`, and fills `definitions` and `definitions_raw` by path.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from typing import Any

from checkov.common.parsers.json import parse
from checkov.common.util.file_utils import read_file_with_any_encoding
from checkov.json_doc.registry import registry

from roletrust.adapters.formats.file_checks import FileCheck
from roletrust.adapters.formats.refused_files import note
from roletrust.adapters.places import tree_of
from roletrust.dialects.scanned_tree import inside

JSON, YAML = "checkov.json_doc.runner", "checkov.yaml_doc.runner"
Named = Callable[[str], str]  # what a runner calls the file at a path
ENDING = ".json"
# What stands in the text of each file with a role or a trust policy in it, whatever is escaped there.
MARK = re.compile(r"assume_?role_?policy|sts|\\u00", re.IGNORECASE)
EVERYTHING = re.compile("")
BYTE_ORDER_MARK = "\ufeff"


def take_over() -> None:
    """Read files in the place of those of Checkov's runners that are there by now."""
    for module, load in ((JSON, load_files), (YAML, load_unless_idle)):
        runner = getattr(sys.modules.get(module), "Runner", None)
        if runner is not None and "_load_files" not in vars(runner):
            runner._load_files = of_itself(runner, load, runner._load_files)


def of_itself(kind: type, load: Callable[..., None], of_others: Callable[..., None]) -> Callable[..., None]:
    """`load` for the runners of class `kind` itself; Checkov makes others of it, which go on as they did."""

    @functools.wraps(of_others)
    def loaded(runner: Any, files_to_load: list[str], filename_fn: Named | None = None) -> None:
        if type(runner) is kind:
            load(runner, [filename_fn(path) if filename_fn else path for path in files_to_load])
        else:
            of_others(runner, files_to_load, filename_fn)

    return loaded


def load_unless_idle(runner: Any, paths: list[str]) -> None:
    """As Checkov does, but nothing where the runner has no check."""
    if any(runner.import_registry().all_checks()):
        super(type(runner), runner)._load_files(paths)


def load_files(runner: Any, paths: list[str]) -> None:
    """Read the files at `paths`.

    Raises nothing: what cannot be read is left out, and noted.  A file that surely holds no role is left out too where
    all checks are roletrust's.
    """
    wanted = MARK if all(isinstance(check, FileCheck) for _, check in registry.all_checks()) else EVERYTHING
    for path in paths:
        try:
            ours = path.endswith(ENDING) and (wanted is EVERYTHING or inside(tree_of(path), path))
            text = read_file_with_any_encoding(path).removeprefix(BYTE_ORDER_MARK) if ours else ""
            if text and wanted.search(text):
                runner.definitions[path], runner.definitions_raw[path] = read(path, text)
        except (OSError, ValueError, RecursionError):
            note(runner, path)


def read(path: str, text: str) -> tuple[Any, list[tuple[int, str]]]:
    """What is in the file at `path`, with marks, and its lines.  Raises ValueError, RecursionError."""
    found = parse(path, file_content=text)
    if found is None:
        raise ValueError("Checkov's parser refuses it")
    return found

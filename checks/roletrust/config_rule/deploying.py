"""The rule as files to deploy: the function's code as a zip file, and the templates.

The zip file is the same for the same code: its entries are sorted, and of one date.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from roletrust.config_rule.templates import CODE, FILES

NEEDED = ("__init__.py", "config_rule", "dialects", "engine", "reading", "rules", "telling")
AS_OF = (2026, 1, 1, 0, 0, 0)
FOR_ALL = 0o644 << 16  # Lambda reads the files as another user


def write(folder: str) -> list[str]:
    """Write everything below `folder`, beside each template of Terraform its code; the paths, as they were written."""
    files = {name: text.encode() for name, text in FILES.items()}
    written = [_written(os.path.join(folder, name), data) for name, data in files.items()]
    for place in (CODE, os.path.join("terraform", CODE)):
        path = os.path.join(folder, place)
        zipped(path)
        written.append(path)
    return written


def _written(path: str, data: bytes) -> str:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def zipped(path: str) -> None:
    """Write the function's code to `path`."""
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as file:
        for name, source in sorted(sources()):
            entry = ZipInfo(name, AS_OF)
            entry.external_attr, entry.compress_type = FOR_ALL, ZIP_DEFLATED
            with open(source, "rb") as read:
                file.writestr(entry, read.read())


def sources() -> Iterator[tuple[str, str]]:
    """Each file of the code, by its name in the zip file: ours without Checkov's side, and PyYAML's Python."""
    package = _folder_of("roletrust")
    for needed in NEEDED:
        yield from _python(os.path.join(package, needed), f"roletrust/{needed}")
    yield from _python(_folder_of("yaml"), "yaml")


def _folder_of(package: str) -> str:
    spec = find_spec(package)
    origin = spec.origin if spec else None
    assert origin, f"{package} is installed"
    return os.path.dirname(origin)


def _python(path: str, name: str) -> Iterator[tuple[str, str]]:
    if path.endswith(".py"):
        yield name, path
    elif os.path.isdir(path):
        for each in os.listdir(path):
            yield from _python(os.path.join(path, each), f"{name}/{each}")

"""The modules that are described, by the source of a call; their descriptions are read when one is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from roletrust.dialects.role_modules.families import FAMILIES
from roletrust.dialects.role_modules.model import Model, Release
from roletrust.dialects.role_modules.versions import NEVER, Version, allowed, shown

_REGISTRY = re.compile(
    r"(?:registry\.(?:terraform\.io|opentofu\.org)/)?([\w-]+)/([\w-]+)/([\w-]+)(//[\w./-]+?)?/?\Z", re.ASCII
)
_GITHUB = re.compile(
    r"(?:git::)?(?:(?:https|ssh)://)?(?:[\w.-]+@)?github\.com[/:]([\w-]+)/terraform-([a-z0-9]+)-([\w-]+?)(?:\.git)?"
    r"(//[\w./-]+?)?/?(?:\?(.*))?\Z",
    re.ASCII,
)
_REF = re.compile(r"(?:^|&)ref=([^&]*)")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
# What tools that pin write behind a commit: the tag that it is of.
_BESIDE = re.compile(r"[ \t]*(?:#|//)[ \t]*(v?\d+\.\d+\.\d+)(?![\w.])", re.ASCII)
_TAG = re.compile(r"(?:(?:refs/)?tags/)?v?(\d+\.\d+\.\d+)\Z", re.ASCII)


@dataclass(frozen=True)
class Called:
    """What a call calls.  `releases`: which it may be, newest first; several where that is not known, none where no
    release that is described can be meant.  `version` is what the call says.
    """

    model: Model
    releases: Sequence[Release]
    version: str

    @property
    def described(self) -> str:
        return f">= {shown(self.model.since)}, < {shown(self.model.until)}"


def address(source: str) -> tuple[str, str | None]:
    """The registry address that a source names, and the Git reference, None where it is no Git source; else ''."""
    if found := _REGISTRY.match(source):
        return "/".join(found.group(1, 2, 3)) + (found[4] or ""), None
    if found := _GITHUB.match(source):
        reference = _REF.search(found[5] or "")
        return f"{found[1]}/{found[3]}/{found[2]}{found[4] or ''}", reference[1] if reference else ""
    return "", None


def is_described(source: object) -> bool:
    """Whether it may be the source of a described module.  Reads no description."""
    return isinstance(source, str) and address(source)[0].lower().startswith(tuple(FAMILIES))


def called(source: str, version: str) -> Called | None:
    """The module that a call with this `source` and `version` (either may be '') calls; None for any other."""
    name, reference = address(source)
    files = next((files for start, files in FAMILIES.items() if name.lower().startswith(start)), ())
    model = next((each for each in _models(files) if each.name.lower() == name.lower()), None)
    if model is None:
        return None
    said = version if reference is None else reference
    tag = _TAG.match(said)
    span = (
        (allowed(tag[1]) if tag else None) if reference is not None else allowed(said) if said else ((0, 0, 0), NEVER)
    )
    return Called(model, _releases(model, span), said)


def pinned(found: Called, text: str) -> Called:
    """`found`, whose call is written as `text`: where that pins a commit and says of which release, it is that one."""
    for line in text.split("\n") if _COMMIT.match(found.version) else ():
        said = _BESIDE.match(line.partition(found.version)[2].partition('"')[2])
        if said and (tag := _TAG.match(said[1])):
            return Called(found.model, _releases(found.model, allowed(tag[1])), f"{found.version} ({said[1]})")
    return found


def models() -> Iterator[Model]:
    """Every described module, in the order of `FAMILIES`."""
    return _models(list(dict.fromkeys(file for files in FAMILIES.values() for file in files)))


def _models(files: Sequence[str]) -> Iterator[Model]:
    for file in files:
        yield from import_module(f"roletrust.dialects.role_modules.{file}").MODELS


def _releases(model: Model, span: tuple[Version, Version] | None) -> Sequence[Release]:
    if span is None:
        return tuple(model.releases)[::-1]
    low, high = span
    newest = model.before(high)
    return (newest,) if newest and max(low, model.since) < min(high, model.until) else ()

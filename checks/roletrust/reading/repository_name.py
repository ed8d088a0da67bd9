"""What a repository is called by its host: by the settings, by the remote `origin`, or by what its pipelines know."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from roletrust.dialects.scanned_tree import is_readable
from roletrust.engine.text import Hole, Value, text
from roletrust.reading.configuration import load
from roletrust.reading.standing_for import meant_by

BY_HOST = {"github.com": "GITHUB_REPOSITORY", "gitlab.com": "CI_PROJECT_PATH"}
SECTION = re.compile(r'^\s*\[\s*remote\s+"([^"]+)"\s*\]', re.IGNORECASE)
OTHER_SECTION = re.compile(r"^\s*\[")
ADDRESS = re.compile(r"^\s*url\s*=\s*(\S+)\s*$")
PATH = re.compile(r"(?:[a-z+]+://)?(?:[^@/\s]+@)?([\w.-]+)(?::\d+/|[:/])/?([\w.-]+(?:/[\w.-]+)+)/?\Z")
LARGEST = 100_000  # bytes of a `.git/config`


class Named(NamedTuple):
    """`name`: None where it is at another host.

    `any_case`: whether it is not known which of its letters are capitals: a host takes an address in any case.
    """

    name: Value | None
    any_case: bool = False


NOT_KNOWN = Named(text(Hole("this repository")))


def repository_name(root: str, scanned: str, host: str) -> Named:
    """The name of the repository at `root`, at `host`.  Raises nothing.

    A clone with a remote `upstream` is a fork, whose pipelines may be meant for either.
    """
    said = load(scanned or root).repository
    if said:
        return Named(said)
    remotes = remotes_of(root, scanned)
    if "upstream" in remotes:
        return NOT_KNOWN
    found = PATH.match(remotes.get("origin", ""))
    if found:
        return (
            Named(found[2].removesuffix(".git"), any_case=True)
            if found[1].lower() in (host, f"ssh.{host}")
            else Named(None)
        )
    in_pipeline = os.environ.get(BY_HOST[host], "")
    return Named(in_pipeline) if re.fullmatch(r"[\w.-]+(/[\w.-]+)+", in_pipeline) else NOT_KNOWN


def remotes_of(root: str, scanned: str) -> dict[str, str]:
    """The addresses of the remotes, by name, as the file `.git/config` has them."""
    root, scanned = meant_by(root), meant_by(scanned)
    path = os.path.join(root, ".git", "config")
    found: dict[str, str] = {}
    try:
        if not is_readable(scanned or root, path) or os.path.getsize(path) > LARGEST:
            return {}
        with open(path, encoding="utf-8") as file:
            remote = ""
            for line in file:
                if section := SECTION.match(line):
                    remote = section[1]
                elif OTHER_SECTION.match(line):
                    remote = ""
                elif remote and (address := ADDRESS.match(line)):
                    found.setdefault(remote, address[1])
    except (OSError, ValueError):
        return {}
    return found

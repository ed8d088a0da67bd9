"""The idioms of `fixtures/projects/idioms`: roles as AWS and vendors document them, what we say of each, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from running import PROJECTS

PROJECT = PROJECTS / "idioms"
ROLE = re.compile(r'resource "(?P<kind>aws_iam_role)" "(?P<name>\w+)" \{|  (?P<id>\w+):')
COMMENT = re.compile(r" *# (?:(?P<field>source|expect|why): )?(?P<text>.+)")


class Idiom(NamedTuple):
    """One role.  `place`: file and line; `resource`: as Checkov names it; `rules`: the numbers of those that fail."""

    place: str
    resource: str
    title: str
    source: str
    rules: frozenset[str]
    why: str


def files() -> list[Path]:
    """The files with idioms, in the order of their names."""
    return sorted(path for path in PROJECT.iterdir() if path.suffix in (".tf", ".template"))


def topic(file: Path) -> str:
    """What a file's first line says that it holds."""
    return file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def idioms(file: Path) -> Iterator[Idiom]:
    """The idioms of a file.  Raises ValueError where one lacks its title, source, expectation or reason."""
    said: dict[str, str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        comment, role = COMMENT.fullmatch(line), ROLE.fullmatch(line)
        if comment:
            said[comment["field"] or "title"] = comment["text"]
        elif role and "expect" in said:
            place = f"{file.name}:{number}"
            if said.keys() != {"title", "source", "expect", "why"}:
                raise ValueError(f"{place}: its comment has {', '.join(said)}, not title, source, expect and why")
            rules = frozenset(said["expect"].replace("none", "").split())
            resource = f"aws_iam_role.{role['name']}" if role["kind"] else f"AWS::IAM::Role.{role['id']}"
            yield Idiom(place, resource, said["title"], said["source"], rules, said["why"])
            said = {}
        else:
            said = {}
    if "expect" in said:
        raise ValueError(f"{file.name}: a comment stands above no role")

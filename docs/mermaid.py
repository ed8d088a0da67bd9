"""The fixture project `vendor-landscape`, drawn: which vendor gets into which role with which external id."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from checkov.runner_filter import RunnerFilter
from checkov.terraform.runner import Runner

from roletrust.adapters.configuration import FILE
from roletrust.adapters.every import register_all
from roletrust.adapters.landscape.census import census_of
from roletrust.engine.answer import YES
from roletrust.engine.landscape import Landscape, Role

SETTINGS = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
Holding = tuple[str, str, str]  # who, which id, for which role


def drawing(project: Path, folder: Path) -> str:
    """Mermaid text of `project`, which is copied into the empty `folder` with the settings that its page shows."""
    copy = folder / project.name
    shutil.copytree(project, copy)
    settings = SETTINGS.search((project / "README.md").read_text("utf-8"))
    if settings is None:
        raise ValueError(f"{project.name} shows no settings")
    (copy / FILE).write_text(settings[1], "utf-8")
    return "\n".join(["```mermaid", *lines(sorted(set(holdings(landscape(copy))))), "```"])


def landscape(folder: Path) -> Landscape:
    register_all()
    runner = Runner()
    runner.run(root_folder=str(folder), runner_filter=RunnerFilter(checks=["CKV_TRUST_13"]))
    return census_of(runner).landscape


def holdings(found: Landscape) -> Iterator[Holding]:
    """Who gets into which role with an id that is spelt out."""
    for role in found.roles:
        for account, external_id in role.claims:
            if role.entry(account, external_id).answer is YES:
                yield role.owner.trusted.get(account, account), external_id, label(role)


def label(role: Role) -> str:
    return role.place.label.removesuffix(".aws_iam_role.this").removeprefix("aws_iam_role.")


def lines(found: list[Holding]) -> Iterator[str]:
    """An edge for each holding; an id that several hold has a node of its own, drawn thick."""
    holders: dict[str, list[str]] = {}
    for who, external_id, _ in found:
        holders.setdefault(external_id, []).append(who)
    numbers = {each: f"n{number}" for number, each in enumerate(dict.fromkeys(one for made in found for one in made))}
    yield "flowchart LR"
    for name in dict.fromkeys(who for who, _, _ in found):
        yield f'  {numbers[name]}(["{name}"])'
    for external_id, by in holders.items():
        yield f'  {numbers[external_id]}{{{{"{external_id[:8]}…"}}}}{":::shared" if len(set(by)) > 1 else ""}'
    for name in dict.fromkeys(role for _, _, role in found):
        yield f'  {numbers[name]}["{name}"]'
    for one, other in dict.fromkeys(pair for who, each, role in found for pair in ((who, each), (each, role))):
        yield f"  {numbers[one]} --> {numbers[other]}"
    yield "  classDef shared stroke:#b00,stroke-width:3px"

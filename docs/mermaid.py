"""Fixture projects, drawn: which vendor gets into which role with which external id, and who can become whom."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from checkov.runner_filter import RunnerFilter
from checkov.terraform.runner import Runner

from roletrust.adapters.landscape.role_store import store_of
from roletrust.adapters.registry import register_all
from roletrust.engine.answer import YES
from roletrust.engine.roles.blast_radius import Hop
from roletrust.engine.roles.landscape import Landscape
from roletrust.engine.roles.permissions import Power
from roletrust.engine.roles.role import Role
from roletrust.reading.configuration import FILE
from roletrust.rules.messages.wording import account_name
from roletrust.rules.outsiders import Outsider, outsiders

SETTINGS = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
Holding = tuple[str, str, str]  # who, which id, for which role


def held(project: Path, folder: Path) -> str:
    """Mermaid text of who holds which external id in `project`; parameters as those of `scanned`."""
    return fenced(lines(sorted(set(holdings(scanned(project, folder))))))


def reached(project: Path, folder: Path) -> str:
    """Mermaid text of who can become whom in `project`; parameters as those of `scanned`."""
    return fenced(ways(scanned(project, folder)))


def fenced(text: Iterable[str]) -> str:
    return "\n".join(["```mermaid", *text, "```"])


def scanned(project: Path, folder: Path) -> Landscape:
    """The roles of `project`, which is copied into the empty `folder` with the settings that its page shows."""
    copy = folder / project.name
    shutil.copytree(project, copy)
    settings = SETTINGS.search((project / "README.md").read_text("utf-8"))
    if settings is None:
        raise ValueError(f"{project.name} shows no settings")
    (copy / FILE).write_text(settings[1], "utf-8")
    register_all()
    runner = Runner()
    runner.run(root_folder=str(copy), runner_filter=RunnerFilter(checks=["CKV_TRUST_13"]))
    return store_of(runner).landscape


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


# --- who can become whom -------------------------------------------------------------------------------------------


def ways(found: Landscape) -> Iterator[str]:
    """An edge for each outsider who gets in, and for each sure step from a role that is no administrator yet."""
    numbers = {id(role.place): f"r{number}" for number, role in enumerate(found.roles)}
    outside: dict[str, str] = {}
    edges: list[str] = []
    for role in found.roles:
        here = numbers[id(role.place)]
        entering = dict.fromkeys(outsider(each, role) for each in outsiders(role) if each.entry.answer is YES)
        steps = [hop for _, hop in found.blast_radius.walk(role, 1).hops if hop.answer is YES]
        edges += [f"  {outside.setdefault(name, f'o{len(outside)}')} --> {here}" for name in entering]
        edges += [f"  {here} {arrow(hop)} {numbers[id(hop.role.place)]}" for hop in steps]
    yield "flowchart LR"
    yield from (f'  {number}(["{name}"])' for name, number in outside.items())
    for role in found.roles:
        yield f"  {numbers[id(role.place)]}{box(role, found.blast_radius.itself(role))}"
    yield from edges
    yield "  classDef administrator stroke:#b00,stroke-width:3px"


def outsider(each: Outsider, role: Role) -> str:
    """The account, or whose tokens: those of other organizations."""
    return each.called or account_name(each.account or "", role.owner)


def box(role: Role, power: Power) -> str:
    if power.answer is not YES:
        return f'["{label(role)}"]'
    can = f"becomes an administrator by {power.by}" if power.by else "is an administrator"
    return f'["{label(role)} {can}"]:::administrator'


def arrow(hop: Hop) -> str:
    """Dotted where the role is passed to a service."""
    if hop.method is None:
        return "-->|assumes|"
    service = hop.entry.witness.caller.arn if hop.entry.witness else ""
    return f"-.->|passes to {service}|"

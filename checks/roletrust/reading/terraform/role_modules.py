"""The role that a well-known module makes, judged by the description of the module, and told of at its call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from roletrust.dialects.hcl.files.source import read_text
from roletrust.dialects.tree import Choice, Tree
from roletrust.engine.policy.document import Source
from roletrust.reading.judging import Case, judged
from roletrust.reading.terraform.blocks import Block, Policy, Unread
from roletrust.reading.terraform.roles import dialect
from roletrust.reading.terraform.scan import Scan
from roletrust.telling.subject import Described, Dialect, Subject

if TYPE_CHECKING:
    from roletrust.dialects.role_modules.catalog import Called

DOWNLOAD = "scan with --download-external-modules, or after `terraform init`"


def at_call(scan: Scan, call: Block, found: Called) -> Case | None:
    """What is to be judged at a call of the described module `found`; None where it surely makes no role."""
    if not scan.project.exists(call.file, call.calls, ("module", call.name)):
        return None
    source = scan.project.standing(call.file, call.calls, ("module", call.name))
    if downloaded := scan.downloaded(call):
        return case_of_roles(scan, call, downloaded, source, None)
    found = of_the_commit(call, found, source)
    roles = {release: scan.described(call, release) for release in found.releases}
    described = [case_of_roles(scan, call, roles[each], source, Described(each, source)) for each in found.releases]
    cases = [case for case in described if case]
    if len(cases) == len(found.releases) == 1 or (found.releases and agree(cases, len(found.releases))):
        return cases[0] if cases else None
    return Case(Subject(label(call), Dialect.HCL_OBJECT, source, problem=problem(found)), scan.configuration)


def of_the_commit(call: Block, found: Called, source: Source) -> Called:
    """`found`, of the release that the call, which stands at `source`, says its commit to be."""
    from roletrust.dialects.role_modules.catalog import pinned  # noqa: PLC0415  # for who calls such a module

    if not source.first or len(found.releases) < 2:
        return found
    lines = read_text(call.file).split("\n")[source.first - 1 : source.last]
    return pinned(found, "\n".join(lines))


def agree(cases: Sequence[Case], wanted: int) -> bool:
    """Whether it makes no difference which of the releases it is."""
    said = [{rule: each.verdict.answer for rule, each in judged(case).judgements.items()} for case in cases]
    return not said or (len(said) == wanted and all(each == said[0] for each in said))


def problem(found: Called) -> str:
    """Why the release is not known, and what would tell."""
    name, version = found.model.name, f"`{found.version}`" if found.version else "none"
    if found.releases:
        return (
            f"the trust policy depends on the release of `{name}`, and the version it asks for is {version}: {DOWNLOAD}"
        )
    return f"the version of `{name}` is {version}, and what is known of it is {found.described}: {DOWNLOAD}"


def label(call: Block) -> str:
    """Its address as Terraform writes it; Checkov leaves out the last `module.`."""
    steps = [*((each.name, each.key) for each in call.calls), (call.name, call.key)]
    keys = ["" if key is None else f'["{key}"]' if isinstance(key, str) else f"[{key}]" for _, key in steps]
    return ".".join(f"module.{name}{key}" for (name, _), key in zip(steps, keys, strict=True))


def case_of_roles(
    scan: Scan, call: Block, found: Sequence[Block], source: Source, described: Described | None
) -> Case | None:
    """Those of the module's roles that the call makes, as one policy; None where it makes none."""
    roles = [role for role in found if scan.makes(role)]
    if not roles:
        return None
    policies = [(role.name, scan.role(role)) for role in roles]
    unread_one = next((policy for _, policy in policies if isinstance(policy, Unread)), None)
    settings = scan.configuration
    if unread_one:
        problem, secrets = unread_one.problem, scan.secrets
        subject = Subject(
            *(label(call), Dialect.JSON, source),
            problem=problem,
            described=described,
            secrets=secrets,
            called_from=scan.called_from(call),
        )
        return Case(subject, settings)
    tree = one_of(policies)
    own = [name for policy in policies for name in written(policy[1], roles[0].file if described else "")]
    subject = Subject(
        label=label(call),
        dialect=dialect(tree, written_as_blocks=bool(own)),
        source=next(policy.source for _, policy in policies if not isinstance(policy, Unread)),
        owner=scan.owner(roles[0]),
        tree=tree,
        described=described,
        secrets=scan.secrets,
        called_from=scan.called_from(call),
    )
    return Case(subject, settings)


def one_of(policies: Sequence[tuple[str, Policy]]) -> Tree:
    """The trust policy of any of the roles; each only once."""
    (name, first), *rest = policies
    tree = None if isinstance(first, Unread) else first.tree
    others = [(each, policy) for each, policy in rest if not isinstance(policy, Unread) and policy.tree != tree]
    return Choice(f'role is "{name}"', tree, one_of(others)) if others else tree


def written(policy: Policy, description: str) -> list[str]:
    """The documents of the reader's own that went into a policy."""
    return [] if isinstance(policy, Unread) else [name for file, name in policy.documents if file != description]

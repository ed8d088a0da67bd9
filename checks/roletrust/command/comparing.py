"""`roletrust diff`: who newly gets in, and who no longer does, between two versions of the same roles."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from roletrust.command import wording
from roletrust.command.explaining import why
from roletrust.command.roles_given import Read, every_role, judged_roles
from roletrust.engine.answer import YES
from roletrust.engine.policy.document import Policy
from roletrust.engine.questions.comparison import Change, newly_in
from roletrust.engine.questions.trust import Trust

NOBODY = Trust(Policy(()))  # of a role that is not there


class Difference(NamedTuple):
    """What changed of one role.  `problem`: why that could not be decided; '' where it was."""

    role: str
    file: str
    wider: list[str]
    narrower: list[str]
    problem: str = ""


@click.command("diff")
@click.argument("base")
@click.argument("head", required=False)
@click.option("--output-format", type=click.Choice(["full", "markdown", "github"]), default="full", show_default=True)
@click.option("--fail-on", type=click.Choice(["widened", "narrowed", "any"]), default="widened", show_default=True)
@click.option("--path", default=".", help="With revisions: the directory or file in the repository that is compared.")
def command(base: str, head: str | None, output_format: str, fail_on: str, path: str) -> None:
    """Say who newly gets in, and who no longer does, decided by meaning; nobody is a proof that nobody does.

    BASE and HEAD are two files, two directories, or two revisions of git (HEAD: the working tree where it is left out).

    \b
    Examples:
      roletrust diff before.json after.json
      roletrust diff origin/main
    """
    with TemporaryDirectory(prefix="roletrust-") as folder:
        old, new = both_sides(base, head, path, folder)
        found = list(differences(roles_by_name(old), roles_by_name(new)))
    click.echo(in_markdown(found) if output_format in ("markdown", "github") else in_words(found), nl=False)
    widened = any(each.wider or each.problem for each in found)
    narrowed = any(each.narrower for each in found)
    failing = {"widened": widened, "narrowed": narrowed, "any": widened or narrowed}[fail_on]
    raise click.exceptions.Exit(1 if failing else 0)


def both_sides(base: str, head: str | None, path: str, folder: str) -> tuple[str, str]:
    """The two files or directories to compare; a revision of git is written out below `folder`."""
    old = base if os.path.exists(base) else written_out(base, path, os.path.join(folder, "base"))
    if head is None:
        return old, path
    return old, head if os.path.exists(head) else written_out(head, path, os.path.join(folder, "head"))


def written_out(revision: str, path: str, folder: str) -> str:
    """`path` as it was at `revision`, below `folder`.  Raises click.UsageError where git has no such thing."""
    where = path if os.path.isdir(path) else os.path.dirname(path) or "."
    named = "." if os.path.isdir(path) else os.path.basename(path)
    done = subprocess.run(  # noqa: S603  # git, by its arguments alone
        ["git", "-C", where, "archive", "--format=tar", revision, "--", named],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise click.UsageError(f"`{revision}` is no file, no directory, and no revision that git knows here: {said}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder if named == "." else os.path.join(folder, named)


def roles_by_name(path: str) -> dict[tuple[str, str], Read]:
    """The roles of one side, by file and name; of single files by name alone."""
    alone = os.path.isfile(path)
    roles = judged_roles(every_role([path], ()))
    return {("" if alone else role.file, role.label): role for role in roles}


def differences(old: dict[tuple[str, str], Read], new: dict[tuple[str, str], Read]) -> Iterator[Difference]:
    """Of each role that is on both sides, and of those that are on one, as against nobody getting in."""
    if len(old) == len(new) == 1:
        (before,), ((_, role), after) = old.values(), *new.items()
        yield difference(role, before, after)
        return
    for key in sorted({**old, **new}):
        yield difference(key[1], old.get(key), new.get(key))


def difference(role: str, before: Read | None, after: Read | None) -> Difference:
    """`before`, `after`: the role on either side; None where it is not there, and lets nobody in."""
    shown = (after or before).file if (after or before) else ""  # type: ignore[union-attr]
    olds, news = policies(before), policies(after)
    if olds is None or news is None:
        problem = (after and after.judged.problem) or (before and before.judged.problem) or "it cannot be read"
        return Difference(role, shown, [], [], problem)
    wider: dict[object, Change] = {}
    narrower: dict[object, Change] = {}
    for one in olds:
        for other in news:
            owner = other.owner if after else one.owner
            for change in newly_in(one.policy, other.policy, owner, other.now):
                wider.setdefault((change.action, change.through), change)
            for change in newly_in(other.policy, one.policy, owner, one.now):
                narrower.setdefault((change.action, change.through), change)
        tell = after.said if after else before.said if before else str
    ins, outs = ([tell(told(each)) for each in some.values()] for some in (wider, narrower))
    return Difference(role, shown, ins, outs)


def policies(role: Read | None) -> Sequence[Trust] | None:
    """Each way that the role's policy can turn out; None where it cannot be read."""
    if role is None:
        return [NOBODY]
    return None if role.judged.problem else [trust for _, trust in role.judged.trusts]


def in_words(found: Sequence[Difference]) -> str:
    lines: list[str] = []
    for each in found:
        if each.problem:
            lines.append(f"{each.role} ({each.file}): undecided: {each.problem}")
        for said, changes in (("newly in", each.wider), ("no longer in", each.narrower)):
            lines += [f"{each.role} ({each.file}): {said}: {change}" for change in changes]
    return "".join(f"{line}\n" for line in lines or [f"nobody newly gets in, nobody is kept out: {len(found)} roles"])


def told(change: Change) -> str:
    """One change: an example, and which statements make the difference."""
    if change.found.answer is YES and change.found.witness:
        said = f"for example {wording.request(change.found.witness)}"
    else:
        said = f"perhaps somebody, undecided: {why(change.found)}"
    stopped = f"; on the other side {change.stopped.label} denies it" if change.stopped else ""
    return f"{said} (through {change.through.label}{stopped})"


def in_markdown(found: Sequence[Difference]) -> str:
    """A table for a pull request's comment."""
    rows = []
    for each in found:
        name = f"`{escaped(each.role)}`"
        rows += [f"| {name} | undecided | {escaped(each.problem)} |"] if each.problem else []
        rows += [f"| {name} | **newly in** | {escaped(change)} |" for change in each.wider]
        rows += [f"| {name} | no longer in | {escaped(change)} |" for change in each.narrower]
    if not rows:
        return f"**Trust policies**: nobody newly gets in, and nobody is kept out ({len(found)} roles compared).\n"
    return "\n".join(
        ["### Who can assume which role changes", "", "| Role | Change | Example |", "|---|---|---|", *rows, ""]
    )


def escaped(text: str) -> str:
    """`text` inside a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")

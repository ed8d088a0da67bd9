"""What calls the roles of a tree from files that are of no scan of roles: pipelines, Kubernetes' objects, scripts.

And what a service of the Serverless Framework hands its own roles to.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, NoReturn

from roletrust.engine.policy.document import Source
from roletrust.engine.text import Value
from roletrust.reading.callers.made import Caller, Made, Named
from roletrust.reading.landscape import Among
from roletrust.reading.skips import Written
from roletrust.reading.tree_files import files

if TYPE_CHECKING:  # read where somebody may call
    from roletrust.dialects.callers.github_subjects import Template
    from roletrust.reading.callers.tree_calls import Known
    from roletrust.reading.places import Places

Scans = Mapping[str, Sequence[Among]]  # the roles of each, by the scan's name
TERRAFORM, TEMPLATES = "terraform", "templates"
HIDDEN = (".github", ".circleci")  # directories with pipelines
WORKFLOWS = "/.github/workflows/"
NAMED = {  # by the end of a file's path, what Checkov calls the framework whose pipelines are in such a file
    ".gitlab-ci": "gitlab_ci",
    "azure-pipelines": "azure_pipelines",
    "bitbucket-pipelines": "bitbucket_pipelines",
    ".circleci/config": "circleci_pipelines",
}


def nothing() -> Sequence[Template]:
    """Without Terraform nothing is made of GitHub's."""
    return ()


@dataclass
class TreeCallers:
    """Those of one tree, below the directory `root`.  `alone`: whether a file of it was named, with nothing beside it.

    `subject_templates`: what the tree chooses for the subjects of GitHub's tokens.  `manifests` and
    `services`: the paths of files that may hold objects of Kubernetes, and a service, noted down as they are read.
    """

    root: str
    alone: bool
    places: Places
    subject_templates: Callable[[], Sequence[Template]] = nothing
    manifests: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)

    def elsewhere(self, scan: str, scans: Scans) -> Named[Among] | None:
        """How a caller of the `scan` of Terraform finds a role of templates, and the other way round."""
        other = {TERRAFORM: TEMPLATES, TEMPLATES: TERRAFORM}.get(scan.partition(" ")[0], "")
        roles = self._made(other, scans)
        return Elsewhere(roles).only if roles else None

    def scripts(self, roles: Sequence[Among]) -> list[list[Made[Among]]]:
        """For each of the `roles` of one scan the calls of it in scripts, programs and profiles."""
        from roletrust.reading.callers.script_callers import calls_of_roles  # noqa: PLC0415  # for who asks for calls

        made: dict[int, list[Made[Among]]] = {id(each): [] for each in roles}
        for role, call in calls_of_roles(roles, self.root) if not self.alone else ():
            made[id(role)].append(call)
        return list(made.values())

    def callers(self, scans: Scans) -> Iterator[Caller]:
        """The pipelines, objects and services that call roles, each with what is found of it."""
        roles = [*self._made(TERRAFORM, scans), *self._made(TEMPLATES, scans)]
        paths = list(pipelines(self.root)) if roles else []
        if not (self.services or (roles and (paths or self.manifests))):
            return
        from roletrust.reading.callers import in_trees  # noqa: PLC0415  # every format of callers, for who has any
        from roletrust.reading.callers.tree_calls import Known  # noqa: PLC0415

        for path in self.services:
            yield from self._whole(path, partial(in_trees.in_service, path, self.places))
        tree = in_trees.Tree(self.root, self.places, Known(roles, self.subject_templates()))
        for path in self.manifests if roles else ():
            yield from self._whole(path, partial(tree.in_manifest, path))
        for path, framework in paths:
            yield from self._whole(path, partial(tree.in_pipeline, path, framework))

    def _made(self, scan: str, scans: Scans) -> list[Among]:
        """The roles that resources make there."""
        roles = scans.get(f"{scan} {self.root}", ()) if not self.alone else ()
        return [each for each in roles if each.block is None or each.block.kind == "resource"]

    def _whole(self, path: str, read: Callable[[], Iterable[Caller]]) -> Iterator[Caller]:
        """The callers in the file at `path`; where reading it breaks, the file as one."""
        try:
            yield from list(read())
        except Exception as error:  # one file that breaks must not lose the others
            yield Caller("the whole file", partial(Written, Source(self.places.shown(path))), partial(fail, error))


class Elsewhere:
    """The `roles` of another scan of the tree."""

    def __init__(self, roles: Sequence[Among]) -> None:
        self._roles = roles

    def only(self, arn: Value) -> Among | None:
        """The one that `arn` means; None of several."""
        found = self._known.called(arn)
        return found[0] if len(found) == 1 else None

    @cached_property
    def _known(self) -> Known:
        from roletrust.reading.callers.tree_calls import Known  # noqa: PLC0415  # for who calls by an ARN

        return Known(self._roles)


def fail(error: Exception, wanted: frozenset[str]) -> NoReturn:
    raise error


def pipelines(root: str) -> Iterator[tuple[str, str]]:
    """The files of pipelines below `root`, each with what Checkov calls the framework."""
    for path in files(root, HIDDEN):
        inside = f"/{os.path.relpath(path, root)}".replace(os.sep, "/")
        name, ending = os.path.splitext(inside)
        if ending in (".yml", ".yaml"):
            known = (framework for end, framework in NAMED.items() if name.endswith(end))
            if framework := "github_actions" if WORKFLOWS in inside else next(known, ""):
                yield path, framework

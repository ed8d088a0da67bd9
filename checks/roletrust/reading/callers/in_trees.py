"""Pipelines, Kubernetes' objects and services of the Serverless Framework, as callers of the roles of a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import yaml

from roletrust.dialects.callers.kustomizations import Kustomization, Placed
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.callers import kubernetes_calls, pipeline_calls
from roletrust.reading.callers.in_services import roles_of, service_at
from roletrust.reading.callers.in_templates import RolesOfTemplates
from roletrust.reading.callers.in_templates import calls as calls_in_template
from roletrust.reading.callers.made import Caller, Made, findings
from roletrust.reading.callers.tree_calls import Judged, Known, Said, in_file, said
from roletrust.reading.callers.tree_kustomizations import kustomizations_below, ways_to
from roletrust.reading.findings import Told
from roletrust.reading.judging import judged
from roletrust.reading.landscape import Among, taken_down
from roletrust.reading.object_roles import called, objects, written_at
from roletrust.reading.places import Places, settings_of
from roletrust.reading.skips import Written
from roletrust.reading.templates import written
from roletrust.reading.yaml_files import documents, text_of
from roletrust.reading.yaml_nodes import child
from roletrust.reading.yaml_nodes import written as text_at
from roletrust.rules.service_refused import RULE as SERVICE_REFUSED

HANDING = frozenset((SERVICE_REFUSED.id,))


@dataclass(frozen=True)
class Tree:
    """The directory `root`, with the `roles` that it makes."""

    root: str
    places: Places
    roles: Known

    def in_pipeline(self, path: str, framework: str) -> Iterator[Caller]:
        """Each call in the pipeline at `path`.  `framework`: whose it is, as Checkov calls it."""
        shown = self.places.shown(path)
        for each in in_file(pipeline_calls.calls(framework, path, self.root, self.places), self.roles):
            source = each.call.source._replace(file=shown)
            yield Caller(each.label, partial(Written, source), partial(found_of, each))

    def in_manifest(self, path: str) -> Iterator[Caller]:
        """Each object in the manifest at `path` that may call roles; none in one that is no YAML, as of a chart."""
        shown = self.places.shown(path)
        for node in self._objects(path):
            if text_at(child(node, "kind")) in kubernetes_calls.OBJECTS:
                yield Caller(called(node), partial(written_at, node, shown), partial(self._of_object, path, node))

    def _objects(self, path: str) -> list[yaml.Node]:
        try:
            text = text_of(path, self.root)
            wanted = any(kind in text for kind in kubernetes_calls.OBJECTS)
            return list(objects(documents(path, self.root))) if wanted else []
        except (OSError, ValueError, RecursionError, yaml.YAMLError):
            return []

    def _of_object(self, path: str, node: yaml.Node, wanted: frozenset[str]) -> list[Told]:
        calls = kubernetes_calls.calls(node, self.places.shown(path), partial(self._ways, path))
        return findings_in(said(calls, self.roles), wanted)

    def _ways(self, path: str) -> list[Placed | None]:
        return ways_to(path, self.root, self._kustomizations)

    @cached_property
    def _kustomizations(self) -> tuple[Kustomization, ...]:
        return kustomizations_below(self.root)


def found_of(call: Judged[Among], wanted: frozenset[str]) -> list[Told]:
    """What the `wanted` rules find of a call.  Raises what broke it."""
    if call.error:
        raise call.error
    return findings_in(call.said, wanted)


def findings_in(found: Said[Among], wanted: frozenset[str]) -> list[Told]:
    """What the `wanted` rules find.  That the settings cannot be used each rule says of the role already."""
    return [each.told for rule, each in found.items() if each.told and rule in wanted]


def in_service(path: str, places: Places) -> Iterator[Caller]:
    """Each function and resource of the service at `path` that its roles are handed to."""
    try:
        template = service_at(path, places)
    except (OSError, ValueError, PolicyError):  # which is told of where its roles are read
        return
    every = roles_of(template, path, settings_of(path))
    roles = RolesOfTemplates([taken_down(judged(case), holding) for _, case, holding in every])
    for name in template.resources:
        made = partial(calls_in_template, template, path, name, roles)
        label = f"{template.resources.kind(name)}.{name}"
        yield Caller(label, partial(written, template, name), partial(handed_over, made))


def handed_over(made: Callable[[], Iterable[Made[Among]]], wanted: frozenset[str]) -> list[Told]:
    """Of a service Checkov's scan tells what it hands over, and nothing else."""
    return findings(made, wanted & HANDING)

"""Kubernetes' objects in files that Checkov refuses or passes over: a tag that it does not know, an odd name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import yaml

from roletrust.adapters.formats.file_docket import Role
from roletrust.adapters.formats.kubernetes_roles import GROUPS
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.engine.document import PolicyError
from roletrust.reading.judging import Case
from roletrust.reading.kinds import OBJECTS
from roletrust.reading.places import FILLED_IN, owner
from roletrust.reading.yaml_nodes import LOADER, child, place, policy, written
from roletrust.telling.subject import Dialect, Subject


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles that its objects make.  Raises PolicyError."""
    try:
        documents = list(yaml.compose_all(refused.text, Loader=LOADER))
    except (yaml.YAMLError, RecursionError) as error:
        raise PolicyError(f"it is no YAML: {' '.join(str(error).split())}") from None
    for each in documents:
        keys = GROUPS.get(written(child(each, "apiVersion")).partition("/")[0])
        if keys and written(child(each, "kind")) in OBJECTS:
            source = place(each, refused.shown)
            yield Role(label(each), None, partial(case, refused, each, keys), (source.first, source.last))


def label(node: yaml.Node) -> str:
    return f"{written(child(node, 'kind'))}.{written(child(node, 'metadata', 'name')) or 'unnamed'}"


def case(refused: RefusedFile, node: yaml.Node, keys: tuple[str, ...]) -> Case:
    tree, source, problem = None, place(node, refused.shown), ""
    try:
        found = child(node, *keys)
        if found is None:
            raise PolicyError(f"it has no {'.'.join(keys)}")
        tree, source = policy(found, refused.shown)
    except PolicyError as error:
        problem = str(error)
    settings = refused.settings
    subject = Subject(label(node), Dialect.JSON, source, owner(settings), "", tree, problem, FILLED_IN)
    return Case(subject, settings)

"""The calls of roles in a pipeline's file, for each of Checkov's frameworks that read pipelines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from roletrust.adapters.formats.yaml_written import trees
from roletrust.adapters.places import shown
from roletrust.dialects.callers import github_actions, pipelines
from roletrust.dialects.tree import Tree
from roletrust.engine.calls import Call

MARKS = ("assume-role", "configure-aws-credentials", "AssumeRoleArn", "role_arn", "role-arn")
READERS: dict[str, Callable[[Tree, str], Iterator[Call]]] = {
    "github_actions": github_actions.calls,
    "gitlab_ci": lambda tree, file: pipelines.calls(tree, file, pipelines.GITLAB),
    "circleci_pipelines": lambda tree, file: pipelines.calls(tree, file, pipelines.CIRCLECI),
    "bitbucket_pipelines": lambda tree, file: pipelines.calls(tree, file, pipelines.BITBUCKET),
    "azure_pipelines": lambda tree, file: pipelines.calls(tree, file, pipelines.AZURE),
}


def calls(framework: str, path: str) -> Iterator[Call]:
    """The calls in the file at `path`, from top to bottom.  Raises nothing: what cannot be read has none."""
    file = shown(path)
    for tree in trees(path, file, MARKS):
        yield from READERS[framework](tree, file)

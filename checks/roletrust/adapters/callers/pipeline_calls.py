"""The calls of roles in a pipeline's file, for each of Checkov's frameworks that read pipelines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from roletrust.adapters.callers.repository_files import repository_of
from roletrust.adapters.formats.yaml_files import trees
from roletrust.adapters.host.internals import scanned_directory
from roletrust.adapters.places import shown
from roletrust.dialects.callers import github_actions, pipelines
from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.tree import Tree
from roletrust.engine.roles.calls import Call

# What a file has to hold to be read: a call, or other files of the repository, which may make one.
MARKS = (
    "assume-role",
    "configure-aws-credentials",
    "AssumeRoleArn",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_OIDC_ROLE_ARN",
    "role_arn",
    "role-arn",
    "include",
    "template",
    "./",
)
READERS: dict[str, Callable[[Tree, str, Repository], Iterator[Call]]] = {
    "github_actions": github_actions.calls,
    "gitlab_ci": lambda tree, file, files: pipelines.calls(tree, file, pipelines.GITLAB, files),
    "circleci_pipelines": lambda tree, file, files: pipelines.calls(tree, file, pipelines.CIRCLECI, files),
    "bitbucket_pipelines": lambda tree, file, files: pipelines.calls(tree, file, pipelines.BITBUCKET, files),
    "azure_pipelines": lambda tree, file, files: pipelines.calls(tree, file, pipelines.AZURE, files),
}


def calls(framework: str, path: str) -> Iterator[Call]:
    """The calls in the file at `path`, from top to bottom.  Raises nothing: what cannot be read has none."""
    file = shown(path)
    repository = repository_of(framework, path, scanned_directory())
    for tree in trees(path, file, MARKS):
        yield from READERS[framework](tree, file, repository)

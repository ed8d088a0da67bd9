"""The calls of roles in a pipeline's file, for each product that runs pipelines, as Checkov calls them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from roletrust.dialects.callers import github_actions, pipelines, shell
from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.reading.callers.repository_files import repository_of
from roletrust.reading.places import Places
from roletrust.reading.yaml_files import text_of, trees

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
# What is said in a pipeline that is given a device's codes, or a session that was opened with them.
WITH_MFA = re.compile(
    r"mfa[-_ ]?(?:code|token|serial|secret)|:mfa/|totp|oathtool|serial-number|token-code|get-session-token"
    r"|session[-_]token[\"']?\s*:",
    re.IGNORECASE,
)
WITH_TOKEN = re.compile(r"session[-_]?token", re.IGNORECASE)
READERS: dict[str, Callable[[Tree, str, Repository], Iterator[Call]]] = {
    "github_actions": github_actions.calls,
    "gitlab_ci": lambda tree, file, files: pipelines.calls(tree, file, pipelines.GITLAB, files),
    "circleci_pipelines": lambda tree, file, files: pipelines.calls(tree, file, pipelines.CIRCLECI, files),
    "bitbucket_pipelines": lambda tree, file, files: pipelines.calls(tree, file, pipelines.BITBUCKET, files),
    "azure_pipelines": lambda tree, file, files: pipelines.calls(tree, file, pipelines.AZURE, files),
}


def calls(framework: str, path: str, scanned: str, places: Places) -> Iterator[Call]:
    """The calls in the file at `path`, from top to bottom.  Raises nothing: what cannot be read has none.

    `scanned`: the directory that is; '' where files are.
    """
    file, inside = places.shown(path), places.tree_of(path)
    repository = repository_of(framework, path, scanned, places)
    for tree in trees(path, file, inside, MARKS):
        for call in READERS[framework](tree, file, repository):
            here = call.setting == shell.SETTING and call.action == ASSUME_ROLE and not call.corrected_at
            yield call._replace(session=in_pipeline(call.session, text_of(path, inside))) if here else call


def in_pipeline(session: Session, file: str) -> Session:
    """What a command of the pipeline in `file` asks of the session, and surely lacks.

    A pipeline has no device of MFA, but may be given what somebody with one got; so with a session's token.
    """
    by_keys = session.complete and not WITH_TOKEN.search(file)
    return session._replace(device=bool(WITH_MFA.search(file)), complete=by_keys)

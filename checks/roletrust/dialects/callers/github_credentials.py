"""The credentials that a job of GitHub Actions has: what `aws-actions/configure-aws-credentials` makes of its inputs.

Source: aws-actions/configure-aws-credentials v6, `action.yml` and `src/index.ts`; GitHub Docs, "Workflow syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.written import Written, entries, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.text import Hole, Text, Value, text

ACTION = "aws-actions/configure-aws-credentials@"
OF_GITHUB = "actions/"  # actions that set no credentials of AWS, but for the script that one of them runs
CHECKOUT = "actions/checkout@"
ELSEWHERE = ("aws-profile", "output-env-credentials", "unset-current-credentials", "use-existing-credentials")
OF_A_TOKEN = ("ACTIONS_ID_TOKEN_REQUEST_URL", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN")
BY_NAME = re.compile(r"AWS_ROLE_ARN=[\"']?(arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+)")
AUDIENCE = re.compile(r"[?&]audience=([^\"'&\s]+)")
OF_ITSELF = ("Repository", "Workflow", "Action", "Actor", "Commit")  # what it tags with, besides GitHub=Actions
OF_A_REF = "Branch"  # what it tags with besides, where the workflow runs for a ref
OTHER_TAGS = ("custom-tags", "transitive-tag-keys")
SKIPPING, DURATION = "role-skip-session-tagging", "role-duration-seconds"
NAME, USUAL_NAME = "role-session-name", "GitHubActions"
WHATEVER_FAILED = re.compile(r"\b(always|failure|cancelled)\s*\(")


def script_of(step: Map) -> Tree:
    """What a step runs, be it of the shell or of `actions/github-script`."""
    return within(step, "run") or within(step, "with", "script")


def checks_out_another(step: Map) -> bool:
    """Whether a step puts another repository where the workflow's own is."""
    uses, repository = within(step, "uses"), within(step, "with", "repository")
    other = isinstance(repository, Written) and "github.repository" not in repository
    return other and isinstance(uses, Written) and uses.startswith(CHECKOUT) and not within(step, "with", "path")


def may_write_token(job: Tree, workflow: Tree, called: bool) -> bool | None:
    """Whether a job's `permissions`, or else its workflow's, grant `id-token: write`.

    By default nobody has it; a workflow that another calls has what that one grants.
    """
    for tree in (job, workflow):
        if isinstance(tree, Map) and "permissions" in tree:
            granted = tree["permissions"]
            return "write" in (within(granted, "id-token"), "write" if granted == "write-all" else "")
    return None if called else False


def is_plain(given: Iterable[str]) -> bool:
    """Whether a step of the action with these inputs leaves credentials where the next one looks, and nowhere else."""
    return not set(given) & set(ELSEWHERE)


def chains(step: Map, given: Mapping[str, Value]) -> bool:
    """Whether a step of the action calls with the credentials that the steps before it, all of them, have left."""
    on_its_own = "aws-access-key-id" in given or WHATEVER_FAILED.search(str(within(step, "if") or ""))
    return given.get("role-chaining") == "true" and is_plain(given) and not on_its_own


def session_after(step: Map, calls: Sequence[Call], before: Value | None) -> Value | None:
    """The role whose credentials a step leaves in the environment.

    `calls`: those of the step; `before`: the role before.  A `run` step, and an action of somebody else's, may
    leave any.
    """
    uses = str(within(step, "uses") or "").lower()
    if uses.startswith(OF_GITHUB):
        return before if script_of(step) is None else None
    surely = "if" not in step and "continue-on-error" not in step
    sets = uses.startswith(ACTION) and is_plain(key.lower() for key, _ in entries(within(step, "with")))
    return calls[0].role if sets and surely and calls else None


def by_hand(step: Map, env: Mapping[str, Value]) -> tuple[Value, str] | None:
    """The role that a script sets up to be assumed with a token of GitHub's that it fetches, and the audience, if any.

    GitHub Docs, "Methods for requesting the OIDC token": `ACTIONS_ID_TOKEN_REQUEST_URL` with `&audience=`.
    AWS SDKs reference, "Assume role credential provider": `AWS_ROLE_ARN`, `AWS_WEB_IDENTITY_TOKEN_FILE`.
    """
    run = within(step, "run")
    if not isinstance(run, Written) or not all(each in run for each in OF_A_TOKEN):
        return None
    named, audiences = set(BY_NAME.findall(run)), set(AUDIENCE.findall(run))
    role = named.pop() if len(named) == 1 else "" if named else env.get("AWS_ROLE_ARN", "")
    return (role, audiences.pop() if audiences else "") if role and len(audiences) < 2 else None


def called(given: Mapping[str, Value], token: bool | None) -> str:
    """Which action of STS the action calls with these inputs; '' where that is not known."""
    chaining, skipping = given.get("role-chaining", ""), given.get("force-skip-oidc", "")
    if given.get("web-identity-token-file"):
        return WEB_IDENTITY
    if isinstance(chaining, Text) or isinstance(skipping, Text):
        return ""
    if given.get("aws-access-key-id") or "true" in (chaining.lower(), skipping.lower()):
        return ASSUME_ROLE
    return "" if token is None else WEB_IDENTITY if token else ASSUME_ROLE


def session_asked(given: Mapping[str, Value], env: Mapping[str, Value], action: str, chained: bool) -> Session:
    """What the action asks of the session with these inputs: it tags what it assumes with keys, not with a token.

    With the keys of a user, and without a session's token beside them, it has nothing to hand on, and no MFA; nor has
    the session of a role that it has assumed itself before.
    """
    asked = str(given.get(DURATION, ""))
    called = given.get(NAME) or env.get("ROLE_SESSION_NAME") or USUAL_NAME
    name = called if isinstance(called, str) else ""
    found = Session(duration=int(asked) if asked.isdecimal() else 0, chained=chained, name=name)
    skipping = given.get(SKIPPING) or env.get("ROLE_SKIP_SESSION_TAGGING") or ""
    if action != ASSUME_ROLE or isinstance(skipping, Text):
        return found
    keys = bool(given.get("aws-access-key-id")) and not (given.get("aws-session-token") or "AWS_SESSION_TOKEN" in env)
    found = found._replace(device=not (keys or chained), complete=keys and not {*given} & {*OTHER_TAGS})
    if skipping.lower() not in ("", "false"):
        return found
    tags = tuple((each, text(Hole(f"the tag {each} of the action"))) for each in OF_ITSELF)
    found = found._replace(tags=(("GitHub", "Actions"), *tags), without=f"{SKIPPING}: true")
    return found._replace(perhaps=(OF_A_REF,)) if found.complete else found

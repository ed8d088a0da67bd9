"""GitHub Actions: `aws-actions/configure-aws-credentials`, and what `run` steps call.

Source: aws-actions/configure-aws-credentials v6, `action.yml` and `src/index.ts`: with `role-to-assume` it calls
`AssumeRoleWithWebIdentity`, which has no external id, where the job may write `id-token` and there is no access key, no
`role-chaining` and no `force-skip-oidc`, or where `web-identity-token-file` is given.  Else it calls `AssumeRole`, and
sends `role-external-id` unless that is empty.  Both inputs may come as environment variables, ROLE_TO_ASSUME and
ROLE_EXTERNAL_ID.  It exports the credentials that it gets as environment variables, unless `output-env-credentials` is
false; with `role-chaining` it calls with those that it finds there.  GitHub Docs, "Workflow syntax": `permissions`,
`env`, `inputs.<id>.default`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from roletrust.dialects.callers import shell
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.marks import Marked, filled, marked
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.calls import Call
from roletrust.engine.document import Source
from roletrust.engine.request import ASSUME_ROLE
from roletrust.engine.text import Hole, Text, Value, text

ACTION = "aws-actions/configure-aws-credentials@"
SETTING = "role-external-id"
OF_GITHUB = "actions/"  # actions that set no credentials of AWS
ELSEWHERE = ("aws-profile", "output-env-credentials", "unset-current-credentials", "use-existing-credentials")
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
WHATEVER_FAILED = re.compile(r"\b(always|failure|cancelled)\s*\(")
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
NAMED = re.compile(r"\s*(env|inputs|github\.event\.inputs)(?:\.([\w-]+)|\[\s*'([^']*)'\s*\])\s*\Z")
LITERAL = re.compile(r"\s*'((?:[^']|'')*)'\s*\Z")
WORD = re.compile(r"[A-Za-z_]\w*")
SHELLS = ("", "bash", "sh")
Env = Mapping[str, Value]


class Job(NamedTuple):
    """`token`: whether its steps get a token of GitHub's; None: its caller decides.  `env`: as its steps see it.

    `session`: the role whose credentials stand in `env`, put there by a step; None where it is not known.
    """

    name: str
    token: bool | None
    env: Env
    session: Value | None = None


def calls(workflow: Tree, file: str) -> Iterator[Call]:
    """The calls of a workflow, from top to bottom.  Raises nothing."""
    reader = Workflow(workflow, file)
    for name, job in entries(within(workflow, "jobs")):
        yield from reader.job(name, job)


class Workflow:
    def __init__(self, workflow: Tree, file: str) -> None:
        self.tree, self.file = workflow, file
        self.inputs: dict[str, Value | None] = {}  # None: not known
        triggers = within(workflow, "on")
        for trigger in ("workflow_dispatch", "workflow_call"):
            for name, each in entries(within(triggers, trigger, "inputs")):
                default = within(each, "default")
                known = str(default) if isinstance(default, Written) and "${{" not in default else None
                self.inputs[name] = known if self.inputs.get(name, known) == known else None
        self.called = isinstance(triggers, Map) and "workflow_call" in triggers

    def job(self, name: str, job: Tree) -> Iterator[Call]:
        env = self.env(within(job, "env"), self.env(within(self.tree, "env"), {}))
        token, session = may_write_token(job, self.tree, self.called), None
        for number, step in enumerate(items(within(job, "steps")), 1):
            if isinstance(step, Map):
                title = within(step, "name")
                label = f"jobs({name}).steps[{number}]" + (f"({title})" if isinstance(title, Written) else "")
                inner = self.env(within(step, "env"), env)
                calls = list(self.step(step, label, Job(name, token, inner, session)))
                yield from calls
                session = session_after(step, calls, session)
                env = {**env, **self.exported(step)}

    def step(self, step: Map, label: str, job: Job) -> Iterator[Call]:
        uses, run = within(step, "uses"), within(step, "run")
        if isinstance(uses, Written) and uses.lower().startswith(ACTION):
            yield from self.action(step, label, job)
        interpreter = str(within(step, "shell") or "").partition(" ")[0]
        if isinstance(run, Written) and "assume-role" in run and interpreter in SHELLS:
            script: Marked = marked(run, EXPRESSION, lambda found: self.expression(found[1], job.env, run.line))
            yield from shell.calls(script, Source(self.file, run.line), label, job.env)

    def action(self, step: Map, label: str, job: Job) -> Iterator[Call]:
        inputs = {key.lower(): each for key, each in entries(within(step, "with")) if isinstance(each, Written)}
        given = {key: self.value(each, job.env) for key, each in inputs.items()}
        role = given.get("role-to-assume") or job.env.get("ROLE_TO_ASSUME", "")
        external_id = given.get(SETTING) or job.env.get("ROLE_EXTERNAL_ID") or None
        action = called(given, job.token)
        if not role or not action:
            return
        if isinstance(role, str) and not role.startswith("arn:"):  # the role of that name in the caller's own account
            role = text("arn:aws:iam::", Hole("the account of the step's credentials", self.file), f":role/{role}")
        sent, asked = external_id if action == ASSUME_ROLE else None, inputs.get(SETTING, "")
        by = job.session if chains(step, given) and not set(CREDENTIALS) & job.env.keys() else None
        yield Call(role, sent, label, SETTING, step.source, action, asked if "${{" in asked else "", by)

    def env(self, tree: Tree, outer: Env) -> Env:
        """The variables in effect where `tree` sets some of its own."""
        set_here = {key: self.value(value, outer) for key, value in entries(tree) if isinstance(value, Written)}
        return {**outer, **set_here} if set_here else outer

    def exported(self, step: Map) -> Env:
        """Variables that the step may set for those after it, which are not known then."""
        run = within(step, "run")
        if not isinstance(run, Written) or "GITHUB_ENV" not in run:
            return {}
        where = f"{self.file}:{run.line}"
        return {name: text(Hole(f"env.{name}", where)) for name in WORD.findall(run)}

    def value(self, written: Written, env: Env) -> Value:
        return filled(written, EXPRESSION, lambda found: self.expression(found[1], env, written.line))

    def expression(self, written: str, env: Env, line: int) -> Value:
        """What `${{ written }}` comes to; of alternatives (`||`) the first that is not empty."""
        first, alternative, rest = written.partition("||")
        if alternative:
            known = self.expression(first, env, line)
            if isinstance(known, Text):
                return self.hole(written, line)
            return known or self.expression(rest, env, line)
        if literal := LITERAL.match(written):
            return literal[1].replace("''", "'")
        if found := NAMED.match(written):
            held = env if found[1] == "env" else self.inputs
            known_here = held.get(found[2] or found[3])
            if known_here is not None:
                return known_here
        return self.hole(written, line)

    def hole(self, written: str, line: int) -> Value:
        return text(Hole(" ".join(written.split()), f"{self.file}:{line}"))


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
        return before
    surely = "if" not in step and "continue-on-error" not in step
    sets = uses.startswith(ACTION) and is_plain(key.lower() for key, _ in entries(within(step, "with")))
    return calls[0].role if sets and surely and calls else None


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

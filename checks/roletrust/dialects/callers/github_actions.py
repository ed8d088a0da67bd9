"""GitHub Actions: `aws-actions/configure-aws-credentials`, and what `run` steps call.

Source: aws-actions/configure-aws-credentials v6, `action.yml` and `src/index.ts`: with `role-to-assume` it calls
`AssumeRoleWithWebIdentity`, which has no external id, where the job may write `id-token` and there is no access key, no
`role-chaining` and no `force-skip-oidc`, or where `web-identity-token-file` is given.  Else it calls `AssumeRole`, and
sends `role-external-id` unless that is empty.  Both inputs may come as environment variables, ROLE_TO_ASSUME and
ROLE_EXTERNAL_ID.  It exports the credentials that it gets as environment variables, unless `output-env-credentials` is
false; with `role-chaining` it calls with those that it finds there.  GitHub Docs, "Workflow syntax": `permissions`,
`env`, `inputs.<id>.default`.
Workflows and actions of the same repository are read where they are used (github_reuse.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import NamedTuple

from roletrust.dialects.brackets import Brackets
from roletrust.dialects.callers import github_reuse, shell
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.conditions import VARIES, Open, Result, evaluated, truth, varies
from roletrust.dialects.callers.marks import Marked, filled, marked
from roletrust.dialects.callers.matrices import Combination, combinations_of, title
from roletrust.dialects.callers.reuse import Repository
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.calls import Call
from roletrust.engine.document import Source
from roletrust.engine.request import ASSUME_ROLE
from roletrust.engine.text import Hole, Text, Value, text

ACTION = "aws-actions/configure-aws-credentials@"
SETTING = "role-external-id"
OF_GITHUB = "actions/"  # actions that set no credentials of AWS, but for the script that one of them runs
EXPORTING = ("GITHUB_ENV", "exportVariable")
ELSEWHERE = ("aws-profile", "output-env-credentials", "unset-current-credentials", "use-existing-credentials")
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
WHATEVER_FAILED = re.compile(r"\b(always|failure|cancelled)\s*\(")
MARKS = ("${{", "}}")
EXPRESSION = Brackets(MARKS)
CHECKOUT = "actions/checkout@"
MOST_STEPS = 20_000  # of one workflow, in all jobs of its matrices and all that it uses
WORD = re.compile(r"[A-Za-z_]\w*")
SHELLS = ("", "bash", "sh")
Env = Mapping[str, Value]
CallsAndEnv = tuple[list[Call], Env]


class Job(NamedTuple):
    """`token`: whether its steps get a token of GitHub's; None: its caller decides.  `env`: as its steps see it.

    `session`: the role whose credentials stand in `env`, put there by a step; None where it is not known.
    `elsewhere`: whether the workspace holds another repository.
    """

    name: str
    token: bool | None
    env: Env
    session: Value | None = None
    elsewhere: bool = False


def calls(workflow: Tree, file: str, repository: Repository | None = None) -> Iterator[Call]:
    """The calls of a workflow, from top to bottom, those of workflows and actions of `repository` where they are used.

    Raises nothing.
    """
    known = repository or Repository()
    reader = Workflow(workflow, file, known, used=github_reuse.is_used(workflow, known))
    yield from reader.calls()


class Workflow:
    """A workflow, or an action, in one context: `inputs` and `matrix` are what those names hold in expressions.

    `used`: whether another workflow of the repository uses it, so that each of those says what its inputs are.
    """

    def __init__(self, workflow: Tree, file: str, repository: Repository, used: bool = False) -> None:
        self.tree, self.file, self.repository = workflow, file, repository
        self.inputs: dict[str, Value | None] = {}  # None: not known
        self.flags: set[str] = set()  # the inputs that are no texts
        self.matrix: Combination = {}
        self.is_free = not used  # whether somebody outside chooses the inputs, whatever is their default
        self.chosen = False  # whether they are read as chosen so that a step runs
        self.granted: bool | None = None  # what whoever uses the workflow may write, of tokens
        self.left = [MOST_STEPS]  # for all contexts together
        self.depth = 0
        triggers = within(workflow, "on")
        for trigger in ("workflow_dispatch", *(() if used else ("workflow_call",))):
            for name, each in entries(within(triggers, trigger, "inputs")):
                default = within(each, "default")
                written = isinstance(default, Written) and "${{" not in default and not stands_for_nothing(str(default))
                known = str(default) if written else None
                self.inputs[name] = known if self.inputs.get(name, known) == known else None
                self.flags |= {name} if str(within(each, "type")) == "boolean" else set()
        self.called = isinstance(triggers, Map) and "workflow_call" in triggers

    def calls(self) -> Iterator[Call]:
        """Those that are made with the inputs as they are; of steps that then do not run, those with any others."""
        other = copy(self)
        other.chosen, other.inputs = True, {}
        for name, job in entries(within(self.tree, "jobs")):
            found = list(self.combined(name, job))
            told = {call.source for call in found}
            yield from found
            if self.is_free and self.inputs:
                yield from (call for call in other.combined(name, job) if call.source not in told)

    def combined(self, name: str, job: Tree) -> Iterator[Call]:
        """The calls of a job; what differs by its matrix is told of each combination by GitHub's name for it."""
        every = combinations_of(job)
        if every is None or len(every) == 1:
            yield from self.with_matrix(every[0] if every else {}).job(name, job)
            return
        found = [(list(self.with_matrix(each).job(name, job)), title(each)) for each in every]
        counted = Counter(call for made, _ in found for call in set(made))
        told: set[Call] = set()
        for made, values in found:
            for call in made:
                label = call.label.replace(f"({name})", f"({name} ({values}))", 1)
                if call not in told:
                    told.add(call)
                    yield call if counted[call] == len(every) else call._replace(label=label)

    def with_matrix(self, matrix: Combination) -> Workflow:
        found = copy(self)
        found.matrix = matrix
        return found

    def job(self, name: str, job: Tree) -> Iterator[Call]:
        env = self.env(within(job, "env"), self.env(within(self.tree, "env"), {}))
        token = may_write_token(job, self.tree, self.called)
        here = Job(name, self.granted if token is None else token, env)
        if not self.may_run(job, env):
            return
        if isinstance(job, Map) and isinstance(job.get("uses"), Written):
            yield from github_reuse.workflow(self, job, here)
        calls, _ = self.steps(within(job, "steps"), f"jobs({name}).", here)
        yield from calls

    def steps(self, steps: Tree, prefix: str, job: Job) -> CallsAndEnv:
        """The calls of those steps, and the variables as they are after them."""
        found: list[Call] = []
        env, session = job.env, job.session
        for number, step in enumerate(items(steps), 1):
            self.left[0] -= 1
            if isinstance(step, Map) and self.left[0] >= 0:
                name = within(step, "name")
                label = f"{prefix}steps[{number}]" + (f"({name})" if isinstance(name, Written) else "")
                inner = self.env(within(step, "env"), env)
                calls: list[Call] = []
                if self.may_run(step, inner):
                    calls, changed = self.step(step, label, job._replace(env=inner, session=session))
                    found += calls
                    env = {**env, **changed}
                session = session_after(step, calls, session)
                env = {**env, **self.exported(step)}
                job = job._replace(elsewhere=job.elsewhere or checks_out_another(step))
        return found, env

    def step(self, step: Map, label: str, job: Job) -> CallsAndEnv:
        """The calls of a step, and the variables that an action of the repository may set."""
        uses, run = within(step, "uses"), within(step, "run")
        if isinstance(uses, Written) and uses.startswith("./"):
            return github_reuse.action(self, step, label, job)
        found: list[Call] = []
        if isinstance(uses, Written) and uses.lower().startswith(ACTION):
            found += self.action(step, label, job)
        interpreter = str(within(step, "shell") or "").partition(" ")[0]
        if isinstance(run, Written) and "assume-role" in run and interpreter in SHELLS:
            script: Marked = marked(run, EXPRESSION, lambda found: self.expression(found.inside, job.env, run.line))
            found += shell.calls(script, Source(self.file, run.line), label, job.env)
        return found, {}

    def may_run(self, tree: Tree, env: Env) -> bool:
        """Whether the `if` of a job or step lets it run, in some runs at least.

        Not where that hangs on an input, a variable or a value of the matrix that is not known.
        """
        condition = within(tree, "if")
        if not isinstance(condition, Written):
            return True
        inside = Brackets.around(condition.strip(), *MARKS)
        found = evaluated(condition if inside is None else inside, lambda path: self.held(path, env))
        known = truth(found)
        return varies(found) if known is None else known

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
        run = script_of(step)
        if not isinstance(run, Written) or not any(each in run for each in EXPORTING):
            return {}
        where = f"{self.file}:{run.line}"
        return {name: text(Hole(f"env.{name}", where)) for name in WORD.findall(run)}

    def value(self, written: Written, env: Env) -> Value:
        return filled(written, EXPRESSION, lambda found: self.expression(found.inside, env, written.line))

    def expression(self, written: str, env: Env, line: int) -> Value:
        """What `${{ written }}` comes to; of alternatives (`||`) the first that is not empty."""
        first, alternative, rest = written.partition("||")
        if alternative and evaluated(first, lambda path: self.held(path, env)) == "":
            return self.expression(rest, env, line)
        found = evaluated(written, lambda path: self.held(path, env))
        if isinstance(found, Open):
            return self.hole(written, line)
        return str(found).lower() if isinstance(found, bool) else found

    def held(self, path: tuple[str, ...], env: Env) -> Result:
        """What a name of an expression holds."""
        root, *fields = path
        if path[:3] == ("github", "event", "inputs"):
            root, fields = "inputs", fields[2:]
        if root == "inputs" and self.chosen:
            return Open(None, True)
        if root in ("env", "inputs") and len(fields) == 1:
            found = (env if root == "env" else self.inputs).get(fields[0])
            if found in ("true", "false") and root == path[0] and fields[0] in self.flags:
                return found == "true"
            return Open() if found is None else found
        if root == "matrix":
            return self.of_matrix(within(Map(self.matrix), *fields))
        return Open(None, root in VARIES)

    def of_matrix(self, found: Tree) -> Result:
        """A value of the matrix; whether `true` is a text there or not, it does not tell."""
        if not isinstance(found, Written) or found in ("true", "false"):
            return Open()
        value = filled(found, EXPRESSION, lambda each: self.hole(each.inside, found.line))
        return str(value) if isinstance(value, str) else value

    def hole(self, written: str, line: int) -> Value:
        return text(Hole(" ".join(written.split()), f"{self.file}:{line}"))


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

"""GitHub Actions: `aws-actions/configure-aws-credentials`, and what `run` steps call.

Source: aws-actions/configure-aws-credentials v6, `action.yml` and `src/index.ts`: with `role-to-assume` it calls
`AssumeRoleWithWebIdentity`, which has no external id, where the job may write `id-token` and there is no access key, no
`role-chaining` and no `force-skip-oidc`, or where `web-identity-token-file` is given.  Else it calls `AssumeRole`, and
sends `role-external-id` unless that is empty.  Both inputs may come as environment variables, ROLE_TO_ASSUME and
ROLE_EXTERNAL_ID.  It exports the credentials that it gets as environment variables, unless `output-env-credentials` is
false; with `role-chaining` it calls with those that it finds there.  GitHub Docs, "Workflow syntax": `permissions`,
`env`, `inputs.<id>.default`.

Workflows and composite actions of the same repository are read where a workflow uses them.  GitHub Docs, "Reusing
workflows" (`with`, `inputs`, permissions that can only be taken away on the way; ten levels), "Metadata syntax for
composite actions" (`runs.using: composite`, `inputs.<id>.default`; inputs are texts).  A path that begins with `./` is
one from the root of what the workspace holds: the repository, unless a step checks out another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from typing import NamedTuple

from roletrust.dialects.brackets import Brackets
from roletrust.dialects.callers import shell
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.conditions import VARIES, Open, Result, evaluated, truth, varies
from roletrust.dialects.callers.github_credentials import (
    ACTION,
    by_hand,
    called,
    chains,
    checks_out_another,
    may_write_token,
    script_of,
    session_after,
    session_asked,
)
from roletrust.dialects.callers.github_tokens import AUDIENCE, tokens
from roletrust.dialects.callers.marks import Marked, filled, marked
from roletrust.dialects.callers.matrices import Combination, combinations_of, title
from roletrust.dialects.callers.reuse import DEEPEST, Repository
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.defaults import stands_for_nothing
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import PLAIN
from roletrust.engine.roles.tokens import Tokens
from roletrust.engine.text import Hole, Value, text

SETTING = "role-external-id"
EXPORTING = ("GITHUB_ENV", "exportVariable")
CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
WITHHELD = "it has no `permissions: id-token: write`"
MARKS = ("${{", "}}")
EXPRESSION = Brackets(MARKS)
MOST_STEPS = 20_000  # of one workflow, in all jobs of its matrices and all that it uses
WORD = re.compile(r"[A-Za-z_]\w*")
SHELLS = ("", "bash", "sh")
WORKFLOWS = ".github/workflows/"
INPUT = re.compile(r"\$\{\{\s*inputs\.([\w-]+)\s*\}\}")
SAME = f"./{WORKFLOWS}"
Env = Mapping[str, Value]
CallsAndEnv = tuple[list[Call], Env]


class Job(NamedTuple):
    """`token`: whether its steps get a token of GitHub's; None: its caller decides.  `env`: as its steps see it.

    `session`: the role whose credentials stand in `env`, put there by a step; None where it is not known.
    `elsewhere`: whether the workspace holds another repository.  `environment`: of GitHub's, '' for none.
    """

    name: str
    token: bool | None
    env: Env
    session: Value | None = None
    elsewhere: bool = False
    environment: Value = ""


def calls(workflow: Tree, file: str, repository: Repository | None = None) -> Iterator[Call]:
    """The calls of a workflow, from top to bottom, those of workflows and actions of `repository` where they are used.

    Raises nothing.
    """
    known = repository or Repository()
    reader = Workflow(workflow, file, known, used=is_used(workflow, known))
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
        self.reused: Value | None = None  # how the claim `job_workflow_ref` names it, where another workflow uses it
        self.events = within(workflow, "on")  # what starts it, or the workflow that uses it
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
        granted, environment = self.granted if token is None else token, within(job, "environment")
        named = environment if isinstance(environment, Written) else within(environment, "name")
        here = Job(name, granted, env, environment=self.value(named, env) if isinstance(named, Written) else "")
        if not self.may_run(job, env):
            return
        if isinstance(job, Map) and isinstance(job.get("uses"), Written):
            yield from called_workflow(self, job, here)
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
            return used_action(self, step, label, job)
        found: list[Call] = []
        if isinstance(uses, Written) and uses.lower().startswith(ACTION):
            found += self.action(step, label, job)
        if job.token and (set_up := by_hand(step, job.env)):
            found += self.with_a_token_of_its_own(step, label, job, *set_up)
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
        written = asked if "${{" in asked else ""
        tokens = self.tokens(given, job, action)
        session = PLAIN if tokens and tokens.withheld else session_asked(given, job.env, action, by is not None)
        yield Call(role, sent, label, SETTING, step.source, action, written, by, tokens=tokens, session=session)

    def with_a_token_of_its_own(self, step: Map, label: str, job: Job, role: Value, audience: str) -> Iterator[Call]:
        """What is assumed with a token that a script fetches: for the repository's owner, unless it says for whom."""
        name = self.repository.name
        known = isinstance(name, str) and f"https://github.com/{name.partition('/')[0]}"
        wanted = text(Hole(audience)) if "$" in audience else audience or known or text(Hole("owner of the repository"))
        presented = self.presented(job, wanted)
        if presented:
            yield Call(role, None, label, "", step.source, WEB_IDENTITY, tokens=presented)

    def presented(self, job: Job, audience: Value) -> Tokens | None:
        here = self.repository
        if here.name is None:
            return None
        return tokens(here.name, self.events, job.environment, audience, self.reused, here.any_case)

    def tokens(self, given: Env, job: Job, action: str) -> Tokens | None:
        """What a step of the action with the inputs `given` presents; None where it calls with something else."""
        has_others = given.keys() & {"aws-access-key-id", "role-chaining", "force-skip-oidc", "web-identity-token-file"}
        if has_others or set(CREDENTIALS) & job.env.keys() or (action == ASSUME_ROLE and job.session is not None):
            return None
        found = self.presented(job, given.get("audience") or AUDIENCE)
        return found and found._replace(withheld=WITHHELD if action == ASSUME_ROLE else "")

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


def is_used(workflow: Tree, repository: Repository) -> bool:
    """Whether a workflow of the repository uses this one, with inputs that it has."""
    if not within(workflow, "on", "workflow_call", "inputs"):
        return False
    path = f"./{repository.here}"
    return any(
        within(job, "uses") == path
        for other in repository.matching(f"{WORKFLOWS}*.y*ml")
        for document in repository.documents(other)
        for _, job in entries(within(document, "jobs"))
    )


def called_workflow(reader: Workflow, job: Map, here: Job) -> Iterator[Call]:
    """The calls of the workflow that a job uses; those that stand there whoever uses it are left to its own scan."""
    uses = str(job["uses"])
    documents = documents_of(reader, uses.removeprefix("./")) if uses.startswith(SAME) else []
    if not documents or not isinstance(documents[0], Map):
        return
    file = documents[0].source.file
    inner = Workflow(documents[0], file, reader.repository, used=True)
    inner.depth, inner.left = reader.depth + 1, reader.left
    alone = {key_of(each) for each in inner.calls()}
    declared = within(documents[0], "on", "workflow_call", "inputs")
    inner.inputs = given(reader, job, declared, here.env)
    inner.flags = {name for name, each in entries(declared) if within(each, "type") == "boolean"}
    inner.granted, inner.events = here.token, reader.events
    inner.reused = text(reader.repository.name or "", uses.removeprefix("."), "@", Hole("ref of the workflow"))
    for call in inner.calls():
        if key_of(call) not in alone:
            yield used_at(call, f"jobs({here.name}).{call.label}", job.source)


def used_action(reader: Workflow, step: Map, label: str, job: Job) -> CallsAndEnv:
    """The calls of the action that a step uses, if it is a composite one, and the variables that it may set."""
    path = str(step["uses"]).removeprefix("./").rstrip("/")
    documents = documents_of(reader, f"{path}/action.yml") or documents_of(reader, f"{path}/action.yaml")
    composite = documents and str(within(documents[0], "runs", "using")).lower() == "composite"
    if not composite or job.elsewhere:
        return [], {}
    inner = copy(reader)
    inner.tree, inner.file, inner.depth = documents[0], documents[0].source.file, reader.depth + 1
    inner.inputs, inner.flags = given(reader, step, within(documents[0], "inputs"), job.env), set()
    calls, after = inner.steps(within(documents[0], "runs", "steps"), f"{label}.", job)
    changed = {name: value for name, value in after.items() if job.env.get(name) != value}
    return [used_at(call, call.label, step.source) for call in calls], changed


def documents_of(reader: Workflow, path: str) -> list[Tree]:
    reader.left[0] -= 1
    return reader.repository.documents(path) if reader.left[0] >= 0 and reader.depth < DEEPEST else []


def given(reader: Workflow, user: Map, declared: Tree, env: Env) -> dict[str, Value | None]:
    """The inputs as they are in what `user` uses: given to it, else by default, else empty."""
    handed = {name.lower(): value for name, value in entries(within(user, "with"))}
    found: dict[str, Value | None] = {}
    for name, each in entries(declared):
        value = handed.get(name.lower(), within(each, "default"))
        found[name] = reader.value(value, env) if isinstance(value, Written) else "" if value is None else None
    return found


def used_at(call: Call, label: str, place: Source) -> Call:
    """A call of another file, told of where the scanned one leads to it.

    An input gives the id there, if one does: of what is used first, for that is where the call is written.
    """
    by = None if call.corrected_at else INPUT.fullmatch(call.written)
    at = f"in `with` at {place}" if by else call.corrected_at or f"beside the role at {call.source}"
    setting = by[1] if by else call.setting
    told = f"{label.removesuffix(')')}, by {call.source})" if call.corrected_at else f"{label} ({call.source})"
    return call._replace(source=place, label=told, setting=setting, corrected_at=at)


def key_of(call: Call) -> tuple[object, ...]:
    return call.role, call.external_id, call.action, call.source, call.tokens

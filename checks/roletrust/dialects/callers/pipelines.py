"""GitLab CI, CircleCI, Bitbucket and Azure Pipelines: what their scripts call, and the steps that take a role.

Source: each product's reference of its configuration, for where scripts and variables stand.  CircleCI's orb
`circleci/aws-cli`, `role_arn_setup`: a profile with a role, and no setting for an external id.  The AWS Toolkit for
Azure DevOps: the variables `AWS.AssumeRoleArn` and `AWS.ExternalId`; a service connection is kept outside the file.
GitLab's and Bitbucket's roles, and those of the orb's `setup`, are assumed with tokens: such a call has no external id.
Atlassian's pipes for AWS: `AWS_OIDC_ROLE_ARN`, with the token of a step that has one.
What each product uses again is filled in by a module of its own, before calls are looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from roletrust.dialects.brackets import Between, Brackets
from roletrust.dialects.callers import azure_templates, circleci_jobs, gitlab_jobs, gitlab_tokens, held_tokens, shell
from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.held_tokens import NO_TOKENS, Held
from roletrust.dialects.callers.marks import filled, marked
from roletrust.dialects.callers.reuse import Expanded, Repository
from roletrust.dialects.callers.written import Written, entries, is_whole, items, joined, texts, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import Source
from roletrust.engine.policy.request import ASSUME_ROLE
from roletrust.engine.roles.calls import Call
from roletrust.engine.text import Hole, Value, text

DEEPEST = 40
MOST_SCRIPTS = 5_000
SCRIPT = 1_000  # characters that count as one
Env = Mapping[str, Value]
Expand = Callable[[Tree, str, Repository], Expanded]


def in_definitions(pipeline: Tree, file: str, repository: Repository) -> Expanded:
    """A pipeline of Bitbucket's: what stands in `definitions` is run where an alias of YAML leads to it."""
    if not isinstance(pipeline, Map):
        return Expanded(pipeline)
    templates = {key: value for key, value in pipeline.items() if key == "definitions"}
    runs = {key: value for key, value in pipeline.items() if key != "definitions"}
    return Expanded(Map(runs, source=pipeline.source), Map(templates, source=pipeline.source))


class Product(NamedTuple):
    """Where the variables and the scripts of a pipeline stand, and how values are filled into them.

    `expand`: what makes of a pipeline the one that is run, all filled in that it uses again.
    """

    expand: Expand
    variables: tuple[str, ...]
    scripts: tuple[str, ...]
    filling: Brackets
    before: str = ""  # a script that runs ahead of the others, in their shell
    upper: bool = False  # scripts see variables in capitals
    in_values: Brackets | None = None  # what is filled into the values of variables, where that is something else
    switches: tuple[str, ...] = ()  # settings that may keep a job or a step from ever running
    entry: tuple[str, ...] = ()  # what the file is called that starts a pipeline, where others of such names are parts
    held: Callable[[Map, Tree, Repository], Held] = lambda *_: NO_TOKENS  # the tokens that what has a script holds


VARIABLE = r"\$\(([A-Za-z_][\w.]*)\)"  # of Azure's, as a macro
GITLAB = Product(
    gitlab_jobs.expanded,
    ("variables",),
    ("script", "after_script"),
    Brackets(("$[[", "]]")),
    "before_script",
    in_values=Brackets(("$[[", "]]"), names=r"\$\{?(\w+)\}?"),
    switches=("rules",),
    entry=(".gitlab-ci.yml", ".gitlab-ci.yaml"),
    held=gitlab_tokens.held,
)
CIRCLECI = Product(
    circleci_jobs.expanded,
    ("environment",),
    ("run", "command"),
    Brackets(names=r"<<\s*((?:pipeline\.)?[a-z]+\.[\w.-]+)\s*>>"),
    held=held_tokens.in_circleci,
)
BITBUCKET = Product(
    in_definitions, (), ("script", "after-script"), Brackets(names=r"(?!)"), held=held_tokens.in_bitbucket
)
AZURE = Product(
    azure_templates.expanded,
    ("variables", "env"),
    ("script", "bash", "inlineScript"),
    Brackets(("${{", "}}"), names=VARIABLE),
    upper=True,
    switches=("enabled", "condition"),
    in_values=Brackets(("${{", "}}"), names=VARIABLE, whole=("$[", "]")),
)
ROLE_ARN_SETUP = re.compile(r"[\w-]+/role[_-]arn[_-]setup\Z")
SETUP = re.compile(r"[\w-]*aws-cli/(?:setup|assume[_-]role[_-]with[_-]web[_-]identity)\Z")
OF_A_PIPE = "AWS_OIDC_ROLE_ARN"


class Found(NamedTuple):
    """A call where it is written, and what of the scanned file it stands in, or leads to it."""

    call: Call
    place: Source | None


def calls(pipeline: Tree, file: str, product: Product, repository: Repository | None = None) -> Iterator[Call]:
    """The calls of a pipeline, each once, from top to bottom.  Raises nothing.

    One that another file makes stands where that is brought in, and its name says where it is written.
    """
    known = repository or Repository()
    found, expanded = every(pipeline, file, product, known)
    told = among_files(found, expanded, file, product, known) if product.entry else found
    yield from sorted((sited(each, file) for each in told), key=lambda call: call.source.first)


def every(pipeline: Tree, file: str, product: Product, repository: Repository) -> tuple[list[Found], Expanded]:
    """The calls of a pipeline where they are written, each once; those of a template where no job leads to them."""
    expanded = product.expand(pipeline, file, repository)
    reader = Pipeline(product, file, expanded, repository)
    found: dict[tuple[object, ...], Found] = {}
    for each in reader.read(expanded.runs):
        found.setdefault(key_of(each.call), each)  # scripts that others share are read with each of them
    run = {each.call.source for each in found.values()}
    for each in reader.read(expanded.templates):
        if each.call.source not in run:
            found.setdefault(key_of(each.call), each)
    return list(found.values()), expanded


def among_files(
    found: list[Found], expanded: Expanded, file: str, product: Product, repository: Repository
) -> list[Found]:
    """Of the calls of a pipeline those told of at `file`: Checkov scans what it includes by itself as well.

    A call that is the same by itself is told of there; what the file that includes makes of it, at that one.
    """
    for other, path in expanded.paths.items():
        if other != file and other.endswith(product.entry):
            alone, _ = by_itself(path, product, repository)
            theirs = {key_of(each.call) for each in alone if each.call.source.file == other}
            found = [each for each in found if key_of(each.call) not in theirs]
    if repository.here.rpartition("/")[2] in product.entry:
        return found
    for root in product.entry:
        whole, around = by_itself(root, product, repository)
        if file in around.paths:
            run = {key_of(each.call) for each in whole}
            found = [each for each in found if each.call.source.file == file and key_of(each.call) in run]
    return found


def by_itself(path: str, product: Product, repository: Repository) -> tuple[list[Found], Expanded]:
    """The calls of the pipeline at `path`."""
    documents = [each for each in repository.documents(path) if isinstance(each, Map)]
    if not documents:
        return [], Expanded(None)
    return every(documents[-1], documents[-1].source.file, product, repository._replace(here=path))


def key_of(call: Call) -> tuple[object, ...]:
    return call.role, call.external_id, call.action, call.source


def sited(found: Found, file: str) -> Call:
    call = found.call
    if call.source.file == file:
        return call
    at = f"beside the role at {call.source}"
    place = found.place or Source(file, 1, 1)
    return call._replace(source=place, label=f"{call.label} ({call.source})", corrected_at=at)


class Pipeline:
    """Reads a pipeline that is filled in; `file`: the scanned one."""

    def __init__(self, product: Product, file: str, expanded: Expanded, repository: Repository) -> None:
        self.product, self.file, self.sites, self.reset = product, file, expanded.sites, expanded.reset
        self.repository, self.whole = repository, expanded.runs
        self.left = MOST_SCRIPTS

    def read(self, pipeline: Tree) -> Iterator[Found]:
        default = within(pipeline, "default", self.product.before) or within(pipeline, self.product.before)
        before = default if self.product.before else None
        yield from self.within(pipeline, MappingProxyType({}), before, (), None)

    def within(
        self, tree: Tree, env: Env, before: Tree, path: tuple[str, ...], place: Source | None
    ) -> Iterator[Found]:
        """What `tree` and all that is in it call; `env`, `before` and `place` are those around it."""
        if len(path) > DEEPEST:
            return
        for each in items(tree):
            yield from self.within(each, env, before, path, place)
        if not isinstance(tree, Map) or any(is_off(tree.get(key)) for key in self.product.switches):
            return
        env = self.env(tree, env)
        before = tree.get(self.product.before, before)
        place = tree.source if path and tree.source.file == self.file else place or self.sites.get(tree.source.file)
        for each in self.own_calls(tree, env, before, path):
            yield Found(each, place)
        for key, value in tree.items():
            if key not in self.product.scripts or isinstance(value, Map):
                yield from self.within(value, env, before, (*path, key), place)

    def own_calls(self, tree: Map, env: Env, before: Tree, path: tuple[str, ...]) -> Iterator[Call]:
        """The calls that a mapping makes by what stands right in it."""
        if role := env.get("AWS.AssumeRoleArn") if within(tree, "variables") else None:
            unseen = text(Hole("AWS.ExternalId", self.file))  # it may be set where the access key is
            external_id = env.get("AWS.ExternalId", unseen) or None
            yield Call(role, external_id, ".".join((*path, "variables")), "AWS.ExternalId", tree.source)
        for key, value in tree.items():
            if key in self.product.scripts and not isinstance(value, Map):
                held = self.product.held(tree, self.whole, self.repository)
                yield from self.script(tree, key, env, before, (*path, key), held)
                yield from self.pipes(items(value), env, (*path, key), held)
            elif isinstance(value, Map) and (ROLE_ARN_SETUP.match(key) or SETUP.match(key)):
                yield from self.profile(value, env, (*path, key))

    def script(self, tree: Map, key: str, env: Env, before: Tree, path: tuple[str, ...], held: Held) -> Iterator[Call]:
        ahead = before if key == "script" else None
        whole = joined(chain(texts(ahead), texts(tree[key])))
        if not any(each in whole.text for each in ("assume-role", *held)) or self.left <= 0:
            return
        self.left -= 1 + len(whole.text) // SCRIPT
        file = whole.parts[0][1].file or self.file
        script = marked(whole.text, self.product.filling, lambda found: self.filled(found, env, whole.line))
        seen = self.seen(env) if is_whole(ahead) and is_whole(tree[key]) else AnyVariable(file)
        for each in shell.calls(script, Source(file, whole.line), ".".join(path), seen, held):
            yield each._replace(source=whole.place(each.source) or tree.source)

    def pipes(self, script: list[Tree], env: Env, path: tuple[str, ...], held: Held) -> Iterator[Call]:
        """What pipes of Atlassian's assume with a step's token."""
        for each in script:
            role = within(each, "variables", OF_A_PIPE)
            if isinstance(role, Written) and isinstance(each, Map):
                for tokens in held.values():
                    label = ".".join((*path, str(within(each, "pipe"))))
                    yield Call(self.value(role, env), None, label, "", each.source, WEB_IDENTITY, tokens=tokens)

    def profile(self, given: Map, env: Env, path: tuple[str, ...]) -> Iterator[Call]:
        """A step of CircleCI's orb: `setup` takes a role with a token."""
        role = given.get("role_arn") or given.get("role-arn")
        action = WEB_IDENTITY if SETUP.match(path[-1]) else ASSUME_ROLE
        if isinstance(role, Written):
            tokens = held_tokens.OF_THE_ORB if action == WEB_IDENTITY else None
            yield Call(self.value(role, env), None, ".".join(path), "", given.source, action, tokens=tokens)

    def env(self, tree: Map, outer: Env) -> Env:
        """The variables in effect where `tree` sets some of its own: a mapping, or a list of names and values."""
        found: dict[str, Value] = {}
        for key in self.product.variables:
            if any(isinstance(each, Map) and azure_templates.GROUP in each for each in items(tree.get(key))):
                outer = {name: text(Hole(name, self.file)) for name in outer}
            pairs = list(entries(tree.get(key)))
            pairs += [(str(within(each, "name")), within(each, "value")) for each in items(tree.get(key))]
            for name, value in pairs:
                known = within(value, "value") if isinstance(value, Map) else value
                if isinstance(known, Written):
                    found[name] = self.value(known, {**outer, **found})
                elif isinstance(known, Hole):
                    found[name] = text(known)
        found.update((name, text(Hole(name, self.file))) for name in self.reset.intersection(found))
        return {**outer, **found}

    def seen(self, env: Env) -> Env:
        """The variables as a script sees them."""
        return {key.upper().replace(".", "_"): value for key, value in env.items()} if self.product.upper else env

    def value(self, written: Written, env: Env) -> Value:
        brackets = self.product.in_values or self.product.filling
        return filled(written, brackets, lambda found: self.filled(found, env, written.line))

    def filled(self, found: Between, env: Env, line: int) -> Value:
        known = env.get(found.inside.removeprefix("variables."))
        return text(Hole(found.inside, f"{self.file}:{line}")) if known is None else known


def is_off(switch: Tree) -> bool:
    """Whether it is written as false, or as rules that all say never."""
    if isinstance(switch, Written):
        return switch.lower() == "false"
    return bool(items(switch)) and all(within(each, "when") == "never" for each in items(switch))


class AnyVariable(Mapping[str, Value]):
    """The variables that a script sees, of which part is not at hand: each may be set there, to something else."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __getitem__(self, name: str) -> Value:
        return text(Hole(name, self.file))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

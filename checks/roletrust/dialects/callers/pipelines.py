"""GitLab CI, CircleCI, Bitbucket and Azure Pipelines: what their scripts call, and the steps that take a role.

Source: each product's reference of its configuration, for where scripts and variables stand.  CircleCI's orb
`circleci/aws-cli`, `role_arn_setup`: a profile with a role, and no setting for an external id.  The AWS Toolkit for
Azure DevOps: the variables `AWS.AssumeRoleArn` and `AWS.ExternalId`; a service connection is kept outside the file.
GitLab's and Bitbucket's roles, and those of the orb's `setup`, are assumed with tokens: such a call has no external id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from re import Match, Pattern
from types import MappingProxyType
from typing import NamedTuple

from roletrust.dialects.callers import shell
from roletrust.dialects.callers.marks import filled, marked
from roletrust.dialects.callers.written import Written, entries, items, joined, texts, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.calls import Call
from roletrust.engine.document import Source
from roletrust.engine.text import Hole, Value, text

DEEPEST = 40
MOST_SCRIPTS = 5_000
Env = Mapping[str, Value]


class Product(NamedTuple):
    """Where the variables and the scripts of a pipeline stand, and how values are filled into them."""

    variables: tuple[str, ...]
    scripts: tuple[str, ...]
    filling: Pattern[str]
    before: str = ""  # a script that runs ahead of the others, in their shell
    upper: bool = False  # scripts see variables in capitals
    in_values: Pattern[str] | None = None  # what is filled into the values of variables, where that is something else


GITLAB = Product(
    ("variables",),
    ("script", "after_script"),
    re.compile(r"\$\[\[\s*([^\]]*?)\s*\]\]"),
    "before_script",
    in_values=re.compile(r"\$\[\[\s*([^\]]*?)\s*\]\]|\$\{?(\w+)\}?"),
)
CIRCLECI = Product(("environment",), ("run", "command"), re.compile(r"<<\s*((?:pipeline\.)?[a-z]+\.[\w.-]+)\s*>>"))
BITBUCKET = Product((), ("script", "after-script"), re.compile(r"(?!)"))
AZURE = Product(
    ("variables", "env"),
    ("script", "bash", "inlineScript"),
    re.compile(r"\$\{\{\s*(.*?)\s*\}\}|\$\(([A-Za-z_][\w.]*)\)", re.DOTALL),
    upper=True,
)
ROLE_ARN_SETUP = re.compile(r"[\w-]+/role[_-]arn[_-]setup\Z")


def calls(pipeline: Tree, file: str, product: Product) -> Iterator[Call]:
    """The calls of a pipeline, each once, from top to bottom.  Raises nothing."""
    reader = Pipeline(product, file)
    default = within(pipeline, "default", product.before) or within(pipeline, product.before)
    seen: set[tuple[object, ...]] = set()
    for each in reader.within(pipeline, MappingProxyType({}), default if product.before else None, ()):
        key = each.role, each.external_id, each.source  # scripts that others share are read with each of them
        if key not in seen:
            seen.add(key)
            yield each


class Pipeline:
    def __init__(self, product: Product, file: str) -> None:
        self.product, self.file = product, file
        self.left = MOST_SCRIPTS

    def within(self, tree: Tree, env: Env, before: Tree, path: tuple[str, ...]) -> Iterator[Call]:
        """What `tree` and all that is in it call; `env` and `before` are those around it."""
        if len(path) > DEEPEST:
            return
        for each in items(tree):
            yield from self.within(each, env, before, path)
        if not isinstance(tree, Map):
            return
        env = self.env(tree, env)
        before = tree.get(self.product.before, before)
        if role := env.get("AWS.AssumeRoleArn") if within(tree, "variables") else None:
            unseen = text(Hole("AWS.ExternalId", self.file))  # it may be set where the access key is
            external_id = env.get("AWS.ExternalId", unseen) or None
            yield Call(role, external_id, ".".join((*path, "variables")), "AWS.ExternalId", tree.source)
        for key, value in tree.items():
            inner = (*path, key)
            if key in self.product.scripts and not isinstance(value, Map):
                yield from self.script(tree, key, env, before, inner)
            elif ROLE_ARN_SETUP.match(key) and isinstance(value, Map):
                yield from self.profile(value, env, inner)
            else:
                yield from self.within(value, env, before, inner)

    def script(self, tree: Map, key: str, env: Env, before: Tree, path: tuple[str, ...]) -> Iterator[Call]:
        ahead = texts(before) if key == "script" else iter(())
        whole = joined(chain(ahead, texts(tree[key])))
        if "assume-role" not in whole or self.left <= 0:
            return
        self.left -= 1
        script = marked(whole, self.product.filling, lambda found: self.filled(found, env, whole.line))
        for each in shell.calls(script, Source(self.file, whole.line), ".".join(path), self.seen(env)):
            yield each if whole.exact else each._replace(source=tree.source)

    def profile(self, given: Map, env: Env, path: tuple[str, ...]) -> Iterator[Call]:
        role = given.get("role_arn") or given.get("role-arn")
        if isinstance(role, Written):
            yield Call(self.value(role, env), None, ".".join(path), "", given.source)

    def env(self, tree: Map, outer: Env) -> Env:
        """The variables in effect where `tree` sets some of its own: a mapping, or a list of names and values."""
        found: dict[str, Value] = {}
        for key in self.product.variables:
            pairs = list(entries(tree.get(key)))
            pairs += [(str(within(each, "name")), within(each, "value")) for each in items(tree.get(key))]
            for name, value in pairs:
                known = within(value, "value") if isinstance(value, Map) else value
                if isinstance(known, Written):
                    found[name] = self.value(known, {**outer, **found})
        return {**outer, **found} if found else outer

    def seen(self, env: Env) -> Env:
        """The variables as a script sees them."""
        return {key.upper().replace(".", "_"): value for key, value in env.items()} if self.product.upper else env

    def value(self, written: Written, env: Env) -> Value:
        pattern = self.product.in_values or self.product.filling
        return filled(written, pattern, lambda found: self.filled(found, env, written.line))

    def filled(self, found: Match[str], env: Env, line: int) -> Value:
        name = next((each for each in found.groups() if each), found[0])
        known = env.get(name.removeprefix("variables."))
        return text(Hole(name, f"{self.file}:{line}")) if known is None else known

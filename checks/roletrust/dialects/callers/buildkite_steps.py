"""Steps of Buildkite that assume a role with a token: the plugin `aws-assume-role-with-web-identity`.

Source: Buildkite Docs, "OIDC in Buildkite Pipelines" and "OIDC with AWS": the subject is
`organization:ORGANIZATION:pipeline:PIPELINE:ref:REF:commit:COMMIT:step:STEP`, the step by its key; the plugin's own
page: `role-arn`, `role-session-duration`, and a token for the audience `sts.amazonaws.com`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from roletrust.dialects.callers.aws_profiles import WEB_IDENTITY
from roletrust.dialects.callers.written import Written, entries, items, within
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.roles.calls import Call
from roletrust.engine.roles.sessions import Session
from roletrust.engine.roles.tokens import BUILDKITE, Token, Tokens
from roletrust.engine.text import Hole, Text, Value, text

PLUGIN = re.compile(r"aws-assume-role-with-web-identity(?:-buildkite-plugin)?(?:\.git)?")
AUDIENCE = "sts.amazonaws.com"
VARIABLE = re.compile(r"\$\$?(?:\w+|\{[^{}$]*\})")
DEEPEST = 5  # groups of steps in each other


def calls(pipeline: Tree, file: str) -> Iterator[Call]:
    """The calls of the steps of a pipeline, from top to bottom.  Raises nothing."""
    yield from of_steps(pipeline if isinstance(pipeline, list) else within(pipeline, "steps"), file, 0)


def of_steps(steps: Tree, file: str, depth: int) -> Iterator[Call]:
    for step in items(steps) if depth < DEEPEST else ():
        yield from of_steps(within(step, "steps"), file, depth + 1)
        for plugin in items(within(step, "plugins")):
            for name, given in entries(plugin):
                role = within(given, "role-arn")
                if (
                    PLUGIN.fullmatch(name.partition("#")[0].rpartition("/")[2])
                    and isinstance(role, Written)
                    and isinstance(given, Map)
                ):
                    yield call(step, given, role, file)


def call(step: Tree, given: Map, role: Written, file: str) -> Call:
    key = within(step, "key") or within(step, "id") or within(step, "identifier")
    asked = str(within(given, "role-session-duration") or "")
    session = Session(duration=int(asked) if asked.isdecimal() else 0)
    presented = Tokens(BUILDKITE, (token(opened(key, file) if isinstance(key, Written) else text(Hole("step"))),))
    source = given.source
    return Call(
        opened(role, file), None, f"{file}:{role.line}", "", source, WEB_IDENTITY, tokens=presented, session=session
    )


def token(step: Value) -> Token:
    pipeline = ("organization:", Hole("organization"), ":pipeline:", Hole("pipeline"))
    subject = text(*pipeline, ":ref:", Hole("ref"), ":commit:", Hole("commit"), ":step:", step)
    return Token((("sub", subject), ("aud", AUDIENCE)))


def opened(written: Written, file: str) -> Value:
    """A value, a Hole for each variable in it."""
    parts: list[str | Hole | Text] = []
    at = 0
    for found in VARIABLE.finditer(written):
        parts += [written[at : found.start()], Hole(found[0], f"{file}:{written.line}")]
        at = found.end()
    return text(*parts, written[at:])

"""What a file of Terragrunt's assumes: `iam_role`, the `config` of a remote state, providers that it generates.

https://terragrunt.gruntwork.io/docs/reference/hcl/attributes
https://terragrunt.gruntwork.io/docs/reference/hcl/blocks
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.dialects.hcl.evaluation.policy_document import blocks
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.project.terragrunt import Terragrunt
from roletrust.dialects.hcl.roles.arguments import value
from roletrust.dialects.hcl.roles.assuming import ASKED, EXTERNAL_ID, INSIDE, NOBODY, ROLE, Abroad, Assumed, objects
from roletrust.dialects.hcl.syntax.blocks import Block, Body, parse_attributes
from roletrust.dialects.tree import Map
from roletrust.engine.policy.document import PolicyError, Source

IAM_ROLE, TOKEN, DURATION, SESSION_NAME = (
    *("iam_role", "iam_web_identity_token"),
    *("iam_assume_role_duration", "iam_assume_role_session_name"),
)
MARKS = (IAM_ROLE, ROLE)


class Unit(NamedTuple):
    """One role that a file assumes, by `label`."""

    label: str
    assumed: Assumed


def assumed_in(root: str, path: str, shown: str) -> list[Unit]:
    """Those that the file at `path` assumes, below `root`; none where it cannot be read.  `shown`: its name."""
    state = State()
    state.begin()
    terragrunt = Terragrunt(root, state, ())
    try:
        body = terragrunt.body(path)
        found = [*of_itself(terragrunt, body, path, shown), *of_states(terragrunt, body, path, shown)]
        found += generated(terragrunt, body, path, shown)
    except PolicyError:
        return []
    return [each for each in map(finished, found) if each]


def finished(unit: Unit) -> Unit | None:
    """`unit` as the tree outside of the language; None where part of it cannot be told."""
    try:
        tree = Abroad(NOBODY, lambda _: frozenset()).tree(unit.assumed.tree)
    except PolicyError:
        return None
    return unit._replace(assumed=unit.assumed._replace(tree=tree))


def of_itself(terragrunt: Terragrunt, body: Body, path: str, shown: str) -> Iterator[Unit]:
    """`iam_role`: with which Terragrunt runs all; it sends no external id.  With a token it makes another call."""
    line = line_of(body, IAM_ROLE)
    if line and TOKEN not in body.names():
        asked = Map(
            {
                ROLE: terragrunt.attribute(body, IAM_ROLE, path),
                EXTERNAL_ID: None,
                "duration": terragrunt.attribute(body, DURATION, path),
                "session_name": terragrunt.attribute(body, SESSION_NAME, path),
            }
        )
        yield Unit("iam_role", Assumed(asked, Source(shown, line, line)))


def of_states(terragrunt: Terragrunt, body: Body, path: str, shown: str) -> Iterator[Unit]:
    for block in body.blocks("remote_state"):
        if terragrunt.attribute(block.body, "backend", path) != "s3" or block.body.attribute("disable_init"):
            continue
        config = terragrunt.attribute(block.body, "config", path)
        for each in objects(config, Source(shown, block.first, block.last), legacy=True):
            yield Unit("remote_state s3", each)


def generated(terragrunt: Terragrunt, body: Body, path: str, shown: str) -> Iterator[Unit]:
    """Providers in the `contents` of a file that it writes, where they are written out."""
    for block in body.blocks("generate"):
        contents = terragrunt.attribute(block.body, "contents", path)
        if isinstance(contents, str) and ROLE in contents:
            for provider in parse_attributes(contents).blocks("provider"):
                if provider.labels == ("aws",):
                    yield from of_provider(terragrunt, provider, path, Source(shown, block.first, block.last))


def of_provider(terragrunt: Terragrunt, block: Block, path: str, source: Source) -> Iterator[Unit]:
    for inner, frame, wrap, _ in blocks(block.body, INSIDE, terragrunt.frame(path)):
        tree = Map({name: value(inner, name, frame) for name in (ROLE, EXTERNAL_ID, *ASKED)})
        yield Unit("generated provider aws", Assumed(wrap(tree), source))


def line_of(body: Body, name: str) -> int:
    node = body.attribute(name)
    return node.line if node is not None else 0

"""The accounts that the providers which Terragrunt generates for a module work in.

https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#generate
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from roletrust.dialects.hcl.evaluation.providers import proved_by, worked_in
from roletrust.dialects.hcl.project.terragrunt import Terragrunt
from roletrust.dialects.hcl.syntax.blocks import Block, parse_attributes
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Text


class Generated(NamedTuple):
    """`own`: what the default provider proves, whichever unit runs the module; `every`: all that any of them names."""

    own: frozenset[str]
    every: frozenset[str]


def generated_accounts(terragrunt: Terragrunt, path: str) -> Generated:
    """Those of the module in the directory `path`.  Raises Failure, Bound."""
    own: list[frozenset[str]] = []
    every: set[str] = set()
    for unit in terragrunt.units(path):
        proved: set[str] = set()
        for provider in written_providers(terragrunt, unit):
            every.update(worked_in(provider.body, terragrunt.frame(unit)))
            if provider.body.attribute("alias") is None:
                proved |= proved_by(provider.body, terragrunt.frame(unit))
        own.append(frozenset(proved))
    return Generated(frozenset.intersection(*own) if own else frozenset(), frozenset(every))


def written_providers(terragrunt: Terragrunt, unit: str) -> Iterator[Block]:
    """The `provider "aws"` blocks that `unit`, or what it includes, has written; none of what cannot be read."""
    included = (each.file for each in terragrunt.included(unit) if each.strategy != "no_merge")
    for file in (unit, *included):
        for block in terragrunt.body(file).blocks("generate"):
            contents = terragrunt.attribute(block.body, "contents", file, unit)
            try:
                text = str(contents) if isinstance(contents, (str, Text)) else ""
                yield from (each for each in parse_attributes(text).blocks("provider") if each.labels == ("aws",))
            except PolicyError:
                continue

"""What leaves the evaluator of Terraform's configurations."""

from __future__ import annotations

from dataclasses import dataclass

from roletrust.dialects.origin import Origin
from roletrust.dialects.tree import OnceGiven, Tree
from roletrust.engine.policy.document import Source


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an attribute comes to.

    `tree`: a policy document or `jsonencode` gives its Map; text gives `str` or Text; the unknown, a Hole.
    `used`: (absolute file, name) of every `aws_iam_policy_document` that went into it, and (absolute file, '') of every
    file that `file` and its like read for it.
    `source`: where the policy stands.  A text's `source.first` is the line of its first character.
    `registered`: the issuer and the audiences of each OIDC provider of the configuration whose ARN went into it, and of
    which all of these are known.
    `origins`: where the texts stand that went into it.
    `once_given`: what it comes to once variables are given that have an empty default and no value.
    """

    tree: Tree
    used: frozenset[tuple[str, str]]
    source: Source
    registered: frozenset[tuple[str, frozenset[str]]] = frozenset()
    origins: tuple[Origin, ...] = ()
    once_given: OnceGiven = ()

    @property
    def documents(self) -> set[tuple[str, str]]:
        return {(file, name) for file, name in self.used if name}

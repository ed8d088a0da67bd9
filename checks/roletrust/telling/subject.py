"""One role (or one trust document) of a scan, whichever framework it was written for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from roletrust.dialects.origin import Origin
from roletrust.dialects.tree import OnceGiven, Tree
from roletrust.engine.policy.accounts import Owner
from roletrust.engine.policy.document import Source

if TYPE_CHECKING:  # read for a scan that has such a module
    from roletrust.dialects.role_modules.model import Release


class Dialect(Enum):
    """How the reader wrote the policy: what a fix must look like to be pasted there."""

    HCL_DOCUMENT = "aws_iam_policy_document"
    HCL_OBJECT = "jsonencode"
    JSON = "JSON text"  # heredocs, policy strings, plans
    YAML = "YAML"  # Ansible
    CFN_YAML = "CloudFormation YAML"
    CFN_JSON = "CloudFormation JSON"


@dataclass(frozen=True, slots=True)
class Described:
    """A module that is judged by its description, in `release`.  What it writes itself stands at the call, `source`."""

    release: Release
    source: Source


@dataclass(frozen=True, slots=True)
class Subject:
    """What the adapters found out about one role.

    `tree` is the trust policy as its dialect evaluated it; where it could not be read at all, `problem` says
    why, where and what to do, and `tree` is None.  `role` is the role's name where it is known, `known_by` what makes
    its open values known, where that is not what its dialect says.  `described`: the module that makes the role, where
    its own files are not at hand.  `nested`: the stacks of other templates that set what its policy depends on.
    `secrets`: the texts that decide and must not be told, each with what to call it.  `own_account`: what the module
    in which the policy stands calls the role's account, '' where it has no name for it.  `called_from`: the file of
    the root module under which it is made, '' where the role stands in a root module itself.  `origins`: where the
    texts stand that the tree was made of.  `once_given`: what the tree is once what nothing gives a value is given one.
    `made_of`: what a program makes the file of, so that it is changed there, or what finds that out when it is told; ''
    where a person writes it.
    """

    label: str
    dialect: Dialect
    source: Source
    owner: Owner = field(default_factory=Owner)
    role: str = ""
    tree: Tree = None
    problem: str = ""
    known_by: str = ""
    described: Described | None = None
    nested: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    own_account: str = ""
    called_from: str = ""
    origins: tuple[Origin, ...] = ()
    once_given: OnceGiven = ()
    made_of: str | Callable[[], str] = ""

    @property
    def account_id(self) -> str:
        """The role's account as it may be spelt out where the policy stands; '' where it is not known, and in a module
        that is called, which others may call for other accounts.
        """
        return "" if self.called_from else self.owner.account

"""Terraform's files that Checkov's parser refuses and Terraform reads; and OpenTofu's, which Checkov never lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from roletrust.adapters.formats.judged_files import Role
from roletrust.adapters.formats.refused_files import RefusedFile
from roletrust.adapters.terraform.terraform_roles import again
from roletrust.dialects.hcl.syntax.blocks import Body
from roletrust.engine.policy.document import PolicyError
from roletrust.reading.terraform.blocks import TRUST, Block
from roletrust.reading.terraform.scan import Listing, Scan


def roles(refused: RefusedFile) -> Iterator[Role]:
    """The roles of the file, in the module that it is part of, under whichever calls of that.

    Raises PolicyError after them where something in it is no configuration.
    """
    scan = Scan(Listing([refused.path], json=True), os.path.realpath(refused.root))
    found, problem = scan.project.written(refused.path, TRUST)
    for address, written in found:
        block = Block(*address, None, refused.path, (), dict.fromkeys(names(written.body)))
        if scan.makes(block):
            yield Role(block.label, None, partial(again, scan, block), (written.first, written.last))
    if problem:
        raise PolicyError(problem)


def names(body: Body) -> list[str]:
    """The arguments of a block; none where it cannot be read, which its policy says."""
    try:
        return body.names()
    except PolicyError:
        return []

"""Functions that Terraform associates with a distribution of CloudFront; see `edge_functions.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from roletrust.dialects.handed.edge_functions import OF_TERRAFORM, QUALIFIED, TERRAFORM, places
from roletrust.dialects.hcl.roles.handing import handed
from roletrust.engine.text import Hole
from roletrust.reading.callers.handed_in_terraform import ways_of
from roletrust.reading.callers.made import Made, R, by_role, without_correction
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

FUNCTION = re.compile(rf"(?:module\.[\w-]+\.)*{OF_TERRAFORM}\.([\w-]+)\.{QUALIFIED}\Z")


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """Those of these roles that a function has which the distribution runs at the edge."""
    for each in handed(at.scan.project, at.file, at.calls, at.address, at.key, places(TERRAFORM)):
        named = FUNCTION.match(each.tree.name) if isinstance(each.tree, Hole) else None
        function = at.beside(("resource", OF_TERRAFORM, named[1]), ("role",)) if named else None
        if function and function.get("role"):
            found = ways_of(each._replace(tree=function["role"]), at.label)
            for called, ways in by_role(found, partial(roles.meant, at.root)):
                yield Made(ways, called, "", without_correction)

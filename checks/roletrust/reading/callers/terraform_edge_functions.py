"""Functions that Terraform associates with a distribution of CloudFront: their roles are assumed at the edge as well.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from roletrust.dialects.handed.groups import DOCS, Place
from roletrust.dialects.hcl.roles.handing import handed
from roletrust.engine.text import Hole
from roletrust.reading.callers.handed_in_terraform import ways_of
from roletrust.reading.callers.made import Made, R, by_role, without_correction
from roletrust.reading.callers.terraform_roles import RolesOfTerraform, Standing

KIND = "aws_cloudfront_distribution"
SERVICES = ("edgelambda.amazonaws.com",)
PAGE = f"{DOCS}AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html"
PLACES = [
    Place(KIND, (behavior, "lambda_function_association", "lambda_arn"), SERVICES, PAGE)
    for behavior in ("default_cache_behavior", "ordered_cache_behavior")
]
FUNCTION = re.compile(r"(?:module\.[\w-]+\.)*aws_lambda_function\.([\w-]+)\.qualified_arn\Z")


def calls(at: Standing, roles: RolesOfTerraform[R]) -> Iterator[Made[R]]:
    """Those of these roles that a function has which the distribution runs at the edge."""
    for each in handed(at.scan.project, at.file, at.calls, at.address, at.key, PLACES):
        named = FUNCTION.match(each.tree.name) if isinstance(each.tree, Hole) else None
        function = at.beside(("resource", "aws_lambda_function", named[1]), ("role",)) if named else None
        if function and function.get("role"):
            found = ways_of(each._replace(tree=function["role"]), at.label)
            for called, ways in by_role(found, partial(roles.meant, at.root)):
                yield Made(ways, called, "", without_correction)

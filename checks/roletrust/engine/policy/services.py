"""The names of services as principals have them: plain, of a region, of a partition."""

from __future__ import annotations

import re

from roletrust.engine.text import Value

NAME = re.compile(r"(?P<service>[a-z0-9.-]+?)(\.[a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.(com|com\.cn|eu)\Z")
SOME_REGION = "us-east-1"
PARTITIONS = {"com": "aws", "com.cn": "aws-cn", "eu": "aws-eusc"}


def stem_of(principal: Value) -> str:
    """`codedeploy` of `codedeploy.eu-west-1.amazonaws.com`; a region may be open.  '' of what is no service's name."""
    parts = (principal,) if isinstance(principal, str) else principal.parts
    found = NAME.match("".join(part if isinstance(part, str) else SOME_REGION for part in parts))
    return found["service"] if found else ""


def partition_of(principal: str) -> str:
    """The partition that a service principal's name tells."""
    return next((PARTITIONS[each] for each in ("com.cn", "eu") if principal.endswith(each)), "aws")

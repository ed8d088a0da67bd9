"""The names of services as principals have them: plain, of a region, of a partition."""

from __future__ import annotations

import re

from roletrust.engine.answer import NO
from roletrust.engine.policy.wildcards import same
from roletrust.engine.text import Text, Value

NAME = re.compile(r"(?P<service>[a-z0-9.-]+?)(\.[a-z]{2}(-[a-z]+)+-\d)?\.amazonaws\.(com|com\.cn|eu)\Z")
SOME_REGION = "us-east-1"
PARTITIONS = {"com": "aws", "com.cn": "aws-cn", "eu": "aws-eusc"}
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, as of 2026-12-01.
REGIONS = {
    "aws": (
        *(SOME_REGION, "us-east-2", "us-west-1", "us-west-2", "af-south-1", "ap-east-1", "ap-east-2", "ap-south-1"),
        *("ap-south-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2"),
        *("ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-central-1"),
        *("ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1"),
        *("eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1"),
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
    "aws-eusc": ("eusc-de-east-1",),
}


def stem_of(principal: Value) -> str:
    """`codedeploy` of `codedeploy.eu-west-1.amazonaws.com`; a region may be open.  '' of what is no service's name."""
    parts = (principal,) if isinstance(principal, str) else principal.parts
    found = NAME.match("".join(part if isinstance(part, str) else SOME_REGION for part in parts))
    return found["service"] if found else ""


def may_be(principal: Text, service: str) -> bool:
    """Whether something put into an open principal makes a name of `service`: in any partition, of a region or of none.

    INVARIANT (dead end): a service has no other names; the regions are those that AWS has now.
    """
    begins = principal.parts[0] if isinstance(principal.parts[0], str) else ""
    if not (f"{service}.".startswith(begins) or begins.startswith(f"{service}.")):
        return False
    for suffix, partition in PARTITIONS.items():
        for place in ("", *(f"{each}." for each in REGIONS[partition])):
            if same(principal, f"{service}.{place}amazonaws.{suffix}") is not NO:
                return True
    return False


def partition_of(principal: str) -> str:
    """The partition that a service principal's name tells."""
    return next((PARTITIONS[each] for each in ("com.cn", "eu") if principal.endswith(each)), "aws")

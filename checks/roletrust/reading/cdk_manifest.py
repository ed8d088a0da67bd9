"""The accounts that the CDK deploys to, as it notes them in the manifest beside its templates.

AWS CDK, "Cloud assembly schema": https://docs.aws.amazon.com/cdk/api/v2/docs/@aws-cdk_cloud-assembly-schema.ArtifactManifest.html
A stack's `environment` is `aws://ACCOUNT/REGION`; of one without an account of its own it is `aws://unknown-account/…`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from roletrust.dialects.file_bytes import file_bytes
from roletrust.dialects.scanned_tree import is_readable

MANIFEST, STACK, NESTED = "manifest.json", "aws:cloudformation:stack", ".nested.template.json"
ENVIRONMENT = re.compile(r"aws://([0-9]{12})/")


class Deployed(NamedTuple):
    """`own`: the account of a template's stack, '' where it is not known; `beside`: those of all stacks beside it."""

    own: str = ""
    beside: frozenset[str] = frozenset()


NOWHERE = Deployed()


def deployed(root: str, template: str) -> Deployed:
    """Where the template at the path `template`, in the scanned tree `root`, is deployed to.  Raises nothing.

    A nested stack's is in the account of its parent, which is known where all stacks of the manifest are in one.
    """
    path = os.path.join(os.path.dirname(template), MANIFEST)
    try:
        accounts = accounts_in(file_bytes(path)) if is_readable(root, path) else {}
    except OSError:
        accounts = {}
    every = frozenset(accounts.values())
    if template.endswith(NESTED):
        return Deployed(next(iter(every)) if len(every) == 1 else "", every - {""})
    return Deployed(accounts.get(os.path.basename(template), ""), every - {""})


@lru_cache(maxsize=2)
def accounts_in(written: bytes) -> dict[str, str]:
    """The account of each stack that a manifest lists, '' where it is not known, by its template's name."""
    try:
        manifest = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    artifacts = mapping(mapping(manifest).get("artifacts"))
    stacks = (mapping(each) for each in artifacts.values() if mapping(each).get("type") == STACK)
    return {
        str(mapping(each.get("properties")).get("templateFile")): found[1]
        if (found := ENVIRONMENT.match(str(each.get("environment"))))
        else ""
        for each in stacks
    }


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}

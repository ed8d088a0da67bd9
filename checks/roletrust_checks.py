"""The one door Checkov opens: it imports the pack and registers the pack's checks.

Checkov swallows an exception raised here: the scan would end clean, with exit status 0.
So a pack that does not load fails every role under CKV_TRUST_90 instead, and says why on stderr.
This file has to parse on Pythons older than the pack's own (3.10).
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
import traceback
from importlib.machinery import ModuleSpec

PACK = "roletrust"


class VerifiedPack(importlib.abc.MetaPathFinder, importlib.abc.ExecutionLoader):
    """Imports the pack from the bytes whose signatures Checkov checked: no other source, no bytecode cache."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        root = next((path for path in sources if path.endswith(os.path.join(os.sep, PACK, "__init__.py"))), "")
        self.sources, self.top = sources, os.path.dirname(os.path.dirname(root))

    def get_filename(self, fullname: str) -> str:
        path = os.path.join(self.top, *fullname.split("."))
        return path + ".py" if path + ".py" in self.sources else os.path.join(path, "__init__.py")

    def is_package(self, fullname: str) -> bool:
        return self.get_filename(fullname).endswith("__init__.py")

    def get_source(self, fullname: str) -> str:  # a folder without `__init__.py` is an empty package
        return importlib.util.decode_source(self.sources.get(self.get_filename(fullname), b""))

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACK:
            return None
        folder = os.path.dirname(self.get_filename(fullname)) + os.sep
        if not any(each.startswith(folder) for each in self.sources):
            raise ModuleNotFoundError(f"`{fullname}` is not among the verified files", name=fullname)
        return importlib.util.spec_from_loader(fullname, self)


def serve_verified_bytes() -> None:
    """Put the importer first in line if Checkov verifies signatures; an older Checkov cannot."""
    try:
        from checkov.common.external_checks.verification.sources_registry import get_all_verified_sources
    except ImportError:
        return
    sources = get_all_verified_sources()
    if sources and PACK not in sys.modules:
        sys.meta_path.insert(0, VerifiedPack(sources))


def fail_every_role(reason: str) -> None:
    """Stand in for the pack: every role fails, and the finding's name carries `reason`."""
    from checkov.cloudformation.checks.resource.base_resource_check import BaseResourceCheck as CloudFormation
    from checkov.common.models.enums import CheckCategories, CheckResult
    from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck as Terraform

    for base, kinds in (Terraform, ["aws_iam_role", "awscc_iam_role"]), (CloudFormation, ["AWS::IAM::Role"]):
        verdict = {"scan_resource_conf": lambda self, conf: CheckResult.FAILED}
        name = f"Trust policy could not be decided: {reason}"
        type("Unloaded", (base,), verdict)(name, "CKV_TRUST_90", [CheckCategories.IAM], kinds)


try:
    if sys.version_info < (3, 10):
        raise RuntimeError("roletrust needs Python 3.10 or later, this is " + sys.version.split()[0])
    serve_verified_bytes()
    from roletrust.adapters.every import register_all

    register_all()
except Exception as error:
    traceback.print_exc()
    fail_every_role("roletrust did not load: " + traceback.format_exception_only(type(error), error)[-1].strip())

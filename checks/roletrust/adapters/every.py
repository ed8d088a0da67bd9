"""Every check, and the registry of Checkov's that each belongs in."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

from checkov.cloudformation.checks.resource.registry import cfn_registry
from checkov.common.bridgecrew.severities import Severities
from checkov.common.checks.base_check_registry import BaseCheckRegistry
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.resource.registry import resource_registry

from roletrust.adapters import cloudformation, terraform
from roletrust.adapters.checks import RoleCheck
from roletrust.adapters.configuration import load


def every() -> Iterator[tuple[BaseCheckRegistry, RoleCheck]]:
    for registry, checks in (
        (resource_registry, terraform.ROLE_CHECKS),
        (data_registry, terraform.DOCUMENT_CHECKS),
        (cfn_registry, cloudformation.CHECKS),
    ):
        yield from ((registry, check) for check in checks)


def register_all() -> None:
    """Hand every check to Checkov.  Again and again does no harm: a registry keeps one check of an id.

    Checkov filters by severity before it runs a check, when the scanned root is not known to us yet: there the
    settings found from the working directory count.
    """
    settings = load(os.getcwd()).rules
    for registry, check in every():
        setting = settings.get(check.id)
        check.severity = Severities[(setting and setting.severity) or check.rule.severity]
        registry.register(check)
    spare_the_collector()


def spare_the_collector() -> None:
    """Set apart what is loaded by now, Checkov's modules and ours: it is here to stay.

    Python's garbage collector else goes over all of it every time it runs, a sixth of a scan's time.  Once a process:
    what a scan makes is collected as ever, also where a host (an editor's server) runs scan after scan.
    """
    if not gc.get_freeze_count():
        gc.freeze()

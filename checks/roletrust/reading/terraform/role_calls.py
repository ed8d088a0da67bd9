"""Calls of well-known modules that make a role: told from all other calls by their source alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roletrust.reading.kinds import literal

if TYPE_CHECKING:  # the descriptions are read for who calls a module
    from roletrust.dialects.role_modules.catalog import Called


def is_role_call(conf: dict[str, Any]) -> bool:
    """Whether the call may be of a described module.  One whose own files Checkov reads is judged by these."""
    from roletrust.dialects.role_modules.catalog import is_described  # noqa: PLC0415  # as above

    return not conf.get("__resolved__") and is_described(literal(conf.get("source")))


def called_by(conf: dict[str, Any]) -> Called | None:
    """The module that is called, and which of its releases may be meant."""
    from roletrust.dialects.role_modules.catalog import called  # noqa: PLC0415  # as above

    return called(literal(conf.get("source")), literal(conf.get("version")))

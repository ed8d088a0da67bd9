"""Calls of `sts:AssumeRole` that the scanned tree makes: who asks for which role, and what is sent along."""

from __future__ import annotations

from typing import NamedTuple

from roletrust.engine.document import Source
from roletrust.engine.request import ASSUME_ROLE
from roletrust.engine.text import Value


class Call(NamedTuple):
    """One place that assumes a role.

    `role`: the role's ARN, with Holes where it is not known.  `external_id`: what is sent; None: nothing is, '' is what
    a caller sends that leaves its setting empty.  `label`: what the caller is called in its framework.  `setting`: what
    the caller's framework calls the external id there, `external_id` for one.  `action`: of STS, in full.
    """

    role: Value
    external_id: Value | None
    label: str
    setting: str
    source: Source = Source()
    action: str = ASSUME_ROLE

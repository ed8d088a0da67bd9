"""Enums whose members are cheap to look up."""

from __future__ import annotations

from enum import Enum


class Constant(Enum):
    """An Enum hashed by identity: each member exists once, and Enum's own hash is a call of Python code."""

    __hash__ = object.__hash__

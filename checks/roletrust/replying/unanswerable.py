"""That a question has no reply."""

from __future__ import annotations


class Unanswerable(Exception):
    """What was asked is about a role that cannot be decided, or about none, or about several.  Its text says why."""

"""Generated tests draw the same examples every time: a run that fails anywhere fails everywhere, whatever the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("the same", deadline=None, derandomize=True)
settings.load_profile("the same")

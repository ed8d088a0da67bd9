"""The way to a module instance: the calls that lead to it, from the root module inwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

Key = Union[str, int, None]  # of an instance: by `for_each`, by `count`, or the only one


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """One module call on the way to a module instance: the file (absolute) with the block, its name, its key."""

    file: str
    name: str
    key: Key = None

"""What Checkov hands to a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False, slots=True)
class Entity:
    """`file` as the report names it (`/main.tf`); `graph` is Checkov's, None outside Terraform and its plans.

    INVARIANT: never changed once made.
    """

    file: str
    conf: dict[str, Any]
    name: str
    type: str
    graph: Any
    path: str = field(init=False)  # by which Checkov tells it

    def __post_init__(self) -> None:
        self.path = f"{self.file}:{self.type}:{self.name}"

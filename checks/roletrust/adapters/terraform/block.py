"""The blocks of a Terraform scan that are looked at: where each stands, and under which module calls."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Union

from roletrust.adapters.entity import DOCUMENTS, ROLES, STACKS
from roletrust.adapters.terraform.role_calls import is_role_call
from roletrust.dialects.hcl.project import Call, Evaluated

Calls = tuple[Call, ...]

TRUST = {"aws_iam_role": "assume_role_policy", "awscc_iam_role": "assume_role_policy_document"}
POLICY = {**TRUST, **dict.fromkeys(STACKS, "template_body")}  # where what is judged stands
WANTED: dict[str, tuple[str, ...]] = {"resource": (*ROLES, *STACKS), "data": DOCUMENTS, "module": ("",)}


@dataclass(frozen=True, slots=True)
class Unread:
    """A policy that could not be evaluated, and why."""

    problem: str


Policy = Union[Evaluated, Unread]


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """A role, a policy document, or a call of a described module.

    `calls` go from the root module inwards; `key` is its count or for_each key.
    """

    kind: str
    type: str
    name: str
    key: int | str | None
    file: str
    calls: Calls
    conf: dict[str, Any]

    @property
    def address(self) -> tuple[str, str, str]:
        return self.kind, self.type, self.name

    @property
    def exists(self) -> bool:
        """Checkov keeps a block with `count = 0`, but it makes nothing."""
        return self.conf.get("count") != [0]

    @property
    def label(self) -> str:
        """Its address as Terraform writes it."""
        return str(self.conf.get("__address__") or f"{self.type}.{self.name}")

    def root(self, scanned_file: str) -> str:
        """The directory the scan started from.  `scanned_file`: the block's file as seen from there (`/main.tf`).

        A module outside of it is seen as `/../modules/m/main.tf`; its outermost call then lies inside.
        """
        inner = scanned_file.replace(f"{os.sep}..", "")
        levels = (len(scanned_file) - len(inner)) // 3
        if not self.file.endswith(inner):
            return os.path.dirname(self.calls[0].file if self.calls else self.file)
        start = self.file[: -len(inner)]
        if levels and self.calls:
            start = os.sep.join(self.calls[0].file.split(os.sep)[: start.count(os.sep) + 1 + levels])
        return start or os.sep


def blocks_of(node: dict[str, Any]) -> Iterator[Block]:
    module = node["block_type_"] == "module"
    config = {"": node["config_"]} if module else node["config_"]
    for kind in WANTED[node["block_type_"]]:
        named = config.get(kind)
        for name, conf in named.items() if isinstance(named, dict) else ():
            if isinstance(conf, dict) and (not module or is_role_call(conf)):
                calls = tuple(calls_of(node.get("source_module_object_")))
                yield Block(node["block_type_"], kind, *name_and_key(name), node["file_path_"], calls, conf)


def name_and_key(name: str) -> tuple[str, int | str | None]:
    """Checkov writes the key of an instance into its name: `r[0]`, `r["a"]`."""
    stem, bracket, rest = name.partition("[")
    if not bracket:
        return stem, None
    key = rest[:-1]
    return stem, key[1:-1] if key.startswith('"') else int(key) if key.isdigit() else key


def calls_of(module: Any) -> Sequence[Call]:
    """From Checkov's TFModule, innermost first, to the calls from the root module inwards."""
    calls: list[Call] = []
    while module is not None:
        calls.insert(0, Call(module.path, module.name, module.foreach_idx))
        module = module.nested_tf_module
    return calls

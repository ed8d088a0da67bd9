"""Small Terraform projects written to disk and evaluated, and their trees in words that compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from roletrust.dialects.hcl.evaluation.evaluated import Evaluated
from roletrust.dialects.hcl.project.module_calls import ModuleCall
from roletrust.dialects.hcl.project.project import Project
from roletrust.dialects.tree import ABSENT, Choice, Maybe, Tree
from roletrust.engine.text import Hole, Text

ROLE = ("resource", "aws_iam_role", "this")


class World:
    """A directory of configuration files; paths in and out are relative to it."""

    def __init__(self, root: Path, files: Mapping[str, str] | str, var_files: Sequence[str] = ()) -> None:
        self.root = root
        for name, content in ({"main.tf": files} if isinstance(files, str) else files).items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        found = [str(path) for path in root.rglob("*") if path.name.endswith((".tf", ".tf.json"))]
        self.project = Project(str(root), found, [str(root / name) for name in var_files])

    def path(self, name: str) -> str:
        return str(self.root / name)

    def calls(self, calls: Sequence[tuple[Any, ...]]) -> tuple[ModuleCall, ...]:
        return tuple(ModuleCall(self.path(file), *rest) for file, *rest in calls)

    def trust(
        self, file: str = "main.tf", calls: Sequence[tuple[Any, ...]] = (), key: str | int | None = None
    ) -> Evaluated:
        """The trust policy of `aws_iam_role.this`."""
        return self.project.attribute(self.path(file), self.calls(calls), ROLE, "assume_role_policy", key)

    def tree(self, file: str = "main.tf", calls: Sequence[tuple[Any, ...]] = (), key: str | int | None = None) -> Any:
        return plain(self.trust(file, calls, key).tree)

    def value(self, expression: str) -> Any:
        """The value of one expression beside the configuration."""
        (self.root / "probe.tf").write_text(
            f'resource "aws_iam_role" "probe" {{\n  assume_role_policy = jsonencode({{ x = {expression}\n }})\n}}\n',
            encoding="utf-8",
        )
        files = [str(path) for path in self.root.rglob("*") if path.name.endswith((".tf", ".tf.json"))]
        project = Project(str(self.root), files)
        address = ("resource", "aws_iam_role", "probe")
        tree = project.attribute(self.path("probe.tf"), (), address, "assume_role_policy").tree
        return plain(tree["x"] if isinstance(tree, dict) else tree)


def plain(tree: Tree) -> Any:
    """The tree as plain JSON: `${name}` for a Hole, {"if": name, ...} for a Choice, {"maybe": ...}."""
    if isinstance(tree, Hole):
        return "${" + tree.name + "}"
    if isinstance(tree, Text):
        return str(tree)
    if isinstance(tree, Choice):
        return {"if": tree.name, "then": plain(tree.then), "else": plain(tree.otherwise)}
    if isinstance(tree, Maybe):
        return {"maybe": tree.hole.name, "value": plain(tree.value)}
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(each) for each in tree]
    return "ABSENT" if tree is ABSENT else tree

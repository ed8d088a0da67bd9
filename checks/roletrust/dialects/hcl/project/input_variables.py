"""The values that a root module's variables are given from outside, in Terraform's order of precedence.

https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.resources import BARE
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Directory, read_variables
from roletrust.dialects.hcl.project.terragrunt import Terragrunt
from roletrust.dialects.hcl.syntax.expressions import parse_expression
from roletrust.dialects.hcl.syntax.nodes import Node, Reference
from roletrust.dialects.hcl.values.values import Failure
from roletrust.dialects.origin import Origin
from roletrust.dialects.secret_texts import texts_in
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole

PREFIX = "TF_VAR_"


class Given:
    """`var_files` are those named for the scan; `environment` has the variables of the process by name."""

    def __init__(
        self, root: str, state: State, var_files: Sequence[str], environment: Mapping[str, str], terragrunt: Terragrunt
    ) -> None:
        self._bare = Scope(Directory(root, root), state, BARE)  # a file of values sees no module
        self._var_files = var_files
        self._environment = {key[len(PREFIX) :]: text for key, text in environment.items() if key.startswith(PREFIX)}
        self._terragrunt = terragrunt
        self._known: dict[str, dict[str, Tree]] = {}
        self._origins: dict[str, dict[str, Origin]] = {}

    def values(self, directory: Directory) -> dict[str, Tree]:
        """By variable, for the root module in `directory`: later ones win.  Raises PolicyError for a broken file."""
        known = self._known.get(directory.path)
        if known is None:
            known = self._terragrunt.inputs(directory)
            units = self._terragrunt.units(directory.path)
            unit = directory.shown(units[0]) if len(units) == 1 else ""
            origins = {
                name: Origin("the inputs of Terragrunt", unit, partial(texts_in, value))
                for name, value in known.items()
            }
            for name, text in self._environment.items():
                known[name] = self._from_environment(directory, name, text)
                origins.pop(name, None)  # what the process is given is told of nobody
                if directory.block(("variable", name)) is not None:
                    self._bare.state.keep_secret(known[name], f"var.{name}")
            for path in [*directory.variable_files(), *self._var_files]:
                body, frame = read_variables(path), Frame(self._bare, {}, path)
                for name in body.names():
                    node = body.attribute(name)
                    if node is not None:
                        known[name] = evaluate(node, frame)
                        where = directory.where(path, node.line)
                        origins[name] = Origin(f'the value of variable "{name}"', where, partial(texts_in, known[name]))
            self._known[directory.path], self._origins[directory.path] = known, origins
        return known

    def origin(self, directory: Directory, name: str) -> Origin | None:
        """Where the variable of a root module is given its value; None where nothing of the tree gives it one."""
        self.values(directory)
        return self._origins[directory.path].get(name)

    def _from_environment(self, directory: Directory, name: str, text: str) -> Tree:
        """Text for a variable of a primitive or no type, else an expression.  A Hole where Terraform refuses it."""
        placed = directory.block(("variable", name))
        if placed is None or _literal(placed.body.attribute("type")):
            return text
        try:
            return evaluate(parse_expression(text, placed.first), Frame(self._bare, {}, placed.file))
        except (PolicyError, Failure):
            return Hole(f"{PREFIX}{name}")


def _literal(kind: Node | None) -> bool:
    return kind is None or (isinstance(kind, Reference) and kind.name in ("string", "number", "bool"))

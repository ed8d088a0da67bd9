"""One instance of a resource or data source: what is written of it, and whose it is."""

from __future__ import annotations

from roletrust.dialects.hcl.evaluation import providers
from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.files.directory import Address, Placed
from roletrust.dialects.hcl.syntax.nodes import Literal, Reference, Sequence
from roletrust.dialects.hcl.values.encoding import as_text
from roletrust.dialects.hcl.values.values import Owned, lift
from roletrust.dialects.tree import Tree
from roletrust.engine.text import Hole, Text


class Instance:
    """One instance of a resource or data source."""

    def __init__(self, scope: Scope, address: Address, placed: Placed, names: dict[str, Tree], hole: Hole) -> None:
        self.scope = scope
        self.address = address
        self.placed = placed
        self.frame: Frame = scope.frame(placed, names)
        self.hole = hole

    def written(self, name: str) -> Tree:
        """The argument `name`, None where it is not written or null; a Hole where its changes are ignored."""
        node = self.placed.body.attribute(name)
        if node is None:
            return None
        return self.unknown(name) if self._ignored() & {name, "all"} else evaluate(node, self.frame)

    def _ignored(self) -> set[str]:
        """The arguments that Terraform leaves as they are, whatever is written."""
        found: set[str] = set()
        for lifecycle in self.placed.body.blocks("lifecycle"):
            node = lifecycle.body.attribute("ignore_changes")
            for each in node.items if isinstance(node, Sequence) else [node]:
                if isinstance(each, Reference):
                    found.add(each.name)
                elif isinstance(each, Literal):
                    found.add(str(each.value))
        return found

    def unknown(self, name: str) -> Hole:
        return Hole(f"{self.hole.name}.{name}", self.hole.where)

    def owned(self, name: str, what: str) -> Owned:
        """A Hole for the account or partition of this instance's provider."""
        provider = providers.identity(self.scope, self.address[1], self.placed)
        return Owned(name, self.hole.where, provider=provider, what=what)

    def arn(self, resource: Tree) -> Tree:
        """The ARN of something in the IAM of this instance's provider."""
        provider = providers.identity(self.scope, self.address[1], self.placed)
        of = f"provider {''.join(provider)}"
        partition, account = self.owned(f"partition of {of}", "partition"), self.owned(f"account of {of}", "account")

        def whole(tail: Tree) -> Text:
            written = as_text(tail)
            first, *rest = written.parts if isinstance(written, Text) else (written,)
            begins = (f":{first}",) if isinstance(first, str) else (":", first)
            return Text(("arn:", partition, ":iam::", account, *begins, *rest))

        return lift(whole, [resource])

"""A policy document that Terraform reads only during apply, rebuilt from what the plan knows of it."""

from __future__ import annotations

from typing import Any

from roletrust.dialects.plan.index import Index, Instance, mapping
from roletrust.dialects.plan.references import Scope, followed, references, target
from roletrust.dialects.plan.values import Values, Written
from roletrust.dialects.policy_document import merge_documents, render_document
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import Map, Tree
from roletrust.engine.policy.document import PolicyError, Source

TEXTS = ("json", "minified_json")
DEEPEST = 20


class Documents:
    """The documents that the trust policy of `role` may be made of."""

    def __init__(self, index: Index, role: Instance, file: str) -> None:
        self._index = index
        self._values = Values(index, role, file)
        self._file = file

    def policy(self, expression: Any, scope: Scope, name: str, path: tuple[str, ...] = ()) -> Tree:
        """The policy that `expression` is; where that cannot be told, a Hole of what it refers to, or of `name`.

        `path`: the documents being rebuilt already.  PolicyError where they refer to each other in a circle.
        """
        names, there = followed(self._index, expression, scope)
        found = target(self._index, names[0], there) if len(names) == 1 else None
        if found and self._is_open_document(*found):
            return self._rebuilt(found[0], path)
        return self._values.hole(", ".join(names) or name)

    def _is_open_document(self, document: Instance, attribute: str) -> bool:
        """Whether this is the text of a document that is not known yet.  (Were it known, so would the policy be.)"""
        is_text = attribute in TEXTS or not attribute
        return document.block.startswith("data.aws_iam_policy_document.") and is_text and not document.after.get("json")

    def _rebuilt(self, document: Instance, path: tuple[str, ...]) -> Tree:
        if document.address in path or len(path) >= DEEPEST:
            raise PolicyError(f"policy documents refer to each other in a circle: `{document.address}`")
        path = (*path, document.address)
        written = mapping(self._index.configured(document).get("expressions"))
        scope = Scope(document.module, document.index)
        data = self._values.block(document.after, document.unknown, Written(written, scope, document.address))
        own = render_document(Map(data, source=Source(self._file)))
        sources, overrides = (
            self._others(document, attribute, written.get(attribute), path)
            for attribute in ("source_policy_documents", "override_policy_documents")
        )
        return merge_documents(sources, own, overrides) if sources or overrides else own

    def _others(self, document: Instance, attribute: str, expression: Any, path: tuple[str, ...]) -> list[Tree]:
        """The documents laid under or over `document`, each known, rebuilt, or a Hole."""
        known, unknown = document.after.get(attribute), document.unknown.get(attribute)
        scope, names = Scope(document.module, document.index), references(expression)
        if unknown is True:
            return [self._values.hole(", ".join(names) or f"{document.address}.{attribute}")]
        found: list[Tree] = []
        listed = known if isinstance(known, list) else []
        for place, each in enumerate(listed):
            if isinstance(each, str):
                found.append(parse_json(each, Source(self._file)))
            elif len(names) == len(listed):
                found.append(self.policy({"references": [names[place]]}, scope, names[place], path))
            elif isinstance(unknown, list):
                found.append(self._values.hole(f"{document.address}.{attribute}[{place}]"))
        return found

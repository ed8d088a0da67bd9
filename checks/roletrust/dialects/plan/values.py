"""The attributes of a data source that a plan knows in part: what it does not know becomes a Hole.

A Hole is named after what the configuration refers to in its place.  The ARN of a role, user or
identity provider that is yet to be created by the role's own provider is known but for the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roletrust.dialects.plan.index import Index, Instance, constant, mapping, mappings
from roletrust.dialects.plan.references import Scope, followed, references, target
from roletrust.dialects.tree import Tree
from roletrust.engine.policy.document import PolicyError
from roletrust.engine.text import Hole, Means, Value, text

BLOCKS = ("statement", "principals", "not_principals", "condition")
TOLD_APART_BY = {"principals": ("type",), "not_principals": ("type",), "condition": ("test", "variable")}  # sets
ENTITIES = {"aws_iam_role": "role", "aws_iam_user": "user"}
PROVIDERS = {
    "aws_iam_openid_connect_provider": ("oidc-provider", "url"),
    "aws_iam_saml_provider": ("saml-provider", "name"),
}
MOST_ELEMENTS = 200_000


@dataclass(frozen=True)
class Written:
    """What the configuration writes in some place: the expression or blocks, where, and what the place is called."""

    expression: Any
    scope: Scope
    name: str

    def attribute(self, key: str) -> Written:
        return Written(mapping(self.expression).get(key), self.scope, f"{self.name}.{key}")


class Values:
    """The values of one role's documents: `role` says whose account and provider are its own."""

    def __init__(self, index: Index, role: Instance, file: str) -> None:
        self._index = index
        self._role, self._provider = role, index.provider(role)
        self._file = file
        accounts = sorted(index.accounts(role))
        own = text(Hole("own account", file, Means.OWN_ACCOUNT))
        self._account: Value = accounts[0] if len(accounts) == 1 else own

    def block(self, after: Any, unknown: Any, written: Written) -> dict[str, Tree]:
        """A block's attributes, of its values `after` apply and the shape of what is `unknown` in them."""
        after, unknown = mapping(after), mapping(unknown)
        found: dict[str, Tree] = {}
        for key in dict.fromkeys([*after, *unknown]):
            value, is_open, inside = after.get(key), unknown.get(key), written.attribute(key)
            if is_open is True:
                found[key] = self.hole(", ".join(references(inside.expression)) or inside.name)
            elif key in BLOCKS:
                found[key] = self._blocks(_as_list(value), _as_list(is_open), inside, TOLD_APART_BY.get(key))
            elif isinstance(value, list) or isinstance(is_open, list):
                found[key] = self._elements(_as_list(value), _as_list(is_open), inside)
            else:
                found[key] = value
        return found

    def hole(self, name: str) -> Value:
        return text(Hole(name, self._file))

    def _blocks(
        self, after: list[Any], unknown: list[Any], written: Written, told_apart_by: tuple[str, ...] | None
    ) -> list[Tree]:
        count = max(len(after), len(unknown))
        expressions = mappings(written.expression)
        found: list[Tree] = []
        for place in range(count):
            block, is_open = _at(after, place), _at(unknown, place)
            alike = expressions[place : place + 1] if len(expressions) == count else []
            if told_apart_by:
                alike = [each for each in expressions if _says(each, block, told_apart_by)]
            inside = Written(alike[0] if len(alike) == 1 else None, written.scope, f"{written.name}[{place}]")
            found.append(self.hole(inside.name) if is_open is True else self.block(block, is_open, inside))
        return found

    def _elements(self, after: list[Any], unknown: list[Any], written: Written) -> list[Tree]:
        count = max(len(after), len(unknown))
        if count > MOST_ELEMENTS:
            raise PolicyError(f"`{written.name}` has more than {MOST_ELEMENTS} values")
        found = [_at(after, place) for place in range(count)]
        places = [place for place in range(count) if _at(unknown, place) is True]
        names = [f"{written.name}[{place}]" for place in places]
        for place, value in zip(places, self._open_values(written, names), strict=True):
            found[place] = value
        return found

    def _open_values(self, written: Written, names: list[str]) -> list[Value]:
        """As many values as `names`: one for each open reference if the numbers agree, else Holes of these names."""
        referred = [each for each in self._references(written) if not self._is_known(*each)] if names else []
        if len(referred) != len(names):
            return [self.hole(name) for name in names]
        return [self._arn(*each) or self.hole(each[0]) for each in referred]

    def _references(self, written: Written) -> list[tuple[str, Scope]]:
        found: list[tuple[str, Scope]] = []
        for name in references(written.expression):
            names, there = followed(self._index, {"references": [name]}, written.scope)
            found += [(each, there) for each in names]
        return found

    def _is_known(self, name: str, scope: Scope) -> bool:
        """Whether the plan knows the value already, so that it is none of those that are open."""
        if name.startswith("var.") and not scope.module:
            return True
        found = target(self._index, name, scope)
        if not found or not found[1]:
            return False
        instance, attribute = found
        return instance.after.get(attribute) is not None and not instance.unknown.get(attribute)

    def _arn(self, name: str, scope: Scope) -> Value | None:
        """The ARN that `name` refers to, if its owner is an IAM identity or identity provider of the own account."""
        found = target(self._index, name, scope)
        if not found or found[1] != "arn" or not self._provider:
            return None
        if self._index.provider(found[0]) != self._provider:
            return None
        return self._arn_of(found[0], name.removesuffix(".arn"))

    def own_arn(self, owner: str) -> Value:
        """The ARN of the role itself, which is referred to as `owner`."""
        return self._arn_of(self._role, owner) or ""

    def _arn_of(self, instance: Instance, owner: str) -> Value | None:
        start = text("arn:", Hole("own partition", self._file, Means.OWN_PARTITION), ":iam::")
        if instance.kind in ENTITIES:
            path = instance.after.get("path")
            named = self._attribute(instance, "name", owner)
            return text(
                start, self._account, f":{ENTITIES[instance.kind]}", path if isinstance(path, str) else "/", named
            )
        if instance.kind in PROVIDERS:
            noun, attribute = PROVIDERS[instance.kind]
            named = self._attribute(instance, attribute, owner)
            named = named.removeprefix("https://") if isinstance(named, str) else named
            return text(start, self._account, f":{noun}/", named)
        return None

    def _attribute(self, instance: Instance, attribute: str, owner: str) -> Value:
        value = instance.after.get(attribute)
        return value if isinstance(value, str) else self.hole(f"{owner}.{attribute}")


def _says(written: Mapping[str, Any], block: Any, attributes: tuple[str, ...]) -> bool:
    return all(constant(written.get(name)) == mapping(block).get(name) for name in attributes)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None

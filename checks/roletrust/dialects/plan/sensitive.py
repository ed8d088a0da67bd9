"""What a plan says must not be told: the values of sensitive variables, and those that Terraform marks beside others.

Format: HashiCorp, "JSON Output Format": `sensitive` of a variable, `after_sensitive`, `sensitive_values`.
https://developer.hashicorp.com/terraform/internals/json-format
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from roletrust.dialects.plan.index import mapping, mappings
from roletrust.dialects.secret_texts import texts_in

POLICIES = ("assume_role_policy", "assume_role_policy_document")  # each a document of its own


def secrets_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Each text that must not be told, with what to call it."""
    found: dict[str, str] = {}
    documents: list[tuple[str, str]] = []
    for name, value in sensitive_variables(data):
        found.update((each, name) for each in texts_in(value))
    for address, after, marks in marked(data):
        for key, mark in marks.items():
            if key in POLICIES and isinstance(after.get(key), str):
                documents += [(f"{address}.{key}", after[key])] if mark is True else []
            else:
                found.update((each, f"{address}.{key}") for each in sensitive(after.get(key), mark))
    for name, document in documents:
        if not any(each in document for each in found):  # what in it is the secret is not told, so all that may be
            found.update((each, name) for each in conditions_in(document))
    return found


def sensitive_variables(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    declared = mapping(mapping(mapping(data.get("configuration")).get("root_module")).get("variables"))
    values = mapping(data.get("variables"))
    for name, variable in declared.items():
        if mapping(variable).get("sensitive") is True:
            yield f"var.{name}", mapping(values.get(name)).get("value")


def marked(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Address, values and marks of each resource that has any marked."""
    for change in mappings(data.get("resource_changes")):
        inner = mapping(change.get("change"))
        yield str(change.get("address")), mapping(inner.get("after")), mapping(inner.get("after_sensitive"))
    for section in ("planned_values", "prior_state"):
        values = mapping(data.get(section))
        waiting = [mapping(mapping(values.get("values", values)).get("root_module"))]
        while waiting:
            module = waiting.pop()
            waiting += mappings(module.get("child_modules"))
            for each in mappings(module.get("resources")):
                yield str(each.get("address")), mapping(each.get("values")), mapping(each.get("sensitive_values"))


def sensitive(value: Any, mark: Any) -> Iterator[str]:
    """The texts of `value` that `mark`, which has its shape, says are sensitive."""
    waiting = [(value, mark)]
    while waiting:
        each, its = waiting.pop()
        if its is True:
            yield from texts_in(each)
        elif isinstance(its, Mapping) and isinstance(each, Mapping):
            waiting += [(each.get(key), inner) for key, inner in its.items()]
        elif isinstance(its, list) and isinstance(each, list):
            waiting += zip(each, its, strict=False)


def conditions_in(document: str) -> Iterator[str]:
    """The values that the conditions of a policy compare with; none of what is no JSON."""
    try:
        policy = json.loads(document)
    except (ValueError, RecursionError):
        return
    statements = mapping(policy).get("Statement")
    for each in mappings(statements if isinstance(statements, list) else [statements]):
        yield from texts_in(each.get("Condition"))

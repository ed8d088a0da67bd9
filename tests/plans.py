"""The plan of a configuration: what `terraform show -json` prints of it, made of its text, without a provider.

The configuration is one module, and each of its resources has one instance.  What is open in it is known after apply.
Where it says in which account it is (the account of the session, or the provider's only allowed one), the plan is of
roles that are there already, as only their ARNs tell the account to who reads a plan.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from roletrust.dialects.hcl.evaluation.context import Frame
from roletrust.dialects.hcl.evaluation.evaluate import evaluate
from roletrust.dialects.hcl.evaluation.resources import BARE
from roletrust.dialects.hcl.evaluation.scope import Scope
from roletrust.dialects.hcl.evaluation.state import State
from roletrust.dialects.hcl.files.directory import Directory
from roletrust.dialects.hcl.syntax.blocks import Body
from roletrust.dialects.hcl.syntax.nodes import Attr, Reference
from roletrust.dialects.hcl.values.encoding import json_text

Json = dict[str, Any]
ACCOUNT = "987654321098"
SESSION = re.compile(r"data\.aws_caller_identity\.\w+\.(?:account_id|id)")
BLOCK = re.compile(r"^ +(\w+) \{", re.MULTILINE)
OPEN = object()


def plan_of(configuration: str) -> str:
    """The JSON of its plan."""
    with TemporaryDirectory() as folder:
        main = Path(folder, "main.tf")
        main.write_text(SESSION.sub(f'"{ACCOUNT}"', configuration), "utf-8")
        return json.dumps(_Planned(folder, configuration).plan(), indent=1)


class _Planned:
    """The one module in `folder`."""

    def __init__(self, folder: str, configuration: str) -> None:
        main = str(Path(folder, "main.tf"))
        self.directory = Directory(folder, folder, [main])
        state = State()
        state.begin()
        self.frame = Frame(Scope(self.directory, state, BARE), {}, main)
        self.nested = list(dict.fromkeys(BLOCK.findall(configuration)))
        self.account = ACCOUNT if SESSION.search(configuration) else ""
        for _, body in self.bodies("provider"):
            if "allowed_account_ids" in body.names():
                (self.account,) = self.value(body, "allowed_account_ids")

    def bodies(self, kind: str) -> Iterator[tuple[tuple[str, ...], Body]]:
        for address in self.directory.addresses():
            if address[0] == kind:
                yield from ((address, each.body) for each in self.directory.blocks(address))

    def plan(self) -> Json:
        resources, changes, configured = [], [], []
        for (_, kind, name), body in self.bodies("resource"):
            one = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}
            known, unknown = self.values(body)
            unknown |= {computed: True for computed in ("arn", "name") if computed not in body.names()}
            changes.append({**one, "change": self.change(one, known, unknown)})
            resources.append({**one, "values": known})
            configured.append(
                {**one, "provider_config_key": kind.partition("_")[0], "expressions": self.expressions(body)}
            )
        return {
            "format_version": "1.2",
            "terraform_version": "1.9.8",
            "planned_values": {"root_module": {"resources": resources}},
            "resource_changes": changes,
            "configuration": {
                "provider_config": dict(self.configured_providers()),
                "root_module": {"resources": configured},
            },
        }

    def configured_providers(self) -> Iterator[tuple[str, Json]]:
        for (_, name, *_), body in self.bodies("provider"):
            alias = {"alias": self.value(body, "alias")} if "alias" in body.names() else {}
            yield ".".join((name, *alias.values())), {"name": name, **alias, "expressions": self.expressions(body)}

    def change(self, one: Json, known: Json, unknown: Json) -> Json:
        if not (self.account and one["type"] == "aws_iam_role"):
            return {"actions": ["create"], "before": None, "after": known, "after_unknown": unknown}
        before = {"arn": f"arn:aws:iam::{self.account}:role/{known.get('name', one['name'])}"}
        known.update(before)
        del unknown["arn"]
        return {"actions": ["update"], "before": before, "after": known, "after_unknown": unknown}

    def values(self, body: Body) -> tuple[Json, Json]:
        """What is known of the attributes and blocks of a body, and, by true, what is known after apply."""
        known: Json = {}
        unknown: Json = {}
        for name in body.names():
            value = self.value(body, name)
            (unknown if value is OPEN else known)[name] = True if value is OPEN else value
        for kind in self.nested:
            inner = [self.values(each.body) for each in body.blocks(kind)]
            if inner:
                known[kind], unknown[kind] = [each for each, _ in inner], [each for _, each in inner]
        return known, unknown

    def expressions(self, body: Body) -> Json:
        """As `configuration` has them: the references in each, or its value where there are none."""
        found: Json = {name: self.expression(body, name) for name in body.names()}
        return found | {
            kind: [self.expressions(each.body) for each in body.blocks(kind)]
            for kind in self.nested
            if body.blocks(kind)
        }

    def expression(self, body: Body, name: str) -> Json:
        named = [each for found in references(body.attribute(name)) for each in found]
        return {"references": named} if named else {"constant_value": self.value(body, name)}

    def value(self, body: Body, name: str) -> Any:
        node = body.attribute(name)
        assert node is not None
        written = json_text(evaluate(node, self.frame))
        return json.loads(written) if isinstance(written, str) else OPEN


def references(node: Any) -> Iterator[list[str]]:
    """What each reference in an expression names, from the longest: `aws_iam_role.a.arn`, `aws_iam_role.a`."""
    if isinstance(node, Reference):
        steps = [step.name for step in node.steps if isinstance(step, Attr)]
        words = [node.name, *steps]
        shortest = 3 if node.name == "data" else 2
        yield [".".join(words[:end]) for end in range(len(words), shortest - 1, -1)]
    elif isinstance(node, (list, tuple)):
        for each in node:
            yield from references(each)
    elif dataclasses.is_dataclass(node):
        for field in dataclasses.fields(node):
            yield from references(getattr(node, field.name))

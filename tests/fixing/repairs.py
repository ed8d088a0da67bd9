"""What is repaired in the tests: files with a role that fails, in every dialect whose files are edited."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from hcl2.api import load

from adapters.test_repair_text import REPAIRED, UNSEEN
from dialects.tellings import TELLINGS, Json, hcl
from dialects.test_one_story import POLICIES
from roletrust.fixing.repairing import Outcome, Repairing
from roletrust.fixing.supplied import Supplied
from roletrust.rules.catalog import EVERY
from rules.test_fixture_pages import CASES, RUNNERS

ACCOUNTS = ("123456789012", "111122223333", "210987654321", "210000000001", "987654321098")
EVERY_RULE = frozenset(rule.id for rule in EVERY)
EDITED = (
    "jsonencode",
    "a heredoc",
    "a data document",
    "a local",
    "a module's call",
    "awscc",
    "CloudFormation JSON",
    "CloudFormation YAML",
    "SAM",
    "a JSON file",
    "Serverless",
    "Ansible",
    "Crossplane",
)
GENERATED = ("a plan", "a dump", "an encoded dump")
INSIDE_A_TEXT = ("ACK", "Ansible text")


MODULE = 'variable "trust" {}\n\nresource "aws_iam_role" "role" {\n  assume_role_policy = jsonencode(var.trust)\n}\n'


class Case(NamedTuple):
    """`beside`: the other files, which nothing changes."""

    name: str
    file: str
    text: str
    beside: Mapping[str, str] = MappingProxyType({})

    def laid_out(self, folder: Path) -> Path:
        """The file, in `folder`."""
        for file, text in {**self.beside, self.file: self.text}.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text)
        return folder / self.file


def module_call(policy: Json) -> str:
    return f'module "role" {{\n  source = "./role"\n  trust  = {hcl(policy)}\n}}\n'


def told(telling: str) -> Iterator[Case]:
    """Each policy that a repair is known for, in one dialect."""
    called = telling == "a module's call"
    file, _, tell = ("main.tf", "", module_call) if called else TELLINGS[telling]
    beside = {"role/main.tf": MODULE} if called else {}
    for name in (*REPAIRED, "an empty list"):
        if (telling, name) in UNSEEN:
            continue
        policy = {"Version": "2012-10-17", "Statement": {**POLICIES, **REPAIRED}[name]}
        yield Case(f"{name}, {telling}", file, tell(policy), beside)


def of_pages() -> Iterator[Case]:
    """The fences of the rules' pages that fail."""
    for each in CASES:
        if each.verdict == "fails" and each.dialect in ("hcl", "cloudformation"):
            yield Case(str(each), RUNNERS[each.dialect][0], each.text)


def supplied() -> Supplied:
    """All that only a person knows, the same every time but for what is random."""
    return Supplied(
        generate=True,
        pins=[f"arn:aws:iam::{account}:{kind}/deployer" for account in ACCOUNTS for kind in ("role", "user")],
        subjects=["repo:acme/app:ref:refs/heads/main"],
        values={"aws:principalorgid": ["o-a1b2c3d4e5"], "aws:currenttime": ["2099-12-31T00:00:00Z"]},
        account="555555555555",
    )


def repaired(folder: Path, known: Supplied | None = None) -> tuple[list[Outcome], dict[Path, str]]:
    """What becomes of the roles in `folder`, and the files that change, which are not written."""
    work = Repairing([str(folder)], (), EVERY_RULE, known or supplied())
    outcomes = work.outcomes()
    return outcomes, {Path(path): data.decode() for path, data in work.files.items()}


class Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it."""


def _function(loader: yaml.Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.ScalarNode)
    return loader.construct_scalar(node)


Loader.add_multi_constructor("!", _function)


def parsed(file: str, text: str) -> Any:
    """The file as another parser than ours reads it.  Raises what that does."""
    if file.endswith(".tf"):
        return load(io.StringIO(text))
    return json.loads(text) if file.endswith(".json") else yaml.load(text, Loader)

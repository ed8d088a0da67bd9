"""Where a policy has no expression in it, Checkov's own rendering is right too: the evaluated source is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from checkov.common.models.enums import CheckCategories, CheckResult
from checkov.terraform.checks.data.base_check import BaseDataCheck
from checkov.terraform.checks.data.registry import data_registry
from checkov.terraform.checks.resource.base_resource_check import BaseResourceCheck
from checkov.terraform.checks.resource.registry import resource_registry

from dialects.hcl_world import plain
from dialects.tellings import data_document, heredoc, jsonencode
from dialects.test_one_story import POLICIES, generated
from roletrust.dialects.hcl.project.project import Project
from scanning import terraform, write

Json = dict[str, Any]
RESOURCE, DATA = "CKV_SEEN_1", "CKV_SEEN_2"
CARRIERS = {
    "jsonencode": (jsonencode, ("resource", "aws_iam_role", "role"), "assume_role_policy"),
    "a heredoc": (heredoc, ("resource", "aws_iam_role", "role"), "assume_role_policy"),
    "a data document": (data_document, ("data", "aws_iam_policy_document", "trust"), "json"),
}


class Seen:
    """What Checkov hands to a check: the file, and the block as it renders it."""

    def __init__(self) -> None:
        self.blocks: dict[str, Json] = {}

    def take(self, path: str, conf: Json) -> CheckResult:
        self.blocks[path.partition(":")[0]] = conf
        return CheckResult.PASSED


@pytest.fixture
def seen() -> Iterator[Seen]:
    found = Seen()

    class SeenResource(BaseResourceCheck):
        def scan_resource_conf(self, conf: Json) -> CheckResult:
            return found.take(self.entity_path, conf)

    class SeenData(BaseDataCheck):
        def scan_data_conf(self, conf: Json) -> CheckResult:
            return found.take(self.entity_path, conf)

    resource = SeenResource("Sees roles", RESOURCE, [CheckCategories.IAM], ["aws_iam_role"])
    data = SeenData("Sees documents", DATA, [CheckCategories.IAM], ["aws_iam_policy_document"])
    yield found
    resource_registry.checks["aws_iam_role"].remove(resource)
    data_registry.checks["aws_iam_policy_document"].remove(data)


def stories() -> list[Json]:
    """Policies without a policy variable, and without a truth value, of which Checkov makes Python's."""
    told = [{"Version": "2012-10-17", "Statement": each} for each in [*POLICIES.values(), *generated(60).values()]]
    return [each for each in told if not any(word in json.dumps(each).lower() for word in ("${", '"true"', '"false"'))]


def rendered(carrier: str, conf: Json) -> Any:
    """The policy in Checkov's rendering of the block; a data document is written as the provider writes it."""
    if carrier != "a data document":
        return conf["assume_role_policy"][0]
    return {"Version": conf["version"][0], "Statement": [statement(each) for each in conf["statement"]]}


def statement(block: Json) -> Json:
    made = {"Effect": block["effect"][0], "Action": block["actions"][0]}
    for each in block.get("principals", []):
        made.setdefault("Principal", {})[each["type"][0]] = each["identifiers"][0]
    for each in block.get("condition", []):
        keys = made.setdefault("Condition", {}).setdefault(each["test"][0], {})
        keys[each["variable"][0]] = [str(value) for value in each["values"][0]]
    return made


def unordered(tree: Any) -> Any:
    """Lists of texts sorted: Checkov sorts some, and IAM knows no order in them."""
    if isinstance(tree, dict):
        return {key: unordered(each) for key, each in tree.items()}
    if isinstance(tree, list):
        return sorted(tree) if all(isinstance(each, str) for each in tree) else [unordered(each) for each in tree]
    return tree


def evaluated(root: Path, file: Path, carrier: str) -> Any:
    _, address, attribute = CARRIERS[carrier]
    project = Project(str(root), [str(file)])
    if address[0] == "data":
        return plain(project.document(str(file), (), address[2]).tree)
    tree = plain(project.attribute(str(file), (), address, attribute).tree)
    return json.loads(tree) if isinstance(tree, str) else tree


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_source_evaluated_is_checkovs_rendering(carrier: str, seen: Seen, tmp_path: Path) -> None:
    tell = CARRIERS[carrier][0]
    told = {f"{number}/main.tf": tell(policy) for number, policy in enumerate(stories())}
    assert len(told) > 30
    terraform(write(tmp_path, told), checks=[DATA if CARRIERS[carrier][1][0] == "data" else RESOURCE])
    for place in told:
        source = evaluated(tmp_path, tmp_path / place, carrier)
        assert unordered(source) == unordered(rendered(carrier, seen.blocks[f"/{place}"])), place

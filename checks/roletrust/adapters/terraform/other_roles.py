"""Roles that Terraform makes by way of another interface: Cloud Control, and objects of Kubernetes' operators.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudcontrolapi_resource
https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/manifest
https://registry.terraform.io/providers/alekc/kubectl/latest/docs/resources/kubectl_manifest
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import yaml

from roletrust.adapters.entity import Entity
from roletrust.adapters.landscape.holdings import is_plan
from roletrust.adapters.terraform import terraform_plan
from roletrust.adapters.terraform.terraform_roles import place
from roletrust.dialects.data.marks import PLAIN
from roletrust.dialects.policy_json import parse_json
from roletrust.dialects.tree import ABSENT, Choice, Map, Tree
from roletrust.engine.policy.document import PolicyError, Source
from roletrust.engine.text import Text
from roletrust.reading.judging import Case
from roletrust.reading.kinds import OBJECTS, OTHERS, literal
from roletrust.reading.object_roles import GROUPS
from roletrust.reading.places import owner
from roletrust.reading.terraform.blocks import Unread
from roletrust.reading.yaml_nodes import LOADER
from roletrust.reading.yaml_nodes import tree as tree_of_yaml
from roletrust.telling.subject import Dialect, Subject

ROLE, DOCUMENT = "AWS::IAM::Role", "AssumeRolePolicyDocument"
SIGN = "ssumeRolePolicy"  # of a policy in what cannot be read


def find(entity: Entity) -> Case | None:
    """The role that the resource makes; None of one that makes none."""
    if entity.conf.get("count") == [0] or literal(entity.conf.get("type_name")) not in ("", ROLE):
        return None
    read = planned(entity) if is_plan(entity) else written(entity)
    if read is None:
        return None
    case, tree = read
    subject = case.subject
    try:
        if subject.problem:
            raise PolicyError(subject.problem)
        found = READERS[entity.type](tree)
    except PolicyError as error:
        looks = SIGN in str(entity.conf) or SIGN in str(tree)
        return Case(replace(subject, problem=str(error)), case.configuration) if looks else None
    return None if found is None else Case(replace(subject, tree=found), case.configuration)


def written(entity: Entity) -> tuple[Case, Tree] | None:
    """What is known of the resource by its source, and what it is to make; None where it is not made.

    Raises HostChanged.
    """
    scan, block = place(entity)
    if not scan.makes(block):
        return None
    found = scan.role(block)
    unread = isinstance(found, Unread)
    source, problem = (Source(entity.file), found.problem) if isinstance(found, Unread) else (found.source, "")
    subject = Subject(block.label, Dialect.JSON, source, scan.owner(block), problem=problem, secrets=scan.secrets)
    return Case(subject, scan.configuration), ABSENT if unread else found.tree  # type: ignore[union-attr]


def planned(entity: Entity) -> tuple[Case, Tree] | None:
    """The same, by the plan."""
    file, address = terraform_plan.file_of(entity)
    known = file.plan.known(address, OTHERS[entity.type])
    if known is None:
        return None
    accounts = file.plan.accounts(address)
    subject = Subject(
        *(address, Dialect.JSON, Source(entity.file)),
        owner=owner(file.configuration, *accounts),
        secrets=file.plan.secrets,
    )
    return Case(subject, file.configuration), PLAIN.tree(known[0], entity.file)


def controlled(tree: Tree) -> Tree | None:
    """The trust policy in the desired state of a role.  Raises PolicyError."""
    return within(parse_json(tree) if isinstance(tree, (str, Text)) else tree, DOCUMENT)


def manifest(tree: Tree) -> Tree | None:
    """The trust policy in an object; None of one that makes no role.  Raises PolicyError."""
    if not isinstance(tree, Map):
        raise PolicyError("the object is not known")
    keys = GROUPS.get(str(tree.get("apiVersion")).partition("/")[0])
    if keys is None or str(tree.get("kind")) not in OBJECTS:
        return None
    return within(tree, *keys)


def body(tree: Tree) -> Tree | None:
    """The trust policy of the first object in a text of YAML that makes a role.  Raises PolicyError."""
    if not isinstance(tree, str):
        raise PolicyError("the text of the object is not known")
    try:
        documents = [tree_of_yaml(each, "") for each in yaml.compose_all(tree, Loader=LOADER)]
    except (yaml.YAMLError, RecursionError) as error:
        raise PolicyError(f"the text is no YAML: {' '.join(str(error).split())[:200]}") from None
    found = (manifest(each) for each in documents if isinstance(each, Map))
    return next((each for each in found if each is not None), None)


def within(tree: Tree, *keys: str) -> Tree:
    """What stands under `keys`, each inside of the one before.  Raises PolicyError."""
    for key in keys:
        tree = tree.get(key, ABSENT) if isinstance(tree, Map) else ABSENT
    if tree is ABSENT:
        raise PolicyError(f"it has no {'.'.join(keys)} that is known")
    return tree


def in_each(read: Callable[[Tree], Tree | None]) -> Callable[[Tree], Tree | None]:
    """`read`, which reads what is known, for what hangs on a condition too."""

    def reading(tree: Tree) -> Tree | None:
        if not isinstance(tree, Choice):
            return read(tree)
        then, otherwise = reading(tree.then), reading(tree.otherwise)
        if then is None or otherwise is None:
            return otherwise if then is None else then
        return Choice(tree.name, then, otherwise)

    return reading


READERS: dict[str, Callable[[Tree], Tree | None]] = {
    "aws_cloudcontrolapi_resource": in_each(controlled),
    "kubernetes_manifest": in_each(manifest),
    "kubectl_manifest": in_each(body),
}
